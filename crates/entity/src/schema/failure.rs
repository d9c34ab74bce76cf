//! Why a schema or a request is refused, with the codes that `ElectroDB` has for it.

use std::fmt::{Display, Write as _};

use crate::Error;
use crate::error::Kind;

/// `ElectroDB`'s codes, for those who know its errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub(super) enum Code {
    KeyTemplate = 1003,
    DuplicateIndexes = 1004,
    CollectionWithoutSortKey = 1005,
    DuplicateCollections = 1006,
    MissingPrimaryIndex = 1007,
    AttributeDefinition = 1008,
    Model = 1009,
    Options = 1010,
    Where = 1012,
    Join = 1013,
    DuplicateIndexFields = 1014,
    DuplicateIndexComposites = 1015,
    Watch = 1016,
    TemplateAndComposite = 1017,
    IndexWithAttributeName = 1018,
    CollectionWithAttributeName = 1019,
    KeyCasing = 1020,
    InconsistentIndex = 1024,
    Projection = 1025,
    Index = 1026,
    IncompleteComposites = 2002,
    Pages = 2005,
    ConversionKeys = 2007,
    ConversionCursor = 2008,
    ConversionComposite = 2009,
    DuplicateComposites = 2010,
    IndexCondition = 2011,
    IndexConditionMembers = 2012,
    QueryParameters = 2013,
    Attribute = 3001,
    Unknown = 5001,
}

/// An error with a code.
pub(super) fn failure(code: Code, message: impl Display) -> Error {
    Kind::Schema {
        code: Some(code as u16),
        message: message.to_string(),
        attributes: Vec::new(),
    }
    .into()
}

/// An error that `ElectroDB` has no code for.
pub(super) fn refusal(message: impl Display) -> Error {
    Kind::Schema {
        code: None,
        message: message.to_string(),
        attributes: Vec::new(),
    }
    .into()
}

/// What is wrong with one attribute of what was given.
#[derive(Debug)]
pub(super) struct Invalid {
    pub(super) path: String,
    pub(super) reason: String,
}

/// An error about attributes of what was given.
pub(super) fn invalid(problems: Vec<Invalid>) -> Error {
    let mut message = String::new();
    let mut attributes = Vec::new();
    for Invalid { path, reason } in problems {
        let separator = if message.is_empty() { "" } else { "; " };
        let _ = write!(message, "{separator}`{path}`: {reason}");
        attributes.push(path);
    }
    Kind::Schema {
        code: Some(Code::Attribute as u16),
        message,
        attributes,
    }
    .into()
}

/// An error about one attribute.
pub(super) fn invalid_attribute(path: &str, reason: impl Display) -> Error {
    invalid(vec![Invalid {
        path: path.to_owned(),
        reason: reason.to_string(),
    }])
}

/// Names in quotes, separated by commas.
pub(super) fn quoted<T: Display>(names: impl IntoIterator<Item = T>) -> String {
    let mut text = String::new();
    for name in names {
        let separator = if text.is_empty() { "" } else { ", " };
        let _ = write!(text, "{separator}`{name}`");
    }
    text
}

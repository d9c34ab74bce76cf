//! `StreamSpecification`: what `CreateTable` and `UpdateTable` want of a table's stream.

use crate::error::Failure;
use crate::request::{Members, missing};
use crate::stream::ViewType;

/// What is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct StreamSpecification {
    pub(super) is_enabled: bool,
    pub(super) view: Option<ViewType>,
}

impl StreamSpecification {
    /// Reads the member; what is wrong with it by itself is added to a list.
    pub(super) fn read(members: Members<'_>, broken: &mut Vec<String>) -> Result<Option<Self>, Failure> {
        let Some(specification) = members.object("StreamSpecification")? else {
            return Ok(None);
        };
        if specification.get("StreamEnabled").is_none() {
            broken.push(missing("streamSpecification.streamEnabled"));
        }
        let word = specification.text("StreamViewType")?;
        let view = word.and_then(ViewType::of_word);
        if let (Some(word), None) = (word, view) {
            broken.push(format!(
                "Value '{word}' at 'streamSpecification.streamViewType' failed to satisfy constraint: Member must satisfy \
                 enum value set: [{}]",
                ViewType::WORDS.join(", ")
            ));
        }
        Ok(Some(Self {
            is_enabled: specification.flag("StreamEnabled")?,
            view,
        }))
    }

    /// The view type of a table that is being created, if it is to have a stream.
    pub(super) fn of_new_table(specification: Option<Self>) -> Result<Option<ViewType>, Failure> {
        let refuse = |reason: &str| {
            Err(Failure::validation(format!(
                "One or more parameter values were invalid: Table is being created with a stream {reason}"
            )))
        };
        match specification {
            Some(Self {
                is_enabled: true,
                view: None,
            }) => refuse("enabled, UpdateViewType is required"),
            Some(Self {
                is_enabled: false,
                view: Some(_),
            }) => refuse("disabled, UpdateViewType should not be specified"),
            Some(Self {
                is_enabled: true,
                view,
            }) => Ok(view),
            _ => Ok(None),
        }
    }

    /// The view type that a table's stream is to get, or that it is to end.
    pub(super) fn of_update(self) -> Result<Option<ViewType>, Failure> {
        let refuse = |reason: &str| {
            Err(Failure::validation(format!(
                "One or more parameter values were invalid: If stream is being {reason}"
            )))
        };
        match self {
            Self {
                is_enabled: true,
                view: None,
            } => refuse("enabled then UpdateViewType is required"),
            Self {
                is_enabled: false,
                view: Some(_),
            } => refuse("disabled, then UpdateViewType must not be specified"),
            Self { view, .. } => Ok(view),
        }
    }
}

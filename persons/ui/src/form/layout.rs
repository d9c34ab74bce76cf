//! What a form consists of, as data.

use super::Draft;
use crate::data::Synced;

/// A kind of row that can be added and edited.
pub(crate) trait Form: Synced {
    /// The fields, in their order.
    const INPUTS: &'static [Input];
    /// The titles of the form for a new row and for an existing one.
    const TITLES: [&'static str; 2];
    /// What the button says that submits a new row, and an existing one.
    const SUBMIT: [&'static str; 2];
    /// What is focused after the form if the element that opened it is gone: a selector.
    const FALLBACK_FOCUS: &'static str;

    /// Whether a field cannot be used, given the others.
    fn is_disabled(_name: &str, _draft: &Draft) -> bool {
        false
    }

    /// Called when the form has led to a new row.
    fn created(_app: crate::app::App, _row: &Self) {}

    /// Called when a new row is taken back.
    fn taken_back(_app: crate::app::App, _row: &Self) {}
}

/// One field of a form.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Input {
    /// The field's name in the model.
    pub(crate) name: &'static str,
    pub(crate) label: &'static str,
    pub(crate) control: Control,
    pub(crate) width: Width,
    pub(crate) placeholder: &'static str,
    pub(crate) help: &'static str,
    /// What a new row starts with.
    pub(crate) initial: &'static str,
}

/// What a field is filled in with.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Control {
    Text,
    /// Text that becomes capitals as it is typed.
    Capitals,
    /// A number, as text: so that what is no number is kept and explained.
    Amount,
    Date,
    /// One of some values, each with its label. The first entry may stand for none, with an empty value.
    Choice(fn() -> Vec<(&'static str, &'static str)>),
    Flag,
}

/// How much of a line a field takes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Width {
    Whole,
    Half,
}

impl Input {
    pub(crate) const fn new(name: &'static str, label: &'static str, control: Control) -> Self {
        Self {
            name,
            label,
            control,
            width: Width::Whole,
            placeholder: "",
            help: "",
            initial: "",
        }
    }

    /// The id of its control in the document.
    pub(super) fn element_id(&self) -> String {
        format!("field-{}", self.name)
    }

    pub(crate) const fn half(self) -> Self {
        Self {
            width: Width::Half,
            ..self
        }
    }

    pub(crate) const fn placeholder(self, placeholder: &'static str) -> Self {
        Self { placeholder, ..self }
    }

    pub(crate) const fn help(self, help: &'static str) -> Self {
        Self { help, ..self }
    }

    pub(crate) const fn initial(self, initial: &'static str) -> Self {
        Self { initial, ..self }
    }
}

//! Forms: what was typed, what is wrong with it, and what becomes of it.
//!
//! The rules are the model's, which the server applies as well. A form is data ([`layout`]); one view shows them all.

mod control;
mod draft;
mod field;
mod layout;
mod layouts;
mod open;
mod state;
mod view;

use persons_model::{Id, Person};

pub(crate) use draft::Draft;
pub(crate) use layout::{Control, Form, Input, Width};

use crate::app::App;
use crate::data::OfPerson;
use open::{Request, Target};

/// Opens the form for a new person.
pub(crate) fn create_person(app: App) {
    open::open::<Person>(
        app,
        Request::new(Target::New {
            id: crate::data::new_id(),
            person: None,
        }),
    );
}

/// Opens the form for another row of a person.
pub(crate) fn add<R: Form + OfPerson>(app: App, person: Id) {
    open::open::<R>(
        app,
        Request::new(Target::New {
            id: crate::data::new_id(),
            person: Some(person),
        }),
    );
}

/// Opens the form with a row's present values.
pub(crate) fn edit<R: Form>(app: App, row: &R) {
    open::open::<R>(
        app,
        Request::new(Target::Existing {
            before: Box::new(row.clone()),
        }),
    );
}

//! Writing: shown at once, sent once, confirmed by the server's rows or taken back with a reason.

mod change;
mod create;
mod delete;

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use lockstep_protocol::ProblemKind;
use lockstep_store::{Error as StoreError, ServerCommit, Transaction};
use lockstep_web::Error;
use persons_model::Id;

pub(crate) use change::{change, set_primary};
pub(crate) use create::create;
pub(crate) use delete::{delete_child, delete_person};

use crate::app::App;
use crate::toast::{Action, Toast};

/// What the server says about the fields of a write that it refused: name and message; the name is empty for the whole.
pub(crate) type FieldMessages = Vec<(String, String)>;

type Answer = Pin<Box<dyn Future<Output = Result<ServerCommit, Error>>>>;

/// One write, from its showing to its end.
pub(crate) struct Write {
    /// Whose data it changes. Writes of one person are sent in the order in which they were made.
    person: Id,
    /// What to say if it fails, for example `The address was not added`.
    failed: String,
    /// Shows it.
    apply: Box<dyn Fn() -> Result<Transaction, StoreError>>,
    /// Sends it; the answer is what is now so at the server.
    send: Box<dyn Fn() -> Answer>,
    /// What is so if the server says that the row does not exist.
    gone: Option<Box<dyn Fn() -> ServerCommit>>,
    /// Opens the form again with what was typed.
    reopen: Option<Rc<dyn Fn(FieldMessages)>>,
    /// What else to do when it is taken back.
    undo: Option<Box<dyn Fn()>>,
}

/// Shows a write and sends it.
fn run(app: App, write: &Rc<Write>) {
    let transaction = match (write.apply)() {
        Ok(transaction) => transaction,
        Err(error) => {
            // The row was deleted while the form was open.
            show_failure(app, write, &error.to_string(), false, FieldMessages::new());
            return;
        }
    };
    let write = Rc::clone(write);
    app.data().lanes.run(write.person, async move {
        transaction.mark_sent();
        match (write.send)().await {
            Ok(commit) => settle(transaction, commit),
            Err(error) => refuse(app, &write, transaction, &error),
        }
    });
}

/// The server has done it: its rows take the place of what was shown, in one step.
fn settle(transaction: Transaction, commit: ServerCommit) {
    // The only error is a patch of a row that is not there, and commits here hold whole rows.
    let _ = transaction.confirm(commit);
}

/// The server has not done it: what was shown is taken back, what was typed is kept.
fn refuse(app: App, write: &Rc<Write>, transaction: Transaction, error: &Error) {
    let is_gone = error
        .problem()
        .is_some_and(|problem| problem.kind == ProblemKind::NotFound);
    match write.gone.as_ref().filter(|_| is_gone) {
        Some(gone) => settle(transaction, gone()),
        None => transaction.fail(error.to_string()),
    }
    if let Some(undo) = &write.undo {
        undo();
    }
    let fields = error
        .problem()
        .map(|problem| &*problem.errors)
        .unwrap_or_default();
    let messages = fields
        .iter()
        .map(|field| {
            (
                field.path.trim_start_matches('/').to_owned(),
                field.message.clone(),
            )
        })
        .collect();
    show_failure(app, write, &error.to_string(), error.is_transient(), messages);
}

fn show_failure(app: App, write: &Rc<Write>, reason: &str, may_pass: bool, messages: FieldMessages) {
    let mut actions = Vec::new();
    if may_pass {
        let write = Rc::clone(write);
        actions.push(Action::new("Retry", move || run(app, &write)));
    }
    if let Some(reopen) = write.reopen.clone() {
        actions.push(Action::new("Edit again", move || reopen(messages.clone())));
    }
    app.toasts.show(Toast {
        title: write.failed.clone(),
        text: reason.to_owned(),
        error: true,
        actions,
    });
}

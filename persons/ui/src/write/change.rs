//! Changes of rows: only the fields that differ are sent.

use std::rc::Rc;

use lockstep_entity::Patch;
use lockstep_protocol::Written;
use lockstep_store::ServerCommit;
use lockstep_web::Method;

use super::{FieldMessages, Write, run};
use crate::app::App;
use crate::data::{OfPerson, Synced, now};

/// Changes the fields in which `after` differs from `before`. A change that changes nothing sends nothing.
pub(crate) fn change<R: Synced>(app: App, before: &R, after: &R, reopen: impl Fn(FieldMessages) + 'static) {
    let patch = R::Patch::between(before, after);
    if !patch.is_empty() {
        send_patch(
            app,
            after,
            patch,
            format!("The {} was not changed", R::NOUN),
            Some(Rc::new(reopen)),
        );
    }
}

/// Makes a row the primary one of its kind; the one before is demoted in the same step.
pub(crate) fn set_primary<R: OfPerson>(app: App, row: &R) {
    let patch = R::primary_patch(true);
    let mut after = row.clone();
    patch.apply(&mut after);
    send_patch(
        app,
        &after,
        patch,
        format!("The {} was not made primary", R::NOUN),
        None,
    );
}

fn send_patch<R: Synced>(
    app: App,
    after: &R,
    patch: R::Patch,
    failed: String,
    reopen: Option<Rc<dyn Fn(FieldMessages)>>,
) {
    let data = app.data();
    let (key, url) = (after.key(), after.url());
    let write = Write {
        person: after.person(),
        failed,
        apply: Box::new({
            let (data, patch, after) = (Rc::clone(&data), patch.clone(), after.clone());
            move || {
                let mut shown = patch.clone();
                R::touch(&mut shown, now());
                let transaction = data
                    .store
                    .transaction()
                    .update(R::collection(&data), &after.key(), shown);
                after.demote_others(&data, transaction).apply()
            }
        }),
        gone: Some(Box::new({
            let data = Rc::clone(&data);
            move || ServerCommit::new().delete(R::collection(&data), &key)
        })),
        send: Box::new(move || {
            let (data, url, patch) = (Rc::clone(&data), url.clone(), patch.clone());
            Box::pin(async move {
                let written: Written<R> = data.client.send(Method::Patch, &url, &patch).await?;
                Ok(ServerCommit::new().upsert_all(R::collection(&data), written.into_rows()))
            })
        }),
        reopen,
        undo: None,
    };
    run(app, &Rc::new(write));
}

//! New rows.

use std::rc::Rc;

use lockstep_protocol::{ProblemKind, Written};
use lockstep_store::ServerCommit;
use lockstep_web::{Error, Method};

use super::{FieldMessages, Write, run};
use crate::app::App;
use crate::data::{Data, Synced};

/// Adds a row. `undo` is called if it is taken back, `reopen` if the visitor wants to correct it then.
pub(crate) fn create<R: Synced>(
    app: App,
    row: R,
    undo: impl Fn() + 'static,
    reopen: impl Fn(FieldMessages) + 'static,
) {
    let data = app.data();
    let row = Rc::new(row);
    let write = Write {
        person: row.person(),
        failed: format!("The {} was not added", R::NOUN),
        apply: Box::new({
            let (data, row) = (Rc::clone(&data), Rc::clone(&row));
            move || {
                let transaction = data
                    .store
                    .transaction()
                    .insert(R::collection(&data), R::clone(&row));
                row.demote_others(&data, transaction).apply()
            }
        }),
        send: Box::new(move || {
            let (data, row) = (Rc::clone(&data), Rc::clone(&row));
            Box::pin(async move { post(&data, &*row).await })
        }),
        gone: None,
        reopen: Some(Rc::new(reopen)),
        undo: Some(Box::new(undo)),
    };
    run(app, &Rc::new(write));
}

async fn post<R: Synced>(data: &Data, row: &R) -> Result<ServerCommit, Error> {
    let sent: Result<Written<R>, Error> = data.client.send(Method::Post, &row.collection_url(), row).await;
    let written = match sent {
        Err(error)
            if error
                .problem()
                .is_some_and(|problem| problem.kind == ProblemKind::Exists) =>
        {
            // The id was drawn here, so an earlier attempt arrived although its answer did not.
            return match data.client.get::<R>(&row.url()).await {
                Ok(there) => Ok(ServerCommit::new().upsert(R::collection(data), there)),
                Err(_) => Err(error),
            };
        }
        sent => sent?,
    };
    Ok(ServerCommit::new().upsert_all(R::collection(data), written.into_rows()))
}

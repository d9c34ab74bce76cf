//! Deletions.

use std::rc::Rc;

use lockstep_protocol::ProblemKind;
use lockstep_store::{ServerCommit, TransactionBuilder};
use lockstep_web::{Client, Error};
use persons_model::{Address, BankAccount, ContactInfo, Employment, Id, Person};

use super::{Write, run};
use crate::app::App;
use crate::data::{Data, OfPerson, Synced};

/// Deletes a row that belongs to a person.
pub(crate) fn delete_child<R: OfPerson>(app: App, row: &R) {
    let data = app.data();
    let (key, url) = (row.key(), row.url());
    let write = Write {
        person: row.person(),
        failed: format!("The {} was not deleted", R::NOUN),
        apply: Box::new({
            let data = Rc::clone(&data);
            move || R::collection(&data).delete(&key)
        }),
        send: Box::new(move || {
            let (data, url) = (Rc::clone(&data), url.clone());
            Box::pin(async move {
                delete(&data.client, &url).await?;
                Ok(ServerCommit::new().delete(R::collection(&data), &key))
            })
        }),
        gone: None,
        reopen: None,
        undo: None,
    };
    run(app, &Rc::new(write));
}

/// Deletes a person with everything that belongs to it, here and at the server.
pub(crate) fn delete_person(app: App, person: &Person) {
    let data = app.data();
    let (id, url) = (person.id, person.url());
    let write = Write {
        person: id,
        failed: format!("{} was not deleted", person.full_name()),
        apply: Box::new({
            let data = Rc::clone(&data);
            move || {
                let transaction = data.store.transaction().delete(&data.persons, &id);
                let transaction = hide_of::<Address>(&data, id, transaction);
                let transaction = hide_of::<BankAccount>(&data, id, transaction);
                let transaction = hide_of::<ContactInfo>(&data, id, transaction);
                hide_of::<Employment>(&data, id, transaction).apply()
            }
        }),
        send: Box::new({
            // What belongs to the person is hidden by the time of the answer, so it is looked up now.
            let children = Rc::new(Children::of(&data, id));
            move || {
                let (data, url, children) = (Rc::clone(&data), url.clone(), Rc::clone(&children));
                Box::pin(async move {
                    delete(&data.client, &url).await?;
                    Ok(children.deleted(&data).delete(&data.persons, &id))
                })
            }
        }),
        gone: None,
        reopen: None,
        undo: None,
    };
    run(app, &Rc::new(write));
}

/// The keys of everything that belongs to a person.
struct Children {
    addresses: Vec<Id>,
    bank_accounts: Vec<Id>,
    contacts: Vec<Id>,
    employments: Vec<Id>,
}

impl Children {
    fn of(data: &Data, person: Id) -> Self {
        Self {
            addresses: keys::<Address>(data, person),
            bank_accounts: keys::<BankAccount>(data, person),
            contacts: keys::<ContactInfo>(data, person),
            employments: keys::<Employment>(data, person),
        }
    }

    fn deleted(&self, data: &Data) -> ServerCommit {
        ServerCommit::new()
            .delete_all(&data.addresses, self.addresses.iter().copied())
            .delete_all(&data.bank_accounts, self.bank_accounts.iter().copied())
            .delete_all(&data.contacts, self.contacts.iter().copied())
            .delete_all(&data.employments, self.employments.iter().copied())
    }
}

fn keys<R: OfPerson>(data: &Data, person: Id) -> Vec<Id> {
    R::of_person(data, person)
        .rows()
        .iter()
        .map(|row| row.key())
        .collect()
}

fn hide_of<R: OfPerson>(data: &Data, person: Id, transaction: TransactionBuilder) -> TransactionBuilder {
    let collection = R::collection(data);
    keys::<R>(data, person)
        .iter()
        .fold(transaction, |transaction, key| {
            transaction.delete(collection, key)
        })
}

/// Deletes; what does not exist any more counts as deleted, for that is what was wanted.
async fn delete(client: &Client, url: &str) -> Result<(), Error> {
    match client.delete(url).await {
        Err(error)
            if error
                .problem()
                .is_some_and(|problem| problem.kind == ProblemKind::NotFound) =>
        {
            Ok(())
        }
        answer => answer,
    }
}

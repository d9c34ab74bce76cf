//! Filling the collections: each page by page to the end, all five at once, once at the start.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use lockstep_store::{Collection, Status};
use lockstep_web::{Listing, Moment, use_status};

use crate::data::{Data, Synced};

/// Rows a page: few enough that decoding one does not hold up a frame for long, many enough that the requests are few.
const PAGE: u32 = 2_000;

/// The statuses of the five collections, in the order in which they are spoken of.
#[derive(Clone, Copy)]
pub(crate) struct Loads {
    data: StoredValue<Rc<Data>, LocalStorage>,
    pub(crate) persons: Signal<Status>,
    pub(crate) addresses: Signal<Status>,
    pub(crate) contacts: Signal<Status>,
    pub(crate) employments: Signal<Status>,
    pub(crate) bank_accounts: Signal<Status>,
}

impl Loads {
    /// Starts loading everything.
    pub(crate) fn start(data: &Rc<Data>) -> Self {
        let loads = Self {
            data: StoredValue::new_local(Rc::clone(data)),
            persons: use_status(&data.persons),
            addresses: use_status(&data.addresses),
            contacts: use_status(&data.contacts),
            employments: use_status(&data.employments),
            bank_accounts: use_status(&data.bank_accounts),
        };
        loads.load_missing();
        loads
    }

    /// Loads what is neither there nor on its way: at the start all, after a failure what failed.
    pub(crate) fn load_missing(&self) {
        let data = self.data.get_value();
        load(&data, &data.persons);
        load(&data, &data.addresses);
        load(&data, &data.contacts);
        load(&data, &data.employments);
        load(&data, &data.bank_accounts);
    }

    /// Whether each collection is loaded or has failed. Reactive.
    pub(crate) fn have_ended(&self) -> bool {
        let ended = |status: &Status| status.is_ready() || status.error().is_some();
        [
            self.persons,
            self.addresses,
            self.contacts,
            self.employments,
            self.bank_accounts,
        ]
        .iter()
        .all(|status| status.with(ended))
    }

    /// What failed, with its reason, apart from the persons themselves. Reactive.
    pub(crate) fn failed_details(&self) -> Option<(&'static str, String)> {
        let details = [
            ("Addresses", self.addresses),
            ("Contact info", self.contacts),
            ("Employment", self.employments),
            ("Bank accounts", self.bank_accounts),
        ];
        details.into_iter().find_map(|(name, status)| {
            status.with(|status| status.error().map(|reason| (name, reason.to_owned())))
        })
    }
}

fn load<R: Synced>(data: &Rc<Data>, collection: &Collection<R>) {
    let status = collection.status();
    if status.is_ready() || status.is_loading() {
        return;
    }
    collection.start_load(None);
    let (data, collection) = (Rc::clone(data), collection.clone());
    spawn_local(async move {
        let started = Moment::now();
        let mut listing = Listing::<R>::new(format!("/api/{}", R::PATH), PAGE);
        loop {
            match listing.next_page(&data.client).await {
                Ok(Some(rows)) => collection.load(rows),
                Ok(None) => {
                    collection.mark_ready();
                    started.measure(&format!("lockstep:load:{}", collection.name()));
                    return;
                }
                Err(error) => {
                    collection.mark_error(error.to_string());
                    return;
                }
            }
        }
    });
}

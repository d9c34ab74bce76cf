//! Filling the collections: each page by page to the end, all five at once. Once at the start, and again when the
//! visitor comes back to a page that has grown old.

use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
use lockstep_store::{Collection, Status};
use lockstep_web::{now_milliseconds, on_return, use_status};

use crate::data::{Data, Synced};

/// From which age on everything is loaded again when the visitor comes back. A page that was away for a moment stays as
/// it is.
const OLD: Duration = Duration::from_secs(30);

/// The statuses of the five collections, in the order in which they are spoken of. Each is of the first load: once its
/// rows are there they are shown, also while newer ones come in.
#[derive(Clone, Copy)]
pub(crate) struct Loads {
    data: StoredValue<Rc<Data>, LocalStorage>,
    /// When the last load began, in milliseconds.
    began: StoredValue<i64>,
    pub(crate) persons: Signal<Status>,
    pub(crate) addresses: Signal<Status>,
    pub(crate) contacts: Signal<Status>,
    pub(crate) employments: Signal<Status>,
    pub(crate) bank_accounts: Signal<Status>,
    /// Why the last load of something that was loaded before failed.
    pub(crate) refresh_error: Signal<Option<String>>,
}

impl Loads {
    /// Starts loading everything.
    pub(crate) fn start(data: &Rc<Data>) -> Self {
        let all = [
            Watch::of(&data.persons),
            Watch::of(&data.addresses),
            Watch::of(&data.contacts),
            Watch::of(&data.employments),
            Watch::of(&data.bank_accounts),
        ];
        let [persons, addresses, contacts, employments, bank_accounts] = all;
        let loads = Self {
            data: StoredValue::new_local(Rc::clone(data)),
            began: StoredValue::new(now_milliseconds()),
            persons: persons.first_load,
            addresses: addresses.first_load,
            contacts: contacts.first_load,
            employments: employments.first_load,
            bank_accounts: bank_accounts.first_load,
            refresh_error: Memo::new(move |_| all.iter().find_map(Watch::later_error)).into(),
        };
        loads.load_missing();
        on_return(move || loads.refresh());
        loads
    }

    /// Loads everything again if it has grown old, under what is shown: what others wrote in the meantime appears in its
    /// place. If that fails, what is there stays, the page says so ([`Self::refresh_error`]), and the next return tries again.
    fn refresh(&self) {
        let now = now_milliseconds();
        // A clock that was set back says nothing about the age.
        if u128::try_from(now - self.began.get_value()).is_ok_and(|age| age < OLD.as_millis()) {
            return;
        }
        self.began.set_value(now);
        let data = self.data.get_value();
        data.persons.refresh();
        data.addresses.refresh();
        data.contacts.refresh();
        data.employments.refresh();
        data.bank_accounts.refresh();
    }

    /// Loads what is neither there nor on its way: at the start all, after a failure what failed, be it for the first time
    /// or again.
    pub(crate) fn load_missing(&self) {
        let data = self.data.get_value();
        // Nobody waits for the end here: the statuses tell.
        drop(data.persons.preload());
        drop(data.addresses.preload());
        drop(data.contacts.preload());
        drop(data.employments.preload());
        drop(data.bank_accounts.preload());
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

/// What is known of the loads of one collection.
#[derive(Clone, Copy)]
struct Watch {
    status: Signal<Status>,
    /// The status until the first load ended well, and ready from then on.
    first_load: Signal<Status>,
}

impl Watch {
    fn of<R: Synced>(collection: &Collection<R>) -> Self {
        let status = use_status(collection);
        let first_load = Memo::new(move |before: Option<&Status>| match before {
            Some(Status::Ready) => Status::Ready,
            _ => status.get(),
        });
        Self {
            status,
            first_load: first_load.into(),
        }
    }

    /// Why a load failed that was not the first. Reactive.
    fn later_error(&self) -> Option<String> {
        // Read every time: what is not read does not learn that the first load ended.
        let was_loaded = self.first_load.with(Status::is_ready);
        let reason = self.status.with(|status| status.error().map(str::to_owned));
        reason.filter(|_| was_loaded)
    }
}

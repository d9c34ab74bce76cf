//! The selected person: in the page's URL, and as five live queries.

use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use lockstep_store::{Predicate, Query};
use lockstep_web::{LiveRows, Moment, UrlParameter, sleep};
use persons_model::{Address, BankAccount, ContactInfo, Employment, Id, Person};

use crate::data::{Data, OfPerson};

/// How many persons are shown before the first visitor's choice: enough that every kind of entry was among them.
const WARM_UPS: usize = 8;

/// Who is selected, and all that is shown of that person.
#[derive(Clone, Copy)]
pub(crate) struct Selection {
    data: StoredValue<Rc<Data>, LocalStorage>,
    url: UrlParameter,
    selected: RwSignal<Option<Selected>>,
    /// The person, if there is such a person.
    pub(crate) person: LiveRows<Person>,
    pub(crate) addresses: LiveRows<Address>,
    pub(crate) contacts: LiveRows<ContactInfo>,
    pub(crate) employments: LiveRows<Employment>,
    pub(crate) bank_accounts: LiveRows<BankAccount>,
}

/// What the URL names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Selected {
    Person(Id),
    /// The URL's text is no id, so there is no such person.
    NoId(String),
}

impl Selection {
    /// What the URL names now, and follows it when the visitor goes back and forward.
    pub(crate) fn new(data: &Rc<Data>) -> Self {
        let selection = Self {
            data: StoredValue::new_local(Rc::clone(data)),
            url: UrlParameter::new("person"),
            selected: RwSignal::new(None),
            person: LiveRows::new(),
            addresses: LiveRows::new(),
            contacts: LiveRows::new(),
            employments: LiveRows::new(),
            bank_accounts: LiveRows::new(),
        };
        Effect::new(move || {
            let named = selection.url.get().map(|text| match text.parse() {
                Ok(id) => Selected::Person(id),
                Err(_) => Selected::NoId(text),
            });
            selection.show(named);
        });
        selection
    }

    /// Selects a person, or no one, and makes an entry in the browser's history.
    pub(crate) fn select(&self, person: Option<Id>) {
        self.show(person.map(Selected::Person));
        let url = self.url;
        spawn_local(async move {
            // The page first: an entry in the history takes a browser as long as everything else.
            tick().await;
            url.push(person.map(|id| id.to_string()).as_deref());
        });
    }

    /// Selects no one if it is this person that is selected, in the present entry of the history: the person is gone.
    pub(crate) fn forget(&self, person: Id) {
        if self.person_id_untracked() == Some(person) {
            self.show(None);
            self.url.replace(None);
        }
    }

    /// What is selected. Reactive.
    pub(crate) fn get(&self) -> Option<Selected> {
        self.selected.get()
    }

    /// Whether a person with this id is selected. Reactive.
    pub(crate) fn is(&self, person: Id) -> bool {
        self.selected
            .with(|selected| *selected == Some(Selected::Person(person)))
    }

    /// Whether anything is selected, without subscribing to it.
    pub(crate) fn is_any(&self) -> bool {
        self.selected.with_untracked(Option::is_some)
    }

    /// The selected id, without subscribing to it.
    pub(crate) fn person_id_untracked(&self) -> Option<Id> {
        self.selected.with_untracked(|selected| match selected {
            Some(Selected::Person(id)) => Some(*id),
            _ => None,
        })
    }

    /// Points the queries at what is selected. Two spans are measured: the queries alone (`lockstep:queries`), and the
    /// queries with the update of the page that they cause (`lockstep:select`).
    fn show(&self, selected: Option<Selected>) {
        if self.selected.with_untracked(|present| *present == selected) {
            return;
        }
        let started = Moment::now();
        self.follow(selected.as_ref());
        started.measure("lockstep:queries");
        self.selected.set(selected);
        // The effects that update the page are microtasks, and those that they cause are microtasks behind them.
        spawn_local(async move {
            tick().await;
            started.measure("lockstep:select");
        });
    }

    /// Points the queries at what is selected.
    fn follow(&self, selected: Option<&Selected>) {
        match selected {
            Some(Selected::Person(id)) => {
                let data = self.data.get_value();
                self.person
                    .follow(&Query::from(&data.persons).filter(Predicate::key(*id)));
                self.addresses.follow(&Address::of_person(&data, *id));
                self.contacts.follow(&ContactInfo::of_person(&data, *id));
                self.employments.follow(&Employment::of_person(&data, *id));
                self.bank_accounts.follow(&BankAccount::of_person(&data, *id));
            }
            Some(Selected::NoId(_)) | None => {
                self.person.clear();
                self.addresses.clear();
                self.contacts.clear();
                self.employments.clear();
                self.bank_accounts.clear();
            }
        }
    }

    /// Shows a few persons one after another, each taken away again before the browser paints: a browser runs a program's
    /// parts much slower the first times, and this way the first selection is as fast as every other. Lets the page do what
    /// is due between them, and stops as soon as someone is selected.
    pub(crate) async fn warm_up(self) {
        let some: Vec<Id> = Query::from(&self.data.get_value().persons)
            .limit(WARM_UPS)
            .rows()
            .iter()
            .map(|person| person.id)
            .collect();
        for id in some {
            if self.is_any() {
                return;
            }
            let some = Selected::Person(id);
            self.follow(Some(&some));
            self.selected.set(Some(some));
            tick().await;
            self.follow(None);
            self.selected.set(None);
            tick().await;
            sleep(Duration::ZERO).await;
        }
    }
}

//! The five collections, and what the client knows of each kind of row beyond the model.

use std::rc::Rc;
use std::time::Duration;

use lockstep_store::{Collection, ColumnExt, Query, Store, TransactionBuilder};
use lockstep_web::{Client, Lanes, PagedAdapter};
use persons_model::{
    Address, BankAccount, Child, ContactInfo, Employment, Id, Instant, Person, Record, Today,
};

/// How long a request may take. A page of rows takes well under a second; a mobile network may need several.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Rows a page: few enough that decoding one does not hold up a frame for long, many enough that the requests are few.
const PAGE: u32 = 2_000;

/// Everything that is held in memory, and the way to the server.
pub(crate) struct Data {
    pub(crate) store: Store,
    pub(crate) persons: Collection<Person>,
    pub(crate) addresses: Collection<Address>,
    pub(crate) bank_accounts: Collection<BankAccount>,
    pub(crate) contacts: Collection<ContactInfo>,
    pub(crate) employments: Collection<Employment>,
    pub(crate) client: Client,
    /// Writes, in order for each person.
    pub(crate) lanes: Lanes<Id>,
}

impl Data {
    /// Empty collections, with the indexes that the detail panel asks for: built while the rows come in, so that the first
    /// person is found as fast as every other.
    pub(crate) fn new() -> Rc<Self> {
        let store = Store::new();
        let client = Client::new(TIMEOUT);
        let data = Self {
            persons: synced(&store, &client, "persons"),
            addresses: synced(&store, &client, "addresses"),
            bank_accounts: synced(&store, &client, "bankAccounts"),
            contacts: synced(&store, &client, "contacts"),
            employments: synced(&store, &client, "employments"),
            client,
            lanes: Lanes::new(),
            store,
        };
        data.addresses.create_index(Address::PERSON_ID);
        data.bank_accounts.create_index(BankAccount::PERSON_ID);
        data.contacts.create_index(ContactInfo::PERSON_ID);
        data.employments.create_index(Employment::PERSON_ID);
        Rc::new(data)
    }
}

/// A collection that loads all rows of a kind when it is first asked.
fn synced<R: Record>(store: &Store, client: &Client, name: &'static str) -> Collection<R> {
    store.synced(
        name,
        PagedAdapter::listing(client, format!("/api/{}", R::PATH), PAGE),
    )
}

/// A kind of row that is held in a collection and written to the server.
pub(crate) trait Synced: Record {
    /// The collection of all rows of the kind.
    fn collection(data: &Data) -> &Collection<Self>;

    /// The person that the row is or belongs to.
    fn person(&self) -> Id;

    /// Where new rows of the same person are posted to.
    fn collection_url(&self) -> String;

    /// Where the row itself is.
    fn url(&self) -> String {
        format!("{}/{}", self.collection_url(), self.key())
    }

    /// Adds what the server will do to other rows when `self` is written: of each kind, a person has at most one primary
    /// row, so the one before is demoted.
    fn demote_others(&self, _data: &Data, transaction: TransactionBuilder) -> TransactionBuilder {
        transaction
    }
}

impl Synced for Person {
    fn collection(data: &Data) -> &Collection<Self> {
        &data.persons
    }

    fn person(&self) -> Id {
        self.id
    }

    fn collection_url(&self) -> String {
        "/api/persons".to_owned()
    }
}

/// A kind of row of which a person has any number.
pub(crate) trait OfPerson: Synced + Child {
    /// The rows of a person in the order of the panel: primary (or current) first, then one that does not change when
    /// rows come and go.
    fn of_person(data: &Data, person: Id) -> Query<Self>;
}

/// What the kinds of children share.
macro_rules! children {
    ($($row:ident in $collection:ident, by $($order:expr),+;)+) => {$(
        impl Synced for $row {
            fn collection(data: &Data) -> &Collection<Self> {
                &data.$collection
            }

            fn person(&self) -> Id {
                self.person_id
            }

            fn collection_url(&self) -> String {
                format!("/api/persons/{}/{}", self.person_id, Self::PATH)
            }

            fn demote_others(&self, data: &Data, transaction: TransactionBuilder) -> TransactionBuilder {
                demote_others(self, data, transaction)
            }
        }

        impl OfPerson for $row {
            fn of_person(data: &Data, person: Id) -> Query<Self> {
                let query = Query::from(&data.$collection).filter($row::PERSON_ID.eq(person));
                $(let query = query.order_by($order);)+
                query
            }
        }
    )+};
}

children! {
    Address in addresses, by Address::IS_PRIMARY.desc(), Address::KIND.asc(), Address::STREET.asc();
    BankAccount in bank_accounts, by BankAccount::IS_PRIMARY.desc(), BankAccount::BANK_NAME.asc();
    ContactInfo in contacts, by ContactInfo::IS_PRIMARY.desc(), ContactInfo::KIND.asc(), ContactInfo::VALUE.asc();
    Employment in employments, by Employment::IS_CURRENT.desc(), Employment::START_DATE.desc();
}

fn demote_others<R: OfPerson>(row: &R, data: &Data, transaction: TransactionBuilder) -> TransactionBuilder {
    if !row.is_primary() {
        return transaction;
    }
    let others = R::of_person(data, row.person_id()).rows();
    others
        .iter()
        .filter(|other| other.is_primary() && other.key() != row.key())
        .fold(transaction, |transaction, other| {
            transaction.update(R::collection(data), &other.key(), R::primary_patch(false))
        })
}

/// Now, by the visitor's clock.
pub(crate) fn now() -> Instant {
    let epoch = || Instant::from_millisecond(0).expect("1970 is within the range of instants");
    Instant::from_millisecond(lockstep_web::now_milliseconds()).unwrap_or_else(epoch)
}

/// The latest day that any place on Earth has now.
pub(crate) fn today() -> Today {
    Today::anywhere(now())
}

/// An id that nothing has yet.
pub(crate) fn new_id() -> Id {
    Id::from_random_bytes(lockstep_web::random_bytes())
}

//! Collections, indexes, live queries and optimistic transactions, in memory.
//!
//! The store is what a user interface reads. It holds the rows that a server has sent, keeps queries over them current,
//! and lets changes show before the server has answered.
//!
//! ```text
//!            ServerCommit                    TransactionBuilder
//!   rows that are so now │                          │ changes that shall be so
//!                        ▼                          ▼
//!              ┌─ base rows ──────── under ──── overlay ─┐
//!   Collection │        one row as it is seen            │   indexes
//!              └───────────────────┬─────────────────────┘
//!                                  │ delta of a commit (Z-set)
//!                                  ▼
//!                     filter → order → window     LiveQuery, LiveCount
//!                                  │
//!                                  ▼
//!                         one Batch a commit → subscribers
//! ```
//!
//! - **Commits.** Whatever changes rows is a commit: a chunk of a load, a [`ServerCommit`], an optimistic transaction, its
//!   confirmation, its rollback. A commit may touch many rows of many collections; each live query is brought up to date
//!   once and tells its subscribers once, with everything that changed for it, or not at all.
//! - **Overlay.** Optimistic changes are patches of fields, kept apart from what the server said and played over it row by
//!   row. What the server sends is admitted at once, whatever is pending; two pending changes of different fields of a row
//!   do not hide each other; rolling one back leaves the other.
//! - **Queries** are values. A predicate with an equality is served by an index that the first such query makes; the primary
//!   key always is one. [`Query::explain`] says which.
//! - **Relations** are queries over several collections: joins, conditions, groups, computed fields, an order, a window.
//!   [`Relation`] says which; [`Relation::live`] keeps the answer current, once for all who ask the same. A [`Query`] over
//!   one collection gives typed rows and finds them by indexes. Sources may be queries themselves, conditions may ask
//!   others, and [`Relation::explain`] says how rows are found.
//! - **Cost** follows the change: `m` changed rows cost `O(m log n)` in a live query over `n` rows, windows included. Reading
//!   costs no copies: [`LiveQuery::rows`] is a snapshot that shares its rows with the query.
//!
//! The store does no IO, has no clock and draws no random numbers; whoever talks to the server calls it. It lives on one
//! thread. It knows of rows only what [`Row`](lockstep_entity::Row) says: that they have a key and can be patched.
//!
//! The [`guide`] goes from a collection to lists in records, with an example for each step.
//!
//! # Example
//!
//! ```
//! # mod notes { include!("../tests/doc/notes.rs"); }
//! # use notes::{Note, NotePatch};
//! use lockstep_store::{ColumnExt, Query, ServerCommit, Store};
//!
//! let store = Store::new();
//! let notes = store.collection::<Note>("notes");
//!
//! // What the user sees: open notes, the most urgent first.
//! let open = Query::from(&notes)
//!     .filter(Note::DONE.eq(false))
//!     .order_by(Note::PRIORITY.desc().nulls_last())
//!     .order_by(Note::TEXT)
//!     .live();
//! let subscription = open.subscribe(|batch| {
//!     for change in batch.changes() {
//!         println!("{change:?}");
//!     }
//! });
//!
//! // The server's rows arrive, page by page.
//! notes.start_load(Some(2));
//! notes.load([Note::new(1, "milk")]);
//! notes.load([Note::new(2, "bread")]);
//! notes.mark_ready();
//! assert_eq!(open.first().unwrap().text, "bread");
//!
//! // The user changes something. It shows at once …
//! let urgent = NotePatch { priority: Some(Some(1)), ..NotePatch::default() };
//! let pending = notes.update(&1, urgent)?;
//! assert_eq!(open.first().unwrap().text, "milk");
//!
//! // … until the server has answered, with the row as it is now, or with a refusal.
//! let answer = Note { priority: Some(1), ..Note::new(1, "milk, two litres") };
//! pending.confirm(ServerCommit::new().upsert(&notes, answer))?;
//! assert_eq!(open.first().unwrap().text, "milk, two litres");
//! # drop(subscription);
//! # Ok::<(), lockstep_store::Error>(())
//! ```
//!
//! # Semantics
//!
//! In short; `docs/semantics.md` has every rule, and every difference from TanStack DB.
//!
//! | question | answer |
//! | --- | --- |
//! | What does a comparison with null say? | Unknown, as in SQL; a query keeps what is true. See [`ColumnExt`]. |
//! | How is text ordered? | By code point, as `DynamoDB` orders keys; ranges and orders agree. |
//! | Where are nulls? | First in both directions, unless [`OrderBy::nulls_last`]. |
//! | What orders equal rows? | Their keys; without an order, rows come by key. |
//! | A pending insert, and the server sends a row with its key? | The server's row shows; the insert waits for its answer. |
//! | A pending update, and the server deletes the row? | It is gone. |
//! | A load, and a commit wrote the same row meanwhile? | The commit's row stays. See [`Collection::load`]. |
//! | What may a subscriber do? | Everything. See [`Store`](Store#reentrancy). |
//! | What frees an index? | Dropping its collection; it serves the next query. |

mod action;
mod batch;
mod collection;
mod column_ext;
#[cfg(feature = "conformance")]
pub mod conformance;
mod demand;
mod entry;
mod error;
pub mod guide;
mod index;
mod inspect;
mod ledger;
mod like;
mod literal;
mod live;
mod live_count;
mod load;
mod local_only;
mod mutation;
mod order;
mod overlay;
mod paced;
mod plan;
mod predicate;
mod query;
mod relation;
mod rows;
mod server_commit;
mod sort_key;
mod status;
mod store;
#[cfg(feature = "stream")]
mod stream;
mod subscription;
mod subset;
mod sync;
mod table;
mod transaction;

pub use action::Action;
pub use batch::{Batch, RowChange};
pub use collection::{Collection, CollectionInfo};
pub use column_ext::ColumnExt;
pub use demand::{Demand, Preload};
pub use error::Error;
pub use inspect::{Inspection, QueryInfo, RelationInfo, Work};
pub use like::escape_like;
pub use literal::Literal;
pub use live::LiveQuery;
pub use live_count::LiveCount;
pub use local_only::LocalOnly;
pub use lockstep_delta::{Edits, JoinKind};
pub use mutation::{Mutation, MutationKind, MutationPatch, MutationState};
pub use order::{Direction, Nulls, OrderBy};
pub use paced::{Next, Paced, Pacing};
pub use plan::{Access, Plan};
pub use predicate::Predicate;
pub use query::Query;
#[cfg(feature = "json")]
pub use relation::Catalog;
pub use relation::{
    Alias, AsSource, Case, Collation, DatePart, Derived, Effects, Expr, LiveRelation, On, Operand, Record,
    RecordBatch, RecordChange, Records, Relation, RelationPlan, Sort, Union, count, literal,
};
pub use rows::{Rows, RowsIter};
pub use server_commit::ServerCommit;
pub use status::Status;
pub use store::Store;
#[cfg(feature = "stream")]
pub use stream::{RecordUpdates, RowUpdates, Update, Updates};
pub use subscription::Subscription;
pub use subset::Subset;
pub use sync::{Adapter, Coverage, SubsetSink, SyncCommit, SyncMode, SyncSink};
pub use transaction::{Outcome, Transaction, TransactionBuilder};

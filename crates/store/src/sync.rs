//! The contract between a collection and what brings its rows.
//!
//! A collection that is made with an [`Adapter`] asks it for rows, and the adapter answers through a [`SyncSink`]. The
//! store has no clock, no task and no network: when the adapter answers, and from where, is its own affair.
//!
//! | the collection calls | the adapter calls, then or later |
//! | --- | --- |
//! | [`Adapter::start`], once somebody asks | [`SyncSink::load`] for each page, then [`ready`](SyncSink::ready) or [`error`](SyncSink::error) |
//! | | [`SyncSink::begin`] … [`commit`](SyncCommit::commit) for each change that the source makes |
//! | [`Adapter::load_subset`] | [`SubsetSink::load`], then [`ready`](SubsetSink::ready) or [`error`](SubsetSink::error) |
//! | [`Adapter::unload_subset`] | |
//! | [`Adapter::stop`] | nothing: what its sinks still say is ignored |

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;
use std::time::Duration;

use lockstep_entity::Row;

use crate::collection::WeakCollection;
use crate::status::StatusCell;
use crate::{Collection, Error, ServerCommit, Status, Subset};

/// What brings the rows of a collection.
///
/// Given to [`Store::synced`](crate::Store::synced). Every adapter can run
#[cfg_attr(feature = "conformance", doc = "[the conformance suite](crate::conformance).")]
#[cfg_attr(
    not(feature = "conformance"),
    doc = "the conformance suite (feature `conformance`)."
)]
/// An adapter that keeps its collection keeps it for ever: the collection owns the adapter. Keep sinks instead.
pub trait Adapter<R: Row>: 'static {
    /// Which rows it brings by itself.
    fn mode(&self) -> SyncMode {
        SyncMode::Eager
    }

    /// Whether the collection itself is what its rows are the truth of: nothing else knows them. Then single writes are
    /// true at once, and unused data is kept.
    fn is_local(&self) -> bool {
        false
    }

    /// Begins to bring rows, or begins anew: after a failure, or for a refresh. Sinks of an earlier start are dead by then.
    fn start(&self, sink: SyncSink<R>);

    /// Ends: nobody needs the rows any more.
    fn stop(&self) {}

    /// Brings the rows of a subset. Asked for in the modes [`Progressive`](SyncMode::Progressive) and
    /// [`OnDemand`](SyncMode::OnDemand), and only for what is not held or on its way.
    fn load_subset(&self, subset: &Subset<R>, sink: SubsetSink<R>) {
        sink.error(format!(
            "this adapter brings no subsets, and was asked for {subset}"
        ));
    }

    /// Nobody needs a subset any more; its rows are gone here.
    fn unload_subset(&self, subset: &Subset<R>) {
        let _ = subset;
    }
}

/// Which rows an adapter brings by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SyncMode {
    /// All of them, seen as they come.
    #[default]
    Eager,
    /// All of them, seen in one step when the last has come; until then the subsets that live queries ask for.
    Progressive,
    /// None but the subsets that live queries ask for.
    OnDemand,
}

/// Whether what is held answers a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Coverage {
    /// Every row that there is.
    Complete,
    /// The rest is on its way.
    Loading,
    /// Some rows may be missing, and nobody has asked for them, or they could not be loaded.
    Partial,
}

/// What brings rows in: of one start of an adapter, and dead after the next one. It does not keep the collection.
pub struct SyncSink<R: Row> {
    collection: WeakCollection<R>,
    generation: u64,
}

impl<R: Row> SyncSink<R> {
    /// Whether anybody listens still. What is said otherwise is ignored.
    pub fn is_live(&self) -> bool {
        self.collection().is_some()
    }

    /// The collection, for a commit that spans several: [`Store::apply`](crate::Store::apply).
    pub fn collection(&self) -> Option<Collection<R>> {
        let collection = self.collection.upgrade()?;
        (collection.sync().generation.get() == self.generation).then_some(collection)
    }

    /// How many rows will come, where that is known; said before the first ones.
    pub fn expect(&self, total: usize) {
        if let Some(collection) = self.collection() {
            collection.start_load(Some(total));
        }
    }

    /// A page of all the rows. What a commit has written since the start is newer than any page.
    pub fn load(&self, rows: impl IntoIterator<Item = R>) {
        let Some(collection) = self.collection() else {
            return;
        };
        match collection.sync().mode() {
            SyncMode::Progressive => collection.load_behind(rows),
            _ => collection.load(rows),
        }
    }

    /// All rows have come. Rows from before the start that it did not bring again are gone.
    pub fn ready(&self) {
        if let Some(collection) = self.collection() {
            collection.mark_ready();
        }
    }

    /// The rows could not be brought. Those that are there stay.
    pub fn error(&self, message: impl Into<String>) {
        if let Some(collection) = self.collection() {
            collection.mark_error(message);
        }
    }

    /// Begins a commit: what the source has changed, as one step.
    pub fn begin(&self) -> SyncCommit<R> {
        SyncCommit {
            open: self
                .collection()
                .map(|collection| (collection, ServerCommit::new())),
        }
    }
}

impl<R: Row> Clone for SyncSink<R> {
    fn clone(&self) -> Self {
        Self {
            collection: self.collection.clone(),
            generation: self.generation,
        }
    }
}

/// A change of the source on its way into the collection: a [`ServerCommit`] of one collection.
#[must_use = "nothing is written before `commit`"]
pub struct SyncCommit<R: Row> {
    open: Option<(Collection<R>, ServerCommit)>,
}

impl<R: Row> SyncCommit<R> {
    fn write(self, write: impl FnOnce(&Collection<R>, ServerCommit) -> ServerCommit) -> Self {
        let open = self.open.map(|(collection, commit)| {
            let commit = write(&collection, commit);
            (collection, commit)
        });
        Self { open }
    }

    /// This is how the row is now, whether or not it was there.
    pub fn upsert(self, row: R) -> Self {
        self.write(|collection, commit| commit.upsert(collection, row))
    }

    /// These fields of the row have changed.
    pub fn patch(self, key: &R::Key, patch: R::Patch) -> Self {
        self.write(|collection, commit| commit.patch(collection, key, patch))
    }

    /// There is no such row now.
    pub fn delete(self, key: &R::Key) -> Self {
        self.write(|collection, commit| commit.delete(collection, key))
    }

    /// What follows in this commit is all that there is: see [`ServerCommit::truncate`].
    pub fn truncate(self) -> Self {
        self.write(|collection, commit| commit.truncate(collection))
    }

    /// Writes it, whatever is pending.
    ///
    /// # Errors
    /// As [`Store::apply`](crate::Store::apply).
    pub fn commit(self) -> Result<(), Error> {
        match self.open {
            Some((collection, commit)) => collection.store().apply(commit),
            None => Ok(()),
        }
    }
}

/// What brings the rows of one subset in.
pub struct SubsetSink<R: Row> {
    sink: SyncSink<R>,
    subset: u64,
}

impl<R: Row> SubsetSink<R> {
    pub(crate) fn new(sink: SyncSink<R>, subset: u64) -> Self {
        Self { sink, subset }
    }

    /// Whether anybody listens still. What is said otherwise is ignored.
    pub fn is_live(&self) -> bool {
        self.collection().is_some()
    }

    fn collection(&self) -> Option<Collection<R>> {
        let collection = self.sink.collection()?;
        collection.is_subset_loading(self.subset).then_some(collection)
    }

    /// Some rows of the subset; they are seen at once.
    pub fn load(&self, rows: impl IntoIterator<Item = R>) {
        if let Some(collection) = self.collection() {
            collection.load_subset(self.subset, rows);
        }
    }

    /// All of the subset's rows have come. Those that were here and did not come again are gone.
    pub fn ready(&self) {
        if let Some(collection) = self.collection() {
            collection.end_subset(self.subset, None);
        }
    }

    /// The subset could not be brought. What is there of it stays; who asks next asks again.
    pub fn error(&self, message: impl Into<String>) {
        if let Some(collection) = self.collection() {
            collection.end_subset(self.subset, Some(message.into()));
        }
    }
}

/// What a collection knows of its adapter.
pub(crate) struct SyncState<R: Row> {
    pub(crate) adapter: Option<Box<dyn Adapter<R>>>,
    pub(crate) generation: Cell<u64>,
    pub(crate) is_started: Cell<bool>,
    /// Whether a load has ended well.
    pub(crate) is_complete: Cell<bool>,
    pub(crate) held: RefCell<Vec<Held<R>>>,
    /// How many demands there are, and how many wait for the collection to be ready.
    pub(crate) users: Cell<usize>,
    /// When it was first found that nobody uses the data.
    pub(crate) unused_since: Cell<Option<Duration>>,
}

/// A subset that is held, or on its way.
pub(crate) struct Held<R: Row> {
    pub(crate) id: u64,
    pub(crate) subset: Subset<R>,
    pub(crate) status: Rc<StatusCell>,
    pub(crate) holders: usize,
    pub(crate) unused_since: Option<Duration>,
}

impl<R: Row> SyncState<R> {
    pub(crate) fn new(adapter: Option<Box<dyn Adapter<R>>>) -> Self {
        Self {
            adapter,
            generation: Cell::new(0),
            is_started: Cell::new(false),
            is_complete: Cell::new(false),
            held: RefCell::default(),
            users: Cell::new(0),
            unused_since: Cell::new(None),
        }
    }

    pub(crate) fn mode(&self) -> SyncMode {
        self.adapter
            .as_ref()
            .map_or(SyncMode::Eager, |adapter| adapter.mode())
    }

    /// The subsets that are held or on their way.
    pub(crate) fn describe_held(&self) -> Vec<(String, Status)> {
        let held = self.held.borrow();
        held.iter()
            .map(|held| (held.subset.to_string(), held.status.get()))
            .collect()
    }

    /// A sink that makes all earlier ones dead.
    pub(crate) fn next_sink(&self, collection: WeakCollection<R>) -> SyncSink<R> {
        self.generation.set(self.generation.get() + 1);
        self.sink(collection)
    }

    pub(crate) fn sink(&self, collection: WeakCollection<R>) -> SyncSink<R> {
        SyncSink {
            collection,
            generation: self.generation.get(),
        }
    }
}

impl<R: Row> fmt::Debug for SyncSink<R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SyncSink")
            .field("is_live", &self.is_live())
            .finish_non_exhaustive()
    }
}

impl<R: Row> fmt::Debug for SubsetSink<R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SubsetSink")
            .field("is_live", &self.is_live())
            .finish_non_exhaustive()
    }
}

impl<R: Row> fmt::Debug for SyncCommit<R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("SyncCommit").finish()
    }
}

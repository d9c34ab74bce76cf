//! Demand: which rows of a collection are asked for, which are held, and which nobody needs any more.

use std::cell::RefCell;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use lockstep_entity::Row;

use crate::load::Load;
use crate::status::StatusCell;
use crate::sync::{Held, SubsetSink};
use crate::{Collection, Coverage, Error, Query, Status, Subscription, Subset, SyncMode};

/// Asking for rows, and letting them go.
impl<R: Row> Collection<R> {
    /// Asks the adapter for the collection's rows, unless that was done, and waits for them. Without being awaited it asks all
    /// the same. While it lives, the data counts as used.
    ///
    /// A collection without an adapter waits for whoever loads it; one that loads on demand is ready at once. After a failure it asks
    /// again.
    pub fn preload(&self) -> Preload<R> {
        self.start_sync();
        let sync = self.sync();
        sync.users.set(sync.users.get() + 1);
        Preload {
            collection: self.clone(),
            waker: Rc::default(),
            subscription: None,
        }
    }

    /// Asks the adapter for the rows, if that was not done or failed. A live query does it by itself.
    pub(crate) fn start_sync(&self) {
        let sync = self.sync();
        if sync.adapter.is_some() && (!sync.is_started.get() || self.status().error().is_some()) {
            self.refresh();
        }
    }

    /// Asks the adapter for everything anew: all rows, or those of the subsets that are held. What is there stays until then;
    /// what does not come again is gone at the end. Does nothing while rows are loading, without an adapter, or to a local one.
    pub fn refresh(&self) {
        let sync = self.sync();
        let Some(adapter) = &sync.adapter else { return };
        let nothing_new = self.status().is_loading() || adapter.is_local();
        if sync.is_started.get() && nothing_new {
            return;
        }
        sync.is_started.set(true);
        let sink = sync.next_sink(self.downgrade_typed());
        if adapter.mode() == SyncMode::OnDemand {
            self.write(|table| table.subset_loads.clear());
            self.mark_ready();
            adapter.start(sink);
            let held: Vec<u64> = sync.held.borrow().iter().map(|held| held.id).collect();
            for id in held {
                self.request_subset(id);
            }
        } else {
            self.start_load(None);
            adapter.start(sink);
        }
    }

    /// Ends the adapter's work and drops what it brought; the status is `Idle`, and what asks next begins anew. What is
    /// pending stays pending. Does nothing without an adapter, or to a local one, whose rows nobody else knows.
    pub fn cleanup(&self) {
        let sync = self.sync();
        let Some(adapter) = sync.adapter.as_ref().filter(|adapter| !adapter.is_local()) else {
            return;
        };
        sync.next_sink(self.downgrade_typed());
        sync.is_started.set(false);
        sync.is_complete.set(false);
        sync.unused_since.set(None);
        sync.held.borrow_mut().clear();
        self.write(|table| {
            table.load = None;
            table.subset_loads.clear();
            table.truncate();
        });
        self.end_load_step(Status::Idle);
        adapter.stop();
    }

    /// Frees what nobody has used for `unused_for`: subsets without a holder, and all of the data if there is no live query
    /// no [`Demand`] and no [`preload`](Self::preload), and nothing is pending. `now` is any clock that does not go back, as the time since
    /// some start; a first call finds what is unused, a later one frees it. Only what an adapter can bring again is freed.
    pub fn collect_garbage(&self, now: Duration, unused_for: Duration) {
        let sync = self.sync();
        let Some(adapter) = &sync.adapter else { return };
        if !sync.is_started.get() || adapter.is_local() {
            return;
        }
        if self.is_in_use() {
            sync.unused_since.set(None);
        } else {
            let since = sync.unused_since.get().unwrap_or(now);
            sync.unused_since.set(Some(since));
            if now.saturating_sub(since) >= unused_for {
                self.cleanup();
                return;
            }
        }
        let mut expired = Vec::new();
        for held in sync.held.borrow_mut().iter_mut().filter(|held| held.holders == 0) {
            let since = *held.unused_since.get_or_insert(now);
            if now.saturating_sub(since) >= unused_for {
                expired.push(held.id);
            }
        }
        for id in expired {
            self.release_subset(id);
        }
    }

    fn is_in_use(&self) -> bool {
        self.queries() > 0 || self.sync().users.get() > 0 || self.table().overlay().next().is_some()
    }

    /// Asks for the rows of a subset, and holds them until the demand is dropped. What is held or on its way is not asked
    /// for again: neither a subset within one that is held, nor those values of a list that are. Live queries and
    /// [live relations](crate::LiveRelation) do it by themselves.
    ///
    /// Where the collection loads all of its rows, nothing is asked for, and the demand is met when they are there.
    pub fn demand(&self, subset: &Subset<R>) -> Demand<R> {
        self.start_sync();
        let sync = self.sync();
        let whole = sync.mode() == SyncMode::Eager
            || (sync.mode() == SyncMode::Progressive && sync.is_complete.get());
        let mut ids = Vec::new();
        if !whole {
            let rest = subset.without(|part| {
                let mut held = sync.held.borrow_mut();
                // One that failed does not answer, but is asked for again when the very same is wanted.
                let found = held
                    .iter_mut()
                    .find(|held| held.status.get().error().is_none() && held.subset.contains(part));
                if let Some(held) = found {
                    ids.push(held.id);
                    return true;
                }
                false
            });
            ids.sort_unstable();
            ids.dedup();
            let requested = rest.map(|rest| self.hold(rest));
            ids.extend(requested);
            for held in sync
                .held
                .borrow_mut()
                .iter_mut()
                .filter(|held| ids.contains(&held.id))
            {
                held.holders += 1;
                held.unused_since = None;
            }
            if let Some(requested) = requested {
                self.request_subset(requested);
            }
        }
        sync.users.set(sync.users.get() + 1);
        Demand {
            collection: self.clone(),
            whole,
            ids,
        }
    }

    /// Takes in a subset that nobody has asked for yet: an answer about something else had it, too. It is held as what was asked for
    /// is, so that who asks next asks for nothing, and freed as that is, if nobody does.
    ///
    /// A request that brings an order with its items can so answer a join of the two at once: the items are provided before the
    /// order is loaded, and the join, when the order comes, finds them here.
    ///
    /// Where the collection loads all of its rows, these are rows like others: see [`load`](Self::load).
    pub fn provide(&self, subset: &Subset<R>, rows: impl IntoIterator<Item = R>) {
        self.start_sync();
        let sync = self.sync();
        if sync.mode() == SyncMode::Eager || (sync.mode() == SyncMode::Progressive && sync.is_complete.get())
        {
            self.load(rows);
            return;
        }
        let id = self.hold(subset.clone());
        let there = match subset.first() {
            Some(_) => Vec::new(),
            None => self.base_keys_of(subset),
        };
        self.write(|table| {
            table.subset_loads.retain(|(other, _)| *other != id);
            table.subset_loads.push((id, Load::new(None, there.iter())));
        });
        self.load_subset(id, rows);
        self.end_subset(id, None);
    }

    /// The number of a subset among those that are held.
    fn hold(&self, subset: Subset<R>) -> u64 {
        let mut held = self.sync().held.borrow_mut();
        if let Some(same) = held
            .iter()
            .find(|held| held.subset.to_string() == subset.to_string())
        {
            return same.id;
        }
        let id = self.store().next_number();
        held.push(Held {
            id,
            subset,
            status: Rc::default(),
            holders: 0,
            unused_since: None,
        });
        id
    }

    /// Asks the adapter for a subset that is held.
    fn request_subset(&self, id: u64) {
        let sync = self.sync();
        let found = sync
            .held
            .borrow()
            .iter()
            .find(|held| held.id == id)
            .map(|held| held.subset.clone());
        let (Some(adapter), Some(subset)) = (&sync.adapter, found) else {
            return;
        };
        let there: Vec<R::Key> = match subset.first() {
            // The first few: what is no more among them is not gone for that.
            Some(_) => Vec::new(),
            None => self.base_keys_of(&subset),
        };
        self.write(|table| {
            table.subset_loads.retain(|(other, _)| *other != id);
            table.subset_loads.push((id, Load::new(None, there.iter())));
        });
        let loading = Status::Loading {
            loaded: 0,
            total: None,
        };
        self.store()
            .deliver(self.subset_status(id).and_then(|status| status.set(loading)));
        let sink = SubsetSink::new(sync.sink(self.downgrade_typed()), id);
        adapter.load_subset(&subset, sink);
    }

    /// The keys of the server's rows that are in a subset, by an index if there is one for it.
    fn base_keys_of(&self, subset: &Subset<R>) -> Vec<R::Key> {
        let query = match subset.predicate() {
            Some(predicate) => Query::from(self).filter(predicate.clone()),
            None => Query::from(self),
        };
        let mut keys = Vec::new();
        query.for_each(|key, _| keys.push(key.clone()));
        let table = self.table();
        // What is pending may hide a row of the server, or show one that it does not have.
        keys.retain(|key| table.layer(key).is_none());
        keys.extend(table.overlay().map(|(key, _)| key.clone()));
        keys.retain(|key| table.base(key).is_some_and(|row| subset.matches(row)));
        keys
    }

    fn subset_status(&self, id: u64) -> Option<Rc<StatusCell>> {
        let held = self.sync().held.borrow();
        held.iter()
            .find(|held| held.id == id)
            .map(|held| Rc::clone(&held.status))
    }

    pub(crate) fn is_subset_loading(&self, id: u64) -> bool {
        self.table()
            .subset_loads
            .iter()
            .any(|(loading, _)| *loading == id)
    }

    /// Takes in rows of a subset.
    pub(crate) fn load_subset(&self, id: u64, rows: impl IntoIterator<Item = R>) {
        let rows: Vec<R> = rows.into_iter().collect();
        let loaded = self.write(|table| table.load_subset(id, rows));
        self.end_subset_step(id, Status::Loading { loaded, total: None });
    }

    /// Ends the load of a subset, well or not.
    pub(crate) fn end_subset(&self, id: u64, error: Option<String>) {
        let held = self
            .sync()
            .held
            .borrow()
            .iter()
            .find(|held| held.id == id)
            .map(|held| held.subset.clone());
        let belongs = |row: &R| held.as_ref().is_some_and(|subset| subset.matches(row));
        self.write(|table| table.end_subset(id, error.is_none(), belongs));
        self.end_subset_step(
            id,
            error.map_or(Status::Ready, |message| Status::Error { message }),
        );
    }

    fn end_subset_step(&self, id: u64, status: Status) {
        let mut deliveries = Vec::new();
        self.settle(&mut deliveries);
        deliveries.extend(self.subset_status(id).and_then(|cell| cell.set(status)));
        self.store().deliver(deliveries);
    }

    /// Lets a subset go that nobody holds: its rows that no other one holds are gone, unless something is pending on one of
    /// them; then it stays until later.
    fn release_subset(&self, id: u64) {
        let sync = self.sync();
        let mut held = sync.held.borrow_mut();
        let Some(position) = held.iter().position(|held| held.id == id) else {
            return;
        };
        let mut keys = Vec::new();
        let whole = sync.mode() == SyncMode::Progressive && sync.is_complete.get();
        if !whole {
            keys = self.base_keys_of(&held[position].subset);
            if keys.iter().any(|key| self.is_pending(key)) {
                return;
            }
        }
        let subset = held.remove(position).subset;
        let table = self.table();
        keys.retain(|key| {
            let row = table.base(key);
            row.is_some_and(|row| !held.iter().any(|held| held.subset.matches(row)))
        });
        drop((table, held));
        self.write(|table| {
            table.subset_loads.retain(|(loading, _)| *loading != id);
            for key in &keys {
                table.remove(key);
            }
        });
        let mut deliveries = Vec::new();
        self.settle(&mut deliveries);
        self.store().deliver(deliveries);
        if let Some(adapter) = &sync.adapter {
            adapter.unload_subset(&subset);
        }
    }

    /// Whether what is held answers for a subset.
    pub fn coverage(&self, subset: &Subset<R>) -> Coverage {
        let sync = self.sync();
        if sync.mode() != SyncMode::OnDemand {
            if sync.is_complete.get() {
                return Coverage::Complete;
            }
            if sync.mode() == SyncMode::Eager {
                return if self.status().is_loading() {
                    Coverage::Loading
                } else {
                    Coverage::Partial
                };
            }
        }
        let of = |is: fn(&Status) -> bool| {
            let held = sync.held.borrow();
            subset
                .without(|part| {
                    held.iter()
                        .any(|held| is(&held.status.get()) && held.subset.contains(part))
                })
                .is_none()
        };
        if of(Status::is_ready) {
            Coverage::Complete
        } else if of(|status| status.error().is_none()) || self.status().is_loading() {
            Coverage::Loading
        } else {
            Coverage::Partial
        }
    }

    /// The subsets that are held or on their way, each as it is printed, with its status.
    pub fn subsets(&self) -> Vec<(String, Status)> {
        self.sync().describe_held()
    }
}

/// A demand for rows of a collection: they are held until it is dropped. Made by [`Collection::demand`].
#[must_use = "dropping a demand lets its rows go"]
pub struct Demand<R: Row> {
    collection: Collection<R>,
    /// Whether all rows of the collection are loaded anyway.
    whole: bool,
    ids: Vec<u64>,
}

impl<R: Row> Demand<R> {
    /// How far its rows have come.
    pub fn status(&self) -> Status {
        if self.whole {
            return self.collection.status();
        }
        let cells = self
            .ids
            .iter()
            .filter_map(|id| self.collection.subset_status(*id));
        let statuses: Vec<Status> = cells.map(|cell| cell.get()).collect();
        let failed = statuses.iter().find(|status| status.error().is_some());
        let waiting = statuses.iter().find(|status| !status.is_ready());
        failed.or(waiting).cloned().unwrap_or(Status::Ready)
    }

    /// Calls `callback` whenever the status may have changed, until the subscription is dropped.
    pub fn subscribe(&self, callback: impl FnMut() + 'static) -> Subscription {
        let callback = Rc::new(RefCell::new(callback));
        let watch = |cell: &Rc<StatusCell>| {
            let callback = Rc::clone(&callback);
            cell.subscribe(move |_| (callback.borrow_mut())())
        };
        let subscriptions: Vec<Subscription> = if self.whole {
            vec![watch(self.collection.status_cell())]
        } else {
            let cells = self
                .ids
                .iter()
                .filter_map(|id| self.collection.subset_status(*id));
            cells.map(|cell| watch(&cell)).collect()
        };
        Subscription::new(move || drop(subscriptions))
    }
}

impl<R: Row> Drop for Demand<R> {
    fn drop(&mut self) {
        let sync = self.collection.sync();
        sync.users.set(sync.users.get() - 1);
        for held in sync.held.borrow_mut().iter_mut() {
            if self.ids.contains(&held.id) {
                held.holders -= 1;
            }
        }
    }
}

impl<R: Row> fmt::Debug for Demand<R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Demand")
            .field("status", &self.status())
            .finish_non_exhaustive()
    }
}

/// Waits until a collection is ready: a future. Made by [`Collection::preload`].
#[must_use = "the data counts as used while this lives"]
pub struct Preload<R: Row> {
    collection: Collection<R>,
    waker: Rc<RefCell<Option<Waker>>>,
    subscription: Option<Subscription>,
}

impl<R: Row> Future for Preload<R> {
    type Output = Result<(), Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.collection.status() {
            Status::Ready => Poll::Ready(Ok(())),
            Status::Error { message } => Poll::Ready(Err(Error::not_loaded(self.collection.name(), message))),
            Status::Idle | Status::Loading { .. } => {
                self.waker.replace(Some(context.waker().clone()));
                if self.subscription.is_none() {
                    let waker = Rc::clone(&self.waker);
                    let wake = move |status: &Status| {
                        if !status.is_loading()
                            && let Some(waker) = waker.take()
                        {
                            waker.wake();
                        }
                    };
                    self.subscription = Some(self.collection.subscribe_status(wake));
                }
                Poll::Pending
            }
        }
    }
}

impl<R: Row> Unpin for Preload<R> {}

impl<R: Row> Drop for Preload<R> {
    fn drop(&mut self) {
        let users = &self.collection.sync().users;
        users.set(users.get() - 1);
    }
}

impl<R: Row> fmt::Debug for Preload<R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Preload")
            .field("collection", &self.collection.name())
            .finish_non_exhaustive()
    }
}

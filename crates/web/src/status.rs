//! A collection's status and the number of its rows as signals.

use leptos::prelude::*;
use lockstep_entity::Row;
use lockstep_store::{Collection, Query, Status};

/// How far a collection's data has come, as a signal that lives as long as the current reactive owner.
pub fn use_status<R: Row>(collection: &Collection<R>) -> Signal<Status> {
    let status = RwSignal::new(collection.status());
    let subscription = collection.subscribe_status(move |now| {
        status.try_set(now.clone());
    });
    // Held, and so subscribed, until the owner is gone.
    StoredValue::new_local(subscription);
    status.into()
}

/// How many rows satisfy a query, as a signal that lives as long as the current reactive owner.
pub fn use_count<R: Row>(query: &Query<R>) -> Signal<usize> {
    let live = query.live_count();
    let count = RwSignal::new(live.get());
    let subscription = live.subscribe(move |now| {
        count.try_set(now);
    });
    StoredValue::new_local((live, subscription));
    count.into()
}

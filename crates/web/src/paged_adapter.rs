//! A collection's rows from a listing that arrives page by page.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use leptos::task::spawn_local;
use lockstep_entity::Row;
use lockstep_store::{Adapter, SyncSink};
use serde::de::DeserializeOwned;

use crate::{Client, Error, Listing, Moment};

/// A page of rows on its way, or `None` after the last one; why it could not be had, for the visitor to read.
pub type NextPage<'a, R> = Pin<Box<dyn Future<Output = Result<Option<Vec<R>>, String>> + 'a>>;

/// Something that is read page by page, once, from its beginning.
pub trait Pages<R>: 'static {
    /// The next page, or `None` after the last one.
    fn next_page(&mut self) -> NextPage<'_, R>;
}

type Open<R> = Box<dyn Fn() -> Box<dyn Pages<R>>>;
type Spawn = Box<dyn Fn(Pin<Box<dyn Future<Output = ()>>>)>;

/// An [`Adapter`] that loads everything, page by page: at the start, and again at each
/// [`refresh`](lockstep_store::Collection::refresh).
///
/// ```no_run
/// # fn example<R: lockstep_entity::Row + serde::de::DeserializeOwned>(store: &lockstep_store::Store, client: &lockstep_web::Client) {
/// let orders = store.synced::<R>("orders", lockstep_web::PagedAdapter::listing(client, "/api/orders", 1_000));
/// drop(orders.preload());
/// # }
/// ```
pub struct PagedAdapter<R> {
    open: Open<R>,
    spawn: Spawn,
}

impl<R: Row> PagedAdapter<R> {
    /// Loads from whatever is read page by page: `open` begins anew, `spawn` runs the reading.
    pub fn new<P: Pages<R>>(
        open: impl Fn() -> P + 'static,
        spawn: impl Fn(Pin<Box<dyn Future<Output = ()>>>) + 'static,
    ) -> Self {
        Self {
            open: Box::new(move || Box::new(open())),
            spawn: Box::new(spawn),
        }
    }

    /// Loads the [`Listing`] of `path`, in pages of at most `limit` rows. Each load that ends well is measured
    /// (`lockstep:load:` and the path).
    pub fn listing(client: &Client, path: impl Into<String>, limit: u32) -> Self
    where
        R: DeserializeOwned,
    {
        let (client, path) = (client.clone(), path.into());
        let open = move || ListingPages {
            client: client.clone(),
            listing: Listing::new(path.clone(), limit),
            name: format!("lockstep:load:{path}"),
            started: Moment::now(),
        };
        Self::new(open, spawn_local)
    }
}

impl<R: Row> Adapter<R> for PagedAdapter<R> {
    fn start(&self, sink: SyncSink<R>) {
        let mut pages = (self.open)();
        (self.spawn)(Box::pin(async move {
            // What nobody waits for any more is not asked for either.
            while sink.is_live() {
                match pages.next_page().await {
                    Ok(Some(rows)) => sink.load(rows),
                    Ok(None) => return sink.ready(),
                    Err(reason) => return sink.error(reason),
                }
            }
        }));
    }
}

/// A listing with the client that asks for it.
struct ListingPages<R> {
    client: Client,
    listing: Listing<R>,
    name: String,
    started: Moment,
}

impl<R: DeserializeOwned + 'static> Pages<R> for ListingPages<R> {
    fn next_page(&mut self) -> NextPage<'_, R> {
        Box::pin(async {
            let page: Result<_, Error> = self.listing.next_page(&self.client).await;
            if matches!(page, Ok(None)) {
                self.started.measure(&self.name);
            }
            page.map_err(|error| error.to_string())
        })
    }
}

impl<R> fmt::Debug for PagedAdapter<R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("PagedAdapter").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;

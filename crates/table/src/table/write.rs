//! Writing single items.

use lockstep_entity::Item;
use lockstep_entity::request::{DeleteItem, PutItem, UpdateItem};

use super::Table;
use crate::Error;
use crate::codec::reply::Written;
use crate::codec::request::Single;
use crate::exchange::{self as sdk, Operation};

impl Table {
    /// Writes a whole item. Returns the item that it replaced, if the request asks for it and there was one.
    ///
    /// # Errors
    /// [`Error::is_conflict`] if the condition is not met, with the stored item in [`Error::item`]; see [`Error`] for
    /// what else can fail. After [`Error::is_unreachable`] and [`Error::is_unavailable`] the write may have taken
    /// place: the SDK sends it again after such a failure, so a condition that the write itself makes false can then
    /// fail. [`Table::transact`] has no such doubt.
    pub async fn put(&self, request: PutItem) -> Result<Option<Item>, Error> {
        self.write::<sdk::PutItem>(request.into()).await
    }

    /// Changes single attributes of an item. Returns the item before or after the change, if the request asks for it.
    ///
    /// # Errors
    /// As [`Table::put`].
    pub async fn update(&self, request: UpdateItem) -> Result<Option<Item>, Error> {
        self.write::<sdk::UpdateItem>(request.into()).await
    }

    /// Removes an item. Returns the removed item, if the request asks for it and there was one.
    ///
    /// # Errors
    /// As [`Table::put`].
    pub async fn delete(&self, request: DeleteItem) -> Result<Option<Item>, Error> {
        self.write::<sdk::DeleteItem>(request.into()).await
    }

    async fn write<O: Operation>(&self, single: Single) -> Result<Option<Item>, Error> {
        let context = self.context_of(O::NAME, &single.item).of(single.entity.clone());
        let body = single.body(self.target());
        let reply: Written = self.ask::<O, _>(&self.clients.retrying, &context, body).await?;
        Ok(reply.item())
    }
}

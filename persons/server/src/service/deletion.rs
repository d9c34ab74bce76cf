//! Deleting a person with everything that belongs to it.
//!
//! Where all fits into one transaction, it is one: the person and its children go together, on the condition that no
//! child was added since they were listed. A person with more children is first marked (`deletingSince`), which stops
//! every create of a child and every change of the person; then its children are deleted in batches until none is left;
//! the person goes last. If a step fails, the person is still there, marked, and the same request goes on from there: at
//! no time is there a child without its person.

use lockstep_entity::request::{
    BatchWrite, DeleteItem, Query, TransactOp, TransactWrite, UpdateItem, WriteOp,
};
use lockstep_entity::{Condition, Entity, Item, Name, PartitionQuery};
use persons_model::{Id, Person, PersonKey};

use super::guard::{self, DELETING_SINCE, Guard};
use super::{ATTEMPTS, Service, back_off, contended, not_found, now};
use crate::refusal::Result;

/// How many children one transaction takes beside the person.
const MAX_AT_ONCE: usize = TransactWrite::MAX_OPERATIONS - 1;

/// How many children one step lists and deletes.
const STEP: u32 = 1_000;

impl Service {
    /// Deletes a person with everything that belongs to it. Repeatable after a failure.
    ///
    /// # Errors
    /// 404 without the person.
    pub async fn delete_person(&self, id: Id) -> Result<()> {
        for attempt in 0..ATTEMPTS {
            let guard = self.guard(id).await?;
            // One more than fits tells whether all were seen.
            let children = self.some_children(id, MAX_AT_ONCE + 1).await?;
            if guard.is_deleting() || children.len() > MAX_AT_ONCE {
                return self.delete_in_steps(id, &guard).await;
            }
            let person = Person::remove(PersonKey { id })
                .condition(guard.unchanged())
                .condition(guard::not_deleting());
            let mut operations = vec![TransactOp::from(person)];
            operations.extend(
                children
                    .into_iter()
                    .map(|key| TransactOp::from(DeleteItem::new(key))),
            );
            match self.transact(operations).await {
                Ok(()) => return Ok(()),
                Err(error) if error.is_conflict() => back_off(attempt).await,
                Err(error) => return Err(error.into()),
            }
        }
        Err(contended::<Person>(id))
    }

    async fn delete_in_steps(&self, id: Id, guard: &Guard) -> Result<()> {
        if !guard.is_deleting() {
            self.mark(id).await?;
        }
        loop {
            let children = self.some_children(id, STEP as usize).await?;
            if children.is_empty() {
                break;
            }
            self.table
                .batch_write(children.into_iter().map(WriteOp::Delete).collect::<BatchWrite>())
                .await?;
        }
        // No child can have been created since the mark, so none is left.
        let person = Person::delete(PersonKey { id }).condition(Condition::exists(DELETING_SINCE));
        match self.table.delete(person).await {
            // Somebody else came here first; a person of this id without the mark would be a new one.
            Err(error) if !error.is_conflict() => Err(error.into()),
            _ => Ok(()),
        }
    }

    async fn mark(&self, id: Id) -> Result<()> {
        let exists = Person::exists(PersonKey { id });
        let mark = UpdateItem::new(exists.key)
            .set(DELETING_SINCE, now().to_string())
            .condition(exists.condition);
        match self.table.update(mark).await {
            Ok(_) => Ok(()),
            Err(error) if error.is_conflict() => Err(not_found::<Person>(id)),
            Err(error) => Err(error.into()),
        }
    }

    /// The keys of at most `count` rows that belong to a person.
    async fn some_children(&self, id: Id, count: usize) -> Result<Vec<Item>> {
        let partition: PartitionQuery = Person::partition(id).consistent();
        let mut query = Query::from(partition);
        query.projection = vec![Name::Borrowed("pk"), Name::Borrowed("sk")];
        // The person itself is in the partition too.
        query.limit = u32::try_from(count + 1).ok();
        let person = Person::get(PersonKey { id }).key;
        let mut keys = Vec::new();
        let mut pages = self.table.pages(query);
        while keys.len() < count
            && let Some(page) = pages.next().await
        {
            keys.extend(page?.items.into_iter().filter(|key| *key != person));
        }
        keys.truncate(count);
        Ok(keys)
    }
}

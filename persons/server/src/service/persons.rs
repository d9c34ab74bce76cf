//! Persons: create, read, change.

use lockstep_entity::request::TransactOp;
use lockstep_entity::{Entity, Item, Partition, PartitionQuery, Patch};
use lockstep_protocol::ProblemKind;
use persons_model::{Id, Person, PersonKey, PersonWithRelations, Record};
use serde_json::{Map, Value};

use super::guard::{self, Guard};
use super::{ATTEMPTS, Service, back_off, contended, invalid, not_found, now, stamp, today, unchanged};
use crate::refusal::{Refusal, Result};

impl Service {
    /// A person.
    ///
    /// # Errors
    /// 404 without the person.
    pub async fn person(&self, id: Id) -> Result<Person> {
        let (person, _) = self.person_item(id).await?;
        Ok(person)
    }

    /// A person with everything that belongs to it: one query of one partition.
    ///
    /// # Errors
    /// 404 without the person.
    pub async fn person_with_relations(&self, id: Id) -> Result<PersonWithRelations> {
        let query: PartitionQuery = Person::partition(id).consistent();
        let items = self.table.all(query).await?;
        let mut partition = Partition::from_items(items)?;
        let person = partition.take()?.pop().ok_or_else(|| not_found::<Person>(id))?;
        Ok(PersonWithRelations {
            person,
            addresses: partition.take()?,
            bank_accounts: partition.take()?,
            contacts: partition.take()?,
            employments: partition.take()?,
        })
    }

    /// Creates a person from what a request sent.
    ///
    /// # Errors
    /// 422 for fields that are not valid, 409 when there is a person with this id.
    pub async fn create_person(&self, input: Map<String, Value>) -> Result<Person> {
        let person: Person =
            persons_model::create(&Value::Object(input), stamp(None), today()).map_err(invalid::<Person>)?;
        // A transaction of one: unlike a single put, a repeat after a lost answer is not taken for a second creation.
        match self.transact(vec![TransactOp::from(person.create())]).await {
            Ok(()) => Ok(person),
            Err(error) if error.is_conflict() => Err(Refusal::new(
                ProblemKind::Exists,
                format!(
                    "there is a person {} already; PATCH it, or leave `id` out for a new one",
                    person.id
                ),
            )),
            Err(error) => Err(error.into()),
        }
    }

    /// Changes the fields of a person that a request named.
    ///
    /// # Errors
    /// 404 without the person, 422 for fields that are not valid, 409 when it is being deleted.
    pub async fn patch_person(&self, id: Id, input: Map<String, Value>) -> Result<Person> {
        let input = Value::Object(input);
        for attempt in 0..ATTEMPTS {
            let (current, item) = self.person_item(id).await?;
            if let Some(refusal) = guard::being_deleted(&Guard::of(id, &item)) {
                return Err(refusal);
            }
            let (_, mut patch) =
                persons_model::update(&current, &input, today()).map_err(invalid::<Person>)?;
            if patch.is_empty() {
                return Ok(current);
            }
            // A clock that was set back must not make a later change look earlier.
            Person::touch(&mut patch, now().max(current.updated_at));
            let mut update = Person::patch_from(&current, &patch).condition(guard::not_deleting());
            if let Some(condition) = unchanged::<Person>(&item, &update.update) {
                update = update.condition(condition);
            }
            match self.table.update(update).await {
                Ok(_) => {
                    let mut person = current;
                    patch.apply(&mut person);
                    return Ok(person);
                }
                Err(error) if error.is_conflict() => match guard::refusal(id, error.item()) {
                    Some(refusal) => return Err(refusal),
                    None => back_off(attempt).await,
                },
                Err(error) => return Err(error.into()),
            }
        }
        Err(contended::<Person>(id))
    }

    async fn person_item(&self, id: Id) -> Result<(Person, Item)> {
        let item = self.table.get(Person::get(PersonKey { id }).consistent()).await?;
        let item = item.ok_or_else(|| not_found::<Person>(id))?;
        Ok((Person::from_item(item.clone())?, item))
    }
}

//! What belongs to persons: create, read, change, delete; and at most one primary row of a kind.

use lockstep_entity::request::{Query, TransactOp};
use lockstep_entity::{Item, Patch};
use lockstep_protocol::{Page, ProblemKind, Written};
use lockstep_table::Failure;
use persons_model::{Id, Person};
use serde_json::{Map, Value};

use super::guard::{self, Guard};
use super::{
    ATTEMPTS, ChildRow, PageRequest, Service, back_off, contended, invalid, not_found, stamp, today,
    unchanged,
};
use crate::refusal::{Refusal, Result};

/// How many rows one transaction demotes. More than one happens only after another application broke the rule.
const MAX_DEMOTED: usize = 90;

/// Where the operations of a write stand in its transaction.
const PERSON: usize = 0;
const ROW: usize = 1;

impl Service {
    /// One page of a person's rows of a kind.
    ///
    /// # Errors
    /// 404 without the person, 400 for a cursor that is not one of this listing.
    pub async fn children<C: ChildRow>(&self, person: Id, page: PageRequest) -> Result<Page<C>> {
        let page = self.page(C::of_person(person).consistent(), page).await?;
        if page.items.is_empty() && page.is_last() {
            // Nobody's rows and no rows are two answers.
            self.guard(person).await?;
        }
        Ok(page)
    }

    /// One row of a person.
    ///
    /// # Errors
    /// 404 without the row.
    pub async fn child<C: ChildRow>(&self, person: Id, id: Id) -> Result<C> {
        Ok(self.child_item::<C>(person, id).await?.0)
    }

    /// Creates a row of a person from what a request sent. `person` is the one that the request's path names.
    ///
    /// # Errors
    /// 422 for fields that are not valid, 404 without the person, 409 when the person is being deleted or has a row with
    /// this id.
    pub async fn create_child<C: ChildRow>(
        &self,
        person: Option<Id>,
        input: Map<String, Value>,
    ) -> Result<Written<C>> {
        let row: C =
            persons_model::create(&Value::Object(input), stamp(person), today()).map_err(invalid::<C>)?;
        let (person, id) = (row.person_id(), row.key());
        for attempt in 0..ATTEMPTS {
            let write = TransactOp::from(row.create());
            let (error, demoted) = if row.is_primary() {
                let guard = self.guard(person).await?;
                if let Some(refusal) = guard::being_deleted(&guard) {
                    return Err(refusal);
                }
                self.write_primary::<C>(&guard, id, write).await?
            } else {
                let operations = vec![TransactOp::from(guard::advance(person)), write];
                (conflict(self.transact(operations).await)?, Vec::new())
            };
            let Some(error) = error else {
                return Ok(Written { row, demoted });
            };
            if failed(&error, ROW).is_some() {
                let noun = C::NOUN;
                return Err(Refusal::new(
                    ProblemKind::Exists,
                    format!(
                        "the person {person} has the {noun} {id} already; PATCH it, or leave `id` out for a new one"
                    ),
                ));
            }
            person_allows(person, &error)?;
            back_off(attempt).await;
        }
        Err(contended::<Person>(person))
    }

    /// Changes the fields of a row that a request named. Where that makes the row the primary one, the row that was
    /// primary is demoted in the same transaction.
    ///
    /// # Errors
    /// 404 without the row, 422 for fields that are not valid, 409 when the person is being deleted.
    pub async fn patch_child<C: ChildRow>(
        &self,
        person: Id,
        id: Id,
        input: Map<String, Value>,
    ) -> Result<Written<C>> {
        let input = Value::Object(input);
        for attempt in 0..ATTEMPTS {
            // The guard is read before the row: what changes after it, the transaction notices.
            let asks_for_primary = C::HAS_PRIMARY && input.get("isPrimary") == Some(&Value::Bool(true));
            let guard = if asks_for_primary {
                Some(self.guard(person).await?)
            } else {
                None
            };
            let (current, item) = self.child_item::<C>(person, id).await?;
            let (after, patch) = persons_model::update(&current, &input, today()).map_err(invalid::<C>)?;
            if patch.is_empty() {
                return Ok(Written::alone(current));
            }
            let mut update = C::patch_from(&current, &patch);
            if let Some(condition) = unchanged::<C>(&item, &update.update) {
                update = update.condition(condition);
            }
            let Some(guard) = guard else {
                match self.table.update(update).await {
                    Ok(_) => return Ok(Written::alone(after)),
                    Err(error) if !error.is_conflict() => return Err(error.into()),
                    Err(error) if error.item().is_none() => return Err(not_found::<C>(id)),
                    Err(_) => back_off(attempt).await,
                }
                continue;
            };
            if let Some(refusal) = guard::being_deleted(&guard) {
                return Err(refusal);
            }
            let (error, demoted) = self
                .write_primary::<C>(&guard, id, TransactOp::from(update))
                .await?;
            let Some(error) = error else {
                return Ok(Written { row: after, demoted });
            };
            if failed(&error, ROW).is_some_and(|failure| failure.item.is_none()) {
                return Err(not_found::<C>(id));
            }
            person_allows(person, &error)?;
            back_off(attempt).await;
        }
        Err(contended::<C>(id))
    }

    /// Deletes a row of a person.
    ///
    /// # Errors
    /// 404 without the row.
    pub async fn delete_child<C: ChildRow>(&self, person: Id, id: Id) -> Result<()> {
        // A transaction of one: a repeat after a lost answer must not find that the row is gone.
        match self
            .transact(vec![TransactOp::from(C::remove(C::key_of(person, id)))])
            .await
        {
            Ok(()) => Ok(()),
            Err(error) if error.is_conflict() => Err(not_found::<C>(id)),
            Err(error) => Err(error.into()),
        }
    }

    /// Writes the row `id` as the primary one of its kind: demotes the others in the same transaction, on the condition
    /// that the person's children are those of `guard`. Answers with the demoted rows, and with the conflict if there was
    /// one.
    async fn write_primary<C: ChildRow>(
        &self,
        guard: &Guard,
        id: Id,
        write: TransactOp,
    ) -> Result<(Option<lockstep_table::Error>, Vec<C>)> {
        let siblings = self
            .table
            .all(Query::from(C::of_person(guard.person()).consistent()))
            .await?;
        let mut operations = vec![TransactOp::from(guard.advance()), write];
        let mut demoted = Vec::new();
        for item in siblings {
            let Ok(mut sibling) = C::from_item(item) else {
                continue;
            };
            if sibling.is_primary() && sibling.key() != id && demoted.len() < MAX_DEMOTED {
                let patch = C::primary_patch(false);
                operations.push(TransactOp::from(C::patch_from(&sibling, &patch)));
                patch.apply(&mut sibling);
                demoted.push(sibling);
            }
        }
        Ok(match conflict(self.transact(operations).await)? {
            None => (None, demoted),
            conflict => (conflict, Vec::new()),
        })
    }

    async fn child_item<C: ChildRow>(&self, person: Id, id: Id) -> Result<(C, Item)> {
        let item = self.table.get(C::get(C::key_of(person, id)).consistent()).await?;
        let item = item.ok_or_else(|| not_found::<C>(id))?;
        Ok((C::from_item(item.clone())?, item))
    }
}

/// The conflict that a transaction ended with, if it did; any other error is the end of the request.
fn conflict(
    outcome: std::result::Result<(), lockstep_table::Error>,
) -> Result<Option<lockstep_table::Error>> {
    match outcome {
        Ok(()) => Ok(None),
        Err(error) if error.is_conflict() => Ok(Some(error)),
        Err(error) => Err(error.into()),
    }
}

/// The operation at `index`, if its condition was not met.
fn failed(error: &lockstep_table::Error, index: usize) -> Option<&Failure> {
    error
        .failures()
        .iter()
        .find(|failure| failure.index == index && failure.is_conflict)
}

/// Refuses a write that the person's own state forbids; any other conflict may be gone at the next attempt.
fn person_allows(person: Id, error: &lockstep_table::Error) -> Result<()> {
    match failed(error, PERSON).and_then(|failure| guard::refusal(person, failure.item.as_ref())) {
        Some(refusal) => Err(refusal),
        None => Ok(()),
    }
}

//! What all writes of one item have in common: the table, the condition, and what the answer returns.

use serde_json::{Map, Value as Json};

use super::capacity::{Consumed, Mode};
use super::metrics;
use crate::error::{Exception, Failure};
use crate::expression::{Condition, Fault, Kind, Placeholders, Refusal};
use crate::legacy;
use crate::request::{Members, Wording};
use crate::store::{Change, Store};
use crate::value::{Item, json};

const RETURN_VALUES: [&str; 5] = ["ALL_NEW", "UPDATED_OLD", "ALL_OLD", "NONE", "UPDATED_NEW"];

/// The common part of a write.
pub(crate) struct Write {
    pub(crate) table: String,
    pub(crate) return_values: &'static str,
    pub(crate) guard: Guard,
    capacity: Mode,
    wants_metrics: bool,
}

impl Write {
    /// Reads the common part. What is wrong with members is added to a list; the condition is read by
    /// [`Self::read_condition`], after that.
    pub(crate) fn read(members: Members<'_>, broken: &mut Vec<String>) -> Result<Self, Failure> {
        let table = members.table_name(1, broken)?;
        let capacity = Mode::read(members, broken)?;
        let return_values = members.one_of("ReturnValues", &RETURN_VALUES, broken)?;
        let guard = Guard::read(members, broken)?;
        let wants_metrics = metrics::read(members, broken)?;
        Ok(Self {
            table,
            return_values: return_values.unwrap_or("NONE"),
            guard,
            capacity,
            wants_metrics,
        })
    }

    /// The answer to a change of the item with a key, which is committed.
    pub(crate) fn answer(
        &self,
        store: &Store,
        change: &Change,
        key: &Item,
        attributes: Option<&Item>,
    ) -> Result<Vec<u8>, Failure> {
        let mut answer = Map::new();
        if let Some(attributes) = attributes.filter(|attributes| !attributes.is_empty()) {
            answer.insert("Attributes".to_owned(), json::from_item(attributes));
        }
        let consumed = match self.capacity {
            Mode::None => None,
            mode => Consumed::by_write(change).answer(mode, &self.table),
        };
        answer.extend(consumed.map(|consumed| ("ConsumedCapacity".to_owned(), consumed)));
        if self.wants_metrics {
            let metrics = metrics::of_item(&store.read(), &change.table, key)?;
            answer.extend(metrics.map(|metrics| ("ItemCollectionMetrics".to_owned(), metrics)));
        }
        Ok(Json::Object(answer).to_string().into_bytes())
    }
}

/// What must hold of the item for a write.
pub(crate) struct Guard {
    condition: Option<Condition>,
    /// A failure shows the item.
    shows_item: bool,
}

impl Guard {
    /// A guard without a condition yet.
    pub(crate) fn new(shows_item: bool) -> Self {
        Self {
            condition: None,
            shows_item,
        }
    }

    /// A guard of a statement.
    pub(crate) fn of(condition: Option<Condition>, shows_item: bool) -> Self {
        Self {
            condition,
            shows_item,
        }
    }

    pub(crate) fn read(members: Members<'_>, broken: &mut Vec<String>) -> Result<Self, Failure> {
        let shows = members.one_of(
            "ReturnValuesOnConditionCheckFailure",
            &["ALL_OLD", "NONE"],
            broken,
        )?;
        Ok(Self::new(shows == Some("ALL_OLD")))
    }

    /// Reads the condition.
    pub(crate) fn read_condition(
        &mut self,
        members: Members<'_>,
        placeholders: &Placeholders,
        wording: Wording,
    ) -> Result<(), Failure> {
        if let Some(source) = members.text("ConditionExpression")? {
            let condition = Condition::parse(Kind::Condition, source, placeholders);
            self.condition = Some(condition.map_err(|refusal| refused(refusal, wording))?);
        } else if wording == Wording::Counted {
            // Transactions never had the older form.
            self.condition = legacy::condition(members)?;
        }
        Ok(())
    }

    /// Refuses a write whose condition does not hold.
    pub(crate) fn check(&self, item: Option<&Item>) -> Result<(), Failure> {
        let nothing = Item::new();
        let holds = |condition: &Condition| condition.holds(item.unwrap_or(&nothing));
        if self.condition.as_ref().is_none_or(holds) {
            return Ok(());
        }
        let mut failure = Failure::new(
            Exception::ConditionalCheckFailed,
            "The conditional request failed",
        );
        if let Some(item) = item.filter(|_| self.shows_item) {
            failure.members.insert("Item".to_owned(), json::from_item(item));
        }
        Err(failure)
    }
}

/// What a condition is refused as. Writes of one item count what is wrong with its length and its placeholders, not what
/// is wrong with its syntax.
fn refused(refusal: Refusal, wording: Wording) -> Failure {
    match (wording, &refusal.fault) {
        (Wording::Counted, Fault::TooLong(_)) => Failure::counted(refusal.without_length()),
        (Wording::Counted, Fault::Empty | Fault::UndefinedName(_) | Fault::UndefinedValue(_)) => {
            Failure::counted(refusal)
        }
        _ => refusal.into(),
    }
}

/// Refuses placeholders that no expression used.
pub(crate) fn check_used(placeholders: &Placeholders) -> Result<(), Failure> {
    Ok(placeholders.check_used()?)
}

/// Refuses `ReturnValues` of an operation that can only return what was there.
pub(crate) fn check_only_old(return_values: &str) -> Result<(), Failure> {
    if ["NONE", "ALL_OLD"].contains(&return_values) {
        return Ok(());
    }
    Err(Failure::counted("ReturnValues can only be ALL_OLD or NONE"))
}

//! Transactions: several items at once, or none.

use lockstep_entity::request::{TransactGet, TransactWrite};
use lockstep_entity::{Item, Name};

use super::{Table, key_text, malformed};
use crate::Error;
use crate::codec::reply::{TransactGot, TransactWritten};
use crate::codec::request::{self, Single, Verb};
use crate::error::{Context, Kind};
use crate::exchange as sdk;
use crate::retry::Attempts;

/// How many items one transaction may touch.
const MAX_OPERATIONS: usize = TransactWrite::MAX_OPERATIONS;

impl Table {
    /// Does all operations, or none. One without operations does nothing.
    ///
    /// The request carries a token, drawn at random where the caller gives none: an attempt that took place although
    /// its answer was lost is not repeated. Conflicts with other transactions, throttling, lost connections and failures
    /// of the service are tried again as [`retry`](crate::TableConfig::retry) says.
    ///
    /// # Errors
    /// - [`Error::is_conflict`] if a condition is not met: [`Error::failures`] says which, with the stored items;
    /// - [`Error::is_too_large`] for more than 100 operations (nothing is sent then) or more than 4 MB;
    /// - [`Error::is_contended`], [`Error::is_throttled`] if the bound of attempts is reached;
    /// - [`Error::is_invalid`] for two operations on one item, and for a known token with other operations.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), lockstep_table::Error> {
    /// use lockstep_entity::request::{ConditionCheck, PutItem, TransactOp, TransactWrite};
    /// use lockstep_entity::{Condition, Item};
    /// use lockstep_table::{Table, TableConfig, TableDefinition};
    ///
    /// let table = Table::connect(TableConfig::memory("orders")).await?;
    /// table.create_table(&TableDefinition::new("orders")).await?;
    ///
    /// let order = Item::from([("pk", "ORDER#1"), ("sk", "ORDER")]);
    /// let line = Item::from([("pk", "ORDER#1"), ("sk", "LINE#1")]);
    /// let transaction = TransactWrite::from_iter([
    ///     TransactOp::from(PutItem::new(line)),
    ///     TransactOp::from(ConditionCheck::new(order, Condition::exists("pk"))),
    /// ]);
    /// let error = table.transact(transaction).await.unwrap_err();
    /// assert!(error.is_conflict());
    /// assert_eq!(error.failed_conditions().collect::<Vec<_>>(), [1]);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn transact(&self, transaction: TransactWrite) -> Result<(), Error> {
        let TransactWrite { operations, token } = transaction;
        let context = self.context("TransactWriteItems", None);
        check_number(&context, operations.len())?;
        if operations.is_empty() {
            return Ok(());
        }
        let operations: Vec<Single> = operations.into_iter().map(Single::from).collect();
        let context = context.of(entities(operations.iter().map(|operation| &operation.entity)));
        let token = token.unwrap_or_else(|| format!("{:032x}", fastrand::u128(..)));
        let body = request::transact_write(self.target(), &operations, &token);
        let mut attempts = Attempts::new(self.config.retry);
        loop {
            let reply = self.ask::<sdk::TransactWriteItems, _>(&self.clients.once, &context, body.clone());
            match reply.await {
                Ok(TransactWritten { .. }) => return Ok(()),
                Err(error) if error.is_retryable() && attempts.again().await => {}
                Err(error) => return Err(error.with_subjects(operations.iter().map(subject).collect())),
            }
        }
    }

    /// Reads items as they all are at one moment. The answers are in the order of the requests; `None` where there is no
    /// such item.
    ///
    /// # Errors
    /// As [`Table::transact`], conditions apart.
    pub async fn transact_get(&self, request: TransactGet) -> Result<Vec<Option<Item>>, Error> {
        let context = self.context("TransactGetItems", None);
        check_number(&context, request.items.len())?;
        if request.items.is_empty() {
            return Ok(Vec::new());
        }
        let wanted = request.items.len();
        let context = context.of(entities(request.items.iter().map(|item| &item.entity)));
        let body = request::transact_get(self.target(), request.items);
        let mut attempts = Attempts::new(self.config.retry);
        let reply: TransactGot = loop {
            let reply = self.ask::<sdk::TransactGetItems, _>(&self.clients.once, &context, body.clone());
            match reply.await {
                Ok(reply) => break reply,
                Err(error) if error.is_retryable() && attempts.again().await => {}
                Err(error) => return Err(error),
            }
        };
        let items = reply.items();
        if items.len() != wanted {
            let message = format!("{wanted} items were asked for, and {} answers came", items.len());
            return Err(malformed(&context, &message));
        }
        Ok(items)
    }
}

/// The names of all entities that a transaction is about, each once; none if it says none.
fn entities<'n>(names: impl Iterator<Item = &'n Option<Name>>) -> Option<Name> {
    let mut all: Vec<&Name> = Vec::new();
    for name in names.flatten() {
        if !all.contains(&name) {
            all.push(name);
        }
    }
    match all.as_slice() {
        [] => None,
        [name] => Some((*name).clone()),
        _ => Some(
            all.into_iter()
                .map(|name| &**name)
                .collect::<Vec<_>>()
                .join(", ")
                .into(),
        ),
    }
}

/// How an operation is called in messages.
fn subject(operation: &Single) -> String {
    let verb = match operation.verb {
        Verb::Put => "put",
        Verb::Update => "update",
        Verb::Delete => "delete",
        Verb::ConditionCheck => "check",
    };
    format!("{verb} {}", key_text(&operation.item))
}

fn check_number(context: &Context, operations: usize) -> Result<(), Error> {
    if operations <= MAX_OPERATIONS {
        return Ok(());
    }
    let message = format!(
        "a transaction has at most {MAX_OPERATIONS} operations, this one has {operations}; split it into steps"
    );
    Err(Error::new(Kind::TooLarge, context.clone(), message))
}

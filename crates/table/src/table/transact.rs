//! Transactions: several items at once, or none.

use aws_sdk_dynamodb::types::{ConditionCheck, Delete, Get, Put, TransactGetItem, TransactWriteItem, Update};
use lockstep_entity::request::{self, GetItem, TransactGet, TransactOp, TransactWrite, UpdateItem};
use lockstep_entity::{Expressions, Item};

use super::write::on_failure;
use super::{Table, key_text, read_item, send};
use crate::Error;
use crate::convert;
use crate::error::{Context, Kind};
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
        let subjects: Vec<String> = operations.iter().map(subject).collect();
        let operations: Vec<_> = operations
            .into_iter()
            .map(|operation| self.operation(operation))
            .collect();
        let token = token.unwrap_or_else(|| format!("{:032x}", fastrand::u128(..)));
        let mut attempts = Attempts::new(self.config.retry);
        loop {
            let call = self.clients.once.transact_write_items();
            let call = call
                .set_transact_items(Some(operations.clone()))
                .client_request_token(&token);
            match send(&context, call.send()).await {
                Ok(_) => return Ok(()),
                Err(error) if error.is_retryable() && attempts.again().await => {}
                Err(error) => return Err(error.with_subjects(subjects)),
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
        let gets: Vec<_> = request
            .items
            .into_iter()
            .map(|get| self.transact_get_item(get))
            .collect();
        let mut attempts = Attempts::new(self.config.retry);
        let reply = loop {
            let call = self
                .clients
                .once
                .transact_get_items()
                .set_transact_items(Some(gets.clone()));
            match send(&context, call.send()).await {
                Ok(reply) => break reply,
                Err(error) if error.is_retryable() && attempts.again().await => {}
                Err(error) => return Err(error),
            }
        };
        let answers = reply.responses.unwrap_or_default();
        if answers.len() != wanted {
            let message = format!(
                "{wanted} items were asked for, and {} answers came",
                answers.len()
            );
            return Err(Error::new(Kind::Malformed, context, message));
        }
        let items = answers
            .into_iter()
            .map(|answer| answer.item.filter(|item| !item.is_empty()));
        items
            .map(|item| item.map(|item| read_item(&context, item)).transpose())
            .collect()
    }

    fn operation(&self, operation: TransactOp) -> TransactWriteItem {
        const COMPLETE: &str = "every required member is set";
        let item = TransactWriteItem::builder();
        let item = match operation {
            TransactOp::Put(put) => {
                let expressions = Expressions::new().with_condition(put.condition);
                let put = Put::builder()
                    .table_name(self.name())
                    .set_item(Some(convert::to_attributes(put.item)))
                    .set_return_values_on_condition_check_failure(on_failure(expressions.condition.as_ref()))
                    .set_condition_expression(expressions.condition)
                    .set_expression_attribute_names(convert::names(expressions.names))
                    .set_expression_attribute_values(convert::values(expressions.values));
                item.put(put.build().expect(COMPLETE))
            }
            // An update that changes nothing has no expression, which a transaction does not allow; what is left of it is
            // its condition.
            TransactOp::Update(UpdateItem {
                key,
                update,
                condition: Some(condition),
                ..
            }) if update.is_empty() => {
                return self.operation(TransactOp::Check(request::ConditionCheck::new(key, condition)));
            }
            TransactOp::Update(update) => {
                let expressions = Expressions::new()
                    .with_update(update.update)
                    .with_condition(update.condition);
                let update = Update::builder()
                    .table_name(self.name())
                    .set_key(Some(convert::to_attributes(update.key)))
                    .update_expression(expressions.update.unwrap_or_default())
                    .set_return_values_on_condition_check_failure(on_failure(expressions.condition.as_ref()))
                    .set_condition_expression(expressions.condition)
                    .set_expression_attribute_names(convert::names(expressions.names))
                    .set_expression_attribute_values(convert::values(expressions.values));
                item.update(update.build().expect(COMPLETE))
            }
            TransactOp::Delete(delete) => {
                let expressions = Expressions::new().with_condition(delete.condition);
                let delete = Delete::builder()
                    .table_name(self.name())
                    .set_key(Some(convert::to_attributes(delete.key)))
                    .set_return_values_on_condition_check_failure(on_failure(expressions.condition.as_ref()))
                    .set_condition_expression(expressions.condition)
                    .set_expression_attribute_names(convert::names(expressions.names))
                    .set_expression_attribute_values(convert::values(expressions.values));
                item.delete(delete.build().expect(COMPLETE))
            }
            TransactOp::Check(check) => {
                let expressions = Expressions::new().with_condition(Some(check.condition));
                let check = ConditionCheck::builder()
                    .table_name(self.name())
                    .set_key(Some(convert::to_attributes(check.key)))
                    .set_return_values_on_condition_check_failure(on_failure(expressions.condition.as_ref()))
                    .condition_expression(expressions.condition.unwrap_or_default())
                    .set_expression_attribute_names(convert::names(expressions.names))
                    .set_expression_attribute_values(convert::values(expressions.values));
                item.condition_check(check.build().expect(COMPLETE))
            }
        };
        item.build()
    }

    fn transact_get_item(&self, request: GetItem) -> TransactGetItem {
        let expressions = Expressions::new().with_projection(request.projection);
        let get = Get::builder()
            .table_name(self.name())
            .set_key(Some(convert::to_attributes(request.key)))
            .set_projection_expression(expressions.projection)
            .set_expression_attribute_names(convert::names(expressions.names))
            .build()
            .expect("key and table, the required members, are set");
        TransactGetItem::builder().get(get).build()
    }
}

/// How an operation is called in messages.
fn subject(operation: &TransactOp) -> String {
    let (verb, item) = match operation {
        TransactOp::Put(put) => ("put", &put.item),
        TransactOp::Update(update) => ("update", &update.key),
        TransactOp::Delete(delete) => ("delete", &delete.key),
        TransactOp::Check(check) => ("check", &check.key),
    };
    format!("{verb} {}", key_text(item))
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

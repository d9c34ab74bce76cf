//! Writing single items.

use aws_sdk_dynamodb::types::{ReturnValue, ReturnValuesOnConditionCheckFailure};
use lockstep_entity::request::{DeleteItem, PutItem, ReturnValues, UpdateItem};
use lockstep_entity::{Expressions, Item};

use super::{Table, read_item, send};
use crate::Error;
use crate::convert::{self, Attributes};
use crate::error::Context;

impl Table {
    /// Writes a whole item. Returns the item that it replaced, if the request asks for it and there was one.
    ///
    /// # Errors
    /// [`Error::is_conflict`] if the condition is not met, with the stored item in [`Error::item`]; see [`Error`] for
    /// what else can fail. After [`Error::is_unreachable`] and [`Error::is_unavailable`] the write may have taken
    /// place: the SDK sends it again after such a failure, so a condition that the write itself makes false can then
    /// fail. [`Table::transact`] has no such doubt.
    pub async fn put(&self, request: PutItem) -> Result<Option<Item>, Error> {
        let context = self.context_of("PutItem", &request.item);
        let expressions = Expressions::new().with_condition(request.condition);
        let call = self.clients.retrying.put_item();
        let call = call
            .table_name(self.name())
            .set_item(Some(convert::to_attributes(request.item)))
            .set_return_values(return_values(request.return_values))
            .set_return_values_on_condition_check_failure(on_failure(expressions.condition.as_ref()))
            .set_condition_expression(expressions.condition)
            .set_expression_attribute_names(convert::names(expressions.names))
            .set_expression_attribute_values(convert::values(expressions.values));
        let reply = send(&context, call.send()).await?;
        returned(&context, reply.attributes)
    }

    /// Changes single attributes of an item. Returns the item before or after the change, if the request asks for it.
    ///
    /// # Errors
    /// As [`Table::put`].
    pub async fn update(&self, request: UpdateItem) -> Result<Option<Item>, Error> {
        let context = self.context_of("UpdateItem", &request.key);
        let expressions = Expressions::new()
            .with_update(request.update)
            .with_condition(request.condition);
        let call = self.clients.retrying.update_item();
        let call = call
            .table_name(self.name())
            .set_key(Some(convert::to_attributes(request.key)))
            .set_update_expression(expressions.update)
            .set_return_values(return_values(request.return_values))
            .set_return_values_on_condition_check_failure(on_failure(expressions.condition.as_ref()))
            .set_condition_expression(expressions.condition)
            .set_expression_attribute_names(convert::names(expressions.names))
            .set_expression_attribute_values(convert::values(expressions.values));
        let reply = send(&context, call.send()).await?;
        returned(&context, reply.attributes)
    }

    /// Removes an item. Returns the removed item, if the request asks for it and there was one.
    ///
    /// # Errors
    /// As [`Table::put`].
    pub async fn delete(&self, request: DeleteItem) -> Result<Option<Item>, Error> {
        let context = self.context_of("DeleteItem", &request.key);
        let expressions = Expressions::new().with_condition(request.condition);
        let call = self.clients.retrying.delete_item();
        let call = call
            .table_name(self.name())
            .set_key(Some(convert::to_attributes(request.key)))
            .set_return_values(return_values(request.return_values))
            .set_return_values_on_condition_check_failure(on_failure(expressions.condition.as_ref()))
            .set_condition_expression(expressions.condition)
            .set_expression_attribute_names(convert::names(expressions.names))
            .set_expression_attribute_values(convert::values(expressions.values));
        let reply = send(&context, call.send()).await?;
        returned(&context, reply.attributes)
    }
}

fn return_values(return_values: ReturnValues) -> Option<ReturnValue> {
    match return_values {
        ReturnValues::None => None,
        ReturnValues::AllOld => Some(ReturnValue::AllOld),
        ReturnValues::AllNew => Some(ReturnValue::AllNew),
        ReturnValues::UpdatedOld => Some(ReturnValue::UpdatedOld),
        ReturnValues::UpdatedNew => Some(ReturnValue::UpdatedNew),
    }
}

/// A conditional write always asks for the item that stood in its way: with it the caller can tell a missing item from
/// one in another state, and it costs no read units.
pub(super) fn on_failure(condition: Option<&String>) -> Option<ReturnValuesOnConditionCheckFailure> {
    condition.map(|_| ReturnValuesOnConditionCheckFailure::AllOld)
}

fn returned(context: &Context, attributes: Option<Attributes>) -> Result<Option<Item>, Error> {
    attributes
        .filter(|item| !item.is_empty())
        .map(|item| read_item(context, item))
        .transpose()
}

use super::*;
use crate::{Condition, Item};

fn key(id: &str) -> Item {
    Item::from([("pk", id), ("sk", "a")])
}

#[test]
fn a_batch_reads_a_key_once() {
    let reads = [
        GetItem::new(key("1")),
        GetItem::new(key("2")).consistent(),
        GetItem::new(key("1")),
    ];
    let batch: BatchGet = reads.into_iter().collect();
    assert_eq!(batch.keys, [key("1"), key("2")]);
    assert!(batch.consistent);
}

#[test]
fn a_batch_takes_no_conditions() {
    let condition = Condition::exists("pk");
    let put = PutItem::new(key("1"));
    assert_eq!(WriteOp::put(put.clone()), Ok(WriteOp::Put(key("1"))));
    let conditional = put.condition(condition.clone());
    assert_eq!(WriteOp::put(conditional.clone()), Err(Box::new(conditional)));
    let delete = DeleteItem::new(key("1"));
    assert_eq!(WriteOp::delete(delete.clone()), Ok(WriteOp::Delete(key("1"))));
    let conditional = delete.condition(condition);
    assert_eq!(WriteOp::delete(conditional.clone()), Err(Box::new(conditional)));
}

#[test]
fn conditions_add_up() {
    let (first, second) = (Condition::exists("pk"), Condition::eq("a", 1));
    let operations: [TransactOp; 4] = [
        PutItem::new(key("1")).condition(first.clone()).into(),
        UpdateItem::new(key("1")).condition(first.clone()).into(),
        DeleteItem::new(key("1")).condition(first.clone()).into(),
        ConditionCheck::new(key("1"), first.clone()).into(),
    ];
    for operation in operations {
        let condition = match operation.condition(second.clone()) {
            TransactOp::Put(put) => put.condition,
            TransactOp::Update(update) => update.condition,
            TransactOp::Delete(delete) => delete.condition,
            TransactOp::Check(check) => Some(check.condition),
        };
        assert_eq!(condition, Some(first.clone().and(second.clone())));
    }
}

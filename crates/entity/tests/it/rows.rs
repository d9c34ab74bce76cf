//! Rows of several entities from the items of one answer.

use lockstep_entity::request::{BatchGet, BatchWrite, WriteOp};
use lockstep_entity::{Entity, Error, Item, Rows};

use crate::entities::{Line, LineKey, Order, Stock, line, order, stock};

#[test]
fn rows_come_by_place_or_by_entity() -> Result<(), Error> {
    let items = || {
        vec![
            Some(order().to_item()),
            None,
            Some(line().to_item()),
            Some(order().to_item()),
        ]
    };
    let (first, second, third): (Option<Order>, Option<Order>, Option<Line>) = Rows::from_items(items())?;
    assert_eq!((first, second, third), (Some(order()), None, Some(line())));
    let (lines, orders): (Vec<Line>, Vec<Order>) = Rows::from_items(items())?;
    assert_eq!((lines, orders), (vec![line()], vec![order(), order()]));
    let orders: Vec<Option<Order>> = Rows::from_items(items().into_iter().take(2))?;
    assert_eq!(orders, [Some(order()), None]);
    let orders: Vec<Order> = Rows::from_items(items().into_iter().take(2))?;
    assert_eq!(orders, [order()]);
    Ok(())
}

#[test]
fn an_item_of_no_entity_is_named() {
    let read = |item: Item| <(Vec<Line>, Vec<Order>)>::from_items([Some(item)]).unwrap_err();
    let error = read(stock().to_item());
    assert!(error.is_foreign_entity());
    assert_eq!(
        error.to_string(),
        "expected an item of entity Line or Order, found one of entity Stock"
    );
    assert!(read(Item::from([("pk", "x")])).is_foreign_entity());
}

#[test]
fn a_batch_writes_rows_of_any_entities() {
    let batch = BatchWrite::default()
        .put(&order())
        .put_all([&line(), &line()])
        .delete::<Line>(LineKey::new(7, 2));
    let items = [order().to_item(), line().to_item(), line().to_item()];
    let mut expected: Vec<WriteOp> = items.into_iter().map(WriteOp::Put).collect();
    expected.push(WriteOp::Delete(Line::delete(LineKey::new(7, 2)).key));
    assert_eq!(batch.operations, expected);
    let left = batch.operations.into_iter().map(WriteOp::into_item);
    let (orders, lines): (Vec<Order>, Vec<Line>) = Rows::from_items(left).unwrap();
    assert_eq!((orders.len(), lines.len()), (1, 2));
}

#[test]
fn items_come_into_the_places_of_their_keys() {
    let keys = [
        Stock::get(&stock()).key,
        Order::get(&order()).key,
        Line::get(&line()).key,
        Order::get(&order()).key,
    ];
    let found = [line().to_item(), order().to_item(), Item::from([("other", 1)])];
    let placed = BatchGet::in_order_of(&keys, found);
    let (a, b, c, d): (Option<Stock>, Option<Order>, Option<Line>, Option<Order>) =
        Rows::from_items(placed).unwrap();
    assert_eq!((a, b, c, d), (None, Some(order()), Some(line()), Some(order())));
    assert!(BatchGet::in_order_of(&[], [line().to_item()]).is_empty());
}

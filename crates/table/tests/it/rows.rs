//! Rows of entities: an order and its lines in one partition.

use lockstep_entity::request::{BatchWrite, PutItem};
use lockstep_entity::{Entity, Patch, Value};
use lockstep_table::Table;
use serde::{Deserialize, Serialize};

use crate::support::memory;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
#[serde(rename_all = "camelCase")]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = "ORDER#{id}", sk = "ORDER")]
#[index(all, name = "GSI1", pk = "ORDERS", sk = "{customer}#{id}")]
struct Order {
    id: String,
    customer: String,
    note: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
#[serde(rename_all = "camelCase")]
#[entity(service = "shop", name = "Line", version = "1")]
#[index(primary, pk = "ORDER#{order_id}", sk = "LINE#{id}")]
struct Line {
    id: String,
    order_id: String,
    pieces: i64,
}

fn order(number: usize) -> Order {
    Order {
        id: format!("{number:04}"),
        customer: format!("c{}", number % 3),
        note: None,
    }
}

fn line(order: usize, number: usize) -> Line {
    Line {
        id: format!("{number:02}"),
        order_id: format!("{order:04}"),
        pieces: 1,
    }
}

fn order_key(id: &str) -> OrderKey {
    OrderKey { id: id.to_owned() }
}

async fn with_orders(count: usize) -> Table {
    let table = memory().await;
    for number in 0..count {
        table.put(order(number).create()).await.unwrap();
    }
    table
}

#[tokio::test]
async fn row_is_created_once_read_changed_and_removed() {
    let table = with_orders(1).await;
    assert!(table.put(order(0).create()).await.unwrap_err().is_conflict());
    assert_eq!(
        table.row(Order::get(order_key("0000"))).await.unwrap(),
        Some(order(0))
    );
    assert_eq!(
        table.row::<Order>(Order::get(order_key("none"))).await.unwrap(),
        None
    );

    let changed = Order {
        note: Some("gift".to_owned()),
        ..order(0)
    };
    let patch = OrderPatch::between(&order(0), &changed);
    let update = Order::patch(order_key("0000"), &patch).unwrap();
    assert_eq!(table.update_row::<Order>(update.clone()).await.unwrap(), changed);

    table.delete(Order::remove(order_key("0000"))).await.unwrap();
    assert!(
        table
            .delete(Order::remove(order_key("0000")))
            .await
            .unwrap_err()
            .is_conflict()
    );
    let error = table.update_row::<Order>(update).await.unwrap_err();
    assert!(error.is_conflict() && error.item().is_none(), "{error}");
}

#[tokio::test]
async fn rows_are_listed_by_index() {
    let table = with_orders(7).await;
    let page = table.page(Order::query_all().limit(3)).await.unwrap();
    assert_eq!(page.items, [order(0), order(3), order(6)]);
    let next = Order::query_all().limit(3).after(page.cursor.unwrap()).unwrap();
    assert_eq!(
        table.page(next).await.unwrap().items,
        [order(1), order(4), order(2)]
    );
    assert_eq!(table.rows(Order::query_all().limit(2)).await.unwrap().len(), 7);

    let mut pages = table.row_pages(Order::query_all().limit(5));
    let mut sizes = Vec::new();
    while let Some(page) = pages.next().await {
        sizes.push(page.unwrap().items.len());
    }
    assert_eq!(sizes, [5, 2]);
}

#[tokio::test]
async fn partition_holds_rows_of_several_entities() {
    let table = with_orders(2).await;
    let lines = (0..3).map(|number| line(1, number).create().into());
    table.transact(lines.collect()).await.unwrap();

    let mut partition = table.partition(Order::partition("0001")).await.unwrap();
    assert_eq!(partition.take::<Order>().unwrap(), [order(1)]);
    assert_eq!(
        partition.take::<Line>().unwrap(),
        [line(1, 0), line(1, 1), line(1, 2)]
    );
    assert!(partition.is_empty());
    assert_eq!(table.rows(Line::query_primary("0001")).await.unwrap().len(), 3);
}

#[tokio::test]
async fn item_that_is_not_what_its_entity_says_is_malformed() {
    let table = with_orders(1).await;
    let broken = PutItem::new(order(0).to_item()).set("customer", Value::from(7));
    table.put(broken).await.unwrap();
    let error = table
        .row::<Order>(Order::get(order_key("0000")))
        .await
        .unwrap_err();
    assert!(error.is_malformed(), "{error}");
    let message = error.to_string();
    assert!(
        message.starts_with("table shop, GetItem ORDER#0000 / ORDER: "),
        "{message}"
    );
    assert!(message.contains("customer"), "{message}");
}

#[tokio::test]
async fn batches_hold_rows_of_several_entities() {
    let table = memory().await;
    let orders: Vec<Order> = (0..40).map(order).collect();
    let lines: Vec<Line> = (0..90).map(|number| line(number % 40, number)).collect();
    let batch = BatchWrite::default().put_all(&orders).put_all(&lines);
    table.batch_write(batch).await.unwrap();

    let gets = || {
        let lines = lines.iter().map(Line::get);
        let orders = orders.iter().map(Order::get);
        lines.chain(orders).chain([Order::get(order_key("none"))])
    };
    let (found, of_orders): (Vec<Order>, Vec<Line>) = table.batch_rows(gets()).await.unwrap();
    assert_eq!((found, of_orders), (orders.clone(), lines.clone()));
    let twice = [&orders[3], &order(99), &orders[1], &orders[3]].map(Order::get);
    let placed: Vec<Option<Order>> = table.batch_rows(twice).await.unwrap();
    let expected = [Some(3), None, Some(1), Some(3)];
    assert_eq!(placed, expected.map(|at| at.map(|at: usize| orders[at].clone())));
    let error = table.batch_rows::<Vec<Order>>(gets()).await.unwrap_err();
    assert!(error.is_malformed(), "{error}");

    let batch = lines
        .iter()
        .fold(BatchWrite::default(), BatchWrite::delete::<Line>);
    table.batch_write(batch).await.unwrap();
    let (orders_left, lines_left): (Vec<Order>, Vec<Line>) = table.batch_rows(gets()).await.unwrap();
    assert_eq!((orders_left.len(), lines_left.len()), (40, 0));
}

#[tokio::test]
async fn an_operation_answers_what_it_consumed() {
    let table = with_orders(7).await;
    let read = table
        .measured(async |table| table.row::<Order>(Order::get(order_key("0001"))).await)
        .await
        .unwrap();
    assert_eq!(read.answer, Some(order(1)));
    assert_eq!((read.capacity.units, read.capacity.requests), (0.5, 1));
    let listed = table
        .measured(async |table| table.rows(Order::query_all().limit(2)).await)
        .await
        .unwrap();
    assert_eq!((listed.answer.len(), listed.capacity.requests), (7, 4));

    let (metered, meter) = table.metered();
    metered.put(order(8).put()).await.unwrap();
    metered.delete(Order::delete(order_key("0008"))).await.unwrap();
    let written = meter.take();
    assert_eq!(written.requests, 2);
    assert!(written.units >= 4.0, "the item and its index: {written:?}");
    table.put(order(8).put()).await.unwrap();
    assert_eq!(
        meter.read().requests,
        0,
        "only what the metered table asks counts"
    );
}

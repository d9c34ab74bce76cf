//! Enums with data among the attributes of their rows, on the embedded engine: no variant leaves anything behind.

use lockstep_entity::{AttributeUnion, Condition, Entity, Known, Patch};
use serde::{Deserialize, Serialize};

use crate::support::memory;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, AttributeUnion)]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
enum Payment {
    Card { last_four: String },
    Invoice { days: u32, paid_on: Option<String> },
    Cash,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = [id], sk = [])]
#[index(billed, name = "GSI1", pk = "BILLED", sk = [id], condition = is_billed, condition_fields(payment))]
struct Order {
    id: u32,
    #[serde(flatten)]
    payment: Payment,
    #[entity(watch("*"), set = words)]
    words: String,
}

fn is_billed(order: &Order) -> bool {
    matches!(order.payment, Payment::Invoice { .. })
}

fn words(known: &Known<Order>) -> Option<String> {
    known.get(Order::ID).ok()?.map(|id| format!("order {id}"))
}

fn order(payment: Payment) -> Order {
    Order {
        id: 7,
        payment,
        words: "order 7".to_owned(),
    }
}

#[tokio::test]
async fn a_union_changes_as_a_whole() {
    let table = memory().await;
    let card = || Payment::Card {
        last_four: "4242".to_owned(),
    };
    let bill = || Payment::Invoice {
        days: 30,
        paid_on: None,
    };
    let unset = Order {
        words: String::new(),
        ..order(card())
    };
    table.put(unset.create()).await.unwrap();
    let key = || OrderKey::new(7);
    let mut now = order(card());
    assert_eq!(table.row(Order::get(key())).await.unwrap(), Some(now.clone()));

    for payment in [bill(), Payment::Cash, card(), bill()] {
        let next = order(payment);
        let update = Order::patch_from(&now, &OrderPatch::between(&now, &next));
        table.update(update).await.unwrap();
        let item = table.get(Order::get(key())).await.unwrap().unwrap();
        assert_eq!(item, next.to_item(), "nothing of the other variant is left");
        let billed: Vec<Order> = table.rows(Order::query_billed()).await.unwrap();
        assert_eq!(billed.len(), usize::from(is_billed(&next)));
        now = next;
    }
    let invoices = Order::matching([Order::ID.is(7)]).filter(Condition::eq("kind", "invoice"));
    assert_eq!(table.search(invoices).await.unwrap(), [now.clone()]);

    table.update(order(Payment::Cash).upsert()).await.unwrap();
    let item = table.get(Order::get(key())).await.unwrap().unwrap();
    assert_eq!(item, order(Payment::Cash).to_item());
}

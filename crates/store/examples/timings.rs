//! Prints what the store's operations cost at 100,000 rows (or as many as the first argument says).
//!
//! `cargo run --release -p lockstep-store --example timings`
//!
//! Wall-clock time of single runs on generated orders: for a feeling of the sizes and for profiling, not a benchmark.

use std::hint::black_box;
use std::time::{Duration, Instant};

use lockstep_entity::{AsScalar, Column, Patch, Row, ScalarRef};
use lockstep_store::{Collection, ColumnExt, LiveRelation, Query, Relation, ServerCommit, Store, count};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Id(u128);

impl AsScalar for Id {
    fn as_scalar(&self) -> ScalarRef<'_> {
        ScalarRef::Id(self.0)
    }
}

#[derive(Clone, Debug, PartialEq)]
struct Order {
    id: Id,
    customer: Id,
    family: String,
    given: String,
    city: String,
    amount: f64,
    placed: i64,
}

impl Order {
    const ID: Column<Self, Id> = Column::new("id", |order| order.id.as_scalar());
    const CUSTOMER: Column<Self, Id> = Column::new("customer", |order| order.customer.as_scalar());
    const FAMILY: Column<Self, String> = Column::new("family", |order| order.family.as_scalar());
    const GIVEN: Column<Self, String> = Column::new("given", |order| order.given.as_scalar());
    const CITY: Column<Self, String> = Column::new("city", |order| order.city.as_scalar());
    const AMOUNT: Column<Self, f64> = Column::new("amount", |order| order.amount.as_scalar());
    const PLACED: Column<Self, i64> = Column::new("placed", |order| order.placed.as_scalar());
}

impl Row for Order {
    type Key = Id;
    type Patch = OrderPatch;

    fn key(&self) -> Id {
        self.id
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
struct OrderPatch {
    family: Option<String>,
    amount: Option<f64>,
}

impl Patch<Order> for OrderPatch {
    fn between(before: &Order, after: &Order) -> Self {
        Self {
            family: (before.family != after.family).then(|| after.family.clone()),
            amount: (before.amount.total_cmp(&after.amount).is_ne()).then_some(after.amount),
        }
    }

    fn apply(&self, order: &mut Order) {
        if let Some(family) = &self.family {
            order.family.clone_from(family);
        }
        if let Some(amount) = self.amount {
            order.amount = amount;
        }
    }

    fn merge(&mut self, later: Self) {
        self.family = later.family.or(self.family.take());
        self.amount = later.amount.or(self.amount);
    }

    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Numbers that look random and are the same in every run (xorshift).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn name(&mut self, names: u64) -> String {
        const SYLLABLES: [&str; 16] = [
            "an", "ber", "chri", "dor", "el", "fran", "ga", "hel", "in", "jo", "ka", "lu", "ma", "ni", "os",
            "ra",
        ];
        let mut number = self.below(names).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
        let mut name = String::new();
        for _ in 0..3 {
            let syllable = SYLLABLES[usize::try_from(number % 16).unwrap_or_default()];
            if name.is_empty() {
                name.push_str(&syllable[..1].to_uppercase());
                name.push_str(&syllable[1..]);
            } else {
                name.push_str(syllable);
            }
            number /= 16;
        }
        name
    }
}

fn orders(count: u64) -> Vec<Order> {
    let mut numbers = Numbers(0x2545_f491_4f6c_dd1d);
    (0..count)
        .map(|_| Order {
            id: Id((u128::from(numbers.next()) << 64) | u128::from(numbers.next())),
            customer: Id(u128::from(numbers.below(count / 2 + 1))
                .wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835)),
            family: numbers.name(1_000),
            given: numbers.name(3_000),
            city: numbers.name(200),
            #[expect(clippy::cast_precision_loss, reason = "small numbers")]
            amount: numbers.below(100_000) as f64 / 100.0,
            placed: i64::try_from(numbers.below(1 << 40)).unwrap_or_default(),
        })
        .collect()
}

fn show(what: &str, time: Duration) {
    println!("{what:<58} {:>12.3} ms", time.as_secs_f64() * 1_000.0);
}

fn timed<T>(what: &str, run: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = black_box(run());
    show(what, start.elapsed());
    result
}

/// The mean of many runs.
fn repeated(what: &str, runs: u32, mut run: impl FnMut(u32)) {
    let start = Instant::now();
    for index in 0..runs {
        run(index);
    }
    show(what, start.elapsed() / runs);
}

fn main() {
    let count = std::env::args()
        .nth(1)
        .and_then(|count| count.parse().ok())
        .unwrap_or(100_000);
    let rows = orders(count);
    let store = Store::new();
    let orders: Collection<Order> = store.collection("orders");
    println!("{count} rows");

    loads(&rows, &orders);
    reads(&rows, &orders);
    writes(&rows, &store, &orders);
    relations(&rows, &store, &orders);
    selective(&rows, &store, &orders);
}

fn loads(rows: &[Order], orders: &Collection<Order>) {
    let copy = rows.to_vec();
    timed("load in chunks of 2,000", || {
        orders.start_load(Some(copy.len()));
        let mut copy = copy.into_iter();
        while copy.len() > 0 {
            orders.load(copy.by_ref().take(2_000).collect::<Vec<_>>());
        }
        orders.mark_ready();
    });
    let watched: Collection<Order> = orders.store().collection("watched");
    let live = Query::from(&watched)
        .order_by(Order::FAMILY)
        .order_by(Order::GIVEN)
        .live();
    let _subscription = live.subscribe(|batch| {
        black_box(batch.changes().len());
    });
    let copy = rows.to_vec();
    timed("… under an ordered live query with a subscriber", || {
        let mut copy = copy.into_iter();
        while copy.len() > 0 {
            watched.load(copy.by_ref().take(2_000).collect::<Vec<_>>());
        }
    });
    let copy = rows.to_vec();
    timed("reload that changes nothing", || {
        watched.start_load(None);
        watched.load(copy);
        watched.mark_ready();
    });
}

fn reads(rows: &[Order], orders: &Collection<Order>) {
    let by_customer = |index: u32| {
        let customer = rows[index as usize * 7 % rows.len()].customer;
        Query::from(orders)
            .filter(Order::CUSTOMER.eq(customer))
            .order_by(Order::PLACED.desc())
    };
    timed("first `where customer = x` (makes the index)", || {
        by_customer(0).live().len()
    });
    repeated("next `where customer = x`, live, ordered", 10_000, |index| {
        black_box(by_customer(index).live().len());
    });
    repeated("get by key", 100_000, |index| {
        black_box(orders.get(&rows[index as usize * 7 % rows.len()].id));
    });
    let by_name = Query::from(orders).order_by(Order::FAMILY).order_by(Order::GIVEN);
    let all = timed("live, all rows by family, given", || by_name.live());
    timed("live, all rows by key", || Query::from(orders).live());
    timed("live, all rows by amount descending", || {
        Query::from(orders).order_by(Order::AMOUNT.desc()).live()
    });
    timed("live, by family, given, limit 100", || {
        by_name.clone().limit(100).live()
    });
    for pattern in ["%a%", "%chri%", "%zzz%", "chri%"] {
        let search = by_name
            .clone()
            .filter(Order::FAMILY.ilike(pattern).or(Order::GIVEN.ilike(pattern)));
        let found = timed(
            &format!("search as you type: ilike '{pattern}', live, ordered"),
            || search.live(),
        );
        println!("    {} rows", found.len());
    }
    timed("live count of amount > 500", || {
        Query::from(orders).filter(Order::AMOUNT.gt(500.0)).live_count()
    });
    repeated("40 rows at a position of the ordered query", 10_000, |index| {
        let start = index as usize * 11 % rows.len();
        black_box(
            all.rows()
                .range(start..start + 40)
                .map(|row| row.family.len())
                .sum::<usize>(),
        );
    });
    repeated("position of a row in the ordered query", 10_000, |index| {
        black_box(all.position_of(&rows[index as usize * 7 % rows.len()].id));
    });
    timed("iterate all rows of the ordered query", || {
        all.rows().iter().map(|row| row.family.len()).sum::<usize>()
    });
    timed("first `where city = x` (makes the index)", || {
        Query::from(orders)
            .filter(Order::CITY.eq(&rows[0].city))
            .live()
            .len()
    });
}

fn writes(rows: &[Order], store: &Store, orders: &Collection<Order>) {
    let by_name = Query::from(orders).order_by(Order::FAMILY).order_by(Order::GIVEN);
    let all = by_name.live();
    let window = by_name.limit(100).live();
    let _subscriptions = [&all, &window].map(|query| {
        query.subscribe(|batch| {
            black_box(batch.changes().len());
        })
    });
    let amount = |index: u32| OrderPatch {
        amount: Some(f64::from(index)),
        ..OrderPatch::default()
    };
    let key = |index: u32| rows[index as usize * 7 % rows.len()].id;
    repeated(
        "server patch of a field that orders nothing, 2 live queries",
        10_000,
        |index| {
            let commit = ServerCommit::new().patch(orders, &key(index), amount(index));
            store.apply(commit).expect("the row is there");
        },
    );
    repeated(
        "optimistic update and rollback that moves the row",
        10_000,
        |index| {
            let patch = OrderPatch {
                family: Some(format!("Zz{index}")),
                ..OrderPatch::default()
            };
            orders
                .update(&key(index), patch)
                .expect("the row is there")
                .rollback();
        },
    );
    let unsettled: Vec<_> = (0..1_000)
        .map(|index| orders.update(&key(index), amount(7)).expect("the row is there"))
        .collect();
    repeated("… over 1,000 unsettled transactions", 10_000, |index| {
        let patch = OrderPatch {
            family: Some(format!("Zz{index}")),
            ..OrderPatch::default()
        };
        orders
            .update(&key(index), patch)
            .expect("the row is there")
            .rollback();
    });
    drop(unsettled);
    repeated("first row of the window leaves and comes back", 1_000, |_| {
        let first = window.first().expect("not empty").id;
        orders.delete(&first).expect("the row is there").rollback();
    });
    timed("one commit that changes every row", || {
        let mut commit = ServerCommit::new();
        for index in 0..rows.len() {
            let index = u32::try_from(index).unwrap_or_default();
            commit = commit.patch(orders, &rows[index as usize].id, amount(index + 1_000_000));
        }
        store.apply(commit).expect("the rows are there");
    });
}

/// Deliveries of orders: each has an order's id as its customer.
fn relations(rows: &[Order], store: &Store, orders: &Collection<Order>) {
    let deliveries: Collection<Order> = store.collection("deliveries");
    let generated = rows.iter().rev().enumerate().map(|(index, row)| Order {
        id: Id(index as u128),
        customer: rows[index * 5 % rows.len()].id,
        ..row.clone()
    });
    deliveries.load(generated.collect::<Vec<_>>());
    let (order, delivery) = (orders.alias("order"), deliveries.alias("delivery"));
    let joined =
        Relation::from(&delivery).inner_join(&order, delivery.col(Order::CUSTOMER).on(order.col(Order::ID)));
    let by_name = joined
        .clone()
        .order_by(order.col(Order::FAMILY))
        .order_by(order.col(Order::GIVEN))
        .limit(100);
    let watch = |live: &LiveRelation| {
        live.subscribe(|batch| {
            black_box(batch.edits().inserted.len());
        })
    };
    let patch = |collection: &Collection<Order>, key: Id, index: u32| {
        let patch = OrderPatch {
            amount: Some(f64::from(index) / 8.0),
            ..OrderPatch::default()
        };
        let commit = ServerCommit::new().patch(collection, &key, patch);
        store.apply(commit).expect("the row is there");
    };
    {
        let live = timed("join deliveries with orders, by key", || joined.live()).expect("it has a meaning");
        let _subscription = watch(&live);
        repeated("… patch of a delivery", 10_000, |index| {
            patch(&deliveries, Id(u128::from(index) % rows.len() as u128), index);
        });
        repeated("… patch of an order", 10_000, |index| {
            patch(orders, rows[index as usize * 7 % rows.len()].id, index);
        });
    }
    {
        let live =
            timed("join ordered by two columns, limit 100", || by_name.live()).expect("it has a meaning");
        let _subscription = watch(&live);
        repeated("… patch of an order", 10_000, |index| {
            patch(orders, rows[index as usize * 7 % rows.len()].id, index + 1);
        });
        repeated("… turn a page", 10_000, |index| {
            live.set_window(index as usize % rows.len(), Some(100));
        });
    }
    let by_city = Relation::from(&order)
        .group_by(order.col(Order::CITY))
        .select("city", order.col(Order::CITY));
    {
        let query = by_city.clone().select("orders", count());
        let live = timed("count by city", || query.live()).expect("it has a meaning");
        let _subscription = watch(&live);
        repeated("… insert and rollback of an order", 10_000, |index| {
            let mut row = rows[index as usize * 7 % rows.len()].clone();
            row.id = Id(index.into());
            orders.insert(row).expect("the row is not there").rollback();
        });
    }
    let amount = || order.col(Order::AMOUNT);
    let query = by_city
        .select("orders", count())
        .select("sum", amount().sum())
        .select("avg", amount().avg())
        .select("max", amount().max());
    let live = timed("count, sum, avg, max by city", || query.live()).expect("it has a meaning");
    let _subscription = watch(&live);
    repeated("… patch of an order", 10_000, |index| {
        patch(orders, rows[index as usize * 7 % rows.len()].id, index + 2);
    });
}

/// Questions of a few rows, with what belongs to them.
fn selective(rows: &[Order], store: &Store, orders: &Collection<Order>) {
    let deliveries: Collection<Order> = store.collection("deliveries");
    let generated = rows.iter().enumerate().map(|(index, row)| Order {
        id: Id(index as u128),
        customer: row.id,
        ..row.clone()
    });
    deliveries.load(generated.collect::<Vec<_>>());
    let (order, delivery) = (orders.alias("order"), deliveries.alias("delivery"));
    let customer = |index: u32| rows[index as usize * 7 % rows.len()].customer;
    let of_customer = |index| {
        let orders = order
            .clone()
            .filter(order.col(Order::CUSTOMER).eq(customer(index)));
        Relation::from(&orders)
    };
    let on = || order.col(Order::ID).on(delivery.col(Order::CUSTOMER));
    let joined = |index| of_customer(index).inner_join(&delivery, on()).live();
    timed("first join of one customer's orders (makes the indexes)", || {
        joined(0)
    })
    .expect("it has a meaning");
    repeated("… next one", 10_000, |index| {
        black_box(joined(index).expect("it has a meaning").len());
    });
    repeated("… with the deliveries as a list", 10_000, |index| {
        let lists = of_customer(index).include("deliveries", Relation::from(&delivery), on());
        black_box(lists.live().expect("it has a meaning").len());
    });
    repeated("… those that have no delivery", 10_000, |index| {
        let delivered = Relation::from(&delivery).exists(on());
        let open = of_customer(index).filter(delivered.not());
        black_box(open.live().expect("it has a meaning").len());
    });
    let range = |index: u32| {
        let from = i64::from(index) << 24;
        let within = Order::PLACED.between(from, from + (1 << 24));
        Query::from(orders).filter(within).live().len()
    };
    timed("first range of times (a pass)", || range(0));
    timed("second range (makes the index)", || range(1));
    repeated("next range", 10_000, |index| {
        black_box(range(index));
    });
}

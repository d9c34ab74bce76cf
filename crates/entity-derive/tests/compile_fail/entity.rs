use lockstep_entity::Entity;

#[derive(Entity)]
#[entity(service = "shop", version = "1")]
#[index(primary, pk = "ORDER#{id}", sk = "ORDER")]
struct WithoutName {
    id: u32,
    placed_on: String,
    note: Option<String>,
}

#[derive(Entity)]
#[entity(name = "Order", version = "1")]
#[index(primary, pk = "ORDER#{id}", sk = "ORDER")]
struct WithoutService {
    id: u32,
    placed_on: String,
    note: Option<String>,
}

#[derive(Entity)]
#[entity(service = "shop", name = "Order")]
#[index(primary, pk = "ORDER#{id}", sk = "ORDER")]
struct WithoutVersion {
    id: u32,
    placed_on: String,
    note: Option<String>,
}

#[derive(Entity)]
#[entity(service = "shop", name = "", version = "1")]
#[index(primary, pk = "ORDER#{id}", sk = "ORDER")]
struct EmptyName {
    id: u32,
    placed_on: String,
    note: Option<String>,
}

#[derive(Entity)]
#[index(primary, pk = "ORDER#{id}", sk = "ORDER")]
struct WithoutAttribute {
    id: u32,
    placed_on: String,
    note: Option<String>,
}

#[derive(Entity)]
#[entity(service = "shop", name = "Order", version = "1", table = "orders")]
#[index(primary, pk = "ORDER#{id}", sk = "ORDER")]
struct UnknownOption {
    id: u32,
    placed_on: String,
    note: Option<String>,
}

#[derive(Entity)]
#[entity(service = "shop", name = "Order", version = "1", row_key = "number")]
#[index(primary, pk = "ORDER#{id}", sk = "ORDER")]
struct UnknownRowKey {
    id: u32,
    placed_on: String,
    note: Option<String>,
}

#[derive(Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = "ORDER#{id}", sk = "ORDER")]
enum Enum {
    Open { id: u32 },
}

#[derive(Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = "ORDER#{id}", sk = "ORDER")]
struct Tuple(u32);

#[derive(Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = "ORDER#{id}", sk = "ORDER")]
struct Generic<T> {
    id: T,
}

fn main() {}

use lockstep_entity::Entity;

#[derive(Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = "ORDER#{order_id}", sk = "ORDER")]
struct UnknownField {
    id: u32,
    placed_on: String,
    note: Option<String>,
}

#[derive(Entity)]
#[serde(rename_all = "camelCase")]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = "ORDER#{id}", sk = "{placedOn}")]
struct AttributeName {
    id: u32,
    placed_on: String,
    note: Option<String>,
}

#[derive(Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = "ORDER#{id", sk = "ORDER")]
struct NotClosed {
    id: u32,
    placed_on: String,
    note: Option<String>,
}

#[derive(Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = "ORDER#id}", sk = "ORDER")]
struct NotOpened {
    id: u32,
    placed_on: String,
    note: Option<String>,
}

#[derive(Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = "ORDER#{id}", sk = "")]
struct Empty {
    id: u32,
    placed_on: String,
    note: Option<String>,
}

fn main() {}

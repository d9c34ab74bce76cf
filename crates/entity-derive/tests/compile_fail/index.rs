use lockstep_entity::Entity;

#[derive(Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = "ORDER#{id}")]
struct WithoutSortKey {
    id: u32,
    placed_on: String,
    note: Option<String>,
}

#[derive(Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = "ORDER#{id}", sk = "ORDER")]
#[index(all, name = "GSI1", sk = "{placed_on}")]
struct WithoutPartitionKey {
    id: u32,
    placed_on: String,
    note: Option<String>,
}

#[derive(Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = "ORDER#{id}", sk = "ORDER")]
#[index(all, pk = "ORDERS", sk = "{placed_on}")]
struct WithoutName {
    id: u32,
    placed_on: String,
    note: Option<String>,
}

#[derive(Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(pk = "ORDER#{id}", sk = "ORDER")]
struct WithoutAccess {
    id: u32,
    placed_on: String,
    note: Option<String>,
}

#[derive(Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = "ORDER#{id}", sort = "ORDER")]
struct UnknownOption {
    id: u32,
    placed_on: String,
    note: Option<String>,
}

#[derive(Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = "ORDER#{id}", sk = "ORDER")]
#[index(all, name = "GSI1", pk = "ORDERS", sk = "{id}")]
#[index(all, name = "GSI2", pk = "ORDERS", sk = "{placed_on}")]
struct CalledTwice {
    id: u32,
    placed_on: String,
    note: Option<String>,
}

#[derive(Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = "ORDER#{id}", sk = "ORDER")]
#[index(all, name = "GSI1", pk = "ORDERS", sk = "{id}")]
#[index(dated, name = "GSI1", pk = "DATED", sk = "{placed_on}")]
struct ServedTwice {
    id: u32,
    placed_on: String,
    note: Option<String>,
}

#[derive(Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = "ORDER#{id}", sk = "ORDER")]
#[index(all, name = "GSI1", pk = "ORDERS", sk = "{id}", pk_field = "pk")]
struct SharedKeyAttribute {
    id: u32,
    placed_on: String,
    note: Option<String>,
}

#[derive(Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = "ORDER#{id}", sk = "ORDER", sk_field = "pk")]
struct OneKeyAttribute {
    id: u32,
    placed_on: String,
    note: Option<String>,
}

#[derive(Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = "ORDER#{id}", sk = "ORDER", sk_field = "__edb_e__")]
struct ReservedKeyAttribute {
    id: u32,
    placed_on: String,
    note: Option<String>,
}

#[derive(Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = "ORDER#{id}", sk = "ORDER", pk_field = "id")]
struct KeyAttributeIsAField {
    id: u32,
    placed_on: String,
    note: Option<String>,
}

#[derive(Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = "ORDER#{id}", sk = "ORDER")]
struct OnAField {
    #[index(all, name = "GSI1", pk = "ORDERS", sk = "{id}")]
    id: u32,
}

fn main() {}

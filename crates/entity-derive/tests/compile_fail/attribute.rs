use lockstep_entity::Entity;

#[derive(Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = "ORDER#{id}", sk = "ORDER")]
struct NamedTwice {
    id: u32,
    #[serde(rename = "id")]
    number: u32,
}

#[derive(Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = "ORDER#{id}", sk = "ORDER")]
struct Reserved {
    id: u32,
    #[serde(rename = "__edb_v__")]
    version: u32,
}

#[derive(Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = "ORDER#{id}", sk = "ORDER")]
struct Flattened {
    id: u32,
    #[serde(flatten)]
    address: String,
}

#[derive(Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = "ORDER#{id}", sk = "ORDER")]
struct TwoNames {
    id: u32,
    #[serde(rename(serialize = "a", deserialize = "b"))]
    number: u32,
}

#[derive(Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = "ORDER#{id}", sk = "ORDER")]
struct UnknownOption {
    id: u32,
    #[entity(readonly)]
    number: u32,
}

#[derive(Entity)]
#[serde(rename_all = "camelcase")]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = "ORDER#{id}", sk = "ORDER")]
struct UnknownRule {
    id: u32,
    placed_on: String,
    note: Option<String>,
}

fn main() {}

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
    #[serde(with = "other")]
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

#[derive(Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = [id], sk = [])]
struct HiddenWithoutDefault {
    id: u32,
    #[entity(hidden)]
    secret: String,
}

#[derive(Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = [id], sk = [])]
struct WatchesWithoutFunction {
    id: u32,
    #[entity(watch(id))]
    name: String,
}

#[derive(Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = [id], sk = [])]
struct KeyWithSetter {
    #[entity(set = next)]
    id: u32,
}

#[derive(Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = [id], sk = [])]
struct PaddingWithoutLength {
    #[entity(pad(fill = "0"))]
    id: u32,
}

#[derive(Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = "ORDER#{id}", sk = "ORDER")]
struct WatchesAnything {
    id: u32,
    #[entity(watch("id"), set = words)]
    words: String,
}

#[derive(Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = "ORDER#{id}", sk = "ORDER")]
struct WatchesAll {
    id: u32,
    #[entity(watch("*"))]
    words: String,
}

fn main() {}

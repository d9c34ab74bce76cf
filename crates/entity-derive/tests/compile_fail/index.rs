use lockstep_entity::Entity;

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

#[derive(Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = [id], sk = [placed])]
struct UnknownFieldInAKey {
    id: u32,
    placed_on: String,
}

#[derive(Entity)]
#[serde(rename_all = "camelCase")]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = [id], sk = [placedOn])]
struct FieldByItsAttribute {
    id: u32,
    placed_on: String,
}

#[derive(Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = id, sk = [])]
struct NeitherTemplateNorFields {
    id: u32,
}

#[derive(Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = [id], sk = [], casing = "Lower")]
struct UnknownCasing {
    id: u32,
}

#[derive(Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = [id], sk = [])]
#[index(dated, name = "LSI1", pk = "ORDER#{id}", pk_field = "pk", sk = [placed_on])]
struct AnotherKeyUnderTheSameName {
    id: u32,
    placed_on: String,
}

#[derive(Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = [id], collection = "orders")]
struct CollectionWithoutSortKey {
    id: u32,
}

#[derive(Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = [id], sk = [], collection = "orders")]
#[index(dated, name = "GSI1", pk = [placed_on], sk = [], collection = "orders")]
struct CollectionInTwoIndexes {
    id: u32,
    placed_on: String,
}

#[derive(Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = [id], sk = "ORDER", clustered)]
struct ClusteredTemplate {
    id: u32,
}

#[derive(Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = [id], sk = [placed_on, id], sk_cast = "number")]
struct NumberOfTwoFields {
    id: u32,
    placed_on: String,
}

#[derive(Entity)]
#[entity(service = "shop", name = "Order", version = "1", unique_keys)]
#[index(primary, pk = "ORDER#{id}{placed_on}", sk = "ORDER")]
struct SideBySide {
    id: u32,
    placed_on: String,
}

#[derive(Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = [id], sk = [])]
#[index(dated, name = "GSI1", composite, pk = [id], sk = "{placed_on}")]
struct CompositeTemplate {
    id: u32,
    placed_on: String,
}

fn main() {}

use lockstep_entity::Entity;

#[derive(Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(all, name = "GSI1", pk = "ORDERS", sk = "{id}")]
struct Missing {
    id: u32,
    placed_on: String,
    note: Option<String>,
}

#[derive(Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = "ORDER#{id}", sk = "ORDER")]
#[index(primary, pk = "ORDER#{id}", sk = "ORDER")]
struct Twice {
    id: u32,
    placed_on: String,
    note: Option<String>,
}

#[derive(Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, name = "main", pk = "ORDER#{id}", sk = "ORDER")]
struct Named {
    id: u32,
    placed_on: String,
    note: Option<String>,
}

#[derive(Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = "ORDER#{id}", sk = "{note}")]
struct OptionalComposite {
    id: u32,
    placed_on: String,
    note: Option<String>,
}

fn main() {}

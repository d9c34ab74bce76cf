use lockstep_entity::AttributeEnum;

#[derive(AttributeEnum)]
enum WithData {
    Open,
    Paid { on: u32 },
}

#[derive(AttributeEnum)]
#[serde(rename_all = "lowercase")]
enum SameText {
    Open,
    #[serde(rename = "open")]
    Reopened,
}

#[derive(AttributeEnum)]
#[serde(rename_all = "snakecase")]
enum UnknownRule {
    Open,
}

#[derive(AttributeEnum)]
struct Struct {
    open: bool,
}

#[derive(AttributeEnum)]
enum Empty {}

fn main() {}

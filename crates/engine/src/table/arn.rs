//! Amazon resource names: what the tables and streams of this engine are called for AWS.
//!
//! They name a region that exists, for clients check it, and an account that does not.

/// The region of everything here.
pub(crate) const REGION: &str = "us-east-1";

/// The account of everything here.
const ACCOUNT: &str = "000000000000";

/// What separates the table from the label in a stream's name.
const STREAM: &str = "/stream/";

/// What all of them begin with.
fn beginning() -> String {
    format!("arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/")
}

/// The name of a table.
pub(crate) fn of_table(table: &str) -> String {
    format!("{}{table}", beginning())
}

/// The name of an index.
pub(crate) fn of_index(table: &str, index: &str) -> String {
    format!("{}{table}/index/{index}", beginning())
}

/// The name of a stream.
pub(crate) fn of_stream(table: &str, label: &str) -> String {
    format!("{}{table}{STREAM}{label}", beginning())
}

/// The name of a key that a table is encrypted with: one that was named, or that of the service. Nothing is encrypted here.
pub(crate) fn of_encryption_key(key: Option<&str>) -> String {
    match key {
        Some(name) if name.starts_with("arn:") => name.to_owned(),
        Some(alias) if alias.starts_with("alias/") => format!("arn:aws:kms:{REGION}:{ACCOUNT}:{alias}"),
        Some(id) => format!("arn:aws:kms:{REGION}:{ACCOUNT}:key/{id}"),
        None => format!("arn:aws:kms:{REGION}:{ACCOUNT}:alias/aws/dynamodb"),
    }
}

/// The table of a table's name; nothing for other names.
pub(crate) fn table(arn: &str) -> Option<&str> {
    arn.strip_prefix(&beginning()).filter(|rest| !rest.contains('/'))
}

/// The table and the label of a stream's name; nothing for other names.
pub(crate) fn stream(arn: &str) -> Option<(&str, &str)> {
    let (table, label) = arn.strip_prefix(&beginning())?.split_once(STREAM)?;
    (!table.contains('/') && !label.contains('/')).then_some((table, label))
}

//! The operations of the service that the engine does not have, and why: each is refused by name.

/// Operations, by what an embedded table has not.
const ABSENT: [(&str, &[&str]); 7] = [
    (
        "it makes no copies of tables: copy its file instead, while nothing has it open",
        &[
            "CreateBackup",
            "DeleteBackup",
            "DescribeBackup",
            "ListBackups",
            "RestoreTableFromBackup",
            "RestoreTableToPointInTime",
        ],
    ),
    (
        "it knows no object storage",
        &[
            "DescribeExport",
            "DescribeImport",
            "ExportTableToPointInTime",
            "ImportTable",
            "ListExports",
            "ListImports",
        ],
    ),
    (
        "it has one region",
        &[
            "CreateGlobalTable",
            "DescribeGlobalTable",
            "DescribeGlobalTableSettings",
            "DescribeTableReplicaAutoScaling",
            "ListGlobalTables",
            "UpdateGlobalTable",
            "UpdateGlobalTableSettings",
            "UpdateTableReplicaAutoScaling",
        ],
    ),
    (
        "whoever reaches it may do everything",
        &["DeleteResourcePolicy", "GetResourcePolicy", "PutResourcePolicy"],
    ),
    (
        "it counts no accesses",
        &[
            "DescribeContributorInsights",
            "ListContributorInsights",
            "UpdateContributorInsights",
        ],
    ),
    (
        "it writes to no other service: read the table's stream instead",
        &[
            "DescribeKinesisStreamingDestination",
            "DisableKinesisStreamingDestination",
            "EnableKinesisStreamingDestination",
            "UpdateKinesisStreamingDestination",
        ],
    ),
    (
        "it does not speak PartiQL: use the operations on items, batches and transactions instead",
        &["BatchExecuteStatement", "ExecuteStatement", "ExecuteTransaction"],
    ),
];

/// What is said of an operation that the engine does not have.
pub(crate) fn refusal(name: &str) -> String {
    let known = ABSENT.iter().find(|(_, names)| names.contains(&name));
    match known {
        Some((reason, _)) => format!("this engine does not have the operation {name}, for {reason}"),
        None => format!("this engine does not have the operation {name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{ABSENT, refusal};
    use crate::Dialect;
    use crate::operation::find;

    #[test]
    fn what_is_said_to_be_absent_is() {
        for name in ABSENT.iter().flat_map(|(_, names)| *names) {
            assert!(find(name, Dialect::Current).is_none(), "{name}");
        }
    }

    #[test]
    fn the_reason_is_given_where_there_is_one() {
        assert_eq!(
            refusal("GetResourcePolicy"),
            "this engine does not have the operation GetResourcePolicy, for whoever reaches it may do everything"
        );
        assert_eq!(refusal("Fly"), "this engine does not have the operation Fly");
    }
}

//! Writing many items with as few waits as the table allows.

use lockstep_entity::request::{BatchWrite, DeleteItem, PutItem, TransactOp, TransactWrite, WriteOp};
use lockstep_table::{Error, Table, Transport};

/// Writes items; each key at most once, in no order.
///
/// A table in a file waits for the disk once a call, whatever the call writes: transactions of a hundred items wait a
/// quarter as often as batches of 25. `DynamoDB` charges double for transactions, and takes several batches at a time.
pub(super) async fn write_all(table: &Table, operations: Vec<WriteOp>) -> Result<(), Error> {
    if !matches!(table.config().transport, Transport::File(_)) {
        return table.batch_write(BatchWrite { operations }).await;
    }
    let mut operations = operations.into_iter().map(|operation| match operation {
        WriteOp::Put(item) => TransactOp::from(PutItem::new(item)),
        WriteOp::Delete(key) => TransactOp::from(DeleteItem::new(key)),
    });
    loop {
        let transaction: TransactWrite = operations.by_ref().take(TransactWrite::MAX_OPERATIONS).collect();
        if transaction.operations.is_empty() {
            return Ok(());
        }
        table.transact(transaction).await?;
    }
}

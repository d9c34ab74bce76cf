//! Engines that live in the process: a table in memory, or in a file.
//!
//! One module an engine; what they have in common is [`crate::Engine`].

mod dynoxide;

use std::sync::Arc;

pub(crate) use dynoxide::Dynoxide;

use crate::{Engine, Error};

/// The engine of [`Transport::Memory`](crate::Transport::Memory), to be wrapped in another one that counts requests,
/// delays them or lets some fail: for tests of what a program does then.
///
/// # Errors
/// [`Error::is_configuration`] if it cannot be set up.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), lockstep_table::Error> {
/// use std::sync::Arc;
/// use lockstep_table::{Engine, Reply, Table, TableConfig, memory_engine};
///
/// /// Knows no transactions.
/// struct WithoutTransactions(Arc<dyn Engine>);
///
/// impl Engine for WithoutTransactions {
///     fn call(&self, operation: &str, body: &[u8]) -> Reply {
///         match operation {
///             "TransactWriteItems" => Reply::error(400, "UnknownOperationException", "no transactions"),
///             _ => self.0.call(operation, body),
///         }
///     }
/// }
///
/// let engine = WithoutTransactions(memory_engine()?);
/// let table = Table::connect(TableConfig::engine("notes", Arc::new(engine))).await?;
/// # let _ = table;
/// # Ok(())
/// # }
/// ```
pub fn memory_engine() -> Result<Arc<dyn Engine>, Error> {
    match Dynoxide::memory() {
        Ok(engine) => Ok(Arc::new(engine)),
        Err(error) => {
            Err(Error::configuration("the embedded table could not be set up in memory").with_source(error))
        }
    }
}

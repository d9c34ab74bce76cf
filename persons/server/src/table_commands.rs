//! `persons table`: the table as a whole.

use anyhow::{Context, Result, bail};

use lockstep_table::{Table, TableDescription};

use crate::cli::TableCommand;
use crate::config::{self, Location};
use crate::endpoint;

/// Carries out a command.
///
/// # Errors
/// When the table exists already, does not exist, is protected or cannot be reached.
pub(crate) async fn run(command: TableCommand) -> Result<()> {
    match command {
        TableCommand::Serve(args) => endpoint::run(args).await?,
        TableCommand::Create(args) => {
            let table = Location::from_env(args, false).connect().await?;
            config::create(&table).await?;
            println!("created table {} ({})", table.name(), table.config().transport);
        }
        TableCommand::Describe(args) => {
            let table = Location::from_env(args, false).connect_existing().await?;
            describe(&table.describe_table().await?, &table);
        }
        TableCommand::Delete { table: args, yes } => {
            let table = Location::from_env(args, false).connect_existing().await?;
            let place = table.config().transport.clone();
            if !yes {
                bail!(
                    "this deletes the table {} ({place}) and everything in it; say --yes to go on",
                    table.name()
                );
            }
            if place.is_embedded() {
                // The protection is for tables that others rely on too.
                table.set_deletion_protection(false).await?;
            }
            table.delete_table().await.context("the table was not deleted")?;
            println!("deleted table {} ({place})", table.name());
        }
    }
    Ok(())
}

fn describe(description: &TableDescription, table: &Table) {
    println!("table:      {} ({})", description.name, table.config().transport);
    println!("status:     {}", description.status);
    println!("key:        {}", description.key.join(", "));
    for (name, key) in &description.indexes {
        println!("index:      {name} ({})", key.join(", "));
    }
    println!(
        "items:      {} ({} bytes)",
        description.item_count, description.size_bytes
    );
    println!(
        "protection: deletion is {}",
        if description.deletion_protection {
            "refused"
        } else {
            "allowed"
        }
    );
    if let Some(arn) = &description.arn {
        println!("arn:        {arn}");
    }
}

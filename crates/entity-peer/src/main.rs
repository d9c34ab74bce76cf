//! Our side of the tests that have two programs work on one table: does what it is told, one JSON object a line, and
//! answers with one JSON object a line.
//!
//! `interop/tests/generated-keys.test.js` tells it, and has real ElectroDB do the rest. The first line says where the table
//! is and which models are on it, in ElectroDB's own form:
//! `{"endpoint": URL, "table": NAME, "models": {ALIAS: MODEL}}`. Every other line is a [`Call`]; the answer is
//! `{"ok": …}`, or `{"error": MESSAGE, "conflict": BOOL}` where a condition did not hold.

mod call;
mod native;

use std::collections::BTreeMap;
use std::io::{BufRead as _, Write as _};

use anyhow::Context as _;
use lockstep_entity::schema::{Schema, Service};
use lockstep_table::{Table, TableConfig};
use serde::Deserialize;
use serde_json::json;

use crate::call::{Call, Peer};

#[derive(Deserialize)]
struct Setting {
    endpoint: String,
    table: String,
    models: BTreeMap<String, serde_json::Value>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let mut lines = std::io::stdin().lock().lines();
    let first = lines.next().context("nobody says where the table is")??;
    let setting: Setting = serde_json::from_str(&first).context("the first line is no setting")?;
    let schemas = setting
        .models
        .into_iter()
        .map(|(alias, model)| Ok((alias, Schema::parse(&model.to_string())?)))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let peer = Peer {
        table: Table::connect(TableConfig::endpoint(setting.table, setting.endpoint)).await?,
        service: Service::new(schemas)?,
    };
    let mut output = std::io::stdout().lock();
    for line in lines {
        let line = line.context("cannot read the calls")?;
        let call: Call = serde_json::from_str(&line).with_context(|| format!("no call: {line}"))?;
        let answer = match peer.carry_out(call).await {
            Ok(answer) => json!({ "ok": answer }),
            Err(error) => {
                let conflict = error
                    .downcast_ref::<lockstep_table::Error>()
                    .is_some_and(lockstep_table::Error::is_conflict);
                json!({ "error": format!("{error:#}"), "conflict": conflict })
            }
        };
        writeln!(output, "{answer}").context("nobody reads the answers")?;
        output.flush()?;
    }
    Ok(())
}

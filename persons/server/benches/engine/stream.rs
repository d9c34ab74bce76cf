//! What a put costs with a stream on, when the stream is short and when it is long.

use std::sync::Arc;

use anyhow::ensure;
use lockstep_engine::Engine;

use super::Scale;
use super::engines::TABLE;
use super::machine::Spent;
use super::report::{Line, Report, Target};

/// Records in the stream where it is short.
const SHORT: usize = 1_000;

/// Items that are written over and over: the table stays small, the stream grows.
const ITEMS: usize = 1_000;

/// Puts that are measured, and in how many rounds.
const PUTS: usize = 250;
const ROUNDS: usize = 4;

/// Writers that fill the stream together.
const WRITERS: usize = 8;

/// Measures a short stream and a long one in turns.
pub(crate) fn measure(scale: Scale, report: &mut Report) -> anyhow::Result<()> {
    let directory = tempfile::tempdir()?;
    let open = |name: &str, records: usize| -> anyhow::Result<Arc<Engine>> {
        let engine = Arc::new(Engine::file(directory.path().join(name))?);
        create(&engine)?;
        fill(&engine, records)?;
        Ok(engine)
    };
    let short = open("short.redb", SHORT)?;
    let long = open("long.redb", scale.records)?;
    let mut spent = [Spent::default(); 2];
    for round in 0..ROUNDS {
        for (engine, spent) in [&short, &long].into_iter().zip(&mut spent) {
            let end = Spent::begin();
            for put in 0..PUTS {
                let number = scale.records + round * PUTS + put;
                let item = item(number);
                let body = format!(r#"{{"TableName":"{TABLE}","Item":{item}}}"#);
                call(engine, "PutItem", &body)?;
            }
            spent.add(end(PUTS));
        }
    }
    let [short, long] = spent;
    for (what, cost) in [
        ("processor", long.processor_each().zip(short.processor_each())),
        ("time", Some((1e6 / long.rate(), 1e6 / short.rate()))),
    ] {
        let Some((long, short)) = cost else {
            continue;
        };
        report.add(Line {
            name: format!("PutItem, {} records beside {SHORT}, {what}", scale.records),
            unit: "us",
            ours: long,
            other: Some(short),
            judged: long / short,
            target: Some(Target::AtMost(1.2)),
            processor: (None, None),
        });
    }
    Ok(())
}

fn create(engine: &Engine) -> anyhow::Result<()> {
    let body = format!(
        r#"{{"TableName":"{TABLE}","BillingMode":"PAY_PER_REQUEST",
            "KeySchema":[{{"AttributeName":"pk","KeyType":"HASH"}}],
            "AttributeDefinitions":[{{"AttributeName":"pk","AttributeType":"S"}}],
            "StreamSpecification":{{"StreamEnabled":true,"StreamViewType":"NEW_AND_OLD_IMAGES"}}}}"#
    );
    call(engine, "CreateTable", &body)
}

/// One of the items, as its so manieth version.
fn item(number: usize) -> String {
    let key = number % ITEMS;
    format!(
        r#"{{"pk":{{"S":"NOTE#{key}"}},"version":{{"N":"{number}"}},"title":{{"S":"A note"}},"done":{{"BOOL":false}},
            "text":{{"S":"What this note says does not change and is not long."}}}}"#
    )
}

/// Writes items until the stream has so many records.
fn fill(engine: &Arc<Engine>, records: usize) -> anyhow::Result<()> {
    std::thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                scope.spawn(move || {
                    // Writers have keys of their own: a batch must not have one twice, and neither wait for the other.
                    let keys: Vec<usize> = (0..ITEMS).filter(|key| key % WRITERS == writer).collect();
                    for versions in (0..records / ITEMS)
                        .flat_map(|version| keys.chunks(25).map(move |keys| (version, keys)))
                    {
                        let (version, keys) = versions;
                        let puts: Vec<String> = keys
                            .iter()
                            .map(|key| {
                                let item = item(version * ITEMS + key);
                                format!(r#"{{"PutRequest":{{"Item":{item}}}}}"#)
                            })
                            .collect();
                        let puts = puts.join(",");
                        let body = format!(r#"{{"RequestItems":{{"{TABLE}":[{puts}]}}}}"#);
                        call(engine, "BatchWriteItem", &body)?;
                    }
                    anyhow::Ok(())
                })
            })
            .collect();
        for writer in writers {
            match writer.join() {
                Ok(outcome) => outcome?,
                Err(_) => anyhow::bail!("a writer panicked"),
            }
        }
        Ok(())
    })
}

fn call(engine: &Engine, operation: &str, body: &str) -> anyhow::Result<()> {
    let reply = engine.call(operation, body.as_bytes());
    let text = String::from_utf8_lossy(&reply.body);
    ensure!(reply.status == 200, "{operation} was answered with {text}");
    Ok(())
}

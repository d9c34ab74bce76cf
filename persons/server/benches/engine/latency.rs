//! How long a read takes while four writers write durably.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context as _;

use super::Scale;
use super::engines::Side;
use super::machine;
use super::report::{Line, Report, Target};
use super::rows;

const WRITERS: usize = 4;

/// Rows that are there before.
const ROWS: usize = 2_000;

/// How many rows a writer has: it writes them over and over.
const ROWS_OF_WRITER: usize = 5_000;

/// What was seen of one engine.
struct Seen {
    /// From the fastest to the slowest, in milliseconds.
    reads: Vec<f64>,
    /// Rows that were written meanwhile.
    written: usize,
}

impl Seen {
    /// How long the read takes that is slower than so much of all.
    fn quantile(&self, part: f64) -> f64 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a part of a length is one"
        )]
        let at = (machine::from_length(self.reads.len()) * part) as usize;
        self.reads[at.min(self.reads.len() - 1)]
    }
}

/// Measures both.
pub(crate) fn measure(scale: Scale, report: &mut Report) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let ours = runtime.block_on(watch(Side::Ours, scale))?;
    let other = runtime.block_on(watch(Side::Rival, scale))?;
    for (name, part, most) in [("99th", 0.99, Some(30.0)), ("50th", 0.5, None)] {
        let (ours, other) = (ours.quantile(part), other.quantile(part));
        report.add(Line {
            name: format!("GetItem beside {WRITERS} writers, {name} percentile"),
            unit: "ms",
            ours,
            other: Some(other),
            judged: other / ours,
            target: most.map(Target::AtLeast),
            processor: (None, None),
        });
    }
    let rate = |seen: &Seen| machine::from_length(seen.written) / machine::from_count(scale.seconds);
    report.add(Line {
        name: "rows written meanwhile".to_owned(),
        unit: "rows/s",
        ours: rate(&ours),
        other: Some(rate(&other)),
        judged: rate(&ours) / rate(&other),
        target: None,
        processor: (None, None),
    });
    Ok(())
}

async fn watch(side: Side, scale: Scale) -> anyhow::Result<Seen> {
    let directory = tempfile::tempdir()?;
    let table = side.table(directory.path()).await?;
    let rows = rows::take(ROWS)?;
    table.batch_write(rows::batch(&rows)).await?;
    let stop = Arc::new(AtomicBool::new(false));
    let written = Arc::new(AtomicUsize::new(0));
    let mut writers = Vec::new();
    for writer in 0..WRITERS {
        let rows = rows::from(ROWS * (writer + 1), ROWS_OF_WRITER)?;
        let (table, stop, written) = (table.clone(), Arc::clone(&stop), Arc::clone(&written));
        writers.push(tokio::spawn(async move {
            for rows in rows.chunks(25).cycle() {
                if stop.load(Ordering::Relaxed) {
                    break;
                }
                table.batch_write(rows::batch(rows)).await?;
                written.fetch_add(rows.len(), Ordering::Relaxed);
            }
            Ok::<_, lockstep_table::Error>(())
        }));
    }
    let mut reads = Vec::new();
    let end = Instant::now() + Duration::from_secs(scale.seconds);
    // A step that shares no factor with the count reaches every row.
    let mut next = 0;
    while Instant::now() < end {
        next = (next + 977) % rows.len();
        let request = rows::get(&rows[next]);
        let begin = Instant::now();
        table.get(request).await?.context("a row is not there")?;
        reads.push(begin.elapsed().as_secs_f64() * 1e3);
    }
    stop.store(true, Ordering::Relaxed);
    let written = written.load(Ordering::Relaxed);
    for writer in writers {
        writer.await??;
    }
    reads.sort_by(f64::total_cmp);
    Ok(Seen { reads, written })
}

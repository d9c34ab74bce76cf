//! What this process has used, and what it runs on. The figures come from `/proc` and are absent elsewhere.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

/// The clock ticks of a second in `/proc/self/stat`: a constant of Linux on every architecture in use.
const TICKS: f64 = 100.0;

/// The processor time of this process so far, all threads together, in seconds.
fn processor() -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program stands in parentheses and may hold anything; user and system time are the 14th and the
    // 15th field of all, the 12th and the 13th after it.
    let (_, fields) = stat.rsplit_once(") ")?;
    let ticks = fields.split(' ').skip(11).take(2);
    ticks
        .map(|ticks| ticks.parse::<f64>().ok())
        .sum::<Option<f64>>()
        .map(|ticks| ticks / TICKS)
}

/// A line of `/proc/self/status` that counts kilobytes, in megabytes: `VmRSS`, `VmHWM`.
pub(crate) fn memory(line: &str) -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|text| text.strip_prefix(line)?.strip_prefix(':'))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<f64>().ok()? * 1024.0 / 1e6)
}

/// The length of a file, in megabytes.
pub(crate) fn file(path: &Path) -> anyhow::Result<f64> {
    Ok(from_count(fs::metadata(path)?.len()) / 1e6)
}

/// How many programs wanted a processor in the last minute, on average, and how many processors there are.
pub(crate) fn load() -> Option<(f64, usize)> {
    let load = fs::read_to_string("/proc/loadavg").ok()?;
    let processors = std::thread::available_parallelism().ok()?.get();
    Some((load.split(' ').next()?.parse().ok()?, processors))
}

/// A count as a number to calculate with.
#[expect(clippy::cast_precision_loss, reason = "nothing here counts to 2^52")]
pub(crate) fn from_count(count: u64) -> f64 {
    count as f64
}

/// A length as a number to calculate with.
pub(crate) fn from_length(length: usize) -> f64 {
    from_count(length as u64)
}

/// What some work took.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Spent {
    pub(crate) wall: Duration,
    /// Of the processors, in seconds.
    pub(crate) processor: Option<f64>,
    /// How much was done: rows, calls.
    pub(crate) count: usize,
}

impl Spent {
    /// Measures the work from here on.
    pub(crate) fn begin() -> impl FnOnce(usize) -> Self {
        let (wall, processor) = (Instant::now(), self::processor());
        move |count| Self {
            wall: wall.elapsed(),
            processor: processor.and_then(|before| Some(self::processor()? - before)),
            count,
        }
    }

    /// This and other work of the same kind.
    pub(crate) fn add(&mut self, other: Self) {
        self.processor = match (self.count, self.processor, other.processor) {
            (0, _, other) => other,
            (_, Some(one), Some(other)) => Some(one + other),
            _ => None,
        };
        self.wall += other.wall;
        self.count += other.count;
    }

    /// How much was done in a second.
    pub(crate) fn rate(&self) -> f64 {
        from_length(self.count) / self.wall.as_secs_f64()
    }

    /// Microseconds of the processors for each.
    pub(crate) fn processor_each(&self) -> Option<f64> {
        Some(self.processor? * 1e6 / from_length(self.count))
    }
}

//! What is measured, and what is to be reached.

use serde::Serialize;

/// One line of the benchmark.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Line {
    /// Its name, for programs. Lines of one scenario begin alike and share what is loaded.
    pub name: &'static str,
    /// What it measures, for people.
    pub what: &'static str,
    /// How often it is done and measured; what is printed is the median.
    pub repetitions: Repetitions,
    /// How many times faster than TanStack DB it is to be, as WebAssembly, with [`judged`](Self::judged) persons.
    pub target: u32,
    /// With how many persons the target is to be reached.
    pub judged: u32,
    /// The most persons that it is measured with.
    pub most: u32,
}

/// How often a line is done.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Repetitions {
    /// By our store.
    pub ours: u32,
    /// By TanStack DB, which takes up to 17 seconds for one.
    pub theirs: u32,
}

const fn line(name: &'static str, what: &'static str, times: (u32, u32), target: u32) -> Line {
    Line {
        name,
        what,
        repetitions: Repetitions {
            ours: times.0,
            theirs: times.1,
        },
        target,
        judged: 100_000,
        most: u32::MAX,
    }
}

/// Every line, those of one scenario one after the other.
pub fn plan() -> &'static [Line] {
    const PLAN: &[Line] = &[
        line("load", "load a collection of persons", (5, 3), 20),
        line(
            "where/first",
            "first `where personId = x` over addresses",
            (5, 1),
            50,
        ),
        line("where/next", "next `where personId = x`", (2_000, 400), 10),
        Line {
            judged: 10_000,
            most: 10_000,
            ..line(
                "page/first",
                "person page, first (5 queries, 10,000 persons)",
                (5, 1),
                50,
            )
        },
        line(
            "order/build",
            "order by two columns, limit 100: build",
            (3, 1),
            100,
        ),
        line("order/update", "… update in the window", (2_000, 200), 30),
        line("order/top", "… move to the top", (2_000, 100), 30),
        // Every row has been through TanStack DB's window by now …
        line("order/leave", "… row leaves the window", (2_000, 5), 30),
        // … but where it has an index in the order of the first column, the window is all that it reads at first. When a row
        // leaves, it reads the rest.
        line(
            "refill/build",
            "the same, over an index in that order: build",
            (3, 1),
            1,
        ),
        line(
            "refill/leave",
            "… row leaves the window, the first one to",
            (50, 1),
            1_000,
        ),
        line("join/build", "join addresses with persons: build", (3, 1), 50),
        line("join/address", "… update one address", (2_000, 200), 20),
        line("join/person", "… update one person", (2_000, 5), 5_000),
        line("count/build", "count by country: build", (3, 1), 40),
        line("count/update", "… update", (2_000, 200), 20),
        line(
            "salary/update",
            "count, sum, avg, max by department: update",
            (2_000, 10),
            1_000,
        ),
        line(
            "insert/alone",
            "optimistic insert seen, 0 unsettled",
            (2_000, 200),
            10,
        ),
        line(
            "insert/after",
            "optimistic insert seen, 1,000 unsettled",
            (2_000, 100),
            50,
        ),
    ];
    PLAN
}

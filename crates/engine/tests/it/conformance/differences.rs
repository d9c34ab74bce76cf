//! Where this engine and `MiniStack` answer the same requests differently: each difference has a row with its reason in
//! `tests/differences.md`.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::{MiniStack, answers, engine, scripts};
use crate::call;

/// Where the engine and `MiniStack` answer differently, that is listed with the reason, and nothing else is listed.
#[test]
fn differences_from_ministack_are_those_listed() {
    let ministack = MiniStack::from_environment();
    let rules = Rule::all();
    let mut used = BTreeSet::new();
    let mut report = String::new();
    for (file, script) in scripts() {
        let engine = engine(&script);
        let peer = ministack.account();
        let ours = answers(&script, &|operation, request| call(&engine, operation, request));
        let theirs = answers(&script, &|operation, request| peer.call(operation, request));
        for ((case, ours), theirs) in script.cases.iter().zip(ours).zip(theirs) {
            if ours == theirs {
                continue;
            }
            let explaining: Vec<&Rule> = rules
                .iter()
                .filter(|rule| rule.explains(&ours, &theirs))
                .collect();
            if explaining.is_empty() {
                let name = &case.name;
                writeln!(report, "{file}/{name}\n  ours:   {ours}\n  theirs: {theirs}")
                    .expect("text is written");
            }
            used.extend(explaining);
        }
    }
    for rule in rules.iter().filter(|rule| !used.contains(rule)) {
        let Rule { ours, theirs } = rule;
        writeln!(report, "no difference is explained by `{ours}` and `{theirs}`").expect("text is written");
    }
    assert!(
        report.is_empty(),
        "differences and `tests/differences.md` do not agree:\n{report}"
    );
}

/// A row of the table in `tests/differences.md`.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Rule {
    /// What our answer contains.
    ours: &'static str,
    /// What the other one contains.
    theirs: &'static str,
}

impl Rule {
    /// All rows: those whose first two columns stand between backticks.
    fn all() -> Vec<Self> {
        let any = |text: &'static str| if text == "…" { "" } else { text };
        include_str!("../../differences.md")
            .lines()
            .filter_map(|line| line.strip_prefix("| `")?.split_once("` | `"))
            .filter_map(|(ours, rest)| Some((ours, rest.split_once("` | ")?.0)))
            .map(|(ours, theirs)| Self {
                ours: any(ours),
                theirs: any(theirs),
            })
            .collect()
    }

    fn explains(&self, ours: &str, theirs: &str) -> bool {
        ours.contains(self.ours) && theirs.contains(self.theirs)
    }
}

extern crate std;

use core::cmp::Ordering;
use std::collections::BTreeMap;
use std::vec::Vec;

use proptest::prelude::*;

use super::*;
use crate::Weight;

const KINDS: [JoinKind; 6] = [
    JoinKind::Inner,
    JoinKind::Left,
    JoinKind::Right,
    JoinKind::Full,
    JoinKind::Semi,
    JoinKind::Anti,
];

/// A row: what identifies it, what it is joined on, and what else it says.
#[derive(Clone, Copy, Debug)]
struct Row {
    id: u8,
    key: Option<u8>,
    text: u8,
}

impl Row {
    fn all(self) -> (u8, Option<u8>, u8) {
        (self.id, self.key, self.text)
    }
}

impl Ord for Row {
    fn cmp(&self, other: &Self) -> Ordering {
        self.id.cmp(&other.id)
    }
}

impl PartialOrd for Row {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Row {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Row {}

const fn row(id: u8, key: u8) -> Row {
    Row {
        id,
        key: Some(key),
        text: 0,
    }
}

fn side(rows: &[(Row, Weight)]) -> Side<u8, Row> {
    rows.iter()
        .map(|(row, weight)| ((row.key, *row), *weight))
        .collect()
}

/// The ids of what a join puts out for rows that come on the left, then on the right.
fn check(kind: JoinKind, left: &[(Row, Weight)], right: &[(Row, Weight)], expected: &[(&str, Weight)]) {
    let mut join = Join::new(kind);
    join.advance(
        side(&[(row(1, 1), 1), (row(2, 1), 1), (row(3, 2), 1)]),
        side(&[(row(7, 1), 1), (row(8, 3), 1)]),
    );
    let delta = join.advance(side(left), side(right));
    let id = |row: Option<Row>| row.map_or('-', |row| char::from(b'0' + row.id));
    let seen: Vec<(std::string::String, Weight)> = delta
        .into_iter()
        .map(|((left, right), weight)| ([id(left), id(right)].into_iter().collect(), weight))
        .collect();
    let seen: Vec<(&str, Weight)> = seen.iter().map(|(pair, weight)| (&**pair, *weight)).collect();
    assert_eq!(seen, expected, "{kind:?}");
}

#[test]
fn the_first_match_ends_standing_alone() {
    let comes = [(row(9, 2), 1)];
    check(JoinKind::Inner, &[], &comes, &[("39", 1)]);
    check(JoinKind::Left, &[], &comes, &[("39", 1), ("3-", -1)]);
    check(JoinKind::Right, &[], &comes, &[("39", 1)]);
    check(JoinKind::Semi, &[], &comes, &[("3-", 1)]);
    check(JoinKind::Anti, &[], &comes, &[("3-", -1)]);
    check(JoinKind::Full, &[(row(4, 3), 1)], &[], &[("48", 1), ("-8", -1)]);
}

#[test]
fn the_last_match_that_goes_leaves_it_alone() {
    let goes = [(row(7, 1), -1)];
    check(
        JoinKind::Left,
        &[],
        &goes,
        &[("17", -1), ("27", -1), ("1-", 1), ("2-", 1)],
    );
    check(JoinKind::Semi, &[], &goes, &[("1-", -1), ("2-", -1)]);
    check(JoinKind::Anti, &[], &goes, &[("1-", 1), ("2-", 1)]);
    check(
        JoinKind::Right,
        &[(row(1, 1), -1), (row(2, 1), -1)],
        &[],
        &[("17", -1), ("27", -1), ("-7", 1)],
    );
}

#[test]
fn a_second_match_does_not_concern_a_semi_join() {
    check(JoinKind::Semi, &[], &[(row(9, 1), 1)], &[]);
    check(JoinKind::Anti, &[], &[(row(9, 1), 1)], &[]);
    check(JoinKind::Semi, &[], &[(row(7, 1), -1), (row(9, 1), 1)], &[]);
}

#[test]
fn without_a_key_nothing_matches() {
    let lost = Row {
        key: None,
        ..row(5, 0)
    };
    check(JoinKind::Inner, &[(lost, 1)], &[(lost, 1)], &[]);
    check(
        JoinKind::Full,
        &[(lost, 1)],
        &[(lost, 1)],
        &[("-5", 1), ("5-", 1)],
    );
    check(JoinKind::Semi, &[(lost, 1)], &[(lost, 1)], &[]);
    check(JoinKind::Anti, &[(lost, 1)], &[(lost, 1)], &[("5-", 1)]);
}

#[test]
fn an_update_of_both_sides_is_one_update() {
    let update = |id| [(row(id, 1), -1), (row(id, 1), 1)];
    check(
        JoinKind::Inner,
        &update(1),
        &update(7),
        &[("17", -1), ("17", 1), ("27", -1), ("27", 1)],
    );
}

type Rows = BTreeMap<u8, Row>;
type Output = Vec<(Option<(u8, Option<u8>, u8)>, Option<(u8, Option<u8>, u8)>)>;

/// The join by the book.
fn naive(kind: JoinKind, left: &Rows, right: &Rows) -> Output {
    let matching = |left: &Row, right: &Row| left.key.is_some() && left.key == right.key;
    let mut output = Output::new();
    for one in left.values() {
        let matches: Vec<&Row> = right.values().filter(|other| matching(one, other)).collect();
        match kind {
            JoinKind::Semi if !matches.is_empty() => output.push((Some(one.all()), None)),
            JoinKind::Anti | JoinKind::Left | JoinKind::Full if matches.is_empty() => {
                output.push((Some(one.all()), None));
            }
            JoinKind::Semi | JoinKind::Anti => {}
            _ => output.extend(matches.iter().map(|other| (Some(one.all()), Some(other.all())))),
        }
    }
    if matches!(kind, JoinKind::Right | JoinKind::Full) {
        let alone = right
            .values()
            .filter(|one| !left.values().any(|other| matching(other, one)));
        output.extend(alone.map(|one| (None, Some(one.all()))));
    }
    output.sort_unstable();
    output
}

/// Sets rows (or takes them away, where there is no content), as a delta.
fn write(rows: &mut Rows, changes: Change) -> Side<u8, Row> {
    let mut delta = ZSet::new();
    let changes: BTreeMap<_, _> = changes.into_iter().collect();
    for (id, content) in changes {
        if let Some(old) = rows.remove(&id) {
            delta.push((old.key, old), -1);
        }
        if let Some((key, text)) = content {
            let row = Row { id, key, text };
            rows.insert(id, row);
            delta.push((key, row), 1);
        }
    }
    delta
}

type Change = Vec<(u8, Option<(Option<u8>, u8)>)>;

fn changes() -> impl Strategy<Value = Change> {
    let content = prop::option::weighted(0.7, (prop::option::weighted(0.8, 0..3_u8), 0..3_u8));
    prop::collection::vec((0..5_u8, content), 0..5)
}

proptest! {
    #[test]
    fn equals_the_join_computed_afresh(commits in prop::collection::vec((changes(), changes()), 1..10)) {
        for kind in KINDS {
            let (mut left, mut right) = (Rows::new(), Rows::new());
            let mut join = Join::new(kind);
            let mut seen = Output::new();
            for (on_left, on_right) in commits.clone() {
                let delta = join.advance(write(&mut left, on_left), write(&mut right, on_right));
                for ((one, other), weight) in delta {
                    let element = (one.map(Row::all), other.map(Row::all));
                    if weight > 0 {
                        seen.push(element);
                    } else {
                        let at = seen.iter().position(|there| *there == element);
                        prop_assert!(at.is_some(), "{:?}: {:?} was not there", kind, element);
                        seen.swap_remove(at.unwrap_or_default());
                    }
                }
                seen.sort_unstable();
                prop_assert_eq!(&seen, &naive(kind, &left, &right), "{:?}", kind);
            }
        }
    }
}

//! Collations: other orders of texts than that of code points.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use lockstep_entity::Name;

/// An order of texts, by name: that of a language, or one in which upper and lower case are alike.
///
/// Three are here: [`caseless`](Self::caseless) and [`natural`](Self::natural), and, with the feature `unicode`, those of
#[cfg_attr(feature = "unicode", doc = "[Unicode](Self::unicode)")]
#[cfg_attr(not(feature = "unicode"), doc = "Unicode")]
/// for every language; a program that needs no other carries no tables of them. Others are a name and a function. Collations are compared
/// by their names: a program gives each a name of its own. Texts that a collation finds equal are ordered by what else the
/// query says, and then by key.
///
/// ```
/// # mod notes { include!("../../tests/doc/notes.rs"); }
/// # use notes::Note;
/// use lockstep_store::{Collation, Relation, Store};
///
/// let store = Store::new();
/// let notes = store.collection::<Note>("notes");
/// notes.load([Note::new(1, "b"), Note::new(2, "B"), Note::new(3, "a"), Note::new(4, "C")]);
///
/// let note = notes.alias("note");
/// let by_text = note.col(Note::TEXT).asc().collate(&Collation::caseless());
/// let live = Relation::from(&note).select("text", note.col(Note::TEXT)).order_by(by_text).live()?;
/// let texts: Vec<String> = live.records().iter().map(|record| record.to_string()).collect();
/// assert_eq!(texts, ["text: 'a'", "text: 'b'", "text: 'B'", "text: 'C'"]);
/// # Ok::<(), lockstep_store::Error>(())
/// ```
#[derive(Clone)]
pub struct Collation {
    name: Name,
    compare: Compare,
}

type Compare = Rc<dyn Fn(&str, &str) -> Ordering>;

impl Collation {
    /// Names an order. `compare` must be a total order of texts, or of classes of texts that it finds equal.
    pub fn new(name: impl Into<Name>, compare: impl Fn(&str, &str) -> Ordering + 'static) -> Self {
        Self {
            name: name.into(),
            compare: Rc::new(compare),
        }
    }

    /// By code points, upper and lower case alike: `caseless`.
    pub fn caseless() -> Self {
        Self::new("caseless", |left, right| {
            let left = left.chars().flat_map(char::to_lowercase);
            left.cmp(right.chars().flat_map(char::to_lowercase))
        })
    }

    /// By code points, but runs of decimal digits (0 to 9) by the numbers that they are: `natural`. `a9` is before `a10`; what differs in
    /// leading zeros alone is equal.
    pub fn natural() -> Self {
        Self::new("natural", natural)
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How two texts compare.
    pub fn compare(&self, left: &str, right: &str) -> Ordering {
        (self.compare)(left, right)
    }
}

/// Compares piece by piece: a run of digits, or one other character.
fn natural(left: &str, right: &str) -> Ordering {
    /// The number at the start of a text, without leading zeros, and the rest.
    fn number(text: &str) -> Option<(&str, &str)> {
        let end = text
            .find(|next: char| !next.is_ascii_digit())
            .unwrap_or(text.len());
        let (digits, rest) = text.split_at(end);
        (end > 0).then(|| (digits.trim_start_matches('0'), rest))
    }
    let (mut left, mut right) = (left, right);
    loop {
        let ordering = if let (Some(one), Some(other)) = (number(left), number(right)) {
            (left, right) = (one.1, other.1);
            // Of numbers without leading zeros the longer one is the greater one.
            one.0.len().cmp(&other.0.len()).then_with(|| one.0.cmp(other.0))
        } else {
            let (mut ahead, mut other) = (left.chars(), right.chars());
            let (one, another) = (ahead.next(), other.next());
            if one.is_none() && another.is_none() {
                return Ordering::Equal;
            }
            (left, right) = (ahead.as_str(), other.as_str());
            one.cmp(&another)
        };
        if ordering.is_ne() {
            return ordering;
        }
    }
}

impl PartialEq for Collation {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Collation {}

impl Hash for Collation {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl fmt::Debug for Collation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Collation({})", self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_texts_are_numbers() {
        let collation = Collation::natural();
        let mut texts = [
            "b",
            "a10b",
            "a9",
            "a",
            "",
            "a010a",
            "10",
            "9",
            "a9z1",
            "99999999999999999999999",
        ];
        texts.sort_by(|left, right| collation.compare(left, right));
        assert_eq!(
            texts,
            [
                "",
                "9",
                "10",
                "99999999999999999999999",
                "a",
                "a9",
                "a9z1",
                "a010a",
                "a10b",
                "b"
            ]
        );
        assert_eq!(collation.compare("a007", "a7"), Ordering::Equal);
        assert_eq!(collation.compare("a00", "a"), Ordering::Greater);
    }
}

//! Collations: other orders of texts than that of code points.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use lockstep_entity::Name;

/// An order of texts, by name: that of a language, or one in which upper and lower case are alike.
///
/// The function is handed in, so that a program that needs no collation carries no tables of one; Unicode's are in crates
/// such as `icu_collator`. Collations are compared by their names: a program gives each a name of its own. Texts that a collation
/// finds equal are ordered by what else the query says, and then by key.
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
            let folded = |text: &str| text.chars().flat_map(char::to_lowercase).collect::<Vec<_>>();
            folded(left).cmp(&folded(right))
        })
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

//! The rows of both collections: a column of every kind, with nulls and without.

use lockstep_entity::{AsScalar, Column, Patch, Row};
use lockstep_store::{Alias, Expr};
use serde::Deserialize;

/// A row.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(crate) struct Item {
    pub(crate) id: u32,
    /// A whole number.
    pub(crate) m: i64,
    /// A whole number or null.
    n: Option<i64>,
    /// A text.
    pub(crate) t: String,
    /// A text or null.
    s: Option<String>,
    /// A truth value or null.
    f: Option<bool>,
    /// The id of a row on the other side, or null.
    r: Option<u32>,
}

impl Row for Item {
    type Key = u32;
    type Patch = ItemPatch;

    fn key(&self) -> u32 {
        self.id
    }
}

/// A column under the alias of its source, whatever its type; none if there is no such column.
pub(crate) fn column(alias: &Alias<Item>, name: &str) -> Option<Expr<i64>> {
    const ID: Column<Item, u32> = Column::new("id", |item| item.id.as_scalar());
    const M: Column<Item, i64> = Column::new("m", |item| item.m.as_scalar());
    const N: Column<Item, Option<i64>> = Column::new("n", |item| item.n.as_scalar());
    const T: Column<Item, String> = Column::new("t", |item| item.t.as_scalar());
    const S: Column<Item, Option<String>> = Column::new("s", |item| item.s.as_scalar());
    const F: Column<Item, Option<bool>> = Column::new("f", |item| item.f.as_scalar());
    const R: Column<Item, Option<u32>> = Column::new("r", |item| item.r.as_scalar());
    Some(match name {
        "id" => alias.col(ID).cast(),
        "m" => alias.col(M),
        "n" => alias.col(N).cast(),
        "t" => alias.col(T).cast(),
        "s" => alias.col(S).cast(),
        "f" => alias.col(F).cast(),
        "r" => alias.col(R).cast(),
        _ => return None,
    })
}

/// A change of some fields.
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(clippy::option_option, reason = "a field is left, cleared or set")]
pub(crate) struct ItemPatch {
    m: Option<i64>,
    n: Option<Option<i64>>,
    t: Option<String>,
    s: Option<Option<String>>,
    f: Option<Option<bool>>,
    r: Option<Option<u32>>,
}

fn changed<T: Clone + PartialEq>(before: &T, after: &T) -> Option<T> {
    (before != after).then(|| after.clone())
}

fn set<T: Clone>(field: &mut T, value: Option<&T>) {
    if let Some(value) = value {
        field.clone_from(value);
    }
}

impl Patch<Item> for ItemPatch {
    fn between(before: &Item, after: &Item) -> Self {
        Self {
            m: changed(&before.m, &after.m),
            n: changed(&before.n, &after.n),
            t: changed(&before.t, &after.t),
            s: changed(&before.s, &after.s),
            f: changed(&before.f, &after.f),
            r: changed(&before.r, &after.r),
        }
    }

    fn apply(&self, item: &mut Item) {
        set(&mut item.m, self.m.as_ref());
        set(&mut item.n, self.n.as_ref());
        set(&mut item.t, self.t.as_ref());
        set(&mut item.s, self.s.as_ref());
        set(&mut item.f, self.f.as_ref());
        set(&mut item.r, self.r.as_ref());
    }

    fn merge(&mut self, later: Self) {
        self.m = later.m.or(self.m);
        self.n = later.n.or(self.n);
        self.t = later.t.or(self.t.take());
        self.s = later.s.or(self.s.take());
        self.f = later.f.or(self.f);
        self.r = later.r.or(self.r);
    }

    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

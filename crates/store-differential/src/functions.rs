//! Functions of the program, by their names: of a row. The same are in `interop/tanstack/ask.js`.

use lockstep_store::{Alias, Expr};

use crate::item::Item;

/// What a function says of the rows of a source; none if there is no such function.
pub(crate) fn of(alias: &Alias<Item>, name: &str) -> Option<Expr<i64>> {
    Some(match name {
        "isOdd" => alias.compute("isOdd", |item| item.m % 2 != 0).cast(),
        "doubled" => alias.compute("doubled", |item| item.m * 2),
        "letters" => alias.compute("letters", |item| {
            let letters = item.t.chars().filter(|letter| *letter != ' ').count();
            i64::try_from(letters).unwrap_or(i64::MAX)
        }),
        _ => return None,
    })
}

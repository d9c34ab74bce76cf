//! Which index serves a search: `ElectroDB`'s choice for `find` and `match`.

/// The attributes of an index's keys, by position.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate<'i> {
    /// It is the table itself.
    pub(crate) table: bool,
    pub(crate) partition: &'i [usize],
    pub(crate) sort: &'i [usize],
}

/// The position of the index that fits best what is given: the table's own if it is given in full, else the table's own if
/// no other has more of the attributes, else the last that is given in full, else the last that has most. None where no
/// partition key is given in full.
pub(crate) fn best<'i>(
    candidates: impl IntoIterator<Item = Candidate<'i>>,
    given: impl Fn(usize) -> bool,
) -> Option<usize> {
    let fits: Vec<(usize, bool, usize, bool)> = candidates
        .into_iter()
        .enumerate()
        .filter_map(|(position, index)| {
            let composites = || index.partition.iter().chain(index.sort);
            let count = composites().take_while(|attribute| given(**attribute)).count();
            let total = composites().count();
            let partition = index.partition.len().max(1);
            let has_partition = count >= partition && total > partition;
            (count > 0 && (has_partition || count == total)).then_some((
                position,
                index.table,
                count,
                count == total,
            ))
        })
        .collect();
    let most = fits.iter().map(|(_, _, count, _)| *count).max()?;
    let mut ranked = [None; 4];
    for (position, table, count, full) in fits {
        let rank = match (table, full, count == most) {
            (true, true, _) => 0,
            (true, _, true) => 1,
            (_, true, _) => 2,
            (_, _, true) => 3,
            _ => continue,
        };
        ranked[rank] = Some(position);
    }
    ranked.into_iter().flatten().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_that_fits_best_is_chosen() {
        // The attributes are 0 to 4; the table is [0] [1].
        let indexes = [
            (true, &[0][..], &[1][..]),
            (false, &[2], &[3, 4]),
            (false, &[3], &[]),
        ];
        let check = |given: &[usize], expected: Option<usize>| {
            let candidates = indexes.map(|(table, partition, sort)| Candidate {
                table,
                partition,
                sort,
            });
            let best = best(candidates, |attribute| given.contains(&attribute));
            assert_eq!(best, expected, "{given:?}");
        };
        check(&[], None);
        check(&[1, 4], None);
        check(&[0], Some(0));
        check(&[0, 1, 2, 3, 4], Some(0));
        check(&[0, 2], Some(0));
        check(&[0, 2, 4], Some(0));
        check(&[0, 2, 3], Some(2));
        check(&[2, 3], Some(2));
        check(&[2, 4], Some(1));
    }
}

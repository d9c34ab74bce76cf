//! The list's query: what is typed and which header was clicked.

use lockstep_store::{Collection, ColumnExt, Direction, OrderBy, Predicate, Query, escape_like};
use persons_model::Person;

/// The list's columns, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ListColumn {
    FirstName,
    LastName,
    Gender,
    BirthDate,
}

impl ListColumn {
    pub(super) const ALL: [Self; 4] = [Self::FirstName, Self::LastName, Self::Gender, Self::BirthDate];

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::FirstName => "First Name",
            Self::LastName => "Last Name",
            Self::Gender => "Gender",
            Self::BirthDate => "Birth Date",
        }
    }

    /// Who has no value comes last, whatever the direction.
    fn order(self, direction: Direction) -> OrderBy<Person> {
        let order = match self {
            Self::FirstName => Person::FIRST_NAME.asc(),
            Self::LastName => Person::LAST_NAME.asc(),
            Self::Gender => Person::GENDER.asc(),
            Self::BirthDate => Person::DATE_OF_BIRTH.asc(),
        };
        order.direction(direction).nulls_last()
    }
}

/// By which column the list is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sort {
    pub(super) column: ListColumn,
    pub(super) descending: bool,
}

impl Sort {
    fn direction(self) -> Direction {
        if self.descending {
            Direction::Descending
        } else {
            Direction::Ascending
        }
    }

    /// What a click on a header does: ascending, then descending, then the list's own order again.
    pub(super) fn after_click(present: Option<Self>, column: ListColumn) -> Option<Self> {
        match present {
            Some(sort) if sort.column == column => (!sort.descending).then_some(Self {
                column,
                descending: true,
            }),
            _ => Some(Self {
                column,
                descending: false,
            }),
        }
    }
}

/// All persons whose names contain every word of `search`, sorted; what is equal then is in the order of the names.
pub(super) fn query(persons: &Collection<Person>, search: &str, sort: Option<Sort>) -> Query<Person> {
    let mut query = Query::from(persons);
    for word in search.split_whitespace() {
        let pattern = format!("%{}%", escape_like(word));
        let named: Predicate<Person> = Person::FIRST_NAME
            .ilike(&pattern)
            .or(Person::LAST_NAME.ilike(&pattern));
        query = query.filter(named);
    }
    if let Some(sort) = sort {
        query = query.order_by(sort.column.order(sort.direction()));
    }
    query
        .order_by(Person::LAST_NAME.asc())
        .order_by(Person::FIRST_NAME.asc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_goes_through_three_states() {
        let column = ListColumn::Gender;
        let ascending = Sort::after_click(None, column);
        assert_eq!(
            ascending,
            Some(Sort {
                column,
                descending: false
            })
        );
        let descending = Sort::after_click(ascending, column);
        assert_eq!(
            descending,
            Some(Sort {
                column,
                descending: true
            })
        );
        assert_eq!(Sort::after_click(descending, column), None);
        let other = Some(Sort {
            column: ListColumn::FirstName,
            descending: true,
        });
        assert_eq!(Sort::after_click(other, column), ascending);
    }
}

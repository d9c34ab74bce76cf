//! Fake employments.

use ::fake::Fake;
use ::fake::faker::company::en::CompanyName;
use ::fake::faker::job::en::Title;
use rand::RngExt;

use super::{Draw, years_before};
use crate::{Employment, Person, Salary};

const DEPARTMENTS: &[&str] = &[
    "Accounting",
    "Customer Service",
    "Engineering",
    "Finance",
    "Human Resources",
    "Legal",
    "Logistics",
    "Marketing",
    "Operations",
    "Product",
    "Purchasing",
    "Quality",
    "Research",
    "Sales",
    "Security",
];

const CURRENCIES: &[&str] = &["USD", "EUR", "GBP"];

impl Draw {
    /// The first is the current one and began within five years, the others within fifteen; those have ended.
    pub(super) fn employment(&mut self, person: &Person, first: bool) -> Employment {
        let today = self.today;
        let start_date = self.day_between(years_before(today, if first { 5 } else { 15 }, 0), today);
        let end_date = if first {
            None
        } else {
            Some(self.day_between(start_date, today))
        };
        Employment {
            id: self.id(),
            person_id: person.id,
            company_name: CompanyName().fake_with_rng(&mut self.random),
            position: Title().fake_with_rng(&mut self.random),
            department: Some(self.one_of(DEPARTMENTS).to_owned()),
            start_date,
            end_date,
            is_current: first,
            salary: Some(Salary::from(self.random.random_range(30_000..=250_000_u32))),
            currency: self.one_of(CURRENCIES).to_owned(),
        }
    }
}

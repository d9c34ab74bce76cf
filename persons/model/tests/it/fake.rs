//! Fake data keeps every rule of the model and the volumes and shapes that it promises.

use std::collections::HashSet;

use persons_model::fake::{DEFAULT_SEED, Persons};
use persons_model::{Child, ContactType, FieldError, PersonWithRelations, Record, Today};
use proptest::prelude::*;

use crate::support::now;

fn check(all: &PersonWithRelations, today: Today) -> Result<(), Vec<FieldError>> {
    fn children<R: Child>(
        all: &PersonWithRelations,
        rows: &[R],
        today: Today,
    ) -> Result<(), Vec<FieldError>> {
        for (index, row) in rows.iter().enumerate() {
            assert_eq!(row.person_id(), all.person.id);
            assert_eq!(
                row.is_primary(),
                R::HAS_PRIMARY && index == 0,
                "the first is the primary one"
            );
            row.check(today)?;
            // No optional field is left out.
            let json = serde_json::to_value(row).expect("a row");
            for field in R::FIELDS.iter().filter(|field| field.name != "endDate") {
                assert!(json.get(field.name).is_some(), "{}", field.name);
            }
        }
        Ok(())
    }
    all.person.check(today)?;
    assert!(all.person.date_of_birth.is_some() && all.person.gender.is_some());
    children(all, &all.addresses, today)?;
    children(all, &all.bank_accounts, today)?;
    children(all, &all.contacts, today)?;
    children(all, &all.employments, today)?;
    assert!((1..=3).contains(&all.addresses.len()));
    assert!((1..=2).contains(&all.bank_accounts.len()));
    assert!((2..=5).contains(&all.contacts.len()));
    assert!((1..=4).contains(&all.employments.len()));
    assert_eq!(all.contacts[0].kind, ContactType::Email);
    for (index, employment) in all.employments.iter().enumerate() {
        assert_eq!(employment.is_current, index == 0);
        assert_eq!(employment.end_date.is_none(), employment.is_current);
        assert!(
            employment
                .salary
                .is_some_and(|salary| (30_000.0..=250_000.0).contains(&salary.as_f64()))
        );
    }
    for account in &all.bank_accounts {
        let ending = account
            .iban
            .as_deref()
            .and_then(|iban| iban.get(iban.len() - 4..));
        assert_eq!(ending, Some(account.account_number_last4.as_str()));
    }
    Ok(())
}

#[test]
fn two_thousand_persons_are_valid_and_as_many_rows_as_promised() {
    let now = now();
    let today = Today("2026-06-01".parse().expect("a date"));
    let (mut rows, mut ids) = (0, HashSet::new());
    for all in Persons::new(DEFAULT_SEED, now).take(2_000) {
        check(&all, today).expect("fake data is valid");
        rows += all.row_count();
        ids.insert(all.person.id);
        ids.extend(all.addresses.iter().map(|row| row.id));
        ids.extend(all.bank_accounts.iter().map(|row| row.id));
        ids.extend(all.contacts.iter().map(|row| row.id));
        ids.extend(all.employments.iter().map(|row| row.id));
        let born = all.person.date_of_birth.expect("given").date();
        assert!(
            ("1945-06-02".to_owned()..="2008-06-01".to_owned()).contains(&born),
            "18 to 80 years: {born}"
        );
    }
    assert_eq!(ids.len(), rows, "no id stands twice");
    assert!(
        (20_500..=21_500).contains(&rows),
        "about 10.5 rows a person: {rows}"
    );
}

#[test]
fn a_run_is_the_beginning_of_a_longer_one() {
    let few: Vec<_> = Persons::new(7, now()).take(10).collect();
    let many: Vec<_> = Persons::new(7, now()).take(100).collect();
    assert_eq!(few, many[..10]);
    assert_eq!(Persons::new(7, now()).nth(42).as_ref(), many.get(42));
    assert_eq!(Persons::new(7, now()).skip(40).nth(2).as_ref(), many.get(42));
}

#[test]
fn only_dates_depend_on_the_moment() {
    let later = "2027-06-01T00:00:00.000Z".parse().expect("an instant");
    for (one, two) in Persons::new(1, now()).zip(Persons::new(1, later)).take(50) {
        assert_eq!(one.person.id, two.person.id);
        assert_eq!(one.person.full_name(), two.person.full_name());
        assert_eq!(
            (one.addresses, one.bank_accounts, one.contacts),
            (two.addresses, two.bank_accounts, two.contacts)
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Also at the ends of a month, a year, and on the 29th of February.
    #[test]
    fn every_seed_and_moment_gives_valid_rows(seed: u64, milliseconds in 0_i64..4_102_444_800_000) {
        let now = persons_model::Instant::from_millisecond(milliseconds).expect("an instant");
        for all in Persons::new(seed, now).take(5) {
            prop_assert_eq!(check(&all, Today::anywhere(now)), Ok(()));
        }
    }
}

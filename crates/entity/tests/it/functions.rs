//! The entity's own functions, hidden fields, keys that no two rows share, unions, and other names for the identifiers.

use lockstep_entity::{Entity, Item, Partition, Patch, RowChange, Value, serde_attribute};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
#[entity(service = "desk", name = "Member", version = "1", unique_keys)]
#[entity(identifiers(entity = "_e", version = "_v"))]
#[index(primary, pk = [team, name], sk = [])]
#[index(by_mail, name = "GSI1", pk = [mail], sk = [name])]
struct Member {
    team: String,
    name: String,
    #[entity(set = trimmed, validate = is_mail)]
    mail: String,
    #[entity(get = shouted)]
    motto: String,
    #[entity(hidden)]
    secret: Option<String>,
    given: String,
    family: String,
    #[entity(watch(given, family), set = full_name)]
    label: Option<String>,
    #[entity(validate = is_short)]
    note: Option<String>,
}

fn trimmed(mut mail: String) -> String {
    mail.truncate(mail.trim_end().len());
    mail.split_off(mail.len() - mail.trim_start().len())
}

fn shouted(mut motto: String) -> String {
    motto.make_ascii_uppercase();
    motto
}

fn is_mail(mail: &str) -> Result<(), &'static str> {
    if mail.contains('@') {
        Ok(())
    } else {
        Err("needs an @")
    }
}

fn is_short(note: &str) -> Result<(), String> {
    if note.len() <= 5 {
        Ok(())
    } else {
        Err(format!("{} characters are too many", note.len()))
    }
}

#[expect(
    clippy::option_option,
    reason = "the field is optional, and the function may leave it"
)]
fn full_name(given: Option<&String>, family: Option<&String>) -> Option<Option<String>> {
    Some(Some(format!("{} {}", given?, family?)))
}

fn member() -> Member {
    Member {
        team: "a".to_owned(),
        name: "ada".to_owned(),
        mail: " ada@b.c ".to_owned(),
        motto: "on".to_owned(),
        secret: Some("x".to_owned()),
        given: "Ada".to_owned(),
        family: "L".to_owned(),
        label: None,
        note: None,
    }
}

#[test]
fn rows_are_stored_as_the_functions_say() -> Result<(), lockstep_entity::Error> {
    let item = member().to_item()?;
    assert_eq!(item.get("mail"), Some(&"ada@b.c".into()));
    assert_eq!(item.get("gsi1pk"), Some(&"$desk#mail_ada@b.c".into()));
    assert_eq!(item.get("label"), Some(&"Ada L".into()));
    assert_eq!(
        (item.get("_e"), item.get("_v")),
        (Some(&"Member".into()), Some(&"1".into()))
    );
    assert_eq!(item.get("secret"), Some(&"x".into()));
    let read = Member::from_item(item)?;
    assert_eq!((&*read.motto, read.secret), ("ON", None));
    Ok(())
}

#[test]
fn patches_are_stored_as_the_functions_say() -> Result<(), lockstep_entity::Error> {
    let patch = MemberPatch {
        family: Some("Byron".to_owned()),
        ..MemberPatch::default()
    };
    // What is not known leaves the label, and a known row makes it.
    assert_eq!(Member::patch(&member(), &patch)?.update.get("label"), None);
    let update = Member::patch_from(&member(), &patch)?.update;
    let set = |text: &str| Some(lockstep_entity::UpdateAction::Set(Value::from(text)));
    assert_eq!(update.get("label").cloned(), set("Ada Byron"));
    let both = MemberPatch {
        given: Some("Eve".to_owned()),
        ..patch
    };
    assert_eq!(
        Member::patch(&member(), &both)?.update.get("label").cloned(),
        set("Eve Byron")
    );
    let update = Member::update(&member()).set_mail(" eve@b.c").request()?.update;
    assert_eq!(update.get("gsi1pk").cloned(), set("$desk#mail_eve@b.c"));
    Ok(())
}

#[test]
fn values_are_checked_before_they_are_written() {
    let wrong = Member {
        mail: "ada".to_owned(),
        ..member()
    };
    let error = wrong.put().unwrap_err();
    assert_eq!(error.to_string(), "Member: attribute `mail`: needs an @");
    assert!(error.is_invalid_attribute());
    // A value that is not there is not asked about.
    assert!(member().put().is_ok());
    let patch = MemberPatch {
        note: Some(Some("too long".to_owned())),
        ..MemberPatch::default()
    };
    assert_eq!(
        Member::patch(&member(), &patch).unwrap_err().to_string(),
        "Member: attribute `note`: 8 characters are too many"
    );
}

#[test]
fn keys_that_rows_could_share_are_refused() {
    for (team, name, reason) in [
        ("a#name_b", "c", "holds the text that separates it"),
        ("A", "b", "changed by the key's casing"),
    ] {
        let shared = Member {
            team: team.to_owned(),
            name: name.to_owned(),
            ..member()
        };
        let error = shared.put().unwrap_err();
        assert!(error.to_string().contains(reason), "{error}");
        assert!(Member::get(&shared).is_err(), "it is not read or removed either");
        assert!(Member::delete(&shared).is_err());
    }
    // Behind the last attribute nothing follows.
    let last = Member {
        name: "c#name_d".to_owned(),
        ..member()
    };
    assert!(last.put().is_ok());
}

#[test]
fn items_are_known_by_their_own_identifiers() -> Result<(), lockstep_entity::Error> {
    let mut partition = Partition::identified_by("_e");
    partition.push(member().to_item()?)?;
    assert_eq!(partition.take::<Member>()?.len(), 1);
    let mut other = member().to_item()?;
    other.insert("_v", "2");
    assert_eq!(RowChange::<Member>::from_images(None, Some(other))?, None);
    let removed = RowChange::<Member>::from_images(Some(member().to_item()?), None)?;
    assert!(matches!(removed, Some(RowChange::Removed(_))));
    Ok(())
}

/// How an order is paid: a union, stored flat beside its tag.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Payment {
    Card {
        last_four: String,
    },
    Invoice {
        days: u32,
        rate: f64,
        parts: Vec<Option<i64>>,
    },
}

serde_attribute!(Payment);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
#[entity(service = "desk", name = "Bill", version = "1")]
#[index(primary, pk = [id])]
#[index(listed, name = "GSI1", pk = "BILLS", sk = "{id}", sk_cast = "number")]
struct Bill {
    id: u32,
    #[entity(no_column)]
    payment: Payment,
}

#[test]
fn unions_and_keys_that_are_numbers() {
    for payment in [
        Payment::Card {
            last_four: "0042".to_owned(),
        },
        Payment::Invoice {
            days: 30,
            rate: 0.25,
            parts: vec![Some(-1), None],
        },
    ] {
        let bill = Bill { id: 7, payment };
        let item = bill.to_item();
        assert_eq!(item.get("pk"), Some(&"$desk$bill_1#id_7".into()));
        assert_eq!(item.get("sk"), None);
        assert_eq!(item.get("gsi1sk"), Some(&7.into()));
        assert_eq!(Bill::from_item(item).unwrap(), bill);
    }
    let query = Bill::query_listed().id_gte(5);
    let (_, sort) = query.as_query().key_condition.sort.clone().unwrap();
    assert_eq!(sort, lockstep_entity::SortCondition::Gte(5.into()));
}

#[test]
fn rows_are_found_by_keys_of_an_index() {
    let bill = Bill {
        id: 7,
        payment: Payment::Card {
            last_four: "0042".to_owned(),
        },
    };
    let mut index = bill.to_item();
    index.remove("payment");
    let reads = Bill::hydrate([index, Item::new()]);
    assert_eq!(reads.keys, [Bill::get(&bill).key]);
    assert!(Bill::scan().filter.is_some());
    assert!(BillPatch::between(&bill, &bill).is_empty());
}

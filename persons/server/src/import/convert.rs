//! From an item of the source to a row of this application, or to the reason why it is none.

use lockstep_entity::model::ENTITY_ATTRIBUTE;
use lockstep_entity::{Entity, Item, Value};
use persons_model::{Address, BankAccount, Child, ContactInfo, Employment, Id, Person, Record, Today};

use super::facts::Facts;

/// What the keys that `ElectroDB` generates for the service start with.
const PARTITION_PREFIX: &str = "$persons#";

/// The attributes of the keys of both applications.
const KEYS: [&str; 4] = ["pk", "sk", "gsi1pk", "gsi1sk"];

/// Which entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Person,
    Address,
    BankAccount,
    ContactInfo,
    Employment,
}

const KINDS: [(Kind, &str); 5] = [
    (Kind::Person, Person::NAME),
    (Kind::Address, Address::NAME),
    (Kind::BankAccount, BankAccount::NAME),
    (Kind::ContactInfo, ContactInfo::NAME),
    (Kind::Employment, Employment::NAME),
];

/// What a row says of itself to others.
#[derive(Clone, Copy, Debug)]
pub(super) struct Identity {
    pub(super) id: Id,
    /// Whom it belongs to, if it is no person.
    pub(super) person: Option<Id>,
    pub(super) is_primary: bool,
}

/// What an item becomes.
#[derive(Debug)]
pub(super) enum Converted {
    /// It is of another application.
    Foreign,
    Refused {
        entity: &'static str,
        reason: String,
    },
    Row(Row),
}

/// A row to be written.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) entity: &'static str,
    pub(super) item: Item,
    /// What differs from the source, beside the keys.
    pub(super) change: Option<&'static str>,
}

/// The entity of an item, if it is one of the other application's.
fn kind(item: &Item) -> Option<(Kind, &'static str)> {
    let entity = item.get(ENTITY_ATTRIBUTE).and_then(Value::as_str)?;
    let partition = item.get("pk").and_then(Value::as_str)?;
    let known = KINDS.into_iter().find(|(_, name)| *name == entity)?;
    partition.starts_with(PARTITION_PREFIX).then_some(known)
}

/// The names of the entities, in the order in which they are counted.
pub(super) fn entities() -> impl Iterator<Item = &'static str> {
    KINDS.into_iter().map(|(_, name)| name)
}

/// What an item that can be read and breaks no rule says of itself.
pub(super) fn identify(item: &Item, today: Today) -> Option<(Kind, Identity)> {
    let (kind, _) = kind(item)?;
    let identity = match kind {
        Kind::Person => {
            let person: Person = checked(item, today).ok()?;
            Identity {
                id: person.id,
                person: None,
                is_primary: false,
            }
        }
        Kind::Address => identify_child::<Address>(item, today)?,
        Kind::BankAccount => identify_child::<BankAccount>(item, today)?,
        Kind::ContactInfo => identify_child::<ContactInfo>(item, today)?,
        Kind::Employment => identify_child::<Employment>(item, today)?,
    };
    Some((kind, identity))
}

fn identify_child<C: Child>(item: &Item, today: Today) -> Option<Identity> {
    let child: C = checked(item, today).ok()?;
    Some(Identity {
        id: child.key(),
        person: Some(child.person_id()),
        is_primary: child.is_primary(),
    })
}

/// Makes the row of an item.
pub(super) fn convert(item: &Item, facts: &Facts, today: Today) -> Converted {
    let Some((kind, entity)) = kind(item) else {
        return Converted::Foreign;
    };
    let made = match kind {
        Kind::Person => checked::<Person>(item, today).map(|person| (person.to_item(), None)),
        Kind::Address => child::<Address>(kind, item, facts, today),
        Kind::BankAccount => child::<BankAccount>(kind, item, facts, today),
        Kind::ContactInfo => child::<ContactInfo>(kind, item, facts, today),
        Kind::Employment => child::<Employment>(kind, item, facts, today),
    };
    match made {
        Ok((mut made, change)) => {
            // What this application does not know stays with the row.
            for (name, value) in item.iter() {
                if !KEYS.contains(&name) && !made.contains(name) {
                    made.insert(name.to_owned(), value.clone());
                }
            }
            Converted::Row(Row {
                entity,
                item: made,
                change,
            })
        }
        Err(reason) => Converted::Refused { entity, reason },
    }
}

/// A row that can be read and breaks no rule.
fn checked<R: Record>(item: &Item, today: Today) -> Result<R, String> {
    let row = R::from_item(item.clone()).map_err(|error| error.to_string())?;
    row.check(today).map_err(|errors| {
        let reasons = errors
            .iter()
            .map(|error| format!("{}: {}", error.field(), error.message));
        reasons.collect::<Vec<_>>().join("; ")
    })?;
    Ok(row)
}

fn child<C: Child>(
    kind: Kind,
    item: &Item,
    facts: &Facts,
    today: Today,
) -> Result<(Item, Option<&'static str>), String> {
    let mut row: C = checked(item, today)?;
    let (id, person) = (row.key(), row.person_id());
    if !facts.has_person(person) {
        return Err(format!(
            "its person {person} is not in the source, or is refused itself"
        ));
    }
    match facts.owner(kind, id) {
        Some(owner) if owner != person => {
            return Err(format!(
                "the same {} stands under the person {owner} too",
                C::NOUN
            ));
        }
        _ => {}
    }
    let mut change = None;
    if row.is_primary() && !facts.is_first_primary(kind, person, id) {
        lockstep_entity::Patch::apply(&C::primary_patch(false), &mut row);
        change = Some("another one is the primary one already: written as one that is not");
    }
    Ok((row.to_item(), change))
}

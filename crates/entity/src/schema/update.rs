//! Updates and patches: changes of single attributes, and the index keys that follow from them.

mod change;
mod keys;

pub(super) use change::{Change, ChangeKind};
pub use change::{Input, Operation};

use super::failure::{Code, failure};
use super::mutation::Direction;
use super::put::expect_storable;
use super::{Schema, Slots};
use crate::request::{ReturnValues, UpdateItem};
use crate::{Condition, Error, Item, Path, UpdateAction, Value};

/// An update that is being put together: `schema.update(key).set(…).add(…).build()`.
///
/// ```
/// # use lockstep_entity::schema::Schema;
/// # let schema = Schema::parse(r#"{
/// #     "model": {"service": "shop", "entity": "Order", "version": "1"},
/// #     "attributes": {"id": "string", "note": "string", "lines": "number"},
/// #     "indexes": {"primary": {"pk": {"field": "pk", "composite": ["id"]}, "sk": {"field": "sk", "composite": []}}}
/// # }"#)?;
/// let request = schema
///     .patch([("id", "A7")].into())
///     .set([("note", "Ring twice")].into())
///     .add([("lines", 1)].into())
///     .build()?;
/// assert!(request.condition.is_some());
/// # Ok::<(), lockstep_entity::Error>(())
/// ```
#[derive(Debug)]
#[must_use = "an update is made by `build`"]
pub struct SchemaUpdate<'s> {
    schema: &'s Schema,
    key: Item,
    must_exist: bool,
    changes: Vec<Change<'s>>,
    composites: Vec<(usize, Value)>,
    condition: Option<Condition>,
    return_values: ReturnValues,
    /// The first thing that was wrong; told when the update is built.
    error: Option<Error>,
}

impl Schema {
    /// Changes attributes of an item. A missing item is created, with these attributes alone.
    pub fn update(&self, key: Item) -> SchemaUpdate<'_> {
        SchemaUpdate {
            schema: self,
            key,
            must_exist: false,
            changes: Vec::new(),
            composites: Vec::new(),
            condition: None,
            return_values: ReturnValues::None,
            error: None,
        }
    }

    /// Changes attributes of an item that must be there.
    pub fn patch(&self, key: Item) -> SchemaUpdate<'_> {
        SchemaUpdate {
            must_exist: true,
            ..self.update(key)
        }
    }
}

macro_rules! operations {
    ($($(#[$doc:meta])* $name:ident => $kind:expr;)*) => {$(
        $(#[$doc])*
        pub fn $name(mut self, values: Item) -> Self {
            self.changes.reserve(values.len());
            for (path, value) in values {
                let input = Some(Input::Value(value));
                self.take(Change::of_path(self.schema, path, $kind, input, None));
            }
            self
        }
    )*};
}

impl<'s> SchemaUpdate<'s> {
    operations! {
        /// Sets attributes, or parts of them by their paths: `address.city`.
        set => ChangeKind::Set;
        /// Adds to numbers and sets; what is absent counts as 0 or empty.
        #[expect(clippy::should_implement_trait, reason = "the name of the operation in DynamoDB")]
        add => ChangeKind::Add;
        /// Subtracts from numbers; what is absent counts as 0.
        subtract => ChangeKind::Subtract;
        /// Appends to lists; what is absent counts as empty.
        append => ChangeKind::Append;
        /// Takes members out of sets.
        delete => ChangeKind::Delete;
        /// Sets what is absent.
        set_if_absent => ChangeKind::SetIfAbsent;
    }

    /// Removes attributes, or parts of them.
    pub fn remove<P: Into<String>>(self, paths: impl IntoIterator<Item = P>) -> Self {
        paths.into_iter().fold(self, |update, path| {
            update.operation(Operation::Remove(path.into()))
        })
    }

    /// Adds any operation.
    pub fn operation(mut self, operation: Operation) -> Self {
        let change = Change::new(self.schema, operation);
        self.take(change);
        self
    }

    fn take(&mut self, change: Result<Option<Change<'s>>, Error>) {
        match change {
            Ok(change) => self.changes.extend(change),
            Err(error) => {
                self.error.get_or_insert(error);
            }
        }
    }

    /// Says what attributes are that the update does not change and that index keys need. It is a condition of the update
    /// that they are so.
    pub fn composite(mut self, values: Item) -> Self {
        for (name, value) in values {
            let Some(position) = self.schema.members().position(&name) else {
                continue;
            };
            if !self.schema.is_indexed(position) {
                continue;
            }
            match self.composites.iter().find(|(known, _)| *known == position) {
                Some((_, known)) if *known != value => {
                    let message = format_args!("`composite` was given `{name}` twice, with different values");
                    self.error
                        .get_or_insert(failure(Code::DuplicateComposites, message));
                }
                known => {
                    if known.is_none() {
                        self.composites.push((position, value.clone()));
                    }
                    let field = self.schema.attribute(position).field.clone();
                    self = self.condition(Condition::eq(field, value));
                }
            }
        }
        self
    }

    /// Adds a condition, in terms of the table's names: [`Schema::condition`] and [`Schema::path`] translate.
    pub fn condition(mut self, condition: Condition) -> Self {
        condition.add_to(&mut self.condition);
        self
    }

    /// Says what the update answers with.
    pub fn returning(mut self, return_values: ReturnValues) -> Self {
        self.return_values = return_values;
        self
    }

    /// Makes the request.
    ///
    /// # Errors
    /// When a value is not one of its attribute, an attribute is read-only or required and to be removed, or an index key
    /// would be incomplete or stale.
    pub fn build(self) -> Result<UpdateItem, Error> {
        let schema = self.schema;
        let key = schema.primary_key(&self.key)?;
        if let Some(error) = self.error {
            return Err(error);
        }
        let mut changes = self.changes;
        let stored = store(schema, &mut changes);
        let mut written = vec![None; schema.members().list.len()];
        for (position, value) in stored.iter().flatten().enumerate() {
            written[position] = value.as_ref();
        }
        for change in changes.iter().filter(|change| change.is_whole()) {
            written[change.root] = change.value.as_ref().or(written[change.root]);
        }
        // Only what the primary key is made of identifies the item; whatever else was given with it says nothing.
        let identity = |position: usize| {
            let mut composites = schema.primary().composites();
            let is_key = composites.any(|composite| composite == position);
            is_key.then(|| schema.known(&self.key, position)).flatten()
        };
        let keys = schema.updated_keys(&changes, &written, &self.composites, identity)?;

        let mut request = UpdateItem::new(key);
        let update = &mut request.update;
        // The attributes of the key and the names of the entity come behind.
        update.reserve(changes.len() + keys.len() + schema.primary().composites().count() + 2);
        for change in changes {
            if let Some(value) = &change.value {
                expect_storable(&change.path, value)?;
            }
            let (path, action) = change.into_action();
            update.push_any(path, action);
        }
        // What watchers of the changed attributes became.
        for (position, value) in stored.into_iter().flatten().enumerate() {
            let Some(value) = value else { continue };
            let field = &schema.attribute(position).field;
            if !update.iter().any(|(name, _)| name == field) {
                update.push_any(Path::from(field.clone()), UpdateAction::Set(value));
            }
        }
        for (field, action) in keys {
            if !update.iter().any(|(name, _)| name == field) {
                update.push_any(Path::from(field), action);
            }
        }
        // An update can create the item, which then needs the attributes of its key, and its entity's name.
        let index = schema.primary();
        for position in index.composites() {
            let attribute = schema.attribute(position);
            let is_key = index.keys().any(|key| key.field == attribute.field);
            if let Some(value) = schema.known(&self.key, position)
                && !is_key
                && update.get(&attribute.field).is_none()
            {
                update.push_any(
                    Path::from(attribute.field.clone()),
                    UpdateAction::Set(value.clone()),
                );
            }
        }
        schema.name_owner(update);

        if self.must_exist {
            request = request.condition(schema.exists());
        }
        if let Some(condition) = self.condition {
            request = request.condition(condition);
        }
        Ok(request.returning(self.return_values))
    }
}

/// Brings the values of changes into the form in which they are stored. Where the schema has functions that run then,
/// returns the whole attributes that are set, those that watchers set included.
fn store(schema: &Schema, changes: &mut [Change<'_>]) -> Option<Slots> {
    let nothing = Item::new();
    if !schema.inner.has_set {
        for change in changes {
            change.value = change.attribute.store(change.value.take(), &nothing);
        }
        return None;
    }
    let mut slots: Slots = vec![None; schema.members().list.len()];
    for change in changes.iter_mut() {
        if !change.is_whole() {
            change.value = change
                .value
                .take()
                .and_then(|value| change.attribute.store(Some(value), &nothing));
        } else if let Some(value) = &change.value {
            slots[change.root] = Some(value.clone());
        }
    }
    let given: Vec<bool> = slots.iter().map(Option::is_some).collect();
    let slots = schema.mutate(Direction::Store, slots, |position| given[position]);
    let mut seen = vec![false; slots.len()];
    for change in changes.iter_mut().rev() {
        // Of several changes of one attribute, the last one counts.
        if change.is_whole() && change.value.is_some() && !std::mem::replace(&mut seen[change.root], true) {
            change.value.clone_from(&slots[change.root]);
        }
    }
    Some(slots)
}

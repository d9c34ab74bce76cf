//! Upserts: an item as it should be, whether it is there or not.

use super::key::Cut;
use super::mutation::Direction;
use super::put::expect_storable;
use super::update::{Change, ChangeKind};
use super::{Schema, Slots};
use crate::request::{ReturnValues, UpdateItem};
use crate::{Condition, Error, Item, Path, Update, UpdateAction, Value};

/// An upsert that is being put together: `schema.upsert(item).add(…).build()`.
#[derive(Debug)]
#[must_use = "an upsert is made by `build`"]
pub struct SchemaUpsert<'s> {
    schema: &'s Schema,
    values: Slots,
    kinds: Vec<ChangeKind>,
    condition: Option<Condition>,
    return_values: ReturnValues,
    error: Option<Error>,
}

impl Schema {
    /// Writes the attributes of an item and leaves what else it has. All required attributes must be given. Read-only
    /// attributes stay if they are there.
    pub fn upsert(&self, item: Item) -> SchemaUpsert<'_> {
        SchemaUpsert {
            schema: self,
            values: self.slots(item),
            kinds: vec![ChangeKind::Set; self.members().list.len()],
            condition: None,
            return_values: ReturnValues::None,
            error: None,
        }
    }
}

macro_rules! operations {
    ($($(#[$doc:meta])* $name:ident => $kind:ident;)*) => {$(
        $(#[$doc])*
        pub fn $name(self, values: Item) -> Self {
            self.give(ChangeKind::$kind, values)
        }
    )*};
}

impl SchemaUpsert<'_> {
    operations! {
        /// Sets attributes.
        set => Set;
        /// Sets what is absent.
        set_if_absent => SetIfAbsent;
        /// Adds to numbers and sets; what is absent counts as 0 or empty.
        #[expect(clippy::should_implement_trait, reason = "the name of the operation in DynamoDB")]
        add => Add;
        /// Subtracts from numbers; what is absent counts as 0.
        subtract => Subtract;
        /// Appends to lists; what is absent counts as empty.
        append => Append;
    }

    fn give(mut self, kind: ChangeKind, values: Item) -> Self {
        for (name, value) in values {
            let Some(position) = self.schema.members().position(&name) else {
                continue;
            };
            if let Err(error) = self.schema.attribute(position).expect_given(&value) {
                self.error.get_or_insert(error);
            }
            self.values[position] = Some(value);
            self.kinds[position] = kind;
        }
        self
    }

    /// Adds a condition, in terms of the table's names: [`Schema::condition`] and [`Schema::path`] translate.
    pub fn condition(mut self, condition: Condition) -> Self {
        condition.add_to(&mut self.condition);
        self
    }

    /// Says what the upsert answers with.
    pub fn returning(mut self, return_values: ReturnValues) -> Self {
        self.return_values = return_values;
        self
    }

    /// Makes the request.
    ///
    /// # Errors
    /// When an attribute is missing or is not what the schema says, or a key is incomplete.
    pub fn build(self) -> Result<UpdateItem, Error> {
        let Self {
            schema,
            values,
            mut kinds,
            ..
        } = self;
        if let Some(error) = self.error {
            return Err(error);
        }
        let given: Vec<bool> = values.iter().map(Option::is_some).collect();
        let record = schema.record(values)?;
        let slots = schema.mutate(Direction::Store, record, |_| true);
        for (kind, given) in kinds.iter_mut().zip(&given) {
            if !given {
                *kind = ChangeKind::Set;
            }
        }
        let whole = |position: usize| slots[position].as_ref();
        let in_key = |position: usize| schema.primary().composites().any(|known| known == position);
        let is_set = |position: usize| kinds[position] == ChangeKind::Set;
        // What the primary key is made of is known, however it is written.
        let known = |position: usize| whole(position).filter(|_| is_set(position) || in_key(position));
        let set = |position: usize| known(position).filter(|_| is_set(position) || !schema.exact);
        let keys = schema.keys(set, known, |position| {
            in_key(position) && whole(position).is_some()
        })?;
        let primary: Vec<_> = schema.primary().keys().map(|key| key.field.clone()).collect();
        let mut key = Item::with_capacity(2);
        for part in schema.primary().keys() {
            if let Some(value) = part.make(schema.members(), whole, Cut::default())? {
                key.insert(part.field.clone(), value);
            }
        }
        let mut request = UpdateItem::new(Item::new());
        let update = &mut request.update;
        schema.name_owner(update);
        for field in keys.removed {
            update.push_any(Path::from(field), UpdateAction::Remove);
        }
        let mut indexed = Vec::with_capacity(keys.written.len());
        for (field, value) in keys.written {
            if !primary.contains(&field) {
                indexed.push((field, value));
            }
        }
        for (position, value) in slots.iter().enumerate() {
            let attribute = schema.attribute(position);
            let Some(value) = value else { continue };
            if primary.contains(&attribute.field)
                || indexed.iter().any(|(field, _)| *field == attribute.field)
            {
                continue;
            }
            expect_storable(&attribute.path, value)?;
            let kind = match kinds[position] {
                _ if attribute.read_only && !schema.is_indexed(position) => ChangeKind::SetIfAbsent,
                kind => kind,
            };
            let change = Change::of_attribute(attribute, position, kind, value.clone())?;
            let (path, action) = change.into_action();
            update.push_any(path, action);
        }
        for (field, value) in indexed {
            if update.get(&field).is_none() {
                update.push_any(Path::from(field), UpdateAction::Set(value));
            }
        }
        request.key = key;
        if let Some(condition) = self.condition {
            request = request.condition(condition);
        }
        Ok(request.returning(self.return_values))
    }
}

impl Schema {
    /// Writes whose item it is, as the values of the identifiers.
    pub(super) fn name_owner(&self, update: &mut Update) {
        let [entity, version] = &self.inner.identifiers;
        for (field, value) in [(entity, self.entity()), (version, self.version())] {
            update.push_any(Path::from(field.clone()), UpdateAction::Set(value.into()));
        }
    }

    /// Whether an attribute is a composite of an index.
    pub(super) fn is_indexed(&self, position: usize) -> bool {
        self.inner
            .indexes
            .iter()
            .any(|index| index.composites().any(|composite| composite == position))
    }

    /// The attributes of an index key that are known.
    pub(super) fn known<'v>(&self, item: &'v Item, position: usize) -> Option<&'v Value> {
        item.get(&self.attribute(position).name)
    }
}

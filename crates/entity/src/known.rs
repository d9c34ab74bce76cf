//! What is known of a row: values of some of its attributes, by typed columns.

use std::fmt;
use std::marker::PhantomData;

use crate::error::Kind;
use crate::{Attribute, AttributeError, Column, Entity, Error, Field, Fields, Item, KeyField, Number, Value};

/// A value that a column of `T`s can be compared with: a `T`, text for a `String`, and either for an `Option` of it.
#[diagnostic::on_unimplemented(
    message = "a column of `{T}` cannot be `{Self}`",
    label = "not a value of this column",
    note = "give a value of the field's own type; text for a `String`; of an optional field the value or `None`"
)]
pub trait ColumnValue<T> {
    /// The value as the field holds it.
    fn into_value(self) -> T;
}

impl<T> ColumnValue<T> for T {
    fn into_value(self) -> T {
        self
    }
}

impl<T> ColumnValue<Option<T>> for T {
    fn into_value(self) -> Option<T> {
        Some(self)
    }
}

impl ColumnValue<String> for &str {
    fn into_value(self) -> String {
        self.to_owned()
    }
}

impl ColumnValue<Option<String>> for &str {
    fn into_value(self) -> Option<String> {
        Some(self.to_owned())
    }
}

impl<E, T: Attribute> Column<E, T> {
    /// The attribute has this value, for [`Entity::find`], [`Entity::matching`] and [`Known`].
    ///
    /// `None` says of an optional attribute that it is absent.
    pub fn is(self, value: impl ColumnValue<T>) -> AttributeValue<E> {
        AttributeValue {
            name: self.name(),
            value: value.into_value().to_value(),
            entity: PhantomData,
        }
    }
}

/// One attribute of an `E`, and its value. Made by [`Column::is`].
pub struct AttributeValue<E> {
    name: &'static str,
    value: Option<Value>,
    entity: PhantomData<fn() -> E>,
}

impl<E> Clone for AttributeValue<E> {
    fn clone(&self) -> Self {
        Self {
            name: self.name,
            value: self.value.clone(),
            entity: PhantomData,
        }
    }
}

impl<E> fmt::Debug for AttributeValue<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {:?}", self.name, self.value)
    }
}

/// A stored value, or that there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stored(Option<Value>);

impl Field for Stored {
    fn value(&self) -> Option<Value> {
        self.0.clone()
    }
}

impl KeyField for Stored {
    fn write(&self, key: &mut String) -> bool {
        self.0.as_ref().is_some_and(|value| value.write(key))
    }

    fn is_absent(&self) -> bool {
        self.0.is_none()
    }
}

/// Values of some of the attributes of an `E`: those that a caller gives, those that stand in keys, or a whole row's.
///
/// Keys, cursors and attributes are converted into each other through it; see [`EntityIndex`](crate::EntityIndex) for those
/// of one index.
///
/// ```
/// use lockstep_entity::{Entity, Known};
/// # use serde::{Deserialize, Serialize};
///
/// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
/// #[entity(service = "shop", name = "Order", version = "1")]
/// #[index(primary, pk = [id], sk = [])]
/// #[index(by_customer, name = "GSI1", pk = [customer], sk = [placed_on, id])]
/// struct Order {
///     id: u32,
///     customer: String,
///     placed_on: String,
/// }
///
/// let known = Known::from([Order::ID.is(7), Order::CUSTOMER.is("ada"), Order::PLACED_ON.is("2024-05-01")]);
/// let keys = known.keys()?;
/// assert_eq!(keys.get("gsi1sk"), Some(&"$order_1#placed_on_2024-05-01#id_7".into()));
///
/// let read = Known::<Order>::from_keys(&keys)?;
/// assert_eq!(read.get(Order::CUSTOMER)?, Some("ada".to_owned()));
/// assert_eq!(read.primary_key()?, OrderKey::new(7));
/// # Ok::<(), lockstep_entity::Error>(())
/// ```
pub struct Known<E> {
    /// By the attribute's position in the model.
    values: Vec<Option<Stored>>,
    /// The values are texts out of keys: in the key's casing, padded, whatever their types are.
    of_keys: bool,
    entity: PhantomData<fn() -> E>,
}

impl<E: Entity> Known<E> {
    fn nothing(of_keys: bool) -> Self {
        Self {
            values: vec![None; E::model().attributes().len()],
            of_keys,
            entity: PhantomData,
        }
    }

    /// What a row, a key or a patch has values for.
    #[doc(hidden)]
    pub fn of(fields: &dyn Fields) -> Self {
        let mut known = Self::nothing(false);
        for (position, value) in known.values.iter_mut().enumerate() {
            *value = fields.field(position).map(|field| Stored(field.value()));
        }
        known
    }

    /// What the primary key says.
    pub fn of_key(key: impl Into<E::PrimaryKey>) -> Self {
        Self::of(&key.into())
    }

    /// What keys say: those of the table, and those of each index that are there too. A cursor's key is
    /// [`Cursor::key`](crate::Cursor::key).
    ///
    /// Nothing is escaped in keys. As in `ElectroDB`, values come back in the case that the key has, padded texts stay
    /// padded, and values that hold the text between two attributes may come back parted elsewhere. Where the entity says
    /// `unique_keys`, those of the primary key come back as they were.
    ///
    /// # Errors
    /// When the table's keys are missing, or keys are none of the entity ([`Error::is_foreign_entity`]).
    pub fn from_keys(keys: &Item) -> Result<Self, Error> {
        let mut known = Self::nothing(true);
        let model = E::model();
        for (position, index) in model.indexes().iter().enumerate() {
            if position == 0 || model.has_keys(index, keys) {
                known.learn(model.take_apart(index, keys)?);
            }
        }
        Ok(known)
    }

    pub(crate) fn of_index(index: usize, keys: &Item) -> Result<Self, Error> {
        let mut known = Self::nothing(true);
        let model = E::model();
        known.learn(model.take_apart(&model.indexes()[index], keys)?);
        if index > 0 && model.has_keys(model.primary(), keys) {
            known.learn(model.take_apart(model.primary(), keys)?);
        }
        Ok(known)
    }

    fn learn(&mut self, values: Vec<(usize, Value)>) {
        for (position, value) in values {
            self.values[position] = Some(Stored(Some(value)));
        }
    }

    /// The value of an attribute; `None` if it is not known.
    ///
    /// # Errors
    /// When the value is none of the attribute's type: text of a key may be in another case.
    pub fn get<T: Attribute>(&self, column: Column<E, T>) -> Result<Option<T>, Error> {
        let attributes = E::model().attributes();
        let position = attributes.iter().position(|known| known.name() == column.name());
        match position {
            Some(position) if self.values[position].is_some() => self.at(position).map(Some),
            _ => Ok(None),
        }
    }

    /// The primary key.
    ///
    /// # Errors
    /// When one of its attributes is not known, or not of its type.
    pub fn primary_key(&self) -> Result<E::PrimaryKey, Error> {
        E::primary_key_of(self)
    }

    /// The keys of the table, and of each index of which all attributes are known. Conditions of indexes are not asked.
    ///
    /// # Errors
    /// [`Error::is_incomplete_key`] when an attribute of the primary key is not known.
    pub fn keys(&self) -> Result<Item, Error> {
        let model = E::model();
        let mut keys = model.index_keys(0, self)?;
        for (position, index) in model.indexes().iter().enumerate().skip(1) {
            if index.is_complete(self) {
                keys.extend(model.index_keys(position, self)?);
            }
        }
        Ok(keys)
    }

    /// The value of the attribute at a position.
    #[doc(hidden)]
    pub fn at<T: Attribute>(&self, position: usize) -> Result<T, Error> {
        let value = self.values[position].as_ref().and_then(Field::value);
        let read = match value {
            Some(Value::String(text)) if self.of_keys => from_text(&text, &candidates::<E>(position, &text)),
            value => T::from_value(value),
        };
        read.map_err(|error| {
            Kind::Attribute {
                entity: E::NAME.into(),
                attribute: E::model().attributes()[position].name().to_owned().into(),
                error,
            }
            .into()
        })
    }
}

/// The texts that a text in a key may stand for, the likeliest first: it may have been filled up at its start.
fn candidates<E: Entity>(position: usize, text: &str) -> Vec<String> {
    let model = E::model();
    let unpadded = model.unpadded(position, text);
    if model.has_unique_keys() {
        unpadded
    } else {
        // `ElectroDB` leaves texts as they are; of numbers there is but one way to write them.
        let mut candidates = vec![text.to_owned()];
        candidates.extend(unpadded);
        candidates
    }
}

/// Reads a value of whatever type from a key's text.
fn from_text<T: Attribute>(text: &str, candidates: &[String]) -> Result<T, AttributeError> {
    let mut first = None;
    for candidate in candidates {
        match T::from_value(Some(Value::from(candidate))) {
            Ok(value) => return Ok(value),
            Err(error) => first = first.or(Some(error)),
        }
    }
    let is_written_so = |number: &Number, candidate: &str| {
        let mut written = String::new();
        number.write_javascript(&mut written);
        written == candidate
    };
    for candidate in candidates {
        if let Ok(number) = candidate.parse::<Number>()
            && is_written_so(&number, candidate)
        {
            return T::from_value(Some(Value::Number(number)));
        }
    }
    // In a key in capitals a number may have a capital exponent.
    if let Ok(number) = text.parse::<Number>()
        && let Ok(value) = T::from_value(Some(Value::Number(number)))
    {
        return Ok(value);
    }
    match text.to_ascii_lowercase().as_str() {
        "true" => T::from_value(Some(Value::Bool(true))),
        "false" => T::from_value(Some(Value::Bool(false))),
        _ => Err(first.unwrap_or_else(AttributeError::missing)),
    }
}

impl<E: Entity> Fields for Known<E> {
    fn field(&self, attribute: usize) -> Option<&dyn Field> {
        self.values
            .get(attribute)?
            .as_ref()
            .map(|value| value as &dyn Field)
    }

    fn key_field(&self, attribute: usize) -> Option<&dyn KeyField> {
        self.values
            .get(attribute)?
            .as_ref()
            .map(|value| value as &dyn KeyField)
    }
}

/// All that a row says, as it is stored.
impl<E: Entity> From<&E> for Known<E> {
    fn from(row: &E) -> Self {
        Self::of(&*row.stored())
    }
}

/// Of several values of one attribute, the last one counts.
impl<E: Entity> FromIterator<AttributeValue<E>> for Known<E> {
    fn from_iter<I: IntoIterator<Item = AttributeValue<E>>>(values: I) -> Self {
        let mut known = Self::nothing(false);
        let attributes = E::model().attributes();
        for given in values {
            let position = attributes
                .iter()
                .position(|attribute| attribute.name() == given.name);
            if let Some(position) = position {
                known.values[position] = Some(Stored(given.value));
            }
        }
        known
    }
}

impl<E: Entity, const COUNT: usize> From<[AttributeValue<E>; COUNT]> for Known<E> {
    fn from(values: [AttributeValue<E>; COUNT]) -> Self {
        values.into_iter().collect()
    }
}

impl<E> Clone for Known<E> {
    fn clone(&self) -> Self {
        Self {
            values: self.values.clone(),
            of_keys: self.of_keys,
            entity: PhantomData,
        }
    }
}

impl<E: Entity> fmt::Debug for Known<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let values = E::model().attributes().iter().zip(&self.values);
        let known = values.filter_map(|(attribute, value)| Some((attribute.name(), &value.as_ref()?.0)));
        formatter.debug_map().entries(known).finish()
    }
}

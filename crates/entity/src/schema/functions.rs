//! Functions of a schema: what JSON cannot hold is given in Rust.

use std::fmt;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::{Item, Value};

/// Changes a value when it is written or read. It gets the attribute's value and all that is known of the item, by the
/// names of its attributes.
pub type Mutation = Arc<dyn Fn(Option<Value>, &Item) -> Option<Value> + Send + Sync>;
/// Says whether a value is valid.
pub type Validation = Arc<dyn Fn(Option<&Value>) -> bool + Send + Sync>;
/// Makes a default value.
pub type DefaultValue = Arc<dyn Fn() -> Option<Value> + Send + Sync>;
/// Says whether an item belongs in an index.
pub type IndexCondition = Arc<dyn Fn(&Item) -> bool + Send + Sync>;

/// The functions of a schema, by the text that stands in their place: `{"$fn": "text"}`.
///
/// ```
/// use lockstep_entity::Value;
/// use lockstep_entity::schema::{Functions, Schema};
///
/// let functions = Functions::new().mutation("upper", |value, _| match value {
///     Some(Value::String(text)) => Some(text.to_uppercase().into()),
///     value => value,
/// });
/// let schema = r#"{
///     "model": {"service": "shop", "entity": "Article", "version": "1"},
///     "attributes": {"code": {"type": "string", "set": {"$fn": "upper"}}},
///     "indexes": {"primary": {"pk": {"field": "pk", "composite": ["code"]}}}
/// }"#;
/// let schema = Schema::parse_with(schema, &functions)?;
/// let put = schema.put([("code", "a1")].into())?;
/// assert_eq!(put.item.get("code"), Some(&"A1".into()));
/// # Ok::<(), lockstep_entity::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct Functions {
    mutations: FxHashMap<String, Mutation>,
    validations: FxHashMap<String, Validation>,
    defaults: FxHashMap<String, DefaultValue>,
    conditions: FxHashMap<String, IndexCondition>,
}

impl Functions {
    /// No functions.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A function in the place of an attribute's `get` or `set`.
    #[must_use]
    pub fn mutation(
        mut self,
        text: impl Into<String>,
        function: impl Fn(Option<Value>, &Item) -> Option<Value> + Send + Sync + 'static,
    ) -> Self {
        self.mutations.insert(text.into(), Arc::new(function));
        self
    }

    /// A function in the place of an attribute's `validate`: `true` means valid.
    #[must_use]
    pub fn validation(
        mut self,
        text: impl Into<String>,
        function: impl Fn(Option<&Value>) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.validations.insert(text.into(), Arc::new(function));
        self
    }

    /// A function in the place of an attribute's `default`.
    #[must_use]
    pub fn default_value(
        mut self,
        text: impl Into<String>,
        function: impl Fn() -> Option<Value> + Send + Sync + 'static,
    ) -> Self {
        self.defaults.insert(text.into(), Arc::new(function));
        self
    }

    /// A function in the place of an index's `condition`.
    #[must_use]
    pub fn condition(
        mut self,
        text: impl Into<String>,
        function: impl Fn(&Item) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.conditions.insert(text.into(), Arc::new(function));
        self
    }

    pub(super) fn find_mutation(&self, text: &str) -> Option<Mutation> {
        self.mutations.get(text).cloned()
    }

    pub(super) fn find_validation(&self, text: &str) -> Option<Validation> {
        self.validations.get(text).cloned()
    }

    pub(super) fn find_default(&self, text: &str) -> Option<DefaultValue> {
        self.defaults.get(text).cloned()
    }

    pub(super) fn find_condition(&self, text: &str) -> Option<IndexCondition> {
        self.conditions.get(text).cloned()
    }
}

impl fmt::Debug for Functions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Functions { .. }")
    }
}

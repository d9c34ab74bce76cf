//! The text of expressions, with one set of placeholders a request.

use std::fmt::Write;

use super::condition::Node;
use super::{Condition, KeyCondition, SortCondition, Update, UpdateAction};
use crate::{Name, Value};

/// How many operands `DynamoDB` takes in one `IN`.
const MAX_IN: usize = 100;

/// One expression with its own placeholders: for a request that has no other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expression {
    /// The text.
    pub text: String,
    /// What the name placeholders (`#n0`) stand for.
    pub names: Vec<(String, Name)>,
    /// What the value placeholders (`:v0`) stand for.
    pub values: Vec<(String, Value)>,
}

impl From<Condition> for Expression {
    fn from(condition: Condition) -> Self {
        let mut expressions = Expressions::new();
        let mut text = String::new();
        expressions.write_condition(condition.0, &mut text);
        Self {
            text,
            names: expressions.names,
            values: expressions.values,
        }
    }
}

/// The texts of all expressions of one request, and what their placeholders stand for.
///
/// ```
/// use lockstep_entity::{Condition, Expressions, Update};
///
/// let expressions = Expressions::new()
///     .with_update(Update::new().set("status", "paid").remove("reminder"))
///     .with_condition(Some(Condition::eq("status", "open")));
/// assert_eq!(expressions.update.as_deref(), Some("SET #n0 = :v0 REMOVE #n1"));
/// assert_eq!(expressions.condition.as_deref(), Some("#n0 = :v1"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expressions {
    /// The update expression.
    pub update: Option<String>,
    /// The condition expression.
    pub condition: Option<String>,
    /// The key condition expression.
    pub key_condition: Option<String>,
    /// The filter expression.
    pub filter: Option<String>,
    /// The projection expression.
    pub projection: Option<String>,
    /// What the name placeholders (`#n0`) stand for.
    pub names: Vec<(String, Name)>,
    /// What the value placeholders (`:v0`) stand for.
    pub values: Vec<(String, Value)>,
}

impl Expressions {
    /// No expression yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Renders the update; an empty one has no text.
    #[must_use]
    pub fn with_update(mut self, update: Update) -> Self {
        let text = self.update_text(update);
        self.update = Some(text).filter(|text| !text.is_empty());
        self
    }

    /// Renders the condition.
    #[must_use]
    pub fn with_condition(mut self, condition: Option<Condition>) -> Self {
        self.condition = self.condition_text(condition);
        self
    }

    /// Renders the filter.
    #[must_use]
    pub fn with_filter(mut self, filter: Option<Condition>) -> Self {
        self.filter = self.condition_text(filter);
        self
    }

    /// Renders the key condition.
    #[must_use]
    pub fn with_key_condition(mut self, condition: KeyCondition) -> Self {
        let KeyCondition {
            partition: (name, value),
            sort,
        } = condition;
        let mut text = String::with_capacity(48);
        self.write_operands(&mut text, name, " = ", value);
        if let Some((name, sort)) = sort {
            text.push_str(" AND ");
            self.write_sort(&mut text, name, sort);
        }
        self.key_condition = Some(text);
        self
    }

    /// Renders the projection; an empty list of attributes is no projection: every attribute is returned.
    #[must_use]
    pub fn with_projection(mut self, attributes: Vec<Name>) -> Self {
        let mut text = String::new();
        for attribute in attributes {
            if !text.is_empty() {
                text.push_str(", ");
            }
            self.write_name(&mut text, attribute);
        }
        self.projection = Some(text).filter(|text| !text.is_empty());
        self
    }

    fn condition_text(&mut self, condition: Option<Condition>) -> Option<String> {
        let mut text = String::with_capacity(64);
        self.write_condition(condition?.0, &mut text);
        Some(text)
    }

    fn write_sort(&mut self, text: &mut String, name: Name, sort: SortCondition) {
        match sort {
            SortCondition::Eq(value) => self.write_operands(text, name, " = ", value),
            SortCondition::Lt(value) => self.write_operands(text, name, " < ", value),
            SortCondition::Lte(value) => self.write_operands(text, name, " <= ", value),
            SortCondition::Gt(value) => self.write_operands(text, name, " > ", value),
            SortCondition::Gte(value) => self.write_operands(text, name, " >= ", value),
            SortCondition::Between(low, high) => self.write_between(text, name, low, high),
            SortCondition::BeginsWith(prefix) => self.write_call(text, "begins_with", name, Some(prefix)),
        }
    }

    fn write_condition(&mut self, node: Node, text: &mut String) {
        match node {
            Node::Exists(name) => self.write_call(text, "attribute_exists", name, None),
            Node::NotExists(name) => self.write_call(text, "attribute_not_exists", name, None),
            Node::Compare(name, comparison, value) => {
                self.write_name(text, name);
                let _ = write!(text, " {} ", comparison.operator());
                self.write_value(text, value);
            }
            Node::Between(name, low, high) => self.write_between(text, name, low, high),
            Node::In(name, values) => self.write_in(text, name, values),
            Node::BeginsWith(name, prefix) => self.write_call(text, "begins_with", name, Some(prefix)),
            Node::Contains(name, part) => self.write_call(text, "contains", name, Some(part)),
            Node::And(nodes) => self.write_joined(text, nodes, " AND "),
            Node::Or(nodes) => self.write_joined(text, nodes, " OR "),
            Node::Not(node) => {
                text.push_str("(NOT ");
                self.write_condition(*node, text);
                text.push(')');
            }
        }
    }

    fn write_joined(&mut self, text: &mut String, nodes: Vec<Node>, operator: &str) {
        text.push('(');
        for (position, node) in nodes.into_iter().enumerate() {
            if position > 0 {
                text.push_str(operator);
            }
            self.write_condition(node, text);
        }
        text.push(')');
    }

    /// Writes any number of operands: in groups of as many as `DynamoDB` takes, none as what never holds.
    fn write_in(&mut self, text: &mut String, name: Name, values: Vec<Value>) {
        if values.is_empty() {
            let never = vec![Node::Exists(name.clone()), Node::NotExists(name)];
            return self.write_joined(text, never, " AND ");
        }
        text.push('(');
        for (position, value) in values.into_iter().enumerate() {
            if position % MAX_IN == 0 {
                if position > 0 {
                    text.push_str(") OR ");
                }
                self.write_name(text, name.clone());
                text.push_str(" IN (");
            } else {
                text.push_str(", ");
            }
            self.write_value(text, value);
        }
        text.push_str("))");
    }

    fn write_call(&mut self, text: &mut String, function: &str, name: Name, argument: Option<Value>) {
        text.push_str(function);
        text.push('(');
        self.write_name(text, name);
        if let Some(argument) = argument {
            text.push_str(", ");
            self.write_value(text, argument);
        }
        text.push(')');
    }

    fn write_between(&mut self, text: &mut String, name: Name, low: Value, high: Value) {
        self.write_operands(text, name, " BETWEEN ", low);
        text.push_str(" AND ");
        self.write_value(text, high);
    }

    fn write_operands(&mut self, text: &mut String, name: Name, operator: &str, value: Value) {
        self.write_name(text, name);
        text.push_str(operator);
        self.write_value(text, value);
    }

    fn update_text(&mut self, update: Update) -> String {
        let [mut set, mut remove, mut add, mut delete] = [const { String::new() }; 4];
        set.reserve(128);
        for (name, action) in update.into_actions() {
            match action {
                UpdateAction::Set(value) => {
                    start(&mut set, "SET ");
                    self.write_operands(&mut set, name, " = ", value);
                }
                UpdateAction::SetIfAbsent(value) => {
                    start(&mut set, "SET ");
                    self.write_name(&mut set, name.clone());
                    set.push_str(" = ");
                    self.write_call(&mut set, "if_not_exists", name, Some(value));
                }
                UpdateAction::Append(elements) => {
                    start(&mut set, "SET ");
                    self.write_name(&mut set, name.clone());
                    set.push_str(" = list_append(");
                    self.write_call(&mut set, "if_not_exists", name, Some(Value::List(Vec::new())));
                    set.push_str(", ");
                    self.write_value(&mut set, Value::List(elements));
                    set.push(')');
                }
                UpdateAction::Remove => {
                    start(&mut remove, "REMOVE ");
                    self.write_name(&mut remove, name);
                }
                UpdateAction::Add(value) => {
                    start(&mut add, "ADD ");
                    self.write_operands(&mut add, name, " ", value);
                }
                UpdateAction::Delete(value) => {
                    start(&mut delete, "DELETE ");
                    self.write_operands(&mut delete, name, " ", value);
                }
            }
        }
        for clause in [remove, add, delete] {
            if !set.is_empty() && !clause.is_empty() {
                set.push(' ');
            }
            set.push_str(&clause);
        }
        set
    }

    /// Writes the placeholder of a name; one name has one placeholder in all expressions.
    fn write_name(&mut self, text: &mut String, name: Name) {
        if let Some((placeholder, _)) = self.names.iter().find(|(_, known)| *known == name) {
            text.push_str(placeholder);
            return;
        }
        let placeholder = format!("#n{}", self.names.len());
        text.push_str(&placeholder);
        self.names.push((placeholder, name));
    }

    fn write_value(&mut self, text: &mut String, value: Value) {
        let placeholder = format!(":v{}", self.values.len());
        text.push_str(&placeholder);
        self.values.push((placeholder, value));
    }
}

/// Opens a clause, or separates its next action.
fn start(clause: &mut String, keyword: &str) {
    clause.push_str(if clause.is_empty() { keyword } else { ", " });
}

//! The text of expressions, with one set of placeholders a request.

use std::fmt::Write;

use super::condition::Node;
use super::{Assignment, Condition, KeyCondition, Operand, Path, SortCondition, Step, Update, UpdateAction};
use crate::{Name, Value};

/// How many operands `DynamoDB` takes in one `IN`.
const MAX_IN: usize = 100;

/// One expression with its own placeholders: for a request that has no other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expression {
    /// The text.
    pub text: String,
    /// What the name placeholders (`#n0`) stand for.
    pub names: Vec<(Name, Name)>,
    /// What the value placeholders (`:v0`) stand for.
    pub values: Vec<(Name, Value)>,
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
    pub names: Vec<(Name, Name)>,
    /// What the value placeholders (`:v0`) stand for.
    pub values: Vec<(Name, Value)>,
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
            SortCondition::Between(low, high) => {
                let [low, high] = [low, high].map(Operand::Value);
                self.write_between(text, Operand::Path(name.into()), low, high);
            }
            SortCondition::BeginsWith(prefix) => {
                self.write_call(
                    text,
                    "begins_with",
                    Operand::Path(name.into()),
                    Some(Operand::Value(prefix)),
                );
            }
            SortCondition::EqAnd(value, next, sort) => {
                self.write_operands(text, name, " = ", value);
                text.push_str(" AND ");
                self.write_sort(text, next, *sort);
            }
        }
    }

    fn write_condition(&mut self, node: Node, text: &mut String) {
        match node {
            Node::Exists(path) => self.write_call(text, "attribute_exists", Operand::Path(path), None),
            Node::NotExists(path) => self.write_call(text, "attribute_not_exists", Operand::Path(path), None),
            Node::Compare(left, comparison, right) => {
                self.write_operand(text, left);
                text.push(' ');
                text.push_str(comparison.operator());
                text.push(' ');
                self.write_operand(text, *right);
            }
            Node::Between(operand, bounds) => {
                let [low, high] = *bounds;
                self.write_between(text, operand, low, high);
            }
            Node::In(path, values) => self.write_in(text, path, values),
            Node::BeginsWith(operand, prefix) => self.write_call(text, "begins_with", operand, Some(*prefix)),
            Node::Contains(operand, part) => self.write_call(text, "contains", operand, Some(*part)),
            Node::IsType(path, name) => {
                let (path, name) = (Operand::Path(path), Operand::Value(*name));
                self.write_call(text, "attribute_type", path, Some(name));
            }
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
    fn write_in(&mut self, text: &mut String, path: Path, values: Vec<Value>) {
        if values.is_empty() {
            let never = vec![Node::Exists(path.clone()), Node::NotExists(path)];
            return self.write_joined(text, never, " AND ");
        }
        text.push('(');
        for (position, value) in values.into_iter().enumerate() {
            if position % MAX_IN == 0 {
                if position > 0 {
                    text.push_str(") OR ");
                }
                self.write_path(text, path.clone());
                text.push_str(" IN (");
            } else {
                text.push_str(", ");
            }
            self.write_value(text, value);
        }
        text.push_str("))");
    }

    fn write_call(&mut self, text: &mut String, function: &str, operand: Operand, argument: Option<Operand>) {
        text.push_str(function);
        text.push('(');
        self.write_operand(text, operand);
        if let Some(argument) = argument {
            text.push_str(", ");
            self.write_operand(text, argument);
        }
        text.push(')');
    }

    fn write_between(&mut self, text: &mut String, operand: Operand, low: Operand, high: Operand) {
        self.write_operand(text, operand);
        text.push_str(" BETWEEN ");
        self.write_operand(text, low);
        text.push_str(" AND ");
        self.write_operand(text, high);
    }

    fn write_operand(&mut self, text: &mut String, operand: Operand) {
        match operand {
            Operand::Path(path) => self.write_path(text, path),
            Operand::Value(value) => self.write_value(text, value),
            Operand::Size(path) => self.write_call(text, "size", Operand::Path(path), None),
        }
    }

    fn write_path(&mut self, text: &mut String, path: Path) {
        let (root, steps) = path.into_parts();
        self.write_name(text, root);
        for step in steps {
            match step {
                Step::Member(name) => {
                    text.push('.');
                    self.write_name(text, name);
                }
                Step::Element(position) => {
                    let _ = write!(text, "[{position}]");
                }
            }
        }
    }

    fn write_assignment(&mut self, text: &mut String, assignment: Assignment) {
        match assignment {
            Assignment::Operand(operand) => self.write_operand(text, operand),
            Assignment::IfNotExists(path, operand) => {
                self.write_call(text, "if_not_exists", Operand::Path(path), Some(operand));
            }
            Assignment::Plus(left, right) => self.write_binary(text, *left, " + ", *right),
            Assignment::Minus(left, right) => self.write_binary(text, *left, " - ", *right),
            Assignment::ListAppend(left, right) => {
                text.push_str("list_append(");
                self.write_binary(text, *left, ", ", *right);
                text.push(')');
            }
        }
    }

    fn write_binary(&mut self, text: &mut String, left: Assignment, operator: &str, right: Assignment) {
        self.write_assignment(text, left);
        text.push_str(operator);
        self.write_assignment(text, right);
    }

    fn write_operands(&mut self, text: &mut String, name: Name, operator: &str, value: Value) {
        self.write_name(text, name);
        text.push_str(operator);
        self.write_value(text, value);
    }

    fn update_text(&mut self, update: Update) -> String {
        let [mut set, mut remove, mut add, mut delete] = [const { String::new() }; 4];
        let actions = update.into_actions();
        // `#n0 = :v0, ` each, and the names of a condition beside them.
        set.reserve(16 * actions.len());
        self.names.reserve(actions.len() + 2);
        self.values.reserve(actions.len());
        for (path, action) in actions {
            let (clause, keyword) = match &action {
                UpdateAction::Remove => (&mut remove, "REMOVE "),
                UpdateAction::Add(_) => (&mut add, "ADD "),
                UpdateAction::Delete(_) => (&mut delete, "DELETE "),
                _ => (&mut set, "SET "),
            };
            start(clause, keyword);
            match action {
                UpdateAction::Remove => self.write_path(clause, path),
                UpdateAction::Add(value) | UpdateAction::Delete(value) => {
                    self.write_path(clause, path);
                    clause.push(' ');
                    self.write_value(clause, value);
                }
                UpdateAction::Set(value) => {
                    self.write_path(clause, path);
                    clause.push_str(" = ");
                    self.write_value(clause, value);
                }
                UpdateAction::SetIfAbsent(value) => {
                    self.write_path(clause, path.clone());
                    clause.push_str(" = ");
                    self.write_assignment(clause, Assignment::IfNotExists(path, Operand::Value(value)));
                }
                UpdateAction::Append(elements) => {
                    self.write_path(clause, path.clone());
                    clause.push_str(" = ");
                    let empty = Operand::Value(Value::List(Vec::new()));
                    let earlier = Assignment::IfNotExists(path, empty);
                    let elements = Assignment::Operand(Operand::Value(Value::List(elements)));
                    let list = Assignment::ListAppend(Box::new(earlier), Box::new(elements));
                    self.write_assignment(clause, list);
                }
                UpdateAction::Assign(assignment) => {
                    self.write_path(clause, path);
                    clause.push_str(" = ");
                    self.write_assignment(clause, *assignment);
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
        let placeholder = placeholder(&NAMES, "#n", self.names.len());
        text.push_str(&placeholder);
        self.names.push((placeholder, name));
    }

    fn write_value(&mut self, text: &mut String, value: Value) {
        let placeholder = placeholder(&VALUES, ":v", self.values.len());
        text.push_str(&placeholder);
        self.values.push((placeholder, value));
    }
}

macro_rules! numbered {
    ($prefix:literal) => {
        numbered!($prefix, 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31)
    };
    ($prefix:literal, $($number:literal)*) => {
        [$(concat!($prefix, $number)),*]
    };
}

/// The placeholders of nearly all requests, which cost no allocation.
static NAMES: [&str; 32] = numbered!("#n");
static VALUES: [&str; 32] = numbered!(":v");

/// Numbers a placeholder.
fn placeholder(first: &'static [&'static str], prefix: &str, number: usize) -> Name {
    match first.get(number) {
        Some(placeholder) => Name::Borrowed(placeholder),
        None => Name::Owned(format!("{prefix}{number}")),
    }
}

/// Opens a clause, or separates its next action.
fn start(clause: &mut String, keyword: &str) {
    clause.push_str(if clause.is_empty() { keyword } else { ", " });
}

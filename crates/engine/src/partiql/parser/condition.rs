//! Conditions: `OR` binds less than `AND`, that less than `NOT`, that less than a comparison.

use super::{LEFT_OVER, NO_TERM, Parser};
use crate::expression::condition::{Comparator, Operand};
use crate::expression::{Condition, Path};
use crate::partiql::refusal::Refusal;
use crate::partiql::token::Kind;
use crate::value::Value;

/// The most operators and functions of a condition.
const MAX_OPERATORS: usize = 300;

/// The most operands of `IN`.
const MAX_IN: usize = 100;

const COMPARATORS: [(&str, Comparator); 7] = [
    ("<=", Comparator::LessOrEqual),
    (">=", Comparator::GreaterOrEqual),
    ("<>", Comparator::NotEqual),
    ("!=", Comparator::NotEqual),
    ("=", Comparator::Equal),
    ("<", Comparator::Less),
    (">", Comparator::Greater),
];

/// The types that `IS` knows, and what they are called in items.
const TYPES: [(&str, &str); 10] = [
    ("NULL", "NULL"),
    ("BOOLEAN", "BOOL"),
    ("BOOL", "BOOL"),
    ("NUMERIC", "N"),
    ("STRING", "S"),
    ("BLOB", "B"),
    ("LIST", "L"),
    ("STRUCT", "M"),
    ("TUPLE", "M"),
    ("MISSING", ""),
];

/// The types that `attribute_type` knows.
const TYPE_NAMES: [&str; 10] = ["N", "BS", "L", "B", "NULL", "M", "S", "SS", "NS", "BOOL"];

/// What is compared, or what holds or does not.
enum Node {
    Operand(Operand),
    Test(Condition),
}

impl Parser<'_> {
    /// A condition that must be next.
    pub(super) fn condition(&mut self) -> Result<Condition, Refusal> {
        let node = self.any_of()?;
        holds(node)
    }

    /// Refuses a condition of too many operators; they are counted as it is read.
    pub(super) fn check_operators(&self) -> Result<(), Refusal> {
        if self.operators > MAX_OPERATORS {
            return Err(Refusal::new(format!(
                "The expression contains too many operators; operator count: {}",
                self.operators
            )));
        }
        Ok(())
    }

    fn any_of(&mut self) -> Result<Node, Refusal> {
        self.descend()?;
        let mut node = self.all_of()?;
        while self.take_word("OR") {
            self.operators += 1;
            self.require_operand()?;
            let other = self.all_of()?;
            node = Node::Test(Condition::Or(Box::new(holds(node)?), Box::new(holds(other)?)));
        }
        self.depth -= 1;
        Ok(node)
    }

    fn all_of(&mut self) -> Result<Node, Refusal> {
        let mut node = self.negation()?;
        while self.take_word("AND") {
            self.operators += 1;
            self.require_operand()?;
            let other = self.negation()?;
            node = Node::Test(Condition::And(Box::new(holds(node)?), Box::new(holds(other)?)));
        }
        Ok(node)
    }

    fn negation(&mut self) -> Result<Node, Refusal> {
        let mut count = 0usize;
        while self.take_word("NOT") {
            count += 1;
        }
        self.operators += count;
        let node = self.predicate()?;
        if count == 0 {
            return Ok(node);
        }
        // Two of them are none.
        let condition = holds(node)?;
        Ok(Node::Test(if count % 2 == 1 {
            Condition::Not(Box::new(condition))
        } else {
            condition
        }))
    }

    fn require_operand(&self) -> Result<(), Refusal> {
        if self.is_at_end() {
            return Err(Refusal::malformed(
                "Missing right-hand side expression of infix operator",
            ));
        }
        Ok(())
    }

    fn predicate(&mut self) -> Result<Node, Refusal> {
        let left = self.primary()?;
        if let Some((symbol, comparator)) = COMPARATORS.into_iter().find(|(mark, _)| self.is_mark(0, mark)) {
            self.position += 1;
            self.operators += 1;
            self.require_operand()?;
            let right = self.primary()?;
            return compare(left, symbol, comparator, right).map(Node::Test);
        }
        let negated = self.is_word(0, "NOT")
            && ["BETWEEN", "IN", "LIKE"]
                .into_iter()
                .any(|word| self.is_word(1, word));
        if negated {
            self.position += 1;
            self.operators += 1;
        }
        let condition = if self.take_word("BETWEEN") {
            self.between(left)?
        } else if self.take_word("IN") {
            self.is_in(left)?
        } else if self.take_word("LIKE") {
            return Err(Refusal::new("Unsupported operation: Like"));
        } else if self.take_word("IS") {
            self.is(left)?
        } else {
            return Ok(left);
        };
        Ok(Node::Test(if negated {
            Condition::Not(Box::new(condition))
        } else {
            condition
        }))
    }

    fn between(&mut self, left: Node) -> Result<Condition, Refusal> {
        self.operators += 1;
        let left = operand(left)?;
        let low = operand(self.primary()?)?;
        self.expect_word("AND", "Expected AND keyword")?;
        let high = operand(self.primary()?)?;
        for one in [&left, &low, &high] {
            check_ordered("BETWEEN", one)?;
        }
        check_distinct("BETWEEN", &left, &[&low, &high])?;
        if let (Operand::Value(low), Operand::Value(high)) = (&low, &high) {
            let rule = if low.type_name() != high.type_name() {
                Some("same data type for lower and upper bounds")
            } else if Comparator::Greater.holds(low, high) {
                Some("upper bound to be greater than or equal to lower bound")
            } else {
                None
            };
            if let Some(rule) = rule {
                return Err(Refusal::new(format!(
                    "The BETWEEN operator requires {rule}; lower bound operand: AttributeValue: {{{low}}}, upper bound \
                     operand: AttributeValue: {{{high}}}"
                )));
            }
        }
        Ok(Condition::Between(left, low, high))
    }

    fn is_in(&mut self, left: Node) -> Result<Condition, Refusal> {
        self.operators += 1;
        let left = operand(left)?;
        let mut candidates = Vec::new();
        if self.is_mark(0, "?") {
            match self.value()? {
                Value::List(list) => candidates.extend(list.into_iter().map(Operand::Value)),
                other => return Err(Refusal::operand_type("IN", other.type_name())),
            }
        } else {
            let close = if self.take_mark("(") {
                ")"
            } else if self.take_mark("[") {
                "]"
            } else {
                return Err(self.no_term());
            };
            loop {
                candidates.push(operand(self.primary()?)?);
                if !self.take_mark(",") {
                    break;
                }
            }
            self.expect_mark(close)?;
        }
        check_distinct("IN", &left, &candidates.iter().collect::<Vec<_>>())?;
        let count = candidates.len();
        if count > MAX_IN {
            return Err(Refusal::new(format!(
                "The IN operator is provided with too many operands; number of operands: {count}"
            )));
        }
        Ok(Condition::In(left, candidates))
    }

    fn is(&mut self, left: Node) -> Result<Condition, Refusal> {
        self.operators += 1;
        let negated = self.take_word("NOT");
        self.operators += usize::from(negated);
        let name = self.at(0).text.to_uppercase();
        let Some((_, kind)) = TYPES.into_iter().find(|(word, _)| *word == name) else {
            return Err(Refusal::malformed("Expected type name"));
        };
        self.position += 1;
        let Operand::Path(path) = operand(left)? else {
            return Err(Refusal::new(
                "Operator or function requires a document path; operator or function: IS",
            ));
        };
        let condition = match kind {
            "" if negated => return Ok(Condition::Exists(path)),
            "" => return Ok(Condition::NotExists(path)),
            kind => Condition::IsType(path, kind.to_owned()),
        };
        Ok(if negated {
            Condition::Not(Box::new(condition))
        } else {
            condition
        })
    }

    fn primary(&mut self) -> Result<Node, Refusal> {
        if self.take_mark("(") {
            let node = self.any_of()?;
            self.expect_mark(")")?;
            return Ok(node);
        }
        if self.is_word(0, "MISSING") {
            return Err(Refusal::new("MISSING must be compared using IS operator"));
        }
        if self.at(0).kind == Kind::Word && self.is_mark(1, "(") {
            return self.call();
        }
        if self.is_at_value() {
            return Ok(Node::Operand(Operand::Value(self.value()?)));
        }
        Ok(Node::Operand(Operand::Path(self.path()?)))
    }

    fn call(&mut self) -> Result<Node, Refusal> {
        let token = self.take();
        self.position += 1;
        self.operators += 1;
        let name = token.text.to_lowercase();
        if name == "select" {
            return Err(Refusal::new("Unsupported token in expression: SELECT"));
        }
        let count = match name.as_str() {
            "attribute_exists" | "attribute_not_exists" | "size" => 1,
            "attribute_type" | "begins_with" | "contains" => 2,
            _ => {
                let place = self.place(&token);
                return Err(Refusal::new(format!("Unrecognized function: {name} at {place}")));
            }
        };
        let mut operands = Vec::new();
        if !self.take_mark(")") {
            loop {
                operands.push(operand(self.primary()?)?);
                if !self.take_mark(",") {
                    break;
                }
            }
            self.expect_mark(")")?;
        }
        let given = operands.len();
        if given != count {
            return Err(Refusal::new(format!(
                "Incorrect number of operands for operator or function; operator or function: {name}, number of \
                 operands: {given}"
            )));
        }
        let mut operands = operands.into_iter();
        let mut next = || operands.next().unwrap_or(Operand::Value(Value::Null));
        Ok(Node::Test(match name.as_str() {
            "size" => return Ok(Node::Operand(Operand::Size(path(&name, next())?))),
            "attribute_exists" => Condition::Exists(path(&name, next())?),
            "attribute_not_exists" => Condition::NotExists(path(&name, next())?),
            "attribute_type" => {
                let path = path(&name, next())?;
                Condition::IsType(path, type_name(next())?)
            }
            "begins_with" => {
                let (text, prefix) = (next(), next());
                for one in [&text, &prefix] {
                    check(&name, one, |value| {
                        matches!(value, Value::String(_) | Value::Binary(_))
                    })?;
                }
                check_distinct(&name, &text, &[&prefix])?;
                Condition::BeginsWith(text, prefix)
            }
            _ => {
                let (whole, part) = (next(), next());
                check_distinct(&name, &whole, &[&part])?;
                Condition::Contains(whole, part)
            }
        }))
    }
}

/// A condition, where one must stand.
fn holds(node: Node) -> Result<Condition, Refusal> {
    match node {
        Node::Test(condition) => Ok(condition),
        Node::Operand(Operand::Path(path)) if path.steps.is_empty() => {
            Err(Refusal::new("Unsupported operation: Id"))
        }
        Node::Operand(Operand::Path(_)) => Err(Refusal::new("Unsupported operation: Path")),
        Node::Operand(Operand::Value(_)) => Err(Refusal::new("Unsupported operation: Lit")),
        Node::Operand(Operand::Size(_)) => Err(Refusal::malformed(LEFT_OVER)),
    }
}

/// An operand, where one must stand.
fn operand(node: Node) -> Result<Operand, Refusal> {
    match node {
        Node::Operand(operand) => Ok(operand),
        Node::Test(_) => Err(Refusal::malformed(NO_TERM)),
    }
}

/// A path, where a function needs one.
fn path(name: &str, operand: Operand) -> Result<Path, Refusal> {
    match operand {
        Operand::Path(path) => Ok(path),
        Operand::Value(_) | Operand::Size(_) => Err(Refusal::new(format!(
            "Operator or function requires a document path; operator or function: {name}"
        ))),
    }
}

fn type_name(operand: Operand) -> Result<String, Refusal> {
    match operand {
        Operand::Value(Value::String(name)) if TYPE_NAMES.contains(&name.as_str()) => Ok(name),
        Operand::Value(Value::String(name)) => Err(Refusal::new(format!(
            "Invalid attribute type name found; type: {name}, valid types: {{{}}}",
            TYPE_NAMES.join(",")
        ))),
        Operand::Value(value) => Err(Refusal::operand_type("attribute_type", value.type_name())),
        Operand::Path(_) | Operand::Size(_) => Err(Refusal::operand_type("attribute_type", "M")),
    }
}

fn compare(left: Node, symbol: &str, comparator: Comparator, right: Node) -> Result<Condition, Refusal> {
    let (left, right) = match (left, right) {
        (Node::Operand(left), Node::Operand(right)) => (left, right),
        (Node::Test(test), Node::Operand(value)) | (Node::Operand(value), Node::Test(test)) => {
            let equal = agrees(test, |flag| {
                Condition::Compare(
                    value.clone(),
                    Comparator::Equal,
                    Operand::Value(Value::Bool(flag)),
                )
            });
            return equal_or_not(equal, symbol, comparator);
        }
        (Node::Test(one), Node::Test(two)) => {
            let equal = agrees(one, |flag| {
                if flag {
                    two.clone()
                } else {
                    Condition::Not(Box::new(two.clone()))
                }
            });
            return equal_or_not(equal, symbol, comparator);
        }
    };
    if !matches!(comparator, Comparator::Equal | Comparator::NotEqual) {
        for one in [&left, &right] {
            check_ordered(symbol, one)?;
        }
    }
    check_distinct(symbol, &left, &[&right])?;
    Ok(Condition::Compare(left, comparator, right))
}

/// That a condition is as true as something else, of which it is said when it is true, and when false.
fn agrees(test: Condition, other: impl Fn(bool) -> Condition) -> Condition {
    let neither = Condition::And(
        Box::new(Condition::Not(Box::new(test.clone()))),
        Box::new(other(false)),
    );
    Condition::Or(
        Box::new(Condition::And(Box::new(test), Box::new(other(true)))),
        Box::new(neither),
    )
}

fn equal_or_not(equal: Condition, symbol: &str, comparator: Comparator) -> Result<Condition, Refusal> {
    match comparator {
        Comparator::Equal => Ok(equal),
        Comparator::NotEqual => Ok(Condition::Not(Box::new(equal))),
        _ => Err(Refusal::operand_type(symbol, "BOOL")),
    }
}

fn check(operator: &str, operand: &Operand, accepts: impl Fn(&Value) -> bool) -> Result<(), Refusal> {
    match operand {
        Operand::Value(value) if !accepts(value) => Err(Refusal::operand_type(operator, value.type_name())),
        _ => Ok(()),
    }
}

fn check_ordered(operator: &str, operand: &Operand) -> Result<(), Refusal> {
    check(operator, operand, Value::is_ordered)
}

/// Refuses a path that is compared with itself.
fn check_distinct(operator: &str, first: &Operand, others: &[&Operand]) -> Result<(), Refusal> {
    match first {
        Operand::Path(path) if others.contains(&first) => Err(Refusal::new(format!(
            "The first operand must be distinct from the remaining operands for this operator or function; operator: \
             {operator}, first operand: {path}"
        ))),
        _ => Ok(()),
    }
}

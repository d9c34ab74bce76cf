//! The grammar of conditions: `OR` binds less than `AND`, that less than `NOT`, that less than a comparison.

use super::{Comparator, Condition, Operand};
use crate::expression::parser::Parser;
use crate::expression::{Path, Placeholders};
use crate::value::Value;

/// The most operands of `IN`, beside the one that is looked for.
const MAX_IN: usize = 100;

const COMPARATORS: [(&str, Comparator); 6] = [
    ("=", Comparator::Equal),
    ("<>", Comparator::NotEqual),
    ("<", Comparator::Less),
    ("<=", Comparator::LessOrEqual),
    (">", Comparator::Greater),
    (">=", Comparator::GreaterOrEqual),
];

const TYPES: [&str; 10] = ["B", "NULL", "SS", "BOOL", "L", "BS", "N", "NS", "S", "M"];

pub(super) fn parse(source: &str, placeholders: &Placeholders) -> Result<Condition, String> {
    let mut parser = Parser::new(source, placeholders)?;
    parser.check_parentheses()?;
    let condition = parser.any_of()?;
    parser.finish()?;
    Ok(condition)
}

/// An argument of a function, or one side of a comparison.
enum Argument {
    Operand(Operand),
    /// A condition's function, where a value was needed: `contains(begins_with(a, b), c)`.
    Condition(&'static str),
}

impl Parser<'_> {
    fn any_of(&mut self) -> Result<Condition, String> {
        let mut condition = self.all_of()?;
        while self.take_keyword("OR") {
            self.count_operator();
            condition = Condition::Or(Box::new(condition), Box::new(self.all_of()?));
        }
        Ok(condition)
    }

    fn all_of(&mut self) -> Result<Condition, String> {
        let mut condition = self.negation()?;
        while self.take_keyword("AND") {
            self.count_operator();
            condition = Condition::And(Box::new(condition), Box::new(self.negation()?));
        }
        Ok(condition)
    }

    fn negation(&mut self) -> Result<Condition, String> {
        if self.take_keyword("NOT") {
            self.count_operator();
            return Ok(Condition::Not(Box::new(self.negation()?)));
        }
        if self.take_mark("(") {
            let condition = self.any_of()?;
            self.expect_mark(")")?;
            return Ok(condition);
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Result<Condition, String> {
        let left = match self.take_function() {
            Some("size") => Operand::Size(self.size()?),
            Some(name) => return self.function(name),
            None => self.operand()?,
        };
        if let Some(comparator) = self.take_one_of(&COMPARATORS) {
            self.count_operator();
            let right = self.operand()?;
            return Ok(self.compare(left, comparator, right));
        }
        if self.take_keyword("BETWEEN") {
            self.count_operator();
            let low = self.operand()?;
            self.expect_keyword("AND")?;
            let high = self.operand()?;
            return Ok(self.between(left, low, high));
        }
        if self.take_keyword("IN") {
            self.count_operator();
            self.expect_mark("(")?;
            let mut candidates = vec![self.operand()?];
            while self.take_mark(",") {
                candidates.push(self.operand()?);
            }
            self.expect_mark(")")?;
            let count = candidates.len();
            if count > MAX_IN {
                self.note(Err(format!(
                    "The IN operator is provided with too many operands; number of operands: {count}"
                )));
            }
            return Ok(Condition::In(left, candidates));
        }
        Err(self.syntax_error())
    }

    fn compare(&mut self, left: Operand, comparator: Comparator, right: Operand) -> Condition {
        let symbol = comparator.symbol();
        if !matches!(comparator, Comparator::Equal | Comparator::NotEqual) {
            for operand in [&left, &right] {
                self.note(check_type(symbol, operand, Value::is_ordered));
            }
        }
        self.note(check_distinct(symbol, &left, &[&right]));
        Condition::Compare(left, comparator, right)
    }

    fn between(&mut self, operand: Operand, low: Operand, high: Operand) -> Condition {
        for operand in [&operand, &low, &high] {
            self.note(check_type("BETWEEN", operand, Value::is_ordered));
        }
        if let (Operand::Value(low), Operand::Value(high)) = (&low, &high) {
            self.note(check_bounds(low, high));
        }
        Condition::Between(operand, low, high)
    }

    /// An operand of a comparison, or of a function.
    fn operand(&mut self) -> Result<Operand, String> {
        match self.argument()? {
            Argument::Operand(operand) => Ok(operand),
            Argument::Condition(name) => {
                self.note(Err(format!(
                    "The function is not allowed to be used this way in an expression; function: {name}"
                )));
                Ok(Operand::Value(Value::Null))
            }
        }
    }

    fn argument(&mut self) -> Result<Argument, String> {
        if let Some(name) = self.take_function() {
            if name == "size" {
                return Ok(Argument::Operand(Operand::Size(self.size()?)));
            }
            return Ok(Argument::Condition(match self.function(name)? {
                Condition::Exists(_) => "attribute_exists",
                Condition::NotExists(_) => "attribute_not_exists",
                Condition::IsType(..) => "attribute_type",
                Condition::BeginsWith(..) => "begins_with",
                _ => "contains",
            }));
        }
        if let Some(value) = self.take_value() {
            return Ok(Argument::Operand(Operand::Value(value)));
        }
        Ok(Argument::Operand(Operand::Path(self.path()?)))
    }

    /// The argument of `size` and what closes it.
    fn size(&mut self) -> Result<Path, String> {
        let [operand] = self.arguments("size")?;
        Ok(self.document_path("size", operand))
    }

    /// The arguments of a function and what closes it.
    fn function(&mut self, name: &str) -> Result<Condition, String> {
        Ok(match name {
            "attribute_exists" => {
                let [operand] = self.arguments(name)?;
                Condition::Exists(self.document_path(name, operand))
            }
            "attribute_not_exists" => {
                let [operand] = self.arguments(name)?;
                Condition::NotExists(self.document_path(name, operand))
            }
            "attribute_type" => {
                let [operand, kind] = self.arguments(name)?;
                let path = self.document_path(name, operand);
                Condition::IsType(path, self.attribute_type(&kind))
            }
            "begins_with" => {
                let [operand, prefix] = self.arguments(name)?;
                let is_text = |value: &Value| matches!(value, Value::String(_) | Value::Binary(_));
                for operand in [&operand, &prefix] {
                    self.note(check_type(name, operand, is_text));
                }
                self.note(check_distinct(name, &operand, &[&prefix]));
                Condition::BeginsWith(operand, prefix)
            }
            "contains" => {
                let [operand, searched] = self.arguments(name)?;
                self.note(check_distinct(name, &operand, &[&searched]));
                Condition::Contains(operand, searched)
            }
            "if_not_exists" | "list_append" => {
                return Err(format!(
                    "The function is not allowed in a condition expression; function: {name}"
                ));
            }
            _ => return Err(format!("Invalid function name; function: {name}")),
        })
    }

    /// Reads so many arguments. Another number is noted, and null stands for those that are missing.
    fn arguments<const COUNT: usize>(&mut self, name: &str) -> Result<[Operand; COUNT], String> {
        self.count_operator();
        let mut operands = vec![self.operand()?];
        while self.take_mark(",") {
            operands.push(self.operand()?);
        }
        self.expect_mark(")")?;
        let count = operands.len();
        if count != COUNT {
            self.note(Err(format!(
                "Incorrect number of operands for operator or function; operator or function: {name}, \
                 number of operands: {count}"
            )));
        }
        let mut operands = operands.into_iter();
        Ok(std::array::from_fn(|_| {
            operands.next().unwrap_or(Operand::Value(Value::Null))
        }))
    }

    fn document_path(&mut self, name: &str, operand: Operand) -> Path {
        if let Operand::Path(path) = operand {
            return path;
        }
        self.note(Err(format!(
            "Operator or function requires a document path; operator or function: {name}"
        )));
        Path {
            attribute: String::new(),
            steps: Vec::new(),
        }
    }

    fn attribute_type(&mut self, operand: &Operand) -> String {
        let Operand::Value(value) = operand else {
            self.note(Err(
                "The function is not allowed to be used this way in an expression; function: attribute_type"
                    .to_owned(),
            ));
            return String::new();
        };
        let Value::String(name) = value else {
            self.note(check_type("attribute_type", operand, |_| false));
            return String::new();
        };
        if !TYPES.contains(&name.as_str()) {
            let types = TYPES.join(",");
            self.note(Err(format!(
                "Invalid attribute type name found; type: {name}, valid types: {{{types}}}"
            )));
        }
        name.clone()
    }
}

/// Refuses a value that an operator has no use for.
fn check_type(operator: &str, operand: &Operand, accepts: impl Fn(&Value) -> bool) -> Result<(), String> {
    match operand {
        Operand::Value(value) if !accepts(value) => Err(format!(
            "Incorrect operand type for operator or function; operator or function: {operator}, operand type: {}",
            value.type_name()
        )),
        _ => Ok(()),
    }
}

/// Refuses bounds of a `BETWEEN` that nothing can lie between.
fn check_bounds(low: &Value, high: &Value) -> Result<(), String> {
    let bounds = || {
        format!(
            "lower bound operand: AttributeValue: {{{low}}}, upper bound operand: AttributeValue: {{{high}}}"
        )
    };
    match low.order(high) {
        Some(order) if order.is_gt() => Err(format!(
            "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; {}",
            bounds()
        )),
        Some(_) => Ok(()),
        None => Err(format!(
            "The BETWEEN operator requires same data type for lower and upper bounds; {}",
            bounds()
        )),
    }
}

/// Refuses an attribute that is compared with itself.
fn check_distinct(operator: &str, first: &Operand, others: &[&Operand]) -> Result<(), String> {
    let Operand::Path(path) = first else {
        return Ok(());
    };
    if !others.contains(&first) {
        return Ok(());
    }
    Err(format!(
        "The first operand must be distinct from the remaining operands for this operator or function; \
         operator: {operator}, first operand: {path}"
    ))
}

//! The grammar of conditions: `OR` binds less than `AND`, that less than `NOT`, that less than a comparison.

use super::{Comparator, Condition, Operand};
use crate::expression::parser::Parser;
use crate::expression::{Fault, Path, Placeholders};
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

pub(super) fn parse(source: &str, placeholders: &Placeholders) -> Result<Condition, Fault> {
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
    fn any_of(&mut self) -> Result<Condition, Fault> {
        let mut condition = self.all_of()?;
        while self.take_keyword("OR") {
            self.count_operator();
            condition = Condition::Or(Box::new(condition), Box::new(self.all_of()?));
        }
        Ok(condition)
    }

    fn all_of(&mut self) -> Result<Condition, Fault> {
        let mut condition = self.negation()?;
        while self.take_keyword("AND") {
            self.count_operator();
            condition = Condition::And(Box::new(condition), Box::new(self.negation()?));
        }
        Ok(condition)
    }

    fn negation(&mut self) -> Result<Condition, Fault> {
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

    fn comparison(&mut self) -> Result<Condition, Fault> {
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
                self.note(Fault::TooManyCandidates(count));
            }
            return Ok(Condition::In(left, candidates));
        }
        Err(self.syntax_error())
    }

    fn compare(&mut self, left: Operand, comparator: Comparator, right: Operand) -> Condition {
        let symbol = comparator.symbol();
        if !matches!(comparator, Comparator::Equal | Comparator::NotEqual) {
            for operand in [&left, &right] {
                self.note_failed(check_type(symbol, operand, Value::is_ordered));
            }
        }
        self.note_failed(check_distinct(symbol, &left, &[&right]));
        Condition::Compare(left, comparator, right)
    }

    fn between(&mut self, operand: Operand, low: Operand, high: Operand) -> Condition {
        for operand in [&operand, &low, &high] {
            self.note_failed(check_type("BETWEEN", operand, Value::is_ordered));
        }
        if let (Operand::Value(low), Operand::Value(high)) = (&low, &high) {
            self.note_failed(check_bounds(low, high));
        }
        Condition::Between(operand, low, high)
    }

    /// An operand of a comparison, or of a function.
    fn operand(&mut self) -> Result<Operand, Fault> {
        match self.argument()? {
            Argument::Operand(operand) => Ok(operand),
            Argument::Condition(name) => {
                self.note(Fault::FunctionAsOperand(name));
                Ok(Operand::Value(Value::Null))
            }
        }
    }

    fn argument(&mut self) -> Result<Argument, Fault> {
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
    fn size(&mut self) -> Result<Path, Fault> {
        let [operand] = self.arguments("size")?;
        Ok(self.document_path("size", operand))
    }

    /// The arguments of a function and what closes it.
    fn function(&mut self, name: &str) -> Result<Condition, Fault> {
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
                    self.note_failed(check_type(name, operand, is_text));
                }
                self.note_failed(check_distinct(name, &operand, &[&prefix]));
                Condition::BeginsWith(operand, prefix)
            }
            "contains" => {
                let [operand, searched] = self.arguments(name)?;
                self.note_failed(check_distinct(name, &operand, &[&searched]));
                Condition::Contains(operand, searched)
            }
            "if_not_exists" | "list_append" => {
                return Err(Fault::FunctionElsewhere {
                    expressions: "a condition expression",
                    name: name.to_owned(),
                });
            }
            _ => return Err(Fault::UnknownFunction(name.to_owned())),
        })
    }

    /// Reads so many arguments. Another number is noted, and null stands for those that are missing.
    fn arguments<const COUNT: usize>(&mut self, name: &str) -> Result<[Operand; COUNT], Fault> {
        self.count_operator();
        let mut operands = vec![self.operand()?];
        while self.take_mark(",") {
            operands.push(self.operand()?);
        }
        self.expect_mark(")")?;
        let count = operands.len();
        if count != COUNT {
            self.note(Fault::OperandCount {
                operator: name.to_owned(),
                count,
            });
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
        self.note(Fault::NoPath(name.to_owned()));
        Path {
            attribute: String::new(),
            steps: Vec::new(),
        }
    }

    fn attribute_type(&mut self, operand: &Operand) -> String {
        let Operand::Value(value) = operand else {
            self.note(Fault::FunctionAsOperand("attribute_type"));
            return String::new();
        };
        let Value::String(name) = value else {
            self.note_failed(check_type("attribute_type", operand, |_| false));
            return String::new();
        };
        if !TYPES.contains(&name.as_str()) {
            self.note(Fault::UnknownType {
                name: name.clone(),
                types: TYPES.join(","),
            });
        }
        name.clone()
    }
}

/// Refuses a value that an operator has no use for.
fn check_type(operator: &str, operand: &Operand, accepts: impl Fn(&Value) -> bool) -> Result<(), Fault> {
    match operand {
        Operand::Value(value) if !accepts(value) => Err(Fault::OperandType {
            operator: operator.to_owned(),
            kind: value.type_name(),
        }),
        _ => Ok(()),
    }
}

/// Refuses bounds of a `BETWEEN` that nothing can lie between.
fn check_bounds(low: &Value, high: &Value) -> Result<(), Fault> {
    match low.order(high) {
        Some(order) if order.is_le() => Ok(()),
        order => {
            let (low, high) = (low.to_string(), high.to_string());
            Err(match order {
                Some(_) => Fault::BoundsOrder { low, high },
                None => Fault::BoundsType { low, high },
            })
        }
    }
}

/// Refuses an attribute that is compared with itself.
fn check_distinct(operator: &str, first: &Operand, others: &[&Operand]) -> Result<(), Fault> {
    let Operand::Path(path) = first else {
        return Ok(());
    };
    if !others.contains(&first) {
        return Ok(());
    }
    Err(Fault::SameOperand {
        operator: operator.to_owned(),
        path: path.to_string(),
    })
}

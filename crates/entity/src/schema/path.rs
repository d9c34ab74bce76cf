//! Paths into attributes by the schema's names, and conditions in terms of them.

use super::Schema;
use super::attribute::Attribute;
use super::failure::Code;
use super::put::unknown_attribute;
use crate::expression::Node;
use crate::{Condition, Error, Name, Operand, Path, Value};

/// An attribute or a part of one.
pub(super) struct Resolved<'s> {
    /// Where the attribute at the root stands.
    pub(super) root: usize,
    /// What the schema says of the part.
    pub(super) attribute: &'s Attribute,
    /// Where it is stored.
    pub(super) stored: Path,
    /// The path goes through elements of lists or members of `any`.
    pub(super) is_dynamic: bool,
}

impl Schema {
    /// Where an attribute or a part of one is stored, by the names of the schema: `address.lines[0]`.
    ///
    /// # Errors
    /// When the schema knows no such attribute.
    pub fn path(&self, path: &str) -> Result<Path, Error> {
        self.resolve(path).map(|resolved| resolved.stored)
    }

    pub(super) fn resolve(&self, path: &str) -> Result<Resolved<'_>, Error> {
        match self.members().position(path) {
            Some(root) => Ok(self.whole(root, self.attribute(root).field.clone())),
            None => self.resolve_steps(path),
        }
    }

    /// As [`Schema::resolve`], of a name that can be used again.
    pub(super) fn resolve_owned(&self, path: Name) -> Result<Resolved<'_>, Error> {
        match self.members().position(&path) {
            Some(root) if self.attribute(root).field == path => Ok(self.whole(root, path)),
            _ => self.resolve(&path),
        }
    }

    fn whole(&self, root: usize, field: Name) -> Resolved<'_> {
        Resolved {
            root,
            attribute: self.attribute(root),
            stored: Path::from(field),
            is_dynamic: false,
        }
    }

    fn resolve_steps(&self, path: &str) -> Result<Resolved<'_>, Error> {
        let unknown = || unknown_attribute(self, Code::Attribute, path);
        let mut steps = path
            .split(['.', '['])
            .map(|step| step.strip_suffix(']').unwrap_or(step))
            .filter(|step| !step.is_empty());
        let root = steps
            .next()
            .and_then(|name| self.members().position(name))
            .ok_or_else(unknown)?;
        let mut attribute = self.attribute(root);
        let mut stored = Path::from(attribute.field.clone());
        let mut is_dynamic = false;
        for step in steps {
            let (child, field) = attribute.child(step).ok_or_else(unknown)?;
            is_dynamic |= std::ptr::eq(child, attribute) || step.parse::<u32>().is_ok();
            stored = match step.parse::<u32>() {
                Ok(position) => stored.element(position),
                Err(_) => stored.member(field),
            };
            attribute = child;
        }
        Ok(Resolved {
            root,
            attribute,
            stored,
            is_dynamic,
        })
    }

    /// A condition in terms of the schema's names, in those of the table.
    ///
    /// # Errors
    /// When it names an attribute that the schema does not know.
    pub fn condition(&self, condition: Condition) -> Result<Condition, Error> {
        self.translate(condition.0).map(Condition)
    }

    fn translate(&self, node: Node) -> Result<Node, Error> {
        let operand = |operand: Operand| -> Result<Operand, Error> {
            Ok(match operand {
                Operand::Path(path) => Operand::Path(self.named_by(&path)?.stored),
                Operand::Size(path) => Operand::Size(self.named_by(&path)?.stored),
                Operand::Value(value) => Operand::Value(value),
            })
        };
        // A value that is compared with an attribute in a key's place gets the text around it that is stored.
        let fix = |of: &Operand, value: Operand| -> Result<Operand, Error> {
            match (of, value) {
                (Operand::Path(path), Operand::Value(value)) => {
                    Ok(Operand::Value(self.named_by(path)?.attribute.operand(value)))
                }
                (_, value) => operand(value),
            }
        };
        let all = |nodes: Vec<Node>| -> Result<Vec<Node>, Error> {
            nodes.into_iter().map(|node| self.translate(node)).collect()
        };
        Ok(match node {
            Node::Exists(path) => Node::Exists(self.named_by(&path)?.stored),
            Node::NotExists(path) => Node::NotExists(self.named_by(&path)?.stored),
            Node::Compare(left, comparison, right) => {
                let right = fix(&left, *right)?;
                Node::Compare(operand(left)?, comparison, Box::new(right))
            }
            Node::Between(of, bounds) => {
                let [low, high] = *bounds;
                let bounds = [fix(&of, low)?, fix(&of, high)?];
                Node::Between(operand(of)?, Box::new(bounds))
            }
            Node::In(path, values) => {
                let known = self.named_by(&path)?;
                let values = values
                    .into_iter()
                    .map(|value| known.attribute.operand(value))
                    .collect::<Vec<Value>>();
                Node::In(known.stored, values)
            }
            Node::BeginsWith(of, prefix) => {
                let prefix = fix(&of, *prefix)?;
                Node::BeginsWith(operand(of)?, Box::new(prefix))
            }
            Node::Contains(of, part) => {
                let part = fix(&of, *part)?;
                Node::Contains(operand(of)?, Box::new(part))
            }
            Node::IsType(path, name) => Node::IsType(self.named_by(&path)?.stored, name),
            Node::And(nodes) => Node::And(all(nodes)?),
            Node::Or(nodes) => Node::Or(all(nodes)?),
            Node::Not(node) => Node::Not(Box::new(self.translate(*node)?)),
        })
    }

    fn named_by(&self, path: &Path) -> Result<Resolved<'_>, Error> {
        self.resolve(&path.to_string())
            .map_err(|_| unknown_attribute(self, Code::Where, &path.to_string()))
    }
}

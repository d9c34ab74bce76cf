//! Document paths: an attribute, or a part of one.

use std::fmt;

use crate::Name;

/// Where a value stands in an item: an attribute, and the way into it through maps and lists.
///
/// A name is taken as it is, dots included. [`Path::parse`] reads the notation with dots and brackets.
///
/// ```
/// use lockstep_entity::Path;
///
/// let path = Path::parse("lines[2].price").expect("it is well formed");
/// assert_eq!(path, Path::from("lines").element(2).member("price"));
/// assert_eq!(path.to_string(), "lines[2].price");
/// assert_eq!(Path::from("a.b").root(), "a.b");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    root: Name,
    steps: Vec<Step>,
}

/// One step into a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Member(Name),
    Element(u32),
}

impl Path {
    /// Reads `attribute.member[0].member`; `None` if it is not well formed.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (root, mut rest) = text.split_at(text.find(['.', '[']).unwrap_or(text.len()));
        if root.is_empty() {
            return None;
        }
        let mut path = Self::from(root.to_owned());
        while !rest.is_empty() {
            if let Some(member) = rest.strip_prefix('.') {
                let (member, following) = member.split_at(member.find(['.', '[']).unwrap_or(member.len()));
                if member.is_empty() {
                    return None;
                }
                path = path.member(member.to_owned());
                rest = following;
            } else {
                let (element, following) = rest.strip_prefix('[')?.split_once(']')?;
                path = path.element(element.parse().ok()?);
                rest = following;
            }
        }
        Some(path)
    }

    /// A member of the map at this path.
    #[must_use]
    pub fn member(mut self, name: impl Into<Name>) -> Self {
        self.steps.push(Step::Member(name.into()));
        self
    }

    /// An element of the list at this path, counted from 0.
    #[must_use]
    pub fn element(mut self, position: u32) -> Self {
        self.steps.push(Step::Element(position));
        self
    }

    /// The attribute's name.
    pub fn root(&self) -> &str {
        &self.root
    }

    /// Whether it is a whole attribute.
    pub fn is_attribute(&self) -> bool {
        self.steps.is_empty()
    }

    pub(crate) fn into_parts(self) -> (Name, Vec<Step>) {
        (self.root, self.steps)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.root)?;
        for step in &self.steps {
            match step {
                Step::Member(name) => write!(formatter, ".{name}")?,
                Step::Element(position) => write!(formatter, "[{position}]")?,
            }
        }
        Ok(())
    }
}

impl<N: Into<Name>> From<N> for Path {
    fn from(name: N) -> Self {
        Self {
            root: name.into(),
            steps: Vec::new(),
        }
    }
}

//! Projections: which attributes are answered.

use super::parser::Parser;
use super::path::{Element, Path, check_overlaps};
use super::{Kind, Placeholders, Refusal};
use crate::value::{Item, Value};

/// The attributes that an answer keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Projection {
    /// In order, so that elements of a list come one after the other.
    paths: Vec<Path>,
    /// Each place becomes an attribute of its own, by the last name on the way to it.
    is_flat: bool,
}

impl Projection {
    /// Reads a projection.
    pub(crate) fn parse(source: &str, placeholders: &Placeholders) -> Result<Self, Refusal> {
        let parse = || {
            let mut parser = Parser::new(source, placeholders)?;
            let mut paths = vec![parser.path()?];
            while parser.take_mark(",") {
                paths.push(parser.path()?);
            }
            parser.finish()?;
            check_overlaps(&paths.iter().collect::<Vec<_>>())?;
            Ok(Self::of(paths))
        };
        parse().map_err(|fault| Kind::Projection.refuse(fault))
    }

    /// A projection to whole attributes.
    pub(crate) fn of_attributes<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        Self::of(names.into_iter().map(Path::to).collect())
    }

    /// A projection to places that do not overlap.
    pub(crate) fn of_paths<'a>(paths: impl IntoIterator<Item = &'a Path>) -> Self {
        Self::of(paths.into_iter().cloned().collect())
    }

    /// A projection that makes an attribute of each place, by the last name on the way to it: what a statement selects.
    pub(crate) fn of_columns(paths: Vec<Path>) -> Self {
        Self { paths, is_flat: true }
    }

    fn of(mut paths: Vec<Path>) -> Self {
        paths.sort();
        Self {
            paths,
            is_flat: false,
        }
    }

    /// The places that it leads to.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &Path> {
        self.paths.iter()
    }

    /// What the projection leaves of an item. Elements of a list close ranks.
    pub(crate) fn apply(&self, item: &Item) -> Item {
        if self.is_flat {
            let column = |path: &Path| Some((path.last_name(), path.find(item)?.clone()));
            return self.paths.iter().filter_map(column).collect();
        }
        let mut kept = Item::new();
        let mut rest = self.paths.as_slice();
        while let Some(first) = rest.first() {
            let count = rest
                .iter()
                .take_while(|path| path.attribute == first.attribute)
                .count();
            let (group, after) = rest.split_at(count);
            rest = after;
            let steps: Vec<&[Element]> = group.iter().map(|path| path.steps.as_slice()).collect();
            if let Some(value) = item.get(&first.attribute).and_then(|value| keep(value, &steps)) {
                kept.insert(first.attribute.clone(), value);
            }
        }
        kept
    }
}

/// What is left of ways after their first step.
fn after_first<'a>(ways: &[&'a [Element]]) -> Vec<&'a [Element]> {
    ways.iter().map(|way| &way[1..]).collect()
}

/// What some ways into a value leave of it: nothing, if they all lead to nothing.
fn keep(value: &Value, ways: &[&[Element]]) -> Option<Value> {
    if ways.iter().any(|way| way.is_empty()) {
        return Some(value.clone());
    }
    // Sorted ways with the same first step are neighbours.
    let groups = ways.chunk_by(|one, two| one[0] == two[0]);
    match value {
        Value::Map(map) => {
            let member = |group: &[&[Element]]| match &group[0][0] {
                Element::Name(name) => Some((name.clone(), keep(map.get(name)?, &after_first(group))?)),
                Element::Index(_) => None,
            };
            let kept: Item = groups.filter_map(member).collect();
            (!kept.is_empty()).then_some(Value::Map(kept))
        }
        Value::List(list) => {
            let element = |group: &[&[Element]]| match group[0][0] {
                Element::Index(index) => keep(list.get(index)?, &after_first(group)),
                Element::Name(_) => None,
            };
            let kept: Vec<Value> = groups.filter_map(element).collect();
            (!kept.is_empty()).then_some(Value::List(kept))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Placeholders, Projection};
    use crate::value::json::from_item;
    use crate::value::testing::item;

    fn check(source: &str, expected: &str) {
        let placeholders = Placeholders::new([("#n".to_owned(), "name".to_owned())].into(), [].into());
        let item = item(
            r#"{"name":{"S":"n"},"l":{"L":[{"M":{"a":{"S":"0a"},"b":{"S":"0b"}}},{"S":"1"},{"S":"2"}]},
                "m":{"M":{"x":{"S":"x"},"y":{"M":{"z":{"S":"z"}}}}}}"#,
        );
        let actual = match Projection::parse(source, &placeholders) {
            Ok(projection) => from_item(&projection.apply(&item)).to_string(),
            Err(refusal) => refusal.to_string(),
        };
        assert_eq!(actual, expected, "{source}");
    }

    #[test]
    fn parts_of_an_item() {
        check("#n", r#"{"name":{"S":"n"}}"#);
        check("nothing", "{}");
        check("l[2], l[1]", r#"{"l":{"L":[{"S":"1"},{"S":"2"}]}}"#);
        check(
            "l[0].b, l[0].a",
            r#"{"l":{"L":[{"M":{"a":{"S":"0a"},"b":{"S":"0b"}}}]}}"#,
        );
        check(
            "m.y.z, m.x",
            r#"{"m":{"M":{"x":{"S":"x"},"y":{"M":{"z":{"S":"z"}}}}}}"#,
        );
        check("m.q, l[9], #n.a", "{}");
    }

    #[test]
    fn refused_projections() {
        for (source, reason) in [
            ("", "The expression can not be empty;"),
            ("a,", r#"Syntax error; token: "<EOF>", near: ",""#),
            ("a b", r#"Syntax error; token: "b", near: "a b""#),
            (
                "name",
                "Attribute name is a reserved keyword; reserved keyword: name",
            ),
            (
                "#x",
                "An expression attribute name used in the document path is not defined; attribute name: #x",
            ),
            (
                "m, m.x",
                "Two document paths overlap with each other; must remove or rewrite one of these paths; \
                 path one: [m], path two: [m, x]",
            ),
            (
                "#n, l[0], l[0]",
                "Two document paths overlap with each other; must remove or rewrite one of these paths; \
                 path one: [l, [0]], path two: [l, [0]]",
            ),
        ] {
            check(source, &format!("Invalid ProjectionExpression: {reason}"));
        }
    }
}

//! What the derive writes: constant data, of which the model is made when it is first asked for.
//!
//! It is constant so that the compiler can compare entities ([`crate::Collection`]); the texts that keys start with are
//! made at run time, by the code that also serves the models read from JSON.

use super::{AttributeModel, Index, IndexKind, Model};
use crate::Name;
use crate::key::{Casing, Fixings, Key, KeyPart, Names, Padding};

/// An entity.
#[derive(Debug)]
pub struct Spec {
    pub service: &'static str,
    pub entity: &'static str,
    pub version: &'static str,
    /// The attributes that hold the entity's name and its version.
    pub identifiers: [&'static str; 2],
    pub unique_keys: bool,
    pub attributes: &'static [AttributeSpec],
    /// The primary one first.
    pub indexes: &'static [IndexSpec],
}

/// An attribute.
#[derive(Debug)]
pub struct AttributeSpec {
    pub name: &'static str,
    pub required: bool,
    /// It is part of the primary key.
    pub key: bool,
    pub read_only: bool,
    pub label: Option<&'static str>,
    /// The least length in a key, and what fills it up.
    pub padding: Option<(usize, &'static str)>,
    /// The names of a union's attributes, which stand among those of the row.
    pub flat: Option<&'static [&'static str]>,
}

/// An index.
#[derive(Debug)]
pub struct IndexSpec {
    pub access: &'static str,
    pub name: Option<&'static str>,
    pub kind: IndexKind,
    pub partition: KeySpec,
    pub sort: Option<KeySpec>,
    pub collections: &'static [&'static str],
    pub scope: Option<&'static str>,
    /// Whether some rows are not in the index: a key is optional, can be empty, or the index has a condition.
    pub sparse: bool,
    /// The attributes that the index's condition looks at; none if it has no condition.
    pub condition: Option<&'static [usize]>,
}

/// A key of an index.
#[derive(Debug)]
pub struct KeySpec {
    pub field: &'static str,
    pub parts: &'static [PartSpec],
    pub casing: Casing,
    pub generated: bool,
    pub numeric: bool,
    /// It is the key of another index too, which writes it.
    pub shared: bool,
}

/// A part of a key.
#[derive(Debug)]
pub enum PartSpec {
    Text(&'static str),
    Attribute(usize),
}

impl Spec {
    pub(super) fn model(&self) -> Model {
        let attribute = |attribute: &AttributeSpec| AttributeModel {
            name: Name::Borrowed(attribute.name),
            required: attribute.required,
            key: attribute.key,
            read_only: attribute.read_only,
            flat: attribute.flat,
        };
        Model {
            service: Name::Borrowed(self.service),
            entity: Name::Borrowed(self.entity),
            version: Name::Borrowed(self.version),
            identifiers: self.identifiers.map(Name::Borrowed),
            unique_keys: self.unique_keys,
            flattens: self.attributes.iter().any(|attribute| attribute.flat.is_some()),
            attributes: self.attributes.iter().map(attribute).collect(),
            indexes: self.indexes.iter().map(|index| self.index(index)).collect(),
        }
    }

    fn index(&self, spec: &IndexSpec) -> Index {
        let names = Names {
            service: self.service,
            entity: self.entity,
            version: self.version,
            beta: false,
            scope: spec.scope,
            clustered: spec.kind == IndexKind::Clustered,
            has_sort: spec.sort.is_some(),
        };
        let fixings = Fixings::new(names, spec.collections);
        let partition = self.key(&spec.partition, fixings.partition, String::new(), false);
        let sort = spec
            .sort
            .as_ref()
            .map(|sort| self.key(sort, fixings.sort, fixings.postfix, true));
        let composites = partition
            .composites()
            .chain(sort.iter().flat_map(Key::composites));
        let mut depends: Vec<usize> = composites.collect();
        depends.extend(spec.condition.unwrap_or_default());
        depends.sort_unstable();
        depends.dedup();
        Index {
            access: Name::Borrowed(spec.access),
            name: spec.name.map(Name::Borrowed),
            kind: spec.kind,
            partition,
            sort,
            shared: [
                spec.partition.shared,
                spec.sort.as_ref().is_some_and(|sort| sort.shared),
            ],
            collections: spec.collections,
            conditional: spec.condition.is_some(),
            sparse: spec.sparse,
            depends,
        }
    }

    /// `empty_label`: a label may be empty, as `ElectroDB` has it in sort keys only.
    fn key(&self, spec: &KeySpec, prefix: String, postfix: String, empty_label: bool) -> Key {
        let (mut prefix, mut postfix) = if spec.generated {
            (prefix, postfix)
        } else {
            (String::new(), String::new())
        };
        spec.casing.apply(&mut prefix);
        spec.casing.apply(&mut postfix);
        let mut parts = Vec::with_capacity(spec.parts.len());
        let mut text = "";
        for part in spec.parts {
            let position = match part {
                PartSpec::Text(literal) => {
                    text = literal;
                    continue;
                }
                PartSpec::Attribute(position) => *position,
            };
            let attribute = &self.attributes[position];
            let label = attribute.label.filter(|label| empty_label || !label.is_empty());
            let label = label.unwrap_or(attribute.name);
            let (text, label) = if spec.generated {
                (Name::Owned(format!("#{label}_")), Name::Borrowed(label))
            } else {
                let text = std::mem::take(&mut text);
                (Name::Borrowed(text), Name::Borrowed(text))
            };
            parts.push(KeyPart {
                text,
                label,
                attribute: Some(position),
                padding: attribute.padding.map(|(length, fill)| Padding {
                    length,
                    fill: Name::Borrowed(fill),
                }),
            });
        }
        if !text.is_empty() {
            parts.push(KeyPart {
                text: Name::Borrowed(text),
                label: Name::Borrowed(text),
                attribute: None,
                padding: None,
            });
        }
        Key {
            field: Name::Borrowed(spec.field),
            prefix,
            composites: parts.iter().filter_map(|part| part.attribute).collect(),
            parts,
            postfix,
            casing: spec.casing,
            numeric: spec.numeric,
            custom: !spec.generated,
        }
    }
}

impl Spec {
    /// Whether no attribute of a flattened union has the name of another attribute of the item.
    pub const fn is_distinct(&self) -> bool {
        let mut at = 0;
        while at < self.attributes.len() {
            if let Some(names) = self.attributes[at].flat {
                let mut name = 0;
                while name < names.len() {
                    if self.is_taken(at, names[name]) {
                        return false;
                    }
                    name += 1;
                }
            }
            at += 1;
        }
        true
    }

    /// Whether a name is that of an identifier, of a key, or of an attribute other than the one at this position.
    const fn is_taken(&self, position: usize, name: &str) -> bool {
        if same(self.identifiers[0], name) || same(self.identifiers[1], name) {
            return true;
        }
        let mut at = 0;
        while at < self.attributes.len() {
            let attribute = &self.attributes[at];
            let taken = match attribute.flat {
                None => same(attribute.name, name),
                Some(names) => at != position && contains(names, name),
            };
            if taken {
                return true;
            }
            at += 1;
        }
        at = 0;
        while at < self.indexes.len() {
            let index = &self.indexes[at];
            let is_sort = match &index.sort {
                Some(sort) => same(sort.field, name),
                None => false,
            };
            if same(index.partition.field, name) || is_sort {
                return true;
            }
            at += 1;
        }
        false
    }
}

const fn contains(names: &[&str], name: &str) -> bool {
    let mut at = 0;
    while at < names.len() {
        if same(names[at], name) {
            return true;
        }
        at += 1;
    }
    false
}

/// Whether two texts are the same, for constants.
pub(crate) const fn same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len() != other.len() {
        return false;
    }
    let mut at = 0;
    while at < one.len() {
        if one[at] != other[at] {
            return false;
        }
        at += 1;
    }
    true
}

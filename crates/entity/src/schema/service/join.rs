//! Joining a schema: what the members of a collection must have alike.

use super::super::failure::{Code, failure};
use super::super::key::Key;
use super::super::{Index, IndexKind, Projection, Schema};
use super::{Collection, Service};
use crate::Error;

impl Service {
    pub(super) fn join(&mut self, alias: String, schema: Schema) -> Result<(), Error> {
        let refuse =
            |what: std::fmt::Arguments<'_>| Err(failure(Code::Join, format_args!("`{alias}`: {what}")));
        if self.members.iter().any(|(known, _)| *known == alias) {
            return refuse(format_args!("there is a schema of that name already"));
        }
        if let Some((other, first)) = self.members.first()
            && first.service().to_lowercase() != schema.service().to_lowercase()
        {
            let (theirs, ours) = (first.service(), schema.service());
            return refuse(format_args!(
                "its service is `{ours}`, that of `{other}` is `{theirs}`"
            ));
        }
        let member = self.members.len();
        for (position, index) in schema.inner.indexes.iter().enumerate() {
            for (depth, name) in index.collections.iter().enumerate() {
                let path = index.collections[..=depth].to_vec();
                match self.collections.iter().position(|known| known.name == *name) {
                    None => {
                        if index.kind != IndexKind::Isolated && index.collections.len() > 1 {
                            return refuse(format_args!(
                                "only isolated indexes have sub-collections, not that of `{name}`"
                            ));
                        }
                        self.collections.push(Collection {
                            name: name.clone(),
                            kind: index.kind,
                            members: vec![(member, position)],
                            shared: index.sort_composites().len(),
                            path,
                        });
                    }
                    Some(known) => {
                        let shared = self.expect_same(known, &alias, &schema, index, &path)?;
                        let collection = &mut self.collections[known];
                        collection.members.push((member, position));
                        collection.shared = shared;
                    }
                }
            }
        }
        self.members.push((alias, schema));
        Ok(())
    }

    /// Checks an index against the members that a collection has already. Returns how many attributes of the sort key they
    /// share.
    fn expect_same(
        &self,
        collection: usize,
        alias: &str,
        schema: &Schema,
        index: &Index,
        path: &[String],
    ) -> Result<usize, Error> {
        let collection = &self.collections[collection];
        let (member, position) = collection.members[0];
        let (other_alias, other_schema) = &self.members[member];
        let other = &other_schema.inner.indexes[position];
        let name = &collection.name;
        let refuse = |what: String| {
            Err(failure(
                Code::Join,
                format_args!("`{alias}` does not fit `{other_alias}` in the collection `{name}`: {what}"),
            ))
        };
        if collection.kind != index.kind {
            return refuse("one index is isolated, clustered or composite, and the other is not".to_owned());
        }
        if index.kind != IndexKind::Isolated && index.collections.len() > 1 {
            return refuse("only isolated indexes have sub-collections".to_owned());
        }
        if collection.path != path {
            return refuse(format!(
                "the collections above it are {:?} and {path:?}",
                collection.path
            ));
        }
        if other.name != index.name {
            return refuse("it is on another index".to_owned());
        }
        if other.partition.field != index.partition.field {
            return refuse("the partition keys have different names in the table".to_owned());
        }
        if other.scope != index.scope {
            return refuse("the scopes differ".to_owned());
        }
        if !same_projection(&other.projection, &index.projection) {
            return refuse("the projections differ".to_owned());
        }
        let custom = |index: &Index| index.sort.as_ref().is_some_and(|sort| sort.custom);
        if other.partition.custom != index.partition.custom || custom(other) != custom(index) {
            return refuse("one has a template where the other has none".to_owned());
        }
        let casing = |index: &Index| index.sort.as_ref().map(|sort| sort.casing);
        if other.partition.casing != index.partition.casing || casing(other) != casing(index) {
            return refuse("the casings of the keys differ".to_owned());
        }
        let labels = |schema: &Schema, key: &Key| -> Vec<(Option<String>, String)> {
            key.parts
                .iter()
                .map(|part| {
                    let name = part
                        .attribute
                        .map(|position| schema.attribute(position).name.to_string());
                    (name, part.label.to_string())
                })
                .collect()
        };
        let partitions = (
            labels(other_schema, &other.partition),
            labels(schema, &index.partition),
        );
        if partitions.0 != partitions.1 {
            return refuse("the partition keys are made of different attributes or labels".to_owned());
        }
        if let Err(what) = self.expect_same_attributes(collection, schema, index) {
            return refuse(what);
        }
        let (Some(theirs), Some(ours)) = (&other.sort, &index.sort) else {
            return Ok(0);
        };
        let (theirs, ours) = (labels(other_schema, theirs), labels(schema, ours));
        if index.kind != IndexKind::Isolated {
            for (theirs, ours) in theirs
                .iter()
                .zip(&ours)
                .take_while(|(theirs, ours)| theirs.0 == ours.0)
            {
                if theirs.1 != ours.1 {
                    return refuse(format!("the labels `{}` and `{}` differ", theirs.1, ours.1));
                }
            }
        }
        let shared = theirs
            .iter()
            .zip(&ours)
            .take_while(|(theirs, ours)| theirs == ours)
            .count();
        Ok(shared.min(collection.shared))
    }

    /// Attributes of one name must be stored alike by all members.
    fn expect_same_attributes(
        &self,
        collection: &Collection,
        schema: &Schema,
        index: &Index,
    ) -> Result<(), String> {
        for attribute in &schema.members().list {
            for (member, _) in &collection.members {
                let Some(other) = self.members[*member].1.members().get(&attribute.name) else {
                    continue;
                };
                let name = &attribute.name;
                if other.field != attribute.field {
                    return Err(format!(
                        "`{name}` is stored as `{}` and as `{}`",
                        other.field, attribute.field
                    ));
                }
                let padding = |attribute: &super::super::Attribute| {
                    attribute
                        .padding
                        .as_ref()
                        .map(|padding| (padding.length, padding.fill.clone()))
                };
                let position = schema.members().position(name);
                let in_key = position.is_some_and(|position| index.partition.composites.contains(&position));
                if in_key && padding(other) != padding(attribute) {
                    return Err(format!("`{name}` is padded in different ways"));
                }
            }
        }
        Ok(())
    }
}

fn same_projection(one: &Projection, two: &Projection) -> bool {
    matches!(
        (one, two),
        (Projection::All, Projection::All)
            | (Projection::KeysOnly, Projection::KeysOnly)
            | (Projection::Include { .. }, Projection::Include { .. })
    )
}

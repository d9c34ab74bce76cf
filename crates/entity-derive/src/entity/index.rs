//! `#[index(…)]`: the table's own key, and the keys of its secondary indexes.

use syn::spanned::Spanned;
use syn::{Attribute, Error, Ident, LitStr, Result};

use super::input::IDENTIFIERS;
use super::template::{self, Part};

/// An index of an entity.
pub(crate) struct Index {
    /// How the entity's own code calls it; `primary` is the table.
    pub(crate) access: Ident,
    /// The index's name in the table; none for the table itself.
    pub(crate) name: Option<LitStr>,
    pub(crate) partition: Template,
    pub(crate) sort: Template,
}

/// A key attribute and its template.
pub(crate) struct Template {
    pub(crate) field: String,
    pub(crate) source: LitStr,
    pub(crate) parts: Vec<Part>,
}

impl Template {
    /// The positions of the fields that the key is made of, each once.
    pub(crate) fn composites(&self) -> Vec<usize> {
        let mut composites = Vec::new();
        for part in &self.parts {
            if let Part::Field(field) = part
                && !composites.contains(field)
            {
                composites.push(*field);
            }
        }
        composites
    }
}

impl Index {
    pub(crate) fn is_primary(&self) -> bool {
        self.name.is_none()
    }

    pub(crate) fn templates(&self) -> [&Template; 2] {
        [&self.partition, &self.sort]
    }

    fn parse(attribute: &Attribute, fields: &[(String, String)]) -> Result<Self> {
        let mut access: Option<Ident> = None;
        let [mut name, mut pk, mut sk, mut pk_field, mut sk_field] = [const { None::<LitStr> }; 5];
        attribute.parse_nested_meta(|meta| {
            let option = match meta.path.require_ident()?.to_string().as_str() {
                "name" => &mut name,
                "pk" => &mut pk,
                "sk" => &mut sk,
                "pk_field" => &mut pk_field,
                "sk_field" => &mut sk_field,
                _ if access.is_none() => {
                    access = Some(meta.path.require_ident()?.clone());
                    return Ok(());
                }
                _ => return Err(meta.error("expected `name`, `pk`, `sk`, `pk_field` or `sk_field`")),
            };
            if option.is_some() {
                return Err(meta.error("given twice"));
            }
            *option = Some(meta.value()?.parse()?);
            Ok(())
        })?;
        let missing = |what: &str| Error::new(attribute.span(), what);
        let access = access.ok_or_else(|| {
            missing("an index starts with how it is called: `#[index(primary, …)]` or, say, `#[index(by_date, …)]`")
        })?;
        match (&name, access == "primary") {
            (Some(name), true) => {
                return Err(Error::new(
                    name.span(),
                    "the primary index is the table itself and has no name",
                ));
            }
            (None, false) => {
                let message = format!(
                    "index `{access}` needs the name that it has in the table, such as `name = \"GSI1\"`"
                );
                return Err(missing(&message));
            }
            _ => {}
        }
        let pk = pk.ok_or_else(|| {
            missing(&format!(
                "index `{access}` needs a partition key, such as `pk = \"ORDER#{{order_id}}\"`"
            ))
        })?;
        let sk = sk.ok_or_else(|| {
            missing(&format!(
                "index `{access}` needs a sort key, such as `sk = \"LINE#{{id}}\"`"
            ))
        })?;
        let prefix = name
            .as_ref()
            .map(|name| name.value().to_lowercase())
            .unwrap_or_default();
        let template = |template: LitStr, field: Option<LitStr>, suffix: &str| {
            let field = field.map_or_else(|| format!("{prefix}{suffix}"), |field| field.value());
            let parts = template::parse(&template, fields)?;
            Ok::<_, Error>(Template {
                field,
                source: template,
                parts,
            })
        };
        let (partition, sort) = (template(pk, pk_field, "pk")?, template(sk, sk_field, "sk")?);
        Ok(Self {
            access,
            name,
            partition,
            sort,
        })
    }
}

/// Reads all indexes, the primary one first. `fields` are the struct's fields, each with its attribute's name.
pub(crate) fn parse_all(
    struct_name: &Ident,
    attributes: &[Attribute],
    fields: &[(String, String)],
) -> Result<Vec<Index>> {
    let mut indexes: Vec<Index> = Vec::new();
    for attribute in attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("index"))
    {
        let index = Index::parse(attribute, fields)?;
        for earlier in &indexes {
            distinct(earlier, &index)?;
        }
        reserved(&index, fields)?;
        indexes.push(index);
    }
    let Some(primary) = indexes.iter().position(Index::is_primary) else {
        let message = "an entity needs a primary index, such as `#[index(primary, pk = \"ORDER#{id}\", sk = \"ORDER\")]`";
        return Err(Error::new(struct_name.span(), message));
    };
    indexes[..=primary].rotate_right(1);
    Ok(indexes)
}

fn distinct(earlier: &Index, index: &Index) -> Result<()> {
    if earlier.access == index.access {
        let message = if index.is_primary() {
            "an entity has one primary index, and this is the second".to_owned()
        } else {
            format!("there is another index called `{}`", index.access)
        };
        return Err(Error::new(index.access.span(), message));
    }
    if let (Some(first), Some(second)) = (&earlier.name, &index.name)
        && first.value() == second.value()
    {
        let message = format!(
            "index {:?} of the table already serves `{}`",
            second.value(),
            earlier.access
        );
        return Err(Error::new(second.span(), message));
    }
    for template in index.templates() {
        if let Some(taken) = earlier
            .templates()
            .into_iter()
            .find(|taken| taken.field == template.field)
        {
            let message = format!(
                "key attribute `{}` already belongs to index `{}`",
                taken.field, earlier.access
            );
            return Err(Error::new(template.source.span(), message));
        }
    }
    Ok(())
}

/// A key attribute cannot share its name with another attribute: a write would store two values under one name.
fn reserved(index: &Index, fields: &[(String, String)]) -> Result<()> {
    for template in index.templates() {
        let name = &template.field;
        let problem = if let Some((field, _)) = fields.iter().find(|(_, attribute)| attribute == name) {
            format!("key attribute `{name}` has the name of field `{field}`")
        } else if IDENTIFIERS.contains(&name.as_str()) {
            format!("key attribute `{name}` has the name of the attribute for an item's entity or version")
        } else {
            continue;
        };
        let message = format!("{problem}; name another with `pk_field` or `sk_field`");
        return Err(Error::new(template.source.span(), message));
    }
    if index.partition.field == index.sort.field {
        let message = format!(
            "key attribute `{}` is already the partition key of this index",
            index.sort.field
        );
        return Err(Error::new(index.sort.source.span(), message));
    }
    Ok(())
}

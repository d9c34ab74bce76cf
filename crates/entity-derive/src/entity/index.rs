//! `#[index(…)]`: the table's own key, and the keys of its secondary indexes.

mod check;

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::meta::ParseNestedMeta;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Error, Ident, LitStr, Path, Result, Token, bracketed, parenthesized, token};

use super::template::{self, Part};
use check::{distinct, reserved};

/// An index of an entity.
pub(crate) struct Index {
    /// How the entity's own code calls it; `primary` is the table.
    pub(crate) access: Ident,
    /// The index's name in the table; none for the table itself.
    pub(crate) name: Option<LitStr>,
    pub(crate) partition: Key,
    pub(crate) sort: Option<Key>,
    /// The collections that the entity is part of here, the outermost one first.
    pub(crate) collections: Vec<LitStr>,
    pub(crate) clustered: bool,
    /// The attributes themselves are the key.
    pub(crate) composite: bool,
    pub(crate) scope: Option<LitStr>,
    pub(crate) condition: Option<Condition>,
}

/// A function that says whether a row is in the index.
pub(crate) struct Condition {
    pub(crate) function: Path,
    /// The fields that it looks at, besides those of the keys.
    pub(crate) fields: Vec<usize>,
}

/// A key attribute, and what it is made of.
pub(crate) struct Key {
    pub(crate) field: String,
    pub(crate) span: Span,
    pub(crate) parts: Vec<Part>,
    /// `ElectroDB` generates the text around the fields.
    pub(crate) generated: bool,
    pub(crate) casing: Casing,
    pub(crate) numeric: bool,
    /// An earlier index has the same key.
    pub(crate) shared: bool,
    /// As it stands in the source, for documentation.
    pub(crate) text: String,
}

/// How the text of a key is changed once it is complete.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Casing {
    Lower,
    Upper,
    None,
}

/// A field of the struct, and its attribute's name.
pub(crate) type Names = [(String, String)];

impl Key {
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

    pub(crate) fn keys(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.partition).chain(&self.sort)
    }

    /// The positions of the fields on which its keys depend, each once.
    pub(crate) fn depends(&self) -> Vec<usize> {
        let mut positions = self.composites();
        for position in self.condition.iter().flat_map(|condition| &condition.fields) {
            if !positions.contains(position) {
                positions.push(*position);
            }
        }
        positions
    }

    /// The positions of the fields in its keys, each once, those of the partition key first.
    pub(crate) fn composites(&self) -> Vec<usize> {
        let mut positions = self.partition.composites();
        for position in self.sort.iter().flat_map(Key::composites) {
            if !positions.contains(&position) {
                positions.push(position);
            }
        }
        positions
    }
}

/// What stands behind `pk =` and `sk =`.
enum KeySource {
    Template(LitStr),
    Fields(Span, Punctuated<Ident, Token![,]>),
}

impl KeySource {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        if input.peek(token::Bracket) {
            let content;
            let bracket = bracketed!(content in input);
            let fields = Punctuated::parse_terminated(&content)?;
            return Ok(Self::Fields(bracket.span.join(), fields));
        }
        if input.peek(LitStr) {
            return input.parse().map(Self::Template);
        }
        Err(input.error(
            "expected a template such as `\"ORDER#{id}\"`, or the fields of a generated key such as `[customer, id]`",
        ))
    }

    fn span(&self) -> Span {
        match self {
            Self::Template(template) => template.span(),
            Self::Fields(span, _) => *span,
        }
    }
}

const OPTIONS: &str = "expected `name`, `pk`, `sk`, `pk_field`, `sk_field`, `casing`, `pk_casing`, `sk_casing`, `pk_cast`, \
                       `sk_cast`, `scope`, `collection`, `clustered`, `composite`, `condition` or `condition_fields`";

/// What `#[index(…)]` says, before it is checked.
#[derive(Default)]
struct Draft {
    access: Option<Ident>,
    name: Option<LitStr>,
    pk: Option<KeySource>,
    sk: Option<KeySource>,
    pk_field: Option<LitStr>,
    sk_field: Option<LitStr>,
    casing: Option<LitStr>,
    pk_casing: Option<LitStr>,
    sk_casing: Option<LitStr>,
    pk_cast: Option<LitStr>,
    sk_cast: Option<LitStr>,
    scope: Option<LitStr>,
    collections: Vec<LitStr>,
    clustered: Option<Span>,
    composite: Option<Span>,
    condition: Option<Path>,
    condition_fields: Vec<Ident>,
}

impl Draft {
    fn read(&mut self, meta: &ParseNestedMeta<'_>) -> Result<()> {
        fn once<T>(meta: &ParseNestedMeta<'_>, option: &mut Option<T>, value: T) -> Result<()> {
            match option.replace(value) {
                None => Ok(()),
                Some(_) => Err(meta.error("given twice")),
            }
        }
        let option = meta.path.require_ident()?.to_string();
        match option.as_str() {
            "pk" => once(meta, &mut self.pk, KeySource::parse(meta.value()?)?),
            "sk" => once(meta, &mut self.sk, KeySource::parse(meta.value()?)?),
            "name" => once(meta, &mut self.name, meta.value()?.parse()?),
            "pk_field" => once(meta, &mut self.pk_field, meta.value()?.parse()?),
            "sk_field" => once(meta, &mut self.sk_field, meta.value()?.parse()?),
            "casing" => once(meta, &mut self.casing, meta.value()?.parse()?),
            "pk_casing" => once(meta, &mut self.pk_casing, meta.value()?.parse()?),
            "sk_casing" => once(meta, &mut self.sk_casing, meta.value()?.parse()?),
            "pk_cast" => once(meta, &mut self.pk_cast, meta.value()?.parse()?),
            "sk_cast" => once(meta, &mut self.sk_cast, meta.value()?.parse()?),
            "scope" => once(meta, &mut self.scope, meta.value()?.parse()?),
            "condition" => once(meta, &mut self.condition, meta.value()?.parse()?),
            "clustered" if !meta.input.peek(Token![=]) => once(meta, &mut self.clustered, meta.path.span()),
            "composite" if !meta.input.peek(Token![=]) => once(meta, &mut self.composite, meta.path.span()),
            "collection" if meta.input.peek(token::Paren) => {
                let content;
                parenthesized!(content in meta.input);
                let names = Punctuated::<LitStr, Token![,]>::parse_terminated(&content)?;
                self.collections.extend(names);
                Ok(())
            }
            "collection" => {
                self.collections.push(meta.value()?.parse()?);
                Ok(())
            }
            "condition_fields" => {
                let content;
                parenthesized!(content in meta.input);
                let fields = Punctuated::<Ident, Token![,]>::parse_terminated(&content)?;
                self.condition_fields.extend(fields);
                Ok(())
            }
            _ if self.access.is_none() && !meta.input.peek(Token![=]) => {
                self.access = Some(meta.path.require_ident()?.clone());
                Ok(())
            }
            _ => Err(meta.error(OPTIONS)),
        }
    }

    /// An index whose key is the attributes themselves has nothing that says how its keys are made.
    fn expect_composite(&self, access: &Ident) -> Result<()> {
        let Some(span) = self.composite else { return Ok(()) };
        let is_empty =
            |key: &Option<KeySource>| matches!(key, Some(KeySource::Fields(_, fields)) if fields.is_empty());
        let is_template = |key: &Option<KeySource>| matches!(key, Some(KeySource::Template(_)));
        let options = [
            &self.pk_field,
            &self.sk_field,
            &self.casing,
            &self.pk_casing,
            &self.sk_casing,
            &self.pk_cast,
            &self.sk_cast,
            &self.scope,
        ];
        let message = if access == "primary" {
            "the table's own key is made of text; `composite` is for secondary indexes"
        } else if is_template(&self.pk) || is_template(&self.sk) || options.into_iter().any(Option::is_some) {
            "the key of a `composite` index is its fields as they are stored: it has `name`, `pk = […]` and `sk = […]` alone"
        } else if is_empty(&self.pk) {
            "a `composite` index needs a field in its partition key, such as `pk = [customer]`"
        } else if !self.collections.is_empty() || self.clustered.is_some() || self.condition.is_some() {
            "a `composite` index holds every item that has its fields: no collection and no condition"
        } else {
            return Ok(());
        };
        Err(Error::new(span, message))
    }

    fn finish(self, attribute: &Attribute, fields: &Names) -> Result<Index> {
        let missing = |what: &str| Error::new(attribute.span(), what);
        let access = self.access.clone().ok_or_else(|| {
            missing("an index starts with how it is called: `#[index(primary, …)]` or, say, `#[index(by_date, …)]`")
        })?;
        match (&self.name, access == "primary") {
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
        self.expect_composite(&access)?;
        let pk = self.pk.ok_or_else(|| {
            missing(&format!(
                "index `{access}` needs a partition key: a template, such as `pk = \"ORDER#{{order_id}}\"`, or the fields of \
                 a generated one, such as `pk = [order_id]`"
            ))
        })?;
        let prefix = self
            .name
            .as_ref()
            .map(|name| name.value().to_lowercase())
            .unwrap_or_default();
        let key = |source: KeySource, field: Option<LitStr>, suffix: &str, casing: Option<&LitStr>, cast| {
            let field = field.map_or_else(|| format!("{prefix}{suffix}"), |field| field.value());
            key(source, field, casing.or(self.casing.as_ref()), cast, fields)
        };
        let partition = key(
            pk,
            self.pk_field,
            "pk",
            self.pk_casing.as_ref(),
            self.pk_cast.as_ref(),
        )?;
        let sort = self
            .sk
            .map(|sk| {
                key(
                    sk,
                    self.sk_field.clone(),
                    "sk",
                    self.sk_casing.as_ref(),
                    self.sk_cast.as_ref(),
                )
            })
            .transpose()?;
        if let Some(option) = [self.sk_field, self.sk_casing, self.sk_cast]
            .into_iter()
            .flatten()
            .next()
            && sort.is_none()
        {
            let message = format!(
                "index `{access}` has no sort key; give it one, such as `sk = \"LINE#{{id}}\"` or `sk = [id]`"
            );
            return Err(Error::new(option.span(), message));
        }
        expect_sort(&access, sort.as_ref(), self.collections.first(), self.clustered)?;
        let condition = condition(&access, self.condition, &self.condition_fields, fields)?;
        Ok(Index {
            access,
            name: self.name,
            partition,
            sort,
            collections: self.collections,
            clustered: self.clustered.is_some(),
            composite: self.composite.is_some(),
            scope: self.scope,
            condition,
        })
    }
}

/// What a collection and a clustered index need of their sort key.
fn expect_sort(
    access: &Ident,
    sort: Option<&Key>,
    collection: Option<&LitStr>,
    clustered: Option<Span>,
) -> Result<()> {
    if let Some(collection) = collection
        && sort.is_none()
    {
        let message = format!(
            "the items of collection {:?} share a partition, so index `{access}` needs a sort key, such as `sk = [id]`",
            collection.value()
        );
        return Err(Error::new(collection.span(), message));
    }
    if let Some(span) = clustered
        && sort.is_none_or(|sort| !sort.generated)
    {
        let message = "`clustered` is about generated sort keys: it puts the entity's name behind the fields of `sk = […]`";
        return Err(Error::new(span, message));
    }
    Ok(())
}

fn condition(
    access: &Ident,
    function: Option<Path>,
    looked_at: &[Ident],
    fields: &Names,
) -> Result<Option<Condition>> {
    let Some(function) = function else {
        return match looked_at.first() {
            Some(field) => Err(Error::new(
                field.span(),
                "these are the fields that a condition looks at; give it with `condition = is_open`",
            )),
            None => Ok(None),
        };
    };
    if access == "primary" {
        return Err(Error::new(
            function.span(),
            "every row is in the table: a condition is for secondary indexes",
        ));
    }
    let looked_at = looked_at.iter().map(|ident| position(ident, fields));
    Ok(Some(Condition {
        function,
        fields: looked_at.collect::<Result<_>>()?,
    }))
}

fn key(
    source: KeySource,
    field: String,
    casing: Option<&LitStr>,
    cast: Option<&LitStr>,
    fields: &Names,
) -> Result<Key> {
    let generated = matches!(source, KeySource::Fields(..));
    let casing = match casing {
        None if generated => Casing::Lower,
        None => Casing::None,
        Some(casing) => match casing.value().as_str() {
            "lower" | "default" => Casing::Lower,
            "upper" => Casing::Upper,
            "none" => Casing::None,
            _ => return Err(Error::new(casing.span(), "expected `lower`, `upper` or `none`")),
        },
    };
    let span = source.span();
    let (parts, text) = match source {
        KeySource::Template(template) => (template::parse(&template, fields)?, template.value()),
        KeySource::Fields(_, idents) => {
            let mut parts = Vec::new();
            for ident in &idents {
                let field = position(ident, fields)?;
                if parts.contains(&Part::Field(field)) {
                    return Err(Error::new(ident.span(), "a field stands once in a generated key"));
                }
                parts.push(Part::Field(field));
            }
            let names: Vec<_> = idents.iter().map(|ident| ident.unraw().to_string()).collect();
            (parts, format!("[{}]", names.join(", ")))
        }
    };
    let composites = parts.iter().filter(|part| matches!(part, Part::Field(_)));
    let numeric = match cast {
        None => false,
        Some(cast) => match cast.value().as_str() {
            "string" => false,
            "number" if composites.count() == 1 => true,
            "number" => {
                return Err(Error::new(cast.span(), "only a key of one field can be a number"));
            }
            _ => return Err(Error::new(cast.span(), "expected `number` or `string`")),
        },
    };
    Ok(Key {
        field,
        span,
        parts,
        generated,
        casing,
        numeric,
        shared: false,
        text,
    })
}

/// Where a field stands in the struct.
pub(super) fn position(ident: &Ident, fields: &Names) -> Result<usize> {
    let name = ident.unraw().to_string();
    if let Some(position) = fields.iter().position(|(field, _)| *field == name) {
        return Ok(position);
    }
    let message = if let Some((field, _)) = fields.iter().find(|(_, attribute)| *attribute == name) {
        format!("no field `{name}`: fields are named as Rust does, write `{field}`")
    } else {
        let names: Vec<_> = fields.iter().map(|(field, _)| format!("`{field}`")).collect();
        format!("no field `{name}`; there are {}", names.join(", "))
    };
    Err(Error::new(ident.span(), message))
}

/// Reads all indexes, the primary one first. `fields` are the struct's fields, each with its attribute's name;
/// `identifiers` are the attributes that name an item's entity and version.
pub(crate) fn parse_all(
    struct_name: &Ident,
    attributes: &[Attribute],
    fields: &Names,
    identifiers: &[String; 2],
) -> Result<Vec<Index>> {
    let mut indexes: Vec<Index> = Vec::new();
    for attribute in attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("index"))
    {
        let mut draft = Draft::default();
        attribute.parse_nested_meta(|meta| draft.read(&meta))?;
        let index = draft.finish(attribute, fields)?;
        reserved(&index, fields, identifiers)?;
        indexes.push(index);
    }
    let Some(primary) = indexes.iter().position(Index::is_primary) else {
        let message = "an entity needs a primary index, such as `#[index(primary, pk = \"ORDER#{id}\", sk = \"ORDER\")]` or, \
                       with generated keys, `#[index(primary, pk = [id], sk = [])]`";
        return Err(Error::new(struct_name.span(), message));
    };
    indexes[..=primary].rotate_right(1);
    for later in 1..indexes.len() {
        let (earlier, rest) = indexes.split_at_mut(later);
        for known in earlier.iter() {
            distinct(known, &mut rest[0])?;
        }
    }
    Ok(indexes)
}

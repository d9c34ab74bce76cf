//! What the struct says, checked.

use syn::ext::IdentExt;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{
    Attribute, Data, DeriveInput, Error, Fields, Ident, LitStr, Path, Result, Token, Visibility,
    parenthesized,
};

use super::fields::{self, Field, is_string};
use super::index::{self, Index, Key};
use super::template::Part;
use crate::serde_attributes::Container;

/// Names that every item carries, unless the entity says others.
const IDENTIFIERS: [&str; 2] = ["__edb_e__", "__edb_v__"];

/// An entity.
pub(crate) struct Entity<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) visibility: &'a Visibility,
    pub(crate) service: LitStr,
    pub(crate) name: LitStr,
    pub(crate) version: LitStr,
    /// The attributes that hold an item's entity and version.
    pub(crate) identifiers: [String; 2],
    /// Values are refused of which another row could have the same key.
    pub(crate) unique_keys: bool,
    /// Traits that the patch derives too.
    pub(crate) patch_derive: Vec<Path>,
    pub(crate) fields: Vec<Field<'a>>,
    /// The primary one first.
    pub(crate) indexes: Vec<Index>,
    /// The field that identifies a row in its collection; none if the primary key does.
    pub(crate) row_key: Option<usize>,
}

/// What `#[entity(…)]` of the struct says.
#[derive(Default)]
struct Options {
    service: Option<LitStr>,
    name: Option<LitStr>,
    version: Option<LitStr>,
    row_key: Option<LitStr>,
    identifiers: [Option<LitStr>; 2],
    unique_keys: bool,
    patch_derive: Vec<Path>,
}

impl<'a> Entity<'a> {
    pub(crate) fn parse(input: &'a DeriveInput) -> Result<Self> {
        let fields = named_fields(input)?;
        let options = Options::parse(&input.attrs)?;
        let missing = |what: &str, example: &str| {
            Error::new(
                input.ident.span(),
                format!("an entity needs a {what}: `#[entity({what} = \"{example}\")]`"),
            )
        };
        let service = options.service.ok_or_else(|| missing("service", "shop"))?;
        let name = options
            .name
            .ok_or_else(|| missing("name", &input.ident.to_string()))?;
        let version = options.version.ok_or_else(|| missing("version", "1"))?;

        let mut parsed = fields::parse(fields, Container::parse(&input.attrs)?.rename_all)?;
        let [entity_attribute, version_attribute] = options.identifiers;
        let identifiers = [
            entity_attribute.map_or_else(|| IDENTIFIERS[0].to_owned(), |name| name.value()),
            version_attribute.map_or_else(|| IDENTIFIERS[1].to_owned(), |name| name.value()),
        ];
        check_names(&parsed, &identifiers)?;
        let names: Vec<_> = parsed
            .iter()
            .map(|field| (field.ident.unraw().to_string(), field.attribute.clone()))
            .collect();
        fields::link(&mut parsed, &names)?;
        let indexes = index::parse_all(&input.ident, &input.attrs, &names, &identifiers)?;
        for position in indexes.iter().flat_map(Index::composites) {
            if parsed[position].flat {
                let message = format!(
                    "`{}` is a flattened union, which stands in no key: make a field of its own of what the key needs, such as one \
                     that watches it",
                    parsed[position].ident
                );
                return Err(Error::new(parsed[position].ident.span(), message));
            }
        }
        for position in indexes[0].composites() {
            parsed[position].become_key()?;
        }
        if options.unique_keys {
            indexes[0].keys().try_for_each(separated)?;
        }
        let row_key = match options.row_key {
            Some(name) => match names.iter().position(|(field, _)| *field == name.value()) {
                Some(position) => Some(position),
                None => return Err(Error::new(name.span(), format!("no field `{}`", name.value()))),
            },
            None => names.iter().position(|(field, _)| field == "id"),
        };
        if let Some(position) = row_key {
            if parsed[position].flat {
                let message = "a flattened union can change, and what identifies a row cannot";
                return Err(Error::new(parsed[position].ident.span(), message));
            }
            // What identifies a row never changes.
            parsed[position].options.read_only = true;
        }
        Ok(Self {
            ident: &input.ident,
            visibility: &input.vis,
            service,
            name,
            version,
            identifiers,
            unique_keys: options.unique_keys,
            patch_derive: options.patch_derive,
            fields: parsed,
            indexes,
            row_key,
        })
    }

    /// The positions of the fields that the primary key is made of, in the order of the key.
    pub(crate) fn key_fields(&self) -> Vec<usize> {
        self.indexes[0].composites()
    }

    /// The positions of the fields that stand in any key.
    pub(crate) fn composites(&self) -> Vec<usize> {
        let mut positions: Vec<_> = self.indexes.iter().flat_map(Index::composites).collect();
        positions.sort_unstable();
        positions.dedup();
        positions
    }

    /// The positions of the fields on which keys of secondary indexes depend.
    pub(crate) fn depends(&self) -> Vec<usize> {
        let secondary = self
            .indexes
            .iter()
            .filter(|index| !index.is_primary() && !index.composite);
        secondary.flat_map(Index::depends).collect()
    }

    /// Whether some rows are not in an index: it has a condition, a field in it is optional, or a key can be empty text.
    pub(crate) fn is_sparse(&self, index: &Index) -> bool {
        let optional = |position: &usize| self.fields[*position].optional().is_some();
        let can_be_empty = |key: &Key| {
            let mut parts = key.parts.iter();
            !key.generated
                && !key.numeric
                && parts.all(|part| match part {
                    Part::Literal(_) => false,
                    Part::Field(position) => {
                        let field = &self.fields[*position];
                        field.options.padding.is_none() && is_string(field.ty)
                    }
                })
        };
        index.condition.is_some() || index.composites().iter().any(optional) || index.keys().any(can_be_empty)
    }

    /// Whether some rows are refused.
    pub(crate) fn is_checked(&self) -> bool {
        let validated = self.fields.iter().any(|field| field.options.validate.is_some());
        // What is made of other fields may stand in a key of which the rest is not known.
        let watching = self
            .depends()
            .iter()
            .any(|position| !self.fields[*position].watched.is_empty());
        // A text need not be the number that a key asks for.
        let cast = self.indexes.iter().flat_map(Index::keys).any(|key| {
            let mut composites = key.composites().into_iter();
            key.numeric && composites.any(|position| !fields::is_number(self.fields[position].ty))
        });
        self.unique_keys || validated || watching || cast
    }

    /// The positions of the fields that a patch has.
    pub(crate) fn patch_fields(&self) -> Vec<usize> {
        let patched =
            |position: &usize| !self.fields[*position].key && !self.fields[*position].options.read_only;
        (0..self.fields.len()).filter(patched).collect()
    }
}

impl Options {
    fn parse(attributes: &[Attribute]) -> Result<Self> {
        let mut options = Self::default();
        for attribute in attributes
            .iter()
            .filter(|attribute| attribute.path().is_ident("entity"))
        {
            attribute.parse_nested_meta(|meta| {
                let option = match meta.path.require_ident()?.to_string().as_str() {
                    "service" => &mut options.service,
                    "name" => &mut options.name,
                    "version" => &mut options.version,
                    "row_key" => &mut options.row_key,
                    "unique_keys" => {
                        options.unique_keys = true;
                        return Ok(());
                    }
                    "identifiers" => {
                        return meta.parse_nested_meta(|meta| {
                            let name = match meta.path.require_ident()?.to_string().as_str() {
                                "entity" => &mut options.identifiers[0],
                                "version" => &mut options.identifiers[1],
                                _ => return Err(meta.error("expected `entity` or `version`")),
                            };
                            *name = Some(meta.value()?.parse()?);
                            Ok(())
                        });
                    }
                    "patch_derive" => {
                        let content;
                        parenthesized!(content in meta.input);
                        options
                            .patch_derive
                            .extend(Punctuated::<Path, Token![,]>::parse_terminated(&content)?);
                        return Ok(());
                    }
                    _ => {
                        return Err(meta.error(
                            "expected `service`, `name`, `version`, `row_key`, `unique_keys`, `identifiers` or `patch_derive`",
                        ));
                    }
                };
                let value: LitStr = meta.value()?.parse()?;
                if value.value().is_empty() {
                    return Err(Error::new(value.span(), "cannot be empty"));
                }
                if option.replace(value).is_some() {
                    return Err(meta.error("given twice"));
                }
                Ok(())
            })?;
        }
        Ok(options)
    }
}

/// Two fields of a key have text between them, so that it can be taken apart.
fn separated(key: &Key) -> Result<()> {
    let adjacent = |pair: &[Part]| matches!(pair, [Part::Field(_), Part::Field(_)]);
    if !key.generated && key.parts.windows(2).any(adjacent) {
        let message = "`unique_keys`: two fields stand side by side, so that different values can give the same key; put a text \
                       between them, such as `#`";
        return Err(Error::new(key.span, message));
    }
    Ok(())
}

/// The fields of a struct that can be an entity.
fn named_fields(input: &DeriveInput) -> Result<&Punctuated<syn::Field, Token![,]>> {
    let fail = |message: &str| Err(Error::new(input.ident.span(), message));
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(_) if !input.generics.params.is_empty() => Err(Error::new(
                input.generics.span(),
                "an entity has no type parameters: it has one model",
            )),
            Fields::Named(fields) => Ok(&fields.named),
            _ => fail("an entity is a struct with named fields"),
        },
        Data::Enum(_) => fail(
            "an entity is a struct: put what all variants have into one, and the enum into a field of it with \
                 `#[serde(flatten)]` and `#[derive(AttributeUnion)]`; or make each variant an entity",
        ),
        Data::Union(_) => fail("an entity is a struct with named fields"),
    }
}

fn check_names(fields: &[Field<'_>], identifiers: &[String; 2]) -> Result<()> {
    for (position, field) in fields.iter().enumerate() {
        let attribute = &field.attribute;
        if identifiers.contains(attribute) {
            let message = format!("attribute `{attribute}` names an item's entity or version");
            return Err(Error::new(field.ident.span(), message));
        }
        if let Some(other) = fields[..position]
            .iter()
            .find(|other| other.attribute == *attribute)
        {
            let message = format!(
                "fields `{}` and `{}` are both stored as `{attribute}`",
                other.ident, field.ident
            );
            return Err(Error::new(field.ident.span(), message));
        }
    }
    Ok(())
}

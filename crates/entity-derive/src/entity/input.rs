//! What the struct says, checked.

use proc_macro2::TokenStream;
use syn::ext::IdentExt;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{
    Attribute, Data, DeriveInput, Error, Fields, GenericArgument, Ident, LitStr, Path, PathArguments, Result,
    Token, Type, Visibility, parenthesized,
};

use super::index::{self, Index, Template};
use crate::serde_attributes::{Container, Member};

/// Names that every item carries.
pub(super) const IDENTIFIERS: [&str; 2] = ["__edb_e__", "__edb_v__"];

/// An entity.
pub(crate) struct Entity<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) visibility: &'a Visibility,
    pub(crate) service: LitStr,
    pub(crate) name: LitStr,
    pub(crate) version: LitStr,
    /// Traits that the patch derives too.
    pub(crate) patch_derive: Vec<Path>,
    pub(crate) fields: Vec<Field<'a>>,
    /// The primary one first.
    pub(crate) indexes: Vec<Index>,
    /// The field that identifies a row in its collection; none if the primary key does.
    pub(crate) row_key: Option<usize>,
}

/// A field of an entity.
pub(crate) struct Field<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) visibility: &'a Visibility,
    pub(crate) ty: &'a Type,
    /// The attribute's name in the table and on the wire.
    pub(crate) attribute: String,
    /// The function that makes the value if the attribute is absent.
    pub(crate) default: Option<TokenStream>,
    /// Whether there is a column constant.
    pub(crate) column: bool,
    /// Whether a patch leaves it out.
    pub(crate) read_only: bool,
    /// Whether it is a part of the primary key.
    pub(crate) key: bool,
}

impl Field<'_> {
    /// The `T` of an `Option<T>`.
    pub(crate) fn optional(&self) -> Option<&Type> {
        match last_argument(self.ty) {
            Some((ident, argument)) if ident == "Option" => argument,
            _ => None,
        }
    }
}

/// What `#[entity(…)]` of the struct says.
#[derive(Default)]
struct Options {
    service: Option<LitStr>,
    name: Option<LitStr>,
    version: Option<LitStr>,
    row_key: Option<LitStr>,
    patch_derive: Vec<Path>,
}

impl<'a> Entity<'a> {
    pub(crate) fn parse(input: &'a DeriveInput) -> Result<Self> {
        let fields = match &input.data {
            Data::Struct(data) => match &data.fields {
                Fields::Named(fields) => &fields.named,
                _ => {
                    return Err(Error::new(
                        input.ident.span(),
                        "an entity is a struct with named fields",
                    ));
                }
            },
            Data::Enum(_) => {
                let message = "an entity is a struct: an enum has no attributes of its own; make each variant an entity";
                return Err(Error::new(input.ident.span(), message));
            }
            Data::Union(_) => {
                return Err(Error::new(
                    input.ident.span(),
                    "an entity is a struct with named fields",
                ));
            }
        };
        if !input.generics.params.is_empty() {
            return Err(Error::new(
                input.generics.span(),
                "an entity has no type parameters: it has one model",
            ));
        }
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

        let rule = Container::parse(&input.attrs)?.rename_all;
        let mut parsed = Vec::new();
        for field in fields {
            let ident = field
                .ident
                .as_ref()
                .expect("the fields were matched as named ones");
            let member = Member::parse(&field.attrs)?;
            let attribute = member
                .rename
                .unwrap_or_else(|| rule.field(&ident.unraw().to_string()));
            let (read_only, no_column) = field_options(&field.attrs)?;
            parsed.push(Field {
                ident,
                visibility: &field.vis,
                ty: &field.ty,
                attribute,
                default: member.default,
                column: !no_column && !is_collection(&field.ty),
                read_only,
                key: false,
            });
        }
        check_names(&parsed)?;
        let names: Vec<_> = parsed
            .iter()
            .map(|field| (field.ident.unraw().to_string(), field.attribute.clone()))
            .collect();
        let indexes = index::parse_all(&input.ident, &input.attrs, &names)?;
        for template in indexes[0].templates() {
            for position in template.composites() {
                let field = &mut parsed[position];
                field.key = true;
                if field.optional().is_some() {
                    let message = "an optional field cannot be a part of the primary key: every item has one";
                    return Err(Error::new(field.ty.span(), message));
                }
            }
        }
        let row_key = match options.row_key {
            Some(name) => match names.iter().position(|(field, _)| *field == name.value()) {
                Some(position) => Some(position),
                None => return Err(Error::new(name.span(), format!("no field `{}`", name.value()))),
            },
            None => names.iter().position(|(field, _)| field == "id"),
        };
        if let Some(position) = row_key {
            // What identifies a row never changes.
            parsed[position].read_only = true;
        }
        Ok(Self {
            ident: &input.ident,
            visibility: &input.vis,
            service,
            name,
            version,
            patch_derive: options.patch_derive,
            fields: parsed,
            indexes,
            row_key,
        })
    }

    /// The positions of the fields that the primary key is made of, in the order of the key.
    pub(crate) fn key_fields(&self) -> Vec<usize> {
        let [partition, sort] = self.indexes[0].templates();
        let mut positions = partition.composites();
        for position in sort.composites() {
            if !positions.contains(&position) {
                positions.push(position);
            }
        }
        positions
    }

    /// The positions of the fields that stand in any key.
    pub(crate) fn composites(&self) -> Vec<usize> {
        let templates = self.indexes.iter().flat_map(Index::templates);
        let mut positions: Vec<_> = templates.flat_map(Template::composites).collect();
        positions.sort_unstable();
        positions.dedup();
        positions
    }

    /// The positions of the fields that a patch has.
    pub(crate) fn patch_fields(&self) -> Vec<usize> {
        let patched = |position: &usize| !self.fields[*position].key && !self.fields[*position].read_only;
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
                    "patch_derive" => {
                        let content;
                        parenthesized!(content in meta.input);
                        options
                            .patch_derive
                            .extend(Punctuated::<Path, Token![,]>::parse_terminated(&content)?);
                        return Ok(());
                    }
                    _ => {
                        return Err(
                            meta.error("expected `service`, `name`, `version`, `row_key` or `patch_derive`")
                        );
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

/// Reads `#[entity(…)]` of a field: whether it is read-only, and whether it has no column.
fn field_options(attributes: &[Attribute]) -> Result<(bool, bool)> {
    let (mut read_only, mut no_column) = (false, false);
    for attribute in attributes {
        if attribute.path().is_ident("index") {
            return Err(Error::new(
                attribute.span(),
                "`#[index(…)]` stands above the struct and names fields in templates",
            ));
        }
        if !attribute.path().is_ident("entity") {
            continue;
        }
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("read_only") {
                read_only = true;
            } else if meta.path.is_ident("no_column") {
                no_column = true;
            } else {
                return Err(meta.error("expected `read_only` or `no_column`"));
            }
            Ok(())
        })?;
    }
    Ok((read_only, no_column))
}

fn check_names(fields: &[Field<'_>]) -> Result<()> {
    for (position, field) in fields.iter().enumerate() {
        let attribute = &field.attribute;
        if IDENTIFIERS.contains(&attribute.as_str()) {
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

/// Whether the type holds many values, so that a column cannot compare it.
fn is_collection(ty: &Type) -> bool {
    match last_argument(ty) {
        Some((ident, argument)) if ident == "Option" => argument.is_some_and(is_collection),
        Some((ident, _)) => ["Vec", "BTreeMap", "BTreeSet", "Value"]
            .iter()
            .any(|name| ident == name),
        None => false,
    }
}

/// The last segment of a type's path, and its first type argument.
fn last_argument(ty: &Type) -> Option<(&Ident, Option<&Type>)> {
    let segment = match ty {
        Type::Path(path) => path.path.segments.last()?,
        Type::Group(group) => return last_argument(&group.elem),
        _ => return None,
    };
    let argument = match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => {
            arguments.args.iter().find_map(|argument| match argument {
                GenericArgument::Type(ty) => Some(ty),
                _ => None,
            })
        }
        _ => None,
    };
    Some((&segment.ident, argument))
}

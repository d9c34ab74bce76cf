//! The fields of an entity.

use proc_macro2::TokenStream;
use syn::ext::IdentExt;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Error, GenericArgument, Ident, PathArguments, Result, Token, Type, Visibility};

use super::field_options::FieldOptions;
use super::index::{self, Names};
use crate::rename::RenameRule;
use crate::serde_attributes::Member;

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
    /// A union whose attributes stand among those of the row.
    pub(crate) flat: bool,
    /// Whether it is a part of the primary key.
    pub(crate) key: bool,
    pub(crate) options: FieldOptions,
    /// The fields of which its value is made.
    pub(crate) watched: Vec<usize>,
}

impl Field<'_> {
    /// The `T` of an `Option<T>`.
    pub(crate) fn optional(&self) -> Option<&Type> {
        match last_argument(self.ty) {
            Some((ident, argument)) if ident == "Option" => argument,
            _ => None,
        }
    }

    /// Makes it part of the primary key.
    pub(super) fn become_key(&mut self) -> Result<()> {
        self.key = true;
        if self.optional().is_some() {
            let message = "an optional field cannot be a part of the primary key: every item has one";
            return Err(Error::new(self.ty.span(), message));
        }
        if self.options.hidden || self.options.set.is_some() || self.options.get.is_some() {
            let message = format!(
                "`{}` is part of the primary key: it is stored and read as it is, without `hidden`, `set` or `get`",
                self.ident
            );
            return Err(Error::new(self.ident.span(), message));
        }
        Ok(())
    }
}

/// Reads the fields; those that they watch are not looked up yet.
pub(super) fn parse<'f>(
    fields: &'f Punctuated<syn::Field, Token![,]>,
    rule: RenameRule,
) -> Result<Vec<Field<'f>>> {
    let parse = |field: &'f syn::Field| {
        let syn::Field {
            attrs,
            vis,
            ident,
            ty,
            ..
        } = field;
        let ident: &Ident = ident.as_ref().expect("the fields were matched as named ones");
        let member = Member::parse(attrs)?;
        let attribute = member
            .rename
            .unwrap_or_else(|| rule.field(&ident.unraw().to_string()));
        let options = FieldOptions::parse(attrs)?;
        if let Some(span) = member.flatten
            && (options.read_only || options.label.is_some() || options.padding.is_some())
        {
            let message = "a flattened union is written as a whole and stands in no key: without `read_only`, `label` and `pad`";
            return Err(Error::new(span, message));
        }
        let is_optional = last_argument(ty).is_some_and(|(name, _)| name == "Option");
        if options.hidden && !is_optional && member.default.is_none() {
            let message = format!(
                "`{ident}` is hidden, so a row that is read has no value for it: make it an `Option`, or give it a \
                 `#[serde(default)]`"
            );
            return Err(Error::new(ident.span(), message));
        }
        Ok(Field {
            ident,
            visibility: vis,
            ty,
            attribute,
            default: member.default,
            column: !options.no_column && !is_collection(ty) && member.flatten.is_none(),
            flat: member.flatten.is_some(),
            key: false,
            options,
            watched: Vec::new(),
        })
    };
    fields.iter().map(parse).collect()
}

/// Looks up the fields that others watch.
pub(super) fn link(fields: &mut [Field<'_>], names: &Names) -> Result<()> {
    let is_watching =
        |field: &Field<'_>| field.options.watch_all.is_some() || !field.options.watch.is_empty();
    let plain = (0..fields.len()).filter(|position| !is_watching(&fields[*position]));
    let plain: Vec<usize> = plain.collect();
    for (position, field) in fields.iter_mut().enumerate() {
        for ident in &field.options.watch {
            let watched = index::position(ident, names)?;
            if watched == position {
                return Err(Error::new(ident.span(), "a field cannot watch itself"));
            }
            field.watched.push(watched);
        }
        if field.options.watch_all.is_some() {
            field.watched.clone_from(&plain);
        }
        let span = field
            .options
            .watch_all
            .or(field.options.watch.first().map(Ident::span));
        if let Some(span) = span
            && field.options.set.is_none()
        {
            let message = "a field that watches others needs the function that makes its value: `set = path`";
            return Err(Error::new(span, message));
        }
    }
    let is_watching = |position: &usize| !fields[*position].watched.is_empty();
    if let Some(field) = fields.iter().find(|field| field.watched.iter().any(is_watching)) {
        let message = format!(
            "`{}` watches a field that watches others: let it watch those",
            field.ident
        );
        return Err(Error::new(field.ident.span(), message));
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

pub(super) fn is_string(ty: &Type) -> bool {
    last_argument(ty).is_some_and(|(ident, _)| ident == "String")
}

/// Whether a type is that of numbers, by its name.
pub(super) fn is_number(ty: &Type) -> bool {
    const NUMBERS: [&str; 11] = [
        "i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "f64", "Number", "Decimal",
    ];
    NUMBERS.iter().any(|name| is_named(ty, name))
}

pub(super) fn is_named(ty: &Type, name: &str) -> bool {
    last_argument(ty).is_some_and(|(ident, _)| ident == name)
}

//! What `#[serde(…)]` says about names and defaults. Everything else there is left to serde.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::meta::ParseNestedMeta;
use syn::parse::Parse;
use syn::spanned::Spanned;
use syn::{Attribute, Error, Expr, LitStr, Path, Result, Token, parenthesized};

use crate::rename::RenameRule;

/// What serde's attributes of a struct or an enum say.
#[derive(Default)]
pub(crate) struct Container {
    pub(crate) rename_all: RenameRule,
    /// The rule for the fields of an enum's variants.
    pub(crate) rename_all_fields: RenameRule,
    /// The member that says which variant a union is.
    pub(crate) tag: Option<LitStr>,
    /// Where another form of unions is asked for.
    pub(crate) untagged: Option<Span>,
}

/// What serde's attributes of a field or a variant say.
#[derive(Default)]
pub(crate) struct Member {
    pub(crate) rename: Option<String>,
    /// The function that makes the value of a field that is absent.
    pub(crate) default: Option<TokenStream>,
    /// The members of the value stand among those of its struct.
    pub(crate) flatten: Option<Span>,
}

/// Options that make a field's form on the wire differ from that of its type.
const UNSUPPORTED: [&str; 6] = [
    "skip",
    "skip_serializing",
    "skip_deserializing",
    "with",
    "serialize_with",
    "deserialize_with",
];

impl Container {
    pub(crate) fn parse(attributes: &[Attribute]) -> Result<Self> {
        let mut container = Self::default();
        each(attributes, |meta| {
            if meta.path.is_ident("rename_all") {
                container.rename_all = rule(&meta)?;
            } else if meta.path.is_ident("rename_all_fields") {
                container.rename_all_fields = rule(&meta)?;
            } else if meta.path.is_ident("tag") {
                container.tag = Some(meta.value()?.parse()?);
            } else if meta.path.is_ident("untagged") || meta.path.is_ident("content") {
                container.untagged = Some(meta.path.span());
                return ignore(&meta);
            } else {
                return ignore(&meta);
            }
            Ok(())
        })?;
        Ok(container)
    }
}

impl Member {
    pub(crate) fn parse(attributes: &[Attribute]) -> Result<Self> {
        let mut member = Self::default();
        each(attributes, |meta| {
            if meta.path.is_ident("rename") {
                let name: LitStr = meta.value().map_err(|error| one_name(&error))?.parse()?;
                member.rename = Some(name.value());
                return Ok(());
            }
            if meta.path.is_ident("default") {
                member.default = Some(if meta.input.peek(Token![=]) {
                    let function: LitStr = meta.value()?.parse()?;
                    function.parse::<Path>()?.into_token_stream()
                } else {
                    quote! { ::core::default::Default::default }
                });
                return Ok(());
            }
            if meta.path.is_ident("flatten") {
                member.flatten = Some(meta.path.span());
                return Ok(());
            }
            if let Some(option) = UNSUPPORTED.iter().find(|option| meta.path.is_ident(option)) {
                let message = format!(
                    "`serde({option})` is not possible in an entity: a field is stored and sent under one name in one form; \
                     give the field a type with its own `Serialize`, `Deserialize` and `Attribute`"
                );
                return Err(meta.error(message));
            }
            ignore(&meta)
        })?;
        Ok(member)
    }
}

fn each(attributes: &[Attribute], mut read: impl FnMut(ParseNestedMeta<'_>) -> Result<()>) -> Result<()> {
    for attribute in attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("serde"))
    {
        attribute.parse_nested_meta(&mut read)?;
    }
    Ok(())
}

fn rule(meta: &ParseNestedMeta<'_>) -> Result<RenameRule> {
    let rule: LitStr = meta.value().map_err(|error| one_name(&error))?.parse()?;
    RenameRule::parse(&rule.value()).ok_or_else(|| {
        Error::new(
            rule.span(),
            format!("unknown naming rule: expected {}", RenameRule::NAMES),
        )
    })
}

fn one_name(error: &Error) -> Error {
    Error::new(
        error.span(),
        "expected `= \"…\"`: an attribute has one name for reading and for writing",
    )
}

/// Passes over an option that says nothing about either.
fn ignore(meta: &ParseNestedMeta<'_>) -> Result<()> {
    if meta.input.peek(Token![=]) {
        meta.value()?.parse::<Expr>()?;
    } else if meta.input.peek(syn::token::Paren) {
        let content;
        parenthesized!(content in meta.input);
        TokenStream::parse(&content)?;
    }
    Ok(())
}

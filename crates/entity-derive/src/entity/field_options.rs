//! `#[entity(…)]` of a field.

use proc_macro2::Span;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Error, Ident, LitInt, LitStr, Path, Result, Token, parenthesized};

/// What the attribute says.
#[derive(Default)]
pub(super) struct FieldOptions {
    pub(super) read_only: bool,
    pub(super) no_column: bool,
    pub(super) hidden: bool,
    pub(super) label: Option<String>,
    pub(super) padding: Option<(usize, String)>,
    pub(super) set: Option<Path>,
    pub(super) get: Option<Path>,
    pub(super) watch: Vec<Ident>,
    /// Where all other fields are watched: `watch("*")`.
    pub(super) watch_all: Option<Span>,
    pub(super) validate: Option<Path>,
}

const EXPECTED: &str =
    "expected `read_only`, `no_column`, `hidden`, `label`, `pad`, `set`, `get`, `watch` or `validate`";

impl FieldOptions {
    pub(super) fn parse(attributes: &[Attribute]) -> Result<Self> {
        let mut options = Self::default();
        for attribute in attributes {
            if attribute.path().is_ident("index") {
                return Err(Error::new(
                    attribute.span(),
                    "`#[index(…)]` stands above the struct and names fields in its keys",
                ));
            }
            if !attribute.path().is_ident("entity") {
                continue;
            }
            attribute.parse_nested_meta(|meta| {
                match meta.path.require_ident()?.to_string().as_str() {
                    "read_only" => options.read_only = true,
                    "no_column" => options.no_column = true,
                    "hidden" => options.hidden = true,
                    "label" => options.label = Some(meta.value()?.parse::<LitStr>()?.value()),
                    "set" => options.set = Some(meta.value()?.parse()?),
                    "get" => options.get = Some(meta.value()?.parse()?),
                    "validate" => options.validate = Some(meta.value()?.parse()?),
                    "watch" => {
                        let content;
                        parenthesized!(content in meta.input);
                        if content.peek(LitStr) {
                            let all: LitStr = content.parse()?;
                            if all.value() != "*" || !content.is_empty() {
                                let message = "expected the fields, such as `watch(first, last)`, or `watch(\"*\")` for all of them";
                                return Err(Error::new(all.span(), message));
                            }
                            options.watch_all = Some(all.span());
                            return Ok(());
                        }
                        options
                            .watch
                            .extend(Punctuated::<Ident, Token![,]>::parse_terminated(&content)?);
                    }
                    "pad" => {
                        let (mut length, mut fill) = (None, "0".to_owned());
                        meta.parse_nested_meta(|meta| {
                            if meta.path.is_ident("length") {
                                length = Some(meta.value()?.parse::<LitInt>()?.base10_parse()?);
                            } else if meta.path.is_ident("fill") {
                                fill = meta.value()?.parse::<LitStr>()?.value();
                            } else {
                                return Err(meta.error("expected `length` or `fill`"));
                            }
                            Ok(())
                        })?;
                        let Some(length) = length.filter(|_| !fill.is_empty()) else {
                            return Err(
                                meta.error("expected a length and a text: `pad(length = 5, fill = \"0\")`")
                            );
                        };
                        options.padding = Some((length, fill));
                    }
                    _ => return Err(meta.error(EXPECTED)),
                }
                Ok(())
            })?;
        }
        Ok(options)
    }
}

//! `#[derive(AttributeEnum)]`: an enum without data, stored and sent as text.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Error, Fields, Ident, Result};

use crate::serde_attributes::{Container, Member};

pub(crate) fn expand(input: &DeriveInput) -> Result<TokenStream> {
    let Data::Enum(data) = &input.data else {
        return Err(Error::new(
            input.ident.span(),
            "an attribute enum is an enum: its variants are the texts",
        ));
    };
    let rule = Container::parse(&input.attrs)?.rename_all;
    let mut variants: Vec<(&Ident, String)> = Vec::new();
    for variant in &data.variants {
        if !matches!(variant.fields, Fields::Unit) {
            let message = "a variant of an attribute enum has no data: it is stored as its name";
            return Err(Error::new(variant.ident.span(), message));
        }
        let renamed = Member::parse(&variant.attrs)?.rename;
        let text = renamed.unwrap_or_else(|| rule.variant(&variant.ident.unraw().to_string()));
        if let Some((other, _)) = variants.iter().find(|(_, known)| *known == text) {
            let message = format!(
                "variants `{other}` and `{}` are both stored as {text:?}",
                variant.ident
            );
            return Err(Error::new(variant.ident.span(), message));
        }
        variants.push((&variant.ident, text));
    }
    if variants.is_empty() {
        return Err(Error::new(
            input.ident.span(),
            "an attribute enum has at least one variant",
        ));
    }
    Ok(write(&input.ident, &variants))
}

fn write(ident: &Ident, variants: &[(&Ident, String)]) -> TokenStream {
    let count = variants.len();
    let names: Vec<_> = variants.iter().map(|(name, _)| name).collect();
    let texts: Vec<_> = variants.iter().map(|(_, text)| text).collect();
    let quoted: Vec<_> = texts.iter().map(|text| format!("`{text}`")).collect();
    let expected = format!("expected one of {}", quoted.join(", "));
    quote! {
        #[allow(dead_code, reason = "a program need not list the variants")]
        impl #ident {
            /// Every variant, in the order of the declaration.
            pub const ALL: [Self; #count] = [#(Self::#names),*];

            /// The text under which the variant is stored and sent.
            pub const fn as_str(&self) -> &'static str {
                match self {
                    #(Self::#names => #texts,)*
                }
            }
        }

        impl ::core::fmt::Display for #ident {
            fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                formatter.pad(self.as_str())
            }
        }

        impl ::core::str::FromStr for #ident {
            type Err = ::lockstep_entity::AttributeError;

            fn from_str(text: &str) -> ::core::result::Result<Self, Self::Err> {
                match text {
                    #(#texts => ::core::result::Result::Ok(Self::#names),)*
                    _ => ::core::result::Result::Err(::lockstep_entity::AttributeError::invalid(#expected)),
                }
            }
        }

        impl ::lockstep_entity::AsScalar for #ident {
            fn as_scalar(&self) -> ::lockstep_entity::ScalarRef<'_> {
                ::lockstep_entity::ScalarRef::Text(self.as_str())
            }
        }

        ::lockstep_entity::text_attribute!(#ident);

        impl ::lockstep_entity::__private::serde::Serialize for #ident {
            fn serialize<S: ::lockstep_entity::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::lockstep_entity::__private::serde::Deserialize<'de> for #ident {
            fn deserialize<D: ::lockstep_entity::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                ::lockstep_entity::__private::deserialize_text(deserializer)
            }
        }
    }
}

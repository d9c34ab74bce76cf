//! `#[derive(AttributeUnion)]`: an enum with data, stored as a discriminated union.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Error, Fields, Result};

use crate::rename::RenameRule;
use crate::serde_attributes::{Container, Member};

pub(crate) fn expand(input: &DeriveInput) -> Result<TokenStream> {
    let ident = &input.ident;
    let Data::Enum(data) = &input.data else {
        let message = "an attribute union is an enum: a struct is one attribute, with `serde_attribute!`";
        return Err(Error::new(ident.span(), message));
    };
    if !input.generics.params.is_empty() {
        let message = "an attribute union has no type parameters: its attributes have names of their own";
        return Err(Error::new(ident.span(), message));
    }
    let container = Container::parse(&input.attrs)?;
    if let Some(span) = container.untagged {
        let message =
            "a union has its tag beside the fields of its variants: `#[serde(tag = \"kind\")]` alone";
        return Err(Error::new(span, message));
    }
    let Some(tag) = container.tag else {
        let message = "a union needs the name of the attribute that says which variant it is: `#[serde(tag = \"kind\")]`";
        return Err(Error::new(ident.span(), message));
    };
    let mut names = vec![tag.value()];
    for variant in &data.variants {
        let rule = match Container::parse(&variant.attrs)?.rename_all {
            RenameRule::None => container.rename_all_fields,
            rule => rule,
        };
        let fields = match &variant.fields {
            Fields::Unit => continue,
            Fields::Named(fields) => &fields.named,
            Fields::Unnamed(_) => {
                let message =
                    "a variant of an attribute union has named fields or none: they are its attributes";
                return Err(Error::new(variant.ident.span(), message));
            }
        };
        for field in fields {
            let member = Member::parse(&field.attrs)?;
            if let Some(span) = member.flatten {
                let message = "the attributes of a union are its own fields: write them in the variant, or take `flatten` away";
                return Err(Error::new(span, message));
            }
            let ident = field
                .ident
                .as_ref()
                .expect("the fields were matched as named ones");
            let name = member
                .rename
                .unwrap_or_else(|| rule.field(&ident.unraw().to_string()));
            if name == names[0] {
                let message = format!("`{ident}` is stored as {name:?}, which is the union's tag");
                return Err(Error::new(ident.span(), message));
            }
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    Ok(quote! {
        ::lockstep_entity::serde_attribute!(#ident);

        impl ::lockstep_entity::FlatAttribute for #ident {
            const NAMES: &'static [&'static str] = &[#(#names),*];
        }
    })
}

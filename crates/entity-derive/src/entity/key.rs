//! The primary key as a type: the fields that it is made of.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::Ident;
use syn::spanned::Spanned;

use super::input::Entity;

/// The name of the key type.
pub(crate) fn name(entity: &Entity<'_>) -> Ident {
    format_ident!("{}Key", entity.ident, span = entity.ident.span())
}

pub(crate) fn expand(entity: &Entity<'_>) -> TokenStream {
    let (row, name, visibility) = (entity.ident, name(entity), entity.visibility);
    let positions = entity.key_fields();
    let fields: Vec<_> = positions
        .iter()
        .map(|position| &entity.fields[*position])
        .collect();
    let idents: Vec<_> = fields.iter().map(|field| field.ident).collect();
    let types: Vec<_> = fields.iter().map(|field| field.ty).collect();
    let visibilities = fields.iter().map(|field| field.visibility);
    let reads = super::row::fields(
        &positions,
        entity,
        |ident| quote! { ::core::option::Option::Some(&self.#ident) },
    );
    let key_reads = reads.clone();
    let (doc, new_doc) = (
        format!("The primary key of [`{row}`]: the attributes that it is made of."),
        format!("The primary key of the [`{row}`] with these attributes."),
    );
    let field_docs = fields
        .iter()
        .map(|field| format!("The attribute `{}`.", field.attribute));
    let checks = entity.composites().into_iter().map(|position| {
        let field = &entity.fields[position];
        let ty = field.optional().unwrap_or(field.ty);
        quote_spanned! { ty.span() => let _ = ::lockstep_entity::__private::key_attribute::<#ty>; }
    });
    quote! {
        #[doc = #doc]
        #[derive(
            ::core::clone::Clone,
            ::core::fmt::Debug,
            ::core::cmp::PartialEq,
            ::core::cmp::Eq,
            ::core::cmp::PartialOrd,
            ::core::cmp::Ord,
            ::core::hash::Hash,
        )]
        #visibility struct #name {
            #(#[doc = #field_docs] #visibilities #idents: #types,)*
        }

        #[allow(dead_code, reason = "a program need not use every key")]
        impl #name {
            #[doc = #new_doc]
            #visibility fn new(#(#idents: #types),*) -> Self {
                Self { #(#idents),* }
            }
        }

        impl ::core::convert::From<&#row> for #name {
            fn from(row: &#row) -> Self {
                Self { #(#idents: ::core::clone::Clone::clone(&row.#idents),)* }
            }
        }

        impl ::core::convert::From<&#name> for #name {
            fn from(key: &#name) -> Self {
                ::core::clone::Clone::clone(key)
            }
        }

        impl ::lockstep_entity::Fields for #name {
            fn field(&self, attribute: usize) -> ::core::option::Option<&dyn ::lockstep_entity::Field> {
                #reads
            }

            fn key_field(&self, attribute: usize) -> ::core::option::Option<&dyn ::lockstep_entity::KeyField> {
                #key_reads
            }
        }

        const _: fn() = || {
            #(#checks)*
        };
    }
}

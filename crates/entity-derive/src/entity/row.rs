//! The row: its key, its columns, and its fields by position.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::fields::Field;
use super::input::Entity;

pub(crate) fn expand(entity: &Entity<'_>) -> TokenStream {
    let ident = entity.ident;
    let patch_name = super::patch::name(entity);
    let (key_type, key) = if let Some(position) = entity.row_key {
        let Field { ident, ty, .. } = &entity.fields[position];
        (
            quote! { #ty },
            quote! { ::core::clone::Clone::clone(&self.#ident) },
        )
    } else {
        let key_name = super::key::name(entity);
        (quote! { #key_name }, quote! { ::core::convert::From::from(self) })
    };
    let all = fields(
        &(0..entity.fields.len()).collect::<Vec<_>>(),
        entity,
        |ident| quote! { ::core::option::Option::Some(&self.#ident) },
    );
    let composites = fields(
        &entity.composites(),
        entity,
        |ident| quote! { ::core::option::Option::Some(&self.#ident) },
    );
    let columns = entity
        .fields
        .iter()
        .filter(|field| field.column)
        .map(|field| column(entity, field));
    let belongs = entity.indexes.iter().enumerate().filter_map(|(position, index)| {
        let function = &index.condition.as_ref()?.function;
        Some(quote! { #position => ::core::option::Option::Some(#function(self)), })
    });
    quote! {
        impl ::lockstep_entity::Row for #ident {
            type Key = #key_type;
            type Patch = #patch_name;

            fn key(&self) -> Self::Key {
                #key
            }
        }

        impl ::lockstep_entity::Fields for #ident {
            fn field(&self, attribute: usize) -> ::core::option::Option<&dyn ::lockstep_entity::Field> {
                #all
            }

            fn key_field(&self, attribute: usize) -> ::core::option::Option<&dyn ::lockstep_entity::KeyField> {
                #composites
            }

            fn belongs(&self, index: usize) -> ::core::option::Option<bool> {
                match index {
                    #(#belongs)*
                    _ => ::core::option::Option::Some(true),
                }
            }
        }

        #[allow(dead_code, reason = "a program need not use every column")]
        impl #ident {
            #(#columns)*
        }
    }
}

/// Fields by position: `read` says how one is read.
pub(crate) fn fields(
    positions: &[usize],
    entity: &Entity<'_>,
    read: impl Fn(&syn::Ident) -> TokenStream,
) -> TokenStream {
    let reads = positions
        .iter()
        .map(|position| read(entity.fields[*position].ident));
    quote! {
        match attribute {
            #(#positions => #reads,)*
            _ => ::core::option::Option::None,
        }
    }
}

fn column(entity: &Entity<'_>, field: &Field<'_>) -> TokenStream {
    let row = entity.ident;
    let Field {
        ident,
        ty,
        attribute,
        visibility,
        ..
    } = field;
    let constant = format_ident!(
        "{}",
        ident.unraw().to_string().to_uppercase(),
        span = ident.span()
    );
    let doc = format!("The column `{attribute}`.");
    let read = quote_spanned! { ty.span() => ::lockstep_entity::AsScalar::as_scalar(&row.#ident) };
    quote! {
        #[doc = #doc]
        #visibility const #constant: ::lockstep_entity::Column<#row, #ty> = {
            fn read(row: &#row) -> ::lockstep_entity::ScalarRef<'_> {
                #read
            }
            ::lockstep_entity::Column::new(#attribute, read)
        };
    }
}

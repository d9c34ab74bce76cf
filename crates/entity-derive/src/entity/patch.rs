//! The patch: one optional change a field.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Ident;

use super::input::Entity;

/// The name of the patch type.
pub(crate) fn name(entity: &Entity<'_>) -> Ident {
    format_ident!("{}Patch", entity.ident, span = entity.ident.span())
}

pub(crate) fn expand(entity: &Entity<'_>) -> TokenStream {
    let (row, name, visibility) = (entity.ident, name(entity), entity.visibility);
    let positions = entity.patch_fields();
    let composites = entity.composites();
    let key_positions: Vec<_> = positions
        .iter()
        .copied()
        .filter(|position| composites.contains(position))
        .collect();
    let fields: Vec<_> = positions
        .iter()
        .map(|position| &entity.fields[*position])
        .collect();
    let idents: Vec<_> = fields.iter().map(|field| field.ident).collect();
    let types = fields.iter().map(|field| field.ty);
    let visibilities = fields.iter().map(|field| field.visibility);
    let attributes = fields.iter().map(|field| &field.attribute);
    let doc = format!("A change of some fields of a [`{row}`]: `None` leaves a field as it is.");
    let field_docs = fields.iter().map(|field| match field.optional() {
        Some(_) => format!("The new `{}`; `Some(None)` clears it.", field.attribute),
        None => format!("The new `{}`.", field.attribute),
    });
    let derives = &entity.patch_derive;
    let read = super::row::fields(
        &positions,
        entity,
        |ident| quote! { self.#ident.as_ref().map(|field| field as &dyn ::lockstep_entity::Field) },
    );
    let key_read = super::row::fields(
        &key_positions,
        entity,
        |ident| quote! { self.#ident.as_ref().map(|field| field as &dyn ::lockstep_entity::KeyField) },
    );
    quote! {
        #[doc = #doc]
        #[derive(
            ::core::clone::Clone,
            ::core::fmt::Debug,
            ::core::default::Default,
            ::core::cmp::PartialEq,
            ::lockstep_entity::__private::serde::Serialize,
            ::lockstep_entity::__private::serde::Deserialize,
            #(#derives,)*
        )]
        #[serde(crate = "::lockstep_entity::__private::serde", deny_unknown_fields)]
        #visibility struct #name {
            #(
                #[doc = #field_docs]
                #[serde(
                    rename = #attributes,
                    default,
                    skip_serializing_if = "::core::option::Option::is_none",
                    deserialize_with = "::lockstep_entity::__private::present"
                )]
                #visibilities #idents: ::core::option::Option<#types>,
            )*
        }

        impl ::lockstep_entity::Patch<#row> for #name {
            #[allow(clippy::float_cmp, reason = "a patch says whether a field was set to another value, not how close it is")]
            fn between(before: &#row, after: &#row) -> Self {
                Self {
                    #(#idents: (before.#idents != after.#idents).then(|| ::core::clone::Clone::clone(&after.#idents)),)*
                }
            }

            fn apply(&self, row: &mut #row) {
                #(if let ::core::option::Option::Some(value) = &self.#idents {
                    ::core::clone::Clone::clone_from(&mut row.#idents, value);
                })*
            }

            fn merge(&mut self, later: Self) {
                #(if later.#idents.is_some() {
                    self.#idents = later.#idents;
                })*
            }

            fn is_empty(&self) -> bool {
                true #(&& self.#idents.is_none())*
            }
        }

        impl ::lockstep_entity::Fields for #name {
            fn field(&self, attribute: usize) -> ::core::option::Option<&dyn ::lockstep_entity::Field> {
                #read
            }

            fn key_field(&self, attribute: usize) -> ::core::option::Option<&dyn ::lockstep_entity::KeyField> {
                #key_read
            }
        }
    }
}

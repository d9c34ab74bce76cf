//! The derive macros of `lockstep-entity`.
//!
//! `lockstep-entity` re-exports and documents them; nobody depends on this crate directly. It reads a struct's
//! attributes, checks what can be checked at compile time, and writes the types and the glue. What an entity *does* is not
//! here: it follows at run time from the model that the derive builds.

mod attribute_enum;
mod attribute_union;
mod collection;
mod entity;
mod rename;
mod serde_attributes;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Makes a struct an entity. See `lockstep_entity::Entity`.
#[proc_macro_derive(Entity, attributes(entity, index, serde))]
pub fn derive_entity(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    entity::expand(&input)
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}

/// Reads several entities together. See `lockstep_entity::Collection`.
#[proc_macro_derive(Collection, attributes(collection))]
pub fn derive_collection(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    collection::expand(&input)
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}

/// Stores an enum without data as text. See `lockstep_entity::AttributeEnum`.
#[proc_macro_derive(AttributeEnum, attributes(serde))]
pub fn derive_attribute_enum(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    attribute_enum::expand(&input)
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}

/// Stores an enum with data as a discriminated union. See `lockstep_entity::AttributeUnion`.
#[proc_macro_derive(AttributeUnion, attributes(serde))]
pub fn derive_attribute_union(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    attribute_union::expand(&input)
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}

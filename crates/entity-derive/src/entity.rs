//! `#[derive(Entity)]`: reads the struct, then writes one piece of code a concern.

mod field_options;
mod fields;
mod hooks;
mod index;
mod input;
mod key;
mod model;
mod patch;
mod row;
mod template;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, Result};

pub(crate) fn expand(input: &DeriveInput) -> Result<TokenStream> {
    let entity = input::Entity::parse(input)?;
    let (model, row, key, patch) = (
        model::expand(&entity),
        row::expand(&entity),
        key::expand(&entity),
        patch::expand(&entity),
    );
    Ok(quote! { #model #row #key #patch })
}

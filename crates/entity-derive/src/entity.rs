//! `#[derive(Entity)]`: reads the struct, then writes one piece of code a concern.

mod field_options;
mod fields;
mod hooks;
mod index;
mod input;
mod key;
mod model;
mod patch;
mod query;
mod row;
mod template;
mod update;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, Result};

pub(crate) fn expand(input: &DeriveInput) -> Result<TokenStream> {
    let entity = input::Entity::parse(input)?;
    let (model, row, query, key, patch, update) = (
        model::expand(&entity),
        row::expand(&entity),
        query::expand(&entity),
        key::expand(&entity),
        patch::expand(&entity),
        update::expand(&entity),
    );
    Ok(quote! { #model #row #query #key #patch #update })
}

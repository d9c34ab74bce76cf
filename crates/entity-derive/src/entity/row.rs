//! The row: its key, its columns, its fields by position, and its queries.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::fields::{Field, is_string};
use super::index::Index;
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
    let queries = entity
        .indexes
        .iter()
        .enumerate()
        .map(|(position, index)| query(entity, position, index));
    let partition = partition(entity);
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

        #[allow(dead_code, reason = "a program need not use every column and every query")]
        impl #ident {
            #(#columns)*
            #(#queries)*
            #partition
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

/// The parameters and arguments that make up a partition key.
fn composites(entity: &Entity<'_>, index: &Index) -> (Vec<TokenStream>, Vec<TokenStream>, Vec<TokenStream>) {
    let (mut parameters, mut bindings, mut order) = (Vec::new(), Vec::new(), Vec::new());
    for position in index.partition.composites() {
        let field = &entity.fields[position];
        let (ident, ty) = (field.ident, field.optional().unwrap_or(field.ty));
        if is_string(ty) {
            parameters.push(quote! { #ident: impl ::core::convert::AsRef<str> });
            bindings.push(quote! { let #ident = #ident.as_ref(); });
        } else {
            parameters.push(quote! { #ident: impl ::core::borrow::Borrow<#ty> });
            bindings.push(quote! { let #ident: &#ty = #ident.borrow(); });
        }
    }
    for part in &index.partition.parts {
        if let super::template::Part::Field(position) = part {
            let field = &entity.fields[*position];
            let (ident, ty) = (field.ident, field.optional().unwrap_or(field.ty));
            order.push(if is_string(ty) {
                quote! { &#ident }
            } else {
                quote! { #ident }
            });
        }
    }
    (parameters, bindings, order)
}

fn query(entity: &Entity<'_>, position: usize, index: &Index) -> TokenStream {
    let visibility = entity.visibility;
    let function = format_ident!("query_{}", index.access.unraw(), span = index.access.span());
    let (parameters, bindings, order) = composites(entity, index);
    let partition = &index.partition.text;
    let sort = index
        .sort
        .as_ref()
        .map(|sort| format!(", ordered by `{}`", sort.text))
        .unwrap_or_default();
    let place = match &index.name {
        Some(name) => format!("index `{}`", name.value()),
        None => "the table".to_owned(),
    };
    let name = entity.name.value();
    let doc = format!("Queries the {name} rows in the partition `{partition}` of {place}{sort}.");
    quote! {
        #[doc = #doc]
        #visibility fn #function(#(#parameters),*) -> ::lockstep_entity::EntityQuery<Self> {
            #(#bindings)*
            ::lockstep_entity::EntityQuery::new(#position, &[#(#order),*])
        }
    }
}

fn partition(entity: &Entity<'_>) -> TokenStream {
    let visibility = entity.visibility;
    let index = &entity.indexes[0];
    let (parameters, bindings, order) = composites(entity, index);
    let doc = format!(
        "Queries everything in the partition `{}` of the table, of whatever entity.",
        index.partition.text
    );
    quote! {
        #[doc = #doc]
        #visibility fn partition(#(#parameters),*) -> ::lockstep_entity::PartitionQuery {
            #(#bindings)*
            ::lockstep_entity::PartitionQuery::new::<Self>(&[#(#order),*])
        }
    }
}

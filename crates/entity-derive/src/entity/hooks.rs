//! The entity's own functions: `set` and `watch` when a row is written, `validate` before.

use proc_macro2::TokenStream;
use quote::quote;

use super::fields::Field;
use super::input::Entity;

/// The methods of the `Entity` trait that call them; nothing where there are none.
pub(crate) fn expand(entity: &Entity<'_>) -> TokenStream {
    let stored = entity
        .fields
        .iter()
        .any(|field| field.options.set.is_some())
        .then(|| stored(entity));
    let validate = entity
        .fields
        .iter()
        .any(|field| field.options.validate.is_some())
        .then(|| validate(entity));
    quote! { #stored #validate }
}

fn stored(entity: &Entity<'_>) -> TokenStream {
    let patched = entity.patch_fields();
    // Fields that watch others come second and see what the first ones became.
    let is_watching = |field: &Field<'_>| field.options.watch_all.is_some() || !field.watched.is_empty();
    let functions = |watching: bool| {
        entity
            .fields
            .iter()
            .enumerate()
            .filter(move |(_, field)| is_watching(field) == watching)
            .filter_map(|(position, field)| Some((position, field, field.options.set.as_ref()?)))
    };
    let plain_row = functions(false).map(|(_, field, set)| {
        let ident = field.ident;
        quote! { row.#ident = #set(::core::clone::Clone::clone(&row.#ident)); }
    });
    let plain_patch = functions(false)
        .filter(|(position, ..)| patched.contains(position))
        .map(|(_, field, set)| {
            let ident = field.ident;
            quote! { stored.#ident = stored.#ident.map(#set); }
        });
    let watching_row = functions(true).map(|(_, field, set)| {
        let ident = field.ident;
        let watched = field
            .watched
            .iter()
            .map(|position| entity.fields[*position].ident);
        let known = if field.options.watch_all.is_some() {
            quote! { &::lockstep_entity::Known::of(&*row) }
        } else {
            quote! { #(::core::option::Option::Some(&row.#watched)),* }
        };
        quote! {
            if let ::core::option::Option::Some(value) = #set(#known) {
                row.#ident = value;
            }
        }
    });
    let watching_patch = functions(true)
        .filter(|(position, ..)| patched.contains(position))
        .map(|(_, field, set)| {
            let ident = field.ident;
            let known = field.watched.iter().map(|position| {
                let watched = entity.fields[*position].ident;
                if patched.contains(position) {
                    quote! { stored.#watched.as_ref() }
                } else {
                    quote! { ::core::option::Option::None }
                }
            });
            let known = if field.options.watch_all.is_some() {
                quote! { &::lockstep_entity::Known::of(&stored) }
            } else {
                quote! { #(#known),* }
            };
            let triggers = field
                .watched
                .iter()
                .filter(|position| patched.contains(position))
                .map(|position| entity.fields[*position].ident);
            quote! {
                if false #(|| stored.#triggers.is_some())* {
                    if let ::core::option::Option::Some(value) = #set(#known) {
                        stored.#ident = ::core::option::Option::Some(value);
                    }
                }
            }
        });
    quote! {
        fn stored(&self) -> ::std::borrow::Cow<'_, Self> {
            let mut row = ::core::clone::Clone::clone(self);
            #(#plain_row)*
            <Self as ::lockstep_entity::Entity>::watch(&mut row);
            ::std::borrow::Cow::Owned(row)
        }

        fn watch(row: &mut Self) {
            let _ = &row;
            #(#watching_row)*
        }

        fn stored_patch(
            patch: &<Self as ::lockstep_entity::Row>::Patch,
        ) -> ::std::borrow::Cow<'_, <Self as ::lockstep_entity::Row>::Patch> {
            let mut stored = ::core::clone::Clone::clone(patch);
            #(#plain_patch)*
            #(#watching_patch)*
            ::std::borrow::Cow::Owned(stored)
        }
    }
}

fn validate(entity: &Entity<'_>) -> TokenStream {
    let patched = entity.patch_fields();
    let checks = |row: bool| {
        let patched = &patched;
        entity
            .fields
            .iter()
            .enumerate()
            .filter(move |(position, _)| row || patched.contains(position))
            .filter_map(move |(position, field)| {
                let function = field.options.validate.as_ref()?;
                let ident = field.ident;
                let value = match (row, field.optional().is_some()) {
                    (true, false) => quote! { ::core::option::Option::Some(&self.#ident) },
                    (true, true) => quote! { self.#ident.as_ref() },
                    (false, false) => quote! { patch.#ident.as_ref() },
                    (false, true) => {
                        quote! { patch.#ident.as_ref().and_then(::core::option::Option::as_ref) }
                    }
                };
                Some(quote! {
                    if let ::core::option::Option::Some(value) = #value {
                        if let ::core::result::Result::Err(reason) = #function(value) {
                            return ::core::result::Result::Err(
                                <Self as ::lockstep_entity::Entity>::model().refused(#position, reason),
                            );
                        }
                    }
                })
            })
    };
    let (row, patch) = (checks(true), checks(false));
    quote! {
        fn check_values(&self) -> ::core::result::Result<(), ::lockstep_entity::Error> {
            #(#row)*
            ::core::result::Result::Ok(())
        }

        fn check_patch(
            patch: &<Self as ::lockstep_entity::Row>::Patch,
        ) -> ::core::result::Result<(), ::lockstep_entity::Error> {
            let _ = patch;
            #(#patch)*
            ::core::result::Result::Ok(())
        }
    }
}

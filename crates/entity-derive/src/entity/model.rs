//! The model as constant data, and the conversions between rows and items.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::index::{Casing, Index, Key};
use super::input::Entity;
use super::template::Part;

pub(crate) fn expand(entity: &Entity<'_>) -> TokenStream {
    let (ident, name) = (entity.ident, &entity.name);
    let key_name = super::key::name(entity);
    let spec = spec(entity);
    let count = entity.fields.len();
    // What is flattened has no attribute of its own.
    let own = entity.fields.iter().enumerate().filter(|(_, field)| !field.flat);
    let (positions, attributes): (Vec<_>, Vec<_>) =
        own.map(|(position, field)| (position, &field.attribute)).unzip();
    let distinct = distinct(entity);
    let reads = entity.fields.iter().enumerate().map(|(position, field)| {
        let ident = field.ident;
        let absent = field.default.clone();
        if field.options.hidden {
            let default = absent.unwrap_or_else(|| quote! { ::core::default::Default::default });
            return quote! { #ident: #default() };
        }
        let read = absent.map_or_else(
            || quote! { attribute(#position, &mut values) },
            |default| quote! { attribute_or(#position, &mut values, #default) },
        );
        let get = field.options.get.iter();
        quote! { #ident: #(#get)* (model.#read?) }
    });
    let checks = if entity.is_checked() {
        quote! { ::lockstep_entity::Checked }
    } else {
        quote! { ::lockstep_entity::Unchecked }
    };
    let key_positions = entity.key_fields();
    let key_fields = key_positions
        .iter()
        .map(|position| entity.fields[*position].ident);
    let hooks = super::hooks::expand(entity);
    quote! {
        impl ::lockstep_entity::Entity for #ident {
            const NAME: &'static str = #name;

            const SPEC: ::lockstep_entity::model::Spec = #spec;

            type PrimaryKey = #key_name;

            type Checks = #checks;

            fn model() -> &'static ::lockstep_entity::Model {
                static SPEC: ::lockstep_entity::model::Spec = <#ident as ::lockstep_entity::Entity>::SPEC;
                static MODEL: ::lockstep_entity::model::LazyModel = ::lockstep_entity::model::LazyModel::new();
                MODEL.get(&SPEC)
            }

            fn from_item(item: ::lockstep_entity::Item) -> ::core::result::Result<Self, ::lockstep_entity::Error> {
                fn position(name: &str) -> ::core::option::Option<usize> {
                    match name {
                        #(#attributes => ::core::option::Option::Some(#positions),)*
                        _ => ::core::option::Option::None,
                    }
                }
                let mut values = [const { ::core::option::Option::<::lockstep_entity::Value>::None }; #count];
                let model = <Self as ::lockstep_entity::Entity>::model();
                model.read(item, position, &mut values)?;
                ::core::result::Result::Ok(Self { #(#reads,)* })
            }

            fn primary_key(&self) -> #key_name {
                ::core::convert::From::from(self)
            }

            fn primary_key_of(
                known: &::lockstep_entity::Known<Self>,
            ) -> ::core::result::Result<#key_name, ::lockstep_entity::Error> {
                ::core::result::Result::Ok(#key_name { #(#key_fields: known.at(#key_positions)?,)* })
            }

            #hooks
        }

        #distinct
    }
}

/// What the compiler checks of an entity with a flattened union, whose names it alone knows.
fn distinct(entity: &Entity<'_>) -> Option<TokenStream> {
    let (row, field) = (entity.ident, entity.fields.iter().find(|field| field.flat)?);
    let message = format!(
        "an attribute of the union `{}` (its tag, or a field of a variant) has the name of another attribute of `{row}`, of a \
         key, or of what names the entity: give it another with `#[serde(rename = \"…\")]`",
        field.ident
    );
    Some(quote_spanned! { field.ident.span() =>
        const _: () = ::core::assert!(<#row as ::lockstep_entity::Entity>::SPEC.is_distinct(), #message);
    })
}

fn spec(entity: &Entity<'_>) -> TokenStream {
    let attributes = entity.fields.iter().map(|field| {
        let (name, required, key, read_only) = (
            &field.attribute,
            field.optional().is_none(),
            field.key,
            field.options.read_only,
        );
        let label = option(field.options.label.as_ref());
        let ty = field.ty;
        let flat = option(
            field
                .flat
                .then(|| quote_spanned! { ty.span() => <#ty as ::lockstep_entity::FlatAttribute>::NAMES }),
        );
        let padding = option(
            field
                .options
                .padding
                .as_ref()
                .map(|(length, fill)| quote! { (#length, #fill) }),
        );
        quote! {
            ::lockstep_entity::model::AttributeSpec {
                name: #name,
                required: #required,
                key: #key,
                read_only: #read_only,
                label: #label,
                padding: #padding,
                flat: #flat,
            }
        }
    });
    let indexes = entity.indexes.iter().map(|spec| index(entity, spec));
    let (service, name, version) = (&entity.service, &entity.name, &entity.version);
    let (identifiers, unique_keys) = (&entity.identifiers, entity.unique_keys);
    quote! {
        ::lockstep_entity::model::Spec {
            service: #service,
            entity: #name,
            version: #version,
            identifiers: [#(#identifiers),*],
            unique_keys: #unique_keys,
            attributes: &[#(#attributes),*],
            indexes: &[#(#indexes),*],
        }
    }
}

fn index(entity: &Entity<'_>, index: &Index) -> TokenStream {
    let access = index.access.to_string();
    let name = option(index.name.as_ref());
    let partition = key(&index.partition);
    let sort = option(index.sort.as_ref().map(key));
    let collections = &index.collections;
    let scope = option(index.scope.as_ref());
    let kind = if index.composite {
        quote! { Composite }
    } else if index.clustered {
        quote! { Clustered }
    } else {
        quote! { Isolated }
    };
    let sparse = entity.is_sparse(index);
    let condition = option(index.condition.as_ref().map(|condition| {
        let fields = &condition.fields;
        quote! { &[#(#fields),*] }
    }));
    quote! {
        ::lockstep_entity::model::IndexSpec {
            access: #access,
            name: #name,
            kind: ::lockstep_entity::model::IndexKind::#kind,
            partition: #partition,
            sort: #sort,
            collections: &[#(#collections),*],
            scope: #scope,
            sparse: #sparse,
            condition: #condition,
        }
    }
}

fn key(key: &Key) -> TokenStream {
    let Key {
        field,
        generated,
        numeric,
        shared,
        ..
    } = key;
    let parts = key.parts.iter().map(|part| match part {
        Part::Literal(text) => quote! { ::lockstep_entity::model::PartSpec::Text(#text) },
        Part::Field(position) => quote! { ::lockstep_entity::model::PartSpec::Attribute(#position) },
    });
    let casing = match key.casing {
        Casing::Lower => quote! { Lower },
        Casing::Upper => quote! { Upper },
        Casing::None => quote! { None },
    };
    quote! {
        ::lockstep_entity::model::KeySpec {
            field: #field,
            parts: &[#(#parts),*],
            casing: ::lockstep_entity::model::Casing::#casing,
            generated: #generated,
            numeric: #numeric,
            shared: #shared,
        }
    }
}

fn option(value: Option<impl quote::ToTokens>) -> TokenStream {
    value.map_or_else(
        || quote! { ::core::option::Option::None },
        |value| quote! { ::core::option::Option::Some(#value) },
    )
}

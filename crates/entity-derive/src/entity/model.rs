//! The model as a constant, and the conversions between rows and items.

use proc_macro2::TokenStream;
use quote::quote;

use super::index::Template;
use super::input::Entity;
use super::template::Part;

pub(crate) fn expand(entity: &Entity<'_>) -> TokenStream {
    let (ident, name) = (entity.ident, &entity.name);
    let key_name = super::key::name(entity);
    let model = model(entity);
    let positions = 0..entity.fields.len();
    let count = entity.fields.len();
    let attributes = entity.fields.iter().map(|field| &field.attribute);
    let reads = entity.fields.iter().enumerate().map(|(position, field)| {
        let ident = field.ident;
        let read = field.default.as_ref().map_or_else(
            || quote! { attribute(#position, &mut values) },
            |default| quote! { attribute_or(#position, &mut values, #default) },
        );
        quote! { #ident: model.#read? }
    });
    quote! {
        impl ::lockstep_entity::Entity for #ident {
            const NAME: &'static str = #name;

            type PrimaryKey = #key_name;

            fn model() -> &'static ::lockstep_entity::Model {
                #model
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
        }
    }
}

fn model(entity: &Entity<'_>) -> TokenStream {
    let attributes = entity.fields.iter().map(|field| {
        let (name, required, key) = (&field.attribute, field.optional().is_none(), field.key);
        quote! { ::lockstep_entity::model::AttributeModel::from_static(#name, #required, #key) }
    });
    let indexes = entity.indexes.iter().map(|index| {
        let name = index.name.as_ref().map_or_else(
            || quote! { ::core::option::Option::None },
            |name| quote! { ::core::option::Option::Some(#name) },
        );
        let (partition, sort) = (template(&index.partition), template(&index.sort));
        quote! { ::lockstep_entity::model::Index::from_static(#name, #partition, #sort) }
    });
    let (service, name, version) = (&entity.service, &entity.name, &entity.version);
    quote! {
        const ATTRIBUTES: &[::lockstep_entity::model::AttributeModel] = &[#(#attributes),*];
        const INDEXES: &[::lockstep_entity::model::Index] = &[#(#indexes),*];
        static MODEL: ::lockstep_entity::Model =
            ::lockstep_entity::Model::from_static([#service, #name, #version], ATTRIBUTES, INDEXES);
        &MODEL
    }
}

fn template(template: &Template) -> TokenStream {
    let field = &template.field;
    let parts = template.parts.iter().map(|part| match part {
        Part::Literal(text) => quote! { ::lockstep_entity::model::KeyPart::from_static(#text) },
        Part::Field(position) => quote! { ::lockstep_entity::model::KeyPart::Attribute(#position) },
    });
    quote! {
        ::lockstep_entity::model::KeyTemplate::from_static(#field, {
            const PARTS: &[::lockstep_entity::model::KeyPart] = &[#(#parts),*];
            PARTS
        })
    }
}

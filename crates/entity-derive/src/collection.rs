//! `#[derive(Collection)]`: entities that share the partitions of an index.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{
    Attribute, Data, DeriveInput, Error, Fields, GenericArgument, LitStr, PathArguments, Result, Type,
};

/// How many attributes of the sort key a collection's query can be given.
const MAX_GIVEN: usize = 6;

pub(crate) fn expand(input: &DeriveInput) -> Result<TokenStream> {
    let named = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) if !fields.named.is_empty() && input.generics.params.is_empty() => {
                &fields.named
            }
            _ => return Err(no_collection(input)),
        },
        _ => return Err(no_collection(input)),
    };
    let collection = name(input, &input.attrs)?;
    let ident = &input.ident;
    let mut members = Vec::new();
    for field in named {
        let member = element(&field.ty).ok_or_else(|| {
            Error::new(
                field.ty.span(),
                "a member of a collection is a `Vec` of an entity, such as `orders: Vec<Order>`",
            )
        })?;
        let field = field
            .ident
            .as_ref()
            .expect("the fields were matched as named ones");
        members.push((field, member));
    }
    let pushes = members.iter().enumerate().map(|(position, (field, member))| {
        quote! {
            #position => self.#field.push(<#member as ::lockstep_entity::Entity>::from_item(item)?),
        }
    });
    let specs = members
        .iter()
        .map(|(_, member)| quote! { &<#member as ::lockstep_entity::Entity>::SPEC });
    let indexes = members.iter().map(|(_, member)| {
        quote! {
            impl ::lockstep_entity::CollectionOf<
                #member,
                { ::lockstep_entity::collection::check::position(&<#member as ::lockstep_entity::Entity>::SPEC, #collection) },
            > for #ident {}
        }
    });
    let given = 0..=MAX_GIVEN;
    let types: Vec<_> = members.iter().map(|(_, member)| *member).collect();
    let checks = types.iter().map(|member| check(&collection, types[0], member));
    Ok(quote! {
        impl ::lockstep_entity::Collection for #ident {
            const NAME: &'static str = #collection;

            const MEMBERS: &'static [&'static ::lockstep_entity::model::Spec] = &[#(#specs),*];

            fn push_to(
                &mut self,
                member: usize,
                item: ::lockstep_entity::Item,
            ) -> ::core::result::Result<(), ::lockstep_entity::Error> {
                match member {
                    #(#pushes)*
                    _ => {}
                }
                ::core::result::Result::Ok(())
            }
        }

        #(#indexes)*

        #(
            impl ::lockstep_entity::collection::Sharing<#given> for #ident {
                type Answer = ::lockstep_entity::collection::Shared<{
                    ::lockstep_entity::collection::check::share_all(
                        <#ident as ::lockstep_entity::Collection>::MEMBERS,
                        #collection,
                        #given,
                    )
                }>;
            }
        )*

        #(#checks)*
    })
}

/// What the compiler checks of a member, beside the first one.
fn check(collection: &LitStr, first: &Type, member: &Type) -> TokenStream {
    let text = collection.value();
    let first_name = quote! { #first }.to_string();

    let member_name = quote! { #member }.to_string();
    let unknown = format!(
        "`{member_name}` is in no collection {text:?}: add `collection = {text:?}` to the index that it shares with the others"
    );
    let check = |function: &str, message: &str| {
        let function = syn::Ident::new(function, member.span());
        quote_spanned! { member.span() =>
            ::core::assert!(
                ::lockstep_entity::collection::check::#function(
                    &<#first as ::lockstep_entity::Entity>::SPEC,
                    &<#member as ::lockstep_entity::Entity>::SPEC,
                    #collection,
                ),
                #message
            );
        }
    };
    let index = check(
        "same_index",
        &format!(
            "`{first_name}` and `{member_name}` are in collection {text:?} in different indexes: give both the same `name`, key \
                 attributes and casing, and make both `clustered` or neither"
        ),
    );
    let partition = check(
        "same_partition",
        &format!(
            "`{first_name}` and `{member_name}` of collection {text:?} have different partition keys: a generated key needs the \
                 same service, scope and attribute names (or `label`s) in `pk = […]`, a template the same text"
        ),
    );
    let path = check(
        "same_path",
        &format!(
            "collection {text:?} is part of different collections for `{first_name}` and `{member_name}`: write the same \
                 `collection(…)` up to it"
        ),
    );
    quote_spanned! { member.span() =>
        const _: () = {
            ::core::assert!(
                ::lockstep_entity::collection::check::is_member(
                    &<#member as ::lockstep_entity::Entity>::SPEC,
                    #collection,
                ),
                #unknown
            );
            #index
            #partition
            #path
        };
    }
}

fn no_collection(input: &DeriveInput) -> Error {
    Error::new(
        input.ident.span(),
        "a collection is a struct with a `Vec` for each of its entities, such as `orders: Vec<Order>`",
    )
}

fn name(input: &DeriveInput, attributes: &[Attribute]) -> Result<LitStr> {
    let mut found = None;
    for attribute in attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("collection"))
    {
        if found.replace(attribute.parse_args::<LitStr>()?).is_some() {
            return Err(Error::new(attribute.span(), "given twice"));
        }
    }
    found.ok_or_else(|| {
        Error::new(
            input.ident.span(),
            "a collection needs the name that its entities' indexes say: `#[collection(\"account\")]`",
        )
    })
}

/// The `T` of a `Vec<T>`.
fn element(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let segment = path
        .path
        .segments
        .last()
        .filter(|segment| segment.ident == "Vec")?;
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
        return None;
    };
    match arguments.args.first()? {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    }
}

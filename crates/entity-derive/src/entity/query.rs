//! Queries: one function an index, and one method an attribute of its sort key.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Ident;
use syn::ext::IdentExt;

use super::fields::{Field, is_string};
use super::index::{Index, Key};
use super::input::Entity;
use super::template::Part;
use crate::rename::RenameRule;

pub(crate) fn expand(entity: &Entity<'_>) -> TokenStream {
    let row = entity.ident;
    let (functions, types): (Vec<_>, Vec<_>) = entity
        .indexes
        .iter()
        .enumerate()
        .map(|(position, index)| {
            (
                function(entity, position, index),
                query_type(entity, position, index),
            )
        })
        .unzip();
    let partition = partition(entity);
    let (missing, markers): (Vec<_>, Vec<_>) = missing(entity).unzip();
    quote! {
        const _: () = {
            #(#markers)*

            #[allow(dead_code, private_bounds, reason = "they only explain")]
            impl #row {
                #(#missing)*
            }
        };

        #[allow(dead_code, reason = "a program need not use every query")]
        impl #row {
            #(#functions)*
            #partition
        }

        #(#types)*
    }
}

/// Functions for queries by fields that no index has, which say what there is and what to write.
fn missing<'e>(entity: &'e Entity<'_>) -> impl Iterator<Item = (TokenStream, TokenStream)> + 'e {
    let known: Vec<String> = entity
        .indexes
        .iter()
        .map(|index| format!("`query_{}` ({})", index.access.unraw(), index.partition.text))
        .collect();
    let known = known.join(", ");
    entity.fields.iter().filter_map(move |field| {
        let plain = field.ident.unraw().to_string();
        let access = format!("by_{plain}");
        if entity.indexes.iter().any(|index| index.access == access) {
            return None;
        }
        let (function, marker) = (
            format_ident!("query_{}", access),
            format_ident!("Indexed{}", RenameRule::Pascal.field(&plain)),
        );
        let message = format!("`{}` has no access pattern by `{plain}`", entity.ident);
        let note = format!("there are {known}: use one of them with `.filter(…)`");
        let advice = format!(
            "or declare one: `#[index({access}, name = \"…\", pk = [{plain}], sk = [{}])]`",
            entity
                .key_fields()
                .iter()
                .map(|position| entity.fields[*position].ident.unraw().to_string())
                .collect::<Vec<_>>()
                .join(", ")
        );
        let label = format!("no index starts with `{plain}`");
        Some((
            quote! {
                #[doc(hidden)]
                pub fn #function<Value: #marker>(value: Value) {
                    let _ = value;
                }
            },
            quote! {
                #[diagnostic::on_unimplemented(message = #message, label = #label, note = #note, note = #advice)]
                trait #marker {}
            },
        ))
    })
}

/// The parameters and arguments that make up a partition key.
fn composites(entity: &Entity<'_>, index: &Index) -> (Vec<TokenStream>, Vec<TokenStream>) {
    let parameters = index.partition.composites().into_iter().map(|position| {
        let field = &entity.fields[position];
        let (ident, ty) = (field.ident, parameter(field));
        quote! { #ident: #ty }
    });
    let order = index.partition.parts.iter().filter_map(|part| match part {
        Part::Field(position) => {
            let field = &entity.fields[*position];
            Some(value(field, field.ident))
        }
        Part::Literal(_) => None,
    });
    (parameters.collect(), order.collect())
}

/// The type of a parameter for a field's value.
fn parameter(field: &Field<'_>) -> TokenStream {
    let ty = field.optional().unwrap_or(field.ty);
    if is_string(ty) {
        quote! { impl ::core::convert::AsRef<str> }
    } else {
        quote! { impl ::core::borrow::Borrow<#ty> }
    }
}

/// What such a parameter says, as a part of a key.
fn value(field: &Field<'_>, parameter: &Ident) -> TokenStream {
    let ty = field.optional().unwrap_or(field.ty);
    if is_string(ty) {
        text(parameter)
    } else {
        quote! { ::core::borrow::Borrow::<#ty>::borrow(&#parameter) }
    }
}

fn text(parameter: &Ident) -> TokenStream {
    quote! { &::core::convert::AsRef::<str>::as_ref(&#parameter) }
}

/// The name of the type of an index's queries, if its sort key has attributes to narrow them by.
fn type_name(entity: &Entity<'_>, index: &Index) -> Option<Ident> {
    index
        .sort
        .as_ref()
        .filter(|sort| !sort.composites().is_empty() || !index.collections.is_empty())?;
    let access = RenameRule::Pascal.field(&index.access.unraw().to_string());
    Some(format_ident!("{}{}Query", entity.ident, access))
}

fn function(entity: &Entity<'_>, position: usize, index: &Index) -> TokenStream {
    let visibility = entity.visibility;
    let function = format_ident!("query_{}", index.access.unraw(), span = index.access.span());
    let (parameters, order) = composites(entity, index);
    let doc = format!("{}.", describe(entity, index));
    let query = quote! { ::lockstep_entity::EntityQuery::new(#position, &[#(#order),*]) };
    let (output, made) = match type_name(entity, index) {
        Some(name) => (quote! { #name<0> }, quote! { #name(#query) }),
        None => (quote! { ::lockstep_entity::EntityQuery<Self> }, query),
    };
    let handle = format_ident!("index_{}", index.access.unraw(), span = index.access.span());
    let handle_doc = format!(
        "{}, to scan it and to convert its keys.",
        match &index.name {
            Some(name) => format!("The index `{}`", name.value()),
            None => "The table's own key".to_owned(),
        }
    );
    quote! {
        #[doc = #doc]
        #visibility fn #function(#(#parameters),*) -> #output {
            #made
        }

        #[doc = #handle_doc]
        #visibility const fn #handle() -> ::lockstep_entity::EntityIndex<Self> {
            ::lockstep_entity::EntityIndex::new(#position)
        }
    }
}

fn describe(entity: &Entity<'_>, index: &Index) -> String {
    let sort = index
        .sort
        .as_ref()
        .map(|sort| format!(", ordered by `{}`", sort.text))
        .unwrap_or_default();
    let place = match &index.name {
        Some(name) => format!("index `{}`", name.value()),
        None => "the table".to_owned(),
    };
    let (name, partition) = (entity.name.value(), &index.partition.text);
    format!("Queries the {name} rows in the partition `{partition}` of {place}{sort}")
}

/// The type of an index's queries. Its parameter counts the attributes of the sort key that are given already.
fn query_type(entity: &Entity<'_>, position: usize, index: &Index) -> Option<TokenStream> {
    let name = type_name(entity, index)?;
    let composites = index.sort.as_ref()?.composites();
    let (row, visibility) = (entity.ident, entity.visibility);
    let names: Vec<String> = composites
        .iter()
        .map(|position| entity.fields[*position].ident.unraw().to_string())
        .collect();
    let doc = format!(
        "{}.\n\nThe attributes of the sort key are given in its order ({}), and the next one may be compared.",
        describe(entity, index),
        names
            .iter()
            .map(|name| format!("`{name}`"))
            .collect::<Vec<_>>()
            .join(", ")
    );
    let methods = composites
        .iter()
        .enumerate()
        .map(|(at, _)| attribute(entity, (position, index), &name, at, &names));
    let (methods, places): (Vec<_>, Vec<_>) = methods.unzip();
    let forwards = forwards(row, &names);
    let collection = (!index.collections.is_empty()).then(|| {
        quote! {
            #[allow(dead_code, reason = "a program need not use every query")]
            impl<const GIVEN: usize> #name<GIVEN> {
                /// Everything that a collection has in this partition, of all its entities: with the attributes of the sort key
                /// that were given, where all of them have these. Filters and limits that were given before are dropped: give
                /// them to the collection's query.
                pub fn collection<Rows>(self) -> ::lockstep_entity::CollectionQuery<Rows>
                where
                    Rows: ::lockstep_entity::CollectionOf<#row, #position>
                        + ::lockstep_entity::collection::Sharing<GIVEN>,
                    <Rows as ::lockstep_entity::collection::Sharing<GIVEN>>::Answer:
                        ::lockstep_entity::collection::AllShare,
                {
                    ::lockstep_entity::CollectionQuery::new(self.0)
                }
            }
        }
    });
    Some(quote! {
        #[doc = #doc]
        #[derive(::core::clone::Clone, ::core::fmt::Debug)]
        #[must_use]
        #visibility struct #name<const GIVEN: usize = 0>(::lockstep_entity::EntityQuery<#row>);

        const _: () = {
            #(#places)*

            #[allow(dead_code, private_bounds, reason = "a program need not use every query, and a bound only explains")]
            impl<const GIVEN: usize> #name<GIVEN> {
                #(#methods)*
                #forwards
            }
        };

        #collection

        impl<const GIVEN: usize> ::core::convert::From<#name<GIVEN>> for ::lockstep_entity::EntityQuery<#row> {
            fn from(query: #name<GIVEN>) -> Self {
                query.0
            }
        }

        impl<const GIVEN: usize> ::core::convert::From<#name<GIVEN>> for ::lockstep_entity::request::Query {
            fn from(query: #name<GIVEN>) -> Self {
                ::core::convert::From::from(query.0)
            }
        }
    })
}

/// The methods for one attribute of the sort key, and the trait that says when they can be called.
fn attribute(
    entity: &Entity<'_>,
    (index_position, index): (usize, &Index),
    name: &Ident,
    at: usize,
    names: &[String],
) -> (TokenStream, TokenStream) {
    let position = index.sort.as_ref().map(Key::composites).unwrap_or_default()[at];
    let field = &entity.fields[position];
    let (ident, row) = (field.ident, entity.ident);
    let place = format_ident!("Before{}", at);
    let next = at + 1;
    let own = &names[at];
    let order: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    let (message, note) = (
        format!(
            "`{own}` is attribute {next} of the sort key of `{}`, and is not the next one here",
            index.access
        ),
        format!(
            "the key is made of {}: give each of them once, in this order",
            order.join(", ")
        ),
    );
    let label = match at {
        0 => format!("`{own}` is given already"),
        _ => format!("`{}` comes before `{own}`", names[at - 1]),
    };
    let marker = quote! {
        #[diagnostic::on_unimplemented(message = #message, label = #label, note = #note)]
        trait #place {}
        impl #place for ::lockstep_entity::Given<#at> {}
    };
    let bound = quote! { where ::lockstep_entity::Given<GIVEN>: #place };
    // The comparison may be one of a collection too, if its entities share the attributes.
    let (compared, wrap) = if index.clustered && !index.collections.is_empty() {
        (
            quote! { ::lockstep_entity::ComparedQuery<#row, #index_position, #next> },
            quote! { ::lockstep_entity::ComparedQuery::new },
        )
    } else {
        (quote! { ::lockstep_entity::EntityQuery<#row> }, quote! {})
    };
    let (parameter, equal) = (parameter(field), value(field, ident));
    let equal_doc = format!("The rows with this `{own}`.");
    let comparisons = [
        ("begins_with", "BeginsWith", "begins so, as it stands in the key"),
        ("lt", "Lt", "is less"),
        ("lte", "Lte", "is less or equal"),
        ("gt", "Gt", "is greater"),
        ("gte", "Gte", "is greater or equal"),
    ]
    .map(|(suffix, variant, says)| {
        let method = format_ident!("{}_{}", ident.unraw(), suffix);
        let variant = format_ident!("{}", variant);
        let doc = format!("The rows whose `{own}` {says}. Values compare as they stand in the key, as text.");
        let (parameter, value) = match suffix {
            "begins_with" => (quote! { impl ::core::convert::AsRef<str> }, text(ident)),
            _ => (parameter.clone(), equal.clone()),
        };
        quote! {
            #[doc = #doc]
            pub fn #method(self, #ident: #parameter) -> #compared #bound {
                #wrap(self.0.compare(::lockstep_entity::SortComparison::#variant(#value)))
            }
        }
    });
    let between = format_ident!("{}_between", ident.unraw());
    let (low, high) = (
        value(field, &format_ident!("low")),
        value(field, &format_ident!("high")),
    );
    let between_doc = format!(
        "The rows whose `{own}` is between two values, both included. Values compare as they stand in the key, as text."
    );
    let methods = quote! {
        #[doc = #equal_doc]
        pub fn #ident(self, #ident: #parameter) -> #name<#next> #bound {
            #name(self.0.equal(#equal))
        }

        #(#comparisons)*

        #[doc = #between_doc]
        pub fn #between(self, low: #parameter, high: #parameter) -> #compared #bound {
            #wrap(self.0.compare(::lockstep_entity::SortComparison::Between(#low, #high)))
        }
    };
    (methods, marker)
}

/// The methods of every query, but for those that an attribute has taken the name of.
fn forwards(row: &Ident, taken: &[String]) -> TokenStream {
    let texts = [
        (
            "begins_with",
            "Keys that begin with this text, behind the text that the entity's keys begin with.",
        ),
        ("lt", "Keys less than this text."),
        ("lte", "Keys less than or equal to this text."),
        ("gt", "Keys greater than this text."),
        ("gte", "Keys greater than or equal to this text."),
    ]
    .into_iter()
    .map(|(method, doc)| (method, quote! { (self, text: &str) }, quote! { text }, doc));
    let others = [
        (
            "between",
            quote! { (self, low: &str, high: &str) },
            quote! { low, high },
            "Keys between two texts, both included.",
        ),
        (
            "filter",
            quote! { (self, condition: ::lockstep_entity::Condition) },
            quote! { condition },
            "Returns only the rows that meet the condition too. Rows left out still count towards the limit.",
        ),
        (
            "limit",
            quote! { (self, limit: u32) },
            quote! { limit },
            "Reads at most this many rows a page.",
        ),
        (
            "descending",
            quote! { (self) },
            quote! {},
            "From the greatest sort key to the least.",
        ),
        (
            "consistent",
            quote! { (self) },
            quote! {},
            "Asks for an answer that shows every write that was acknowledged before. Not possible on a global index.",
        ),
    ];
    let built = texts
        .chain(others)
        .filter(|(method, ..)| !taken.iter().any(|name| name == method))
        .map(|(method, signature, arguments, doc)| {
            let name = format_ident!("{}", method);
            if ["filter", "limit", "descending", "consistent"].contains(&method) {
                return quote! {
                    #[doc = #doc]
                    pub fn #name #signature -> Self {
                        Self(self.0.#name(#arguments))
                    }
                };
            }
            quote! {
                #[doc = #doc]
                pub fn #name #signature -> ::lockstep_entity::EntityQuery<#row> {
                    self.0.#name(#arguments)
                }
            }
        });
    let after = (!taken.iter().any(|name| name == "after")).then(|| {
        quote! {
            /// Goes on behind the page that ended with this cursor. Call it last: the cursor is checked against the query.
            ///
            /// # Errors
            /// When the cursor is not one of this query.
            pub fn after(
                self,
                cursor: ::lockstep_entity::Cursor,
            ) -> ::core::result::Result<::lockstep_entity::EntityQuery<#row>, ::lockstep_entity::Error> {
                self.0.after(cursor)
            }
        }
    });
    let as_query = (!taken.iter().any(|name| name == "as_query")).then(|| {
        quote! {
            /// The request.
            pub fn as_query(&self) -> &::lockstep_entity::request::Query {
                self.0.as_query()
            }
        }
    });
    quote! { #(#built)* #after #as_query }
}

fn partition(entity: &Entity<'_>) -> TokenStream {
    let visibility = entity.visibility;
    let index = &entity.indexes[0];
    let (parameters, order) = composites(entity, index);
    let doc = format!(
        "Queries everything in the partition `{}` of the table, of whatever entity.",
        index.partition.text
    );
    quote! {
        #[doc = #doc]
        #visibility fn partition(#(#parameters),*) -> ::lockstep_entity::PartitionQuery {
            ::lockstep_entity::PartitionQuery::new::<Self>(&[#(#order),*])
        }
    }
}

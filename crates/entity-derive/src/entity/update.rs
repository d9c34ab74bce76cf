//! Updates of single fields: the type with a method for each thing that can be done to a field.
//!
//! Each field that stands in the key of a secondary index has a type parameter, which says whether it is set. The method
//! that makes the request asks that the parameters of each key agree.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::{Ident, Type};

use super::fields::{self, Field, is_string};
use super::index::{Index, Key};
use super::input::Entity;

/// A field that stands in the key of a secondary index and can change.
struct Tracked {
    position: usize,
    parameter: Ident,
}

/// A method, and the trait that its bounds need.
struct Method {
    tokens: TokenStream,
    marker: Option<TokenStream>,
}

impl From<TokenStream> for Method {
    fn from(tokens: TokenStream) -> Self {
        Self { tokens, marker: None }
    }
}

pub(crate) fn expand(entity: &Entity<'_>) -> TokenStream {
    let (row, visibility) = (entity.ident, entity.visibility);
    let name = format_ident!("{}Update", row);
    let key_name = super::key::name(entity);
    let patched = entity.patch_fields();
    let tracked: Vec<Tracked> = patched
        .iter()
        .filter(|position| entity.depends().contains(position))
        .map(|position| Tracked {
            position: *position,
            parameter: format_ident!(
                "Field{}",
                crate::rename::RenameRule::Pascal.field(&entity.fields[*position].ident.unraw().to_string())
            ),
        })
        .collect();
    let parameters: Vec<_> = tracked.iter().map(|field| &field.parameter).collect();
    let doc = format!("A change of single fields of a [`{row}`], which [`{row}::update`] begins.");
    let update_doc = format!(
        "Changes fields of the [`{row}`] with this key, which is created if it is not there: then it has the fields that are set \
         here, and is read as a `{row}` once it has all that are required."
    );
    let unset = parameters
        .iter()
        .map(|_| quote! { ::lockstep_entity::row_update::Unset });
    let start = unset.clone();
    let methods: Vec<Method> = (0..entity.fields.len())
        .flat_map(|position| field(entity, &name, &tracked, position, patched.contains(&position)))
        .collect();
    let markers = methods.iter().filter_map(|method| method.marker.as_ref());
    let methods = methods.iter().map(|method| &method.tokens);
    let (traits, bounds): (Vec<_>, Vec<_>) = groups(entity)
        .into_iter()
        .enumerate()
        .filter_map(|(number, group)| bound(entity, number, &group, &tracked))
        .unzip();
    quote! {
        #[doc = #doc]
        #[must_use]
        #visibility struct #name<#(#parameters = #unset),*> {
            update: ::lockstep_entity::row_update::RowUpdate<#row>,
            fields: ::core::marker::PhantomData<fn() -> (#(#parameters,)*)>,
        }

        #[allow(dead_code, reason = "a program need not use every update")]
        impl #row {
            #[doc = #update_doc]
            #visibility fn update(key: impl ::core::convert::Into<#key_name>) -> #name<#(#start),*> {
                #name {
                    update: ::lockstep_entity::row_update::RowUpdate::new(::core::convert::Into::into(key)),
                    fields: ::core::marker::PhantomData,
                }
            }
        }

        const _: () = {
            #(#traits)*
            #(#markers)*

            #[allow(dead_code, private_bounds, reason = "a program need not use every update, and a bound only explains")]
            impl<#(#parameters),*> #name<#(#parameters),*> {
                #(#methods)*

                /// The row must be there, and is not created.
                pub fn existing(self) -> Self {
                    Self { update: self.update.existing(), fields: self.fields }
                }

                /// The change is made only if this holds of the row as it is.
                pub fn condition(self, condition: ::lockstep_entity::Condition) -> Self {
                    Self { update: self.update.condition(condition), fields: self.fields }
                }

                /// The request. It writes every index key that the fields are part of.
                pub fn request(self) -> ::lockstep_entity::Outcome<#row, ::lockstep_entity::request::UpdateItem>
                where
                    #(#bounds)*
                {
                    self.update.request()
                }
            }
        };
    }
}

/// Keys that are written together: one key of an index that holds every row, both of one that does not.
fn groups<'e>(entity: &'e Entity<'_>) -> Vec<(&'e Index, Vec<usize>)> {
    let mut groups = Vec::new();
    for index in entity
        .indexes
        .iter()
        .filter(|index| !index.is_primary() && !index.composite)
    {
        if entity.is_sparse(index) {
            groups.push((index, index.depends()));
        } else {
            groups.extend(index.keys().map(|key: &Key| (index, key.composites())));
        }
    }
    groups
}

/// The trait that a group's flags must fulfil, and the bound on the method that makes the request.
fn bound(
    entity: &Entity<'_>,
    number: usize,
    (index, positions): &(&Index, Vec<usize>),
    tracked: &[Tracked],
) -> Option<(TokenStream, TokenStream)> {
    let members: Vec<_> = tracked
        .iter()
        .filter(|field| positions.contains(&field.position))
        .collect();
    let whole = format_ident!("WholeKey{}", number);
    let names: Vec<_> = positions
        .iter()
        .filter(|position| !entity.fields[**position].key)
        .map(|position| format!("`{}`", entity.fields[*position].ident.unraw()))
        .collect();
    let fixed = positions
        .iter()
        .any(|position| !entity.fields[*position].key && entity.fields[*position].options.read_only);
    if members.is_empty() || (members.len() == 1 && index.condition.is_none() && !fixed) {
        return None;
    }
    let access = &index.access;
    let (message, label, note) = if index.condition.is_some() {
        (
            format!("index `{access}` holds a row only on a condition, which needs the whole row"),
            "changes what the condition looks at".to_owned(),
            format!(
                "read the row and change it with `{}::patch_from(&row, &patch)`",
                entity.ident
            ),
        )
    } else {
        (
            format!("the update leaves a key of index `{access}` half supplied"),
            format!("the key is made of {}: set all of them", names.join(", ")),
            format!(
                "say what a field stays with, such as `.keep_{}(…)`, or read the row and change it with \
                 `{}::patch_from(&row, &patch)`",
                names[0].trim_matches('`'),
                entity.ident
            ),
        )
    };
    let mut state = quote! { ::lockstep_entity::row_update::Start };
    let mut bounds = TokenStream::new();
    for member in &members {
        let parameter = &member.parameter;
        bounds.extend(quote! { #state: ::lockstep_entity::row_update::With<#parameter>, });
        state = quote! { <#state as ::lockstep_entity::row_update::With<#parameter>>::State };
    }
    bounds.extend(quote! { #state: #whole, });
    // What was never set cannot be: the whole key is known only if nothing of it changes.
    let set = (index.condition.is_none() && !fixed)
        .then(|| quote! { impl #whole for ::lockstep_entity::row_update::Set {} });
    let cleared = index
        .condition
        .is_none()
        .then(|| quote! { impl #whole for ::lockstep_entity::row_update::Cleared {} });
    let marker = quote! {
        #[diagnostic::on_unimplemented(message = #message, label = #label, note = #note)]
        trait #whole {}
        impl #whole for ::lockstep_entity::row_update::Unset {}
        #set
        #cleared
    };
    Some((marker, bounds))
}

fn field(
    entity: &Entity<'_>,
    name: &Ident,
    tracked: &[Tracked],
    position: usize,
    patched: bool,
) -> Vec<Method> {
    let field = &entity.fields[position];
    if !patched {
        return vec![refusal(entity, field)];
    }
    let ident = field.ident;
    let plain = ident.unraw();
    let inner = field.optional().unwrap_or(field.ty);
    let (set, remove, keep) = (
        format_ident!("set_{}", plain),
        format_ident!("remove_{}", plain),
        format_ident!("keep_{}", plain),
    );
    let (parameter, value) = if is_string(inner) {
        (
            quote! { impl ::core::convert::Into<::std::string::String> },
            quote! { ::core::convert::Into::into(value) },
        )
    } else {
        (quote! { #inner }, quote! { value })
    };
    let wrapped = match field.optional() {
        Some(_) => quote! { ::core::option::Option::Some(#value) },
        None => value,
    };
    let with = |flag: &str| {
        let flag = format_ident!("{}", flag);
        let arguments = tracked.iter().map(|known| {
            let parameter = &known.parameter;
            if known.position == position {
                quote! { ::lockstep_entity::row_update::#flag }
            } else {
                quote! { #parameter }
            }
        });
        quote! { #name<#(#arguments),*> }
    };
    let is_tracked = tracked.iter().any(|known| known.position == position);
    let (set_type, cleared_type) = (with("Set"), with("Cleared"));
    let (set_doc, remove_doc, keep_doc) = (
        format!("Sets `{}`.", field.attribute),
        format!("Clears `{}`.", field.attribute),
        format!(
            "Says that `{}` is this and stays so, for keys that it is part of. It becomes a condition.",
            field.attribute
        ),
    );
    let set_method = quote! {
        #[doc = #set_doc]
        pub fn #set(mut self, value: #parameter) -> #set_type {
            self.update.patch.#ident = ::core::option::Option::Some(#wrapped);
            #name { update: self.update, fields: ::core::marker::PhantomData }
        }
    };
    let remove_method = field.optional().map(|_| {
        quote! {
            #[doc = #remove_doc]
            pub fn #remove(mut self) -> #cleared_type {
                self.update.patch.#ident = ::core::option::Option::Some(::core::option::Option::None);
                #name { update: self.update, fields: ::core::marker::PhantomData }
            }
        }
    });
    let keep_method = is_tracked.then(|| {
        quote! {
            #[doc = #keep_doc]
            pub fn #keep(mut self, value: #parameter) -> #set_type {
                self.update.kept.#ident = ::core::option::Option::Some(#wrapped);
                #name { update: self.update, fields: ::core::marker::PhantomData }
            }
        }
    });
    let mut methods = vec![Method::from(quote! { #set_method #remove_method #keep_method })];
    if is_tracked {
        methods.extend(key_operations(entity, field, inner));
    } else if !field.flat {
        methods.push(operations(field, inner).into());
    }
    methods
}

/// What can be done to a field besides setting it, by the look of its type.
fn operations(field: &Field<'_>, inner: &Type) -> TokenStream {
    let (attribute, plain) = (&field.attribute, field.ident.unraw());
    let method = |verb: &str| format_ident!("{}_{}", verb, plain);
    let absent = method("set_absent");
    let absent_doc = format!("Sets `{attribute}` if the row has none.");
    let mut operations = quote! {
        #[doc = #absent_doc]
        pub fn #absent(mut self, value: #inner) -> Self {
            self.update = match ::lockstep_entity::Attribute::to_value(&value) {
                ::core::option::Option::Some(value) => {
                    self.update.action(#attribute, ::lockstep_entity::UpdateAction::SetIfAbsent(value))
                }
                ::core::option::Option::None => self.update,
            };
            self
        }
    };
    if fields::is_number(inner) {
        let (add, subtract) = (method("add"), method("subtract"));
        let (add_doc, subtract_doc) = (
            format!("Adds to `{attribute}`; an absent one counts as 0."),
            format!("Takes from `{attribute}`; an absent one counts as 0."),
        );
        operations.extend(quote! {
            #[doc = #add_doc]
            pub fn #add(mut self, number: impl ::core::convert::Into<::lockstep_entity::Number>) -> Self {
                let number = ::lockstep_entity::Value::Number(::core::convert::Into::into(number));
                self.update = self.update.action(#attribute, ::lockstep_entity::UpdateAction::Add(number));
                self
            }

            #[doc = #subtract_doc]
            pub fn #subtract(mut self, number: impl ::core::convert::Into<::lockstep_entity::Number>) -> Self {
                self.update = self.update.subtract(#attribute, &::core::convert::Into::into(number));
                self
            }
        });
    } else if fields::is_named(inner, "Vec") {
        let append = method("append");
        let doc = format!("Puts these elements behind those of `{attribute}`.");
        operations.extend(quote! {
            #[doc = #doc]
            pub fn #append(mut self, elements: #inner) -> Self {
                if let ::core::option::Option::Some(::lockstep_entity::Value::List(elements)) =
                    ::lockstep_entity::Attribute::to_value(&elements)
                {
                    self.update = self.update.action(#attribute, ::lockstep_entity::UpdateAction::Append(elements));
                }
                self
            }
        });
    } else if fields::is_named(inner, "BTreeSet") {
        for (verb, action, doc) in [
            ("add", "Add", format!("Adds these members to `{attribute}`.")),
            (
                "delete",
                "Delete",
                format!("Takes these members out of `{attribute}`."),
            ),
        ] {
            let (verb, action) = (method(verb), format_ident!("{}", action));
            operations.extend(quote! {
                #[doc = #doc]
                pub fn #verb(mut self, members: #inner) -> Self {
                    if let ::core::option::Option::Some(members) = ::lockstep_entity::Attribute::to_value(&members) {
                        self.update = self.update.action(#attribute, ::lockstep_entity::UpdateAction::#action(members));
                    }
                    self
                }
            });
        }
    }
    operations
}

/// What cannot be done to a field of an index key, as methods that say why.
fn key_operations(entity: &Entity<'_>, field: &Field<'_>, inner: &Type) -> Vec<Method> {
    let plain = field.ident.unraw();
    let message = format!("`{plain}` stands in the key of an index, which would not follow its new value");
    let note = format!(
        "read the row, set the new value with `set_{plain}`, and check the old one with `condition`, or use \
         `{}::patch_from(&row, &patch)`",
        entity.ident
    );
    let mut verbs = vec!["set_absent"];
    if fields::is_number(inner) {
        verbs.extend(["add", "subtract"]);
    }
    verbs
        .into_iter()
        .map(|verb| {
            refuse(
                &format!("{verb}_{plain}"),
                &message,
                "the index would keep the old key",
                &note,
            )
        })
        .collect()
}

/// The methods of a field that never changes, which say why.
fn refusal(entity: &Entity<'_>, field: &Field<'_>) -> Method {
    let plain = field.ident.unraw();
    let (message, note) = if field.key {
        (
            format!(
                "`{plain}` is part of the primary key of `{}` and cannot change",
                entity.ident
            ),
            "create a row with the new key and remove the old one".to_owned(),
        )
    } else {
        (
            format!(
                "`{plain}` of `{}` is read-only: it stays what it was when the row was created",
                entity.ident
            ),
            format!("take `read_only` (or `row_key`) off the field `{plain}` if it may change"),
        )
    };
    refuse(&format!("set_{plain}"), &message, "cannot be set", &note)
}

/// A method that cannot be called.
fn refuse(method: &str, message: &str, label: &str, note: &str) -> Method {
    let (name, marker) = (
        format_ident!("{}", method),
        format_ident!("Refused{}", crate::rename::RenameRule::Pascal.field(method)),
    );
    Method {
        tokens: quote! {
            #[doc(hidden)]
            pub fn #name<Value: #marker>(self, value: Value) -> Self {
                let _ = value;
                self
            }
        },
        marker: Some(quote! {
            #[diagnostic::on_unimplemented(message = #message, label = #label, note = #note)]
            trait #marker {}
        }),
    }
}

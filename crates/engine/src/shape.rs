//! The shape of requests: which JSON each member of an operation has.
//!
//! The service reads a request into its own types before it looks at anything else. JSON of another type makes the whole
//! request unreadable, whatever else is wrong with it and whether or not the operation would have looked at the member; its
//! words for that name its types ([`api`] lists them). What a member *says* is the matter of the operations, and attribute
//! values are read by [`crate::value::json`]: here it is only seen that they stand where they belong.

mod api;

use crate::error::{Exception, Failure};
use crate::json::{Json, Object};
use crate::value::json;

/// The types of the service's API, before their names.
const PACKAGE: &str = "com.amazonaws.dynamodb.v20120810";

/// What the service says of what is neither list nor map where lists or maps are within lists or maps.
const CAST: &str = "class sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl cannot be cast to class \
                    java.lang.Class (sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl and java.lang.Class are \
                    in module java.base of loader 'bootstrap')";

/// What JSON is expected.
#[derive(Debug)]
enum Shape {
    Flag,
    Integer,
    Long,
    Text,
    /// An attribute value.
    Value,
    List(&'static Shape),
    Map(&'static Shape),
    Structure(&'static Structure),
}

/// A JSON object with members of known names. Others are ignored.
#[derive(Debug)]
struct Structure {
    /// Its name in the API.
    name: &'static str,
    members: &'static [(&'static str, Shape)],
}

/// Where JSON of a shape stands.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// It is a member of a structure.
    Member,
    /// It is an element of a list, or a value of a map.
    Element,
}

/// Checks the members of a request. Operations that the engine does not have are not checked.
///
/// # Errors
/// `SerializationException` for the first member that has another type.
pub(crate) fn check(operation: &str, request: &Json<'_>) -> Result<(), Failure> {
    let (Some(members), Some(structure)) = (request.as_object(), api::request(operation)) else {
        return Ok(());
    };
    structure.check(members)
}

impl Structure {
    fn check(&self, members: &Object<'_>) -> Result<(), Failure> {
        self.members
            .iter()
            .filter_map(|(name, shape)| Some((members.get(name)?, shape)))
            .try_for_each(|(json, shape)| shape.check(json, Place::Member))
    }
}

impl Shape {
    /// Checks JSON, and what is in it. Null stands for nothing.
    fn check(&self, json: &Json<'_>, place: Place) -> Result<(), Failure> {
        match (self, json) {
            (_, Json::Null)
            | (Self::Text, Json::String(_))
            | (Self::Integer | Self::Long, Json::Number(_))
            | (Self::Value, Json::Object(_)) => Ok(()),
            (Self::Flag, _) => Ok(json::flag(json).map(drop)?),
            (Self::Structure(structure), Json::Object(members)) => structure.check(members),
            (Self::List(of), Json::Array(elements)) => elements
                .iter()
                .try_for_each(|json| of.check(json, Place::Element)),
            (Self::Map(of), Json::Object(members)) => members
                .iter()
                .try_for_each(|(_, json)| of.check(json, Place::Element)),
            _ => Err(Failure::new(
                Exception::Serialization,
                self.unexpected(json, place),
            )),
        }
    }

    /// What is said of JSON of another type.
    fn unexpected(&self, json: &Json<'_>, place: Place) -> String {
        let scalar = match self {
            Self::Text => "String",
            Self::Flag => "Boolean",
            Self::Integer => "Integer",
            Self::Long => "Long",
            Self::List(_) | Self::Map(_) if place == Place::Element => return CAST.to_owned(),
            Self::List(_) | Self::Map(_) | Self::Structure(_) | Self::Value => {
                return match json {
                    Json::Object(_) => "Start of structure or map found where not expected".to_owned(),
                    Json::Array(_) => format!("Unrecognized collection type {}", self.described()),
                    _ if place == Place::Member => "Unexpected field type".to_owned(),
                    _ => "Unexpected value type in payload".to_owned(),
                };
            }
        };
        json::not_a(scalar, json)
    }

    /// The type as the service describes it: classes with the word, generic types without.
    fn described(&self) -> String {
        match self {
            Self::List(_) | Self::Map(_) => self.type_name(),
            _ => format!("class {}", self.type_name()),
        }
    }

    /// The name of the service's type.
    fn type_name(&self) -> String {
        match self {
            Self::Flag => "java.lang.Boolean".to_owned(),
            Self::Integer => "java.lang.Integer".to_owned(),
            Self::Long => "java.lang.Long".to_owned(),
            Self::Text => "java.lang.String".to_owned(),
            Self::Value => format!("{PACKAGE}.AttributeValue"),
            Self::Structure(structure) => format!("{PACKAGE}.{}", structure.name),
            Self::List(of) => format!("java.util.List<{}>", of.type_name()),
            Self::Map(of) => format!("java.util.Map<java.lang.String, {}>", of.type_name()),
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::check;
    use crate::request::parse;

    fn answer(operation: &str, body: &str, expected: &Expect) {
        let request = parse(body.as_bytes()).expect("it is JSON");
        expected.assert_eq(&match check(operation, &request) {
            Ok(()) => "readable".to_owned(),
            Err(failure) => failure.message,
        });
    }

    #[test]
    fn the_type_that_was_expected_is_named() {
        answer(
            "PutItem",
            r#"{ "Item": [] }"#,
            &expect![
                "Unrecognized collection type java.util.Map<java.lang.String, com.amazonaws.dynamodb.v20120810.AttributeValue>"
            ],
        );
        answer(
            "BatchWriteItem",
            r#"{ "RequestItems": [] }"#,
            &expect![
                "Unrecognized collection type java.util.Map<java.lang.String, java.util.List<com.amazonaws.dynamodb.v20120810.WriteRequest>>"
            ],
        );
        answer(
            "CreateTable",
            r#"{ "ProvisionedThroughput": [] }"#,
            &expect![
                "Unrecognized collection type class com.amazonaws.dynamodb.v20120810.ProvisionedThroughput"
            ],
        );
        answer(
            "Query",
            r#"{ "Limit": true }"#,
            &expect!["TRUE_VALUE cannot be converted to Integer"],
        );
    }

    #[test]
    fn members_and_elements_have_other_words() {
        answer("PutItem", r#"{ "Item": 1 }"#, &expect!["Unexpected field type"]);
        answer(
            "PutItem",
            r#"{ "Item": { "id": 1 } }"#,
            &expect!["Unexpected value type in payload"],
        );
        answer(
            "PutItem",
            r#"{ "Item": { "id": [] } }"#,
            &expect!["Unrecognized collection type class com.amazonaws.dynamodb.v20120810.AttributeValue"],
        );
        answer(
            "TagResource",
            r#"{ "Tags": ["x"] }"#,
            &expect!["Unexpected value type in payload"],
        );
        answer(
            "TagResource",
            r#"{ "Tags": {} }"#,
            &expect!["Start of structure or map found where not expected"],
        );
    }

    #[test]
    fn null_and_unknown_members_are_passed_over() {
        answer(
            "GetItem",
            r#"{ "Key": null, "Keys": 1, "ConsistentRead": "yes" }"#,
            &expect!["readable"],
        );
        answer("Unknown", r#"{ "Key": 1 }"#, &expect!["readable"]);
    }
}

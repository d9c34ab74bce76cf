//! Reads a definition from a CloudFormation template.
//!
//! Only what makes the table is read. A property of the table that is not known here is an error and not ignored, so
//! that the table made from the template is the one that CloudFormation makes. Of the intrinsic functions `Ref` to a
//! parameter with a default is known, in its long form.

use serde::Deserialize;
use serde_json::Value;

use super::{
    Encryption, IndexDefinition, KeyAttribute, KeyKind, KeySchema, Projection, StreamView, TableDefinition,
};
use crate::Error;

const TABLE_TYPE: &str = "AWS::DynamoDB::Table";

impl TableDefinition {
    /// Reads the one table of a CloudFormation template in YAML (or JSON, which is YAML too). Parameters have their
    /// defaults.
    ///
    /// # Errors
    /// [`Error::is_configuration`], with the place in the template, if it cannot be read, holds no table or several, or
    /// says something of the table that is not known here.
    ///
    /// ```
    /// use lockstep_table::TableDefinition;
    ///
    /// let template = "
    /// Resources:
    ///   Table:
    ///     Type: AWS::DynamoDB::Table
    ///     Properties:
    ///       TableName: notes
    ///       BillingMode: PAY_PER_REQUEST
    ///       AttributeDefinitions:
    ///         - { AttributeName: pk, AttributeType: S }
    ///         - { AttributeName: sk, AttributeType: S }
    ///       KeySchema:
    ///         - { AttributeName: pk, KeyType: HASH }
    ///         - { AttributeName: sk, KeyType: RANGE }
    /// ";
    /// assert_eq!(TableDefinition::from_cloudformation(template)?, TableDefinition::new("notes"));
    /// # Ok::<(), lockstep_table::Error>(())
    /// ```
    pub fn from_cloudformation(template: &str) -> Result<Self, Error> {
        let options = serde_saphyr::options! {
            reject_unsupported_tags: true,
            // `AttributeType: N` is a type, not the `false` that it was in YAML 1.1.
            strict_booleans: true,
            with_snippet: false,
        };
        let template: Value = serde_saphyr::from_str_with_options(template, options).map_err(|error| {
            let message = format!(
                "the template is not YAML that can be read here: {error}; write intrinsic functions in their long \
                 form, such as `Ref: Name`"
            );
            Error::configuration(message).with_source(error)
        })?;
        let (path, properties) = table(&template)?;
        let properties = resolved(properties, &template, &path)?;
        let properties: Properties = serde_path_to_error::deserialize(properties)
            .map_err(|error| invalid(&join(&path, error.path().to_string().as_str()), error.inner()))?;
        properties.into_definition(&path)
    }
}

fn invalid(path: &str, reason: impl std::fmt::Display) -> Error {
    Error::configuration(format!("the template, at {path}: {reason}"))
}

fn join(path: &str, inner: &str) -> String {
    match inner {
        "." | "" => path.to_owned(),
        inner => format!("{path}.{inner}"),
    }
}

/// The path and the properties of the template's one table.
fn table(template: &Value) -> Result<(String, &Value), Error> {
    let resources = template.get("Resources").and_then(Value::as_object);
    let resources = resources.ok_or_else(|| invalid("Resources", "there are no resources"))?;
    let mut tables = resources
        .iter()
        .filter(|(_, resource)| resource["Type"] == TABLE_TYPE);
    let (Some((id, table)), None) = (tables.next(), tables.next()) else {
        return Err(invalid(
            "Resources",
            format!("expected exactly one resource of the type {TABLE_TYPE}"),
        ));
    };
    let path = format!("Resources.{id}.Properties");
    match table.get("Properties") {
        Some(properties) => Ok((path, properties)),
        None => Err(invalid(&path, "the table has no properties")),
    }
}

/// Puts the defaults of parameters in the place of references to them.
fn resolved(value: &Value, template: &Value, path: &str) -> Result<Value, Error> {
    match value {
        Value::Object(members) => {
            if let Some((function, argument)) = members.iter().next()
                && members.len() == 1
                && (function == "Ref" || function.starts_with("Fn::"))
            {
                return intrinsic(function, argument, template, path);
            }
            members
                .iter()
                .map(|(name, value)| Ok((name.clone(), resolved(value, template, &join(path, name))?)))
                .collect()
        }
        Value::Array(elements) => elements
            .iter()
            .enumerate()
            .map(|(position, value)| resolved(value, template, &format!("{path}[{position}]")))
            .collect(),
        value => Ok(value.clone()),
    }
}

fn intrinsic(function: &str, argument: &Value, template: &Value, path: &str) -> Result<Value, Error> {
    let (true, Some(parameter)) = (function == "Ref", argument.as_str()) else {
        return Err(invalid(
            path,
            format!("{function} cannot be resolved here, only Ref to a parameter"),
        ));
    };
    template["Parameters"][parameter]
        .get("Default")
        .cloned()
        .ok_or_else(|| {
            invalid(
                path,
                format!("the parameter {parameter:?} does not exist or has no default"),
            )
        })
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Properties {
    table_name: String,
    billing_mode: BillingMode,
    attribute_definitions: Vec<AttributeDefinition>,
    key_schema: Vec<KeyElement>,
    #[serde(default)]
    global_secondary_indexes: Vec<Index>,
    #[serde(default)]
    stream_specification: Option<StreamSpecification>,
    #[serde(default)]
    point_in_time_recovery_specification: PointInTimeRecovery,
    #[serde(default, rename = "SSESpecification")]
    encryption: Option<EncryptionSpecification>,
    #[serde(default)]
    deletion_protection_enabled: bool,
}

/// `PROVISIONED`, the service's default, is refused: it would need throughput figures for the table and each index.
#[derive(Deserialize)]
enum BillingMode {
    #[serde(rename = "PAY_PER_REQUEST")]
    PayPerRequest,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct AttributeDefinition {
    attribute_name: String,
    attribute_type: AttributeType,
}

#[derive(Clone, Copy, Deserialize)]
enum AttributeType {
    S,
    N,
    B,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct KeyElement {
    attribute_name: String,
    key_type: KeyType,
}

#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "UPPERCASE")]
enum KeyType {
    Hash,
    Range,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Index {
    #[serde(rename = "IndexName")]
    name: String,
    key_schema: Vec<KeyElement>,
    projection: IndexProjection,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct IndexProjection {
    projection_type: ProjectionType,
    #[serde(default)]
    non_key_attributes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum ProjectionType {
    All,
    KeysOnly,
    Include,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct StreamSpecification {
    stream_view_type: StreamViewType,
}

#[derive(Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum StreamViewType {
    KeysOnly,
    NewImage,
    OldImage,
    NewAndOldImages,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct PointInTimeRecovery {
    point_in_time_recovery_enabled: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EncryptionSpecification {
    #[serde(rename = "SSEEnabled")]
    enabled: bool,
    #[serde(default, rename = "SSEType")]
    kind: Option<EncryptionType>,
    #[serde(default, rename = "KMSMasterKeyId")]
    key: Option<String>,
}

/// The one type that there is.
#[derive(Deserialize)]
enum EncryptionType {
    #[serde(rename = "KMS")]
    Kms,
}

impl Properties {
    fn into_definition(self, path: &str) -> Result<TableDefinition, Error> {
        let BillingMode::PayPerRequest = self.billing_mode;
        let known = &self.attribute_definitions;
        let indexes = self
            .global_secondary_indexes
            .into_iter()
            .enumerate()
            .map(|(position, index)| {
                let path = format!("{path}.GlobalSecondaryIndexes[{position}]");
                Ok(IndexDefinition {
                    name: index.name,
                    key: key_schema(index.key_schema, known, &join(&path, "KeySchema"))?,
                    projection: projection(index.projection, &join(&path, "Projection"))?,
                })
            });
        let definition = TableDefinition {
            name: self.table_name,
            key: key_schema(self.key_schema, known, &join(path, "KeySchema"))?,
            indexes: indexes.collect::<Result<_, Error>>()?,
            stream: self
                .stream_specification
                .map(|stream| stream.stream_view_type.into()),
            point_in_time_recovery: self
                .point_in_time_recovery_specification
                .point_in_time_recovery_enabled,
            encryption: self.encryption.and_then(EncryptionSpecification::into_encryption),
            deletion_protection: self.deletion_protection_enabled,
        };
        let used = definition.key_attributes();
        match known
            .iter()
            .position(|known| used.iter().all(|used| used.name != known.attribute_name))
        {
            None => Ok(definition),
            Some(position) => Err(invalid(
                &format!("{path}.AttributeDefinitions[{position}]"),
                format!(
                    "no key uses the attribute {:?}; remove it",
                    known[position].attribute_name
                ),
            )),
        }
    }
}

fn key_schema(
    elements: Vec<KeyElement>,
    known: &[AttributeDefinition],
    path: &str,
) -> Result<KeySchema, Error> {
    let mut elements = elements.into_iter();
    let (Some(partition), sort, None) = (elements.next(), elements.next(), elements.next()) else {
        return Err(invalid(path, "a key has one or two attributes"));
    };
    if partition.key_type != KeyType::Hash
        || sort.as_ref().is_some_and(|sort| sort.key_type != KeyType::Range)
    {
        return Err(invalid(
            path,
            "a key has a HASH attribute first, and then at most a RANGE attribute",
        ));
    }
    let attribute = |element: KeyElement| {
        let definition = known
            .iter()
            .find(|known| known.attribute_name == element.attribute_name);
        match definition {
            Some(definition) => Ok(KeyAttribute {
                name: element.attribute_name,
                kind: definition.attribute_type.into(),
            }),
            None => Err(invalid(
                path,
                format!(
                    "the attribute {:?} is missing in AttributeDefinitions",
                    element.attribute_name
                ),
            )),
        }
    };
    Ok(KeySchema {
        partition: attribute(partition)?,
        sort: sort.map(attribute).transpose()?,
    })
}

fn projection(projection: IndexProjection, path: &str) -> Result<Projection, Error> {
    let IndexProjection {
        projection_type,
        non_key_attributes: attributes,
    } = projection;
    match (projection_type, attributes.is_empty()) {
        (ProjectionType::All, true) => Ok(Projection::All),
        (ProjectionType::KeysOnly, true) => Ok(Projection::KeysOnly),
        (ProjectionType::Include, false) => Ok(Projection::Include(attributes)),
        _ => Err(invalid(
            path,
            "NonKeyAttributes belong to the projection type INCLUDE, and to no other",
        )),
    }
}

impl EncryptionSpecification {
    fn into_encryption(self) -> Option<Encryption> {
        let (None | Some(EncryptionType::Kms)) = self.kind;
        self.enabled.then_some(Encryption { key: self.key })
    }
}

impl From<AttributeType> for KeyKind {
    fn from(kind: AttributeType) -> Self {
        match kind {
            AttributeType::S => Self::String,
            AttributeType::N => Self::Number,
            AttributeType::B => Self::Binary,
        }
    }
}

impl From<StreamViewType> for StreamView {
    fn from(view: StreamViewType) -> Self {
        match view {
            StreamViewType::KeysOnly => Self::KeysOnly,
            StreamViewType::NewImage => Self::NewImage,
            StreamViewType::OldImage => Self::OldImage,
            StreamViewType::NewAndOldImages => Self::NewAndOldImages,
        }
    }
}

#[cfg(test)]
mod tests;

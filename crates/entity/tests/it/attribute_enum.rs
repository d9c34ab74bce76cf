//! Enums as attributes: one name in the table, on the wire and in columns.

use lockstep_entity::{AsScalar, Attribute, ScalarRef, Value};

use crate::entities::Status;

#[test]
fn one_name_in_the_table_on_the_wire_and_in_columns() {
    for (status, text) in Status::ALL.into_iter().zip(["open", "partly_paid", "done"]) {
        assert_eq!(status.as_str(), text);
        assert_eq!(status.to_string(), text);
        assert_eq!(text.parse(), Ok(status));
        assert_eq!(status.to_value(), Some(Value::from(text)));
        assert_eq!(Value::from(status), Value::from(text));
        assert_eq!(Status::from_value(Some(Value::from(text))), Ok(status));
        assert_eq!(status.as_scalar(), ScalarRef::Text(text));
        assert_eq!(serde_json::to_value(status).unwrap(), text);
        assert_eq!(serde_json::from_value::<Status>(text.into()).unwrap(), status);
    }
}

#[test]
fn other_texts_are_refused() {
    let error = Status::from_value(Some(Value::from("Open"))).unwrap_err();
    assert_eq!(
        error.to_string(),
        "\"Open\": expected one of `open`, `partly_paid`, `done`"
    );
    let error = serde_json::from_str::<Status>(r#""paid""#).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("expected one of `open`, `partly_paid`, `done`"),
        "{error}"
    );
    assert!(Status::from_value(None).is_err());
    assert!(Status::from_value(Some(Value::Null)).is_err());
}

//! `DELETE`: members of sets; a set that is emptied goes.

use expect_test::expect;

use super::check;

#[test]
fn applied() {
    check(
        &[
            "DELETE ss :other",
            "DELETE ss :ss",
            "DELETE ss :none",
            "DELETE absent :ss",
            "DELETE ns :ns",
            "DELETE m.ss :other",
            "delete ss :other",
        ],
        &expect![[r#"
            DELETE ss :other  ->  {"ss":{"SS":["x"]}}
            DELETE ss :ss  ->  {} without ["ss"]
            DELETE ss :none  ->  {}
            DELETE absent :ss  ->  {}
            DELETE ns :ns  ->  {} without ["ns"]
            DELETE m.ss :other  ->  {"m":{"M":{"k":{"S":"mk"},"l":{"L":[{"N":"0"}]},"n":{"N":"7"},"ss":{"SS":["x"]}}}}
            delete ss :other  ->  {"ss":{"SS":["x"]}}
        "#]],
    );
}

#[test]
fn refused() {
    check(
        &[
            "DELETE",
            "DELETE ss",
            "DELETE ss :s",
            "DELETE ss :one",
            "DELETE ss :l",
            "DELETE ss :ns",
            "DELETE s :ss",
            "DELETE n :ns",
            "DELETE ss ss",
            "DELETE ss = :ss",
            "DELETE absent.k :ss",
            "DELETE ss :ss, ss :other",
            "DELETE m :ss",
        ],
        &expect![[r#"
            DELETE  ->  Syntax error; token: "<EOF>", near: "DELETE"
            DELETE ss  ->  Syntax error; token: "<EOF>", near: "ss"
            DELETE ss :s  ->  Incorrect operand type for operator or function; operator: DELETE, operand type: STRING, typeSet: ALLOWED_FOR_DELETE_OPERAND
            DELETE ss :one  ->  Incorrect operand type for operator or function; operator: DELETE, operand type: NUMBER, typeSet: ALLOWED_FOR_DELETE_OPERAND
            DELETE ss :l  ->  Incorrect operand type for operator or function; operator: DELETE, operand type: LIST, typeSet: ALLOWED_FOR_DELETE_OPERAND
            DELETE ss :ns  ->  An operand in the update expression has an incorrect data type
            DELETE s :ss  ->  An operand in the update expression has an incorrect data type
            DELETE n :ns  ->  An operand in the update expression has an incorrect data type
            DELETE ss ss  ->  Syntax error; token: "ss", near: "ss ss"
            DELETE ss = :ss  ->  Syntax error; token: "=", near: "ss = :ss"
            DELETE absent.k :ss  ->  The document path provided in the update expression is invalid for update
            DELETE ss :ss, ss :other  ->  Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [ss], path two: [ss]
            DELETE m :ss  ->  An operand in the update expression has an incorrect data type
        "#]],
    );
}

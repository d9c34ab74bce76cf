//! `if_not_exists`: what is there, or else another operand.

use expect_test::expect;

use super::check;

#[test]
fn applied() {
    check(
        &[
            "SET a = if_not_exists(a, :s)",
            "SET s = if_not_exists(s, :one)",
            "SET a = if_not_exists(s, :one)",
            "SET a = if_not_exists(m.k, :one)",
            "SET a = if_not_exists(m.q, :one)",
            "SET a = if_not_exists(absent, s)",
            "SET a = if_not_exists(absent, if_not_exists(absent2, :s))",
            "SET a = if_not_exists(z, :s)",
        ],
        &expect![[r#"
            SET a = if_not_exists(a, :s)  ->  {"a":{"S":"new"}}
            SET s = if_not_exists(s, :one)  ->  {}
            SET a = if_not_exists(s, :one)  ->  {"a":{"S":"text"}}
            SET a = if_not_exists(m.k, :one)  ->  {"a":{"S":"mk"}}
            SET a = if_not_exists(m.q, :one)  ->  {"a":{"N":"1"}}
            SET a = if_not_exists(absent, s)  ->  {"a":{"S":"text"}}
            SET a = if_not_exists(absent, if_not_exists(absent2, :s))  ->  {"a":{"S":"new"}}
            SET a = if_not_exists(z, :s)  ->  {"a":{"NULL":true}}
        "#]],
    );
}

#[test]
fn refused() {
    check(
        &[
            "SET a = if_not_exists()",
            "SET a = if_not_exists(a)",
            "SET a = if_not_exists(a, :s, :one)",
            "SET a = if_not_exists(:s, :one)",
            "SET a = if_not_exists(a, absent)",
            "SET a = if_not_exists(size(a), :s)",
            "SET a = IF_NOT_EXISTS(a, :s)",
            "if_not_exists(a, :s)",
            "SET if_not_exists(a, :s) = :s",
        ],
        &expect![[r#"
            SET a = if_not_exists()  ->  Syntax error; token: ")", near: "()"
            SET a = if_not_exists(a)  ->  Incorrect number of operands for operator or function; operator or function: if_not_exists, number of operands: 1
            SET a = if_not_exists(a, :s, :one)  ->  Incorrect number of operands for operator or function; operator or function: if_not_exists, number of operands: 3
            SET a = if_not_exists(:s, :one)  ->  Operator or function requires a document path; operator or function: if_not_exists
            SET a = if_not_exists(a, absent)  ->  The provided expression refers to an attribute that does not exist in the item
            SET a = if_not_exists(size(a), :s)  ->  The function is not allowed in an update expression; function: size
            SET a = IF_NOT_EXISTS(a, :s)  ->  Invalid function name; function: IF_NOT_EXISTS
            if_not_exists(a, :s)  ->  Syntax error; token: "if_not_exists", near: "if_not_exists("
            SET if_not_exists(a, :s) = :s  ->  Syntax error; token: "(", near: "if_not_exists(a"
        "#]],
    );
}

//! `size`: characters, bytes, members and elements.

use expect_test::expect;

use super::check;

#[test]
fn evaluated() {
    check(
        &[
            "size(s) = :four",
            "size(u) = :one",
            "size(b) = :three",
            "size(ss) = :two",
            "size(ns) = :two",
            "size(bs) = :one",
            "size(l) = :two",
            "size(m) = :three",
            "size(n) = :one",
            "size(t) = :one",
            "size(z) = :one",
            "size(absent) = :one",
            "size(absent) <> :one",
            "size(s) BETWEEN :one AND :n",
            "size(s) IN (:one, :four)",
            "size(s) > size(l)",
            "size(m.k) = :four",
            "NOT size(s) > :n",
            ":four = size(s)",
        ],
        &expect![["
            size(s) = :four  ->  true
            size(u) = :one  ->  true
            size(b) = :three  ->  true
            size(ss) = :two  ->  true
            size(ns) = :two  ->  true
            size(bs) = :one  ->  true
            size(l) = :two  ->  true
            size(m) = :three  ->  true
            size(n) = :one  ->  false
            size(t) = :one  ->  false
            size(z) = :one  ->  false
            size(absent) = :one  ->  false
            size(absent) <> :one  ->  true
            size(s) BETWEEN :one AND :n  ->  true
            size(s) IN (:one, :four)  ->  true
            size(s) > size(l)  ->  true
            size(m.k) = :four  ->  true
            NOT size(s) > :n  ->  true
            :four = size(s)  ->  true
        "]],
    );
}

#[test]
fn refused() {
    check(
        &[
            "size(s)",
            "size()",
            "size(s, n) = :one",
            "size(:s) = :four",
            "size(size(s)) = :one",
            "size(s) = :s AND size(s)",
            "size(s) < :t",
            "begins_with(size(s), :te)",
            "SIZE(s) = :four",
        ],
        &expect![[r#"
            size(s)  ->  Syntax error; token: "<EOF>", near: ")"
            size()  ->  Syntax error; token: ")", near: "()"
            size(s, n) = :one  ->  Incorrect number of operands for operator or function; operator or function: size, number of operands: 2
            size(:s) = :four  ->  Operator or function requires a document path; operator or function: size
            size(size(s)) = :one  ->  Operator or function requires a document path; operator or function: size
            size(s) = :s AND size(s)  ->  Syntax error; token: "<EOF>", near: ")"
            size(s) < :t  ->  Incorrect operand type for operator or function; operator or function: <, operand type: BOOL
            begins_with(size(s), :te)  ->  false
            SIZE(s) = :four  ->  Invalid function name; function: SIZE
        "#]],
    );
}

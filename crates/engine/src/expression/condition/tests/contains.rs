//! `contains`: a part of a string or a binary, a member of a set or of a list.

use expect_test::expect;

use super::check;

#[test]
fn evaluated() {
    check(
        &[
            "contains(s, :te)",
            "contains(s, :x)",
            "contains(s, :empty)",
            "contains(b, :b)",
            "contains(ss, :x)",
            "contains(ss, :s)",
            "contains(ns, :n)",
            "contains(bs, :b)",
            "contains(l, :one)",
            "contains(l, :x)",
            "contains(l, :s)",
            "contains(m, :s)",
            "contains(n, :n)",
            "contains(s, :n)",
            "contains(absent, :x)",
            "contains(m.k, :te)",
            "contains(:s, :te)",
            "contains(ss, m.x)",
            "NOT contains(s, :te)",
        ],
        &expect![["
            contains(s, :te)  ->  true
            contains(s, :x)  ->  true
            contains(s, :empty)  ->  true
            contains(b, :b)  ->  true
            contains(ss, :x)  ->  true
            contains(ss, :s)  ->  false
            contains(ns, :n)  ->  true
            contains(bs, :b)  ->  true
            contains(l, :one)  ->  true
            contains(l, :x)  ->  true
            contains(l, :s)  ->  false
            contains(m, :s)  ->  false
            contains(n, :n)  ->  false
            contains(s, :n)  ->  false
            contains(absent, :x)  ->  false
            contains(m.k, :te)  ->  true
            contains(:s, :te)  ->  true
            contains(ss, m.x)  ->  true
            NOT contains(s, :te)  ->  false
        "]],
    );
}

#[test]
fn refused() {
    check(
        &[
            "contains(s)",
            "contains(s, :te, :x)",
            "contains(s, s)",
            "contains(m.k, m.k)",
            "contains(s, contains(s, :te))",
            "contains(s, :te) = :t",
            "contains(s :te)",
        ],
        &expect![[r#"
            contains(s)  ->  Incorrect number of operands for operator or function; operator or function: contains, number of operands: 1
            contains(s, :te, :x)  ->  Incorrect number of operands for operator or function; operator or function: contains, number of operands: 3
            contains(s, s)  ->  The first operand must be distinct from the remaining operands for this operator or function; operator: contains, first operand: [s]
            contains(m.k, m.k)  ->  The first operand must be distinct from the remaining operands for this operator or function; operator: contains, first operand: [m, k]
            contains(s, contains(s, :te))  ->  The function is not allowed to be used this way in an expression; function: contains
            contains(s, :te) = :t  ->  Syntax error; token: "=", near: ") = :t"
            contains(s :te)  ->  Syntax error; token: ":te", near: "s :te)"
        "#]],
    );
}

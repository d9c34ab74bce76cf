//! `BETWEEN`: bounds included, of one type.

use expect_test::expect;

use super::check;

#[test]
fn evaluated() {
    check(
        &[
            "n BETWEEN :one AND :n",
            "n BETWEEN :n AND :n",
            "n BETWEEN :two AND :four",
            "s BETWEEN :s AND :x",
            "b BETWEEN :b AND :b2",
            "n BETWEEN :s AND :x",
            "absent BETWEEN :one AND :n",
            ":n BETWEEN n AND n",
            "n between l[0] and :n",
            "NOT n BETWEEN :one AND :four",
            "n BETWEEN :one AND :n AND s = :s",
        ],
        &expect![["
            n BETWEEN :one AND :n  ->  true
            n BETWEEN :n AND :n  ->  true
            n BETWEEN :two AND :four  ->  false
            s BETWEEN :s AND :x  ->  true
            b BETWEEN :b AND :b2  ->  true
            n BETWEEN :s AND :x  ->  false
            absent BETWEEN :one AND :n  ->  false
            :n BETWEEN n AND n  ->  true
            n between l[0] and :n  ->  true
            NOT n BETWEEN :one AND :four  ->  true
            n BETWEEN :one AND :n AND s = :s  ->  true
        "]],
    );
}

#[test]
fn refused() {
    check(
        &[
            "n BETWEEN :one",
            "n BETWEEN :one AND",
            "n BETWEEN :n AND :one",
            "n BETWEEN :one AND :s",
            "n BETWEEN :t AND :t",
            "n BETWEEN :ss AND :ss",
            "n BETWEEN :one OR :n",
            "n BETWEEN (:one AND :n)",
            "BETWEEN :one AND :n",
            "n BETWEEN :one AND :q",
        ],
        &expect![[r#"
            n BETWEEN :one  ->  Syntax error; token: "<EOF>", near: ":one"
            n BETWEEN :one AND  ->  Syntax error; token: "<EOF>", near: "AND"
            n BETWEEN :n AND :one  ->  The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:5}, upper bound operand: AttributeValue: {N:1}
            n BETWEEN :one AND :s  ->  The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: {N:1}, upper bound operand: AttributeValue: {S:text}
            n BETWEEN :t AND :t  ->  Incorrect operand type for operator or function; operator or function: BETWEEN, operand type: BOOL
            n BETWEEN :ss AND :ss  ->  Incorrect operand type for operator or function; operator or function: BETWEEN, operand type: SS
            n BETWEEN :one OR :n  ->  Syntax error; token: "OR", near: ":one OR :n"
            n BETWEEN (:one AND :n)  ->  Syntax error; token: "(", near: "BETWEEN (:one"
            BETWEEN :one AND :n  ->  Syntax error; token: "BETWEEN", near: "BETWEEN :one"
            n BETWEEN :one AND :q  ->  An expression attribute value used in expression is not defined; attribute value: :q
        "#]],
    );
}

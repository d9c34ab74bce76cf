//! `IN`: one of up to 100 operands.

use expect_test::expect;

use super::check;

#[test]
fn evaluated() {
    check(
        &[
            "s IN (:s)",
            "s IN (:x, :s)",
            "s IN (:x)",
            "n IN (:one, :n)",
            "n IN (:s, :n)",
            "absent IN (:s)",
            "t IN (:t)",
            "l IN (:l)",
            "ss IN (:ss)",
            "s IN (m.k)",
            "s in (:s)",
            ":s IN (s, n)",
            "NOT s IN (:x)",
            "m.k IN (:s)",
            "z IN (:null)",
        ],
        &expect![["
            s IN (:s)  ->  true
            s IN (:x, :s)  ->  true
            s IN (:x)  ->  false
            n IN (:one, :n)  ->  true
            n IN (:s, :n)  ->  true
            absent IN (:s)  ->  false
            t IN (:t)  ->  true
            l IN (:l)  ->  true
            ss IN (:ss)  ->  true
            s IN (m.k)  ->  true
            s in (:s)  ->  true
            :s IN (s, n)  ->  true
            NOT s IN (:x)  ->  true
            m.k IN (:s)  ->  true
            z IN (:null)  ->  true
        "]],
    );
}

#[test]
fn refused() {
    check(
        &[
            "s IN ()",
            "s IN :s",
            "s IN (:s",
            "s IN (:s,)",
            "s IN (:s :x)",
            "IN (:s)",
            "s IN (:q)",
            "s IN (attribute_exists(s))",
        ],
        &expect![[r#"
            s IN ()  ->  Syntax error; token: ")", near: "()"
            s IN :s  ->  Syntax error; token: ":s", near: "IN :s"
            s IN (:s  ->  Syntax error; token: "<EOF>", near: ":s"
            s IN (:s,)  ->  Syntax error; token: ")", near: ",)"
            s IN (:s :x)  ->  Syntax error; token: ":x", near: ":s :x)"
            IN (:s)  ->  Syntax error; token: "IN", near: "IN ("
            s IN (:q)  ->  An expression attribute value used in expression is not defined; attribute value: :q
            s IN (attribute_exists(s))  ->  The function is not allowed to be used this way in an expression; function: attribute_exists
        "#]],
    );
}

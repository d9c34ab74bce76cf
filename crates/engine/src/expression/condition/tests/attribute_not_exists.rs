//! `attribute_not_exists`: whether a path leads nowhere.

use expect_test::expect;

use super::check;

#[test]
fn evaluated() {
    check(
        &[
            "attribute_not_exists(absent)",
            "attribute_not_exists(s)",
            "attribute_not_exists(z)",
            "attribute_not_exists(m.q)",
            "attribute_not_exists(m.k)",
            "attribute_not_exists(absent.k[1])",
            "attribute_not_exists(l[2])",
            "attribute_not_exists(l[1])",
            "NOT attribute_not_exists(s)",
        ],
        &expect![["
            attribute_not_exists(absent)  ->  true
            attribute_not_exists(s)  ->  false
            attribute_not_exists(z)  ->  false
            attribute_not_exists(m.q)  ->  true
            attribute_not_exists(m.k)  ->  false
            attribute_not_exists(absent.k[1])  ->  true
            attribute_not_exists(l[2])  ->  true
            attribute_not_exists(l[1])  ->  false
            NOT attribute_not_exists(s)  ->  true
        "]],
    );
}

#[test]
fn refused() {
    check(
        &[
            "attribute_not_exists()",
            "attribute_not_exists(s, n)",
            "attribute_not_exists(:s)",
            "attribute_not_exists(list_append(s, n))",
            "attribute_not_exists(s) <> :t",
        ],
        &expect![[r#"
            attribute_not_exists()  ->  Syntax error; token: ")", near: "()"
            attribute_not_exists(s, n)  ->  Incorrect number of operands for operator or function; operator or function: attribute_not_exists, number of operands: 2
            attribute_not_exists(:s)  ->  Operator or function requires a document path; operator or function: attribute_not_exists
            attribute_not_exists(list_append(s, n))  ->  The function is not allowed in a condition expression; function: list_append
            attribute_not_exists(s) <> :t  ->  Syntax error; token: "<>", near: ") <> :t"
        "#]],
    );
}

//! `attribute_exists`: whether a path leads to something, be it null.

use expect_test::expect;

use super::check;

#[test]
fn evaluated() {
    check(
        &[
            "attribute_exists(s)",
            "attribute_exists(z)",
            "attribute_exists(absent)",
            "attribute_exists(m.k)",
            "attribute_exists(m.q)",
            "attribute_exists(m.deep.k)",
            "attribute_exists(s.k)",
            "attribute_exists(l[0])",
            "attribute_exists(l[9])",
            "attribute_exists(l[0].k)",
            "attribute_exists(m[0])",
            "attribute_exists(#n)",
            "NOT attribute_exists(absent)",
            "attribute_exists (s)",
        ],
        &expect![["
            attribute_exists(s)  ->  true
            attribute_exists(z)  ->  true
            attribute_exists(absent)  ->  false
            attribute_exists(m.k)  ->  true
            attribute_exists(m.q)  ->  false
            attribute_exists(m.deep.k)  ->  false
            attribute_exists(s.k)  ->  false
            attribute_exists(l[0])  ->  true
            attribute_exists(l[9])  ->  false
            attribute_exists(l[0].k)  ->  false
            attribute_exists(m[0])  ->  false
            attribute_exists(#n)  ->  true
            NOT attribute_exists(absent)  ->  true
            attribute_exists (s)  ->  true
        "]],
    );
}

#[test]
fn refused() {
    check(
        &[
            "attribute_exists()",
            "attribute_exists(s, n)",
            "attribute_exists(:s)",
            "attribute_exists(size(s))",
            "attribute_exists(s",
            "attribute_exists s",
            "attribute_exists(name)",
            "attribute_exists(#q)",
            "Attribute_Exists(s)",
            "attribute_exists(s) = :t",
            ":t = attribute_exists(s)",
        ],
        &expect![[r#"
            attribute_exists()  ->  Syntax error; token: ")", near: "()"
            attribute_exists(s, n)  ->  Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 2
            attribute_exists(:s)  ->  Operator or function requires a document path; operator or function: attribute_exists
            attribute_exists(size(s))  ->  Operator or function requires a document path; operator or function: attribute_exists
            attribute_exists(s  ->  Syntax error; token: "<EOF>", near: "s"
            attribute_exists s  ->  Syntax error; token: "s", near: "attribute_exists s"
            attribute_exists(name)  ->  Attribute name is a reserved keyword; reserved keyword: name
            attribute_exists(#q)  ->  An expression attribute name used in the document path is not defined; attribute name: #q
            Attribute_Exists(s)  ->  Invalid function name; function: Attribute_Exists
            attribute_exists(s) = :t  ->  Syntax error; token: "=", near: ") = :t"
            :t = attribute_exists(s)  ->  The function is not allowed to be used this way in an expression; function: attribute_exists
        "#]],
    );
}

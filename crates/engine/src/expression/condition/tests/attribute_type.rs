//! `attribute_type`: what type an attribute has, by the type's short name.

use expect_test::expect;

use super::check;

#[test]
fn evaluated() {
    check(
        &[
            "attribute_type(s, :S)",
            "attribute_type(n, :N)",
            "attribute_type(b, :B)",
            "attribute_type(t, :BOOL)",
            "attribute_type(z, :NULL)",
            "attribute_type(ss, :SS)",
            "attribute_type(ns, :NS)",
            "attribute_type(bs, :BS)",
            "attribute_type(l, :L)",
            "attribute_type(m, :M)",
            "attribute_type(n, :S)",
            "attribute_type(absent, :S)",
            "attribute_type(l[0], :N)",
            "attribute_type(m.k, :S)",
        ],
        &expect![["
            attribute_type(s, :S)  ->  true
            attribute_type(n, :N)  ->  true
            attribute_type(b, :B)  ->  true
            attribute_type(t, :BOOL)  ->  true
            attribute_type(z, :NULL)  ->  true
            attribute_type(ss, :SS)  ->  true
            attribute_type(ns, :NS)  ->  true
            attribute_type(bs, :BS)  ->  true
            attribute_type(l, :L)  ->  true
            attribute_type(m, :M)  ->  true
            attribute_type(n, :S)  ->  false
            attribute_type(absent, :S)  ->  false
            attribute_type(l[0], :N)  ->  true
            attribute_type(m.k, :S)  ->  true
        "]],
    );
}

#[test]
fn refused() {
    check(
        &[
            "attribute_type(s)",
            "attribute_type(s, :S, :N)",
            "attribute_type(:S, :S)",
            "attribute_type(s, n)",
            "attribute_type(s, size(n))",
            "attribute_type(s, :n)",
            "attribute_type(s, :ss)",
            "attribute_type(s, :s)",
            "attribute_type(s, :q)",
            "attribute_type(s, :S) = :t",
        ],
        &expect![[r#"
            attribute_type(s)  ->  Incorrect number of operands for operator or function; operator or function: attribute_type, number of operands: 1
            attribute_type(s, :S, :N)  ->  Incorrect number of operands for operator or function; operator or function: attribute_type, number of operands: 3
            attribute_type(:S, :S)  ->  Operator or function requires a document path; operator or function: attribute_type
            attribute_type(s, n)  ->  The function is not allowed to be used this way in an expression; function: attribute_type
            attribute_type(s, size(n))  ->  The function is not allowed to be used this way in an expression; function: attribute_type
            attribute_type(s, :n)  ->  Incorrect operand type for operator or function; operator or function: attribute_type, operand type: N
            attribute_type(s, :ss)  ->  Incorrect operand type for operator or function; operator or function: attribute_type, operand type: SS
            attribute_type(s, :s)  ->  Invalid attribute type name found; type: text, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}
            attribute_type(s, :q)  ->  An expression attribute value used in expression is not defined; attribute value: :q
            attribute_type(s, :S) = :t  ->  Syntax error; token: "=", near: ") = :t"
        "#]],
    );
}

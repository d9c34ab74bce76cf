//! The six comparisons: of one type, and with what is absent.

use expect_test::expect;

use super::check;

#[test]
fn evaluated() {
    check(
        &[
            "s = :s",
            "s = :x",
            "s <> :x",
            "s <> :n",
            "absent <> :s",
            "absent = :s",
            "n < :m",
            "n <= :n",
            "n > :one",
            "n >= :m",
            "n < :s",
            "s < :x",
            "b < :b2",
            "u > :s",
            "t = :t",
            "t <> :t",
            "z = :null",
            "ss = :ss",
            "ns = :ns",
            "l = :l",
            "m = :l",
            "m.k = s",
            ":n < :m",
            "absent < absent2",
            "n = :five",
        ],
        &expect![["
            s = :s  ->  true
            s = :x  ->  false
            s <> :x  ->  true
            s <> :n  ->  true
            absent <> :s  ->  true
            absent = :s  ->  false
            n < :m  ->  true
            n <= :n  ->  true
            n > :one  ->  true
            n >= :m  ->  false
            n < :s  ->  false
            s < :x  ->  true
            b < :b2  ->  true
            u > :s  ->  true
            t = :t  ->  true
            t <> :t  ->  false
            z = :null  ->  true
            ss = :ss  ->  true
            ns = :ns  ->  true
            l = :l  ->  true
            m = :l  ->  false
            m.k = s  ->  true
            :n < :m  ->  true
            absent < absent2  ->  false
            n = :five  ->  true
        "]],
    );
}

#[test]
fn refused() {
    check(
        &[
            "s == :s",
            "s != :s",
            "s =",
            "= :s",
            "s = :s = :s",
            "s < :t",
            "s > :null",
            "s <= :l",
            "s >= :ss",
            ":t < s",
            "s = s",
            "n < n",
            "m.k = m.k",
            "s = :undefined",
            "s = ex",
            "s = 5",
            "s = 'x'",
            "status = :s",
            "s = #undefined",
        ],
        &expect![[r#"
            s == :s  ->  Syntax error; token: "=", near: "== :s"
            s != :s  ->  Syntax error; token: "!", near: "s !="
            s =  ->  Syntax error; token: "<EOF>", near: "="
            = :s  ->  Syntax error; token: "=", near: "= :s"
            s = :s = :s  ->  Syntax error; token: "=", near: ":s = :s"
            s < :t  ->  Incorrect operand type for operator or function; operator or function: <, operand type: BOOL
            s > :null  ->  Incorrect operand type for operator or function; operator or function: >, operand type: NULL
            s <= :l  ->  Incorrect operand type for operator or function; operator or function: <=, operand type: L
            s >= :ss  ->  Incorrect operand type for operator or function; operator or function: >=, operand type: SS
            :t < s  ->  Incorrect operand type for operator or function; operator or function: <, operand type: BOOL
            s = s  ->  The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [s]
            n < n  ->  The first operand must be distinct from the remaining operands for this operator or function; operator: <, first operand: [n]
            m.k = m.k  ->  The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [m, k]
            s = :undefined  ->  An expression attribute value used in expression is not defined; attribute value: :undefined
            s = ex  ->  false
            s = 5  ->  Syntax error; token: "5", near: "= 5"
            s = 'x'  ->  Syntax error; token: "'", near: "= 'x"
            status = :s  ->  Attribute name is a reserved keyword; reserved keyword: status
            s = #undefined  ->  An expression attribute name used in the document path is not defined; attribute name: #undefined
        "#]],
    );
}

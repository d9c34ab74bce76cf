//! `begins_with`: of strings and of binaries.

use expect_test::expect;

use super::check;

#[test]
fn evaluated() {
    check(
        &[
            "begins_with(s, :te)",
            "begins_with(s, :s)",
            "begins_with(s, :empty)",
            "begins_with(s, :x)",
            "begins_with(b, :b)",
            "begins_with(b, :te)",
            "begins_with(n, :te)",
            "begins_with(absent, :te)",
            "begins_with(m.k, :te)",
            "begins_with(s, m.k)",
            "begins_with(:s, :te)",
            "begins_with(l, :te)",
        ],
        &expect![["
            begins_with(s, :te)  ->  true
            begins_with(s, :s)  ->  true
            begins_with(s, :empty)  ->  true
            begins_with(s, :x)  ->  false
            begins_with(b, :b)  ->  true
            begins_with(b, :te)  ->  false
            begins_with(n, :te)  ->  false
            begins_with(absent, :te)  ->  false
            begins_with(m.k, :te)  ->  true
            begins_with(s, m.k)  ->  true
            begins_with(:s, :te)  ->  true
            begins_with(l, :te)  ->  false
        "]],
    );
}

#[test]
fn refused() {
    check(
        &[
            "begins_with(s)",
            "begins_with(s, :te, :x)",
            "begins_with(s, :n)",
            "begins_with(:n, s)",
            "begins_with(s, :ss)",
            "begins_with(s, s)",
            "begins_with(s, size(s))",
            "begins_with(s, begins_with(s, :te))",
            "begins_with(s, :te) AND",
            "BEGINS_WITH(s, :te)",
        ],
        &expect![[r#"
            begins_with(s)  ->  Incorrect number of operands for operator or function; operator or function: begins_with, number of operands: 1
            begins_with(s, :te, :x)  ->  Incorrect number of operands for operator or function; operator or function: begins_with, number of operands: 3
            begins_with(s, :n)  ->  Incorrect operand type for operator or function; operator or function: begins_with, operand type: N
            begins_with(:n, s)  ->  Incorrect operand type for operator or function; operator or function: begins_with, operand type: N
            begins_with(s, :ss)  ->  Incorrect operand type for operator or function; operator or function: begins_with, operand type: SS
            begins_with(s, s)  ->  The first operand must be distinct from the remaining operands for this operator or function; operator: begins_with, first operand: [s]
            begins_with(s, size(s))  ->  false
            begins_with(s, begins_with(s, :te))  ->  The function is not allowed to be used this way in an expression; function: begins_with
            begins_with(s, :te) AND  ->  Syntax error; token: "<EOF>", near: "AND"
            BEGINS_WITH(s, :te)  ->  Invalid function name; function: BEGINS_WITH
        "#]],
    );
}

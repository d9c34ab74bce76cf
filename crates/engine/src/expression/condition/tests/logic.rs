//! `AND`, `OR`, `NOT` and parentheses: `NOT` binds more than `AND`, and that more than `OR`.

use expect_test::expect;

use super::check;

#[test]
fn evaluated() {
    check(
        &[
            "s = :s AND n = :n",
            "s = :s AND n = :one",
            "s = :x OR n = :n",
            "s = :x OR n = :one",
            "NOT s = :x",
            "NOT NOT s = :s",
            "NOT (s = :s AND n = :one)",
            "s = :s OR s = :x AND n = :one",
            "(s = :s OR s = :x) AND n = :one",
            "NOT s = :x AND n = :one",
            "not s = :x and n = :n or s = :x",
            "((s = :s) AND (n = :n)) OR (s = :x)",
        ],
        &expect![["
            s = :s AND n = :n  ->  true
            s = :s AND n = :one  ->  false
            s = :x OR n = :n  ->  true
            s = :x OR n = :one  ->  false
            NOT s = :x  ->  true
            NOT NOT s = :s  ->  true
            NOT (s = :s AND n = :one)  ->  true
            s = :s OR s = :x AND n = :one  ->  true
            (s = :s OR s = :x) AND n = :one  ->  false
            NOT s = :x AND n = :one  ->  false
            not s = :x and n = :n or s = :x  ->  true
            ((s = :s) AND (n = :n)) OR (s = :x)  ->  true
        "]],
    );
}

#[test]
fn refused() {
    check(
        &[
            "s = :s AND",
            "AND s = :s",
            "s = :s OR OR n = :n",
            "NOT",
            "NOT s",
            "s",
            "()",
            "(s = :s",
            "s = :s)",
            "((s = :s))",
            "((s = :s) )",
            "(s) = :s",
            "s = :s n = :n",
            "s = :s & n = :n",
            "s = :s AND NOT",
        ],
        &expect![[r#"
            s = :s AND  ->  Syntax error; token: "<EOF>", near: "AND"
            AND s = :s  ->  Syntax error; token: "AND", near: "AND s"
            s = :s OR OR n = :n  ->  Syntax error; token: "OR", near: "OR OR n"
            NOT  ->  Syntax error; token: "<EOF>", near: "NOT"
            NOT s  ->  Syntax error; token: "<EOF>", near: "s"
            s  ->  Syntax error; token: "<EOF>", near: "s"
            ()  ->  Syntax error; token: ")", near: "()"
            (s = :s  ->  Syntax error; token: "<EOF>", near: ":s"
            s = :s)  ->  Syntax error; token: ")", near: ":s)"
            ((s = :s))  ->  The expression has redundant parentheses;
            ((s = :s) )  ->  The expression has redundant parentheses;
            (s) = :s  ->  Syntax error; token: ")", near: "s) ="
            s = :s n = :n  ->  Syntax error; token: "n", near: ":s n ="
            s = :s & n = :n  ->  Syntax error; token: "&", near: ":s & n"
            s = :s AND NOT  ->  Syntax error; token: "<EOF>", near: "NOT"
        "#]],
    );
}

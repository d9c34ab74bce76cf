//! `+` and `-`: of numbers, exact.

use expect_test::expect;

use super::check;

#[test]
fn applied() {
    check(
        &[
            "SET n = n + :one",
            "SET n = n - :one",
            "SET n = :one - n",
            "SET n = :one + :one",
            "SET a = n + n",
            "SET n = n + :big",
            "SET n = n - :small",
            "SET a = (n + :one)",
            "SET a = m.n + :one",
            "SET a = l[0] + :one",
            "SET a = if_not_exists(absent, :one) + :one",
        ],
        &expect![[r#"
            SET n = n + :one  ->  {"n":{"N":"6"}}
            SET n = n - :one  ->  {"n":{"N":"4"}}
            SET n = :one - n  ->  {"n":{"N":"-4"}}
            SET n = :one + :one  ->  {"n":{"N":"2"}}
            SET a = n + n  ->  {"a":{"N":"10"}}
            SET n = n + :big  ->  {"n":{"N":"10000000000000000000000000000000000005"}}
            SET n = n - :small  ->  {"n":{"N":"4.9999999999999999999999999999999999999"}}
            SET a = (n + :one)  ->  {"a":{"N":"6"}}
            SET a = m.n + :one  ->  {"a":{"N":"8"}}
            SET a = l[0] + :one  ->  {"a":{"N":"1"}}
            SET a = if_not_exists(absent, :one) + :one  ->  {"a":{"N":"2"}}
        "#]],
    );
}

#[test]
fn refused() {
    check(
        &[
            "SET n = n + :s",
            "SET n = :s - n",
            "SET n = s + :one",
            "SET n = absent + :one",
            "SET n = n + :ss",
            "SET n = n * :one",
            "SET n = n +",
            "SET n = + n",
            "SET n = n + :one + :one",
            "SET n = -n",
            "SET n = n + :huge",
        ],
        &expect![[r#"
            SET n = n + :s  ->  Incorrect operand type for operator or function; operator or function: +, operand type: S
            SET n = :s - n  ->  Incorrect operand type for operator or function; operator or function: -, operand type: S
            SET n = s + :one  ->  An operand in the update expression has an incorrect data type
            SET n = absent + :one  ->  The provided expression refers to an attribute that does not exist in the item
            SET n = n + :ss  ->  Incorrect operand type for operator or function; operator or function: +, operand type: SS
            SET n = n * :one  ->  Syntax error; token: "*", near: "n * :one"
            SET n = n +  ->  Syntax error; token: "<EOF>", near: "+"
            SET n = + n  ->  Syntax error; token: "+", near: "= + n"
            SET n = n + :one + :one  ->  Syntax error; token: "+", near: ":one + :one"
            SET n = -n  ->  Syntax error; token: "-", near: "= -n"
            SET n = n + :huge  ->  Attempting to store more than 38 significant digits in a Number
        "#]],
    );
}

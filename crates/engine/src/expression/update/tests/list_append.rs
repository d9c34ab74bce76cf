//! `list_append`: two lists, in the order they are given.

use expect_test::expect;

use super::check;

#[test]
fn applied() {
    check(
        &[
            "SET l = list_append(l, :l)",
            "SET l = list_append(:l, l)",
            "SET a = list_append(l, l)",
            "SET a = list_append(:l, :l)",
            "SET a = list_append(if_not_exists(a, :l), :l)",
            "SET m.l = list_append(l, :l)",
        ],
        &expect![[r#"
            SET l = list_append(l, :l)  ->  {"l":{"L":[{"N":"0"},{"S":"l1"},{"S":"more"}]}}
            SET l = list_append(:l, l)  ->  {"l":{"L":[{"S":"more"},{"N":"0"},{"S":"l1"}]}}
            SET a = list_append(l, l)  ->  {"a":{"L":[{"N":"0"},{"S":"l1"},{"N":"0"},{"S":"l1"}]}}
            SET a = list_append(:l, :l)  ->  {"a":{"L":[{"S":"more"},{"S":"more"}]}}
            SET a = list_append(if_not_exists(a, :l), :l)  ->  {"a":{"L":[{"S":"more"},{"S":"more"}]}}
            SET m.l = list_append(l, :l)  ->  {"m":{"M":{"k":{"S":"mk"},"l":{"L":[{"N":"0"},{"S":"l1"},{"S":"more"}]},"n":{"N":"7"},"ss":{"SS":["x","y"]}}}}
        "#]],
    );
}

#[test]
fn refused() {
    check(
        &[
            "SET l = list_append(l)",
            "SET l = list_append(l, :l, :l)",
            "SET l = list_append(l, :s)",
            "SET l = list_append(:ss, l)",
            "SET l = list_append(s, :l)",
            "SET l = list_append(absent, :l)",
            "SET l = list_append(l, l[0])",
            "SET l = list_append(list_append(l, :l), :l)",
            "SET l = LIST_APPEND(l, :l)",
        ],
        &expect![[r#"
            SET l = list_append(l)  ->  Incorrect number of operands for operator or function; operator or function: list_append, number of operands: 1
            SET l = list_append(l, :l, :l)  ->  Incorrect number of operands for operator or function; operator or function: list_append, number of operands: 3
            SET l = list_append(l, :s)  ->  Incorrect operand type for operator or function; operator or function: list_append, operand type: S
            SET l = list_append(:ss, l)  ->  Incorrect operand type for operator or function; operator or function: list_append, operand type: SS
            SET l = list_append(s, :l)  ->  An operand in the update expression has an incorrect data type
            SET l = list_append(absent, :l)  ->  The provided expression refers to an attribute that does not exist in the item
            SET l = list_append(l, l[0])  ->  An operand in the update expression has an incorrect data type
            SET l = list_append(list_append(l, :l), :l)  ->  {"l":{"L":[{"N":"0"},{"S":"l1"},{"S":"more"},{"S":"more"}]}}
            SET l = LIST_APPEND(l, :l)  ->  Invalid function name; function: LIST_APPEND
        "#]],
    );
}

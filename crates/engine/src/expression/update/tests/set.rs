//! `SET`: values, other attributes, elements of lists and members of maps.

use expect_test::expect;

use super::check;

#[test]
fn applied() {
    check(
        &[
            "SET a = :s",
            "SET n = :s",
            "SET a = s",
            "SET a = s, s = n",
            "SET m.k = :s",
            "SET m.new = :s",
            "SET l[0] = :s",
            "SET l[9] = :s",
            "SET l[9] = :s, l[8] = :one",
            "set a = :s",
            "SET #n = :s",
            "SET m = :m",
            "SET a = m.k",
        ],
        &expect![[r#"
            SET a = :s  ->  {"a":{"S":"new"}}
            SET n = :s  ->  {"n":{"S":"new"}}
            SET a = s  ->  {"a":{"S":"text"}}
            SET a = s, s = n  ->  {"a":{"S":"text"},"s":{"N":"5"}}
            SET m.k = :s  ->  {"m":{"M":{"k":{"S":"new"},"l":{"L":[{"N":"0"}]},"n":{"N":"7"},"ss":{"SS":["x","y"]}}}}
            SET m.new = :s  ->  Attribute name is a reserved keyword; reserved keyword: new
            SET l[0] = :s  ->  {"l":{"L":[{"S":"new"},{"S":"l1"}]}}
            SET l[9] = :s  ->  {"l":{"L":[{"N":"0"},{"S":"l1"},{"S":"new"}]}}
            SET l[9] = :s, l[8] = :one  ->  {"l":{"L":[{"N":"0"},{"S":"l1"},{"N":"1"},{"S":"new"}]}}
            set a = :s  ->  {"a":{"S":"new"}}
            SET #n = :s  ->  {"name":{"S":"new"}}
            SET m = :m  ->  {"m":{"M":{"k":{"S":"other"}}}}
            SET a = m.k  ->  {"a":{"S":"mk"}}
        "#]],
    );
}

#[test]
fn refused() {
    check(
        &[
            "SET",
            "SET a",
            "SET a =",
            "SET = :s",
            "SET a = :s,",
            "SET a :s",
            "SET a = :s SET b = :s",
            "SET a = :s b = :s",
            "SET a = :undefined",
            "SET #undefined = :s",
            "SET name = :s",
            "SET a = :s, a = :one",
            "SET m = :m, m.k = :s",
            "SET l[0] = :s, l[0] = :one",
            "SET absent.k = :s",
            "SET s.k = :s",
            "SET s[0] = :s",
            "SET a = absent",
            "SET m[0] = :s",
            "SET l.k = :s",
            "SET :s = a",
            "SET a = b.c",
        ],
        &expect![[r#"
            SET  ->  Syntax error; token: "<EOF>", near: "SET"
            SET a  ->  Syntax error; token: "<EOF>", near: "a"
            SET a =  ->  Syntax error; token: "<EOF>", near: "="
            SET = :s  ->  Syntax error; token: "=", near: "SET = :s"
            SET a = :s,  ->  Syntax error; token: "<EOF>", near: ","
            SET a :s  ->  Syntax error; token: ":s", near: "a :s"
            SET a = :s SET b = :s  ->  The "SET" section can only be used once in an update expression;
            SET a = :s b = :s  ->  Syntax error; token: "b", near: ":s b ="
            SET a = :undefined  ->  An expression attribute value used in expression is not defined; attribute value: :undefined
            SET #undefined = :s  ->  An expression attribute name used in the document path is not defined; attribute name: #undefined
            SET name = :s  ->  Attribute name is a reserved keyword; reserved keyword: name
            SET a = :s, a = :one  ->  Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]
            SET m = :m, m.k = :s  ->  Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [m], path two: [m, k]
            SET l[0] = :s, l[0] = :one  ->  Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [l, [0]], path two: [l, [0]]
            SET absent.k = :s  ->  The document path provided in the update expression is invalid for update
            SET s.k = :s  ->  The document path provided in the update expression is invalid for update
            SET s[0] = :s  ->  The document path provided in the update expression is invalid for update
            SET a = absent  ->  The provided expression refers to an attribute that does not exist in the item
            SET m[0] = :s  ->  The document path provided in the update expression is invalid for update
            SET l.k = :s  ->  The document path provided in the update expression is invalid for update
            SET :s = a  ->  Syntax error; token: ":s", near: "SET :s ="
            SET a = b.c  ->  The provided expression refers to an attribute that does not exist in the item
        "#]],
    );
}

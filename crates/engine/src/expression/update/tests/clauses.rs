//! Clauses together: in any order, each once, all of them about the item as it was.

use expect_test::expect;

use super::check;

#[test]
fn applied() {
    check(
        &[
            "SET a = n ADD n :one",
            "ADD n :one SET a = n",
            "REMOVE s SET a = s",
            "SET l[0] = :s REMOVE l[1]",
            "SET l[2] = :s REMOVE l[0]",
            "REMOVE n SET m.k = n DELETE ss :other ADD m.n :one",
            "SET a = :s REMOVE b",
        ],
        &expect![[r#"
            SET a = n ADD n :one  ->  {"a":{"N":"5"},"n":{"N":"6"}}
            ADD n :one SET a = n  ->  {"a":{"N":"5"},"n":{"N":"6"}}
            REMOVE s SET a = s  ->  {"a":{"S":"text"}} without ["s"]
            SET l[0] = :s REMOVE l[1]  ->  {"l":{"L":[{"S":"new"}]}}
            SET l[2] = :s REMOVE l[0]  ->  {"l":{"L":[{"S":"l1"},{"S":"new"}]}}
            REMOVE n SET m.k = n DELETE ss :other ADD m.n :one  ->  {"m":{"M":{"k":{"N":"5"},"l":{"L":[{"N":"0"}]},"n":{"N":"8"},"ss":{"SS":["x","y"]}}},"ss":{"SS":["x"]}} without ["n"]
            SET a = :s REMOVE b  ->  {"a":{"S":"new"}}
        "#]],
    );
}

#[test]
fn refused() {
    check(
        &[
            "SET a = :s REMOVE a",
            "SET a = :s ADD a :one",
            "REMOVE a REMOVE b",
            "SET a = :s DELETE ss :other SET b = :s",
            "SET a = :s, REMOVE b",
            "SET a = :s; REMOVE b",
            "PUT a :s",
            "",
            "SET a = :s WHERE b = :s",
            "a = :s",
        ],
        &expect![[r#"
            SET a = :s REMOVE a  ->  Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]
            SET a = :s ADD a :one  ->  Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]
            REMOVE a REMOVE b  ->  The "REMOVE" section can only be used once in an update expression;
            SET a = :s DELETE ss :other SET b = :s  ->  The "SET" section can only be used once in an update expression;
            SET a = :s, REMOVE b  ->  Syntax error; token: "REMOVE", near: ", REMOVE b"
            SET a = :s; REMOVE b  ->  Syntax error; token: ";", near: ":s; REMOVE"
            PUT a :s  ->  Syntax error; token: "PUT", near: "PUT a"
              ->  The expression can not be empty;
            SET a = :s WHERE b = :s  ->  Syntax error; token: "WHERE", near: ":s WHERE b"
            a = :s  ->  Syntax error; token: "a", near: "a ="
        "#]],
    );
}

//! `REMOVE`: attributes, members, elements; the elements close ranks.

use expect_test::expect;

use super::check;

#[test]
fn applied() {
    check(
        &[
            "REMOVE s",
            "REMOVE s, n",
            "REMOVE absent",
            "REMOVE m.k",
            "REMOVE m.q",
            "REMOVE l[0]",
            "REMOVE l[1]",
            "REMOVE l[9]",
            "REMOVE l[0], l[1]",
            "REMOVE m.l[0]",
            "REMOVE #n",
            "remove s",
        ],
        &expect![[r#"
            REMOVE s  ->  {} without ["s"]
            REMOVE s, n  ->  {} without ["n", "s"]
            REMOVE absent  ->  {}
            REMOVE m.k  ->  {"m":{"M":{"l":{"L":[{"N":"0"}]},"n":{"N":"7"},"ss":{"SS":["x","y"]}}}}
            REMOVE m.q  ->  {}
            REMOVE l[0]  ->  {"l":{"L":[{"S":"l1"}]}}
            REMOVE l[1]  ->  {"l":{"L":[{"N":"0"}]}}
            REMOVE l[9]  ->  {}
            REMOVE l[0], l[1]  ->  {"l":{"L":[]}}
            REMOVE m.l[0]  ->  {"m":{"M":{"k":{"S":"mk"},"l":{"L":[]},"n":{"N":"7"},"ss":{"SS":["x","y"]}}}}
            REMOVE #n  ->  {} without ["name"]
            remove s  ->  {} without ["s"]
        "#]],
    );
}

#[test]
fn refused() {
    check(
        &[
            "REMOVE",
            "REMOVE s,",
            "REMOVE :s",
            "REMOVE s = :s",
            "REMOVE s s",
            "REMOVE s, s",
            "REMOVE m, m.k",
            "REMOVE absent.k",
            "REMOVE s.k",
            "REMOVE s[0]",
            "REMOVE m.k.k",
            "REMOVE name",
            "REMOVE size(s)",
        ],
        &expect![[r#"
            REMOVE  ->  Syntax error; token: "<EOF>", near: "REMOVE"
            REMOVE s,  ->  Syntax error; token: "<EOF>", near: ","
            REMOVE :s  ->  Syntax error; token: ":s", near: "REMOVE :s"
            REMOVE s = :s  ->  Syntax error; token: "=", near: "s = :s"
            REMOVE s s  ->  Syntax error; token: "s", near: "s s"
            REMOVE s, s  ->  Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [s], path two: [s]
            REMOVE m, m.k  ->  Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [m], path two: [m, k]
            REMOVE absent.k  ->  The document path provided in the update expression is invalid for update
            REMOVE s.k  ->  The document path provided in the update expression is invalid for update
            REMOVE s[0]  ->  The document path provided in the update expression is invalid for update
            REMOVE m.k.k  ->  The document path provided in the update expression is invalid for update
            REMOVE name  ->  Attribute name is a reserved keyword; reserved keyword: name
            REMOVE size(s)  ->  Syntax error; token: "(", near: "size(s"
        "#]],
    );
}

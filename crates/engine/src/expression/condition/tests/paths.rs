//! Paths in conditions: names, placeholders, members and elements.

use expect_test::expect;

use super::check;

#[test]
fn evaluated() {
    check(
        &[
            "m.k = :s",
            "m.#n = :s",
            "#n = :x",
            "l[0] = :one",
            "l[1] = :x",
            "m.deep[1].k = :s",
            "ss[0] = :x",
            "s.k = :s",
            "l.k = :s",
            "m . k = :s",
            "l [ 0 ] = :one",
            "m.deep[0] = :n",
        ],
        &expect![["
            m.k = :s  ->  true
            m.#n = :s  ->  false
            #n = :x  ->  true
            l[0] = :one  ->  true
            l[1] = :x  ->  true
            m.deep[1].k = :s  ->  true
            ss[0] = :x  ->  false
            s.k = :s  ->  false
            l.k = :s  ->  false
            m . k = :s  ->  true
            l [ 0 ] = :one  ->  true
            m.deep[0] = :n  ->  true
        "]],
    );
}

#[test]
fn refused() {
    check(
        &[
            "m. = :s",
            ".k = :s",
            "m..k = :s",
            "l[] = :s",
            "l[-1] = :s",
            "l[a] = :s",
            "l[:n] = :s",
            "l[1 = :s",
            "l[01] = :s",
            "l[99999999999999999999] = :s",
            "m.name = :s",
            "m.1k = :s",
            "1m = :s",
            "_m = :s",
            "m-k = :s",
            "# = :s",
            ": = s",
            "#n:s",
        ],
        &expect![[r##"
            m. = :s  ->  Syntax error; token: "=", near: ". = :s"
            .k = :s  ->  Syntax error; token: ".", near: ".k"
            m..k = :s  ->  Syntax error; token: ".", near: "..k"
            l[] = :s  ->  Syntax error; token: "]", near: "[] ="
            l[-1] = :s  ->  Syntax error; token: "1", near: "-1]"
            l[a] = :s  ->  Syntax error; token: "a", near: "[a]"
            l[:n] = :s  ->  Syntax error; token: ":n", near: "[:n]"
            l[1 = :s  ->  Syntax error; token: "=", near: "1 = :s"
            l[01] = :s  ->  Syntax error; token: "1", near: "01]"
            l[99999999999999999999] = :s  ->  Syntax error; token: "99999999999999999999", near: "[99999999999999999999]"
            m.name = :s  ->  Attribute name is a reserved keyword; reserved keyword: name
            m.1k = :s  ->  Syntax error; token: "1", near: ".1k"
            1m = :s  ->  Syntax error; token: "1", near: "1m"
            _m = :s  ->  false
            m-k = :s  ->  Syntax error; token: "-", near: "m-k"
            # = :s  ->  Syntax error; token: "#", near: "# ="
            : = s  ->  Syntax error; token: ":", near: ": ="
            #n:s  ->  Syntax error; token: ":s", near: "#n:s"
        "##]],
    );
}

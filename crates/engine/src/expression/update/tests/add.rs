//! `ADD`: numbers and sets, from zero and from nothing.

use expect_test::expect;

use super::check;

#[test]
fn applied() {
    check(
        &[
            "ADD n :one",
            "ADD n :minus",
            "ADD absent :one",
            "ADD ss :ss",
            "ADD ss :other",
            "ADD absent :ss",
            "ADD ns :ns",
            "ADD m.n :one",
            "ADD m.new :one",
            "ADD l[0] :one",
            "ADD n :one, ss :ss",
            "add n :one",
        ],
        &expect![[r#"
            ADD n :one  ->  {"n":{"N":"6"}}
            ADD n :minus  ->  {"n":{"N":"4"}}
            ADD absent :one  ->  {"absent":{"N":"1"}}
            ADD ss :ss  ->  {}
            ADD ss :other  ->  {"ss":{"SS":["x","y","z"]}}
            ADD absent :ss  ->  {"absent":{"SS":["x","y"]}}
            ADD ns :ns  ->  {}
            ADD m.n :one  ->  {"m":{"M":{"k":{"S":"mk"},"l":{"L":[{"N":"0"}]},"n":{"N":"8"},"ss":{"SS":["x","y"]}}}}
            ADD m.new :one  ->  Attribute name is a reserved keyword; reserved keyword: new
            ADD l[0] :one  ->  {"l":{"L":[{"N":"1"},{"S":"l1"}]}}
            ADD n :one, ss :ss  ->  {"n":{"N":"6"}}
            add n :one  ->  {"n":{"N":"6"}}
        "#]],
    );
}

#[test]
fn refused() {
    check(
        &[
            "ADD",
            "ADD n",
            "ADD n = :one",
            "ADD n n",
            "ADD n :s",
            "ADD n :l",
            "ADD n :m",
            "ADD n :t",
            "ADD s :one",
            "ADD ss :ns",
            "ADD n :ss",
            "ADD absent.k :one",
            "ADD n :one ADD m.n :one",
            "ADD n :one, n :one",
            "ADD n :one + :one",
            "ADD :one n",
            "ADD n :huge",
        ],
        &expect![[r#"
            ADD  ->  Syntax error; token: "<EOF>", near: "ADD"
            ADD n  ->  Syntax error; token: "<EOF>", near: "n"
            ADD n = :one  ->  Syntax error; token: "=", near: "n = :one"
            ADD n n  ->  Syntax error; token: "n", near: "n n"
            ADD n :s  ->  Incorrect operand type for operator or function; operator: ADD, operand type: STRING, typeSet: ALLOWED_FOR_ADD_OPERAND
            ADD n :l  ->  Incorrect operand type for operator or function; operator: ADD, operand type: LIST, typeSet: ALLOWED_FOR_ADD_OPERAND
            ADD n :m  ->  Incorrect operand type for operator or function; operator: ADD, operand type: MAP, typeSet: ALLOWED_FOR_ADD_OPERAND
            ADD n :t  ->  Incorrect operand type for operator or function; operator: ADD, operand type: BOOLEAN, typeSet: ALLOWED_FOR_ADD_OPERAND
            ADD s :one  ->  An operand in the update expression has an incorrect data type
            ADD ss :ns  ->  An operand in the update expression has an incorrect data type
            ADD n :ss  ->  An operand in the update expression has an incorrect data type
            ADD absent.k :one  ->  The document path provided in the update expression is invalid for update
            ADD n :one ADD m.n :one  ->  The "ADD" section can only be used once in an update expression;
            ADD n :one, n :one  ->  Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [n], path two: [n]
            ADD n :one + :one  ->  Syntax error; token: "+", near: ":one + :one"
            ADD :one n  ->  Syntax error; token: ":one", near: "ADD :one n"
            ADD n :huge  ->  Attempting to store more than 38 significant digits in a Number
        "#]],
    );
}

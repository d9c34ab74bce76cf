//! Statements that are refused, and what is said of them.

use super::parse;

#[track_caller]
fn check(statement: &str, message: &str) {
    let refusal = parse(statement, &[]).map_err(|refusal| refusal.to_string());
    assert_eq!(refusal.err().as_deref(), Some(message), "{statement}");
}

#[test]
fn what_is_no_statement() {
    for (statement, detail) in [
        ("", "Expected data manipulation"),
        ("HELLO", "Expected data manipulation"),
        ("SELECT", "Unexpected term"),
        ("SELECT *", "Unexpected term"),
        ("SELECT FROM notes", "Unexpected keyword"),
        ("SELECT * FROM", "Unexpected term"),
        ("SELECT * FROM notes WHERE", "Unexpected term"),
        ("SELECT * FROM notes WHERE AND", "Unexpected operator"),
        (
            "SELECT * FROM notes WHERE a = 1 AND",
            "Missing right-hand side expression of infix operator",
        ),
        ("SELECT * FROM notes WHERE a BETWEEN 1 2", "Expected AND keyword"),
        (
            "SELECT * FROM notes WHERE a = 1 b",
            "Unexpected token after expression",
        ),
        ("SELECT m.inner FROM notes", "Invalid path dot component"),
        (
            "SELECT * FROM notes; SELECT * FROM notes",
            "Unexpected token after semicolon. (Only one query is allowed.)",
        ),
        ("DELETE notes", "Expected identifier for simple path"),
        ("UPDATE notes WHERE a = 1", "Unexpected term"),
        ("UPDATE notes REMOVE a, b", "Unexpected token after expression"),
        ("INSERT INTO notes VALUES {}", "Unexpected token after expression"),
        ("INSERT INTO notes VALUE {a: 1}", "Unexpected term"),
        ("SELECT * FROM notes WHERE a = 'x", ""),
    ] {
        check(
            statement,
            &format!("Statement wasn't well formed, can't be processed: {detail}"),
        );
    }
}

#[test]
fn what_is_not_understood() {
    for (statement, message) in [
        ("SELECT COUNT(*) FROM notes", "Unexpected path component at 1:8:5"),
        ("SELECT * FROM notes n", "Aliasing is not supported"),
        ("SELECT * FROM \"\"", "Path component cannot be an empty string"),
        (
            "SELECT * FROM \"a\".\"b\".\"c\"",
            "A path may contain at most 2 components in the FROM clause",
        ),
        (
            "SELECT * FROM notes WHERE a = ?",
            "Number of parameters in request and statement don't match.",
        ),
        (
            "SELECT * FROM notes\nWHERE f(a) = 1",
            "Unrecognized function: f at 2:7:1",
        ),
        (
            "SELECT * FROM notes WHERE a LIKE 'x'",
            "Unsupported operation: Like",
        ),
        ("SELECT * FROM notes WHERE a", "Unsupported operation: Id"),
        (
            "SELECT * FROM notes WHERE a < true",
            "Incorrect operand type for operator or function; operator or function: <, operand type: BOOL",
        ),
        (
            "SELECT * FROM notes WHERE a = a",
            "The first operand must be distinct from the remaining operands for this operator or function; operator: =, \
             first operand: [a]",
        ),
        (
            "INSERT INTO notes VALUE {'a': <<>>}",
            "Empty bags are not supported",
        ),
        (
            "INSERT INTO notes VALUE {'a': {'b': [1e126]}}",
            "Number overflow. Attempting to store a number with magnitude larger than supported range under root.b[0]",
        ),
        (
            "DELETE FROM notes WHERE a = 1 RETURNING all new *",
            "Invalid returning clause: RETURNING ALL NEW *. Only RETURNING ALL OLD * is allowed in DELETE statements.",
        ),
        (
            "UPDATE \"notes\".\"i\" SET a = 1",
            "This operation is not supported on an index",
        ),
    ] {
        check(statement, message);
    }
}

#[test]
fn both_sides_of_each_limit() {
    let nested = |levels: usize| {
        format!(
            "SELECT * FROM t WHERE {}a = 1{}",
            "(".repeat(levels),
            ")".repeat(levels)
        )
    };
    assert!(parse(&nested(60), &[]).is_ok());
    check(&nested(4000), "Nesting Levels have exceeded supported limits");
    let list = |levels: usize| {
        format!(
            "INSERT INTO t VALUE {{'a': {}{}}}",
            "[".repeat(levels),
            "]".repeat(levels)
        )
    };
    assert!(parse(&list(32), &[]).is_ok());
    assert!(parse(&list(33), &[]).is_err());
    let many = |count: usize| format!("SELECT * FROM t WHERE {}", vec!["a = 1"; count].join(" AND "));
    assert!(parse(&many(150), &[]).is_ok());
    check(
        &many(151),
        "The expression contains too many operators; operator count: 301",
    );
    let members = |count: usize| format!("SELECT * FROM t WHERE a IN [{}]", vec!["1"; count].join(", "));
    assert!(parse(&members(100), &[]).is_ok());
    check(
        &members(101),
        "The IN operator is provided with too many operands; number of operands: 101",
    );
}

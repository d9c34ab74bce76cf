//! Splits an expression into tokens, and says what a syntax error is.

use super::Fault;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name, a function's name, or a keyword.
    Word,
    /// `#name`
    Name,
    /// `:value`
    Value,
    /// The index of a list, within brackets.
    Index,
    /// `=`, `<>`, `(`…
    Mark,
}

/// A piece of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    pub(super) text: &'a str,
    /// Where it begins, in bytes.
    start: usize,
}

/// Splits an expression.
pub(super) fn split(source: &str) -> Result<Vec<Token<'_>>, Fault> {
    let mut tokens: Vec<Token<'_>> = Vec::new();
    let mut start = 0;
    while let Some(token) = next(source, &mut start, tokens.last()) {
        match token {
            Ok(token) => tokens.push(token),
            // A character that belongs to nothing is a token of its own in the message.
            Err(strange) => {
                let at = tokens.len();
                tokens.push(strange);
                if let Some(Ok(after) | Err(after)) = next(source, &mut start, None) {
                    tokens.push(after);
                }
                return Err(syntax_error(source, &tokens, at));
            }
        }
    }
    Ok(tokens)
}

/// The token from `start` on, or the character that begins none.
fn next<'a>(
    source: &'a str,
    start: &mut usize,
    before: Option<&Token<'_>>,
) -> Option<Result<Token<'a>, Token<'a>>> {
    let rest = source[*start..].trim_start_matches(|character: char| character.is_ascii_whitespace());
    *start = source.len() - rest.len();
    let first = rest.chars().next()?;
    let word = |text: &str| text.bytes().take_while(|byte| is_word(*byte)).count();
    let (kind, length) = match first {
        '#' | ':' => {
            let kind = if first == '#' { Kind::Name } else { Kind::Value };
            (kind, 1 + word(&rest[1..]))
        }
        '<' if rest.starts_with("<>") || rest.starts_with("<=") => (Kind::Mark, 2),
        '>' if rest.starts_with(">=") => (Kind::Mark, 2),
        '<' | '>' | '=' | '+' | '-' | '(' | ')' | '[' | ']' | '.' | ',' => (Kind::Mark, 1),
        '0' if follows_bracket(before) => (Kind::Index, 1),
        '1'..='9' if follows_bracket(before) => {
            (Kind::Index, rest.bytes().take_while(u8::is_ascii_digit).count())
        }
        'a'..='z' | 'A'..='Z' | '_' => (Kind::Word, word(rest)),
        _ => (Kind::Mark, 0),
    };
    let lone = matches!(kind, Kind::Name | Kind::Value) && length == 1;
    let strange = length == 0 || lone;
    let length = if length == 0 { first.len_utf8() } else { length };
    let token = Token {
        kind,
        text: &rest[..length],
        start: *start,
    };
    *start += length;
    Some(if strange { Err(token) } else { Ok(token) })
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn follows_bracket(before: Option<&Token<'_>>) -> bool {
    before.is_some_and(|token| token.text == "[")
}

/// What is said of a token that cannot stand where it stands, or for an end that comes too early.
///
/// `near` shows the token with its neighbours, as they are written.
pub(super) fn syntax_error(source: &str, tokens: &[Token<'_>], at: usize) -> Fault {
    let (token, near) = match tokens.get(at) {
        None => ("<EOF>", tokens.last().map_or(source, |last| last.text)),
        Some(token) => {
            let start = if at > 0 { tokens[at - 1].start } else { token.start };
            let last = tokens.get(at + 1).unwrap_or(token);
            (token.text, &source[start..last.start + last.text.len()])
        }
    };
    Fault::Syntax {
        token: token.to_owned(),
        near: near.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::split;

    fn check(source: &str, expected: &[&str]) {
        let tokens = split(source).map(|tokens| tokens.iter().map(|token| token.text).collect::<Vec<_>>());
        assert_eq!(tokens.as_deref(), Ok(expected), "{source}");
    }

    #[test]
    fn tokens() {
        check("#a.b[10]<>:v", &["#a", ".", "b", "[", "10", "]", "<>", ":v"]);
        check("a<=b >= c<d", &["a", "<=", "b", ">=", "c", "<", "d"]);
        check("SET a=a+:one", &["SET", "a", "=", "a", "+", ":one"]);
        check(" \t\n", &[]);
    }

    #[test]
    fn characters_that_begin_nothing() {
        for (source, message) in [
            ("!", r#"token: "!", near: "!""#),
            ("a ! b", r#"token: "!", near: "a ! b""#),
            ("a = :v é", r#"token: "é", near: ":v é""#),
            ("a = 5", r#"token: "5", near: "= 5""#),
            ("a[00]", r#"token: "0", near: "00]""#),
            ("# = :v", r##"token: "#", near: "# =""##),
        ] {
            let fault = split(source).map_err(|fault| fault.to_string());
            assert_eq!(fault, Err(format!("Syntax error; {message}")), "{source}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_split_or_refused(source in "\\PC{0,20}|[a#:.\\[\\]() 0-9<>=!\u{e9}]{0,20}") {
            let _ = split(&source);
        }
    }
}

//! Splits a statement into tokens. Comments are white space.

use std::borrow::Cow;

use super::refusal::Refusal;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name, a function's name, or a keyword.
    Word,
    /// `"name"`
    Quoted,
    /// `'text'`
    Text,
    /// A number without its sign.
    Number,
    /// `=`, `<<`, `?`…
    Mark,
    /// What comes after all.
    End,
}

/// A piece of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    /// Without its quotation marks.
    pub(super) text: Cow<'a, str>,
    /// Where it begins and ends, in bytes.
    pub(super) start: usize,
    pub(super) end: usize,
}

const MARKS: [&str; 26] = [
    "<<", ">>", "<=", ">=", "<>", "!=", "||", "-", "+", "*", "/", "%", "=", "<", ">", "(", ")", ",", ".",
    "[", "]", "{", "}", ":", ";", "?",
];

/// Splits a statement; the last token is its end.
pub(super) fn split(source: &str) -> Result<Vec<Token<'_>>, Refusal> {
    let unreadable = || Refusal::malformed("");
    let mut tokens: Vec<Token<'_>> = Vec::new();
    let mut start = 0;
    loop {
        let rest = &source[start..];
        let Some(first) = rest.chars().next() else {
            break;
        };
        if first.is_whitespace() {
            start += first.len_utf8();
            continue;
        }
        if rest.starts_with("--") {
            start += rest.find('\n').unwrap_or(rest.len());
            continue;
        }
        if rest.starts_with("/*") {
            start += rest.find("*/").ok_or_else(unreadable)? + 2;
            continue;
        }
        let (kind, text, length) = match first {
            '\'' => quoted(rest, '\'', Kind::Text).ok_or_else(unreadable)?,
            '"' => quoted(rest, '"', Kind::Quoted).ok_or_else(unreadable)?,
            'a'..='z' | 'A'..='Z' | '_' => {
                let length = rest.bytes().take_while(|byte| is_word(*byte)).count();
                (Kind::Word, Cow::Borrowed(&rest[..length]), length)
            }
            '0'..='9' => number(rest)?,
            '.' if begins_number(rest) && !is_after_value(tokens.last()) => number(rest)?,
            _ => {
                let mark = MARKS.into_iter().find(|mark| rest.starts_with(mark));
                let mark = mark.ok_or_else(unreadable)?;
                (Kind::Mark, Cow::Borrowed(mark), mark.len())
            }
        };
        tokens.push(Token {
            kind,
            text,
            start,
            end: start + length,
        });
        start += length;
    }
    tokens.push(Token {
        kind: Kind::End,
        text: Cow::Borrowed(""),
        start: source.len(),
        end: source.len(),
    });
    Ok(tokens)
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$'
}

/// A text between marks, which stand twice for themselves.
fn quoted(rest: &str, mark: char, kind: Kind) -> Option<(Kind, Cow<'_, str>, usize)> {
    let mut at = 1;
    let mut has_marks = false;
    loop {
        at += rest[at..].find(mark)?;
        if !rest[at + 1..].starts_with(mark) {
            break;
        }
        has_marks = true;
        at += 2;
    }
    let text = &rest[1..at];
    let text = if has_marks {
        Cow::Owned(text.replace(&format!("{mark}{mark}"), &mark.to_string()))
    } else {
        Cow::Borrowed(text)
    };
    Some((kind, text, at + 1))
}

fn begins_number(rest: &str) -> bool {
    rest[1..].starts_with(|character: char| character.is_ascii_digit())
}

/// Whether a point after this token is one of a path.
fn is_after_value(token: Option<&Token<'_>>) -> bool {
    token.is_some_and(|token| {
        matches!(token.kind, Kind::Word | Kind::Quoted) || ["]", ")"].contains(&&*token.text)
    })
}

fn number(rest: &str) -> Result<(Kind, Cow<'_, str>, usize), Refusal> {
    let bytes = rest.as_bytes();
    let digits = |from: usize| {
        bytes[from..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count()
    };
    let mut length = digits(0);
    if bytes.get(length) == Some(&b'.') {
        length += 1 + digits(length + 1);
    }
    if matches!(bytes.get(length), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(length + 1), Some(b'+' | b'-')));
        let count = digits(length + 1 + sign);
        if count == 0 {
            return Err(Refusal::malformed(""));
        }
        let exponent = &rest[length + 1..length + 1 + sign + count];
        // The service reads exponents of 32 bits.
        if exponent.trim_start_matches('+').parse::<i32>().is_err() {
            return Err(Refusal::malformed(""));
        }
        length += 1 + sign + count;
    }
    Ok((Kind::Number, Cow::Borrowed(&rest[..length]), length))
}

#[cfg(test)]
mod tests {
    use super::split;

    fn check(source: &str, expected: &[&str]) {
        let tokens = split(source).unwrap();
        let texts: Vec<&str> = tokens.iter().map(|token| &*token.text).collect();
        assert_eq!(texts.split_last(), Some((&"", expected)), "{source}");
    }

    #[test]
    fn tokens() {
        check(
            "SELECT a.b[0] FROM \"t\".\"i\"",
            &["SELECT", "a", ".", "b", "[", "0", "]", "FROM", "t", ".", "i"],
        );
        check(
            "a<=1.5e3 AND b<>.5",
            &["a", "<=", "1.5e3", "AND", "b", "<>", ".5"],
        );
        check("'it''s' \"a\"\"b\" <<1>>", &["it's", "a\"b", "<<", "1", ">>"]);
        check("a -- b\n /* c */ ? ;", &["a", "?", ";"]);
    }

    #[test]
    fn what_is_no_token() {
        for source in [
            "'open",
            "\"open",
            "/* open",
            "a # b",
            "1e",
            "1e99999999999",
            "\u{e9}",
        ] {
            assert!(split(source).is_err(), "{source}");
        }
    }
}

//! A Rust file as the checks see it: its tokens with their lines, and which of them are tests, code or documentation.

use std::str::FromStr as _;

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};

/// A Rust file, read.
#[derive(Debug, Default)]
pub(super) struct Source {
    /// The tokens, with brackets as tokens of their own; without comments.
    pub(super) tokens: Vec<Token>,
}

/// A token.
#[derive(Debug)]
pub(super) struct Token {
    /// As it is written.
    pub(super) text: String,
    /// What it is.
    pub(super) kind: Kind,
    /// The line it begins on, from 1.
    pub(super) line: usize,
    /// The line it ends on.
    pub(super) last_line: usize,
    /// Whether it is compiled for tests only.
    pub(super) in_tests: bool,
}

/// The kinds of tokens.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    /// A name or a keyword.
    Name,
    /// A literal.
    Literal,
    /// A punctuation character or a bracket.
    Mark,
    /// One line of an example in a documentation comment.
    Example,
}

impl Source {
    /// Reads the text of a file; `in_tests` if all of it is compiled for tests only.
    ///
    /// # Errors
    ///
    /// The text is no Rust; the message says what the lexer says.
    pub(super) fn read(text: &str, in_tests: bool) -> Result<Self, String> {
        let stream = TokenStream::from_str(text).map_err(|error| error.to_string())?;
        let mut source = Self::default();
        source.add(stream, in_tests, &mut false);
        Ok(source)
    }

    fn add(&mut self, stream: TokenStream, in_tests: bool, in_example: &mut bool) {
        let mut tokens = stream.into_iter().peekable();
        // Set by `#[cfg(test)]` until the end of the item that follows.
        let mut item_in_tests = false;
        while let Some(token) = tokens.next() {
            let in_tests = in_tests || item_in_tests;
            if is_mark(&token, '#') {
                let start = self.tokens.len();
                self.push(&token, in_tests);
                if let Some(bang) = tokens.next_if(|token| is_mark(token, '!')) {
                    self.push(&bang, in_tests);
                }
                if let Some(TokenTree::Group(attribute)) =
                    tokens.next_if(|token| is_group(token, Delimiter::Bracket))
                {
                    if let Some((line, text)) = documentation(&attribute) {
                        self.tokens.truncate(start);
                        self.add_documentation(line, &text, in_tests, in_example);
                    } else {
                        item_in_tests |= attribute.stream().to_string().replace(' ', "") == "cfg(test)";
                        self.add_group(&attribute, in_tests, in_example);
                    }
                }
                continue;
            }
            match &token {
                TokenTree::Group(group) => {
                    self.add_group(group, in_tests, in_example);
                    item_in_tests &= group.delimiter() != Delimiter::Brace;
                }
                other => {
                    self.push(other, in_tests);
                    item_in_tests &= !is_mark(other, ';');
                }
            }
        }
    }

    fn add_group(&mut self, group: &Group, in_tests: bool, in_example: &mut bool) {
        let (open, close) = match group.delimiter() {
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Bracket => ("[", "]"),
            Delimiter::Brace => ("{", "}"),
            Delimiter::None => ("", ""),
        };
        let mark = |text: &str, line| Token {
            text: text.to_owned(),
            kind: Kind::Mark,
            line,
            last_line: line,
            in_tests,
        };
        self.tokens.push(mark(open, group.span_open().start().line));
        self.add(group.stream(), in_tests, in_example);
        self.tokens.push(mark(close, group.span_close().start().line));
    }

    fn push(&mut self, token: &TokenTree, in_tests: bool) {
        let kind = match token {
            TokenTree::Ident(_) => Kind::Name,
            TokenTree::Literal(_) => Kind::Literal,
            TokenTree::Punct(_) | TokenTree::Group(_) => Kind::Mark,
        };
        let span = token.span();
        let (line, last_line) = (span.start().line, span.end().line);
        self.tokens.push(Token {
            text: token.to_string(),
            kind,
            line,
            last_line,
            in_tests,
        });
    }

    fn add_documentation(&mut self, first: usize, text: &str, in_tests: bool, in_example: &mut bool) {
        for (offset, text) in text.lines().enumerate() {
            if text.trim_start().starts_with("```") {
                *in_example = !*in_example;
            } else if *in_example {
                let line = first + offset;
                self.tokens.push(Token {
                    text: text.to_owned(),
                    kind: Kind::Example,
                    line,
                    last_line: line,
                    in_tests,
                });
            }
        }
    }

    /// How many lines hold code that is not a test.
    pub(super) fn code_lines(&self) -> usize {
        let code = self
            .tokens
            .iter()
            .filter(|token| token.kind != Kind::Example && !token.in_tests);
        let mut lines: Vec<usize> = code.flat_map(|token| token.line..=token.last_line).collect();
        lines.sort_unstable();
        lines.dedup();
        lines.len()
    }

    /// The tokens at which these texts follow each other.
    pub(super) fn find<'a>(&'a self, texts: &'a [&str]) -> impl Iterator<Item = &'a Token> {
        let code: Vec<&Token> = self
            .tokens
            .iter()
            .filter(|token| token.kind != Kind::Example)
            .collect();
        let starts: Vec<&Token> = code
            .windows(texts.len())
            .filter(|window| window.iter().zip(texts).all(|(token, text)| token.text == *text))
            .map(|window| window[0])
            .collect();
        starts.into_iter()
    }
}

fn is_mark(token: &TokenTree, mark: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == mark && (mark != '#' || punct.spacing() == Spacing::Alone))
}

fn is_group(token: &TokenTree, delimiter: Delimiter) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == delimiter)
}

/// The first line and the text of an attribute that is a documentation comment.
fn documentation(attribute: &Group) -> Option<(usize, String)> {
    let mut tokens = attribute.stream().into_iter();
    let (name, _, value) = (tokens.next()?, tokens.next()?, tokens.next()?);
    if name.to_string() != "doc" {
        return None;
    }
    let TokenTree::Literal(value) = value else {
        return None;
    };
    Some((attribute.span_open().start().line, unescape(&value.to_string())))
}

/// The text of a string literal, as far as the checks need it.
fn unescape(literal: &str) -> String {
    let text = literal.trim_start_matches(['r', '#']).trim_end_matches('#');
    text.trim_matches('"')
        .replace("\\n", "\n")
        .replace("\\\"", "\"")
        .replace("\\\\", "\\")
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"//! What it is for.
//!
//! ```
//! let example = 1;
//! ```

/// Documented.
fn one() {
    // A comment.
    call("a
b");
}

#[cfg(test)]
mod tests {
    fn helper() {}
}

fn two() {}
"#;

    #[test]
    fn lines_of_code_leave_out_comments_documentation_and_tests() {
        assert_eq!(Source::read(FILE, false).unwrap().code_lines(), 6);
        assert_eq!(Source::read(FILE, true).unwrap().code_lines(), 0);
    }

    #[test]
    fn examples_are_kept_with_their_lines() {
        let source = Source::read(FILE, false).unwrap();
        let examples: Vec<_> = source
            .tokens
            .iter()
            .filter(|token| token.kind == Kind::Example)
            .collect();
        assert_eq!(examples.len(), 1);
        assert_eq!(
            (examples[0].line, examples[0].text.trim()),
            (4, "let example = 1;")
        );
    }

    #[test]
    fn what_follows_a_test_module_is_no_test() {
        let source = Source::read(FILE, false).unwrap();
        let in_tests = |name: &str| {
            source
                .find(&["fn", name])
                .map(|token| token.in_tests)
                .collect::<Vec<_>>()
        };
        assert_eq!(in_tests("one"), [false]);
        assert_eq!(in_tests("helper"), [true]);
        assert_eq!(in_tests("two"), [false]);
    }

    #[test]
    fn an_attribute_on_an_import_ends_with_it() {
        let source = Source::read("#[cfg(test)]\nuse a::b;\nfn c() {}", false).unwrap();
        assert!(source.find(&["use"]).all(|token| token.in_tests));
        assert!(source.find(&["fn"]).all(|token| !token.in_tests));
    }

    #[test]
    fn what_is_no_rust_is_an_error() {
        assert!(Source::read("fn a( {}", false).is_err());
    }
}

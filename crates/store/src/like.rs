//! `like` and `ilike`: patterns over text, compiled once and matched without an allocation.

/// Takes the meaning from `%`, `_` and `\` in text that is to stand for itself in a pattern.
///
/// ```
/// use lockstep_store::escape_like;
///
/// let typed = "100%";
/// assert_eq!(format!("%{}%", escape_like(typed)), r"%100\%%");
/// ```
#[must_use]
pub fn escape_like(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '%' | '_' | ESCAPE) {
            escaped.push(ESCAPE);
        }
        escaped.push(character);
    }
    escaped
}

const ESCAPE: char = '\\';

/// A compiled pattern.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Pattern {
    source: Box<str>,
    fold: bool,
    matcher: Matcher,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Matcher {
    /// One piece of text, perhaps with `%` at its ends: what nearly every pattern is.
    Simple {
        text: Box<str>,
        starts: bool,
        ends: bool,
    },
    /// Anything else.
    Tokens(Box<[Token]>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Token {
    /// This character (folded, if the pattern folds).
    One(char),
    /// `_`
    Any,
    /// `%`
    Many,
}

impl Pattern {
    pub(crate) fn new(source: &str, fold: bool) -> Self {
        let mut tokens = Vec::new();
        let mut characters = source.chars();
        while let Some(character) = characters.next() {
            let token = match character {
                '%' => Token::Many,
                '_' => Token::Any,
                // A backslash at the very end stands for itself.
                ESCAPE => Token::One(characters.next().unwrap_or(ESCAPE)),
                character => Token::One(character),
            };
            match token {
                Token::Many if tokens.last() == Some(&Token::Many) => {}
                Token::One(character) if fold => tokens.push(Token::One(folded(character))),
                token => tokens.push(token),
            }
        }
        let matcher = simple(&tokens).unwrap_or_else(|| Matcher::Tokens(tokens.into()));
        Self {
            source: source.into(),
            fold,
            matcher,
        }
    }

    pub(crate) fn source(&self) -> &str {
        &self.source
    }

    /// Whether upper and lower case are alike.
    pub(crate) fn folds(&self) -> bool {
        self.fold
    }

    pub(crate) fn matches(&self, text: &str) -> bool {
        match &self.matcher {
            Matcher::Simple {
                text: wanted,
                starts,
                ends,
            } => match (self.fold, *starts, *ends) {
                (false, true, true) => text == &**wanted,
                (false, true, false) => text.starts_with(&**wanted),
                (false, false, true) => text.ends_with(&**wanted),
                (false, false, false) => text.contains(&**wanted),
                (true, starts, ends) => matches_folded(text, wanted, starts, ends),
            },
            Matcher::Tokens(tokens) if self.fold => matches_tokens(tokens, text, folded),
            Matcher::Tokens(tokens) => matches_tokens(tokens, text, |character| character),
        }
    }
}

/// The simple form of a pattern, if it has one.
fn simple(tokens: &[Token]) -> Option<Matcher> {
    let (starts, tokens) = match tokens {
        [Token::Many, rest @ ..] => (false, rest),
        tokens => (true, tokens),
    };
    let (ends, tokens) = match tokens {
        [rest @ .., Token::Many] => (false, rest),
        // A lone `%` has its only sign at both ends.
        [] if !starts => (false, tokens),
        tokens => (true, tokens),
    };
    let text: Option<String> = tokens
        .iter()
        .map(|token| match token {
            Token::One(character) => Some(*character),
            _ => None,
        })
        .collect();
    Some(Matcher::Simple {
        text: text?.into(),
        starts,
        ends,
    })
}

/// Folds case, one character to one: as Unicode's simple folding, by way of the upper case so that the forms of a
/// letter that share one (σ and ς) come together. Where a mapping yields several characters, the character stays.
fn folded(character: char) -> char {
    fn only(mut mapped: impl Iterator<Item = char>, otherwise: char) -> char {
        match (mapped.next(), mapped.next()) {
            (Some(character), None) => character,
            _ => otherwise,
        }
    }
    match character {
        _ if character.is_ascii() => character.to_ascii_lowercase(),
        // A dotless i is a letter of its own, though its upper case is that of i.
        'ı' => character,
        _ => {
            let upper = only(character.to_uppercase(), character);
            only(upper.to_lowercase(), upper)
        }
    }
}

/// Whether `text`, folded, has `wanted` (folded already) in it: at its start, at its end, as a whole, or anywhere.
fn matches_folded(text: &str, wanted: &str, starts: bool, ends: bool) -> bool {
    if text.is_ascii() && wanted.is_ascii() {
        return matches_ascii(text.as_bytes(), wanted.as_bytes(), starts, ends);
    }
    let mut rest = text.chars();
    loop {
        let mut here = rest.clone().map(folded);
        let found = wanted.chars().all(|character| here.next() == Some(character));
        if found && (!ends || here.next().is_none()) {
            return true;
        }
        if starts || rest.next().is_none() {
            return false;
        }
    }
}

fn matches_ascii(text: &[u8], wanted: &[u8], starts: bool, ends: bool) -> bool {
    let Some(slack) = text.len().checked_sub(wanted.len()) else {
        return false;
    };
    match (starts, ends) {
        (true, true) => slack == 0 && text.eq_ignore_ascii_case(wanted),
        (true, false) => text[..wanted.len()].eq_ignore_ascii_case(wanted),
        (false, true) => text[slack..].eq_ignore_ascii_case(wanted),
        (false, false) => {
            let Some((first, rest)) = wanted.split_first() else {
                return true;
            };
            (0..=slack).any(|at| {
                text[at].to_ascii_lowercase() == *first
                    && text[at + 1..at + wanted.len()].eq_ignore_ascii_case(rest)
            })
        }
    }
}

/// Matches token by token. After a mismatch the last `%` takes one more character; earlier ones need not be tried
/// again, so the cost is at most `pattern × text`.
fn matches_tokens(tokens: &[Token], text: &str, fold: impl Fn(char) -> char) -> bool {
    let mut rest = text.chars();
    let mut next = 0;
    let mut retry = None;
    loop {
        let mut after = rest.clone();
        let matched = match (tokens.get(next), after.next()) {
            (None, None) => return true,
            (Some(Token::Many), _) => {
                next += 1;
                retry = Some((next, rest.clone()));
                continue;
            }
            (Some(Token::Any), Some(_)) => true,
            (Some(Token::One(wanted)), Some(character)) => *wanted == fold(character),
            _ => false,
        };
        if matched {
            next += 1;
            rest = after;
            continue;
        }
        let Some((from, mut text)) = retry.take() else {
            return false;
        };
        if text.next().is_none() {
            return false;
        }
        next = from;
        rest = text.clone();
        retry = Some((from, text));
    }
}

#[cfg(test)]
mod tests;

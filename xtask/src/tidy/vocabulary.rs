//! The libraries know nothing of the application: no word of its entities is in a name, a string or an example under
//! `crates/`.

use super::Finding;
use super::rust::{Kind, Source};

/// Words of the application's entities. Those that libraries need for other things are left out: `address` (of a socket),
/// `account` (of AWS).
const WORDS: [&str; 14] = [
    "person",
    "persons",
    "people",
    "employment",
    "employments",
    "employer",
    "salary",
    "salaries",
    "iban",
    "bic",
    "bank",
    "banks",
    "contact",
    "contacts",
];

/// Files that may use the words, and why.
const EXCEPTIONS: [(&str, &str); 1] = [(
    "crates/engine/src/operation/update_table/indexes.rs",
    "quotes a message of the service",
)];

/// Checks one file of a library.
pub(super) fn check(path: &str, source: &Source) -> Vec<Finding> {
    if EXCEPTIONS.iter().any(|(exception, _)| *exception == path) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for token in source.tokens.iter().filter(|token| token.kind != Kind::Mark) {
        if let Some(word) = words(&token.text)
            .into_iter()
            .find(|word| WORDS.contains(&word.as_str()))
        {
            let message = format!("`{word}` is a word of the application: libraries know nothing of it");
            findings.push(Finding::new(format!("{path}:{}", token.line), message));
        }
    }
    findings
}

/// The words of names in any case style, in lower case: `bankAccount`, `BankAccount`, `BANK_ACCOUNT` are `bank` and `account`.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut previous = ' ';
    for character in text.chars() {
        let begins = character.is_uppercase() && previous.is_lowercase();
        if begins || !character.is_alphabetic() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut()
            && character.is_alphabetic()
        {
            word.extend(character.to_lowercase());
        }
        previous = character;
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(text: &str) -> Vec<String> {
        let source = Source::read(text, false).unwrap();
        check("crates/a/src/lib.rs", &source)
            .into_iter()
            .map(|finding| finding.place)
            .collect()
    }

    #[test]
    fn names_are_split_into_words() {
        assert_eq!(words("bankAccount"), ["bank", "account"]);
        assert_eq!(
            words("\"BANK_ACCOUNT#{person_id}\""),
            ["bank", "account", "person", "id"]
        );
        assert_eq!(words("personal"), ["personal"]);
    }

    #[test]
    fn names_strings_and_examples_are_searched() {
        let text = "struct Person;\nconst A: &str = \"PERSON#1\";\n/// ```\n/// let salary = 1;\n/// ```\nfn f(bank_id: u8) {}";
        let place = |line| format!("crates/a/src/lib.rs:{line}");
        assert_eq!(findings(text), [place(1), place(2), place(4), place(6)]);
    }

    #[test]
    fn prose_and_other_words_are_free() {
        assert_eq!(
            findings("//! Two persons edit.\n// A person.\nfn address(personal: u8, account: u8) {}"),
            Vec::<String>::new()
        );
    }
}

use super::*;

#[track_caller]
fn check(pattern: &str, matching: &[&str], others: &[&str]) {
    check_with(&Pattern::new(pattern, false), matching, others);
}

#[track_caller]
fn check_folded(pattern: &str, matching: &[&str], others: &[&str]) {
    check_with(&Pattern::new(pattern, true), matching, others);
}

#[track_caller]
fn check_with(pattern: &Pattern, matching: &[&str], others: &[&str]) {
    for text in matching {
        assert!(pattern.matches(text), "{text:?} is like {:?}", pattern.source());
    }
    for text in others {
        assert!(
            !pattern.matches(text),
            "{text:?} is not like {:?}",
            pattern.source()
        );
    }
    // The general matcher agrees with the quick ones.
    if let Matcher::Simple { text, starts, ends } = &pattern.matcher {
        let many = |anchored: &bool| (!anchored).then_some(Token::Many);
        let tokens: Vec<Token> = many(starts)
            .into_iter()
            .chain(text.chars().map(Token::One))
            .chain(many(ends))
            .collect();
        let tokens = Pattern {
            matcher: Matcher::Tokens(tokens.into()),
            ..pattern.clone()
        };
        for text in matching.iter().chain(others) {
            assert_eq!(
                tokens.matches(text),
                pattern.matches(text),
                "{text:?} and {:?}",
                pattern.source()
            );
        }
    }
}

#[test]
fn the_whole_text_must_match() {
    check("abc", &["abc"], &["ab", "abcd", "xabc", "ABC", ""]);
    check("", &[""], &["a"]);
}

#[test]
fn percent_stands_for_any_text() {
    check("a%", &["a", "abc", "a\nb"], &["", "ba", "A"]);
    check("%c", &["c", "abc", "cc"], &["", "ca"]);
    check("%b%", &["b", "abc", "bb"], &["", "ac"]);
    check("%", &["", "a", "a\nb"], &[]);
    check("%%", &["", "a"], &[]);
    check(
        "a%b%c",
        &["abc", "aXbXc", "abbcc", "abcbc"],
        &["ac", "acb", "abcd"],
    );
    check("%ab%ab%", &["abab", "xabxabx"], &["ab", "aab", "aba"]);
}

#[test]
fn underscore_stands_for_one_character() {
    check("_", &["a", "ä", "𝄞", "\n"], &["", "ab"]);
    check("a_c", &["abc", "aäc"], &["ac", "abbc"]);
    check("_%", &["a", "ab"], &[""]);
    check("%_b", &["ab", "aab", "bb"], &["b", "ba"]);
}

#[test]
fn backslash_takes_the_meaning_away() {
    check(r"100\%", &["100%"], &["100", "1000", r"100\%"]);
    check(r"a\_b", &["a_b"], &["axb"]);
    check(r"a\\b", &[r"a\b"], &["ab", r"a\\b"]);
    check(r"\a", &["a"], &[r"\a"]);
    check(r"a\", &[r"a\"], &["a"]);
    check(r"%\%%", &["%", "5 % of it"], &["", "5"]);
}

#[test]
fn escaped_text_stands_for_itself() {
    for text in ["", "a", "50%", "a_b", r"c:\d", r"\%_"] {
        check(&escape_like(text), &[text], &["x", "50 percent"]);
    }
}

#[test]
fn ilike_takes_upper_and_lower_case_alike() {
    check_folded("Ab", &["ab", "AB", "aB"], &["abc", "b"]);
    check_folded("%SCHM%", &["schmidt", "Goldschmied", "SCHM"], &["Smith", "sch"]);
    check_folded("a%", &["A", "Abc"], &["bA", ""]);
    check_folded("%A", &["a", "bca"], &["ab"]);
    check_folded("a_C", &["ABC", "aäc"], &["ac"]);
    check_folded("", &[""], &["a"]);
    check_folded("%", &["", "Ä"], &[]);
}

#[test]
fn ilike_folds_beyond_ascii() {
    check_folded("%Ü%", &["über", "ÜBER", "müde"], &["u", "uber"]);
    check_folded("éa", &["ÉA", "Éa"], &["ea", "éab"]);
    check_folded("%É", &["café", "CAFÉ"], &["éa"]);
    check_folded("σας", &["ΣΑΣ", "σασ"], &["σα"]);
    check_folded("k", &["K", "\u{212a}"], &[]);
    check_folded("straße", &["STRAẞE"], &["STRASSE"]);
    // A dotless i and a dotted I are letters of their own.
    check_folded("i", &["I"], &["ı", "İ"]);
    check_folded("ı_", &["ıx"], &["ix"]);
}

#[test]
fn a_hostile_pattern_costs_no_more_than_pattern_times_text() {
    let pattern = format!("{}b", "%a".repeat(200));
    check(&pattern, &[], &[&"a".repeat(20_000)]);
}

//! Unicode's collation: the orders of texts that people of a language expect, by the language's name.

use icu_collator::CollatorBorrowed;
use icu_collator::CollatorPreferences;
use icu_collator::options::{CaseLevel, CollatorOptions, Strength};
use icu_locale_core::Locale;
use icu_locale_core::extensions::unicode::key;

use super::collation::Collation;
use crate::Error;

/// What the names of these collations begin with.
pub(crate) const PREFIX: &str = "unicode:";
/// The longest name of a locale that is read, in bytes.
const LONGEST: usize = 100;

impl Collation {
    /// The order of texts in a language: Unicode's collation algorithm with the rules of CLDR. `locale` names the language as BCP 47 does, with
    /// Unicode's keywords for what is special about the order:
    ///
    /// | locale | order |
    /// | --- | --- |
    /// | `und` | that of Unicode, for no language in particular: letters by kind, then accents, then case |
    /// | `sv`, `de-u-co-phonebk` | that of a language, or a special one of it |
    /// | `und-u-kn` | numbers in texts by what they are worth: `a9` is before `a10` |
    /// | `und-u-ks-level2` | upper and lower case are equal |
    /// | `und-u-ks-level1` | accents and case are equal: letters alone count |
    /// | `und-u-ks-level1-kc` | accents are equal, case is not |
    /// | `und-u-kf-upper` | upper case is before lower case |
    ///
    /// A language without rules of its own has those of Unicode. The collation is called `unicode:` and the locale, written in Unicode's way;
    /// so it is compared, printed and sent, and a [`Catalog`](crate::Catalog::unicode_collations) can offer all of them.
    ///
    /// ```
    /// use lockstep_store::Collation;
    ///
    /// let sorted = |locale: &str| {
    ///     let collation = Collation::unicode(locale).unwrap();
    ///     let mut texts = ["zebra", "ähre", "a10", "Apfel", "a9", "apfel"];
    ///     texts.sort_by(|left, right| collation.compare(left, right));
    ///     texts.join(" ")
    /// };
    /// assert_eq!(sorted("de"), "a10 a9 ähre apfel Apfel zebra");
    /// assert_eq!(sorted("sv-u-kn"), "a9 a10 apfel Apfel zebra ähre");
    /// assert_eq!(Collation::unicode("DE-u-kn-true")?.name(), "unicode:de-u-kn");
    /// # Ok::<(), lockstep_store::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::is_invalid_query`]: `locale` names no locale, or its keyword `ks` has another value than `level1` to `level4` or `identic`.
    pub fn unicode(locale: &str) -> Result<Self, Error> {
        let invalid = |problem: String| Error::unknown_collation(format!("{PREFIX}{locale}"), problem);
        if locale.len() > LONGEST {
            return Err(Error::unknown_collation(
                PREFIX.to_owned(),
                format!("a locale has at most {LONGEST} bytes, this one {}", locale.len()),
            ));
        }
        let parsed = Locale::try_from_str(locale).map_err(|error| invalid(error.to_string()))?;
        let keywords = &parsed.extensions.unicode.keywords;
        let mut options = CollatorOptions::default();
        options.strength = match keywords.get(&key!("ks")).map(ToString::to_string).as_deref() {
            None => None,
            Some("level1") => Some(Strength::Primary),
            Some("level2") => Some(Strength::Secondary),
            Some("level3") => Some(Strength::Tertiary),
            Some("level4") => Some(Strength::Quaternary),
            Some("identic") => Some(Strength::Identical),
            Some(other) => {
                return Err(invalid(format!(
                    "ks is level1, level2, level3, level4 or identic, not {other}"
                )));
            }
        };
        let has_case_level = keywords.get(&key!("kc")).map(ToString::to_string);
        if has_case_level.is_some_and(|value| value != "false") {
            options.case_level = Some(CaseLevel::On);
        }
        let collator = CollatorBorrowed::try_new(CollatorPreferences::from(&parsed), options)
            .map_err(|error| invalid(error.to_string()))?;
        Ok(Self::new(format!("{PREFIX}{parsed}"), move |left, right| {
            collator.compare(left, right)
        }))
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use super::*;

    #[test]
    fn keywords_say_what_counts() {
        let compare = |locale, left, right| Collation::unicode(locale).unwrap().compare(left, right);
        assert_eq!(compare("und", "a", "A"), Ordering::Less);
        assert_eq!(compare("und-u-kf-upper", "a", "A"), Ordering::Greater);
        assert_eq!(compare("und-u-ks-level2", "a", "A"), Ordering::Equal);
        assert_eq!(compare("und-u-ks-level2", "a", "á"), Ordering::Less);
        assert_eq!(compare("und-u-ks-level1", "a", "Á"), Ordering::Equal);
        assert_eq!(compare("und-u-ks-level1-kc", "a", "á"), Ordering::Equal);
        assert_eq!(compare("und-u-ks-level1-kc", "a", "Á"), Ordering::Less);
        assert_eq!(compare("und-u-kn", "a10", "a9"), Ordering::Greater);
        assert_eq!(compare("und", "a10", "a9"), Ordering::Less);
        assert_eq!(compare("de-u-co-phonebk", "ä", "ad"), Ordering::Greater);
    }

    #[test]
    fn what_names_no_locale_is_refused() {
        let error = |locale: &str| {
            let error = Collation::unicode(locale).unwrap_err();
            assert!(error.is_invalid_query());
            error.to_string()
        };
        assert_eq!(
            error("de-u-ks-level9"),
            "there is no collation unicode:de-u-ks-level9: ks is level1, level2, level3, level4 or identic, not level9"
        );
        assert!(error("no locale").starts_with("there is no collation unicode:no locale: "));
        assert!(error(&"a".repeat(101)).ends_with("a locale has at most 100 bytes, this one 101"));
    }
}

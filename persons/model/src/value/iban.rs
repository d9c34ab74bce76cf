//! International bank account numbers.

use std::fmt;
use std::str::FromStr;

use crate::{Code, Invalid};

/// An International Bank Account Number of ISO 13616: country, two check digits, account.
///
/// Held without spaces and in capitals. Spaces are accepted anywhere, since people copy it in groups of four. Checked are
/// the characters, the length (of the country where the registry knows it, 15 to 34 otherwise) and the check digits.
///
/// ```
/// use persons_model::Iban;
///
/// let iban: Iban = "de89 3704 0044 0532 0130 00".parse()?;
/// assert_eq!(iban.as_str(), "DE89370400440532013000");
/// assert!("DE89370400440532013001".parse::<Iban>().unwrap_err().is_checksum());
/// # Ok::<(), persons_model::Invalid>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Iban(String);

/// Countries by the length of their numbers: the IBAN registry of SWIFT, release 97.
const LENGTHS: [(usize, &str); 18] = [
    (15, "NO"),
    (16, "BE"),
    (18, "DK FI FK FO GL NL SD"),
    (19, "MK SI"),
    (20, "AT BA EE KZ LT LU MN XK"),
    (21, "CH HR LI LV"),
    (22, "BG BH CR DE GB GE IE ME RS VA"),
    (23, "AE GI IL IQ OM SO TL"),
    (24, "AD CZ ES MD PK RO SA SE SK TN VG"),
    (25, "LY PT ST"),
    (26, "IS TR"),
    (27, "BI DJ FR GR IT MC MR SM"),
    (28, "AL AZ BY CY DO GT HN HU LB NI PL SV"),
    (29, "BR EG PS QA UA"),
    (30, "JO KW MU YE"),
    (31, "MT SC"),
    (32, "LC"),
    (33, "RU"),
];

impl Iban {
    /// The shortest length of any country.
    pub const MIN_LENGTH: usize = 15;
    /// The longest length that the standard allows.
    pub const MAX_LENGTH: usize = 34;

    /// The number without spaces, in capitals.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Computes the check digits and puts a number together.
    ///
    /// # Errors
    /// As for parsing: unknown characters, or a length that the country does not have.
    pub fn from_parts(country: &str, account: &str) -> Result<Self, Invalid> {
        let check = 98 - remainder(&format!("{country}00{account}"));
        format!("{country}{check:02}{account}").parse()
    }

    /// Removes spaces and turns letters into capitals, whether or not the result is an IBAN.
    pub(crate) fn canonical(text: &str) -> String {
        text.chars()
            .filter(|character| !character.is_whitespace())
            .map(|c| c.to_ascii_uppercase())
            .collect()
    }
}

fn length_of_country(country: &str) -> Option<usize> {
    LENGTHS
        .iter()
        .find(|(_, countries)| countries.split(' ').any(|candidate| candidate == country))
        .map(|(length, _)| *length)
}

/// ISO 7064 MOD 97-10: the first four characters moved to the end, letters as 10 to 35, the whole as one number. The
/// remainder of a valid number is 1.
fn remainder(number: &str) -> u32 {
    let (head, tail) = number.split_at_checked(4).unwrap_or((number, ""));
    tail.chars()
        .chain(head.chars())
        .filter_map(|character| character.to_digit(36))
        .fold(0, |remainder, digit| {
            let shifted = remainder * if digit < 10 { 10 } else { 100 };
            (shifted + digit) % 97
        })
}

impl FromStr for Iban {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let number = Self::canonical(text);
        let [c0, c1, k0, k1, account @ ..] = number.as_bytes() else {
            return Err(Invalid::format("Use an IBAN like DE89 3704 0044 0532 0130 00"));
        };
        let well_formed = [c0, c1].into_iter().all(u8::is_ascii_uppercase)
            && [k0, k1].into_iter().all(u8::is_ascii_digit)
            && account.iter().all(u8::is_ascii_alphanumeric);
        if !well_formed {
            return Err(Invalid::format("Use an IBAN like DE89 3704 0044 0532 0130 00"));
        }
        // The characters were just found to be ASCII.
        let country = &number[..2];
        match length_of_country(country) {
            Some(length) if length != number.len() => {
                return Err(Invalid::new(
                    Code::Range,
                    format!(
                        "An IBAN of {country} has {length} characters, this one has {}",
                        number.len()
                    ),
                ));
            }
            None if !(Self::MIN_LENGTH..=Self::MAX_LENGTH).contains(&number.len()) => {
                return Err(Invalid::new(Code::Range, "An IBAN has 15 to 34 characters"));
            }
            _ => {}
        }
        if remainder(&number) != 1 {
            return Err(Invalid::new(
                Code::Checksum,
                "Check the IBAN: its check digits do not fit",
            ));
        }
        Ok(Self(number))
    }
}

impl fmt::Display for Iban {
    /// In groups of four, as people read it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, character) in self.0.chars().enumerate() {
            if position > 0 && position % 4 == 0 {
                formatter.write_str(" ")?;
            }
            write!(formatter, "{character}")?;
        }
        Ok(())
    }
}

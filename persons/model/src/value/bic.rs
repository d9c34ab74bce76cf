//! Bank identifier codes.

use std::fmt;
use std::str::FromStr;

use crate::Invalid;

/// A Business Identifier Code of ISO 9362: four letters or digits of the party, two letters of the country, two letters or
/// digits of the place, and optionally three of the branch; 8 or 11 characters, in capitals.
///
/// ```
/// use persons_model::Bic;
///
/// let bic: Bic = "deutdeff".parse()?;
/// assert_eq!(bic.as_str(), "DEUTDEFF");
/// assert!("DEUTDEFF5".parse::<Bic>().is_err());
/// # Ok::<(), persons_model::Invalid>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bic(String);

impl Bic {
    /// The code in capitals.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Removes spaces and turns letters into capitals, whether or not the result is a BIC.
    pub(crate) fn canonical(text: &str) -> String {
        super::Iban::canonical(text)
    }
}

impl FromStr for Bic {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let code = Self::canonical(text);
        let bytes = code.as_bytes();
        let well_formed = matches!(bytes.len(), 8 | 11)
            && bytes.iter().all(u8::is_ascii_alphanumeric)
            && bytes[4..6].iter().all(u8::is_ascii_uppercase);
        if well_formed {
            Ok(Self(code))
        } else {
            Err(Invalid::format("Use a BIC of 8 or 11 characters like DEUTDEFF"))
        }
    }
}

impl fmt::Display for Bic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

//! Currencies.

use std::fmt;
use std::str::FromStr;

use crate::Invalid;

/// A currency of ISO 4217: three capital letters, and how many digits its minor unit has.
///
/// The list is "list one" of the standard as of January 2026, funds and precious metals included. Codes are accepted in
/// either case.
///
/// ```
/// use persons_model::Currency;
///
/// let yen: Currency = "jpy".parse()?;
/// assert_eq!((yen.code(), yen.minor_digits()), ("JPY", 0));
/// assert!("12$".parse::<Currency>().is_err());
/// assert_eq!(Currency::default().code(), "USD");
/// # Ok::<(), persons_model::Invalid>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency {
    code: &'static str,
    minor_digits: u8,
}

/// Codes by the number of digits after the decimal point; one without a minor unit has none.
const LISTS: [(u8, &str); 4] = [
    (
        0,
        "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XAG XAU XBA XBB XBC XBD XDR XOF XPD XPF XPT XSU \
         XTS XUA XXX",
    ),
    (
        2,
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW \
         CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF \
         IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK \
         MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP \
         SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG \
         YER ZAR ZMW ZWG",
    ),
    (3, "BHD IQD JOD KWD LYD OMR TND"),
    (4, "CLF UYW"),
];

impl Currency {
    /// Every currency, by number of minor digits and code.
    pub fn all() -> impl Iterator<Item = Self> {
        LISTS
            .into_iter()
            .flat_map(|(minor_digits, codes)| codes.split(' ').map(move |code| Self { code, minor_digits }))
    }

    /// The three letters.
    pub fn code(self) -> &'static str {
        self.code
    }

    /// How many digits an amount has after the decimal point.
    pub fn minor_digits(self) -> u8 {
        self.minor_digits
    }
}

impl Default for Currency {
    /// The United States dollar.
    fn default() -> Self {
        Self {
            code: "USD",
            minor_digits: 2,
        }
    }
}

impl FromStr for Currency {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        Self::all()
            .find(|currency| currency.code.eq_ignore_ascii_case(text))
            .ok_or_else(|| Invalid::format("Use a 3-letter currency code of ISO 4217, such as USD"))
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code)
    }
}

//! Fields with a fixed set of values.

use std::fmt;
use std::str::FromStr;

use lockstep_entity::{AsScalar, ScalarRef};

use super::text::text_serde;
use crate::Invalid;

/// A type with a fixed set of values: how they are stored, and how people read them.
pub trait Choice: Copy + Eq + 'static {
    /// Every value, in the order in which a form offers them.
    const ALL: &'static [Self];
    /// Every value as it is stored, in the same order.
    const TEXTS: &'static [&'static str];

    /// The value as the table and the wire hold it, for example `prefer_not_to_say`.
    fn as_str(self) -> &'static str;

    /// The value for people, for example `Prefer not to say`.
    fn label(self) -> &'static str;
}

macro_rules! choices {
    ($(
        $(#[$docs:meta])*
        $name:ident, $invalid:literal { $($(#[$variant_docs:meta])* $variant:ident = $text:literal, $label:literal;)+ }
    )+) => {$(
        $(#[$docs])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$variant_docs])* $variant,)+
        }

        impl Choice for $name {
            const ALL: &'static [Self] = &[$(Self::$variant),+];
            const TEXTS: &'static [&'static str] = &[$($text),+];

            fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }

            fn label(self) -> &'static str {
                match self {
                    $(Self::$variant => $label,)+
                }
            }
        }

        impl FromStr for $name {
            type Err = Invalid;

            fn from_str(text: &str) -> Result<Self, Invalid> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    _ => Err(Invalid::format($invalid)),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(self.as_str())
            }
        }

        impl AsScalar for $name {
            fn as_scalar(&self) -> ScalarRef<'_> {
                ScalarRef::Text(self.as_str())
            }
        }

        text_serde!($name);
    )+};
}

choices! {
    /// How a person identifies.
    Gender, "Use one of male, female, other, prefer_not_to_say" {
        /// Male.
        Male = "male", "Male";
        /// Female.
        Female = "female", "Female";
        /// Neither of the two.
        Other = "other", "Other";
        /// The person was asked and did not want to answer; not the same as an absent value.
        PreferNotToSay = "prefer_not_to_say", "Prefer not to say";
    }

    /// What an address is used for.
    AddressType, "Use one of home, work, billing, shipping" {
        /// Where the person lives.
        Home = "home", "Home";
        /// Where the person works.
        Work = "work", "Work";
        /// Where invoices go.
        Billing = "billing", "Billing";
        /// Where goods go.
        Shipping = "shipping", "Shipping";
    }

    /// What kind of account it is.
    AccountType, "Use one of checking, savings, investment" {
        /// For payments.
        Checking = "checking", "Checking";
        /// For savings.
        Savings = "savings", "Savings";
        /// For securities.
        Investment = "investment", "Investment";
    }

    /// How a person is reached.
    ContactType, "Use one of email, phone, mobile, linkedin, twitter" {
        /// An e-mail address.
        Email = "email", "Email";
        /// The number of a landline.
        Phone = "phone", "Phone";
        /// The number of a mobile.
        Mobile = "mobile", "Mobile";
        /// A profile on `LinkedIn`.
        Linkedin = "linkedin", "LinkedIn";
        /// A handle on Twitter.
        Twitter = "twitter", "Twitter";
    }
}

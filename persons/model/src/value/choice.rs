//! Fields with a fixed set of values. They are stored as the post's application stores them: lower case, words joined by `_`.

use lockstep_entity::AttributeEnum;

/// A type with a fixed set of values: how they are stored, and how people read them.
pub trait Choice: Copy + Eq + 'static {
    /// Every value, in the order in which a form offers them.
    const ALL: &'static [Self];
    /// Every value as it is stored, in the same order.
    const TEXTS: &'static [&'static str];

    /// The value as the table and the wire hold it, for example `prefer_not_to_say`.
    fn as_str(&self) -> &'static str;

    /// The value for people, for example `Prefer not to say`.
    fn label(self) -> &'static str;
}

/// How a person identifies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, AttributeEnum)]
#[serde(rename_all = "snake_case")]
pub enum Gender {
    /// Male.
    Male,
    /// Female.
    Female,
    /// Neither of the two.
    Other,
    /// The person was asked and did not want to answer; not the same as an absent value.
    PreferNotToSay,
}

/// What an address is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, AttributeEnum)]
#[serde(rename_all = "snake_case")]
pub enum AddressType {
    /// Where the person lives.
    Home,
    /// Where the person works.
    Work,
    /// Where invoices go.
    Billing,
    /// Where goods go.
    Shipping,
}

/// What kind of account it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, AttributeEnum)]
#[serde(rename_all = "snake_case")]
pub enum AccountType {
    /// For payments.
    Checking,
    /// For savings.
    Savings,
    /// For securities.
    Investment,
}

/// How a person is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, AttributeEnum)]
#[serde(rename_all = "snake_case")]
pub enum ContactType {
    /// An e-mail address.
    Email,
    /// The number of a landline.
    Phone,
    /// The number of a mobile.
    Mobile,
    /// A profile on `LinkedIn`.
    Linkedin,
    /// A handle on Twitter.
    Twitter,
}

macro_rules! choice {
    ($type:ident { $($variant:ident: $label:literal,)+ }) => {
        impl Choice for $type {
            const ALL: &'static [Self] = &[$(Self::$variant),+];
            const TEXTS: &'static [&'static str] = &[$($type::as_str(&$type::$variant)),+];

            fn as_str(&self) -> &'static str {
                $type::as_str(self)
            }

            fn label(self) -> &'static str {
                match self {
                    $(Self::$variant => $label,)+
                }
            }
        }
    };
}

choice!(Gender {
    Male: "Male",
    Female: "Female",
    Other: "Other",
    PreferNotToSay: "Prefer not to say",
});

choice!(AddressType {
    Home: "Home",
    Work: "Work",
    Billing: "Billing",
    Shipping: "Shipping",
});

choice!(AccountType {
    Checking: "Checking",
    Savings: "Savings",
    Investment: "Investment",
});

choice!(ContactType {
    Email: "Email",
    Phone: "Phone",
    Mobile: "Mobile",
    Linkedin: "LinkedIn",
    Twitter: "Twitter",
});

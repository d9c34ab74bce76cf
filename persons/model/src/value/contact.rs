//! What the value of a contact must look like: plausible for its type, not proven to exist.

use super::ContactType;
use crate::Invalid;

/// The most characters of a user's name on `LinkedIn`.
const MAX_LINKEDIN_USER: usize = 100;
/// The most characters of a handle on Twitter.
const MAX_HANDLE: usize = 15;

/// Checks that a value can be one of its type:
///
/// - `email`: one `@`, something without spaces before it, a domain with a dot after it;
/// - `phone`, `mobile`: 5 to 15 digits (the most that ITU-T E.164 has) with spaces, `+ - ( ) . /` between them, and an
///   extension of up to 6 digits after an `x`, such as `1-555-123-4567 x123`;
/// - `linkedin`: `linkedin.com/in/` and a name, with or without `https://`, `www.` and what a browser adds;
/// - `twitter`: up to 15 letters of ASCII, digits and underscores, with or without `@`.
///
/// # Errors
/// The value does not look like one; the message shows one that does.
pub fn check_contact(kind: ContactType, value: &str) -> Result<(), Invalid> {
    let (plausible, message) = match kind {
        ContactType::Email => (is_email(value), "Use an e-mail address like jane@example.com"),
        ContactType::Phone | ContactType::Mobile => (
            is_phone(value),
            "Use a phone number of 5 to 15 digits like +1 555 123 4567",
        ),
        ContactType::Linkedin => (is_linkedin(value), "Use a profile like linkedin.com/in/jane-doe"),
        ContactType::Twitter => (
            is_handle(value),
            "Use a handle of up to 15 letters, digits and underscores like @jane_doe",
        ),
    };
    if plausible {
        Ok(())
    } else {
        Err(Invalid::format(message))
    }
}

fn is_email(value: &str) -> bool {
    let Some((local, domain)) = value.split_once('@') else {
        return false;
    };
    let printable = |text: &str| {
        !text
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || "<>()[],;:\\\"".contains(c))
    };
    let dots_separate = |text: &str| text.split('.').all(|part| !part.is_empty());
    let label = |label: &str| {
        !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .chars()
                .all(|c| c.is_alphanumeric() || c == '-' || !c.is_ascii())
    };
    printable(local)
        && dots_separate(local)
        && printable(domain)
        && dots_separate(domain)
        && domain.contains('.')
        && domain.split('.').all(label)
}

fn is_phone(value: &str) -> bool {
    let (number, extension) = match value.split_once(['x', 'X']) {
        Some((number, extension)) => (number, Some(extension.trim())),
        None => (value, None),
    };
    let number = number.trim();
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    let rest = number.strip_prefix('+').unwrap_or(number);
    (5..=15).contains(&digits)
        && rest.chars().all(|c| c.is_ascii_digit() || " -().+/".contains(c))
        && !rest.contains('+')
        && extension.is_none_or(|extension| {
            (1..=6).contains(&extension.len()) && extension.bytes().all(|byte| byte.is_ascii_digit())
        })
}

fn is_linkedin(value: &str) -> bool {
    let address = value.split_once("://").map_or(Some(value), |(scheme, address)| {
        ["http", "https"]
            .iter()
            .any(|known| scheme.eq_ignore_ascii_case(known))
            .then_some(address)
    });
    let Some((host, path)) = address.and_then(|address| address.split_once('/')) else {
        return false;
    };
    let host = host.to_ascii_lowercase();
    let Some(user) = path.strip_prefix("in/") else {
        return false;
    };
    // What follows the name is a language, or what a browser adds when the address is copied.
    let user = user.split(['/', '?', '#']).next().unwrap_or_default();
    (host == "linkedin.com" || host.ends_with(".linkedin.com"))
        && !host.starts_with('.')
        && (1..=MAX_LINKEDIN_USER).contains(&user.chars().count())
        && user.chars().all(|c| c.is_alphanumeric() || "-_.%".contains(c))
}

fn is_handle(value: &str) -> bool {
    let handle = value.strip_prefix('@').unwrap_or(value);
    (1..=MAX_HANDLE).contains(&handle.len())
        && handle
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

//! Sequence numbers: the numbers of a stream's records as clients see them.
//!
//! Within the engine they are small whole numbers that grow by one; outside they have 21 digits, the fewest that the API
//! reference allows, so that their order as text is their order as numbers.

/// The number of the first record of a stream.
pub(crate) const FIRST: u64 = 1;

/// What is added for clients.
const BASE: u128 = 100_000_000_000_000_000_000;

/// A number as clients see it.
pub(crate) fn text(number: u64) -> String {
    (BASE + u128::from(number)).to_string()
}

/// The number of what a client sends; nothing if no stream can have it.
pub(crate) fn parse(text: &str) -> Option<u64> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number = text.parse::<u128>().ok()?.checked_sub(BASE)?;
    u64::try_from(number).ok()
}

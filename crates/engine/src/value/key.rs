//! Key values as bytes whose order is `DynamoDB`'s: strings and binaries by bytes, numbers by value.
//!
//! Strings and binaries are ended by two zero bytes, and a zero byte in them is followed by 0xFF, so that keys of several
//! values can be joined: no value's bytes are the beginning of another's, and a shorter string comes before a longer one.

use super::{Number, Value};

/// What ends a string or a binary.
const END: [u8; 2] = [0, 0];

/// What follows a zero byte within one.
const ESCAPE: u8 = 0xFF;

/// Appends a key value.
///
/// Key attributes are strings, numbers and binaries, which has been checked where they came in; of anything else nothing
/// is appended.
pub(crate) fn encode(value: &Value, bytes: &mut Vec<u8>) {
    match value {
        Value::String(text) => {
            escape(text.as_bytes(), bytes);
            bytes.extend(END);
        }
        Value::Binary(binary) => {
            escape(binary, bytes);
            bytes.extend(END);
        }
        Value::Number(number) => number.encode(bytes),
        _ => {}
    }
}

/// Appends what every string (or binary) that begins with this one begins with.
pub(crate) fn encode_beginning(value: &Value, bytes: &mut Vec<u8>) {
    match value {
        Value::String(text) => escape(text.as_bytes(), bytes),
        Value::Binary(binary) => escape(binary, bytes),
        _ => {}
    }
}

fn escape(content: &[u8], bytes: &mut Vec<u8>) {
    let mut rest = content;
    while let Some(zero) = rest.iter().position(|byte| *byte == 0) {
        bytes.extend_from_slice(&rest[..=zero]);
        bytes.push(ESCAPE);
        rest = &rest[zero + 1..];
    }
    bytes.extend_from_slice(rest);
}

/// Passes over one key value at the front of some bytes; nothing if there is none.
///
/// The type is that of the key's attribute: `N`, or any other.
pub(crate) fn skip(is_number: bool, bytes: &mut &[u8]) -> Option<()> {
    if is_number {
        return Number::decode(bytes).map(|_| ());
    }
    loop {
        let zero = bytes.iter().position(|byte| *byte == 0)?;
        let after = *bytes.get(zero + 1)?;
        *bytes = &bytes[zero + 2..];
        if after != ESCAPE {
            return (after == 0).then_some(());
        }
    }
}

/// The least bytes greater than all that begin with these; nothing if there are none.
pub(crate) fn after_all(prefix: &[u8]) -> Option<Vec<u8>> {
    let last = prefix.iter().rposition(|byte| *byte != u8::MAX)?;
    let mut bytes = prefix[..=last].to_vec();
    bytes[last] += 1;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{after_all, encode, encode_beginning, skip};
    use crate::value::Value;

    fn encoded(value: &Value) -> Vec<u8> {
        let mut bytes = Vec::new();
        encode(value, &mut bytes);
        bytes
    }

    #[test]
    fn bytes_after_a_prefix() {
        assert_eq!(after_all(&[1, 2]), Some(vec![1, 3]));
        assert_eq!(after_all(&[1, 255]), Some(vec![2]));
        assert_eq!(after_all(&[255]), None);
        assert_eq!(after_all(&[]), None);
    }

    proptest! {
        #[test]
        fn binaries_keep_their_order(
            one in prop::collection::vec(0..3u8, 0..5),
            two in prop::collection::vec(0..3u8, 0..5),
            rest in prop::collection::vec(any::<u8>(), 0..3),
        ) {
            let (first, second) = (Value::Binary(one.clone()), Value::Binary(two.clone()));
            prop_assert_eq!(encoded(&first).cmp(&encoded(&second)), one.cmp(&two));
            let mut beginning = Vec::new();
            encode_beginning(&first, &mut beginning);
            let within = encoded(&second).starts_with(&beginning);
            prop_assert_eq!(within, two.starts_with(&one));
            let mut bytes = encoded(&first);
            bytes.extend(&rest);
            let mut left = bytes.as_slice();
            prop_assert_eq!(skip(false, &mut left), Some(()));
            prop_assert_eq!(left, rest.as_slice());
        }

        #[test]
        fn strings_keep_their_order(one in "[\u{0}a\u{e9}\u{1F600}]{0,4}", two in "[\u{0}a\u{e9}\u{1F600}]{0,4}") {
            let order = encoded(&Value::String(one.clone())).cmp(&encoded(&Value::String(two.clone())));
            prop_assert_eq!(order, one.as_bytes().cmp(two.as_bytes()));
        }
    }
}

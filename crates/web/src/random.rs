//! Random bytes, for identifiers, from the browser's cryptographic source.

use leptos::prelude::window;

/// Random bytes that nobody can guess.
///
/// `crypto.getRandomValues` is used rather than `crypto.randomUUID`, which pages over plain HTTP do not have.
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    let filled = window()
        .crypto()
        .is_ok_and(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).is_ok());
    if !filled {
        // Every browser that runs WebAssembly has the cryptographic source; an id that is merely random is still an id.
        for byte in &mut bytes {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "0 <= x < 256"
            )]
            let random = (js_sys::Math::random() * 256.0) as u8;
            *byte = random;
        }
    }
    bytes
}

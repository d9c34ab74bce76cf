//! Random identifiers, from the browser's cryptographic source.

use leptos::prelude::window;
use uuid::Uuid;

/// A random (version 4) UUID.
///
/// `crypto.getRandomValues` is used rather than `crypto.randomUUID`, which plain-HTTP pages do not have.
pub fn random_uuid() -> Uuid {
    let mut bytes = [0; 16];
    let filled = window().crypto().is_ok_and(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).is_ok());
    if !filled {
        // Every browser that runs WebAssembly has the cryptographic source; an id that is merely random is still an id.
        for byte in &mut bytes {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 <= x < 256")]
            let random = (js_sys::Math::random() * 256.0) as u8;
            *byte = random;
        }
    }
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

//! What a request may ask for. Both sides read the limits from here, so a client never learns one by a refusal.

/// The greatest `limit` of a page, in rows.
///
/// A page is one Query of the table, which ends at 1 MB of stored items whatever its limit: at 200 bytes an item
/// that is about 5,000 rows.
pub const MAX_PAGE_LIMIT: u32 = 5_000;

/// The `limit` of a page that names none, in rows: as many as one Query gives.
pub const DEFAULT_PAGE_LIMIT: u32 = MAX_PAGE_LIMIT;

/// The greatest request body, in bytes. The largest row of text fields with hundreds of characters is a few kilobytes.
pub const MAX_BODY_BYTES: usize = 64 * 1024;

/// The greatest cursor, in bytes. A cursor holds four keys of at most 2 kB each, as text in base64.
pub const MAX_CURSOR_BYTES: usize = 16 * 1024;

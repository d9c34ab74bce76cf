//! Compressed copies, so that the server compresses nothing at run time.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::thread;

use ::brotli::enc::BrotliEncoderParams;
use anyhow::Context as _;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::File;

/// Writes a `.br` and a `.gz` beside each file that they make smaller.
///
/// # Errors
///
/// A copy cannot be written.
pub(super) fn write_siblings(files: &[File], directory: &Path) -> anyhow::Result<()> {
    thread::scope(|scope| {
        let workers: Vec<_> = files
            .iter()
            .map(|file| scope.spawn(|| write_sibling(file, &directory.join(&file.path))))
            .collect();
        workers.into_iter().try_for_each(|worker| {
            worker
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    })
}

fn write_sibling(file: &File, path: &Path) -> anyhow::Result<()> {
    for (extension, compressed) in [("br", brotli(&file.content)?), ("gz", gzip(&file.content)?)] {
        if compressed.len() < file.content.len() {
            let path = path.with_added_extension(extension);
            fs::write(&path, compressed).with_context(|| format!("cannot write {}", path.display()))?;
        }
    }
    Ok(())
}

/// The bytes compressed with brotli at its highest quality.
///
/// # Errors
///
/// None in practice: both ends are in memory.
pub(crate) fn brotli(content: &[u8]) -> io::Result<Vec<u8>> {
    let parameters = BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: content.len(),
        ..Default::default()
    };
    let mut compressed = Vec::new();
    ::brotli::BrotliCompress(&mut &content[..], &mut compressed, &parameters)?;
    Ok(compressed)
}

fn gzip(content: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    encoder.finish()
}

//! `cargo xtask size`: what a browser has to load.

use anyhow::bail;
use serde_json::json;

use crate::cli::Profile;
use crate::web::{self, File};
use crate::workspace::Workspace;

/// The most that all parts together may weigh, in bytes of brotli.
const LIMIT: usize = 400_000;

/// The parts, by the ending of their files' names; a file with another ending counts as the last.
const PARTS: [&str; 5] = ["wasm", "js", "css", "html", "other"];

/// The bytes of one part.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Size {
    raw: usize,
    brotli: usize,
}

/// Builds the browser client as it is released and prints the size of each part.
///
/// # Errors
///
/// It does not build, or it is over the limit.
pub(crate) fn run(workspace: &Workspace, as_json: bool) -> anyhow::Result<()> {
    let page = web::build(workspace, Profile::Release)?;
    let parts = measure(page.files())?;
    let sum = total(&parts);
    if as_json {
        println!("{}", to_json(&parts));
    } else {
        print!("{}", to_table(&parts));
    }
    if sum.brotli > LIMIT {
        bail!(
            "the browser client is {} bytes of brotli, over the limit of {LIMIT}",
            sum.brotli
        );
    }
    Ok(())
}

fn measure(files: &[File]) -> anyhow::Result<[Size; PARTS.len()]> {
    let mut parts = [Size::default(); PARTS.len()];
    for file in files {
        let ending = file.path.rsplit_once('.').map_or("", |(_, ending)| ending);
        let part = PARTS
            .iter()
            .position(|part| *part == ending)
            .unwrap_or(PARTS.len() - 1);
        parts[part].raw += file.content.len();
        // A file that compression makes larger is sent as it is.
        parts[part].brotli += web::brotli(&file.content)?.len().min(file.content.len());
    }
    Ok(parts)
}

fn total(parts: &[Size]) -> Size {
    parts.iter().fold(Size::default(), |sum, part| Size {
        raw: sum.raw + part.raw,
        brotli: sum.brotli + part.brotli,
    })
}

fn rows(parts: &[Size]) -> impl Iterator<Item = (&'static str, Size)> {
    PARTS
        .into_iter()
        .zip(parts.iter().copied())
        .chain([("sum", total(parts))])
}

fn to_table(parts: &[Size]) -> String {
    let head = format!("{:<6}{:>12}{:>12}\n", "part", "raw", "brotli");
    let rows = rows(parts).map(|(name, size)| format!("{name:<6}{:>12}{:>12}\n", size.raw, size.brotli));
    let foot = format!("{:<6}{LIMIT:>24}\n", "limit");
    [head].into_iter().chain(rows).chain([foot]).collect()
}

fn to_json(parts: &[Size]) -> serde_json::Value {
    let parts: serde_json::Map<String, serde_json::Value> = rows(parts)
        .map(|(name, size)| (name.to_owned(), json!({ "raw": size.raw, "brotli": size.brotli })))
        .chain([("limit".to_owned(), json!({ "brotli": LIMIT }))])
        .collect();
    parts.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, content: &[u8]) -> File {
        File {
            path: path.to_owned(),
            content: content.to_vec(),
        }
    }

    #[test]
    fn files_count_to_the_part_of_their_ending() {
        let files = [
            file("a/x.js", &[b'x'; 1000]),
            file("b.js", b"1"),
            file("icon.svg", b"<svg/>"),
            file("LICENSE", b""),
        ];
        let parts = measure(&files).unwrap();
        assert_eq!(parts[1].raw, 1001);
        assert!(parts[1].brotli < 100, "{parts:?}");
        assert_eq!(parts[4], Size { raw: 6, brotli: 6 });
        assert_eq!(total(&parts).raw, 1007);
    }

    #[test]
    fn the_table_and_the_json_show_the_same_numbers() {
        let parts = [
            Size { raw: 10, brotli: 5 },
            Size::default(),
            Size { raw: 3, brotli: 2 },
            Size::default(),
            Size::default(),
        ];
        let table = to_table(&parts);
        let sum: Vec<&str> = table
            .lines()
            .find(|line| line.starts_with("sum"))
            .unwrap()
            .split_whitespace()
            .collect();
        assert_eq!(sum, ["sum", "13", "7"]);
        assert_eq!(to_json(&parts)["sum"], json!({ "raw": 13, "brotli": 7 }));
    }
}

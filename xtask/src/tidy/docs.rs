//! Documents: the map of `ARCHITECTURE.md` shows what there is, links lead somewhere, the files that a reader looks for
//! exist.

use super::Finding;
use super::files::{File, Tree};

/// The document with the map of the code.
const MAP: &str = "ARCHITECTURE.md";

/// Files that every reader looks for in the root.
const EXPECTED: [&str; 5] = ["README.md", MAP, "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"];

/// Checks that the expected documents exist and that the map names every package and nothing that does not exist.
pub(super) fn check_layout(tree: &Tree) -> Vec<Finding> {
    let missing = EXPECTED.iter().filter(|path| !tree.has(path));
    let mut findings: Vec<Finding> = missing
        .map(|path| Finding::new(*path, "does not exist"))
        .collect();
    let Some(map) = tree.text(MAP) else {
        return findings;
    };
    let named: Vec<(usize, &str)> = code_spans(map).filter(|(_, span)| is_path(span, tree)).collect();
    for package in tree.packages() {
        if !named
            .iter()
            .any(|(_, span)| span.trim_end_matches('/') == package)
        {
            findings.push(Finding::new(
                MAP,
                format!("does not name the package `{package}`"),
            ));
        }
    }
    for (line, span) in named {
        if !tree.has(span.trim_end_matches('/')) {
            findings.push(Finding::new(
                format!("{MAP}:{line}"),
                format!("names `{span}`, which does not exist"),
            ));
        }
    }
    findings
}

/// Whether a piece of code in the map is meant as a path of the workspace: its first part is a directory of the root.
fn is_path(span: &str, tree: &Tree) -> bool {
    let plain = span
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte));
    plain && span.split_once('/').is_some_and(|(first, _)| tree.has(first))
        || span == "xtask"
        || span == "infra"
}

/// Checks that the links of a Markdown file to other files lead to files.
pub(super) fn check_links(file: &File, tree: &Tree) -> Vec<Finding> {
    if file.extension() != "md" {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for (line, target) in links(&file.text) {
        let path = target.split(['#', '?']).next().unwrap_or_default();
        let elsewhere = target.contains("://") || target.starts_with("mailto:") || path.is_empty();
        if !elsewhere && resolve(&file.path, path).is_none_or(|path| !tree.has(&path)) {
            findings.push(Finding::new(
                format!("{}:{line}", file.path),
                format!("links to {target}, which does not exist"),
            ));
        }
    }
    findings
}

/// The targets of `[text](target)` outside blocks of code, with their lines.
fn links(text: &str) -> impl Iterator<Item = (usize, &str)> {
    prose(text).flat_map(|(line, text)| {
        text.match_indices("](").filter_map(move |(start, mark)| {
            let target = text[start + mark.len()..].split_once(')')?.0;
            Some((line, target.split(' ').next().unwrap_or_default()))
        })
    })
}

/// The pieces of code in lines of prose, with their lines.
fn code_spans(text: &str) -> impl Iterator<Item = (usize, &str)> {
    prose(text).flat_map(|(line, text)| text.split('`').skip(1).step_by(2).map(move |span| (line, span)))
}

/// The lines outside blocks of code, with their numbers.
fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut in_code = false;
    text.lines().enumerate().filter_map(move |(index, line)| {
        let fence = line.trim_start().starts_with("```");
        in_code ^= fence;
        (!in_code && !fence).then_some((index + 1, line))
    })
}

/// The path from the root of a link in a file; none if it leaves the root.
fn resolve(file: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = match target.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => file
            .split('/')
            .rev()
            .skip(1)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect(),
    };
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(map: &str) -> Vec<String> {
        let mut files = vec![
            ("ARCHITECTURE.md", map),
            ("crates/a/Cargo.toml", ""),
            ("crates/a/src/lib.rs", ""),
        ];
        files.extend(
            EXPECTED
                .iter()
                .filter(|path| **path != MAP)
                .map(|path| (*path, "")),
        );
        check_layout(&Tree::of(&files))
            .into_iter()
            .map(|finding| format!("{}: {}", finding.place, finding.message))
            .collect()
    }

    fn link(path: &str, text: &str) -> Vec<String> {
        let tree = Tree::of(&[("docs/a.md", ""), ("README.md", ""), ("docs/b.md", "")]);
        let file = File {
            path: path.to_owned(),
            text: text.to_owned(),
        };
        check_links(&file, &tree)
            .into_iter()
            .map(|finding| format!("{}: {}", finding.place, finding.message))
            .collect()
    }

    #[test]
    fn the_map_names_what_there_is() {
        assert_eq!(
            layout("- `crates/a`: one\n- `crates/a/src/lib.rs`, `a/b`, `crates/{x}`\n"),
            Vec::<String>::new()
        );
        assert_eq!(
            layout("nothing"),
            ["ARCHITECTURE.md: does not name the package `crates/a`"]
        );
        assert_eq!(
            layout("`crates/a`\n`crates/b/`"),
            ["ARCHITECTURE.md:2: names `crates/b/`, which does not exist"]
        );
        assert_eq!(layout("`crates/a`\n```\n`crates/b`\n```\n"), Vec::<String>::new());
    }

    #[test]
    fn documents_that_readers_look_for_exist() {
        let findings = check_layout(&Tree::of(&[("README.md", "")]));
        assert_eq!(findings.len(), EXPECTED.len() - 1);
    }

    #[test]
    fn links_lead_somewhere() {
        let good = "[a](docs/a.md) [b](/docs/b.md#part) [c](#here) [d](https://example.com/x) ![e](docs/a.md \"title\")";
        assert_eq!(link("README.md", good), Vec::<String>::new());
        assert_eq!(
            link("docs/a.md", "[up](../README.md) [beside](b.md)"),
            Vec::<String>::new()
        );
        assert_eq!(
            link("docs/a.md", "\n[b](docs/b.md)"),
            ["docs/a.md:2: links to docs/b.md, which does not exist"]
        );
        assert_eq!(link("README.md", "[out](../x.md)").len(), 1);
        assert_eq!(link("README.md", "```\n[code](x.md)\n```"), Vec::<String>::new());
        assert_eq!(link("a.rs", "[b](x.md)"), Vec::<String>::new());
    }
}

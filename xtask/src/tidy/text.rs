//! What no text file of the workspace may hold: trailing white space, directories of one machine, hosts of registries.

use super::Finding;
use super::files::File;

/// Beginnings of absolute paths that exist on one machine only.
const MACHINE_PATHS: [&str; 5] = [
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("/wo", "rk/"),
    concat!("/Us", "ers/"),
    concat!("C:\\Us", "ers"),
];

/// Hosts that packages come from: which of them to ask is the matter of each machine's own settings.
const REGISTRY_HOSTS: [&str; 5] = [
    concat!("registry.npm", "js.org"),
    concat!("static.crates", ".io"),
    concat!("index.crates", ".io"),
    concat!("files.python", "hosted.org"),
    concat!("deb.debian", ".org"),
];

/// Checks one file.
pub(super) fn check(file: &File) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut add =
        |line: usize, message: String| findings.push(Finding::new(format!("{}:{line}", file.path), message));
    for (index, line) in file.text.lines().enumerate() {
        if line.ends_with([' ', '\t', '\r']) {
            add(index + 1, "white space at the end of the line".to_owned());
        }
        for path in MACHINE_PATHS {
            if has_path(line, path) {
                add(index + 1, format!("a path of one machine ({path}…)"));
            }
        }
        for host in REGISTRY_HOSTS {
            if line.contains(host) {
                add(index + 1, format!("the host of a registry ({host})"));
            }
        }
    }
    if !file.text.is_empty() && !file.text.ends_with('\n') {
        add(
            file.text.lines().count(),
            "no line break at the end of the file".to_owned(),
        );
    }
    findings
}

/// Whether a line has the beginning of a path where a path can begin (not in the middle of an address).
fn has_path(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(start, _)| {
        !line[..start].ends_with(|before: char| {
            before.is_alphanumeric() || matches!(before, '.' | '_' | '-' | '}' | ')' | '/')
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(text: &str) -> Vec<String> {
        let file = File {
            path: "a.md".to_owned(),
            text: text.to_owned(),
        };
        check(&file)
            .into_iter()
            .map(|finding| format!("{}: {}", finding.place, finding.message))
            .collect()
    }

    #[test]
    fn a_clean_file_has_no_findings() {
        assert_eq!(messages("one\n\n\ttwo\n"), Vec::<String>::new());
        assert_eq!(messages(""), Vec::<String>::new());
    }

    #[test]
    fn white_space_at_the_end_of_a_line_is_found() {
        let message = |line| format!("a.md:{line}: white space at the end of the line");
        assert_eq!(messages("one \ntwo\nthree\t\nfour\r\n"), [message(1), message(3)]);
        assert_eq!(messages("one"), ["a.md:1: no line break at the end of the file"]);
    }

    #[test]
    fn directories_of_one_machine_are_found_and_addresses_are_not() {
        for path in MACHINE_PATHS {
            assert_eq!(messages(&format!("see `{path}someone`\n")).len(), 1, "{path}");
            assert_eq!(
                messages(&format!("see https://example.com{path}someone\n")),
                Vec::<String>::new()
            );
        }
    }

    #[test]
    fn hosts_of_registries_are_found() {
        for host in REGISTRY_HOSTS {
            assert_eq!(messages(&format!("https://{host}/a\n")).len(), 1, "{host}");
        }
    }
}

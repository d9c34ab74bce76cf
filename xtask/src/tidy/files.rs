//! The text files of the workspace, read once.

use std::fs;
use std::path::Path;

use anyhow::Context as _;

/// Directories that hold nothing of ours, wherever they are. `.gitignore` names them too.
const NOT_OURS: [&str; 5] = [".git", "target", "node_modules", "persons-data", "dist"];

/// The files of the workspace.
#[derive(Default)]
pub(super) struct Tree {
    files: Vec<File>,
    /// Every directory and every file, text or not.
    paths: Vec<String>,
}

/// One text file.
#[derive(Clone, Debug)]
pub(super) struct File {
    /// Its path from the root, with `/` between the parts.
    pub(super) path: String,
    /// Its content.
    pub(super) text: String,
}

impl File {
    /// What follows the last dot of its name.
    pub(super) fn extension(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').map_or("", |(_, extension)| extension)
    }
}

impl Tree {
    /// Reads every file under a directory that is text.
    ///
    /// # Errors
    ///
    /// Something cannot be read.
    pub(super) fn read(root: &Path) -> anyhow::Result<Self> {
        let mut tree = Self::default();
        tree.add_directory(root, "")?;
        tree.files.sort_by(|one, other| one.path.cmp(&other.path));
        tree.paths.sort();
        Ok(tree)
    }

    fn add_directory(&mut self, directory: &Path, prefix: &str) -> anyhow::Result<()> {
        let failure = || format!("cannot read the directory {}", directory.display());
        for entry in directory.read_dir().with_context(failure)? {
            let entry = entry.with_context(failure)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = format!("{prefix}{name}");
            let kind = entry.file_type().with_context(failure)?;
            if kind.is_dir() {
                if NOT_OURS.contains(&name.as_str()) {
                    continue;
                }
                self.add_directory(&entry.path(), &format!("{path}/"))?;
            } else {
                let content = fs::read(entry.path()).with_context(|| format!("cannot read {path}"))?;
                // A file that is not UTF-8 is a picture or the like.
                if let Ok(text) = String::from_utf8(content) {
                    self.files.push(File {
                        path: path.clone(),
                        text,
                    });
                }
            }
            self.paths.push(path);
        }
        Ok(())
    }

    /// A tree of files that a test makes up.
    #[cfg(test)]
    pub(super) fn of(files: &[(&str, &str)]) -> Self {
        let mut tree = Self::default();
        for (path, text) in files {
            tree.files.push(File {
                path: (*path).to_owned(),
                text: (*text).to_owned(),
            });
            let ends = path.match_indices('/').map(|(end, _)| end).chain([path.len()]);
            tree.paths.extend(ends.map(|end| path[..end].to_owned()));
        }
        tree.paths.sort();
        tree.paths.dedup();
        tree
    }

    /// The text files, ordered by path.
    pub(super) fn files(&self) -> &[File] {
        &self.files
    }

    /// The text of one file.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        self.files
            .iter()
            .find(|file| file.path == path)
            .map(|file| file.text.as_str())
    }

    /// Whether there is such a file or directory.
    pub(super) fn has(&self, path: &str) -> bool {
        path.is_empty() || self.paths.iter().any(|known| known == path)
    }

    /// The directories of the workspace's packages, without the root and without workspaces of their own.
    pub(super) fn packages(&self) -> impl Iterator<Item = &str> {
        self.files
            .iter()
            .filter(|file| !file.text.lines().any(|line| line.starts_with("[workspace")))
            .filter_map(|file| file.path.strip_suffix("/Cargo.toml"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_extension_is_that_of_the_name() {
        let extension = |path: &str| {
            File {
                path: path.to_owned(),
                text: String::new(),
            }
            .extension()
            .to_owned()
        };
        assert_eq!(extension("a.b/c.rs"), "rs");
        assert_eq!(extension("a.b/run"), "");
    }

    #[test]
    fn a_tree_knows_files_directories_and_packages() {
        let tree = Tree::of(&[
            ("Cargo.toml", ""),
            ("crates/one/Cargo.toml", ""),
            ("crates/one/src/lib.rs", "x"),
        ]);
        assert!(tree.has("crates/one/src") && tree.has("crates/one/src/lib.rs") && !tree.has("crates/two"));
        assert_eq!(tree.packages().collect::<Vec<_>>(), ["crates/one"]);
        assert_eq!(tree.text("crates/one/src/lib.rs"), Some("x"));
    }
}

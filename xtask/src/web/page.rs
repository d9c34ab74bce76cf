//! The page: which files there are, named by their content and linked to each other.
//!
//! `index.html` and `boot.js` name the others by placeholders in double braces (`{{css}}`, `{{js}}`, `{{wasm}}`, `{{boot}}`), which
//! become paths such as `/assets/app-0f1e2d3c4b5a6978.css`. So everything under `/assets` may be cached for ever.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use sha2::{Digest as _, Sha256};

/// What the compiler and `wasm-bindgen` made.
pub(super) struct Client {
    /// The JavaScript module around the WebAssembly module.
    pub(super) script: String,
    /// The WebAssembly module.
    pub(super) wasm: Vec<u8>,
    /// JavaScript modules that crates bring along: path under `snippets` and text.
    pub(super) snippets: Vec<(String, String)>,
}

/// The files of the browser client.
pub(crate) struct Page {
    directory: PathBuf,
    files: Vec<File>,
}

/// One file to be served.
pub(crate) struct File {
    /// Its path under the page's directory, with `/` between the parts.
    pub(crate) path: String,
    /// Its bytes, not compressed.
    pub(crate) content: Vec<u8>,
}

impl Page {
    /// The directory that holds the files.
    pub(crate) fn directory(&self) -> &Path {
        &self.directory
    }

    /// All files, without their compressed copies.
    pub(crate) fn files(&self) -> &[File] {
        &self.files
    }

    /// A hash of all paths and contents.
    pub(super) fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        for file in &self.files {
            hash.update(file.path.len().to_le_bytes());
            hash.update(&file.path);
            hash.update(file.content.len().to_le_bytes());
            hash.update(&file.content);
        }
        hexadecimal(&hash.finalize())
    }

    /// Adds a file under `/assets`, its name made unique by its content; returns the path in its address.
    fn add_asset(&mut self, stem: &str, extension: &str, content: Vec<u8>) -> String {
        let hash = hexadecimal(&Sha256::digest(&content)[..8]);
        let path = format!("assets/{stem}-{hash}.{extension}");
        let address = format!("/{path}");
        self.files.push(File { path, content });
        address
    }
}

/// Names and links the files of the client in `source` (the directory of `persons-ui`).
///
/// # Errors
///
/// A file is missing or unreadable; a template has a placeholder that is not known, or lacks one that the page needs.
pub(super) fn assemble(source: &Path, client: Client, directory: PathBuf) -> anyhow::Result<Page> {
    let mut page = Page {
        directory,
        files: Vec::new(),
    };
    let css = page.add_asset("app", "css", style(&source.join("style"))?.into_bytes());
    for (path, script) in client.snippets {
        page.files.push(File {
            path: format!("assets/snippets/{path}"),
            content: script.into_bytes(),
        });
    }
    let wasm = page.add_asset("app_bg", "wasm", client.wasm);
    let js = page.add_asset("app", "js", client.script.into_bytes());
    let boot = fill(&source.join("boot.js"), &[("js", &js), ("wasm", &wasm)])?;
    let boot = page.add_asset("boot", "js", boot.into_bytes());
    let index = source.join("index.html");
    let html = fill(
        &index,
        &[("css", &css), ("js", &js), ("wasm", &wasm), ("boot", &boot)],
    )?;
    for (name, path) in [("css", &css), ("boot", &boot)] {
        if !html.contains(path.as_str()) {
            bail!("{} has no placeholder {{{{{name}}}}}", index.display());
        }
    }
    page.files.push(File {
        path: "index.html".to_owned(),
        content: html.into_bytes(),
    });
    add_directory(&mut page, &source.join("assets"))?;
    Ok(page)
}

/// All style sheets of a directory as one, in the order of their names.
fn style(directory: &Path) -> anyhow::Result<String> {
    let mut style = String::new();
    for path in files(directory)? {
        if path.extension().is_some_and(|extension| extension == "css") {
            style.push_str(&read(&path)?);
        }
    }
    if style.is_empty() {
        bail!("{} holds no style sheet", directory.display());
    }
    Ok(style)
}

/// Adds the files of a directory, as they are, to the root of the page.
fn add_directory(page: &mut Page, directory: &Path) -> anyhow::Result<()> {
    if !directory.is_dir() {
        return Ok(());
    }
    for path in files(directory)? {
        let name = path.file_name().and_then(|name| name.to_str());
        let name = name
            .with_context(|| format!("the name of {} is not UTF-8", path.display()))?
            .to_owned();
        let content = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        page.files.push(File { path: name, content });
    }
    Ok(())
}

/// The paths of a directory's files, ordered by name.
fn files(directory: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let context = || format!("cannot read the directory {}", directory.display());
    let mut files = Vec::new();
    for entry in directory.read_dir().with_context(context)? {
        let path = entry.with_context(context)?.path();
        if path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Reads a template and puts values in the place of its placeholders.
fn fill(path: &Path, values: &[(&str, &str)]) -> anyhow::Result<String> {
    let mut text = read(path)?;
    for (name, value) in values {
        text = text.replace(&format!("{{{{{name}}}}}"), value);
    }
    if let Some(placeholder) = unknown_placeholder(&text) {
        bail!(
            "{} has a placeholder {{{{{placeholder}}}}} that nothing fills",
            path.display()
        );
    }
    Ok(text)
}

/// The name of the first placeholder (`{{name}}`) in a text.
fn unknown_placeholder(text: &str) -> Option<&str> {
    text.split("{{").skip(1).find_map(|rest| {
        let name = rest.split_once("}}")?.0;
        name.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            .then_some(name)
    })
}

fn read(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests;

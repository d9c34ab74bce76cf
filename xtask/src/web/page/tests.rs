//! The page is named by its content, and its templates are filled or refused.

use std::path::Path;

use super::*;

/// A directory that looks like that of the client, for one test.
struct Source(PathBuf);

impl Source {
    fn new(name: &str, index: &str) -> Self {
        let directory = std::env::temp_dir().join(format!("lockstep-page-{}-{name}", std::process::id()));
        fs::create_dir_all(directory.join("style")).unwrap();
        fs::create_dir_all(directory.join("assets")).unwrap();
        fs::write(directory.join("index.html"), index).unwrap();
        fs::write(
            directory.join("boot.js"),
            "import init from '{{js}}'; init('{{wasm}}');",
        )
        .unwrap();
        fs::write(directory.join("style/02-second.css"), "b{}").unwrap();
        fs::write(directory.join("style/01-first.css"), "a{}").unwrap();
        fs::write(directory.join("assets/favicon.svg"), "<svg/>").unwrap();
        Self(directory)
    }

    fn assemble(&self, script: &str) -> anyhow::Result<Page> {
        let client = Client {
            script: script.to_owned(),
            wasm: b"\0asm".to_vec(),
            snippets: vec![("crate-1/inline0.js".to_owned(), "export {}".to_owned())],
        };
        assemble(&self.0, client, PathBuf::from("dist"))
    }

    fn error(&self) -> String {
        format!("{:#}", self.assemble("").err().expect("the template is bad"))
    }
}

impl Drop for Source {
    fn drop(&mut self) {
        // What is left of a test's directory harms nobody.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn text<'a>(page: &'a Page, start: &str) -> (&'a str, &'a str) {
    let file = page
        .files()
        .iter()
        .find(|file| file.path.starts_with(start))
        .unwrap();
    (&file.path, std::str::from_utf8(&file.content).unwrap())
}

#[test]
fn files_are_named_by_content_and_linked() {
    let source = Source::new("linked", "<link href='{{css}}'><script src='{{boot}}'></script>");
    let page = source.assemble("let x;").unwrap();
    let (css, style) = text(&page, "assets/app-");
    assert_eq!(style, "a{}b{}");
    assert!(
        Path::new(css)
            .extension()
            .is_some_and(|extension| extension == "css")
    );
    let (boot, script) = text(&page, "assets/boot-");
    let (wasm, _) = text(&page, "assets/app_bg-");
    assert!(script.contains(&format!("init('/{wasm}')")), "{script}");
    assert_eq!(
        text(&page, "index.html").1,
        format!("<link href='/{css}'><script src='/{boot}'></script>")
    );
    assert_eq!(text(&page, "favicon.svg").1, "<svg/>");
    assert_eq!(
        text(&page, "assets/snippets/").0,
        "assets/snippets/crate-1/inline0.js"
    );
}

#[test]
fn a_change_changes_the_names_of_all_that_refer_to_it() {
    let source = Source::new("change", "{{css}}{{boot}}");
    let (one, other) = (source.assemble("1").unwrap(), source.assemble("2").unwrap());
    assert_eq!(text(&one, "assets/app_bg-").0, text(&other, "assets/app_bg-").0);
    assert_ne!(text(&one, "assets/boot-").0, text(&other, "assets/boot-").0);
    assert_ne!(text(&one, "index.html").1, text(&other, "index.html").1);
    assert_ne!(one.fingerprint(), other.fingerprint());
    assert_eq!(one.fingerprint(), source.assemble("1").unwrap().fingerprint());
}

#[test]
fn a_template_with_a_mistake_is_refused() {
    let unknown = Source::new("unknown", "{{css}}{{boot}}{{jss}}").error();
    assert!(
        unknown.ends_with("index.html has a placeholder {{jss}} that nothing fills"),
        "{unknown}"
    );
    let missing = Source::new("missing", "{{css}}{{js}}").error();
    assert!(
        missing.ends_with("index.html has no placeholder {{boot}}"),
        "{missing}"
    );
}

#[test]
fn braces_that_are_no_placeholder_stay() {
    assert_eq!(unknown_placeholder("a { b { } } {{ not one }} {{}"), None);
    assert_eq!(unknown_placeholder("{{one}} {{two}}"), Some("one"));
}

//! Which command lines are understood, and what is said of those that are not.

use super::*;

fn read(line: &str) -> Result<Task, String> {
    parse(lexopt::Parser::from_args(line.split_whitespace())).map_err(|error| error.to_string())
}

#[test]
fn every_task_is_read_with_its_options() {
    let serve = |profile, arguments: &[&str]| Task::Serve {
        profile,
        arguments: arguments.iter().map(Into::into).collect(),
    };
    assert_eq!(read("serve"), Ok(serve(Profile::Release, &[])));
    assert_eq!(read("serve --dev"), Ok(serve(Profile::Dev, &[])));
    assert_eq!(
        read("serve --dev -- --memory --dev"),
        Ok(serve(Profile::Dev, &["--memory", "--dev"]))
    );
    assert_eq!(
        read("build-web --dev"),
        Ok(Task::BuildWeb {
            profile: Profile::Dev
        })
    );
    assert_eq!(read("size"), Ok(Task::Size { json: false }));
    assert_eq!(read("size --json"), Ok(Task::Size { json: true }));
    assert_eq!(read("measure"), Ok(Task::Measure));
    assert_eq!(
        read("bench store --quick"),
        Ok(Task::BenchStore {
            quick: true,
            json: false
        })
    );
    assert_eq!(
        read("bench engine --json"),
        Ok(Task::BenchEngine {
            quick: false,
            json: true
        })
    );
    assert_eq!(
        read("bench entity --quick"),
        Ok(Task::BenchEntity {
            quick: true,
            json: false
        })
    );
    assert_eq!(
        read("vectors a.json b.json"),
        Ok(Task::Vectors {
            files: vec!["a.json".into(), "b.json".into()]
        })
    );
    assert_eq!(read("vectors"), Err("which file of vectors?".to_owned()));
    assert_eq!(
        read("vectors --random 500 --seed 7"),
        Ok(Task::RandomVectors { count: 500, seed: 7 })
    );
    assert_eq!(read("test"), Ok(Task::Test { steps: Vec::new() }));
    assert_eq!(
        read("test tidy docs"),
        Ok(Task::Test {
            steps: vec!["tidy".to_owned(), "docs".to_owned()]
        })
    );
    assert_eq!(
        read("e2e forms"),
        Ok(Task::Browser {
            filters: vec!["forms".to_owned()]
        })
    );
    assert_eq!(read("tidy"), Ok(Task::Tidy));
    assert_eq!(read("fmt --check"), Ok(Task::Format { check: true }));
}

#[test]
fn help_is_given_when_asked_for_and_when_nothing_is() {
    for line in ["", "help", "--help", "-h", "serve --help", "size -h"] {
        assert_eq!(read(line), Ok(Task::Help), "{line}");
    }
}

#[test]
fn what_is_not_understood_is_named() {
    assert_eq!(read("sevre"), Err("there is no task `sevre`".to_owned()));
    assert_eq!(read("size --dev"), Err("invalid option '--dev'".to_owned()));
    assert_eq!(
        read("build-web now"),
        Err("unexpected argument \"now\"".to_owned())
    );
    assert_eq!(read("--json size"), Err("invalid option '--json'".to_owned()));
}

//! `vectors FILE…`: prints how each case of the files ended, and fails if one failed.

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let files: Vec<_> = std::env::args_os().skip(1).collect();
    if files.is_empty() {
        eprintln!("usage: vectors FILE...");
        return ExitCode::from(2);
    }
    let mut failed = 0;
    for file in files {
        match lockstep_entity_vectors::run_file(Path::new(&file)) {
            Ok(report) => {
                println!("{report}");
                failed += report.counts()[2];
            }
            Err(error) => {
                eprintln!("error: {error:#}");
                return ExitCode::from(2);
            }
        }
    }
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

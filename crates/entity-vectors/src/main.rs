//! `vectors [--brief] FILE…`: prints how each case of the files ended, and fails if one failed. `--brief` leaves out those
//! that passed.

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut files: Vec<_> = std::env::args_os().skip(1).collect();
    let all = files.len();
    files.retain(|argument| argument != "--brief");
    let brief = files.len() < all;
    if files.is_empty() {
        eprintln!("usage: vectors [--brief] FILE...");
        return ExitCode::from(2);
    }
    let mut failed = 0;
    for file in files {
        match lockstep_entity_vectors::run_file(Path::new(&file)) {
            Ok(report) => {
                println!("{}", if brief { report.brief() } else { report.to_string() });
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

//! The `formwork` program: hands its arguments to the shell and ends with the shell's exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    platform_server::cli::run()
}

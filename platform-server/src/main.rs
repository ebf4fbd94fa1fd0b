//! The `formwork` program: hands its arguments to the shell and ends with the shell's exit code.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// Requests make and drop many small values on several threads; the system's allocator took a quarter of an import.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    platform_server::cli::run()
}

//! The binary `sotay`.

use std::process::ExitCode;

fn main() -> ExitCode {
    sotay_server::cli::main()
}

//! The command line: one file per command; they print and never decide.

mod exit;
mod graph;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use exit::Exit;

/// A rules-and-workflow engine for service desks.
#[derive(Debug, Parser)]
#[command(name = "casework", version, about, after_help = Exit::HELP, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// Options every command takes.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Global {
    /// Language of labels and messages (default: the desk's, else English)
    #[arg(long, global = true, value_name = "zh|en", value_parser = language)]
    pub(crate) lang: Option<crate::model::catalogue::Lang>,
}

fn language(text: &str) -> Result<crate::model::catalogue::Lang, String> {
    crate::model::catalogue::Lang::parse(text).ok_or_else(|| "write `zh` or `en`".to_owned())
}

/// What can be done.
#[derive(Debug, Subcommand)]
enum Command {
    Graph(graph::Args),
}

/// Parses the command line, runs the command, and gives the exit code listed in `--help`.
#[must_use]
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version go to standard output and are no error.
            let _ = error.print();
            return if error.use_stderr() {
                Exit::Usage.into()
            } else {
                Exit::Fine.into()
            };
        }
    };
    let lang = cli.global.lang;
    match cli.command {
        Command::Graph(args) => graph::run(&args, lang),
    }
    .into()
}

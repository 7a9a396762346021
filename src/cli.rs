//! The command line: one file per command; they print and never decide.

mod act;
mod check;
mod client;
mod completions;
mod demo;
mod describe;
mod dry_run;
mod exit;
mod explain;
mod graph;
mod import;
mod init;
mod keys;
mod labels;
mod lists;
mod place;
mod revisions;
mod schema;
mod serve;
mod show;
mod show_config;
mod tasks;
mod test;
mod verify;
mod why;

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use crate::config::{Folder, Loaded, Look, load};
use crate::model::RevisionNo;
use crate::model::catalogue::{Arg, Lang, Reason};

use exit::exit_codes;

pub use exit::Exit;

/// A rules-and-workflow engine for service desks.
#[derive(Debug, Parser)]
#[command(name = "casework", version, about, after_help = HELP, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// Options every command takes.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Global {
    /// Language of labels and messages (default: the folder's)
    #[arg(long, global = true, display_order = 100, value_name = "zh|en", value_parser = language)]
    pub(crate) lang: Option<Lang>,
}

/// What stands below the list of commands.
const HELP: &str = concat!(
    "To begin: `casework init my-desk`; it says what to do next.\n\n",
    exit_codes!()
);

fn language(text: &str) -> Result<Lang, String> {
    Lang::parse(text).ok_or_else(|| "write `zh` or `en`".to_owned())
}

/// What can be done.
#[derive(Debug, Subcommand)]
enum Command {
    /// Make an empty desk that runs
    Init(init::Args),
    /// Check the configuration folder and say everything that is wrong with it
    Check(check::Args),
    /// Explain a message of the check, with an example wrong and right
    Explain(explain::Args),
    /// List the names that have no label in one of the languages
    Labels(labels::Args),
    /// Play a year of made-up work on the folder's desks, and try a change on it
    Demo(demo::Args),
    /// Print a desk's merged flow, each line with where it came from
    ShowConfig(show_config::Args),
    /// Read a workflow or a desk aloud: who does what by when, and where each answer leads
    Describe(describe::Args),
    /// Print every key of the configuration, what it takes and what it does
    Keys(keys::Args),
    /// Write JSON Schemas of the folder's TOML files, for editors to complete and explain keys
    Schema(schema::Args),
    /// Draw a workflow as SVG: its states, the tasks they open, and what leads from one to the next
    Graph(graph::Args),
    /// Explain why the engine decided what it did on a record
    Why(why::Args),
    /// Run the scenarios of the folder on a virtual clock
    Test(test::Args),
    /// Run the daemon: fold the journal, stage the folder, listen, watch
    Serve(serve::Args),
    /// Open a record
    Open(act::Open),
    /// Report an event on a record
    Event(act::Event),
    /// Answer a record's task
    Answer(act::Answer),
    /// List open tasks
    Tasks(tasks::Args),
    /// Show a record, its open tasks and its history
    Show(show::Args),
    /// List incidents
    Incidents(lists::Incidents),
    /// Try again what an incident parked
    Retry(act::Retry),
    /// List revisions, or show what the dry run of one found
    Revisions(revisions::Revisions),
    /// Make a staged revision live
    Publish(revisions::Publish),
    /// List notices that wait to leave
    Outbox(lists::Outbox),
    /// Print completions for a shell
    Completions(completions::Args),
    /// Replay the history under a changed folder and say what would have gone otherwise
    DryRun(dry_run::Args),
    /// Prove that the journal gives exactly what the data file holds
    Verify(verify::Args),
    /// Bring in a log as the history of an empty desk, or a table as records
    Import(import::Args),
}

/// The whole command line as clap knows it, for the documents' tests.
#[must_use]
pub fn command() -> clap::Command {
    Cli::command()
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
    let exit = match cli.command {
        Command::Init(args) => init::run(&cli.global, &args),
        Command::Check(args) => check::run(&cli.global, &args),
        Command::Explain(args) => explain::run(&cli.global, &args),
        Command::Labels(args) => labels::run(&cli.global, &args),
        Command::Demo(args) => demo::run(&cli.global, &args),
        Command::ShowConfig(args) => show_config::run(&cli.global, &args),
        Command::Describe(args) => describe::run(&cli.global, &args),
        Command::Keys(args) => keys::run(&cli.global, &args),
        Command::Schema(args) => schema::run(&cli.global, &args),
        Command::Graph(args) => graph::run(&cli.global, &args),
        Command::DryRun(args) => dry_run::run(&cli.global, &args),
        Command::Verify(args) => verify::run(&cli.global, &args),
        Command::Import(args) => import::run(&cli.global, &args),
        Command::Why(args) => why::run(&cli.global, &args),
        Command::Test(args) => test::run(&cli.global, &args),
        Command::Serve(args) => serve::run(&cli.global, &args),
        Command::Open(args) => act::open(&cli.global, &args),
        Command::Event(args) => act::event(&cli.global, &args),
        Command::Answer(args) => act::answer(&cli.global, &args),
        Command::Tasks(args) => tasks::run(&cli.global, &args),
        Command::Show(args) => show::run(&cli.global, &args),
        Command::Incidents(args) => lists::incidents(&cli.global, &args),
        Command::Retry(args) => act::retry(&cli.global, &args),
        Command::Revisions(args) => revisions::revisions(&cli.global, &args),
        Command::Publish(args) => revisions::publish(&cli.global, &args),
        Command::Outbox(args) => lists::outbox(&cli.global, &args),
        Command::Completions(args) => completions::run(&args),
    };
    exit.into()
}

/// Reads and loads a configuration folder; says on standard error why it cannot be read.
pub(crate) fn load_folder(dir: &Path) -> Result<Loaded, Exit> {
    match Folder::read(dir) {
        Ok(folder) => Ok(load(&folder, &BTreeMap::new(), RevisionNo(1))),
        Err(error) => {
            eprintln!("casework: {error}");
            Err(Exit::Unusable)
        }
    }
}

/// There is no desk of this name: which there are, and which was probably meant.
pub(crate) fn unknown_desk(desk: &str, known: &[impl AsRef<str>]) -> Reason {
    let names = known.iter().map(|name| name.as_ref().to_owned());
    Reason::new("unknown-desk")
        .with("desk", desk)
        .with("known", Arg::List(names.collect()))
        .near(desk, known)
}

/// Says a reason on standard error, and what to do about it.
pub(crate) fn tell(reason: &Reason, lang: Lang) {
    eprintln!("casework: {}", reason.text(lang));
    if let Some(help) = reason.help(lang) {
        eprintln!("  {help}");
    }
}

/// Whether these words, without the program's name, are a command this build takes.
pub(crate) fn understands(words: &[String]) -> bool {
    let program = std::iter::once("casework");
    Cli::try_parse_from(program.chain(words.iter().map(String::as_str))).is_ok()
}

/// Whether this build has a command of this name.
#[cfg(test)]
pub(crate) fn knows(name: &str) -> bool {
    use clap::CommandFactory;
    Cli::command().find_subcommand(name).is_some()
}

/// With colours on a terminal, plain elsewhere.
pub(crate) fn look() -> Look {
    if std::io::stdout().is_terminal() {
        Look::Coloured
    } else {
        Look::Plain
    }
}

/// Writes to standard output; a reader that went away (`| head`) is no error.
pub(crate) fn print(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}

//! Exit codes, the same for every command and listed in `--help`.

use std::process::ExitCode;

use crate::daemon::DaemonError;
use crate::store::StoreError;

/// The list for `--help`.
macro_rules! exit_codes {
    () => {
        "Exit codes:
  0  all went well
  1  done, and what was found is bad: faults in the configuration, a failed scenario, a gate not passed
  2  the command line is wrong
  3  the request was refused
  4  a file, folder, port or data file cannot be used
  5  the data is damaged or does not match its journal"
    };
}
pub(super) use exit_codes;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// All went well.
    Fine,
    /// The work was done and what it found is bad: faults in the configuration, a failed scenario, a gate not passed.
    Found,
    /// The command line is wrong.
    Usage,
    /// A person's request was refused.
    Refused,
    /// A file, folder, port or data file cannot be used.
    Unusable,
    /// The data is damaged or does not match its journal.
    Damaged,
}

impl Exit {
    /// What an error of the data or the daemon means.
    pub(crate) fn of(error: &DaemonError) -> Exit {
        match error {
            DaemonError::Store(StoreError::Broken { .. } | StoreError::Damaged { .. }) => {
                Exit::Damaged
            }
            _ => Exit::Unusable,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(match exit {
            Exit::Fine => 0,
            Exit::Found => 1,
            Exit::Usage => 2,
            Exit::Refused => 3,
            Exit::Unusable => 4,
            Exit::Damaged => 5,
        })
    }
}

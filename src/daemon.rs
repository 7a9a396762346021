//! The living service: one writer that owns the store and every desk's world, the one clock, the watcher of the folder,
//! staging and publishing. What is absent: it decides nothing of a record (the engine does), and speaks no HTTP (`web` does).

mod act;
mod answer;
mod audit;
mod bring;
mod clock;
mod error;
mod gate;
mod group;
mod keeper;
mod notices;
mod office;
mod project;
mod publish;
mod rehearse;
mod stage;
mod start;
mod watch;
mod writer;

pub use act::{Request, Sender};
pub(crate) use answer::unknown_person;
pub use answer::{Answer, Done, Refused};
pub use audit::{Shelf, audit};
pub use bring::{BringInError, BroughtLog, bring_log, bring_rows};
pub use clock::{Clock, SetClock, WallClock};
pub use error::DaemonError;
pub use keeper::{Commit, Keeper};
pub use office::{Kept, Live, Office};
pub use publish::{Approval, Verdict, VerdictKind};
pub(crate) use stage::meaning;
pub use stage::{Outcome, Stager, Tried, digest, gate_differs};
pub use start::{Service, Stages, address_file};
pub(crate) use watch::keep_looking;
pub use watch::{Watch, log, word};
pub use writer::{Running, Writer};

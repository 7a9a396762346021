//! What comes in from other systems, before any engine sees it: event logs (CSV, XES, XES.gz), the mapping file that
//! says what a log's words mean on a desk, and tables of customers, departments and people.
//!
//! Nothing here guesses. What a mapping does not name is counted and named back, with rows to look at.

mod csv_log;
mod delimited;
mod import;
mod log;
mod mapped;
mod mapping;
mod place;
mod rows;
mod table;
mod times;
mod xes;

pub use import::{Against, Differs, ImportError, Imported, Keep, Refused, Say, import_log};
pub use log::{
    Classifier, LogError, LogEvent, LogHeader, LogOptions, LogReader, Loses, Raw, RawKind,
    file_hash,
};
pub use mapped::{Does, Mapped, MappedEvent, Reason, Report, Skipped, Tally};
pub use mapping::{Asks, Mapping, Moment, NamedBy, People, Pick};
pub use rows::{BringError, Brought, import_rows};
pub use table::{Cell, Row, Table, TableError};
pub use times::{TimeFault, Times};

//! The HTTP interface: JSON in and out, problems after RFC 9457. What is absent: it decides nothing; every act goes to the
//! writer, and what is shown is read between two groups.

mod acts;
mod history;
mod labels;
mod lists;
mod problem;
mod revisions;
mod router;

pub use router::{Api, loopback, router};

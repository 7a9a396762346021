//! Tables, pictures and sentences made for people from what the pure floors know. Nothing here decides anything or
//! touches a file: values in, text out.

mod called;
mod describe;
mod graph;
mod measure;
mod refusal;
mod why;

pub use called::{Called, Said, task_in};
pub use describe::{Block, Page, PageFormat, Point, describe_desk, describe_workflow};
pub use graph::graph_svg;
pub use refusal::refusal_reasons;
pub use why::{Why, why, why_by_key, why_to};

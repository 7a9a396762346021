//! Tables, pictures and sentences made for people from what the pure floors know.

mod graph;
mod refusal;
mod why;

pub use graph::graph_svg;
pub use refusal::refusal_text;
pub use why::{Why, why};

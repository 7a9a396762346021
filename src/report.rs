//! Tables, pictures and sentences made for people from what the pure floors know.

mod refusal;
mod why;

pub use refusal::refusal_text;
pub use why::{Why, why};

//! What people read about a desk, made from its compiled rules: pure, nothing here reaches a file.

mod graph;

pub use graph::graph_svg;

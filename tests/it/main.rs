//! Everything that is tested through the library's public face, in one binary.

mod config_faults;
mod config_sections;
mod graph;
mod shipped;
mod small;

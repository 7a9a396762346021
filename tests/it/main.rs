//! Everything that is tested through the library's public face, in one binary.

mod cli;
mod config_faults;
mod config_sections;
mod scenarios;
mod shipped;
mod small;

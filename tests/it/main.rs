//! Everything that is tested through the library's public face, in one binary.

#![allow(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    clippy::too_many_lines,
    clippy::needless_pass_by_value,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "tests stop at the first surprise"
)]

mod broken;
mod checking;
mod cli;
mod config_examples;
mod config_faults;
mod config_sections;
mod config_slips;
mod daemon;
mod demo;
mod describe;
mod docs;
mod explained;
mod first_hour;
mod forms;
mod graph;
mod history;
mod hostile;
mod house;
mod init;
mod manual;
mod merged;
mod misspelt;
mod people;
mod places;
mod random_desk;
mod random_walk;
mod scenarios;
mod schema;
mod shipped;
mod small;
mod tables;
mod together;
mod turns;
mod tutorial;

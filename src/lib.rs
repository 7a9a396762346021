//! casework: a rules-and-workflow engine for the people who run a service desk.
//!
//! The floors, from the ground up; each uses only those before it (see ARCHITECTURE.md):
//! [`model`], [`time`], [`lang`], [`engine`], [`world`] are pure; the rest reach files, sockets and the clock.

pub mod config;
pub mod exchange;
pub mod lang;
pub mod model;
pub mod time;

//! casework: a rules-and-workflow engine for the people who run a service desk.
//!
//! The floors, from the ground up; each uses only those before it (see ARCHITECTURE.md):
//! [`model`], [`time`], [`lang`] and the engine and world above them are pure; the rest reach files, sockets and the clock.

pub mod cli;
pub mod config;
pub mod daemon;
pub mod demo;
pub mod engine;
pub mod exchange;
pub mod lang;
pub mod model;
pub mod replay;
pub mod report;
pub mod store;
pub mod time;
pub mod web;
pub mod world;

//! Working time: calendars, deadlines and their arithmetic.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

//! The daemon through the shipped binary: real processes, a folder and a data file of their own, and signals awaited.

mod clock;
mod doors;
mod keys;
mod kill;
mod reload;
mod rig;

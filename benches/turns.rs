//! placeholder so that the manifest parses
fn main() {}

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| casework_fuzz::table(bytes));

//! The dry run's word against really running the candidate.

//! A journal line as bytes, and the chain of hashes that finds a flipped bit or a missing line.
//!
//! The first byte is the version of what follows. A version, once released, is decoded for ever: a change of the line's
//! shape that is not an enum variant added at the end gets a new version, and the old decoder keeps a frozen copy of the
//! old types. `tests/data/journals` holds a journal of each version.

use std::fmt;

use crate::model::Line;

/// The version lines are written in.
pub const JOURNAL_VERSION: u8 = 1;

/// Reads the bytes behind the version byte.
type Decoder = fn(&[u8]) -> Result<Line, CodecError>;

/// Decoder of version `n` at place `n - 1`.
const DECODERS: &[Decoder] = &[decode_v1];

/// Why bytes are not a journal line.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CodecError {
    /// There is not even a version byte.
    #[error("the line is empty")]
    Empty,
    /// The version is not one this program knows.
    #[error(
        "the line is written in version {found}, this program reads up to {known}",
        known = JOURNAL_VERSION
    )]
    UnknownVersion {
        /// The version found.
        found: u8,
    },
    /// Bytes are left over behind the line.
    #[error("{count} bytes are left over behind the line")]
    LeftOver {
        /// How many.
        count: usize,
    },
    /// The bytes are not a line of their version.
    #[error("the bytes are not a line: {0}")]
    Malformed(#[from] postcard::Error),
}

/// Appends the line's bytes to `buffer`, version byte first.
///
/// # Errors
/// Only if the line cannot be serialised, which no line of the model brings about.
pub fn encode_line(line: &Line, buffer: &mut Vec<u8>) -> Result<(), CodecError> {
    buffer.push(JOURNAL_VERSION);
    postcard::to_io(line, buffer)?;
    Ok(())
}

/// Reads a line written by this or any earlier version.
///
/// # Errors
/// When the bytes are not exactly one line of a known version.
pub fn decode_line(bytes: &[u8]) -> Result<Line, CodecError> {
    let (version, rest) = bytes.split_first().ok_or(CodecError::Empty)?;
    let decoder = version
        .checked_sub(1)
        .and_then(|place| DECODERS.get(usize::from(place)))
        .ok_or(CodecError::UnknownVersion { found: *version })?;
    decoder(rest)
}

fn decode_v1(bytes: &[u8]) -> Result<Line, CodecError> {
    let (line, rest) = postcard::take_from_bytes(bytes)?;
    match rest.len() {
        0 => Ok(line),
        count => Err(CodecError::LeftOver { count }),
    }
}

/// The hash of a line and, through the hash before, of every line of its desk up to it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct LineHash(pub [u8; 32]);

impl LineHash {
    /// What stands before a desk's first line.
    pub const START: LineHash = LineHash([0; 32]);

    /// The hash of the line that follows: of the desk's number and the line's bytes, keyed by this hash. As the key
    /// it costs nothing, where put before the bytes it would double the work for a line of usual length.
    #[must_use]
    pub fn then(self, desk: u32, bytes: &[u8]) -> LineHash {
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        hasher.update(&desk.to_le_bytes());
        hasher.update(bytes);
        LineHash(*hasher.finalize().as_bytes())
    }
}

impl fmt::Display for LineHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for LineHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LineHash({self})")
    }
}

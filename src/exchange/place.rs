//! A reader that knows at which line and column it stands, and that refuses to hand out a piece of text without end.

use std::io::{self, BufRead, Read};

/// Where in a file something stands, both from 1; the column counts characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) line: u64,
    pub(super) column: u64,
}

impl Place {
    pub(super) const START: Place = Place { line: 1, column: 1 };
}

/// Counts lines and columns of what is consumed through it.
#[derive(Debug)]
pub(super) struct Placed<R> {
    inner: R,
    place: Place,
    since_mark: usize,
    most: usize,
}

impl<R: BufRead> Placed<R> {
    /// `most`: how many bytes may pass between two marks.
    pub(super) fn new(inner: R, most: usize) -> Placed<R> {
        Placed {
            inner,
            place: Place::START,
            since_mark: 0,
            most,
        }
    }

    /// Where the next byte stands.
    pub(super) fn place(&self) -> Place {
        self.place
    }

    /// A new piece begins: the bound counts anew.
    pub(super) fn mark(&mut self) {
        self.since_mark = 0;
    }
}

impl Place {
    fn pass(&mut self, bytes: &[u8]) {
        for byte in bytes {
            match byte {
                b'\n' => {
                    self.line += 1;
                    self.column = 1;
                }
                // A continuation byte of UTF-8 belongs to the character counted before.
                0x80..=0xBF => {}
                _ => self.column += 1,
            }
        }
    }
}

impl<R: BufRead> BufRead for Placed<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.since_mark > self.most {
            let message = format!("a single piece is longer than {} bytes", self.most);
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        if let Ok(bytes) = self.inner.fill_buf() {
            self.place.pass(bytes.get(..amount).unwrap_or(bytes));
        }
        self.since_mark = self.since_mark.saturating_add(amount);
        self.inner.consume(amount);
    }
}

impl<R: BufRead> Read for Placed<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let bytes = self.fill_buf()?;
        let n = bytes.len().min(into.len());
        if let (Some(to), Some(from)) = (into.get_mut(..n), bytes.get(..n)) {
            to.copy_from_slice(from);
        }
        self.consume(n);
        Ok(n)
    }
}

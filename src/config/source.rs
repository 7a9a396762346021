//! Where every word of the configuration stands: the folder as it was read, its files, and spans in them.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

/// The file of what holds for the whole folder.
pub(super) const SETTINGS: &str = "casework.toml";
/// Files larger than this are not configuration.
const MAX_BYTES: u64 = 4 * 1024 * 1024;
/// How deep folders may lie in each other; ends a symbolic link that leads back up.
const MAX_DEPTH: usize = 12;
const ENDINGS: [&str; 7] = ["toml", "csv", "rhai", "md", "txt", "html", "jinja"];

/// A configuration folder as it was at one moment, in memory: relative path (with `/`) to bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folder {
    files: BTreeMap<String, Vec<u8>>,
}

impl Folder {
    /// Reads `casework.toml`, `workflows/` and `rules/` below `root`, which may itself be a symbolic link. What an editor
    /// leaves lying about (dot files, `~$*`, `*.swp`, `*~`, `4913`) and files of other kinds are passed over.
    ///
    /// # Errors
    /// When the folder or a file in it cannot be read, there is no configuration in it, or a file is larger than 4 MiB; the error names it.
    pub fn read(root: &Path) -> io::Result<Folder> {
        if !fs::metadata(root).map_err(|e| named(root, &e))?.is_dir() {
            let message = format!("{}: not a folder", root.display());
            return Err(io::Error::new(io::ErrorKind::NotADirectory, message));
        }
        let mut folder = Folder::default();
        let settings = root.join(SETTINGS);
        if !settings.exists() && !root.join("workflows").is_dir() {
            let message = format!(
                "{}: no configuration here, neither {SETTINGS} nor workflows/; `casework init` makes one, and `casework help \
                 COMMAND` says how a command takes the folder of another",
                root.display()
            );
            return Err(io::Error::new(io::ErrorKind::NotFound, message));
        }
        if settings.exists() {
            folder.read_file(&settings, SETTINGS.to_owned())?;
        }
        for part in ["workflows", "rules"] {
            let path = root.join(part);
            if path.is_dir() {
                folder.read_below(&path, part, MAX_DEPTH)?;
            }
        }
        Ok(folder)
    }

    fn read_below(&mut self, path: &Path, relative: &str, depth: usize) -> io::Result<()> {
        for entry in fs::read_dir(path).map_err(|e| named(path, &e))? {
            let entry = entry.map_err(|e| named(path, &e))?;
            let name = entry.file_name();
            let Some(name) = name.to_str().filter(|name| !left_lying(name)) else {
                continue;
            };
            let below = format!("{relative}/{name}");
            let path = entry.path();
            if path.is_dir() {
                if depth > 0 {
                    self.read_below(&path, &below, depth - 1)?;
                }
            } else if is_configuration(name) {
                self.read_file(&path, below)?;
            }
        }
        Ok(())
    }

    fn read_file(&mut self, path: &Path, relative: String) -> io::Result<()> {
        let found = fs::metadata(path).map_err(|e| named(path, &e))?;
        if !found.is_file() {
            // Reading a pipe would wait for ever.
            let message = format!("{}: neither a file nor a folder", path.display());
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        if found.len() > MAX_BYTES {
            let message = format!("{}: larger than 4 MiB", path.display());
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
        }
        let bytes = fs::read(path).map_err(|e| named(path, &e))?;
        self.files.insert(relative, bytes);
        Ok(())
    }

    /// Puts a file in, in place of one of the same path.
    pub fn insert(&mut self, path: &str, bytes: impl Into<Vec<u8>>) {
        self.files.insert(path.to_owned(), bytes.into());
    }

    /// Leaves out every file whose path begins so.
    pub(super) fn remove_below(&mut self, prefix: &str) {
        self.files.retain(|path, _| !path.starts_with(prefix));
    }

    /// The bytes of a file.
    #[must_use]
    pub fn bytes(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }

    /// The text of a file; `None` when there is no such file or it is not UTF-8. A byte-order mark is left out.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<&str> {
        let text = std::str::from_utf8(self.bytes(path)?).ok()?;
        Some(text.strip_prefix('\u{feff}').unwrap_or(text))
    }

    /// Whether there is a file of this path.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// All files, by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files
            .iter()
            .map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
    }

    /// The paths of all files below `prefix` (`workflows/mall/`), in order.
    pub fn below<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a str> {
        self.files
            .range(prefix.to_owned()..)
            .map(|(path, _)| path.as_str())
            .take_while(move |path| path.starts_with(prefix))
    }

    /// A hash over all paths and bytes, in hexadecimal: equal exactly when the folders are.
    #[must_use]
    pub fn hash(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for (path, bytes) in &self.files {
            for part in [path.as_bytes(), bytes.as_slice()] {
                // The length first, so that no two folders run into the same bytes.
                hasher.update(&(part.len() as u64).to_le_bytes());
                hasher.update(part);
            }
        }
        hasher.finalize().to_hex().to_string()
    }
}

fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

fn left_lying(name: &str) -> bool {
    name.starts_with('.')
        || name.starts_with("~$")
        || name.ends_with(".swp")
        || name.ends_with('~')
        || name == "4913"
}

fn is_configuration(name: &str) -> bool {
    name.rsplit_once('.')
        .is_some_and(|(_, ending)| ENDINGS.contains(&ending))
}

/// Which file a span lies in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(u32);

/// A piece of a file: bytes from `start` up to `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub source: SourceId,
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl Span {
    /// The piece of the same file that begins `start` bytes and ends `end` bytes after `base`.
    #[must_use]
    pub fn at(self, base: usize, start: usize, end: usize) -> Span {
        Span {
            source: self.source,
            start: base.saturating_add(start),
            end: base.saturating_add(end),
        }
    }
}

#[derive(Clone, Debug)]
struct Source {
    path: String,
    text: String,
    lines: Vec<usize>,
}

/// The texts that spans point into.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    sources: Vec<Source>,
}

impl Sources {
    /// Takes a text in. A file that is only spoken of (one that is missing) has an empty text.
    pub fn add(&mut self, path: &str, text: &str) -> SourceId {
        let ends = text.match_indices('\n').map(|(at, _)| at + 1);
        let lines = std::iter::once(0).chain(ends).collect();
        let id = u32::try_from(self.sources.len()).unwrap_or(u32::MAX);
        self.sources.push(Source {
            path: path.to_owned(),
            text: text.to_owned(),
            lines,
        });
        SourceId(id)
    }

    fn get(&self, id: SourceId) -> Option<&Source> {
        self.sources.get(id.0 as usize)
    }

    /// The source last taken in under this path.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<SourceId> {
        let at = self.sources.iter().rposition(|s| s.path == path)?;
        u32::try_from(at).ok().map(SourceId)
    }

    /// The path of a file, relative to the folder.
    #[must_use]
    pub fn path(&self, id: SourceId) -> &str {
        self.get(id).map_or("?", |source| &source.path)
    }

    /// The whole text of a file.
    #[must_use]
    pub fn text(&self, id: SourceId) -> &str {
        self.get(id).map_or("", |source| &source.text)
    }

    /// The text a span covers; empty when it does not lie on whole characters of the file.
    #[must_use]
    pub fn underlined(&self, span: Span) -> &str {
        self.text(span.source)
            .get(span.start..span.end)
            .unwrap_or("")
    }

    /// Line and column of a byte, both from 1; the column counts characters.
    #[must_use]
    pub fn line_column(&self, id: SourceId, byte: usize) -> (usize, usize) {
        let Some(source) = self.get(id) else {
            return (1, 1);
        };
        let line = source.lines.partition_point(|start| *start <= byte).max(1);
        let start = source.lines.get(line - 1).copied().unwrap_or(0);
        let end = floor(&source.text, byte);
        let column = source
            .text
            .get(start..end)
            .map_or(0, |before| before.chars().count());
        (line, column + 1)
    }

    /// A span over the whole file, for what concerns it as a whole. It underlines the first line.
    #[must_use]
    pub fn whole(&self, id: SourceId) -> Span {
        let text = self.text(id);
        let end = text.find(['\r', '\n']).unwrap_or(text.len());
        Span {
            source: id,
            start: 0,
            end,
        }
    }

    /// The span brought onto whole characters inside the file.
    #[must_use]
    pub(super) fn clamped(&self, span: Span) -> Span {
        let text = self.text(span.source);
        let start = floor(text, span.start);
        Span {
            source: span.source,
            start,
            end: floor(text, span.end).max(start),
        }
    }
}

/// The nearest character boundary at or before `byte`.
fn floor(text: &str, byte: usize) -> usize {
    let mut at = byte.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests;

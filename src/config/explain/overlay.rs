//! Lays a few lines of TOML over a file: each line under its header, in place of the one with the same key. It works on
//! lines and not on values, so that what is laid over may be broken.

/// A header and the lines under it; what stands before the first header is under none.
#[derive(Default)]
struct Section {
    header: Option<String>,
    lines: Vec<Line>,
}

struct Line {
    text: String,
    /// It came from above, or took the place of one: it is not replaced again.
    laid: bool,
}

/// The file with the lines laid over it.
pub(super) fn over(base: &str, lines: &str) -> String {
    let mut sections = sections(base, false);
    for above in self::sections(lines, true) {
        let same = |section: &&mut Section| {
            section.header.as_deref().map(bare) == above.header.as_deref().map(bare)
        };
        match sections.iter_mut().find(same) {
            Some(section) => {
                // With the marks of a place in it.
                section.header = above.header.or(section.header.take());
                above.lines.into_iter().for_each(|line| lay(section, line));
            }
            None => sections.push(above),
        }
    }
    let mut text = String::new();
    for section in sections {
        if let Some(header) = section.header {
            text.push_str(&header);
            text.push('\n');
        }
        for line in section.lines {
            text.push_str(&line.text);
            text.push('\n');
        }
    }
    text
}

/// Splits at the headers. A line that goes on from the one before belongs to it.
fn sections(text: &str, laid: bool) -> Vec<Section> {
    let mut sections = vec![Section::default()];
    for line in text.lines() {
        let bare = bare(line);
        if bare.starts_with('[') {
            sections.push(Section {
                header: Some(line.to_owned()),
                lines: Vec::new(),
            });
            continue;
        }
        let Some(section) = sections.last_mut() else {
            continue;
        };
        let goes_on = line.starts_with([' ', '\t', '}', ']']);
        match section.lines.last_mut() {
            Some(last) if goes_on => {
                last.text.push('\n');
                last.text.push_str(line);
            }
            _ if laid && bare.trim().is_empty() => {}
            _ => section.lines.push(Line {
                text: line.to_owned(),
                laid,
            }),
        }
    }
    sections
}

fn lay(section: &mut Section, line: Line) {
    let dropped = line.text.strip_prefix("- ");
    let key = dropped.unwrap_or(&line.text);
    let same = |known: &Line| !known.laid && self::key(&known.text) == self::key(key);
    let at = section.lines.iter().position(same);
    match (at, dropped) {
        (Some(at), Some(_)) => drop(section.lines.remove(at)),
        (Some(at), None) => {
            if let Some(known) = section.lines.get_mut(at) {
                *known = line;
            }
        }
        (None, Some(_)) => {}
        (None, None) => {
            let blank = |line: &&Line| line.text.trim().is_empty();
            let end = section.lines.iter().rev().take_while(blank).count();
            section.lines.insert(section.lines.len() - end, line);
        }
    }
}

/// What stands before the `=`, without the private marks of a place.
fn key(line: &str) -> String {
    let key = line.split('=').next().unwrap_or(line);
    bare(key).trim().to_owned()
}

fn bare(line: &str) -> String {
    line.replace(['\u{e000}', '\u{e001}'], "")
}

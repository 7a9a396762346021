//! The hash of what a desk's files mean: equal where they were only reformatted. It is taken over the merged files with
//! keys sorted where their order says nothing, over expressions without their blanks, and over the files they name.

use blake3::Hasher;

use super::chain::Files;
use super::csv::Sheet;
use super::docs::{COMMON, Docs};
use super::node::{Node, NodeValue};
use super::rules;
use crate::engine::Desk;

/// Tables whose order of entries means something. Of transitions it is the order they are tried in that does, which is
/// taken from the compiled flow.
const ORDERED: [&str; 4] = ["choice", "outcomes", "except", "param"];

/// The hash, in hexadecimal.
/// `sheets` are the files of its lists and decision tables.
pub(crate) fn hash<'s>(
    desk: &Desk,
    name: &str,
    files: &Files,
    sheets: impl Iterator<Item = &'s Sheet>,
    docs: &Docs<'_>,
) -> String {
    let mut out = Canon {
        hasher: Hasher::new(),
    };
    if let Some(merged) = &files.desk {
        out.text("desk");
        out.node("", &merged.root);
    }
    for (flow, merged) in &files.flows {
        out.text(flow);
        out.node("", &merged.root);
        // Where an entry came from decides the order transitions are tried in.
        let id = desk.names.find(flow);
        let workflow = id.and_then(|id| desk.workflow(id));
        for transition in workflow
            .into_iter()
            .flat_map(|workflow| &workflow.transitions)
        {
            out.text(desk.names.text(transition.name));
        }
    }
    for path in rules::paths(name, docs) {
        out.file(&path, docs);
    }
    for place in [COMMON, name] {
        out.file(&format!("workflows/{place}/labels.csv"), docs);
    }
    for path in named_files(desk, name, files, docs) {
        out.file(&path, docs);
    }
    for sheet in sheets {
        out.sheet(sheet, docs);
    }
    out.hasher.finalize().to_hex().to_string()
}

/// The CSV, calendar and template files the desk's files name.
fn named_files(desk: &Desk, name: &str, files: &Files, docs: &Docs<'_>) -> Vec<String> {
    let mut paths = Vec::new();
    let calendars = section(files.desk.as_ref().map(|merged| &merged.root), "calendar");
    for file in calendars.filter_map(|entry| entry.entries()?.get("file")?.node.text()) {
        let path = format!("rules/calendars/{file}.toml");
        paths.extend(days_of(&path, docs));
        paths.push(path);
    }
    let roots = files.flows.values().map(|merged| &merged.root);
    for root in roots.chain(files.desk.iter().map(|merged| &merged.root)) {
        let items = section(Some(root), "form")
            .filter_map(|form| form.entries()?.get("items")?.node.text());
        paths.extend(items.filter_map(|items| docs.own_or_common("rules", name, items)));
    }
    for workflow in desk.workflows.values() {
        for notice in workflow.notices.values() {
            let places = [name, COMMON];
            let mut all = places
                .iter()
                .map(|place| format!("workflows/{place}/notices/{}", notice.template));
            paths.extend(all.find(|path| docs.folder.has(path)));
        }
    }
    paths.sort_unstable();
    paths.dedup();
    paths
}

fn section<'n>(root: Option<&'n Node>, key: &str) -> impl Iterator<Item = &'n Node> + use<'n> {
    let section = root.and_then(|root| root.entries()?.get(key)?.node.entries());
    section
        .into_iter()
        .flat_map(|entries| entries.values().map(|entry| &entry.node))
}

fn days_of(calendar: &str, docs: &Docs<'_>) -> Option<String> {
    let text = docs.folder.text(calendar)?;
    let table: toml::Table = text.parse().ok()?;
    let days = table.get("days")?.as_str()?;
    Some(format!("rules/calendars/{days}"))
}

/// Feeds a canonical rendering to the hash: every part with its length, so that none runs into the next.
struct Canon {
    hasher: Hasher,
}

impl Canon {
    fn text(&mut self, text: &str) {
        self.hasher.update(&(text.len() as u64).to_le_bytes());
        self.hasher.update(text.as_bytes());
    }

    /// A file without carriage returns, blanks at line ends and empty lines at its end; in TOML and CSV that is all that
    /// can be left out without reading it.
    fn file(&mut self, path: &str, docs: &Docs<'_>) {
        let Some(text) = docs.plain(path) else {
            return;
        };
        self.text(path);
        if path.ends_with(".toml") {
            if let Ok(table) = text.parse::<toml::Table>() {
                self.plain(&toml::Value::Table(table));
            }
            return;
        }
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        self.text(lines.join("\n").trim_end());
    }

    /// The cells of a list or table, whatever its encoding, separators and quotes.
    fn sheet(&mut self, sheet: &Sheet, docs: &Docs<'_>) {
        self.text(docs.sources.path(sheet.source));
        for row in std::iter::once(&sheet.head).chain(&sheet.rows) {
            row.iter().for_each(|cell| self.text(&cell.text));
            self.text("\n");
        }
    }

    fn plain(&mut self, value: &toml::Value) {
        match value {
            toml::Value::Table(table) => {
                let mut keys: Vec<&String> = table.keys().collect();
                keys.sort_unstable();
                for key in keys {
                    self.text(key);
                    if let Some(value) = table.get(key) {
                        self.plain(value);
                    }
                }
                self.text("}");
            }
            toml::Value::Array(items) => {
                items.iter().for_each(|item| self.plain(item));
                self.text("]");
            }
            other => self.text(&other.to_string()),
        }
    }

    fn node(&mut self, key: &str, node: &Node) {
        match &node.value {
            NodeValue::Text(text) => {
                self.text("t");
                if text.starts_with('=') || is_condition(key) {
                    self.text(&tokens(text));
                } else {
                    self.text(text);
                }
            }
            NodeValue::Number(digits) => {
                let exact = crate::model::Number::parse(digits);
                self.text("n");
                self.text(&exact.map_or_else(|| digits.clone(), |number| number.to_string()));
            }
            NodeValue::YesNo(yes) => self.text(if *yes { "yes" } else { "no" }),
            NodeValue::Date(date) => self.text(&date.to_string()),
            NodeValue::Time(time) => self.text(&time.to_string()),
            NodeValue::Local(at) => self.text(&at.to_string()),
            NodeValue::Offset(at) => self.text(&at.to_rfc3339()),
            NodeValue::List(items) => {
                self.text("[");
                items.iter().for_each(|item| self.node(key, item));
                self.text("]");
            }
            NodeValue::Table(entries) => {
                let mut names: Vec<&String> = entries.keys().collect();
                if !ORDERED.contains(&key) {
                    names.sort_unstable();
                }
                self.text("{");
                for name in names {
                    self.text(name);
                    if let Some(entry) = entries.get(name) {
                        self.node(name, &entry.node);
                    }
                }
                self.text("}");
            }
        }
    }
}

fn is_condition(key: &str) -> bool {
    matches!(key, "when" | "where" | "use" | "ask" | "pass")
}

/// An expression as its words and signs with one blank between each; texts in it stay as they are.
fn tokens(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = token_length(rest, first);
        let (token, tail) = rest.split_at_checked(length).unwrap_or((rest, ""));
        out.push_str(token);
        out.push(' ');
        rest = tail.trim_start();
    }
    out
}

/// How many bytes the token at the start of a text has.
fn token_length(text: &str, first: char) -> usize {
    let word = |c: char| c == '_' || c.is_alphanumeric();
    if first == '"' {
        let mut escaped = false;
        let end = text.char_indices().skip(1).find(|(_, c)| {
            let ends = *c == '"' && !escaped;
            escaped = *c == '\\' && !escaped;
            ends
        });
        return end.map_or(text.len(), |(at, _)| at + 1);
    }
    if word(first) {
        return text.find(|c| !word(c)).unwrap_or(text.len());
    }
    let pairs = ["==", "!=", "<=", ">=", "&&", "||", "??"];
    if pairs.iter().any(|pair| text.starts_with(pair)) {
        2
    } else {
        first.len_utf8()
    }
}

#[cfg(test)]
mod tests {
    use super::tokens;

    #[test]
    fn blanks_outside_texts_say_nothing() {
        assert_eq!(tokens("a  ==\t\"x  y\" && !b"), "a == \"x  y\" && ! b ");
        assert_eq!(tokens("a==1"), tokens(" a == 1 "));
        assert_eq!(tokens("f( a , b )"), tokens("f(a, b)"));
        assert_ne!(tokens("a == \"x y\""), tokens("a == \"x  y\""));
        assert_ne!(tokens("a in b"), tokens("ainb"));
        assert_eq!(tokens(r#""a\"  b" == c"#), r#""a\"  b" == c "#);
    }
}

//! A page of headings, sentences, lists and tables, and the three ways it is written: for a terminal, as Markdown, as
//! HTML that stands by itself.

use crate::model::markup;
use std::fmt::Write;

/// A page to be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Its title.
    pub title: String,
    /// The language it is in, as HTML names it.
    pub lang: &'static str,
    /// What stands on it.
    pub blocks: Vec<Block>,
}

/// A piece of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading below the title.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// A list of points.
    List(Vec<Point>),
    /// A table.
    Table {
        /// The heads of its columns.
        head: Vec<String>,
        /// Its rows, each as long as the head.
        rows: Vec<Vec<String>>,
    },
    /// Text of a file as it stands there.
    Code(String),
}

/// A point of a list, with what belongs below it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Point {
    /// What stands first and is set off, if anything.
    pub head: String,
    /// The sentence.
    pub text: String,
    /// Points below.
    pub below: Vec<Point>,
}

impl Point {
    /// A point with nothing below it.
    pub(super) fn of(text: String) -> Point {
        Point {
            text,
            ..Point::default()
        }
    }
}

/// How a page is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageFormat {
    /// For a terminal.
    Text,
    /// As Markdown.
    Markdown,
    /// As HTML that needs nothing else.
    Html,
}

impl Page {
    /// The page without texts of files, for those who look for words of the program.
    #[must_use]
    pub fn without_code(mut self) -> Page {
        self.blocks.retain(|block| !matches!(block, Block::Code(_)));
        self
    }

    /// The page in a format.
    #[must_use]
    pub fn write(&self, format: PageFormat) -> String {
        match format {
            PageFormat::Text => self.text(),
            PageFormat::Markdown => self.markdown(),
            PageFormat::Html => self.html(),
        }
    }

    fn text(&self) -> String {
        let mut out = format!("{}\n{}\n", self.title, "=".repeat(columns(&self.title)));
        for block in &self.blocks {
            out.push('\n');
            match block {
                Block::Heading(text) => {
                    let _ = write!(out, "{text}\n{}\n", "-".repeat(columns(text)));
                }
                Block::Text(text) => {
                    let _ = writeln!(out, "{text}");
                }
                Block::List(points) => list(&mut out, points, 0, ("", self.colon(), "")),
                Block::Table { head, rows } => plain_table(&mut out, head, rows),
                Block::Code(text) => {
                    for line in text.lines() {
                        let _ = writeln!(out, "{}", format!("    {line}").trim_end());
                    }
                }
            }
        }
        out
    }

    fn markdown(&self) -> String {
        let mut out = format!("# {}\n", escaped(&self.title));
        for block in &self.blocks {
            out.push('\n');
            match block {
                Block::Heading(text) => {
                    let _ = writeln!(out, "## {}", escaped(text));
                }
                Block::Text(text) => {
                    let _ = writeln!(out, "{}", escaped(text));
                }
                Block::List(points) => {
                    let mut inner = String::new();
                    list(&mut inner, points, 0, ("\u{1}", self.colon(), "\u{1}"));
                    out.push_str(&escaped(&inner).replace('\u{1}', "**"));
                }
                Block::Table { head, rows } => {
                    let rule = vec!["---".to_owned(); head.len()];
                    for row in std::iter::once(head)
                        .chain(std::iter::once(&rule))
                        .chain(rows)
                    {
                        let cells: Vec<String> = row
                            .iter()
                            .map(|cell| escaped(cell).replace('|', "\\|"))
                            .collect();
                        let _ = writeln!(out, "| {} |", cells.join(" | "));
                    }
                }
                Block::Code(text) => {
                    let _ = writeln!(out, "```\n{}\n```", text.trim_end());
                }
            }
        }
        out
    }

    /// What stands between a head and its sentence.
    fn colon(&self) -> &'static str {
        if self.lang == "en" { ": " } else { "：" }
    }

    fn html(&self) -> String {
        let mut out = format!(
            "<!doctype html>\n<html lang=\"{}\">\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n<title>{}</title>\n<style>{STYLE}</style>\n\
             <h1>{}</h1>\n",
            self.lang,
            markup::escaped(&self.title),
            markup::escaped(&self.title)
        );
        for block in &self.blocks {
            match block {
                Block::Heading(text) => {
                    let _ = writeln!(out, "<h2>{}</h2>", markup::escaped(text));
                }
                Block::Text(text) => {
                    let _ = writeln!(out, "<p>{}</p>", markup::escaped(text));
                }
                Block::List(points) => html_list(&mut out, points, self.colon()),
                Block::Table { head, rows } => html_table(&mut out, head, rows),
                Block::Code(text) => {
                    let _ = writeln!(out, "<pre>{}</pre>", markup::escaped(text));
                }
            }
        }
        out
    }
}

const STYLE: &str = "body{font:16px/1.6 system-ui,\"Noto Sans CJK SC\",sans-serif;max-width:52rem;margin:2rem auto;\
padding:0 1rem;color:#1d2129;background:#fff}h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem;\
border-bottom:1px solid #d0d5dd;padding-bottom:.2rem}li{margin:.25rem 0}table{border-collapse:collapse;width:100%}\
th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid #e4e7ec}\
th{background:#f5f6f8;font-weight:600}";

/// A list for a terminal and, with marks before and behind the heads, for Markdown.
fn list(out: &mut String, points: &[Point], depth: usize, marks: (&str, &str, &str)) {
    let (before, colon, behind) = marks;
    for point in points {
        let blanks = "  ".repeat(depth);
        let head = match (point.head.is_empty(), point.text.is_empty()) {
            (true, _) => String::new(),
            (false, true) => format!("{before}{}{behind}", point.head),
            (false, false) => format!("{before}{}{behind}{colon}", point.head),
        };
        let _ = writeln!(out, "{blanks}- {head}{}", point.text);
        list(out, &point.below, depth + 1, marks);
    }
}

/// Columns padded to the widest cell, where East Asian letters take two.
fn plain_table(out: &mut String, head: &[String], rows: &[Vec<String>]) {
    let widths: Vec<usize> = (0..head.len())
        .map(|at| {
            let all = std::iter::once(head).chain(rows.iter().map(Vec::as_slice));
            let cells = all.filter_map(|row| row.get(at));
            cells.map(|cell| columns(cell)).max().unwrap_or(0)
        })
        .collect();
    let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
    let all = std::iter::once(head)
        .chain(std::iter::once(rule.as_slice()))
        .chain(rows.iter().map(Vec::as_slice));
    for row in all {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            let blanks = width.saturating_sub(columns(cell));
            let _ = write!(line, "{cell}{}  ", " ".repeat(blanks));
        }
        let _ = writeln!(out, "{}", line.trim_end());
    }
}

/// How many columns a text takes on a terminal.
fn columns(text: &str) -> usize {
    // Signs between the Latin and the East Asian letters (quotes, arrows, dots) are narrow on most terminals.
    let wide = |c: char| c >= '\u{1100}' && !('\u{2000}'..='\u{2bff}').contains(&c);
    text.chars().map(|c| if wide(c) { 2 } else { 1 }).sum()
}

fn html_list(out: &mut String, points: &[Point], colon: &str) {
    out.push_str("<ul>\n");
    for point in points {
        out.push_str("<li>");
        if !point.head.is_empty() {
            let colon = if point.text.is_empty() { "" } else { colon };
            let _ = write!(out, "<b>{}</b>{colon}", markup::escaped(&point.head));
        }
        out.push_str(&markup::escaped(&point.text));
        if !point.below.is_empty() {
            out.push('\n');
            html_list(out, &point.below, colon);
        }
        out.push_str("</li>\n");
    }
    out.push_str("</ul>\n");
}

fn html_table(out: &mut String, head: &[String], rows: &[Vec<String>]) {
    let row = |out: &mut String, cells: &[String], tag: &str| {
        out.push_str("<tr>");
        for cell in cells {
            let _ = write!(out, "<{tag}>{}</{tag}>", markup::escaped(cell));
        }
        out.push_str("</tr>\n");
    };
    out.push_str("<table>\n");
    row(out, head, "th");
    for cells in rows {
        row(out, cells, "td");
    }
    out.push_str("</table>\n");
}

/// Markdown's own signs, where they would be taken for marks.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '*' | '_' | '<' | '>' | '`' | '#' | '[' | ']' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

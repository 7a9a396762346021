//! Formulas of what is not carried out yet, which nobody has compiled: their names by labels, their signs by words.

use super::words::Words;
use crate::engine::Workflow;

/// A part of a formula.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// A name, with what stands behind its points.
    Name(String),
    /// A text in quotes.
    Quoted(String),
    /// A number, or a sign.
    Sign(String),
}

impl Words<'_> {
    /// A formula in words; `of` is the workflow its bare names are of.
    pub(super) fn raw(&self, text: &str, of: Option<&Workflow>) -> String {
        let parts = parts(text);
        let mut out: Vec<String> = Vec::new();
        let mut field: Option<&str> = None;
        let mut at = 0;
        while let Some(part) = parts.get(at) {
            at += 1;
            match part {
                Part::Name(name) if parts.get(at) == Some(&Part::Sign("(".to_owned())) => {
                    let end = closing(&parts, at);
                    let inner: String = parts
                        .get(at + 1..end)
                        .unwrap_or(&[])
                        .iter()
                        .map(written)
                        .collect::<Vec<_>>()
                        .join(" ");
                    out.push(self.raw_call(name, &inner, of));
                    at = end + 1;
                }
                Part::Name(name) => {
                    field = Some(name);
                    out.push(self.raw_name(name, of));
                }
                Part::Quoted(text) => {
                    let flow = of.map_or("", |of| self.desk.names.text(of.name));
                    // A state is labelled under its workflow, a choice under its field.
                    let label = match field {
                        Some("state") => self.labelled(&[flow, text]),
                        field => self.labelled(&[flow, field.unwrap_or(""), text]),
                    };
                    out.push(label.unwrap_or_else(|| self.quoted(text)));
                }
                Part::Sign(sign) => out.push(match sign.as_str() {
                    "==" => self.say("describe-raw-is", &[]),
                    "!=" => self.say("describe-raw-is-not", &[]),
                    "&&" => self.say("describe-raw-and", &[]),
                    "||" => self.say("describe-raw-or", &[]),
                    "!" => self.say("describe-raw-not", &[]),
                    "in" => self.say("describe-raw-in", &[]),
                    ">=" => "≥".to_owned(),
                    "<=" => "≤".to_owned(),
                    "*" => "×".to_owned(),
                    "/" => "÷".to_owned(),
                    sign => sign.to_owned(),
                }),
            }
        }
        self.fitted_together(&out)
    }

    fn fitted_together(&self, parts: &[String]) -> String {
        let text = parts
            .join(" ")
            .replace(" ,", ",")
            .replace("( ", "(")
            .replace(" )", ")");
        self.say("describe-raw", &[("text", &text)])
    }

    fn raw_call(&self, name: &str, inner: &str, of: Option<&Workflow>) -> String {
        let inner = self.raw(inner, of);
        let id = match name {
            "count" => return self.say("describe-raw-count", &[]),
            "is_set" => "describe-raw-set",
            "share" => "describe-raw-share",
            "average" => "describe-raw-average",
            "sum" => "describe-raw-sum",
            "month_of" => "describe-raw-month",
            _ => {
                let label = self.of_kind("rule", name);
                return self.say("describe-raw-call", &[("name", &label), ("args", &inner)]);
            }
        };
        self.say(id, &[("args", &inner)])
    }

    /// A name, followed through records as far as its fields are known.
    pub(super) fn raw_name(&self, name: &str, of: Option<&Workflow>) -> String {
        let mut said: Option<String> = None;
        let mut path: Vec<&str> = Vec::new();
        let flow = of.map_or("", |of| self.desk.names.text(of.name));
        for part in name.split('.') {
            path.push(part);
            let label = self.word_of_figures(&path.join("."));
            if let Some(label) = label {
                said = Some(label);
                continue;
            }
            let label = self
                .labelled(&[flow, part])
                .unwrap_or_else(|| self.key(part));
            said = Some(match said {
                Some(whose) => self.its(&whose, &label),
                None => label,
            });
        }
        said.unwrap_or_default()
    }

    /// What is known in figures, schedules and watches alone.
    fn word_of_figures(&self, name: &str) -> Option<String> {
        let id = match name {
            "in_time" => "describe-raw-in-time",
            "late" => "describe-raw-late",
            "breached" => "describe-raw-breached",
            "due" => "describe-raw-due",
            "closed" => "describe-raw-closed",
            "answered_at" => "describe-raw-answered-at",
            "answer" => "describe-item-answer",
            "item" => "describe-entry",
            "outcome" => "describe-raw-outcome",
            "event" | "event.date" => "describe-raw-event-date",
            "last_month" => "describe-raw-last-month",
            "today" => "describe-today",
            "opened" => "describe-opened",
            "updated" => "describe-updated",
            "assignee" => "describe-assignee",
            "owner" => return Some(self.known("owner", "describe-owner")),
            "code" => return Some(self.known("code", "describe-code")),
            "state" => return Some(self.known("state", "describe-state")),
            "self" => "describe-this",
            "best_possible" => "describe-raw-best",
            "target" => "describe-raw-target",
            _ => return None,
        };
        Some(self.say(id, &[]))
    }
}

fn written(part: &Part) -> String {
    match part {
        Part::Quoted(text) => format!("\"{text}\""),
        Part::Name(text) | Part::Sign(text) => text.clone(),
    }
}

/// Where the bracket opened at this place closes.
fn closing(parts: &[Part], open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, part) in parts.iter().enumerate().skip(open) {
        match part {
            Part::Sign(sign) if sign == "(" => depth += 1,
            Part::Sign(sign) if sign == ")" => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at;
                }
            }
            _ => {}
        }
    }
    parts.len()
}

fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let is_name = |c: &char| *c == '_' || *c == '.' || c.is_alphanumeric();
        if c.is_whitespace() {
            continue;
        }
        if c == '"' {
            let text: String = std::iter::from_fn(|| rest.next_if(|c| *c != '"')).collect();
            let _ = rest.next();
            parts.push(Part::Quoted(text));
        } else if c == '_' || c.is_alphanumeric() {
            let mut name = String::from(c);
            while let Some(next) = rest.next_if(is_name) {
                name.push(next);
            }
            let sign = name == "in" || c.is_ascii_digit();
            parts.push(if sign {
                Part::Sign(name)
            } else {
                Part::Name(name)
            });
        } else {
            let mut sign = String::from(c);
            if matches!(c, '=' | '!' | '<' | '>' | '&' | '|' | '?')
                && let Some(next) = rest.next_if(|next| matches!(next, '=' | '&' | '|' | '?'))
            {
                sign.push(next);
            }
            parts.push(Part::Sign(sign));
        }
    }
    parts
}

//! The value of a figure: `count()`, `share(in_time)`, `sum(entered) / sum(returned)`, each over the records counted.

use crate::config::compile::expression;
use crate::config::diagnostic::Diagnostics;
use crate::config::reader::Said;
use crate::config::scope::FlowScope;
use crate::lang::{Type, Typed, Want};

/// What is said over all records counted.
const OVER_ALL: [&str; 4] = ["count", "sum", "average", "share"];

/// Checks what stands in each of them, and then what is made of them.
pub(super) fn check(said: &Said<'_>, scope: &FlowScope<'_>, found: &mut Diagnostics) {
    let mut outside = String::new();
    let mut at = 0;
    while let Some((name, start, end)) = next(said.text, at) {
        inside(name, &said.from(start).cut(end - start), scope, found);
        let before = start - 1 - name.len();
        outside.push_str(said.text.get(at..before).unwrap_or_default());
        // A number as long as what it stands for, so that all else keeps its place.
        outside.push('1');
        outside.extend(std::iter::repeat_n(' ', end - before));
        at = end + 1;
    }
    outside.push_str(said.text.get(at..).unwrap_or_default());
    if outside.trim() != "1" {
        let _ = expression(&said.reading(&outside), scope, &numeric(), found);
    }
}

fn inside(name: &str, said: &Said<'_>, scope: &FlowScope<'_>, found: &mut Diagnostics) {
    let yes_no = Typed {
        ty: Type::YesNo,
        maybe_empty: true,
    };
    match name {
        "count" if said.text.trim().is_empty() => {}
        "count" | "share" => drop(expression(said, scope, &Want::Is(yes_no), found)),
        _ => drop(expression(said, scope, &numeric(), found)),
    }
}

fn numeric() -> Want {
    Want::OneOf {
        types: vec![
            Type::Number,
            Type::Whole,
            Type::Money,
            Type::Percent,
            Type::Duration,
        ],
        maybe_empty: true,
    }
}

/// The next of them from a place on: its name, and from where to where its brackets hold something.
fn next(text: &str, from: usize) -> Option<(&'static str, usize, usize)> {
    let mut starts = text.char_indices().filter(|(at, _)| *at >= from);
    starts.find_map(|(at, _)| {
        let before = text.get(..at)?.chars().next_back();
        if before.is_some_and(|c| c == '_' || c == '.' || c.is_alphanumeric()) {
            return None;
        }
        let rest = text.get(at..)?;
        let name = OVER_ALL.into_iter().find(|name| {
            let behind = rest.strip_prefix(name);
            behind.is_some_and(|behind| behind.starts_with('('))
        })?;
        let start = at + name.len() + 1;
        Some((name, start, start + closing(text.get(start..)?)?))
    })
}

/// Where the bracket closes, texts left aside.
fn closing(text: &str) -> Option<usize> {
    let (mut depth, mut quoted) = (0_u32, false);
    for (at, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted && depth == 0 => return Some(at),
            ')' if !quoted => depth -= 1,
            _ => {}
        }
    }
    None
}

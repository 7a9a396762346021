//! Rules in rhai at the end of a page: what the comment above each says of it, and its text.

use super::page::Block;
use super::words::Words;
use crate::config::Loaded;
use crate::lang::Rule;

impl Words<'_> {
    /// The rules the page has named and those they call, each with its comment and its text.
    pub(super) fn rule_texts(&self, loaded: &Loaded) -> Vec<Block> {
        let rules = &self.desk.rules;
        let mut shown: Vec<&Rule> = Vec::new();
        let mut texts: Vec<Written> = Vec::new();
        let named = self.rules.borrow();
        let mut waiting: Vec<&Rule> = named.iter().filter_map(|id| rules.rule(*id)).collect();
        waiting.reverse();
        while let Some(rule) = waiting.pop() {
            if shown.iter().any(|known| known.id == rule.id) {
                continue;
            }
            let Some(written) = written(loaded, rule) else {
                continue;
            };
            let called = rules
                .rules()
                .filter(|other| calls(&written.text, &other.name));
            waiting.extend(called);
            shown.push(rule);
            texts.push(written);
        }
        let mut blocks = Vec::new();
        for (rule, written) in shown.iter().zip(texts) {
            let label = self.quoted(&self.of_kind("rule", &rule.name));
            let place = format!("{}:{}", rule.path, rule.line);
            let args = [("rule", label.as_str()), ("place", place.as_str())];
            let said = self.say("describe-rule", &args);
            blocks.push(Block::Text(if written.comment.is_empty() {
                said
            } else {
                let colon = self.say("describe-colon", &[]);
                format!("{said}{colon}{}", self.with_labels(&written.comment))
            }));
            blocks.push(Block::Code(written.text));
        }
        if !blocks.is_empty() {
            blocks.insert(0, self.heading("describe-rules"));
        }
        blocks
    }

    /// A comment with the keys it speaks of by their labels.
    fn with_labels(&self, comment: &str) -> String {
        let is_part = |c: char| c == '_' || c.is_ascii_lowercase() || c.is_ascii_digit();
        let mut out = String::new();
        for part in comment.split_inclusive(|c: char| !is_part(c)) {
            let word = part.trim_end_matches(|c: char| !is_part(c));
            let behind = part.get(word.len()..).unwrap_or("");
            let label = (word.contains('_'))
                .then(|| self.labelled(&[word]))
                .flatten();
            match label {
                Some(label) => out.push_str(&self.quoted(&label)),
                None => out.push_str(word),
            }
            out.push_str(behind);
        }
        out
    }
}

/// A rule as its file has it.
struct Written {
    comment: String,
    text: String,
}

fn written(loaded: &Loaded, rule: &Rule) -> Option<Written> {
    let source = loaded.sources.find(&rule.path)?;
    let lines: Vec<&str> = loaded.sources.text(source).lines().collect();
    let first = rule.line.checked_sub(1)?;
    let above = lines.get(..first)?.iter().rev();
    let comment = above.map_while(|line| line.trim().strip_prefix("//"));
    let mut comment: Vec<&str> = comment
        .map(|line| line.trim_start_matches('/').trim())
        .collect();
    comment.reverse();
    let mut depth = 0_usize;
    let mut text = String::new();
    for line in lines.get(first..)? {
        text.push_str(line);
        text.push('\n');
        let code = line.split("//").next().unwrap_or(line);
        let count = |brace: char| code.matches(brace).count();
        depth = (depth + count('{')).saturating_sub(count('}'));
        if depth == 0 && text.contains('{') {
            break;
        }
    }
    Some(Written {
        comment: comment.join(" "),
        text,
    })
}

/// Whether a text calls a function.
fn calls(text: &str, name: &str) -> bool {
    let is_part = |c: char| c == '_' || c.is_alphanumeric();
    text.match_indices(name).any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let behind = text.get(at + name.len()..).unwrap_or("");
        !before.is_some_and(is_part) && behind.starts_with('(')
    })
}

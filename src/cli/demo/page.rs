//! What came of the year, printed: records by state, what is due today, what is overdue.

use std::path::Path;

use super::Played;
use crate::demo::{Owed, Summary, summary};
use crate::engine::View;
use crate::model::catalogue::{Lang, message, word};
use crate::model::{HOUR_MS, MINUTE_MS, NameId};
use crate::world::local;

/// So many rows of a list are shown.
const SHOWN: usize = 8;

/// The whole page.
pub(super) fn page(played: &[Played<'_>], file: &Path, lang: Lang) -> String {
    let mut text = String::new();
    if let Some(first) = played.first() {
        let records: usize = played
            .iter()
            .map(|one| one.play.world().records().count())
            .sum();
        let lines: u64 = played.iter().map(|one| one.play.tally().lines).sum();
        let args = [
            ("from", local(first.desk, first.plot.from)),
            ("to", local(first.desk, first.plot.until)),
            ("records", records.to_string()),
            ("lines", lines.to_string()),
            ("seed", first.plot.seed.to_string()),
            ("file", file.display().to_string()),
        ];
        let args = args.each_ref().map(|(name, value)| (*name, value.as_str()));
        text += &message("demo-head", lang, &args);
        text.push('\n');
    }
    for one in played {
        desk(one, lang, &mut text);
    }
    text
}

fn desk(one: &Played<'_>, lang: Lang, text: &mut String) {
    let Played { desk, play, plot } = one;
    let args = [("label", desk.label.text(lang)), ("desk", &*desk.name)];
    *text += &format!("\n{}\n", message("demo-desk", lang, &args));
    let found = summary(desk, play.world(), plot.until);
    states(one, &found, lang, text);
    let tally = play.tally();
    let refused: u32 = tally.refused.values().sum();
    let args = [
        ("reminders", tally.reminders.to_string()),
        ("breaches", tally.breaches.to_string()),
        ("refused", refused.to_string()),
    ];
    let args = args.each_ref().map(|(name, value)| (*name, value.as_str()));
    *text += &format!("  {}\n", message("demo-figures", lang, &args));
    list(one, ("demo-today", &found.today), lang, text);
    list(one, ("demo-overdue", &found.overdue), lang, text);
}

/// One row per workflow: its states and how many records stand in each.
fn states(one: &Played<'_>, found: &Summary, lang: Lang, text: &mut String) {
    let desk = one.desk;
    let mut rows: Vec<Vec<String>> = Vec::new();
    for workflow in desk.workflows.values() {
        let of_flow = found
            .states
            .iter()
            .filter(|count| count.workflow == workflow.name);
        let mut counts: Vec<(u32, String)> = of_flow
            .map(|count| {
                let state = count.state.and_then(|state| workflow.states.get(&state));
                let (place, label) = match state {
                    _ if count.voided => (u32::MAX, word("demo-voided", lang)),
                    // Names are numbered as the file has them.
                    Some(state) => (state.name.0, state.label.text(lang).to_owned()),
                    None => (0, word("demo-register", lang)),
                };
                (place, format!("{label} {}", count.count))
            })
            .collect();
        counts.sort();
        if counts.is_empty() {
            continue;
        }
        let counts: Vec<String> = counts.into_iter().map(|(_, text)| text).collect();
        let all = counts.join(lang_join(lang));
        rows.push(vec![workflow.label.text(lang).to_owned(), all]);
    }
    table(&rows, "  ", text);
}

fn lang_join(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "，",
        Lang::En => ", ",
    }
}

fn list(one: &Played<'_>, (id, owed): (&str, &[Owed]), lang: Lang, text: &mut String) {
    let count = owed.len().to_string();
    *text += &format!("  {}\n", message(id, lang, &[("count", &count)]));
    let shown = owed.iter().take(SHOWN);
    let rows: Vec<Vec<String>> = shown.map(|owed| row(one, owed, lang)).collect();
    table(&rows, "    ", text);
    let more = owed.len().saturating_sub(SHOWN);
    if more > 0 {
        let more = more.to_string();
        *text += &format!("    {}\n", message("demo-more", lang, &[("count", &more)]));
    }
}

fn row(one: &Played<'_>, owed: &Owed, lang: Lang) -> Vec<String> {
    let Played { desk, play, plot } = one;
    let world = play.world();
    let record = world.record(owed.record);
    let workflow = record.and_then(|record| desk.workflow(record.workflow));
    let task = workflow.and_then(|workflow| workflow.tasks.get(&owed.name));
    let task = task.map_or("?", |task| task.label.text(lang));
    let role = |role: NameId| desk.names.text(role).to_owned();
    let who = owed.who.map(|who| world.word_of(desk, who));
    let who = who.or_else(|| owed.role.map(role)).unwrap_or_default();
    let mut row = vec![
        world.word_of(desk, owed.record),
        task.to_owned(),
        who,
        local(desk, owed.due),
    ];
    let late = plot.until.since_ms(owed.due);
    if late > 0 {
        row.push(lateness(late, lang));
    }
    row
}

/// How late, in the two largest units.
fn lateness(ms: i64, lang: Lang) -> String {
    let hours = ms / HOUR_MS;
    let minutes = (ms % HOUR_MS / MINUTE_MS).to_string();
    let (days, rest) = ((hours / 24).to_string(), (hours % 24).to_string());
    match hours >= 24 {
        true => message("demo-late-days", lang, &[("days", &days), ("hours", &rest)]),
        false => {
            let args = [("hours", &*rest), ("minutes", &*minutes)];
            message("demo-late-hours", lang, &args)
        }
    }
}

/// Rows in columns; the last column is not padded.
pub(super) fn table(rows: &[Vec<String>], indent: &str, text: &mut String) {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widest = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| width(cell)).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(widest).collect();
    for row in rows {
        let mut line = indent.to_owned();
        for (cell, width_of) in row.iter().zip(&widths) {
            line += cell;
            line += &" ".repeat(width_of.saturating_sub(width(cell)) + 2);
        }
        *text += line.trim_end();
        text.push('\n');
    }
}

/// Columns a text takes on a terminal: Chinese characters and full-width signs take two.
fn width(text: &str) -> usize {
    let wide = |c: char| matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}');
    text.chars().map(|c| if wide(c) { 2 } else { 1 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_each_other_in_both_scripts() {
        let row = |cells: [&str; 2]| cells.map(str::to_owned).to_vec();
        let mut text = String::new();
        table(&[row(["处理", "a"]), row(["handle", "b"])], " ", &mut text);
        assert_eq!(text, " 处理    a\n handle  b\n");
    }

    #[test]
    fn lateness_is_said_in_two_units() {
        assert_eq!(lateness(26 * HOUR_MS, Lang::En), "1 d 2 h late");
        assert_eq!(
            lateness(3 * HOUR_MS + 5 * MINUTE_MS, Lang::En),
            "3 h 5 min late"
        );
    }
}

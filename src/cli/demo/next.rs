//! Where to look next: commands that can be pasted as they stand.

use super::page::table;
use super::{Args, Played};
use crate::config::Loaded;
use crate::demo::summary;
use crate::model::catalogue::{Lang, message, word};

/// The commands, each with what it shows.
pub(super) fn text(played: &[Played<'_>], args: &Args, loaded: &Loaded, lang: Lang) -> String {
    let listen = &*loaded.settings.listen;
    let mut text = format!("\n{}\n", word("demo-next", lang));
    let rows: Vec<Vec<String>> = commands(played, args)
        .into_iter()
        .map(|(words, id)| {
            let command = format!("casework {}", words.join(" "));
            vec![command, message(id, lang, &[("listen", listen)])]
        })
        .collect();
    table(&rows, "  ", &mut text);
    text
}

/// Command words and the message that says what they show.
fn commands(played: &[Played<'_>], args: &Args) -> Vec<(Vec<String>, &'static str)> {
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<String>>();
    let dir = quoted(&args.dir.display().to_string());
    let mut commands = Vec::new();
    let owed = played.iter().find_map(|one| {
        let found = summary(one.desk, one.play.world(), one.plot.until);
        let owed = found.overdue.first().or(found.today.first()).copied()?;
        Some(one.play.world().word_of(one.desk, owed.record))
    });
    let _ = owed;
    commands.push((words(&format!("check {dir}")), "demo-next-check"));
    commands.push((words(&format!("test --dir {dir}")), "demo-next-test"));
    commands
}

/// A path as a shell takes it.
fn quoted(path: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "./_-".contains(c);
    if path.chars().all(plain) {
        path.to_owned()
    } else {
        format!("'{}'", path.replace('\'', r"'\''"))
    }
}

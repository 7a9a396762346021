//! Where to look next: commands that can be pasted as they stand. Only what this build understands is told.

use super::super::understands;
use super::page::table;
use super::{Args, Played};
use crate::config::Loaded;
use crate::demo::summary;
use crate::model::catalogue::{Lang, message, word};

/// A command's words, and the message that says what it shows.
pub(super) type Hint = (Vec<String>, &'static str);

/// The commands, each with what it shows.
pub(super) fn text(played: &[Played<'_>], args: &Args, loaded: &Loaded, lang: Lang) -> String {
    let listen = &*loaded.settings.listen;
    let program = std::env::args().next();
    let program = quoted(program.as_deref().unwrap_or("casework"));
    let mut text = format!("\n{}\n", word("demo-next", lang));
    let hints = hints(&worth_a_look(played), args).into_iter();
    let rows: Vec<Vec<String>> = hints
        .filter(|(words, _)| understands(words))
        .map(|(words, id)| {
            let command = format!("{program} {}", words.join(" "));
            vec![command, message(id, lang, &[("listen", listen)])]
        })
        .collect();
    table(&rows, "  ", &mut text);
    text
}

/// A desk, one of its workflows, and a record with something overdue, or due today, or its last.
#[derive(Debug, Default)]
struct Look {
    desk: String,
    workflow: String,
    record: String,
}

fn worth_a_look(played: &[Played<'_>]) -> Look {
    let looks = played.iter().filter_map(|one| {
        let (desk, world) = (one.desk, one.play.world());
        let found = summary(desk, world, one.plot.until);
        let owed = found.overdue.first().or(found.today.first());
        let record = match owed {
            Some(owed) => world.records().find(|record| record.no == owed.record)?,
            None => {
                let flows = |name| {
                    desk.workflow(name)
                        .is_some_and(|flow| flow.initial.is_some())
                };
                let records = world.records().filter(|record| flows(record.workflow));
                records.last()?
            }
        };
        Some(Look {
            desk: desk.name.to_string(),
            workflow: desk.names.text(record.workflow).to_owned(),
            record: world.word_of(desk, record.no),
        })
    });
    looks.into_iter().next().unwrap_or_default()
}

/// What can be looked at, whether this build has the command or not.
fn hints(look: &Look, args: &Args) -> Vec<Hint> {
    let data = args.data.display().to_string();
    let dir = args.dir.display().to_string();
    // `.` is where every command looks by itself.
    let (here, in_dir, candidate): (&[&str], &[&str], &[&str]) = match dir.as_str() {
        "." => (&[], &[], &[]),
        dir => (&[dir], &["--dir", dir], &["--candidate", dir]),
    };
    let on_data: &[&str] = &["--data", &data];
    let of_desk: &[&str] = &["--desk", &look.desk];
    let flow = format!("{}/{}", look.desk, look.workflow);
    let picture = format!("{}.svg", look.workflow);
    let hint = |parts: &[&[&str]], id| {
        let words = parts.iter().copied().flatten();
        (words.map(|word| quoted(word)).collect(), id)
    };
    vec![
        hint(&[&["serve"], here, on_data], "demo-next-serve"),
        hint(&[&["tasks"], of_desk, in_dir, on_data], "demo-next-tasks"),
        hint(
            &[&["show", &look.record], of_desk, in_dir, on_data],
            "demo-next-show",
        ),
        hint(&[&["why", &look.record], on_data], "demo-next-why"),
        hint(&[&["dry-run"], candidate, on_data], "demo-next-dry-run"),
        hint(&[&["verify"], on_data], "demo-next-verify"),
        hint(
            &[&["graph", &flow], in_dir, &["--out", &picture]],
            "demo-next-graph",
        ),
        hint(&[&["test"], in_dir], "demo-next-test"),
    ]
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "./_-".contains(c);
    if word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::cli::knows;

    /// A command that is there must take the words it is told with; a command that lands with other words shows here.
    #[test]
    fn every_command_that_is_there_takes_its_words() {
        let look = Look {
            desk: "fresh-bus".to_owned(),
            workflow: "complaint".to_owned(),
            record: "fresh-bus-TS-202611-0001".to_owned(),
        };
        for dir in [".", "../desks"] {
            let args = Args {
                at: None,
                seed: 1,
                data: PathBuf::from("demo.casework"),
                dir: PathBuf::from(dir),
                records: 1,
            };
            let hints = hints(&look, &args);
            let known = hints.iter().filter(|(words, _)| knows(&words[0]));
            let wrong: Vec<_> = known.filter(|(words, _)| !understands(words)).collect();
            assert!(wrong.is_empty(), "{wrong:?}");
            assert!(hints.iter().any(|(words, _)| understands(words)));
        }
    }

    #[test]
    fn a_word_with_blanks_is_quoted() {
        assert_eq!(quoted("a b"), "'a b'");
        assert_eq!(quoted("./demo.casework"), "./demo.casework");
        assert_eq!(quoted("it's"), r"'it'\''s'");
    }
}

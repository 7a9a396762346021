//! The tutorial as a new user follows it: every command of the page is run, in the order of the page, and what it prints
//! must be what the page shows, but for times and hashes.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A block of the page, in its order.
enum Block {
    /// What is typed, and what is printed.
    Shell(Vec<(String, String)>),
    /// Lines taken out of a file, and those put in their place.
    Swap(String, String),
}

fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut parts = page.split("```");
    parts.next();
    while let (Some(block), Some(_)) = (parts.next(), parts.next()) {
        let (info, body) = block.split_once('\n').expect("a first line");
        let file = info
            .split_whitespace()
            .find_map(|word| word.strip_prefix("file="));
        if let Some(file) = file {
            blocks.push(Block::Swap(file.to_owned(), body.to_owned()));
            continue;
        }
        let mut typed: Vec<(String, String)> = Vec::new();
        for line in body.lines() {
            match (line.strip_prefix("$ "), typed.last_mut()) {
                (Some(command), _) => typed.push((command.to_owned(), String::new())),
                (None, Some((_, printed))) => *printed += &format!("{line}\n"),
                (None, None) => {}
            }
        }
        blocks.push(Block::Shell(typed));
    }
    blocks
}

/// The words of a command line; only double quotes quote here.
fn words(command: &str) -> Vec<String> {
    let (mut words, mut quoted) = (vec![String::new()], false);
    for c in command.chars() {
        match c {
            '"' | '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            c => words.last_mut().expect("one").push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// A line without what differs from one run to the next: times, hashes, and the sums of deadlines.
fn plain(line: &str) -> String {
    let mut kept = Vec::new();
    for word in line.split_whitespace() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let clock = |c: char| c.is_ascii_digit() || ":.-–TZ".contains(c);
        let hash = bare.len() >= 12 && bare.chars().all(|c| c.is_ascii_hexdigit());
        let time = bare.len() >= 4 && bare.chars().all(clock) && bare.contains([':', '-']);
        if hash {
            kept.push("HASH".to_owned());
        } else if time {
            if kept.last().is_none_or(|last| last != "TIME") {
                kept.push("TIME".to_owned());
            }
        } else {
            kept.push(word.to_owned());
        }
    }
    let text = kept.join(" ");
    // The sum of a deadline hangs on the hour.
    for unit in ["working hours =", "working days =", "working day ="] {
        if let Some((before, _)) = text.split_once(unit) {
            return format!("{before}{unit}");
        }
    }
    // Within a Chinese sentence a time is no word of its own.
    let clock = |c: char| c.is_ascii_digit() || ":.-".contains(c);
    let mut out = String::new();
    let mut rest = text.as_str();
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, run) = rest.split_at(at);
        let end = run.find(|c: char| !clock(c)).unwrap_or(run.len());
        let (run, after) = run.split_at(end);
        out += before;
        out += if run.contains([':', '-']) {
            "TIME"
        } else {
            run
        };
        rest = after;
    }
    out + rest
}

/// Whether a text fits what the page shows of it; `…` stands for any lines, at the end of a line for the rest of it.
fn fits(shown: &str, printed: &str) -> bool {
    let lines = |text: &str| -> Vec<String> {
        let lines = text.lines().map(plain).filter(|line| !line.is_empty());
        lines.collect()
    };
    let (shown, printed) = (lines(shown), lines(printed));
    let same = |shown: &str, printed: &str| match shown.strip_suffix('…') {
        Some(head) => printed.starts_with(head),
        None => shown == printed,
    };
    fn go(shown: &[String], printed: &[String], same: &dyn Fn(&str, &str) -> bool) -> bool {
        match (shown.split_first(), printed.split_first()) {
            (None, None) => true,
            (Some((first, rest)), _) if first == "…" => {
                go(rest, printed, same) || (!printed.is_empty() && go(shown, &printed[1..], same))
            }
            (Some((first, rest)), Some((one, others))) => {
                same(first, one) && go(rest, others, same)
            }
            _ => false,
        }
    }
    go(&shown, &printed, &same)
}

/// A daemon that ends with the test, however that ends.
struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn swap(file: &Path, body: &str) {
    let mut text = std::fs::read_to_string(file).expect("the file is there");
    for place in body.split("…\n") {
        let of = |sign: char| -> String {
            let lines = place
                .lines()
                .filter_map(|line| line.strip_prefix([sign, ' ']));
            lines.flat_map(|line| [line, "\n"]).collect()
        };
        let old = of('-');
        assert!(text.contains(&old), "{}: {old}", file.display());
        text = text.replacen(&old, &of('+'), 1);
    }
    // As an editor saves: a new file takes the place of the old one.
    let beside = file.with_extension("new~");
    std::fs::write(&beside, text).expect("written");
    std::fs::rename(beside, file).expect("renamed");
}

struct Walk {
    dir: PathBuf,
    served: Option<Served>,
    /// What the page calls something, and what it is called here.
    called: Vec<(String, String)>,
}

impl Walk {
    fn run(&self, command: &str) -> String {
        let mut args = words(command);
        for (page, here) in &self.called {
            for arg in &mut args {
                *arg = arg.replace(page, here);
            }
        }
        let output = Command::new(env!("CARGO_BIN_EXE_casework"))
            .args(&args[1..])
            .current_dir(&self.dir)
            .output()
            .expect("it runs");
        let both = [output.stdout, output.stderr].concat();
        let mut text = String::from_utf8(both).expect("text");
        for (page, here) in &self.called {
            text = text.replace(here, page);
        }
        text
    }

    fn serve(&mut self) {
        let mut child = Command::new(env!("CARGO_BIN_EXE_casework"))
            .args(["serve", "--listen", "127.0.0.1:0"])
            .current_dir(&self.dir)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        let mut said = String::new();
        let out = child.stdout.take().expect("piped");
        BufReader::new(out).read_line(&mut said).expect("a line");
        assert!(said.starts_with("http://127.0.0.1:"), "{said}");
        self.served = Some(Served(child));
    }

    /// Runs it until it prints what the page shows: the daemon needs a moment to see a saved file.
    fn expect(&mut self, command: &str, shown: &str) {
        let begun = Instant::now();
        loop {
            let printed = self.run(command);
            self.learn(shown, &printed);
            let shown = shown.replace("\u{fffd}", "");
            if fits(&shown, &printed) {
                return;
            }
            let changes = command.contains("revisions") || command.contains("check");
            assert!(
                changes && begun.elapsed() < Duration::from_secs(60),
                "$ {command}\nshown:\n{shown}\nprinted:\n{printed}"
            );
            std::thread::sleep(Duration::from_millis(200));
        }
    }

    /// Codes carry the month, and digests are this run's.
    fn learn(&mut self, shown: &str, printed: &str) {
        for marker in ["service-", "--digest "] {
            let word = |text: &str| -> Option<String> {
                let after = text.split_once(marker)?.1;
                let word: String = after.chars().take_while(char::is_ascii_hexdigit).collect();
                Some(format!("{marker}{word}")).filter(|word| word.len() > marker.len())
            };
            if let (Some(page), Some(here)) = (word(shown), word(printed)) {
                let strip = |text: String| match marker {
                    "--digest " => text.replace(marker, ""),
                    _ => text,
                };
                let (page, here) = (strip(page), strip(here));
                self.called.retain(|(known, _)| *known != page);
                self.called.push((page, here));
            }
        }
    }
}

fn follow(page: &str, lang: &str) {
    let outer = tempfile::tempdir().expect("a folder");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("docs/src").join(page)).expect("the page");
    let mut walk = Walk {
        dir: outer.path().to_owned(),
        served: None,
        called: Vec::new(),
    };
    let mut ran = 0;
    for block in blocks(&text) {
        match block {
            Block::Swap(file, body) => swap(&walk.dir.join(file), &body),
            Block::Shell(typed) => {
                for (command, shown) in typed {
                    ran += 1;
                    match command.as_str() {
                        "casework serve" => walk.serve(),
                        other if other.starts_with("cd ") => walk.dir.push(&other[3..]),
                        other => {
                            // The page's language is that of a new user's machine.
                            let lang = match other.starts_with("casework init") {
                                true if !other.contains("--lang") => format!(" --lang {lang}"),
                                _ => String::new(),
                            };
                            walk.expect(&format!("{other}{lang}"), &shown);
                        }
                    }
                }
            }
        }
    }
    assert!(ran > 20, "{ran} commands");
}

#[test]
fn the_english_tutorial_is_true() {
    follow("en/tutorial.md", "en");
}

#[test]
fn the_chinese_tutorial_is_true() {
    follow("zh/tutorial.md", "zh");
}

#[test]
fn a_line_that_is_not_as_shown_is_found() {
    assert!(fits("a\n…\nd\n", "a\nb\nc\nd\n"));
    assert!(!fits("a\n…\nd\n", "a\nb\nc\n"));
    assert!(fits("x 2026-11-25 13:22:10.040", "x 2026-11-26 17:00"));
    assert!(!fits("x: Solved (line 6)", "x: solved (line 6)"));
}

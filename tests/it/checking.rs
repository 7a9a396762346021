//! How `check`, `explain` and `labels` print: the same value as text, JSON and HTML; again on every save.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use casework::config::explain::{Side, page};
use casework::config::{report_html, to_json};
use casework::model::catalogue::Lang;
use serde_json::Value as Json;

use crate::small::loaded;

fn casework(args: &[&str], dir: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_casework"));
    command.args(args).current_dir(dir).output().unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// An example's folder on the disk.
fn laid(id: &str, side: Side) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (path, bytes) in page(id).unwrap().example.folder(side).iter() {
        let path = dir.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    dir
}

#[test]
fn text_json_and_html_say_the_same() {
    let dir = laid("toml-quote-key", Side::Wrong);
    let plain = text(&casework(&["check", "--lang", "en"], dir.path()));
    let json = casework(&["check", "--format", "json", "--lang", "en"], dir.path());
    assert_eq!(json.status.code(), Some(1));
    let object: Json = serde_json::from_str(&text(&json)).unwrap();
    let html = text(&casework(
        &["check", "--format", "html", "--lang", "en"],
        dir.path(),
    ));
    let [told] = object["diagnostics"].as_array().unwrap().as_slice() else {
        panic!("{object:#}")
    };
    for key in ["id", "message", "help"] {
        let said = told[key].as_str().unwrap();
        assert!(plain.contains(said), "{plain}");
        let bare = |text: &str| {
            text.replace("<code>", "`")
                .replace("</code>", "`")
                .replace("&quot;", "\"")
        };
        assert!(bare(&html).contains(said), "{html}");
    }
    assert!(html.contains(">电话</mark> = { type"), "{html}");
    assert!(html.contains("workflows/shop/ticket.toml:16:1 "), "{html}");
    assert!(
        html.contains("href=\"#toml-quote-key\"")
            && html.contains("<section id=\"toml-quote-key\">")
    );
    assert!(
        !html.contains("<script") && !html.contains("http"),
        "nothing is fetched"
    );
    let same = casework(&["check", "--json", "--lang", "en"], dir.path());
    assert_eq!(text(&same), text(&json));
}

#[test]
fn the_json_is_as_the_help_says() {
    let loaded = loaded(
        &page("several-unguarded")
            .unwrap()
            .example
            .folder(Side::Wrong),
    );
    let told = loaded.diagnostics.iter().next().unwrap();
    let object = to_json(told, &loaded.sources, Lang::En);
    let keys: Vec<&str> = object
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let wanted = [
        "id", "severity", "message", "label", "help", "path", "line", "column", "end", "text",
        "more",
    ];
    assert_eq!(keys, wanted);
    let more: Vec<&str> = object["more"][0]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(more, ["path", "line", "column", "end", "text", "label"]);
    let help = text(&casework(&["check", "--help"], Path::new(".")));
    for key in wanted {
        assert!(
            help.contains(&format!("`{key}`")),
            "{key} is not in the help:\n{help}"
        );
    }
}

#[test]
fn a_page_without_fault_and_a_page_with_signs_of_html() {
    let clean = loaded(&page("unknown-name").unwrap().example.folder(Side::Right));
    let html = report_html(&clean.diagnostics, &clean.sources, Lang::Zh);
    assert!(
        html.contains("没有发现问题") && html.contains("lang=\"zh\""),
        "{html}"
    );
    let mut folder = page("unknown-name").unwrap().example.folder(Side::Right);
    folder.insert("workflows/shop/x.toml", "none = \"\u{7}<b>\"\n");
    folder.insert(
        "workflows/shop/y.toml",
        "label = \"<b>&\"\n[field]\na = \"tekst<i>\"\n",
    );
    let found = loaded(&folder);
    let html = report_html(&found.diagnostics, &found.sources, Lang::En);
    assert!(
        !html.contains("<b>") && !html.contains("<i>") && !html.contains('\u{7}'),
        "{html}"
    );
    assert!(html.contains("tekst&lt;i&gt;"), "{html}");
}

#[test]
fn check_looks_again_when_a_file_is_saved() {
    let dir = laid("unknown-name", Side::Wrong);
    let mut child = Command::new(env!("CARGO_BIN_EXE_casework"))
        .args(["check", "--watch", "--json", "--lang", "en"])
        .current_dir(dir.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (lines, queue) = std::sync::mpsc::channel();
    let out = BufReader::new(child.stdout.take().unwrap());
    std::thread::spawn(move || {
        out.lines()
            .map_while(Result::ok)
            .try_for_each(|line| lines.send(line))
    });
    let next = || {
        let line = queue.recv_timeout(Duration::from_secs(30)).unwrap();
        serde_json::from_str::<Json>(&line).unwrap()["sound"].clone()
    };
    assert_eq!(next(), false);
    let right = page("unknown-name").unwrap().example.folder(Side::Right);
    let path = "workflows/shop/ticket.toml";
    let began = Instant::now();
    std::fs::write(dir.path().join(path), right.text(path).unwrap()).unwrap();
    assert_eq!(next(), true);
    assert!(
        began.elapsed() < Duration::from_secs(20),
        "the save was heard of"
    );
    // Saved as it was: nothing to say.
    std::fs::write(dir.path().join(path), right.text(path).unwrap()).unwrap();
    assert!(queue.recv_timeout(Duration::from_secs(2)).is_err());
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_message_is_explained() {
    let output = casework(&["explain", "maybe-empty", "--lang", "en"], Path::new("."));
    let said = text(&output);
    for part in [
        "workflows/shop/ticket.toml",
        "is_set(due_on) && due_on > today",
        "error[maybe-empty]",
    ] {
        assert!(said.contains(part), "{said}");
    }
    let said = text(&casework(
        &["explain", "maybe-empty", "--lang", "zh"],
        Path::new("."),
    ));
    assert!(
        said.contains("可能为空") && said.contains("错误[maybe-empty]"),
        "{said}"
    );
    let output = casework(&["explain", "maybe-emty"], Path::new("."));
    assert_eq!(output.status.code(), Some(4));
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(
        error.contains("maybe-emty") && error.contains("did you mean `maybe-empty`?"),
        "{error}"
    );
    let list = text(&casework(&["explain"], Path::new(".")));
    let all = casework::model::catalogue::diagnostics();
    for message in all {
        assert!(
            list.contains(&format!("  {} ", message.id)),
            "{}",
            message.id
        );
    }
    let page = text(&casework(
        &["explain", "--markdown", "--lang", "zh"],
        Path::new("."),
    ));
    assert!(page.contains("### `maybe-empty`") && page.matches("```").count().is_multiple_of(2));
}

#[test]
fn missing_labels_are_listed_and_written() {
    let dir = laid("missing-translations", Side::Wrong);
    let listed = text(&casework(
        &["labels", "--missing", "--desk", "store"],
        dir.path(),
    ));
    assert_eq!(
        listed,
        "workflows/store/labels.csv\nparcel.number,…,…\nparcel.weight,…,…\nparcel.sender,…,…\nparcel.stamp,…,…\n"
    );
    casework(
        &["labels", "--missing", "--append", "--desk", "store"],
        dir.path(),
    );
    let path = dir.path().join("workflows/store/labels.csv");
    let written = std::fs::read_to_string(&path).unwrap();
    assert_eq!(
        written,
        "path,zh,en\nparcel,包裹,Parcel\n\nparcel.number,…,…\nparcel.weight,…,…\nparcel.sender,…,…\nparcel.stamp,…,…\n"
    );
    let told = text(&casework(&["check", "--lang", "en"], dir.path()));
    assert!(
        told.contains("missing-translations"),
        "a `…` is no label: {told}"
    );
    casework(
        &["labels", "--missing", "--append", "--desk", "store"],
        dir.path(),
    );
    assert_eq!(
        std::fs::read_to_string(&path).unwrap(),
        written,
        "none twice"
    );
    std::fs::write(&path, written.replace('…', "x")).unwrap();
    let told = text(&casework(&["check", "--lang", "en"], dir.path()));
    assert!(!told.contains("missing-translation"), "{told}");
}

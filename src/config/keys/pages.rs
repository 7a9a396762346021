//! The manual's pages of keys, written from the key table: a page a section, in either language. What is committed under
//! `docs/` is held against this by a test.

use std::fmt::Write;

use super::{Key, Kind, Section, section, sections, word_doc};
use crate::lang::FUNCTIONS;
use crate::model::catalogue::Lang;

/// A page of the manual.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPage {
    /// Its file below the language's folder (`keys/workflow-task.md`).
    pub path: String,
    /// Its title.
    pub title: String,
    /// Its text, as Markdown.
    pub text: String,
}

/// Every page of keys, in the order of the manual, and the page of built-in functions.
#[must_use]
pub fn key_pages(lang: Lang) -> Vec<KeyPage> {
    let mut pages: Vec<KeyPage> = sections().map(|section| page(section, lang)).collect();
    pages.push(functions(lang));
    pages
}

fn say(lang: Lang, zh: &'static str, en: &'static str) -> &'static str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

fn file_of(path: &str) -> String {
    format!("{}.md", path.replace(['.', '_'], "-"))
}

fn title(section: &Section, lang: Lang) -> String {
    let called = section.called(lang).trim().replace('`', "");
    let called = match lang {
        Lang::Zh => called,
        // “a task” as a title: Task.
        Lang::En => {
            let bare = ["a ", "an ", "the "]
                .iter()
                .find_map(|article| called.strip_prefix(article));
            capital(bare.unwrap_or(&called))
        }
    };
    // A desk's table and a file's column may be called alike.
    let twice = sections()
        .filter(|other| other.called(lang) == section.called(lang))
        .count()
        > 1;
    if twice {
        format!("{called} ({})", section.path)
    } else {
        called
    }
}

fn capital(text: &str) -> String {
    let mut rest = text.chars();
    match rest.next() {
        Some(first) if !text.contains(".toml") => first.to_uppercase().chain(rest).collect(),
        _ => text.to_owned(),
    }
}

fn page(section: &Section, lang: Lang) -> KeyPage {
    let title = title(section, lang);
    let mut text = format!("# {title}\n\n");
    let stands = stands_in(section.path, lang);
    if !stands.is_empty() {
        let _ = write!(
            text,
            "{}{}\n\n",
            say(lang, "写在：", "Written under "),
            stands.join(say(lang, "、", ", "))
        );
    }
    let _ = writeln!(
        text,
        "| {} |\n| --- | --- | --- |",
        say(lang, "键 | 写什么 | 作用", "key | takes | what it does")
    );
    for key in section.keys {
        let takes = takes(key, lang).replace('|', "\\|");
        let _ = writeln!(text, "| `{}` | {takes} | {} |", key.name, key.doc(lang));
    }
    let _ = write!(
        text,
        "\n{}\n\n",
        say(lang, "每个键一个例子：", "An example of each:")
    );
    text.push_str("```toml\n");
    for key in section.keys {
        let _ = writeln!(text, "{}", key.example);
    }
    text.push_str("```\n");
    for key in section.keys {
        if let Kind::Word(words) = key.kind {
            text.push_str(&words_of(key, words, lang));
        }
    }
    let path = format!("keys/{}", file_of(section.path));
    KeyPage { path, title, text }
}

fn words_of(key: &Key, words: &[&str], lang: Lang) -> String {
    let docs: Vec<(&str, &str)> = words
        .iter()
        .filter_map(|word| Some((*word, word_doc(key.name, word, lang)?)))
        .collect();
    if docs.is_empty() {
        return String::new();
    }
    let mut text = format!("\n`{}`:\n\n", key.name);
    for (word, doc) in docs {
        let _ = writeln!(text, "- `\"{word}\"`{}{doc}", say(lang, "：", ": "));
    }
    text
}

/// Links to the sections whose keys lead here.
fn stands_in(path: &str, lang: Lang) -> Vec<String> {
    let mut found = Vec::new();
    for from in sections() {
        for key in from.keys {
            if leads_to(key.kind) == Some(path) {
                let place = format!("[`{}`]({}) `{}`", from.path, file_of(from.path), key.name);
                found.push(place);
            }
        }
    }
    if path == "depends" {
        found.push(say(lang, "凡是可以随情况而变的值", "any value that may depend").to_owned());
    }
    found
}

fn leads_to(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Table(path) | Kind::Tables(path) | Kind::Entries(path) | Kind::Short(path) => {
            Some(path)
        }
        _ => None,
    }
}

/// What a key takes, in words.
fn takes(key: &Key, lang: Lang) -> String {
    let link = |path: &str| {
        let title = section(path).map_or_else(|| path.to_owned(), |section| title(section, lang));
        format!("[{title}]({})", file_of(path))
    };
    let of = |zh: &str, en: &str, path: &str| match lang {
        Lang::Zh => format!("{zh}{}", link(path)),
        Lang::En => format!("{en} {}", link(path)),
    };
    match key.kind {
        Kind::Text => say(lang, "文本", "a text").to_owned(),
        Kind::Value => say(
            lang,
            "值，或以 `=` 开头的公式",
            "a value, or a formula that begins with `=`",
        )
        .to_owned(),
        Kind::Condition => say(
            lang,
            "条件（表达式，不加 `=`）",
            "a condition: an expression, without `=`",
        )
        .to_owned(),
        Kind::Name => say(lang, "名称", "a name").to_owned(),
        Kind::Names => say(lang, "名称，或名称的列表", "a name or a list of names").to_owned(),
        Kind::Values => say(lang, "值或公式的列表", "a list of values or formulas").to_owned(),
        Kind::Whole => say(lang, "整数", "a whole number").to_owned(),
        Kind::Number => say(lang, "数字", "a number").to_owned(),
        Kind::YesNo => say(lang, "`true` 或 `false`", "`true` or `false`").to_owned(),
        Kind::Date => say(lang, "日期，不加引号", "a date, without quotes").to_owned(),
        Kind::Moment => say(
            lang,
            "日期和时刻，不加引号",
            "a date with a time, without quotes",
        )
        .to_owned(),
        Kind::Duration => say(
            lang,
            "时长、日期，或公式",
            "a duration, a date, or a formula",
        )
        .to_owned(),
        Kind::Word(words) => {
            let words: Vec<String> = words.iter().map(|word| format!("`\"{word}\"`")).collect();
            words.join(say(lang, "、", ", "))
        }
        Kind::Sentence => say(lang, "固定的句式", "a sentence of a closed list").to_owned(),
        Kind::Table(path) => of("一个", "a table:", path),
        Kind::Tables(path) => of("列表，每项一个", "a list of tables:", path),
        Kind::Entries(path) => of("按名称，每个一个", "by name, each a table:", path),
        Kind::Short(path) => of(
            "按名称，每个一个（可简写）",
            "by name, each a table or shorter:",
            path,
        ),
        Kind::Map => say(
            lang,
            "按名称，每个一个值或公式",
            "by name, each a value or a formula",
        )
        .to_owned(),
        Kind::Any => say(lang, "见例子", "see the example").to_owned(),
    }
}

fn functions(lang: Lang) -> KeyPage {
    let title = say(lang, "内置函数", "Built-in functions").to_owned();
    let mut text = format!(
        "# {title}\n\n{}\n\n",
        say(
            lang,
            "条件和公式里可以直接使用。",
            "Conditions and formulas know these."
        )
    );
    let _ = writeln!(
        text,
        "| {} |\n| --- | --- |",
        say(lang, "写法 | 结果", "how it is called | what it gives")
    );
    for function in FUNCTIONS {
        let call = function.call.replace('|', "\\|");
        let call = match lang {
            Lang::Zh => call.replace(" or ", "` 或 `"),
            Lang::En => call.replace(" or ", "` or `"),
        };
        let doc = say(lang, function.zh, function.en);
        let _ = writeln!(text, "| `{call}` | {doc} |");
    }
    KeyPage {
        path: "keys/functions.md".to_owned(),
        title,
        text,
    }
}

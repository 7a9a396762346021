//! The schemas editors are given: every shipped file fits its own, and what is wrong is underlined.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use casework::config::keys::{self, Kind};
use casework::config::{Folder, SchemaFile, schema};
use casework::model::catalogue::Lang;
use jsonschema::Validator;
use serde_json::{Value, json};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A TOML text as the language server hands it to a schema: dates as text.
fn as_json(text: &str) -> Value {
    fn plain(value: &toml::Value) -> Value {
        match value {
            toml::Value::String(text) => json!(text),
            toml::Value::Integer(number) => json!(number),
            toml::Value::Float(number) => json!(number),
            toml::Value::Boolean(yes) => json!(yes),
            toml::Value::Datetime(at) => json!(at.to_string()),
            toml::Value::Array(items) => items.iter().map(plain).collect(),
            toml::Value::Table(table) => {
                Value::Object(table.iter().map(|(k, v)| (k.clone(), plain(v))).collect())
            }
        }
    }
    let table: toml::Table = text
        .parse()
        .unwrap_or_else(|error| panic!("{error}\n{text}"));
    plain(&toml::Value::Table(table))
}

fn validator(file: SchemaFile) -> Validator {
    let schema = schema(file, None);
    assert!(jsonschema::meta::is_valid(&schema), "{}", file.word());
    jsonschema::validator_for(&schema).unwrap()
}

/// Everything the schema has against a text, a line each.
fn told(file: SchemaFile, text: &str) -> Vec<String> {
    let validator = validator(file);
    let json = as_json(text);
    let errors = validator.iter_errors(&json);
    errors
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

fn toml_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            toml_files(&path, found);
        } else if path.extension().is_some_and(|end| end == "toml") {
            found.push(path);
        }
    }
}

/// Which kind a file of a folder is, by where it lies; `parts` are what its desks include.
fn kind(folder: &Path, path: &Path, parts: &BTreeSet<String>) -> SchemaFile {
    let relative = path.strip_prefix(folder).unwrap().to_str().unwrap();
    match relative.split('/').collect::<Vec<_>>()[..] {
        ["casework.toml"] => SchemaFile::Settings,
        ["map.toml"] => SchemaFile::Mapping,
        ["rules", "calendars", _] => SchemaFile::Calendar,
        ["workflows", ..] if parts.contains(relative) => SchemaFile::Desk,
        ["workflows", _, "desk.toml"] => SchemaFile::Desk,
        ["workflows", _, _] => SchemaFile::Workflow,
        _ => SchemaFile::Scenario,
    }
}

#[test]
fn every_shipped_file_fits_its_schema() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    let mut folder = |folder: PathBuf, below: &[&str]| {
        let loaded = Folder::read(&folder).map(|folder| crate::small::loaded(&folder));
        let parts: BTreeSet<String> = loaded.map_or_else(
            |_| BTreeSet::new(),
            |loaded| loaded.desk_files().into_iter().map(str::to_owned).collect(),
        );
        let mut paths = Vec::new();
        for part in below {
            let path = folder.join(part);
            if path.is_dir() {
                toml_files(&path, &mut paths);
            } else if path.exists() {
                paths.push(path);
            }
        }
        for path in paths {
            let text = std::fs::read_to_string(&path).unwrap();
            let told = told(kind(&folder, &path, &parts), &text);
            wrong.extend(
                told.iter()
                    .map(|told| format!("{}: {told}", path.display())),
            );
            seen += 1;
        }
    };
    let parts = ["casework.toml", "workflows", "rules", "map.toml"];
    folder(root().to_owned(), &parts);
    folder(root().to_owned(), &["tests/scenarios"]);
    folder(root().join("tests/imports/volvo-incidents"), &parts);
    folder(root().join("tests/imports/volvo-problems"), &parts);
    // The clean twin of every broken folder is a folder without fault.
    for entry in std::fs::read_dir(root().join("tests/broken")).unwrap() {
        folder(entry.unwrap().path().join("clean"), &parts);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen > 150, "{seen}");
}

#[test]
fn what_is_wrong_is_underlined() {
    let wrong = [
        (SchemaFile::Settings, "publsh = \"gate\""),
        (SchemaFile::Settings, "publish = \"sometimes\""),
        (SchemaFile::Settings, "gate = { max_changed = \"none\" }"),
        (SchemaFile::Desk, "[role]\nboss = { abov = \"x\" }"),
        (SchemaFile::Desk, "[ladder]\ndefault = { at = \"due\" }"),
        (SchemaFile::Desk, "[calendar.office]\ndefault = \"yes\""),
        (
            SchemaFile::Workflow,
            "[task]\nanswer = { whom = \"=owner\" }",
        ),
        (
            SchemaFile::Workflow,
            "[task]\nanswer = { lives = \"always\" }",
        ),
        (SchemaFile::Workflow, "[state]\nopen = \"answer\""),
        (SchemaFile::Workflow, "[state]\nopen = { final = \"yes\" }"),
        (SchemaFile::Workflow, "[transition]\na = { from = 1 }"),
        (
            SchemaFile::Workflow,
            "[transition]\na = { starts = { workflow = \"b\" } }",
        ),
        (SchemaFile::Workflow, "[param]\nx = { valu = 1 }"),
        (SchemaFile::Workflow, "[states]\nopen = {}"),
        (SchemaFile::Calendar, "published_until = \"soon\""),
        (SchemaFile::Scenario, "[[step]]\nbuy = \"li\""),
        (SchemaFile::Mapping, "[column]\nkase = \"case\""),
    ];
    for (file, text) in wrong {
        assert!(!told(file, text).is_empty(), "{text}");
    }
}

#[test]
fn both_forms_and_values_that_depend_fit() {
    let right = [
        (
            SchemaFile::Workflow,
            "[task.answer]\nwho = \"=owner\"\ndue = \"24h\"",
        ),
        (
            SchemaFile::Workflow,
            "[task]\nanswer = { who = [\"a\", \"=b\"], due = { value = \"24h\", except = [{ when = \"x\", value = \"4h\" }] } }",
        ),
        (
            SchemaFile::Workflow,
            "[task]\nanswer = { due = false }\nother = false",
        ),
        (
            SchemaFile::Workflow,
            "[field]\nfacts = \"text\"\nsum = \"=a + b\"\nclaim = { type = \"money\", default = 0 }",
        ),
        (
            SchemaFile::Workflow,
            "[task]\na = { outcomes = [\"yes\", \"no\"] }\nb = { outcomes = { yes = { keeps = true } } }",
        ),
        (
            SchemaFile::Workflow,
            "[param]\nbase = { value = 1300, from = [{ date = 2027-01-01, value = 1400 }] }",
        ),
        (
            SchemaFile::Workflow,
            "[migrate.rename]\nstate.checking = \"confirming\"\n[migrate]\nrecompute = [\"urgency\"]",
        ),
        (SchemaFile::Workflow, "[\"state\"]\n\"处理\" = {}"),
    ];
    for (file, text) in right {
        let told = told(file, text);
        assert!(told.is_empty(), "{text}: {told:?}");
    }
}

#[test]
fn every_example_of_the_key_table_fits() {
    for file in SchemaFile::ALL {
        let mut wanted = vec![file.section()];
        let mut seen = Vec::new();
        while let Some(path) = wanted.pop() {
            if seen.contains(&path) {
                continue;
            }
            seen.push(path);
            let whole = schema(file, None);
            let own = if path == file.section() {
                whole.clone()
            } else {
                json!({ "$ref": format!("#/definitions/{path}"), "definitions": whole["definitions"] })
            };
            let validator = jsonschema::validator_for(&own).unwrap();
            for key in keys::section(path).unwrap().keys {
                let example = as_json(key.example);
                let errors: Vec<String> = validator
                    .iter_errors(&example)
                    .map(|error| error.to_string())
                    .collect();
                assert!(errors.is_empty(), "{path}.{}: {errors:?}", key.name);
                if let Kind::Table(path)
                | Kind::Tables(path)
                | Kind::Entries(path)
                | Kind::Short(path) = key.kind
                {
                    wanted.push(path);
                }
            }
        }
    }
}

#[test]
fn texts_are_in_the_language_asked_for_or_in_both() {
    let due = |lang| {
        let schema = schema(SchemaFile::Workflow, lang);
        let due = &schema["definitions"]["workflow.task"]["properties"]["due"]["description"];
        due.as_str().unwrap().to_owned()
    };
    assert_eq!(due(Some(Lang::Zh)), "期限");
    assert_eq!(due(Some(Lang::En)), "when it is due");
    assert_eq!(due(None), "期限\nwhen it is due");
    let schema = schema(SchemaFile::Settings, Some(Lang::En));
    let docs = &schema["properties"]["publish"]["x-taplo"]["docs"];
    assert_eq!(docs["enumValues"][2], "always waits for a person");
    assert!(
        docs["main"]
            .as_str()
            .unwrap()
            .contains("publish = \"gate\"")
    );
}

#[test]
fn the_command_writes_where_editors_look() {
    let casework = || Command::new(env!("CARGO_BIN_EXE_casework"));
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(dir.path().join("workflows/lamp")).unwrap();
    let desk = "include = [\"common/parts.toml\"]\n";
    std::fs::write(dir.path().join("workflows/lamp/desk.toml"), desk).unwrap();
    std::fs::create_dir_all(dir.path().join("workflows/common")).unwrap();
    std::fs::write(dir.path().join("workflows/common/parts.toml"), "").unwrap();
    casework()
        .args(["schema", "--out"])
        .arg(dir.path())
        .assert()
        .success();
    let written = std::fs::read_to_string(dir.path().join(".casework/schema/desk.json")).unwrap();
    let written: Value = serde_json::from_str(&written).unwrap();
    assert_eq!(written, schema(SchemaFile::Desk, None));
    let rules = std::fs::read_to_string(dir.path().join(".taplo.toml")).unwrap();
    let rules: toml::Table = rules.parse().unwrap();
    let rules = rules["rule"].as_array().unwrap();
    assert_eq!(rules.len(), 6);
    for rule in rules {
        let path = rule["schema"]["path"].as_str().unwrap();
        assert!(dir.path().join(path).exists(), "{path}");
    }
    let desk = rules[1]["include"].to_string();
    assert!(desk.contains("workflows/common/parts.toml"), "{desk}");
    // A file of the admin's own is not touched.
    std::fs::write(dir.path().join(".taplo.toml"), "# mine\n").unwrap();
    let again = casework()
        .args(["schema", "--out"])
        .arg(dir.path())
        .output()
        .unwrap();
    assert!(
        String::from_utf8(again.stdout)
            .unwrap()
            .contains("[[rule]]")
    );
    let kept = std::fs::read_to_string(dir.path().join(".taplo.toml")).unwrap();
    assert_eq!(kept, "# mine\n");
    casework().args(["schema", "nonsense"]).assert().code(2);
    let one = casework()
        .args(["schema", "calendar", "--lang", "en"])
        .output()
        .unwrap();
    let one: Value = serde_json::from_slice(&one.stdout).unwrap();
    assert_eq!(one, schema(SchemaFile::Calendar, Some(Lang::En)));
}

//! `casework schema`: what editors need to complete and explain the folder's TOML files.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::{Exit, Global, print};
use crate::config::{Folder, SchemaFile, load, schema};
use crate::model::RevisionNo;
use crate::model::catalogue::Lang;

/// Where the schemas lie in a folder; a dot folder is no configuration.
const BELOW: &str = ".casework/schema";
/// The file in which the TOML language server looks.
const TAPLO: &str = ".taplo.toml";
/// How a `.taplo.toml` written here begins; any other is somebody's own.
const OURS: &str = "# Written by `casework schema --out`";

/// What `schema` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Editors:
  VS Code with Even Better TOML, and any editor with the taplo language server:
    casework schema --out .        in the configuration folder. It writes .casework/schema/*.json
                                   and a .taplo.toml that says which schema is for which file.
                                   Open the folder; keys complete, and hovering explains them.
  One file by itself: put this line first, with the way from that file to the schema:
    #:schema ../../.casework/schema/workflow.json
  Others that take JSON Schemas: the files are draft 7.
Write them again after casework was brought up to date.")]
pub(super) struct Args {
    /// Which kind of file; without, all six as one JSON object
    #[arg(value_name = "KIND", value_parser = ["casework", "desk", "workflow", "calendar", "scenario", "mapping"])]
    kind: Option<String>,
    /// The configuration folder to write all six into, with a .taplo.toml that editors read
    #[arg(long, value_name = "DIR", conflicts_with = "kind")]
    out: Option<PathBuf>,
}

/// Prints one schema or all, or writes them where editors find them.
pub(super) fn run(global: &Global, args: &Args) -> Exit {
    if let Some(dir) = &args.out {
        return match write_all(dir, global.lang) {
            Ok(said) => {
                print(&said);
                Exit::Fine
            }
            Err(error) => {
                eprintln!("casework: {error}");
                Exit::Unusable
            }
        };
    }
    let shown = match args.kind.as_deref().and_then(SchemaFile::parse) {
        Some(file) => schema(file, global.lang),
        None => {
            let all = SchemaFile::ALL.into_iter();
            let all = all.map(|file| (file_name(file), schema(file, global.lang)));
            Value::Object(all.collect::<Map<_, _>>())
        }
    };
    print(&format!("{shown:#}\n"));
    Exit::Fine
}

fn file_name(file: SchemaFile) -> String {
    format!("{}.json", file.word())
}

/// Writes the schemas and the rules; what was written, a path a line.
fn write_all(dir: &Path, lang: Option<Lang>) -> Result<String, String> {
    let below = dir.join(BELOW);
    std::fs::create_dir_all(&below).map_err(|error| format!("{}: {error}", below.display()))?;
    let mut said = String::new();
    for file in SchemaFile::ALL {
        let path = below.join(file_name(file));
        put(&path, &format!("{:#}\n", schema(file, lang)))?;
        let _ = writeln!(said, "{}", path.display());
    }
    let path = dir.join(TAPLO);
    let rules = rules(dir);
    let own = std::fs::read_to_string(&path).is_ok_and(|text| !text.starts_with(OURS));
    if own {
        let _ = write!(
            said,
            "\n{} is your own; it needs:\n\n{rules}",
            path.display()
        );
    } else {
        put(&path, &rules)?;
        let _ = writeln!(said, "{}", path.display());
    }
    Ok(said)
}

fn put(path: &Path, text: &str) -> Result<(), String> {
    std::fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}

/// Which schema is for which file. Files a desk includes are parts of desks, wherever they lie.
fn rules(dir: &Path) -> String {
    let loaded = Folder::read(dir).map(|folder| load(&folder, &BTreeMap::new(), RevisionNo(1)));
    let parts: Vec<String> = loaded.map_or_else(
        |_| Vec::new(),
        |loaded| loaded.desk_files().into_iter().map(str::to_owned).collect(),
    );
    // Those the pattern does not meet by itself.
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|path| !path.ends_with("/desk.toml"))
        .collect();
    let mut text = format!("{OURS}: which schema is for which file.\n");
    for file in SchemaFile::ALL {
        let mut include: Vec<&str> = file.patterns().to_vec();
        let mut exclude: Vec<&str> = Vec::new();
        match file {
            SchemaFile::Desk => include.extend(parts.iter().map(String::as_str)),
            SchemaFile::Workflow => {
                exclude.extend(SchemaFile::Desk.patterns());
                exclude.extend(parts.iter().map(String::as_str));
            }
            _ => {}
        }
        let _ = write!(text, "\n[[rule]]\ninclude = {}\n", quoted(&include));
        if !exclude.is_empty() {
            let _ = writeln!(text, "exclude = {}", quoted(&exclude));
        }
        let _ = writeln!(
            text,
            "[rule.schema]\npath = \"{BELOW}/{}\"",
            file_name(file)
        );
    }
    text
}

fn quoted(patterns: &[&str]) -> String {
    let quoted: Vec<String> = patterns.iter().map(|p| format!("\"{p}\"")).collect();
    format!("[{}]", quoted.join(", "))
}

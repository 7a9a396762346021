//! An empty desk that runs: the files `casework init` writes. They are few, and each says by a comment what it is for, so
//! that an admin begins by changing something that works.

use super::source::Folder;
use crate::model::catalogue::Lang;

/// The path of a file of the desk, and its text, where `{desk}` stands for the desk's name.
type File = (&'static str, &'static str);

const ZH: &[File] = &[
    ("casework.toml", include_str!("starter/zh/casework.toml")),
    (
        "workflows/{desk}/desk.toml",
        include_str!("starter/zh/desk.toml"),
    ),
    (
        "workflows/{desk}/request.toml",
        include_str!("starter/zh/request.toml"),
    ),
    (
        "workflows/{desk}/employee.toml",
        include_str!("starter/zh/employee.toml"),
    ),
    (
        "workflows/{desk}/labels.csv",
        include_str!("starter/labels.csv"),
    ),
    (
        "rules/calendars/office.toml",
        include_str!("starter/zh/office.toml"),
    ),
    (
        "rules/calendars/office.csv",
        include_str!("starter/zh/office.csv"),
    ),
    (
        "tests/scenarios/{desk}/answered.toml",
        include_str!("starter/zh/answered.toml"),
    ),
    (
        "tests/scenarios/{desk}/people.csv",
        include_str!("starter/zh/people.csv"),
    ),
];

const EN: &[File] = &[
    ("casework.toml", include_str!("starter/en/casework.toml")),
    (
        "workflows/{desk}/desk.toml",
        include_str!("starter/en/desk.toml"),
    ),
    (
        "workflows/{desk}/request.toml",
        include_str!("starter/en/request.toml"),
    ),
    (
        "workflows/{desk}/employee.toml",
        include_str!("starter/en/employee.toml"),
    ),
    (
        "workflows/{desk}/labels.csv",
        include_str!("starter/labels.csv"),
    ),
    (
        "rules/calendars/office.toml",
        include_str!("starter/en/office.toml"),
    ),
    (
        "tests/scenarios/{desk}/answered.toml",
        include_str!("starter/en/answered.toml"),
    ),
    (
        "tests/scenarios/{desk}/people.csv",
        include_str!("starter/en/people.csv"),
    ),
];

/// The files of an empty desk of this name.
#[must_use]
pub fn starter(desk: &str, lang: Lang) -> Folder {
    let files = match lang {
        Lang::Zh => ZH,
        Lang::En => EN,
    };
    let mut folder = Folder::default();
    for (path, text) in files {
        folder.insert(&path.replace("{desk}", desk), text.replace("{desk}", desk));
    }
    folder
}

/// Whether a desk may be called this: its name is a folder's, and stands in codes and addresses.
#[must_use]
pub fn is_desk_name(name: &str) -> bool {
    let fine = |c: char| c == '-' || c == '_' || c.is_alphanumeric();
    let first = name.chars().next();
    first.is_some_and(char::is_alphanumeric)
        && name.chars().all(fine)
        && name.len() <= 64
        && name != super::docs::COMMON
}

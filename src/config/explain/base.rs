//! The small folder every example stands in. There is something of everything in it and nothing wrong with it, so that an
//! example shows the lines that matter and no others.

use super::super::source::Folder;

/// Its files.
const FILES: [(&str, &str); 12] = [
    ("casework.toml", include_str!("base/casework.toml")),
    ("workflows/shop/desk.toml", include_str!("base/desk.toml")),
    ("workflows/shop/staff.toml", include_str!("base/staff.toml")),
    (
        "workflows/shop/customer.toml",
        include_str!("base/customer.toml"),
    ),
    (
        "workflows/shop/ticket.toml",
        include_str!("base/ticket.toml"),
    ),
    (
        "workflows/shop/complaint.toml",
        include_str!("base/shop_complaint.toml"),
    ),
    (
        "workflows/common/complaint.toml",
        include_str!("base/complaint.toml"),
    ),
    (
        "workflows/shop/notices/word.md",
        include_str!("base/word.md"),
    ),
    ("rules/shop/price.rhai", include_str!("base/price.rhai")),
    ("rules/shop/papers.csv", include_str!("base/papers.csv")),
    (
        "rules/calendars/office.toml",
        include_str!("base/office.toml"),
    ),
    (
        "rules/calendars/office.csv",
        include_str!("base/office.csv"),
    ),
];

/// The folder.
pub(super) fn folder() -> Folder {
    let mut folder = Folder::default();
    for (path, text) in FILES {
        folder.insert(path, text);
    }
    folder
}

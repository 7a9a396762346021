//! Folders, lines and columns.

use super::*;
use crate::config::testing::lines;
use crate::config::{Diagnostics, Doc};
use std::fs;

#[test]
fn columns_count_characters() {
    let mut sources = Sources::default();
    let id = sources.add("a.toml", "label = \"客户\"\r\n处理 = 1\n");
    assert_eq!(sources.line_column(id, 0), (1, 1));
    let quote = "label = \"客户".len();
    assert_eq!(sources.line_column(id, quote), (1, 12));
    let second = "label = \"客户\"\r\n处理".len();
    assert_eq!(sources.line_column(id, second), (2, 3));
    // Inside a character, and past the end.
    assert_eq!(sources.line_column(id, second - 1), (2, 2));
    assert_eq!(sources.line_column(id, 10_000), (3, 1));
}

#[test]
fn the_same_line_and_column_come_out_of_a_naive_count() {
    let text = "a\n处理中 = '客'\n\n  x\r\ny";
    let mut sources = Sources::default();
    let id = sources.add("a", text);
    let (mut line, mut column) = (1, 1);
    for (at, c) in text.char_indices() {
        assert_eq!(sources.line_column(id, at), (line, column), "byte {at}");
        (line, column) = match c {
            '\n' => (line + 1, 1),
            _ => (line, column + 1),
        };
    }
}

#[test]
fn equal_folders_have_equal_hashes_and_others_do_not() {
    let mut a = Folder::default();
    a.insert("workflows/a.toml", "x = 1");
    let mut b = a.clone();
    assert_eq!(a.hash(), b.hash());
    b.insert("workflows/a.toml", "x = 2");
    assert_ne!(a.hash(), b.hash());
    // The same bytes, split otherwise between path and content.
    let mut c = Folder::default();
    c.insert("workflows/a.tomlx", " = 1");
    assert_ne!(a.hash(), c.hash());
}

#[test]
fn a_folder_is_read_without_what_editors_leave() {
    let root = tempfile::tempdir().expect("a folder");
    let put = |path: &str, text: &str| {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, text).expect("written");
    };
    put("casework.toml", "publish = \"gate\"");
    put("workflows/mall/desk.toml", "\u{feff}label = \"商场\"");
    put("workflows/mall/notices/reply.md", "hello");
    put("rules/mall/grades.csv", "code\n1\n");
    put("rules/mall/pay.rhai", "fn pay() {}");
    for left in [
        ".desk.toml.swp",
        "desk.toml~",
        "4913",
        ".git/x.toml",
        "photo.png",
    ] {
        put(&format!("workflows/mall/{left}"), "x");
    }
    put("other/x.toml", "x");
    let folder = Folder::read(root.path()).expect("read");
    let paths: Vec<&str> = folder.iter().map(|(path, _)| path).collect();
    assert_eq!(
        paths,
        [
            "casework.toml",
            "rules/mall/grades.csv",
            "rules/mall/pay.rhai",
            "workflows/mall/desk.toml",
            "workflows/mall/notices/reply.md",
        ]
    );
    assert_eq!(
        folder.text("workflows/mall/desk.toml"),
        Some("label = \"商场\"")
    );
    assert_eq!(folder.below("rules/mall/").count(), 2);
}

#[cfg(unix)]
#[test]
fn a_linked_root_is_followed_and_a_link_in_a_circle_ends() {
    let root = tempfile::tempdir().expect("a folder");
    let real = root.path().join("real");
    fs::create_dir_all(real.join("workflows")).expect("made");
    fs::write(real.join("workflows/a.toml"), "x = 1").expect("written");
    std::os::unix::fs::symlink(&real, root.path().join("link")).expect("linked");
    let folder = Folder::read(&root.path().join("link")).expect("read");
    assert_eq!(folder.text("workflows/a.toml"), Some("x = 1"));
    std::os::unix::fs::symlink(real.join("workflows"), real.join("workflows/round"))
        .expect("linked");
    assert!(Folder::read(&real).is_ok());
}

#[test]
fn a_missing_folder_and_a_huge_file_are_errors_that_name_them() {
    let root = tempfile::tempdir().expect("a folder");
    let missing = Folder::read(&root.path().join("nowhere")).expect_err("missing");
    assert!(missing.to_string().contains("nowhere"));
    let error = Folder::read(root.path()).expect_err("nothing in it");
    assert!(error.to_string().contains("no configuration"), "{error}");
    fs::create_dir_all(root.path().join("workflows")).expect("made");
    fs::create_dir_all(root.path().join("rules")).expect("made");
    let huge = vec![b'x'; usize::try_from(MAX_BYTES).expect("fits") + 1];
    fs::write(root.path().join("rules/huge.csv"), huge).expect("written");
    let error = Folder::read(root.path()).expect_err("too large");
    assert!(error.to_string().contains("huge.csv"), "{error}");
}

#[test]
fn a_file_in_gbk_is_told_once() {
    let mut folder = Folder::default();
    let mut bytes = b"label = \"".to_vec();
    bytes.extend([0xbf, 0xcd, b'"', b'\n', b'=']);
    folder.insert("workflows/a.toml", bytes);
    let (mut sources, mut out) = (Sources::default(), Diagnostics::default());
    assert!(Doc::load(&folder, "workflows/b.toml", &mut sources, &mut out).is_none());
    assert!(Doc::load(&folder, "workflows/a.toml", &mut sources, &mut out).is_some());
    let found = lines(&out, &sources);
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("1:1 not-utf-8"), "{found:?}");
}

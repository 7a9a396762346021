//! What is brought in at one go is kept whole or not at all.

use std::path::Path;

use tempfile::TempDir;

use super::samples::{batch, notes};
use super::suite::read;
use crate::store::{Access, Draft, SqliteStore, Store, StoreError};

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

fn create(path: &Path) -> SqliteStore {
    SqliteStore::open(path, Access::Create).expect("a new store")
}

#[test]
fn a_draft_is_kept_whole_or_not_at_all() {
    let folder = folder();
    let path = folder.path().join("a.casework");
    create(&path)
        .commit(&batch("mall", &notes(1, 2)))
        .expect("a batch");
    let before = std::fs::read(&path).expect("the file");
    let begin = || Draft::begin(&path, Access::Existing).expect("a draft");
    let write = |draft: &mut Draft| {
        for (from, to) in [(3, 4), (5, 6)] {
            let group = notes(from, to);
            draft
                .store()
                .commit(&batch("mall", &group))
                .expect("a group");
        }
        // What a failed call was given is not kept, what went before it is.
        let wrong = notes(9, 9);
        let refused = draft.store().commit(&batch("mall", &wrong));
        assert!(matches!(refused, Err(StoreError::OutOfOrder { .. })));
        assert_eq!(read(draft.store(), "mall", 1), notes(1, 6));
    };
    let mut draft = begin();
    write(&mut draft);
    let reader = SqliteStore::open(&path, Access::ReadOnly).expect("a reader");
    assert_eq!(read(&reader, "mall", 1), notes(1, 2));
    drop(reader);
    drop(draft);
    assert!(before == std::fs::read(&path).expect("the file"));

    let mut draft = begin();
    write(&mut draft);
    draft.keep().expect("kept");
    let store = SqliteStore::open(&path, Access::Existing).expect("the store");
    assert_eq!(read(&store, "mall", 1), notes(1, 6));
}

#[test]
fn a_draft_takes_away_only_what_it_made() {
    let folder = folder();
    let path = folder.path().join("a.casework");
    let mut draft = Draft::begin(&path, Access::Create).expect("a draft");
    draft
        .store()
        .commit(&batch("mall", &notes(1, 2)))
        .expect("a group");
    drop(draft);
    let left = std::fs::read_dir(folder.path()).expect("the folder");
    let left: Vec<_> = left.map(|entry| entry.expect("one").file_name()).collect();
    assert_eq!(left, ["a.casework.lock"]);

    std::fs::write(&path, "").expect("an empty file");
    drop(Draft::begin(&path, Access::Create).expect("a draft"));
    assert!(path.exists());
    let mut draft = Draft::begin(&path, Access::Create).expect("a draft");
    draft
        .store()
        .commit(&batch("mall", &notes(1, 2)))
        .expect("a group");
    draft.keep().expect("kept");
    drop(Draft::begin(&path, Access::Create).expect("a draft"));
    let store = SqliteStore::open(&path, Access::Existing).expect("the store");
    assert_eq!(read(&store, "mall", 1), notes(1, 2));
}

#[test]
fn after_the_database_gave_up_a_draft_nothing_more_is_kept() {
    let folder = folder();
    let path = folder.path().join("a.casework");
    create(&path)
        .commit(&batch("mall", &notes(1, 2)))
        .expect("a batch");
    let mut draft = Draft::begin(&path, Access::Existing).expect("a draft");
    // As SQLite does by itself on a full disk.
    draft
        .store()
        .connection()
        .execute_batch("ROLLBACK")
        .expect("given up");
    let kept = draft.store().commit(&batch("mall", &notes(3, 3)));
    assert!(matches!(kept, Err(StoreError::GivenUp)), "{kept:?}");
    assert!(matches!(draft.keep(), Err(StoreError::GivenUp)));
    let store = SqliteStore::open(&path, Access::Existing).expect("the store");
    assert_eq!(read(&store, "mall", 1), notes(1, 2));
}

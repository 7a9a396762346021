//! The suite's part on what is kept beside the journal: revisions, what is staged, imports.

use super::samples::{self, T0, batch};
use crate::model::{Line, LineNo, Outcome, RevisionNo, Text, What};
use crate::store::{ImportRow, NewRevision, RevisionStatus, Staged, Store, StoreError};

fn put_revision(store: &mut dyn Store, hash: &str, flow: &[u8]) -> RevisionNo {
    let files = [
        (
            "workflows/mall/desk.toml".to_owned(),
            b"label = \"\xe5\x95\x86\xe5\x9c\xba\"".to_vec(),
        ),
        ("workflows/mall/complaint.toml".to_owned(), flow.to_vec()),
        ("empty.csv".to_owned(), Vec::new()),
    ];
    let revision = NewRevision {
        hash,
        meaning: "m",
        files: &files,
        at: T0,
        by: Some("admin"),
    };
    store.put_revision(&revision).expect("a revision")
}

pub(super) fn revisions_are_kept_once(store: &mut dyn Store) {
    let one = put_revision(store, "a", b"x");
    let two = put_revision(store, "b", &b"y".repeat(100_000));
    assert_ne!(one, two);
    assert_eq!(put_revision(store, "a", b"x"), one);
    let listed = store.revisions().expect("revisions");
    assert_eq!(
        listed.iter().map(|info| info.no).collect::<Vec<_>>(),
        [one, two]
    );
    assert_eq!(
        (&*listed[1].hash, &*listed[1].meaning, listed[1].at),
        ("b", "m", T0)
    );
    assert_eq!(listed[0].by.as_deref(), Some("admin"));
    let files = store.revision(two).expect("a look").expect("the revision");
    let paths: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "empty.csv",
            "workflows/mall/complaint.toml",
            "workflows/mall/desk.toml"
        ]
    );
    assert_eq!(files[1].1, b"y".repeat(100_000));
    assert_eq!(files[0].1, b"");
    assert_eq!(store.revision(RevisionNo(99)).expect("a look"), None);
}

fn activation(no: u64, revision: RevisionNo, outcome: Outcome) -> Line {
    let hash = Text::new("a");
    samples::line(no, What::Activated { revision, hash }, outcome, Vec::new())
}

pub(super) fn revisions_have_a_status(store: &mut dyn Store) {
    let one = put_revision(store, "a", b"x");
    let two = put_revision(store, "b", b"y");
    let status = |store: &dyn Store| {
        let listed = store.revisions().expect("revisions");
        listed.iter().map(|info| info.status).collect::<Vec<_>>()
    };
    assert_eq!(status(store), [RevisionStatus::Kept, RevisionStatus::Kept]);
    store
        .commit(&batch("mall", &[activation(1, one, Outcome::Applied)]))
        .expect("a batch");
    let mut staged = Staged {
        revision: two,
        at: T0,
        digest: "d1".to_owned(),
        report: "{}".to_owned(),
        verdict: "waits".to_owned(),
    };
    store.set_staged(&staged).expect("staged");
    assert_eq!(
        status(store),
        [RevisionStatus::Active, RevisionStatus::Staged]
    );
    staged.digest = "d2".to_owned();
    store.set_staged(&staged).expect("staged anew");
    assert_eq!(store.staged().expect("staged"), [staged]);
    // An activation refused leaves the old one active.
    let refused = activation(2, two, Outcome::Refused(Vec::new()));
    store.commit(&batch("mall", &[refused])).expect("a batch");
    assert_eq!(store.desks().expect("desks")[0].active, Some(one));
    store
        .commit(&batch("mall", &[activation(3, two, Outcome::Applied)]))
        .expect("a batch");
    store.unstage(two).expect("unstaged");
    assert_eq!(store.staged().expect("staged"), []);
    assert_eq!(store.desks().expect("desks")[0].active, Some(two));
    assert_eq!(
        status(store),
        [RevisionStatus::Retired, RevisionStatus::Active]
    );
}

pub(super) fn imports_are_kept_once(store: &mut dyn Store) {
    let import = ImportRow {
        hash: "h".to_owned(),
        file: "台账.csv".to_owned(),
        desk: "mall".to_owned(),
        at: T0,
        lines: (LineNo(1), LineNo(9)),
    };
    assert_eq!(store.import("h").expect("a look"), None);
    store.put_import(&import).expect("an import");
    assert_eq!(store.import("h").expect("a look"), Some(import.clone()));
    let again = ImportRow {
        file: "copy.csv".to_owned(),
        ..import
    };
    assert!(
        matches!(store.put_import(&again), Err(StoreError::Imported { file }) if file == "copy.csv")
    );
}

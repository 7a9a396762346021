//! What every store promises. Each function is given an empty store; a store of another make is held to the same.

use std::borrow::Cow;

use super::journal::journal;
use super::kept;
use super::samples::{self, T0, batch, note, notes};
use crate::model::{IncidentNo, Instant, Line, LineNo, NameId, Names, RecordNo, TimerNo};
use crate::store::{
    Batch, Head, IncidentRow, Key, KeyEntry, LineHash, OutgoingRow, Store, StoreError, StoredLine,
    TimerChange,
};

/// A test of the suite.
pub(super) type Check = fn(&mut dyn Store);

/// The whole suite, by name.
pub(super) const SUITE: &[(&str, Check)] = &[
    ("lines come back", lines_come_back),
    ("lines from the middle", lines_from_the_middle),
    ("more lines than a page", more_lines_than_a_page),
    ("lines must follow", lines_must_follow),
    ("names are appended", names_are_appended),
    ("keys are found", keys_are_found),
    ("rows are replaced", rows_are_replaced),
    (
        "a failed batch leaves nothing",
        a_failed_batch_leaves_nothing,
    ),
    ("revisions are kept once", kept::revisions_are_kept_once),
    ("revisions have a status", kept::revisions_have_a_status),
    ("imports are kept once", kept::imports_are_kept_once),
    ("notices wait until sent", notices_wait_until_sent),
];

pub(super) fn read(store: &dyn Store, desk: &str, from: u64) -> Vec<Line> {
    store
        .lines(desk, LineNo(from))
        .expect("the journal opens")
        .collect::<Result<_, _>>()
        .expect("the chain holds")
}

fn lines_come_back(store: &mut dyn Store) {
    assert_eq!(read(store, "mall", 1), Vec::new());
    assert_eq!(
        store.head("mall").expect("a head"),
        Head {
            line: LineNo(0),
            hash: LineHash::START
        }
    );
    let (mall, farm) = (journal(), notes(1, 3));
    let mut both = batch("mall", &mall);
    both.desks.extend(batch("farm", &farm).desks);
    store.commit(&both).expect("a batch of two desks");
    assert_eq!(read(store, "mall", 1), mall);
    assert_eq!(read(store, "farm", 0), farm);
    let desks = store.desks().expect("desks");
    let named: Vec<(u32, &str)> = desks
        .iter()
        .map(|desk| (desk.no, desk.name.as_str()))
        .collect();
    assert_eq!(named, [(1, "mall"), (2, "farm")]);
    let (a, b) = (
        store.head("mall").expect("a head"),
        store.head("farm").expect("a head"),
    );
    assert_eq!(
        (a.line, b.line),
        (mall.last().expect("lines").no, LineNo(3))
    );
    assert_ne!(a.hash, b.hash);
}

fn lines_from_the_middle(store: &mut dyn Store) {
    store.commit(&batch("mall", &notes(1, 4))).expect("a batch");
    store.commit(&batch("mall", &notes(5, 9))).expect("a batch");
    for from in 1..=9 {
        assert_eq!(read(store, "mall", from), notes(from, 9), "from {from}");
    }
    assert_eq!(read(store, "mall", 10), Vec::new());
    assert_eq!(read(store, "mall", u64::MAX), Vec::new());
    assert_eq!(read(store, "farm", 5), Vec::new());
}

fn more_lines_than_a_page(store: &mut dyn Store) {
    for last in [1_000, 2_000, 2_001] {
        let from = store.head("mall").expect("a head").line.0 + 1;
        store
            .commit(&batch("mall", &notes(from, last)))
            .expect("a batch");
        assert_eq!(read(store, "mall", 1), notes(1, last));
    }
    let records: Vec<_> = (0..2_000).map(|no| samples::record(no, "new")).collect();
    let mut group = batch("mall", &[]);
    group.desks[0].records.clone_from(&records);
    store.commit(&group).expect("a batch");
    let rows = store.records("mall").expect("records");
    assert_eq!(rows.collect::<Result<Vec<_>, _>>().expect("rows"), records);
}

fn lines_must_follow(store: &mut dyn Store) {
    store.commit(&batch("mall", &notes(1, 2))).expect("a batch");
    for wrong in [0, 1, 2, 4] {
        match store.commit(&batch("mall", &[note(wrong)])) {
            Err(StoreError::OutOfOrder {
                expected, found, ..
            }) => {
                assert_eq!((expected, found), (LineNo(3), LineNo(wrong)));
            }
            other => panic!("line {wrong}: {other:?}"),
        }
    }
    store
        .commit(&batch("mall", &[note(3)]))
        .expect("the next line");
    assert_eq!(read(store, "mall", 1), notes(1, 3));
}

fn put_names(store: &mut dyn Store, names: &Names) -> Result<(), StoreError> {
    let mut group = batch("mall", &[]);
    group.desks[0].names = Some(names);
    store.commit(&group)
}

fn names_are_appended(store: &mut dyn Store) {
    assert_eq!(store.names("mall").expect("names"), Names::default());
    let first = samples::names();
    put_names(store, &first).expect("names");
    assert_eq!(store.names("mall").expect("names"), first);
    // A second workflow and a field of the first: places between old ones, numbers behind them.
    let mut more = first.clone();
    let visit = more.intern("visit");
    more.field(visit, "day");
    more.field(NameId(0), "频道");
    put_names(store, &more).expect("names");
    put_names(store, &more).expect("the same names again");
    let kept = store.names("mall").expect("names");
    assert_eq!(kept, more);
    let order = |names: &Names| {
        names
            .iter()
            .map(|(id, text)| (id, text.to_owned()))
            .collect::<Vec<_>>()
    };
    assert_eq!(order(&kept), order(&more));
    assert_eq!(
        kept.find_field(NameId(0), "频道"),
        more.find_field(NameId(0), "频道")
    );
    let mut others = Names::default();
    others.intern("visit");
    others.field(NameId(0), "day");
    for no in 0..9 {
        others.intern(&no.to_string());
    }
    let mut moved = Names::default();
    more.iter().for_each(|(_, text)| {
        moved.intern(text);
    });
    for field in ["频道", "claim", "third", "fourth"] {
        moved.field(NameId(0), field);
    }
    for wrong in [&first, &others, &moved] {
        let error = put_names(store, wrong).expect_err("other names");
        assert!(matches!(error, StoreError::NamesLost { .. }));
    }
    assert_eq!(store.names("mall").expect("names"), more);
}

pub(super) fn keyed<'a>(line: &'a Line, source: &'a str, key: &'a str) -> StoredLine<'a> {
    StoredLine {
        line,
        key: Some(Key {
            source,
            key,
            payload: [7; 32],
            answer: r#"{"line":1}"#,
        }),
    }
}

fn keys_are_found(store: &mut dyn Store) {
    let keys = [
        "1",
        "01",
        "+1",
        "-1",
        "1.0",
        "9223372036854775808",
        "",
        "单号-7",
    ];
    let lines = notes(1, 8);
    let mut group = batch("mall", &[]);
    group.desks[0].lines = lines
        .iter()
        .zip(keys)
        .map(|(line, key)| keyed(line, "crm", key))
        .collect();
    store.commit(&group).expect("a batch");
    for (line, key) in lines.iter().zip(keys) {
        let entry = KeyEntry {
            desk: "mall".to_owned(),
            line: line.no,
            payload: [7; 32],
            answer: r#"{"line":1}"#.to_owned(),
        };
        assert_eq!(
            store.find_key("crm", key).expect("a look"),
            Some(entry),
            "key {key}"
        );
        assert_eq!(store.find_key("web", key).expect("a look"), None);
    }
    assert_eq!(store.find_key("crm", "2").expect("a look"), None);
    let next = note(9);
    let mut again = batch("mall", &[]);
    again.desks[0].lines = vec![keyed(&next, "crm", "1")];
    match store.commit(&again) {
        Err(StoreError::KeyTaken { sender, key }) => assert_eq!((&*sender, &*key), ("crm", "1")),
        other => panic!("{other:?}"),
    }
    again.desks[0].lines = vec![keyed(&next, "web", "1")];
    store.commit(&again).expect("another source's key");
    assert_eq!(store.prune_keys(T0).expect("pruned"), 0);
    assert_eq!(store.prune_keys(T0.plus_ms(1)).expect("pruned"), 9);
    assert_eq!(store.find_key("crm", "1").expect("a look"), None);
}

fn all<T>(rows: Result<crate::store::Rows<'_, T>, StoreError>) -> Vec<T> {
    rows.expect("a table")
        .collect::<Result<_, _>>()
        .expect("rows")
}

fn rows_are_replaced(store: &mut dyn Store) {
    let incident = |closed: Option<Instant>| IncidentRow {
        no: IncidentNo(1),
        record: Some(RecordNo(7)),
        line: LineNo(1),
        opened: T0,
        why: Cow::Borrowed("division by zero"),
        closed,
    };
    let mut open_task = samples::task_row(1);
    open_task.closed = None;
    open_task.outcome = None;
    open_task.late = false;
    let lines = notes(1, 2);
    let mut group = batch("mall", &lines[..1]);
    let desk = &mut group.desks[0];
    desk.records = vec![samples::record(2, "new"), samples::record(1, "new")];
    desk.tasks = vec![open_task.clone(), samples::task_row(2)];
    desk.timers = vec![
        samples::armed(1),
        samples::armed(2),
        TimerChange::Gone(TimerNo(1)),
    ];
    desk.incidents = vec![incident(None)];
    store.commit(&group).expect("a batch");
    assert_eq!(
        all(store.records("mall")),
        [samples::record(1, "new"), samples::record(2, "new")]
    );
    assert_eq!(all(store.tasks("mall")), [open_task, samples::task_row(2)]);
    assert_eq!(all(store.timers("mall")), [samples::timer(2)]);
    assert_eq!(all(store.incidents("mall")), [incident(None)]);

    let mut ended = samples::record(1, "archived");
    ended.ended = Some(T0);
    ended.voided = true;
    ended.owner = None;
    let mut group = batch("mall", &lines[1..]);
    let desk = &mut group.desks[0];
    desk.records = vec![ended.clone()];
    desk.tasks = vec![samples::task_row(1)];
    desk.timers = vec![
        TimerChange::Gone(TimerNo(2)),
        samples::armed(3),
        TimerChange::Gone(TimerNo(9)),
    ];
    desk.incidents = vec![incident(Some(T0))];
    store.commit(&group).expect("a batch");
    assert_eq!(
        all(store.records("mall")),
        [ended, samples::record(2, "new")]
    );
    assert_eq!(
        all(store.tasks("mall")),
        [samples::task_row(1), samples::task_row(2)]
    );
    assert_eq!(all(store.timers("mall")), [samples::timer(3)]);
    assert_eq!(all(store.incidents("mall")), [incident(Some(T0))]);
    assert!(all(store.records("farm")).is_empty());
}

fn outgoing(line: u64) -> OutgoingRow<'static> {
    OutgoingRow {
        line: LineNo(line),
        notice: Cow::Borrowed("to_department"),
        to: Cow::Borrowed("P-003"),
        template: Cow::Borrowed("complaint.md"),
        body: Cow::Owned(format!("请处理 {line}")),
        created: T0,
    }
}

/// Everything a batch can hold, on two desks; the second desk's last line repeats a key.
fn a_failed_batch_leaves_nothing(store: &mut dyn Store) {
    let first = note(1);
    let mut group = batch("mall", &[]);
    group.desks[0].lines = vec![keyed(&first, "crm", "1")];
    store.commit(&group).expect("a batch");
    let before = store.head("mall").expect("a head");

    let (mall, farm, names) = (notes(2, 3), notes(1, 2), samples::names());
    let mut group: Batch<'_> = batch("mall", &mall);
    let desk = &mut group.desks[0];
    desk.names = Some(&names);
    desk.records = vec![samples::record(1, "new")];
    desk.tasks = vec![samples::task_row(1)];
    desk.timers = vec![samples::armed(1)];
    desk.outbox = vec![outgoing(2)];
    group.desks.extend(batch("farm", &farm).desks);
    group.desks[1].lines = vec![
        keyed(&farm[0], "new source", "1"),
        keyed(&farm[1], "crm", "1"),
    ];
    assert!(matches!(
        store.commit(&group),
        Err(StoreError::KeyTaken { .. })
    ));

    assert_eq!(store.head("mall").expect("a head"), before);
    assert_eq!(read(store, "mall", 1), [first]);
    assert_eq!(store.desks().expect("desks").len(), 1);
    assert_eq!(store.names("mall").expect("names"), Names::default());
    assert!(all(store.records("mall")).is_empty());
    assert!(all(store.tasks("mall")).is_empty());
    assert!(all(store.timers("mall")).is_empty());
    assert_eq!(store.outbox_pending(T0, 10).expect("the outbox"), []);
    assert_eq!(store.find_key("new source", "1").expect("a look"), None);

    // What the store remembers is as it was, too: the same batch with a free key goes in.
    group.desks[1].lines[1] = keyed(&farm[1], "new source", "2");
    store.commit(&group).expect("the mended batch");
    assert_eq!(read(store, "mall", 1), notes(1, 3));
    assert_eq!(read(store, "farm", 1), farm);
    assert_eq!(store.names("mall").expect("names"), names);
    assert!(store.find_key("new source", "2").expect("a look").is_some());
}

fn notices_wait_until_sent(store: &mut dyn Store) {
    let mut group = batch("mall", &[]);
    group.desks[0].outbox = (1..=4).map(outgoing).collect();
    store.commit(&group).expect("a batch");
    let waiting = |store: &dyn Store, at| store.outbox_pending(at, 3).expect("the outbox");
    let first = waiting(store, T0);
    assert_eq!(
        first.iter().map(|one| one.row.clone()).collect::<Vec<_>>(),
        [outgoing(1), outgoing(2), outgoing(3)]
    );
    assert!(
        first
            .iter()
            .all(|one| one.desk == "mall" && one.attempts == 0)
    );
    store.outbox_mark_sent(&[first[0].id], T0).expect("sent");
    store
        .outbox_mark_failed(first[1].id, T0.plus_ms(10), "no route")
        .expect("failed");
    let lines = |store: &dyn Store, at| {
        waiting(store, at)
            .iter()
            .map(|one| one.row.line.0)
            .collect::<Vec<_>>()
    };
    assert_eq!(lines(store, T0.plus_ms(9)), [3, 4]);
    assert_eq!(lines(store, T0.plus_ms(10)), [2, 3, 4]);
    assert_eq!(waiting(store, T0.plus_ms(10))[0].attempts, 1);
    store
        .outbox_mark_sent(&first.iter().map(|one| one.id).collect::<Vec<_>>(), T0)
        .expect("sent");
    assert_eq!(lines(store, T0.plus_ms(10)), [4]);
}

//! The durable writer on the complaint-v1 workload: turns decided, lines encoded and chained, rows of records, tasks and
//! timers kept in groups of 1,000, one transaction a group, `synchronous=FULL`; beside plain SQLite writing the same rows
//! into the same tables and indexes. `cargo bench --bench durable [-- CASES]`; medians of five, ratios count.

#![allow(
    missing_docs,
    clippy::ptr_arg,
    clippy::too_many_lines,
    clippy::cast_possible_wrap,
    unreachable_pub,
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::float_arithmetic,
    clippy::print_stdout,
    clippy::string_slice,
    reason = "a benchmark: it stops at the first surprise"
)]

#[path = "support/drive.rs"]
mod drive;
#[path = "support/workload.rs"]
mod workload;

use std::borrow::Cow;
use std::path::Path;

use casework::daemon::Keeper;
use casework::engine::Desk;
use casework::exchange::Keep;
use casework::model::Instant;
use casework::store::{
    Access, Batch, DeskBatch, RecordRow, SqliteStore, Store, TaskRow, TimerChange, TimerRow,
    encode_line,
};
use drive::median;
use rusqlite::{Connection, params};

const GROUP: usize = 1_000;

fn main() {
    let cases = std::env::args()
        .skip(1)
        .find_map(|arg| arg.parse().ok())
        .unwrap_or(5_000);
    let events = workload::events(cases, 42);
    let desk = drive::desk();
    let folder = tempfile::tempdir().unwrap();
    let mut nth = 0;
    let mut fresh = || {
        nth += 1;
        folder.path().join(format!("{nth}.casework"))
    };
    let groups = record(&desk, &events);
    let lines: usize = groups.iter().map(|group| group.lines.len()).sum();
    let casework = median(|| {
        let path = fresh();
        keep(&path, &desk, &events);
    });
    let plain = median(|| {
        let path = fresh();
        write_plainly(&path, &desk, &groups);
    });
    let n = events.len() as f64;
    println!(
        "complaint-v1 kept, {cases} cases, {} events, {lines} lines, groups of {GROUP}",
        events.len()
    );
    println!("plain SQLite {:>9.0} events/s", n / plain);
    println!(
        "casework     {:>9.0} events/s, {:.2} of plain SQLite",
        n / casework,
        plain / casework
    );
}

fn keep(path: &Path, desk: &Desk, events: &[workload::Event]) {
    let mut store = SqliteStore::open(path, Access::Create).unwrap();
    let mut commit = |batch: &Batch<'_>| store.commit(batch);
    let mut keeper = Keeper::new(&mut commit, desk).in_groups_of(GROUP);
    drive::run(desk, events, &mut |world, line| {
        keeper.line(desk, world, line)
    });
    keeper.end().unwrap();
}

/// What one transaction writes.
#[derive(Debug, Default)]
struct Group {
    lines: Vec<(u64, Vec<u8>)>,
    records: Vec<RecordRow<'static>>,
    tasks: Vec<TaskRow<'static>>,
    timers: Vec<TimerChange<'static>>,
}

/// What the groups would write, nothing kept.
fn record(desk: &Desk, events: &[workload::Event]) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut commit = |batch: &Batch<'_>| {
        let mut group = Group::default();
        for desk in &batch.desks {
            for stored in &desk.lines {
                let mut bytes = Vec::new();
                encode_line(stored.line, &mut bytes).unwrap();
                group.lines.push((stored.line.no.0, bytes));
            }
            group
                .records
                .extend(desk.records.iter().map(|row| RecordRow {
                    workflow: owned(&row.workflow),
                    code: owned(&row.code),
                    state: row.state.as_ref().map(owned),
                    owner: row.owner.as_ref().map(owned),
                    fields: owned(&row.fields),
                    ..*row
                }));
            group.tasks.extend(desk.tasks.iter().map(|row| TaskRow {
                name: owned(&row.name),
                kind: owned(&row.kind),
                assignee: row.assignee.as_ref().map(owned),
                role: row.role.as_ref().map(owned),
                judged: row.judged.as_ref().map(owned),
                outcome: row.outcome.as_ref().map(owned),
                closed_by: row.closed_by.as_ref().map(owned),
                ..*row
            }));
            group
                .timers
                .extend(desk.timers.iter().map(|change| match change {
                    TimerChange::Armed(row) => TimerChange::Armed(TimerRow {
                        what: owned(&row.what),
                        ..*row
                    }),
                    TimerChange::Gone(no) => TimerChange::Gone(*no),
                }));
        }
        groups.push(group);
        Ok(())
    };
    let mut keeper = Keeper::new(&mut commit, desk).in_groups_of(GROUP);
    drive::run(desk, events, &mut |world, line| {
        keeper.line(desk, world, line)
    });
    keeper.end().unwrap();
    groups
}

fn owned(text: &Cow<'_, str>) -> Cow<'static, str> {
    Cow::Owned(text.to_string())
}

/// The same rows by prepared statements, nothing decided, hashed or checked.
fn write_plainly(path: &Path, desk: &Desk, groups: &[Group]) {
    // The tables and the desk are the store's own; then plain SQL.
    let mut store = SqliteStore::open(path, Access::Create).unwrap();
    let desks = vec![DeskBatch {
        desk: &desk.name,
        names: Some(&desk.names),
        ..DeskBatch::default()
    }];
    store.commit(&Batch { desks }).unwrap();
    drop(store);
    let mut db = Connection::open(path).unwrap();
    db.pragma_update(None, "journal_mode", "WAL").unwrap();
    db.pragma_update(None, "synchronous", "FULL").unwrap();
    db.pragma_update(None, "wal_autocheckpoint", 16_000)
        .unwrap();
    db.pragma_update(None, "cache_size", -65_536).unwrap();
    db.execute_batch("CREATE TABLE plain (no INTEGER PRIMARY KEY, bytes BLOB NOT NULL, hash BLOB NOT NULL) STRICT").unwrap();
    let ms = |at: Option<Instant>| at.map(|at| at.0);
    for group in groups {
        let tx = db.transaction().unwrap();
        {
            let mut journal = tx
                .prepare_cached("INSERT INTO plain VALUES (?1, ?2, ?3)")
                .unwrap();
            for (no, bytes) in &group.lines {
                journal
                    .execute(params![*no as i64, bytes, [0_u8; 32]])
                    .unwrap();
            }
            let mut record = tx.prepare_cached("INSERT OR REPLACE INTO record VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)").unwrap();
            for row in &group.records {
                record
                    .execute(params![
                        row.no.0,
                        row.workflow,
                        row.code,
                        row.state,
                        row.owner,
                        row.opened.0,
                        row.updated.0,
                        ms(row.ended),
                        row.voided,
                        row.fields
                    ])
                    .unwrap();
            }
            let mut task = tx.prepare_cached("INSERT OR REPLACE INTO task VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)").unwrap();
            for row in &group.tasks {
                task.execute(params![
                    row.no.0,
                    row.record.0,
                    row.name,
                    row.kind,
                    row.assignee,
                    row.role,
                    row.opened.0,
                    ms(row.due),
                    ms(row.breach),
                    row.late,
                    row.judged,
                    ms(row.closed),
                    row.outcome,
                    row.closed_by
                ])
                .unwrap();
            }
            let mut armed = tx
                .prepare_cached("INSERT OR REPLACE INTO timer VALUES (1, ?1, ?2, ?3, ?4, ?5)")
                .unwrap();
            let mut gone = tx
                .prepare_cached("DELETE FROM timer WHERE desk = 1 AND no = ?1")
                .unwrap();
            for change in &group.timers {
                match change {
                    TimerChange::Armed(row) => armed
                        .execute(params![
                            row.no.0 as i64,
                            row.record.0,
                            row.task.map(|task| task.0),
                            row.what,
                            row.due.0
                        ])
                        .unwrap(),
                    TimerChange::Gone(no) => gone.execute([no.0 as i64]).unwrap(),
                };
            }
        }
        tx.commit().unwrap();
    }
}

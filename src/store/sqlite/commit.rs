//! Writing a group of turns: lines, keys, names and rows of all its desks within one open transaction.

use std::collections::BTreeMap;

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, ErrorCode, OptionalExtension, params};

use crate::model::{LineNo, Names, Outcome, What};
use crate::store::codec::{LineHash, encode_line};
use crate::store::error::StoreError;
use crate::store::rows::{
    Batch, DeskBatch, Head, IncidentRow, Key, OutgoingRow, RecordRow, StoredLine, TaskRow,
    TimerChange,
};

use super::integer;
use super::schema::journal_table;

/// What a writer remembers of the tables, so that a commit reads nothing.
#[derive(Debug, Default)]
pub(super) struct Known {
    desks: BTreeMap<String, KnownDesk>,
    sources: BTreeMap<String, i64>,
}

#[derive(Clone, Copy, Debug)]
struct KnownDesk {
    no: u32,
    head: Head,
    names: usize,
    fields: usize,
}

impl Known {
    pub(super) fn load(conn: &Connection) -> Result<Known, StoreError> {
        let mut known = Known::default();
        let mut desks = conn.prepare(
            "SELECT name, no, head, hash, (SELECT count(*) FROM name WHERE desk = desk.no),
             (SELECT count(*) FROM field WHERE desk = desk.no) FROM desk",
        )?;
        let mut rows = desks.query([])?;
        while let Some(row) = rows.next()? {
            let desk = KnownDesk {
                no: row.get(1)?,
                head: Head {
                    line: super::read::line_no(row, 2)?,
                    hash: LineHash(row.get(3)?),
                },
                names: usize::try_from(row.get::<_, u32>(4)?).unwrap_or(usize::MAX),
                fields: usize::try_from(row.get::<_, u32>(5)?).unwrap_or(usize::MAX),
            };
            known.desks.insert(row.get(0)?, desk);
        }
        let mut sources = conn.prepare("SELECT text, no FROM source")?;
        let mut rows = sources.query([])?;
        while let Some(row) = rows.next()? {
            known.sources.insert(row.get(0)?, row.get(1)?);
        }
        Ok(known)
    }

    fn desk(&mut self, conn: &Connection, name: &str) -> Result<KnownDesk, StoreError> {
        if let Some(desk) = self.desks.get(name) {
            return Ok(*desk);
        }
        let no = conn.query_row(
            "INSERT INTO desk (name, head, hash) VALUES (?1, 0, ?2) RETURNING no",
            params![name, LineHash::START.0],
            |row| row.get(0),
        )?;
        conn.execute_batch(&journal_table(no))?;
        Ok(KnownDesk {
            no,
            head: Head {
                line: LineNo(0),
                hash: LineHash::START,
            },
            names: 0,
            fields: 0,
        })
    }

    fn source(&mut self, conn: &Connection, text: &str) -> Result<i64, StoreError> {
        if let Some(no) = self.sources.get(text) {
            return Ok(*no);
        }
        let no = conn.query_row(
            "INSERT INTO source (text) VALUES (?1) RETURNING no",
            params![text],
            |row| row.get(0),
        )?;
        self.sources.insert(text.to_owned(), no);
        Ok(no)
    }
}

/// Writes the batch. On an error the caller rolls back and forgets `known`.
pub(super) fn write(
    conn: &Connection,
    known: &mut Known,
    batch: &Batch<'_>,
) -> Result<(), StoreError> {
    for group in &batch.desks {
        let mut desk = known.desk(conn, group.desk)?;
        if let Some(names) = group.names {
            append_names(conn, group.desk, &mut desk, names)?;
        }
        append_lines(conn, &mut desk, group)?;
        put_keys(conn, known, desk.no, &group.lines)?;
        put_records(conn, desk.no, &group.records)?;
        put_tasks(conn, desk.no, &group.tasks)?;
        change_timers(conn, desk.no, &group.timers)?;
        put_incidents(conn, desk.no, &group.incidents)?;
        put_outgoing(conn, desk.no, &group.outbox)?;
        known.desks.insert(group.desk.to_owned(), desk);
    }
    Ok(())
}

fn append_names(
    conn: &Connection,
    desk_name: &str,
    desk: &mut KnownDesk,
    names: &Names,
) -> Result<(), StoreError> {
    let fields = names.fields().count();
    if names.len() < desk.names || fields < desk.fields {
        return Err(StoreError::NamesLost {
            desk: desk_name.to_owned(),
        });
    }
    if names.len() == desk.names && fields == desk.fields {
        return Ok(());
    }
    // Names grow seldom, and a wrong table would change the meaning of every line: all of it is compared.
    let kept = super::read::names(conn, desk_name)?;
    if !continues(names, &kept) {
        return Err(StoreError::NamesLost {
            desk: desk_name.to_owned(),
        });
    }
    if names.len() > desk.names {
        let mut insert =
            conn.prepare_cached("INSERT INTO name (desk, no, text) VALUES (?1, ?2, ?3)")?;
        for (id, text) in names.iter().skip(desk.names) {
            insert.execute(params![desk.no, id.0, text])?;
        }
        desk.names = names.len();
    }
    if fields > desk.fields {
        // New places may stand between old ones, workflow by workflow: those kept already are passed over.
        let mut insert = conn.prepare_cached(
            "INSERT INTO field (desk, workflow, place, name) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (desk, workflow, place) DO NOTHING",
        )?;
        for (workflow, name, field) in names.fields() {
            insert.execute(params![desk.no, workflow.0, field.0, name.0])?;
        }
        desk.fields = fields;
    }
    Ok(())
}

/// Whether every name and field kept is still what it was.
fn continues(names: &Names, kept: &Names) -> bool {
    kept.iter().all(|(id, text)| names.text(id) == text)
        && kept
            .fields()
            .all(|(workflow, name, field)| names.field_text(workflow, field) == kept.text(name))
}

fn append_lines(
    conn: &Connection,
    desk: &mut KnownDesk,
    group: &DeskBatch<'_>,
) -> Result<(), StoreError> {
    if group.lines.is_empty() {
        return Ok(());
    }
    let mut insert = conn.prepare_cached(&format!(
        "INSERT INTO journal_{} (no, bytes, hash) VALUES (?1, ?2, ?3)",
        desk.no
    ))?;
    let mut bytes = Vec::new();
    for stored in &group.lines {
        let line = stored.line;
        let expected = LineNo(desk.head.line.0.saturating_add(1));
        if line.no != expected {
            return Err(StoreError::OutOfOrder {
                desk: group.desk.to_owned(),
                expected,
                found: line.no,
            });
        }
        bytes.clear();
        encode_line(line, &mut bytes)?;
        let hash = desk.head.hash.then(desk.no, &bytes);
        insert.execute(params![integer(line.no.0), bytes, hash.0])?;
        desk.head = Head {
            line: line.no,
            hash,
        };
        if let (What::Activated { revision, .. }, Outcome::Applied) =
            (&line.event.what, &line.outcome)
        {
            conn.execute(
                "UPDATE desk SET active = ?2 WHERE no = ?1",
                params![desk.no, revision.0],
            )?;
            conn.execute(
                "UPDATE revision SET activated = ?2 WHERE no = ?1 AND activated IS NULL",
                params![revision.0, line.event.at.0],
            )?;
        }
    }
    conn.prepare_cached("UPDATE desk SET head = ?2, hash = ?3 WHERE no = ?1")?
        .execute(params![
            desk.no,
            integer(desk.head.line.0),
            desk.head.hash.0
        ])?;
    Ok(())
}

/// Running numbers are kept as integers: they lie in order and take a few bytes.
pub(super) fn key_value(key: &str) -> Sql {
    match key.parse::<i64>() {
        Ok(number) if number.to_string() == key => Sql::Integer(number),
        _ => Sql::Text(key.to_owned()),
    }
}

fn put_keys(
    conn: &Connection,
    known: &mut Known,
    desk: u32,
    lines: &[StoredLine<'_>],
) -> Result<(), StoreError> {
    let mut insert = conn.prepare_cached(
        "INSERT INTO key (source, key, desk, line, at, payload, answer) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for stored in lines {
        let Some(key) = &stored.key else { continue };
        let source = known.source(conn, key.source)?;
        insert
            .execute(params![
                source,
                key_value(key.key),
                desk,
                integer(stored.line.no.0),
                stored.line.event.at.0,
                key.payload,
                key.answer
            ])
            .map_err(|error| taken(error, key))?;
    }
    Ok(())
}

fn taken(error: rusqlite::Error, key: &Key<'_>) -> StoreError {
    match error.sqlite_error_code() {
        Some(ErrorCode::ConstraintViolation) => StoreError::KeyTaken {
            sender: key.source.to_owned(),
            key: key.key.to_owned(),
        },
        _ => StoreError::from(error),
    }
}

fn put_records(conn: &Connection, desk: u32, rows: &[RecordRow<'_>]) -> Result<(), StoreError> {
    let mut put = conn.prepare_cached(
        "INSERT INTO record (desk, no, workflow, code, state, owner, opened, updated, ended, voided, fields)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
         ON CONFLICT (desk, no) DO UPDATE SET workflow = excluded.workflow, code = excluded.code,
           state = excluded.state, owner = excluded.owner, opened = excluded.opened, updated = excluded.updated,
           ended = excluded.ended, voided = excluded.voided, fields = excluded.fields",
    )?;
    for row in rows {
        put.execute(params![
            desk,
            row.no.0,
            row.workflow,
            row.code,
            row.state,
            row.owner,
            row.opened.0,
            row.updated.0,
            row.ended.map(|at| at.0),
            row.voided,
            row.fields
        ])?;
    }
    Ok(())
}

fn put_tasks(conn: &Connection, desk: u32, rows: &[TaskRow<'_>]) -> Result<(), StoreError> {
    let mut put = conn.prepare_cached(
        "INSERT INTO task (desk, no, record, name, kind, assignee, role, opened, due, breach, late, judged, closed,
           outcome, closed_by)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
         ON CONFLICT (desk, no) DO UPDATE SET record = excluded.record, name = excluded.name, kind = excluded.kind,
           assignee = excluded.assignee, role = excluded.role, opened = excluded.opened, due = excluded.due,
           breach = excluded.breach, late = excluded.late, judged = excluded.judged, closed = excluded.closed,
           outcome = excluded.outcome, closed_by = excluded.closed_by",
    )?;
    for row in rows {
        put.execute(params![
            desk,
            row.no.0,
            row.record.0,
            row.name,
            row.kind,
            row.assignee,
            row.role,
            row.opened.0,
            row.due.map(|at| at.0),
            row.breach.map(|at| at.0),
            row.late,
            row.judged,
            row.closed.map(|at| at.0),
            row.outcome,
            row.closed_by
        ])?;
    }
    Ok(())
}

fn change_timers(
    conn: &Connection,
    desk: u32,
    changes: &[TimerChange<'_>],
) -> Result<(), StoreError> {
    let mut put = conn.prepare_cached(
        "INSERT INTO timer (desk, no, record, task, what, due) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (desk, no) DO UPDATE SET record = excluded.record, task = excluded.task, what = excluded.what,
           due = excluded.due",
    )?;
    let mut delete = conn.prepare_cached("DELETE FROM timer WHERE desk = ?1 AND no = ?2")?;
    for change in changes {
        match change {
            TimerChange::Armed(row) => put.execute(params![
                desk,
                integer(row.no.0),
                row.record.0,
                row.task.map(|task| task.0),
                row.what,
                row.due.0
            ])?,
            TimerChange::Gone(no) => delete.execute(params![desk, integer(no.0)])?,
        };
    }
    Ok(())
}

fn put_incidents(conn: &Connection, desk: u32, rows: &[IncidentRow<'_>]) -> Result<(), StoreError> {
    let mut put = conn.prepare_cached(
        "INSERT INTO incident (desk, no, record, line, opened, why, closed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (desk, no) DO UPDATE SET record = excluded.record, line = excluded.line,
           opened = excluded.opened, why = excluded.why, closed = excluded.closed",
    )?;
    for row in rows {
        put.execute(params![
            desk,
            row.no.0,
            row.record.map(|record| record.0),
            integer(row.line.0),
            row.opened.0,
            row.why,
            row.closed.map(|at| at.0)
        ])?;
    }
    Ok(())
}

fn put_outgoing(conn: &Connection, desk: u32, rows: &[OutgoingRow<'_>]) -> Result<(), StoreError> {
    let mut put = conn.prepare_cached(
        "INSERT INTO outbox (desk, line, notice, recipient, template, body, created)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for row in rows {
        put.execute(params![
            desk,
            integer(row.line.0),
            row.notice,
            row.to,
            row.template,
            row.body,
            row.created.0
        ])?;
    }
    Ok(())
}

/// The number of a desk in the tables.
pub(super) fn desk_no(conn: &Connection, name: &str) -> Result<Option<u32>, StoreError> {
    let no = conn
        .prepare_cached("SELECT no FROM desk WHERE name = ?1")?
        .query_row(params![name], |row| row.get(0))
        .optional()?;
    Ok(no)
}

//! Reading back: journal lines with their chain verified, names, keys, and the rows `verify` compares.

use std::borrow::Cow;
use std::collections::VecDeque;

use rusqlite::{Connection, ErrorCode, OptionalExtension, Row, params};

use crate::model::{
    FieldId, IncidentNo, Instant, Line, LineNo, NameId, Names, RecordNo, RevisionNo, TaskNo,
    TimerNo,
};
use crate::store::codec::{LineHash, decode_line};
use crate::store::contract::Rows;
use crate::store::error::StoreError;
use crate::store::rows::{Desk, Head, IncidentRow, KeyEntry, RecordRow, TaskRow, TimerRow};

use super::commit::{desk_no, key_value};
use super::integer;

/// Rows fetched at a time.
const PAGE: u32 = 1_000;

/// A column that holds a number without sign.
pub(super) fn number(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    let value: i64 = row.get(column)?;
    u64::try_from(value).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, value))
}

/// A column that holds a line's number.
pub(super) fn line_no(row: &Row<'_>, column: usize) -> rusqlite::Result<LineNo> {
    number(row, column).map(LineNo)
}

pub(super) fn desks(conn: &Connection) -> Result<Vec<Desk>, StoreError> {
    let mut select = conn.prepare_cached("SELECT no, name, active FROM desk ORDER BY no")?;
    let rows = select.query_map([], |row| {
        Ok(Desk {
            no: row.get(0)?,
            name: row.get(1)?,
            active: row.get::<_, Option<u32>>(2)?.map(RevisionNo),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn find_key(
    conn: &Connection,
    source: &str,
    key: &str,
) -> Result<Option<KeyEntry>, StoreError> {
    let entry = conn
        .prepare_cached(
            "SELECT d.name, k.line, k.payload, k.answer FROM source s
             JOIN key k ON k.source = s.no AND k.key = ?2 JOIN desk d ON d.no = k.desk WHERE s.text = ?1",
        )?
        .query_row(params![source, key_value(key)], |row| {
            Ok(KeyEntry {
                desk: row.get(0)?,
                line: line_no(row, 1)?,
                payload: row.get(2)?,
                answer: row.get(3)?,
            })
        })
        .optional()?;
    Ok(entry)
}

pub(super) fn names(conn: &Connection, desk: &str) -> Result<Names, StoreError> {
    let mut names = Names::default();
    let Some(no) = desk_no(conn, desk)? else {
        return Ok(names);
    };
    let damaged = |what: &str| StoreError::Damaged {
        why: format!("desk `{desk}`: {what}"),
    };
    let mut select =
        conn.prepare_cached("SELECT no, text FROM name WHERE desk = ?1 ORDER BY no")?;
    let mut rows = select.query(params![no])?;
    while let Some(row) = rows.next()? {
        let given = names.intern(
            row.get_ref(1)?
                .as_str()
                .map_err(|_| damaged("a name is no text"))?,
        );
        if given != NameId(row.get(0)?) {
            return Err(damaged("the table of names has a gap or a name twice"));
        }
    }
    let count = names.len();
    let mut select =
        conn.prepare_cached("SELECT workflow, place, name FROM field WHERE desk = ?1 ORDER BY id")?;
    let mut rows = select.query(params![no])?;
    while let Some(row) = rows.next()? {
        let text = names.text(NameId(row.get(2)?)).to_owned();
        let given = names.field(NameId(row.get(0)?), &text);
        if given != FieldId(row.get(1)?) {
            return Err(damaged("the table of fields has a gap or a field twice"));
        }
    }
    if names.len() != count {
        return Err(damaged("a field has no name"));
    }
    Ok(names)
}

/// A desk's number and head; number 0 for a desk unknown.
pub(super) fn head(conn: &Connection, desk: &str) -> Result<(u32, Head), StoreError> {
    let found = conn
        .prepare_cached("SELECT no, head, hash FROM desk WHERE name = ?1")?
        .query_row(params![desk], |row| {
            let head = Head {
                line: line_no(row, 1)?,
                hash: LineHash(row.get(2)?),
            };
            Ok((row.get(0)?, head))
        })
        .optional()?;
    let empty = Head {
        line: LineNo(0),
        hash: LineHash::START,
    };
    Ok(found.unwrap_or((0, empty)))
}

/// The lines of a desk, verified as they are read.
pub(super) struct Lines<'a> {
    conn: &'a Connection,
    desk: String,
    desk_no: u32,
    /// The last line read and its hash.
    last: Head,
    /// Where it must end.
    end: Head,
    page: VecDeque<Line>,
    /// Found behind the lines of the page.
    fault: Option<StoreError>,
    done: bool,
}

impl<'a> Lines<'a> {
    pub(super) fn new(
        conn: &'a Connection,
        desk: &str,
        from: LineNo,
    ) -> Result<Lines<'a>, StoreError> {
        let (desk_no, end) = head(conn, desk)?;
        let before = LineNo(from.0.max(1).saturating_sub(1));
        let mut lines = Lines {
            conn,
            desk: desk.to_owned(),
            desk_no,
            last: Head {
                line: before,
                hash: LineHash::START,
            },
            end,
            page: VecDeque::new(),
            fault: None,
            done: desk_no == 0 || (before >= end.line && before.0 > 0),
        };
        if before.0 > 0 && !lines.done {
            let hash = conn
                .query_row(
                    &format!("SELECT hash FROM journal_{desk_no} WHERE no = ?1"),
                    params![integer(before.0)],
                    |row| row.get(0),
                )
                .optional()
                .map_err(|error| lines.unreadable(before, error))?
                .ok_or_else(|| lines.broken(before, "it is missing"))?;
            lines.last.hash = LineHash(hash);
        }
        Ok(lines)
    }

    fn broken(&self, line: LineNo, why: impl Into<String>) -> StoreError {
        StoreError::Broken {
            desk: self.desk.clone(),
            line,
            why: why.into(),
        }
    }

    /// What SQLite cannot read of a journal is damage to it, named by the line looked for.
    fn unreadable(&self, line: LineNo, error: rusqlite::Error) -> StoreError {
        match error.sqlite_error_code() {
            // What SQLite calls unknown is an error in the statement: the table is not there.
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::Unknown) => {
                self.broken(line, error.to_string())
            }
            _ => StoreError::from(error),
        }
    }

    /// The line that must come next.
    fn expected(&self) -> LineNo {
        LineNo(self.last.line.0.saturating_add(1))
    }

    /// Fetches the next page. What is wrong with it is kept behind the lines that are right.
    fn fetch(&mut self) -> Result<(), StoreError> {
        let conn = self.conn;
        let sql = format!(
            "SELECT no, bytes, hash FROM journal_{} WHERE no > ?1 AND no <= ?2 ORDER BY no LIMIT ?3",
            self.desk_no
        );
        let mut select = conn
            .prepare_cached(&sql)
            .map_err(|error| self.unreadable(self.expected(), error))?;
        let mut rows = select.query(params![
            integer(self.last.line.0),
            integer(self.end.line.0),
            PAGE
        ])?;
        let mut count = 0;
        while let Some(row) = rows
            .next()
            .map_err(|error| self.unreadable(self.expected(), error))?
        {
            let (line, hash) = self.verified(row)?;
            self.last = Head {
                line: line.no,
                hash,
            };
            self.page.push_back(line);
            count += 1;
        }
        if count < PAGE {
            self.done = true;
            self.verify_end()?;
        }
        Ok(())
    }

    fn verified(&self, row: &Row<'_>) -> Result<(Line, LineHash), StoreError> {
        let no = self.expected();
        if line_no(row, 0)? != no {
            return Err(self.broken(no, "it is missing"));
        }
        let wrong = |_| self.broken(no, "it is not bytes");
        let bytes = row.get_ref(1)?.as_blob().map_err(wrong)?;
        let kept = row.get_ref(2)?.as_blob().map_err(wrong)?;
        let hash = self.last.hash.then(self.desk_no, bytes);
        if hash.0 != kept {
            return Err(self.broken(no, "its hash does not fit it and the line before"));
        }
        let line = decode_line(bytes).map_err(|error| self.broken(no, error.to_string()))?;
        if line.no != no {
            return Err(self.broken(no, format!("it calls itself line {}", line.no)));
        }
        Ok((line, hash))
    }

    /// The journal ends where the desk says, no line sooner and none later.
    fn verify_end(&self) -> Result<(), StoreError> {
        if self.last.line < self.end.line {
            return Err(self.broken(self.expected(), "it is missing"));
        }
        if self.last.hash != self.end.hash {
            return Err(self.broken(self.last.line, "the desk's last hash is another"));
        }
        // Asked in one statement: a writer may have gone on meanwhile.
        let beyond: Option<i64> = self.conn.query_row(
            &format!(
                "SELECT min(j.no) FROM desk d JOIN journal_{} j ON j.no > d.head WHERE d.no = ?1",
                self.desk_no
            ),
            params![self.desk_no],
            |row| row.get(0),
        )?;
        match beyond.and_then(|no| u64::try_from(no).ok()) {
            None => Ok(()),
            Some(no) => Err(self.broken(LineNo(no), "it lies behind the desk's last line")),
        }
    }
}

impl Iterator for Lines<'_> {
    type Item = Result<Line, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.page.is_empty()
            && !self.done
            && let Err(error) = self.fetch()
        {
            self.done = true;
            self.fault = Some(error);
        }
        match self.page.pop_front() {
            Some(line) => Some(Ok(line)),
            None => self.fault.take().map(Err),
        }
    }
}

/// Rows of one desk's table, a page at a time, by number.
struct Paged<'a, T> {
    conn: &'a Connection,
    sql: &'static str,
    desk: u32,
    after: i64,
    read: fn(&Row<'_>) -> rusqlite::Result<T>,
    page: VecDeque<T>,
    done: bool,
}

impl<T> Paged<'_, T> {
    fn fetch(&mut self) -> Result<(), StoreError> {
        let mut select = self.conn.prepare_cached(self.sql)?;
        let mut rows = select.query(params![self.desk, self.after, PAGE])?;
        let mut count = 0;
        while let Some(row) = rows.next()? {
            self.after = row.get(0)?;
            self.page.push_back((self.read)(row)?);
            count += 1;
        }
        self.done = count < PAGE;
        Ok(())
    }
}

impl<T> Iterator for Paged<'_, T> {
    type Item = Result<T, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.page.is_empty()
            && !self.done
            && let Err(error) = self.fetch()
        {
            self.done = true;
            self.page.clear();
            return Some(Err(error));
        }
        self.page.pop_front().map(Ok)
    }
}

fn paged<'a, T: 'a>(
    conn: &'a Connection,
    desk: &str,
    sql: &'static str,
    read: fn(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Rows<'a, T>, StoreError> {
    let desk = desk_no(conn, desk)?;
    Ok(Box::new(Paged {
        conn,
        sql,
        desk: desk.unwrap_or(0),
        after: -1,
        read,
        page: VecDeque::new(),
        done: desk.is_none(),
    }))
}

fn text(row: &Row<'_>, column: usize) -> rusqlite::Result<Cow<'static, str>> {
    row.get(column).map(Cow::Owned)
}

fn text_if(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Cow<'static, str>>> {
    let value: Option<String> = row.get(column)?;
    Ok(value.map(Cow::Owned))
}

fn instant_if(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Instant>> {
    let value: Option<i64> = row.get(column)?;
    Ok(value.map(Instant))
}

pub(super) fn records<'a>(
    conn: &'a Connection,
    desk: &str,
) -> Result<Rows<'a, RecordRow<'static>>, StoreError> {
    let sql = "SELECT no, workflow, code, state, owner, opened, updated, ended, voided, fields FROM record
         WHERE desk = ?1 AND no > ?2 ORDER BY no LIMIT ?3";
    paged(conn, desk, sql, |row| {
        Ok(RecordRow {
            no: RecordNo(row.get(0)?),
            workflow: text(row, 1)?,
            code: text(row, 2)?,
            state: text_if(row, 3)?,
            owner: text_if(row, 4)?,
            opened: Instant(row.get(5)?),
            updated: Instant(row.get(6)?),
            ended: instant_if(row, 7)?,
            voided: row.get(8)?,
            fields: text(row, 9)?,
        })
    })
}

pub(super) fn tasks<'a>(
    conn: &'a Connection,
    desk: &str,
) -> Result<Rows<'a, TaskRow<'static>>, StoreError> {
    let sql = "SELECT no, record, name, kind, assignee, role, opened, due, breach, late, judged, closed, outcome,
         closed_by FROM task WHERE desk = ?1 AND no > ?2 ORDER BY no LIMIT ?3";
    paged(conn, desk, sql, |row| {
        Ok(TaskRow {
            no: TaskNo(row.get(0)?),
            record: RecordNo(row.get(1)?),
            name: text(row, 2)?,
            kind: text(row, 3)?,
            assignee: text_if(row, 4)?,
            role: text_if(row, 5)?,
            opened: Instant(row.get(6)?),
            due: instant_if(row, 7)?,
            breach: instant_if(row, 8)?,
            late: row.get(9)?,
            judged: text_if(row, 10)?,
            closed: instant_if(row, 11)?,
            outcome: text_if(row, 12)?,
            closed_by: text_if(row, 13)?,
        })
    })
}

pub(super) fn timers<'a>(
    conn: &'a Connection,
    desk: &str,
) -> Result<Rows<'a, TimerRow<'static>>, StoreError> {
    let sql = "SELECT no, record, task, what, due FROM timer WHERE desk = ?1 AND no > ?2 ORDER BY no LIMIT ?3";
    paged(conn, desk, sql, |row| {
        Ok(TimerRow {
            no: TimerNo(number(row, 0)?),
            record: RecordNo(row.get(1)?),
            task: row.get::<_, Option<u32>>(2)?.map(TaskNo),
            what: text(row, 3)?,
            due: Instant(row.get(4)?),
        })
    })
}

pub(super) fn incidents<'a>(
    conn: &'a Connection,
    desk: &str,
) -> Result<Rows<'a, IncidentRow<'static>>, StoreError> {
    let sql = "SELECT no, record, line, opened, why, closed FROM incident
         WHERE desk = ?1 AND no > ?2 ORDER BY no LIMIT ?3";
    paged(conn, desk, sql, |row| {
        Ok(IncidentRow {
            no: IncidentNo(row.get(0)?),
            record: row.get::<_, Option<u32>>(1)?.map(RecordNo),
            line: line_no(row, 2)?,
            opened: Instant(row.get(3)?),
            why: text(row, 4)?,
            closed: instant_if(row, 5)?,
        })
    })
}

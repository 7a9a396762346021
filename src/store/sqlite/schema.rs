//! The tables, as a list of steps from one format to the next. A step once released is never changed.

use rusqlite::Connection;

/// The format this program writes.
pub const FORMAT: u32 = 1;

/// Marks a SQLite file as casework's: `cswk`.
pub(super) const APPLICATION_ID: i32 = 0x6373_776b;

/// Step `n` brings format `n` to `n + 1`; format 0 is an empty file.
const STEPS: &[&str] = &[FORMAT_1];

/// Brings an open transaction's database from `found` to [`FORMAT`].
pub(super) fn bring_up(conn: &Connection, found: u32) -> rusqlite::Result<()> {
    let done = usize::try_from(found).unwrap_or(usize::MAX);
    for step in STEPS.iter().skip(done) {
        conn.execute_batch(step)?;
    }
    conn.execute(
        "INSERT INTO meta (name, value) VALUES ('format', ?1) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        [FORMAT.to_string()],
    )?;
    conn.pragma_update(None, "application_id", APPLICATION_ID)?;
    conn.pragma_update(None, "user_version", FORMAT)
}

/// The table of a desk's journal, made with the desk. One table a desk, so that every line goes to the end of one: pages
/// are filled, and a line costs two thirds of what it costs in a table keyed by desk and number.
pub(super) fn journal_table(desk: u32) -> String {
    format!(
        "CREATE TABLE journal_{desk} (no INTEGER PRIMARY KEY, bytes BLOB NOT NULL, hash BLOB NOT NULL) STRICT"
    )
}

/// Rows are keyed by (desk, number): those of a desk lie together. Instants are milliseconds since 1970; the views show
/// them as text. `key.key` takes any type, so that running numbers stay integers. Journals: [`journal_table`].
const FORMAT_1: &str = "
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE desk (
  no INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, head INTEGER NOT NULL, hash BLOB NOT NULL, active INTEGER
) STRICT;
CREATE TABLE name (
  desk INTEGER NOT NULL, no INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY (desk, no)
) STRICT, WITHOUT ROWID;
CREATE TABLE field (
  id INTEGER PRIMARY KEY, desk INTEGER NOT NULL, workflow INTEGER NOT NULL, place INTEGER NOT NULL,
  name INTEGER NOT NULL, UNIQUE (desk, workflow, place)
) STRICT;

CREATE TABLE source (no INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE key (
  source INTEGER NOT NULL, key ANY NOT NULL, desk INTEGER NOT NULL, line INTEGER NOT NULL, at INTEGER NOT NULL,
  payload BLOB NOT NULL, answer TEXT NOT NULL, PRIMARY KEY (source, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE record (
  desk INTEGER NOT NULL, no INTEGER NOT NULL, workflow TEXT NOT NULL, code TEXT NOT NULL, state TEXT, owner TEXT,
  opened INTEGER NOT NULL, updated INTEGER NOT NULL, ended INTEGER, voided INTEGER NOT NULL, fields TEXT NOT NULL,
  PRIMARY KEY (desk, no)
) STRICT, WITHOUT ROWID;
CREATE TABLE task (
  desk INTEGER NOT NULL, no INTEGER NOT NULL, record INTEGER NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL,
  assignee TEXT, role TEXT, opened INTEGER NOT NULL, due INTEGER, breach INTEGER, late INTEGER NOT NULL, judged TEXT,
  closed INTEGER, outcome TEXT, closed_by TEXT, PRIMARY KEY (desk, no)
) STRICT, WITHOUT ROWID;
CREATE TABLE timer (
  desk INTEGER NOT NULL, no INTEGER NOT NULL, record INTEGER NOT NULL, task INTEGER, what TEXT NOT NULL,
  due INTEGER NOT NULL, PRIMARY KEY (desk, no)
) STRICT, WITHOUT ROWID;
CREATE TABLE incident (
  desk INTEGER NOT NULL, no INTEGER NOT NULL, record INTEGER, line INTEGER NOT NULL, opened INTEGER NOT NULL,
  why TEXT NOT NULL, closed INTEGER, PRIMARY KEY (desk, no)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT, desk INTEGER NOT NULL, line INTEGER NOT NULL, notice TEXT NOT NULL,
  recipient TEXT NOT NULL, template TEXT NOT NULL, body TEXT NOT NULL, created INTEGER NOT NULL, sent INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0, again INTEGER, problem TEXT
) STRICT;
CREATE INDEX outbox_waiting ON outbox (id) WHERE sent IS NULL;

CREATE TABLE revision (
  no INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, meaning TEXT NOT NULL, at INTEGER NOT NULL, saved_by TEXT,
  activated INTEGER
) STRICT;
CREATE TABLE content (no INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, zlib BLOB NOT NULL) STRICT;
CREATE TABLE revision_file (
  revision INTEGER NOT NULL, path TEXT NOT NULL, content INTEGER NOT NULL, PRIMARY KEY (revision, path)
) STRICT, WITHOUT ROWID;
CREATE TABLE staged (
  revision INTEGER PRIMARY KEY, at INTEGER NOT NULL, digest TEXT NOT NULL, report TEXT NOT NULL, verdict TEXT NOT NULL
) STRICT;
CREATE TABLE import (
  hash TEXT PRIMARY KEY, file TEXT NOT NULL, desk TEXT NOT NULL, at INTEGER NOT NULL, first INTEGER NOT NULL,
  last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE VIEW record_readable AS SELECT d.name AS desk, r.no, r.workflow, r.code, r.state, r.owner,
  strftime('%Y-%m-%dT%H:%M:%fZ', r.opened / 1000.0, 'unixepoch') AS opened,
  strftime('%Y-%m-%dT%H:%M:%fZ', r.updated / 1000.0, 'unixepoch') AS updated,
  strftime('%Y-%m-%dT%H:%M:%fZ', r.ended / 1000.0, 'unixepoch') AS ended, r.voided, r.fields
  FROM record r JOIN desk d ON d.no = r.desk;
CREATE VIEW task_readable AS SELECT d.name AS desk, t.no, r.code AS record, t.name, t.kind, t.assignee, t.role,
  strftime('%Y-%m-%dT%H:%M:%fZ', t.opened / 1000.0, 'unixepoch') AS opened,
  strftime('%Y-%m-%dT%H:%M:%fZ', t.due / 1000.0, 'unixepoch') AS due,
  strftime('%Y-%m-%dT%H:%M:%fZ', t.breach / 1000.0, 'unixepoch') AS breach, t.late, t.judged,
  strftime('%Y-%m-%dT%H:%M:%fZ', t.closed / 1000.0, 'unixepoch') AS closed, t.outcome, t.closed_by
  FROM task t JOIN desk d ON d.no = t.desk LEFT JOIN record r ON r.desk = t.desk AND r.no = t.record;
CREATE VIEW timer_readable AS SELECT d.name AS desk, t.no, r.code AS record, t.task, t.what,
  strftime('%Y-%m-%dT%H:%M:%fZ', t.due / 1000.0, 'unixepoch') AS due
  FROM timer t JOIN desk d ON d.no = t.desk LEFT JOIN record r ON r.desk = t.desk AND r.no = t.record;
CREATE VIEW incident_readable AS SELECT d.name AS desk, i.no, r.code AS record, i.line,
  strftime('%Y-%m-%dT%H:%M:%fZ', i.opened / 1000.0, 'unixepoch') AS opened, i.why,
  strftime('%Y-%m-%dT%H:%M:%fZ', i.closed / 1000.0, 'unixepoch') AS closed
  FROM incident i JOIN desk d ON d.no = i.desk LEFT JOIN record r ON r.desk = i.desk AND r.no = i.record;
CREATE VIEW outbox_readable AS SELECT o.id, d.name AS desk, o.line, o.notice, o.recipient, o.template, o.body,
  strftime('%Y-%m-%dT%H:%M:%fZ', o.created / 1000.0, 'unixepoch') AS created,
  strftime('%Y-%m-%dT%H:%M:%fZ', o.sent / 1000.0, 'unixepoch') AS sent, o.attempts, o.problem
  FROM outbox o JOIN desk d ON d.no = o.desk;
";

//! Notices that wait to leave. A notice is sent first and marked afterwards: at least once, never lost.

use std::borrow::Cow;

use rusqlite::{Connection, Row, params};

use crate::model::Instant;
use crate::store::error::StoreError;
use crate::store::rows::{Outgoing, OutgoingRow};

use super::integer;
use super::read::{line_no, number};

pub(super) fn pending(
    conn: &Connection,
    now: Instant,
    limit: u32,
) -> Result<Vec<Outgoing>, StoreError> {
    let mut select = conn.prepare_cached(
        "SELECT o.id, d.name, o.attempts, o.line, o.notice, o.recipient, o.template, o.body, o.created
         FROM outbox o JOIN desk d ON d.no = o.desk
         WHERE o.sent IS NULL AND (o.again IS NULL OR o.again <= ?1) ORDER BY o.id LIMIT ?2",
    )?;
    let rows = select.query_map(params![now.0, limit], outgoing)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn outgoing(row: &Row<'_>) -> rusqlite::Result<Outgoing> {
    Ok(Outgoing {
        id: number(row, 0)?,
        desk: row.get(1)?,
        attempts: row.get(2)?,
        row: OutgoingRow {
            line: line_no(row, 3)?,
            notice: Cow::Owned(row.get(4)?),
            to: Cow::Owned(row.get(5)?),
            template: Cow::Owned(row.get(6)?),
            body: Cow::Owned(row.get(7)?),
            created: Instant(row.get(8)?),
        },
    })
}

pub(super) fn mark_sent(conn: &mut Connection, ids: &[u64], at: Instant) -> Result<(), StoreError> {
    let tx = conn.transaction()?;
    {
        let mut update = tx.prepare_cached("UPDATE outbox SET sent = ?2 WHERE id = ?1")?;
        for id in ids {
            update.execute(params![integer(*id), at.0])?;
        }
    }
    tx.commit()?;
    Ok(())
}

pub(super) fn mark_failed(
    conn: &Connection,
    id: u64,
    again: Instant,
    why: &str,
) -> Result<(), StoreError> {
    conn.execute(
        "UPDATE outbox SET attempts = attempts + 1, again = ?2, problem = ?3 WHERE id = ?1",
        params![integer(id), again.0, why],
    )?;
    Ok(())
}

//! The text of every revision ever seen, packed and each content once, and what its dry run found.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use rusqlite::{Connection, OptionalExtension, params};

use crate::model::{Instant, RevisionNo};
use crate::store::error::StoreError;
use crate::store::rows::{NewRevision, RevisionFiles, RevisionInfo, RevisionStatus, Staged};

/// Within an open transaction.
pub(super) fn put(conn: &Connection, revision: &NewRevision<'_>) -> Result<RevisionNo, StoreError> {
    let kept: Option<u32> = conn
        .query_row(
            "SELECT no FROM revision WHERE hash = ?1",
            params![revision.hash],
            |row| row.get(0),
        )
        .optional()?;
    if let Some(no) = kept {
        return Ok(RevisionNo(no));
    }
    let no: u32 = conn.query_row(
        "INSERT INTO revision (hash, meaning, at, saved_by) VALUES (?1, ?2, ?3, ?4) RETURNING no",
        params![revision.hash, revision.meaning, revision.at.0, revision.by],
        |row| row.get(0),
    )?;
    for (path, bytes) in revision.files {
        let content = put_content(conn, bytes)?;
        conn.execute(
            "INSERT INTO revision_file (revision, path, content) VALUES (?1, ?2, ?3)",
            params![no, path, content],
        )?;
    }
    Ok(RevisionNo(no))
}

/// Most files of a revision are those of the one before: each content is kept once.
fn put_content(conn: &Connection, bytes: &[u8]) -> Result<i64, StoreError> {
    let hash = blake3::hash(bytes);
    let kept = conn
        .query_row(
            "SELECT no FROM content WHERE hash = ?1",
            params![hash.as_bytes()],
            |row| row.get(0),
        )
        .optional()?;
    if let Some(no) = kept {
        return Ok(no);
    }
    let packed = pack(bytes).map_err(|error| StoreError::Database(Box::new(error)))?;
    let no = conn.query_row(
        "INSERT INTO content (hash, zlib) VALUES (?1, ?2) RETURNING no",
        params![hash.as_bytes(), packed],
        |row| row.get(0),
    )?;
    Ok(no)
}

fn pack(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes)?;
    encoder.finish()
}

pub(super) fn files(
    conn: &Connection,
    no: RevisionNo,
) -> Result<Option<RevisionFiles>, StoreError> {
    let known: bool = conn.query_row(
        "SELECT EXISTS (SELECT 1 FROM revision WHERE no = ?1)",
        params![no.0],
        |row| row.get(0),
    )?;
    if !known {
        return Ok(None);
    }
    let mut select = conn.prepare(
        "SELECT f.path, c.hash, c.zlib FROM revision_file f LEFT JOIN content c ON c.no = f.content
         WHERE f.revision = ?1 ORDER BY f.path",
    )?;
    let mut rows = select.query(params![no.0])?;
    let mut files = Vec::new();
    while let Some(row) = rows.next()? {
        let path: String = row.get(0)?;
        let damaged = |why: &str| StoreError::Damaged {
            why: format!("file `{path}` of revision {no}: {why}"),
        };
        let (Some(hash), Some(packed)) = (
            row.get::<_, Option<[u8; 32]>>(1)?,
            row.get::<_, Option<Vec<u8>>>(2)?,
        ) else {
            return Err(damaged("its content is missing"));
        };
        let mut bytes = Vec::new();
        ZlibDecoder::new(packed.as_slice())
            .read_to_end(&mut bytes)
            .map_err(|error| damaged(&error.to_string()))?;
        if *blake3::hash(&bytes).as_bytes() != hash {
            return Err(damaged("its content is not what was kept"));
        }
        files.push((path, bytes));
    }
    Ok(Some(files))
}

pub(super) fn list(conn: &Connection) -> Result<Vec<RevisionInfo>, StoreError> {
    let mut select = conn.prepare_cached(
        "SELECT no, hash, meaning, at, saved_by,
           EXISTS (SELECT 1 FROM desk WHERE desk.active = revision.no),
           EXISTS (SELECT 1 FROM staged WHERE staged.revision = revision.no),
           activated IS NOT NULL
         FROM revision ORDER BY no",
    )?;
    let rows = select.query_map([], |row| {
        let status = match (row.get(5)?, row.get(6)?, row.get(7)?) {
            (true, _, _) => RevisionStatus::Active,
            (false, true, _) => RevisionStatus::Staged,
            (false, false, true) => RevisionStatus::Retired,
            (false, false, false) => RevisionStatus::Kept,
        };
        Ok(RevisionInfo {
            no: RevisionNo(row.get(0)?),
            hash: row.get(1)?,
            meaning: row.get(2)?,
            at: Instant(row.get(3)?),
            by: row.get(4)?,
            status,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn set_staged(conn: &Connection, staged: &Staged) -> Result<(), StoreError> {
    conn.execute(
        "INSERT INTO staged (revision, at, digest, report, verdict) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (revision) DO UPDATE SET at = excluded.at, digest = excluded.digest, report = excluded.report,
           verdict = excluded.verdict",
        params![
            staged.revision.0,
            staged.at.0,
            staged.digest,
            staged.report,
            staged.verdict
        ],
    )?;
    Ok(())
}

pub(super) fn staged(conn: &Connection) -> Result<Vec<Staged>, StoreError> {
    let mut select = conn.prepare_cached(
        "SELECT revision, at, digest, report, verdict FROM staged ORDER BY at, revision",
    )?;
    let rows = select.query_map([], |row| {
        Ok(Staged {
            revision: RevisionNo(row.get(0)?),
            at: Instant(row.get(1)?),
            digest: row.get(2)?,
            report: row.get(3)?,
            verdict: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

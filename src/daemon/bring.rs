//! Bringing histories and tables into a data file that no daemon uses: the same lines, rows and names the writer keeps,
//! written in groups and kept as one, so that a file that fails half way leaves nothing. Notices of what is long past are not sent.

use std::io;
use std::path::Path;
use std::sync::Arc;

use super::answer::not_understood;
use super::error::DaemonError;
use super::keeper::Keeper;
use super::office::folder_of;
use super::project::armed;
use super::stage::meaning;
use crate::config::{Folder, load};
use crate::engine::Desk;
use crate::exchange::{
    Against, BringError, Brought, ImportError, Imported, Keep, LogError, LogReader, Mapping,
    Report, Table, TableError, file_hash, import_log, import_rows,
};
use crate::model::catalogue::{Arg, Lang, Reason};
use crate::model::{Instant, LineNo, RevisionNo};
use crate::report::refusal_reasons;
use crate::store::{Access, Batch, Draft, ImportRow, NewRevision, SqliteStore, Store, StoreError};
use crate::world::{World, advance};

/// Why nothing was brought in.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BringInError {
    /// The data file cannot be used, or the revision it keeps.
    #[error(transparent)]
    Daemon(#[from] DaemonError),
    /// The data file cannot be used.
    #[error("the data cannot be used")]
    Store(#[from] StoreError),
    /// The file cannot be read.
    #[error("`{file}` cannot be read")]
    File {
        /// The file.
        file: String,
        /// Why.
        source: io::Error,
    },
    /// The log cannot be read.
    #[error("the log cannot be read")]
    Log(#[from] LogError),
    /// The table cannot be read.
    #[error("the table cannot be read")]
    Table(#[from] TableError),
    /// The mapping does not fit the desk.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The table does not fit the desk.
    #[error(transparent)]
    Bring(#[from] BringError),
    /// The folder has no such desk, or it has faults.
    #[error("the folder has no desk `{desk}` without faults")]
    NoDesk {
        /// The desk.
        desk: String,
    },
    /// A history can only be the beginning.
    #[error("desk `{desk}` of this data file has a history already; a log goes into an empty one")]
    NotEmpty {
        /// The desk.
        desk: String,
    },
    /// Several desks of the data file have such a workflow.
    #[error("say which desk it is for, with --desk: {0}")]
    WhichDesk(String),
    /// No desk of the data file has such a workflow.
    #[error("{}", .0.text(Lang::En))]
    NoWorkflow(Reason),
}

/// A log brought in.
#[derive(Debug)]
pub struct BroughtLog {
    /// The hash of its file.
    pub hash: String,
    /// What the mapping made of it.
    pub mapped: Report,
    /// What the desk made of it.
    pub imported: Imported,
}

/// Makes a desk's journal of a log, under the folder as it is.
///
/// # Errors
/// Where the log, the folder or the data file cannot be used, the desk is not empty, or the same file came in before.
pub fn bring_log(
    data: &Path,
    folder: &Folder,
    mapping: &Mapping,
    log: &Path,
    (now, lang): (Instant, Lang),
) -> Result<BroughtLog, BringInError> {
    let file = || log.display().to_string();
    let failed = |source| BringInError::File {
        file: file(),
        source,
    };
    let hash = file_hash(log).map_err(failed)?;
    let mut draft = Draft::begin(data, Access::Create)?;
    let store = draft.store();
    if store.import(&hash)?.is_some() {
        return Err(StoreError::Imported { file: file() }.into());
    }
    if store.head(&mapping.desk)?.line != LineNo(0) {
        return Err(BringInError::NotEmpty {
            desk: mapping.desk.clone(),
        });
    }
    let known = [(mapping.desk.clone(), store.names(&mapping.desk)?)].into();
    let no_desk = || BringInError::NoDesk {
        desk: mapping.desk.clone(),
    };
    let text_hash = folder.hash();
    let first = load(folder, &known, RevisionNo(0));
    first.desk(&mapping.desk).ok_or_else(no_desk)?;
    let files: Vec<(String, Vec<u8>)> = folder
        .iter()
        .map(|(path, bytes)| (path.to_owned(), bytes.to_vec()))
        .collect();
    let revision = store.put_revision(&NewRevision {
        hash: &text_hash,
        meaning: &meaning(&first),
        files: &files,
        at: now,
        by: None,
    })?;
    let loaded = load(folder, &known, revision);
    let desk = loaded.desk(&mapping.desk).ok_or_else(no_desk)?;
    let reader = LogReader::open(log, &mapping.log_options())?;
    let header = reader.header().clone();
    let mapped = mapping.apply(&header, reader)?;
    let mut commit = |batch: &Batch<'_>| store.commit(batch);
    let mut keeper = Keeper::new(&mut commit, desk);
    let say = |desk: &Desk, against: Against<'_>| sentence(desk, &against, lang);
    let revision = (revision, &*text_hash);
    let (_, imported) = import_log(desk, mapping, &mapped, revision, &mut keeper, &say)?;
    let last = keeper.end()?;
    store.put_import(&ImportRow {
        hash: hash.clone(),
        file: file(),
        desk: mapping.desk.clone(),
        at: now,
        lines: (LineNo(1), last),
    })?;
    draft.keep()?;
    Ok(BroughtLog {
        hash,
        mapped: mapped.report,
        imported,
    })
}

/// What stands against an event of a log, as one sentence.
fn sentence(desk: &Desk, against: &Against<'_>, lang: Lang) -> String {
    let reasons = match against {
        Against::Unread(errors) => not_understood(errors).reasons,
        Against::Refused(world, event, refusals) => {
            refusal_reasons(desk, world, event, event.record, refusals)
        }
    };
    let sentences: Vec<String> = reasons.iter().map(|reason| reason.text(lang)).collect();
    sentences.join(" ")
}

/// Brings a table of records into a desk that lives: by key, new ones opened, others corrected.
///
/// # Errors
/// Where the table or the data file cannot be used, or the table does not fit.
pub fn bring_rows(
    data: &Path,
    desk: Option<&str>,
    as_workflow: &str,
    file: &Path,
    now: Instant,
) -> Result<Brought, BringInError> {
    let name = file.display().to_string();
    let bytes = std::fs::read(file).map_err(|source| BringInError::File {
        file: name.clone(),
        source,
    })?;
    let table = Table::read(&bytes)?;
    let mut draft = Draft::begin(data, Access::Existing)?;
    let store = draft.store();
    let (rules, mut world) = living(store, desk, as_workflow)?;
    let mut commit = |batch: &Batch<'_>| store.commit(batch);
    let mut keeper = Keeper::going_on(&mut commit, &rules.name, armed(&world));
    let at = now.max(world.now());
    advance(&mut world, &rules, at, &mut |world, line| {
        keeper.line(&rules, world, line)
    });
    let brought = import_rows(
        &rules,
        &mut world,
        &table,
        as_workflow,
        (at, &name),
        &mut keeper,
    )?;
    keeper.end()?;
    draft.keep()?;
    Ok(brought)
}

/// The desk of a data file that has a workflow, under the revision it ran last, and its world.
fn living(
    store: &SqliteStore,
    desk: Option<&str>,
    as_workflow: &str,
) -> Result<(Arc<Desk>, World), BringInError> {
    let (mut found, mut flows) = (Vec::new(), Vec::new());
    let kept_desks = store.desks()?;
    if let Some(desk) = desk.filter(|desk| kept_desks.iter().all(|kept| kept.name != **desk)) {
        let names: Vec<String> = kept_desks.into_iter().map(|kept| kept.name).collect();
        let reason = Reason::new("unknown-desk").with("desk", desk);
        let reason = reason.with("known", Arg::List(names.clone()));
        return Err(BringInError::NoWorkflow(reason.near(desk, &names)));
    }
    for kept in kept_desks {
        let Some(revision) = kept
            .active
            .filter(|_| desk.is_none_or(|desk| desk == kept.name))
        else {
            continue;
        };
        let known = [(kept.name.clone(), store.names(&kept.name)?)].into();
        let loaded = load(&folder_of(store, revision)?, &known, revision);
        let rules = loaded
            .desk(&kept.name)
            .cloned()
            .ok_or_else(|| BringInError::NoDesk {
                desk: kept.name.clone(),
            })?;
        let name = rules.names.find(as_workflow);
        if name.is_some_and(|name| rules.workflow(name).is_some()) {
            found.push(rules);
        } else {
            let names = rules
                .workflows
                .keys()
                .map(|name| rules.names.text(*name).to_owned());
            flows.extend(names);
        }
    }
    if found.is_empty() {
        let reason = Reason::new("unknown-workflow").with("workflow", as_workflow);
        let reason = reason.with("known", Arg::List(flows.clone()));
        return Err(BringInError::NoWorkflow(reason.near(as_workflow, &flows)));
    }
    let names: Vec<&str> = found.iter().map(|rules| &*rules.name).collect();
    let [rules] = found.as_slice() else {
        return Err(BringInError::WhichDesk(names.join(", ")));
    };
    let mut world = World::new(rules);
    for line in store.lines(&rules.name, LineNo(1))? {
        world.fold(&line?);
    }
    Ok((Arc::clone(rules), world))
}

//! The three runs, recorded, current, candidate, and what they come to together.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::compare::{Drifted, Three, drift};
use super::explain::{Lens, SideBySide};
use super::facet::Facet;
use super::history::History;
use super::run::{Ran, run};
use super::trail::code_fields;
use super::verdict::{Judged, Kind, Verdict};
use crate::engine::Desk;
use crate::model::{Instant, Line, LineNo, Names, RevisionNo};

/// Rules recurse; a run gets the stack the daemon's writer has.
const STACK: usize = 8 << 20;

/// How a dry run is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// So many records are explained turn by turn.
    pub explained: usize,
    /// So many records are listed of each kind of verdict; all are counted.
    pub listed: usize,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            explained: 20,
            listed: 500,
        }
    }
}

/// What of the recorded journal is not in its lines.
#[derive(Clone, Debug, Default)]
pub struct Recorded {
    /// The compiled meaning's hash of each revision the journal names. One left out counts as the current one.
    pub meanings: BTreeMap<RevisionNo, String>,
}

/// Why no dry run was made.
#[derive(Debug, thiserror::Error)]
pub enum DryRunError<E: std::error::Error + 'static> {
    /// The journal cannot be read.
    #[error(transparent)]
    Lines(E),
    /// The revisions give the same number to different names.
    #[error("the two revisions number their names differently")]
    Names,
    /// A run broke off.
    #[error("a run broke off: {0}")]
    Broken(String),
}

/// A revision compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// Its number.
    pub revision: RevisionNo,
    /// The hash of its compiled meaning.
    pub meaning: String,
}

/// The difference.
#[derive(Debug)]
pub struct DryRun {
    /// The desk.
    pub desk: Arc<str>,
    /// The current revision.
    pub baseline: Side,
    /// The one tried.
    pub candidate: Side,
    /// The first and last instant of the history, if it has any line.
    pub window: Option<(Instant, Instant)>,
    /// Outside events in it.
    pub events: u64,
    /// Records that went otherwise in truth than under the current revision.
    pub drift: Vec<Drifted>,
    /// Every record with its verdict.
    pub records: Vec<Judged>,
    /// How many are listed of each kind.
    pub listed: usize,
    /// All names.
    pub names: Arc<Names>,
    /// The current revision's rules: its zone and its labels are what people read.
    pub(super) rules: Arc<Desk>,
}

/// Replays a journal under the current revision and a candidate, and compares. Pure over memory: it is given lines and
/// gives back data; there is no socket, store or outbox to reach.
///
/// # Errors
/// Where the journal cannot be read, or the two revisions were not loaded with the desk's names.
pub fn dry_run<E: std::error::Error + 'static>(
    lines: impl Iterator<Item = Result<Line, E>>,
    recorded: &Recorded,
    baseline: &Arc<Desk>,
    candidate: &Arc<Desk>,
    options: Options,
) -> Result<DryRun, DryRunError<E>> {
    if !agree(&baseline.names, &candidate.names) {
        return Err(DryRunError::Names);
    }
    let codes = code_fields([baseline.as_ref(), candidate.as_ref()]);
    let mut history = History::new(codes, &recorded.meanings, &baseline.meaning);
    for line in lines {
        history.take(&line.map_err(DryRunError::Lines)?);
    }
    let (left, right) = both(&history, [baseline, candidate], [None, None])?;
    let three = Three {
        history: &history,
        baseline: &left,
        candidate: &right,
        desk: candidate,
    };
    let mut records = three.judge();
    let drift = drift(&history, &left);
    explain(
        &history,
        [baseline, candidate],
        &mut records,
        options.explained,
    )?;
    let names = match baseline.names.len() > candidate.names.len() {
        true => &baseline.names,
        false => &candidate.names,
    };
    Ok(DryRun {
        desk: Arc::clone(&baseline.name),
        baseline: side(baseline),
        candidate: side(candidate),
        window: history.from.zip(history.to),
        events: history.events,
        drift,
        records,
        listed: options.listed,
        names: Arc::clone(names),
        rules: Arc::clone(baseline),
    })
}

fn side(desk: &Desk) -> Side {
    Side {
        revision: desk.revision,
        meaning: desk.meaning.clone(),
    }
}

/// Whether two tables of names give no number to two names.
fn agree(a: &Names, b: &Names) -> bool {
    let names = a.iter().zip(b.iter()).all(|(a, b)| a == b);
    names
        && a.fields().all(|(workflow, name, place)| {
            let other = b.find_field(workflow, a.text(name));
            other.is_none_or(|other| other == place)
        })
}

/// Both runs, each on its own thread.
fn both<E: std::error::Error + 'static>(
    history: &History,
    desks: [&Arc<Desk>; 2],
    lenses: [Option<&mut Lens>; 2],
) -> Result<(Ran, Ran), DryRunError<E>> {
    let [left, right] = desks;
    let [left_lens, right_lens] = lenses;
    std::thread::scope(|scope| {
        let builder = || std::thread::Builder::new().stack_size(STACK);
        let left = builder().spawn_scoped(scope, move || run(history, left, left_lens));
        let right = builder().spawn_scoped(scope, move || run(history, right, right_lens));
        let broken = |why: &str| DryRunError::Broken(why.to_owned());
        let left = left.map_err(|error| broken(&error.to_string()))?;
        let right = right.map_err(|error| broken(&error.to_string()))?;
        let left = left.join().map_err(|_| broken("current revision"))?;
        let right = right.join().map_err(|_| broken("candidate"))?;
        Ok((left, right))
    })
}

/// Steps the first differing turn of the first few records once more, watched.
fn explain<E: std::error::Error + 'static>(
    history: &History,
    desks: [&Arc<Desk>; 2],
    records: &mut [Judged],
    most: usize,
) -> Result<(), DryRunError<E>> {
    // Each kind of verdict gets its share before any gets more.
    let mut chosen: BTreeSet<usize> = BTreeSet::new();
    let of_kind = |kind: Kind| {
        let found = records.iter().enumerate();
        found
            .filter(move |(_, record)| record.verdict.kind() == kind && record.parting.is_some())
            .map(|(at, _)| at)
    };
    let share = most.div_ceil(3);
    for kind in [Kind::Error, Kind::Changed, Kind::Open] {
        let room = most.saturating_sub(chosen.len()).min(share);
        chosen.extend(of_kind(kind).take(room));
    }
    for kind in [Kind::Error, Kind::Changed, Kind::Open] {
        let room = most.saturating_sub(chosen.len());
        let more: Vec<usize> = of_kind(kind)
            .filter(|at| !chosen.contains(at))
            .take(room)
            .collect();
        chosen.extend(more);
    }
    if chosen.is_empty() {
        return Ok(());
    }
    let partings = || chosen.iter().filter_map(|at| records.get(*at)?.parting);
    let left: BTreeSet<LineNo> = partings().filter_map(|parting| parting.left).collect();
    let right: BTreeSet<LineNo> = partings().filter_map(|parting| parting.right).collect();
    let (mut left, mut right) = (Lens::new(left), Lens::new(right));
    both(history, desks, [Some(&mut left), Some(&mut right)])?;
    for at in chosen {
        if let Some(record) = records.get_mut(at)
            && let Some(parting) = record.parting
        {
            record.explained = Some(SideBySide::of(
                parting.left.and_then(|line| left.seen.get(&line).cloned()),
                parting
                    .right
                    .and_then(|line| right.seen.get(&line).cloned()),
            ));
        }
    }
    Ok(())
}

impl DryRun {
    /// How many records came to a kind of verdict. Over all kinds this adds up to the number of records.
    #[must_use]
    pub fn count(&self, kind: Kind) -> usize {
        let found = self.records.iter();
        found.filter(|record| record.verdict.kind() == kind).count()
    }

    /// How many changed records differ in a facet.
    #[must_use]
    pub fn count_facet(&self, facet: Facet) -> usize {
        let found = self.records.iter();
        found
            .filter(|record| match &record.verdict {
                Verdict::Changed(facets) => facets.has(facet),
                _ => false,
            })
            .count()
    }

    /// How many records are open, by reason.
    #[must_use]
    pub fn reasons(&self) -> BTreeMap<&'static str, usize> {
        let mut reasons = BTreeMap::new();
        for record in &self.records {
            if let Verdict::Open(divergence) = &record.verdict {
                *reasons.entry(divergence.reason.word()).or_default() += 1;
            }
        }
        reasons
    }

    /// Deadlines breached that are not breached under the current revision, of records that history decides wholly.
    #[must_use]
    pub fn new_breaches(&self) -> u64 {
        let found = self.records.iter();
        found.map(|record| u64::from(record.new_breaches)).sum()
    }

    /// Whether nothing differs anywhere.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.count(Kind::Changed) + self.count(Kind::Open) + self.count(Kind::Error) == 0
    }
}

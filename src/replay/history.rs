//! A recorded journal as the runs need it: its outside events with who and what they were about, in words that hold in
//! every run (record, task by name and ordinal), and what the engine did in between, as far as a run must compare itself.

use std::collections::{BTreeMap, BTreeSet};

use super::trail::{Ident, Trail};
use crate::model::{
    CloseReason, Effect, Event, FieldId, Instant, Line, LineNo, NameId, Outcome, RecordNo,
    RevisionNo, TaskKind, TaskNo, What,
};

/// An outside event of the recorded journal.
#[derive(Clone, Debug)]
pub(super) struct Outside {
    /// Its line.
    pub(super) line: LineNo,
    /// The event, in the recorded run's numbers.
    pub(super) event: Event,
    /// The task it answers.
    pub(super) answers: Option<Asked>,
    /// The how-manieth incident of its record it retries, from 0.
    pub(super) retries: Option<usize>,
    /// Whether it was applied, not refused.
    pub(super) applied: bool,
    /// The record born by it.
    pub(super) born: Option<RecordNo>,
}

/// A recorded ask.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    pub(super) task: NameId,
    pub(super) ordinal: u32,
    /// The answers it took, in one number.
    pub(super) offers: u64,
    /// Whether it was closed when the answer came.
    pub(super) late: bool,
}

/// One thing of the recorded journal, in its order. Record numbers are the recorded run's.
#[derive(Clone, Debug)]
pub(super) enum Item {
    /// An outside event.
    Feed(Box<Outside>),
    /// An ask ended unanswered: how long people had for it is known only up to here.
    Unanswered {
        record: RecordNo,
        task: NameId,
        ordinal: u32,
        at: Instant,
        line: LineNo,
    },
    /// A record heard of another's step.
    Told {
        record: RecordNo,
        by: RecordNo,
        at: Instant,
        line: LineNo,
    },
    /// A turn of a record read of one that was started by another record.
    Read {
        record: RecordNo,
        of: RecordNo,
        at: Instant,
        line: LineNo,
    },
}

/// A recorded journal, ready to be fed to any revision.
#[derive(Debug)]
pub struct History {
    pub(super) items: Vec<Item>,
    pub(super) trail: Trail,
    /// Whom `[assign]` chose, by the record.
    pub(super) chosen: BTreeMap<Ident, RecordNo>,
    /// The first line's instant.
    pub(super) from: Option<Instant>,
    /// The last line's instant.
    pub(super) to: Option<Instant>,
    /// The instant up to which, itself left out, timers fired.
    pub(super) until: Option<Instant>,
    /// How many outside events there are.
    pub(super) events: u64,
    older: BTreeSet<RevisionNo>,
}

impl History {
    /// An empty history. `codes` are the fields that hold codes; `meanings` say what each revision of the journal means
    /// (by the hash of its compiled meaning), `baseline` what the current one means.
    pub(super) fn new(
        codes: BTreeSet<(NameId, FieldId)>,
        meanings: &BTreeMap<RevisionNo, String>,
        baseline: &str,
    ) -> History {
        let older = meanings.iter().filter(|(_, meaning)| *meaning != baseline);
        History {
            items: Vec::new(),
            trail: Trail::new(codes),
            chosen: BTreeMap::new(),
            from: None,
            to: None,
            until: None,
            events: 0,
            older: older.map(|(no, _)| *no).collect(),
        }
    }

    /// Takes in the next line of the journal.
    pub(super) fn take(&mut self, line: &Line) {
        let at = line.event.at;
        self.from.get_or_insert(at);
        self.to = Some(at);
        if line.event.parent.is_none() {
            let fired = matches!(line.event.what, What::Timer { .. });
            self.until = Some(at.plus_ms(i64::from(fired)));
        }
        let outside = line.event.what.is_outside().then(|| self.outside(line));
        self.trail.take(line, Ident::outside(line.no));
        if let Some(outside) = outside {
            self.events += 1;
            self.items.push(Item::Feed(Box::new(outside)));
        }
        let Some(record) = line.record else {
            return;
        };
        for effect in &line.effects {
            if let Effect::Assigned { chosen, .. } = effect {
                self.chosen.insert(self.trail.ident(record), *chosen);
            }
        }
        let migrated = matches!(line.event.what, What::Migrate);
        if (migrated || self.older.contains(&line.revision))
            && let Some(trace) = self.trail.trace_mut(record)
        {
            trace.older = true;
        }
        self.between(line, record);
    }

    fn outside(&self, line: &Line) -> Outside {
        let event = &line.event;
        let answers = match event.what {
            What::Answer { task, .. } | What::Handle { task, .. } => self.asked(task),
            _ => None,
        };
        let retries = match event.what {
            What::Retry { incident } => {
                let trace = event.record.and_then(|no| self.trail.trace(no));
                trace.and_then(|trace| trace.incidents.iter().position(|no| *no == incident))
            }
            _ => None,
        };
        let born = line.effects.iter().find_map(|effect| match effect {
            Effect::Born { record, .. } => Some(*record),
            _ => None,
        });
        Outside {
            line: line.no,
            event: event.clone(),
            answers,
            retries,
            applied: matches!(line.outcome, Outcome::Applied),
            born,
        }
    }

    fn asked(&self, task: TaskNo) -> Option<Asked> {
        self.trail.task(task).map(|mark| Asked {
            task: mark.name,
            ordinal: mark.ordinal,
            offers: mark.offers,
            late: mark.closed.is_some(),
        })
    }

    /// What happened of itself, or as a consequence, that a run must compare itself with.
    fn between(&mut self, line: &Line, record: RecordNo) {
        let (at, no) = (line.event.at, line.no);
        if let What::Told { by, .. } = line.event.what {
            self.items.push(Item::Told {
                record,
                by,
                at,
                line: no,
            });
        }
        for effect in &line.effects {
            let Effect::TaskClosed { task, closed, .. } = effect else {
                continue;
            };
            let mark = self.trail.task(*task);
            let Some(mark) = mark.filter(|mark| mark.kind != TaskKind::Clock) else {
                continue;
            };
            if closed.why != CloseReason::Answered {
                self.items.push(Item::Unanswered {
                    record,
                    task: mark.name,
                    ordinal: mark.ordinal,
                    at,
                    line: no,
                });
            }
        }
        let started = |no: &RecordNo| {
            self.trail
                .trace(*no)
                .is_some_and(|trace| trace.parent.is_some())
        };
        let read: BTreeSet<RecordNo> = line
            .reads
            .iter()
            .map(|read| read.record)
            .filter(|no| *no != record)
            .filter(started)
            .collect();
        self.items.extend(read.into_iter().map(|of| Item::Read {
            record,
            of,
            at,
            line: no,
        }));
    }
}

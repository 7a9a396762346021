//! Two runs, record by record: do they say the same, and where do they part.

use std::collections::BTreeMap;

use super::divergence::{Divergence, Reason};
use super::facet::{Facet, Facets};
use super::history::History;
use super::run::Ran;
use super::trail::{Ident, Trace, Trail, TurnMark};
use super::verdict::{Judged, Parting, Verdict};
use crate::engine::Desk;
use crate::model::{Instant, Text};

/// The first turn of two runs of a record that differs. Turns at one instant may come in either order.
pub(super) fn parting(left: &[TurnMark], right: &[TurnMark]) -> Option<Parting> {
    let (mut left, mut right) = (left, right);
    loop {
        let at = match (left.first(), right.first()) {
            (None, None) => return None,
            (Some(a), None) => a.at,
            (None, Some(b)) => b.at,
            (Some(a), Some(b)) => a.at.min(b.at),
        };
        let (a, more_left) = at_instant(left, at);
        let (b, more_right) = at_instant(right, at);
        let lone_left = lone(a, b);
        let lone_right = lone(b, a);
        if lone_left.is_some() || lone_right.is_some() {
            return Some(Parting {
                at,
                left: lone_left.map(|mark| mark.line),
                right: lone_right.map(|mark| mark.line),
            });
        }
        (left, right) = (more_left, more_right);
    }
}

fn at_instant(marks: &[TurnMark], at: Instant) -> (&[TurnMark], &[TurnMark]) {
    let end = marks.iter().take_while(|mark| mark.at == at).count();
    marks.split_at(end)
}

/// The first turn that has no like among the others.
fn lone<'t>(these: &'t [TurnMark], those: &[TurnMark]) -> Option<&'t TurnMark> {
    let mut counts: BTreeMap<u64, usize> = BTreeMap::new();
    for mark in those {
        *counts.entry(mark.print).or_default() += 1;
    }
    these.iter().find(|mark| match counts.get_mut(&mark.print) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    })
}

/// A record that goes otherwise under the current revision than it went in truth.
#[derive(Clone, Debug)]
pub struct Drifted {
    /// The code people know it by.
    pub code: Text,
    /// Whether lines of revisions with another meaning, or a migration, touched it: then that is why.
    pub older: bool,
    /// The sides that differ.
    pub facets: Facets,
    /// When the two first part.
    pub at: Option<Instant>,
    /// The event past which history does not serve the current revision.
    pub open: Option<Divergence>,
}

/// What went otherwise in truth than under the current revision, in the order of birth.
pub(super) fn drift(history: &History, baseline: &Ran) -> Vec<Drifted> {
    let recorded = history.trail.traces.iter();
    let mut drifted: Vec<Drifted> = recorded
        .filter_map(|trace| drifted(trace, baseline))
        .collect();
    let invented = baseline
        .trail
        .traces
        .iter()
        .filter(|trace| history.trail.find(trace.ident).is_none());
    drifted.extend(invented.map(|trace| Drifted {
        code: trace.code.clone(),
        older: parent_is_older(trace, &history.trail),
        facets: Facets::NONE.with(Facet::Path),
        at: trace.turns.first().map(|mark| mark.at),
        open: trace.diverged.clone(),
    }));
    drifted
}

fn parent_is_older(trace: &Trace, recorded: &Trail) -> bool {
    let parent = trace.parent.and_then(|parent| recorded.find(parent));
    parent.is_some_and(|parent| parent.older)
}

fn drifted(recorded: &Trace, baseline: &Ran) -> Option<Drifted> {
    let Some(run) = baseline.trail.find(recorded.ident) else {
        return Some(Drifted {
            code: recorded.code.clone(),
            older: recorded.older,
            facets: Facets::NONE.with(Facet::Path),
            at: recorded.turns.first().map(|mark| mark.at),
            open: baseline.unborn.get(&recorded.ident).cloned(),
        });
    };
    let facets = recorded.sums.differing(&run.sums);
    let same = facets.is_empty() && run.diverged.is_none() && run.fails_like(recorded);
    (!same).then(|| Drifted {
        code: recorded.code.clone(),
        older: recorded.older,
        facets,
        at: parting(&recorded.turns, &run.turns).map(|parting| parting.at),
        open: run.diverged.clone(),
    })
}

/// Three runs of one history.
#[derive(Debug)]
pub(super) struct Three<'a> {
    pub(super) history: &'a History,
    pub(super) baseline: &'a Ran,
    pub(super) candidate: &'a Ran,
    pub(super) desk: &'a Desk,
}

impl Three<'_> {
    /// The word on every record, in the order of birth under the current revision, then those only the candidate has.
    pub(super) fn judge(&self) -> Vec<Judged> {
        let baseline = self.baseline.trail.traces.iter();
        let mut judged: Vec<Judged> = baseline.map(|trace| self.judged(trace)).collect();
        // History's own, where even the current revision does not bear them.
        let lost = self.history.trail.traces.iter();
        let lost = lost.filter(|trace| self.baseline.trail.find(trace.ident).is_none());
        judged.extend(lost.map(|trace| self.lost(trace)));
        let added = self.candidate.trail.traces.iter().filter(|trace| {
            self.baseline.trail.find(trace.ident).is_none()
                && self.history.trail.find(trace.ident).is_none()
                && !self.is_made_up(trace)
        });
        judged.extend(added.map(|trace| self.added(trace)));
        judged
    }

    fn told(&self, trace: &Trace, verdict: Verdict) -> Judged {
        let on = match &verdict {
            Verdict::Open(divergence) | Verdict::NotReplayable(divergence) => {
                self.code_on(&divergence.reason)
            }
            Verdict::Same | Verdict::Changed(_) | Verdict::Error { .. } | Verdict::Censored => None,
        };
        Judged {
            key: trace.ident.0,
            code: trace.code.clone(),
            workflow: trace.workflow,
            verdict,
            on,
            new_breaches: 0,
            parting: None,
            explained: None,
        }
    }

    fn code_on(&self, reason: &Reason) -> Option<Text> {
        let Reason::DependsOn { on } = reason else {
            return None;
        };
        let trails = [
            &self.history.trail,
            &self.baseline.trail,
            &self.candidate.trail,
        ];
        let found = trails.iter().find_map(|trail| trail.find(Ident(*on)));
        found.map(|trace| trace.code.clone())
    }

    fn judged(&self, left: &Trace) -> Judged {
        let Some(right) = self.candidate.trail.find(left.ident) else {
            let verdict = match &left.diverged {
                Some(divergence) => Verdict::NotReplayable(divergence.clone()),
                None => self.absent(left),
            };
            return Judged {
                parting: parting(&left.turns, &[]),
                ..self.told(left, verdict)
            };
        };
        let verdict = self.verdict(left, right);
        let parting = match &verdict {
            Verdict::Same | Verdict::Censored | Verdict::NotReplayable(_) => None,
            Verdict::Changed(_) | Verdict::Error { .. } => parting(&left.turns, &right.turns),
            Verdict::Open(divergence) => Some(before(left, right, divergence)),
        };
        let exact = matches!(verdict, Verdict::Changed(_));
        Judged {
            new_breaches: match exact {
                true => right.breaches.saturating_sub(left.breaches),
                false => 0,
            },
            parting,
            ..self.told(left, verdict)
        }
    }

    fn verdict(&self, left: &Trace, right: &Trace) -> Verdict {
        if let Some(divergence) = &left.diverged {
            return Verdict::NotReplayable(divergence.clone());
        }
        if let Some((at, _, why)) = &right.failed
            && !right.fails_like(left)
        {
            return Verdict::Error {
                at: *at,
                why: why.clone(),
            };
        }
        if let Some(divergence) = &right.diverged {
            return match &divergence.reason {
                Reason::Failed { why } => Verdict::Error {
                    at: divergence.at,
                    why: why.clone(),
                },
                _ => Verdict::Open(divergence.clone()),
            };
        }
        let facets = left.sums.differing(&right.sums);
        let runs = |trace: &Trace| {
            let workflow = self.desk.workflow(trace.workflow);
            !trace.ended && workflow.is_some_and(|workflow| workflow.initial.is_some())
        };
        if !facets.is_empty() {
            Verdict::Changed(facets)
        } else if runs(right) {
            Verdict::Censored
        } else {
            Verdict::Same
        }
    }

    /// A record the candidate does not bear.
    fn absent(&self, left: &Trace) -> Verdict {
        if let Some(divergence) = self.candidate.unborn.get(&left.ident) {
            return match &divergence.reason {
                Reason::Failed { why } => Verdict::Error {
                    at: divergence.at,
                    why: why.clone(),
                },
                _ => Verdict::Open(divergence.clone()),
            };
        }
        let at = left.turns.first().map(|mark| mark.at).unwrap_or_default();
        match self.unknown_parent(left, self.candidate) {
            Some(on) => Verdict::Open(Divergence {
                at,
                recorded: None,
                own: None,
                reason: Reason::depends_on(on),
            }),
            None => Verdict::Changed(Facets::NONE.with(Facet::Path)),
        }
    }

    /// The nearest ancestor that is itself not known in a run.
    fn unknown_parent(&self, trace: &Trace, ran: &Ran) -> Option<Ident> {
        let parent = trace.parent?;
        match ran.trail.find(parent) {
            Some(found) => found.diverged.as_ref().map(|_| parent),
            None if ran.unborn.contains_key(&parent) => Some(parent),
            None => {
                let trails = [&self.baseline.trail, &self.history.trail];
                let found = trails.iter().find_map(|trail| trail.find(parent))?;
                self.unknown_parent(found, ran)
            }
        }
    }

    /// A record of history that the current revision does not bear.
    fn lost(&self, recorded: &Trace) -> Judged {
        let at = recorded
            .turns
            .first()
            .map(|mark| mark.at)
            .unwrap_or_default();
        let known = self.baseline.unborn.get(&recorded.ident).cloned();
        let divergence = known.unwrap_or_else(|| Divergence {
            at,
            recorded: None,
            own: None,
            reason: match self.unknown_parent(recorded, self.baseline) {
                Some(on) => Reason::depends_on(on),
                None => Reason::EventRefused,
            },
        });
        self.told(recorded, Verdict::NotReplayable(divergence))
    }

    /// Born past a divergence, of which nothing is made up.
    fn is_made_up(&self, trace: &Trace) -> bool {
        let first = trace.diverged.as_ref();
        first.is_some_and(|divergence| {
            matches!(divergence.reason, Reason::DependsOn { .. }) && trace.parent.is_some()
        }) && self.unknown_parent(trace, self.candidate).is_some()
    }

    /// A record only the candidate has.
    fn added(&self, trace: &Trace) -> Judged {
        let verdict = match (&trace.diverged, &trace.failed) {
            (_, Some((at, _, why))) => Verdict::Error {
                at: *at,
                why: why.clone(),
            },
            (Some(divergence), None) => Verdict::Open(divergence.clone()),
            (None, None) => Verdict::Changed(Facets::NONE.with(Facet::Path)),
        };
        Judged {
            new_breaches: trace.breaches,
            parting: parting(&[], &trace.turns),
            ..self.told(trace, verdict)
        }
    }
}

/// Where an open record first goes otherwise: before its divergence, or at it.
fn before(left: &Trace, right: &Trace, divergence: &Divergence) -> Parting {
    let until = |marks: &[TurnMark]| marks.partition_point(|mark| mark.at < divergence.at);
    let known = |trace: &Trace| until(&trace.turns);
    let earlier = parting(
        left.turns.get(..known(left)).unwrap_or(&[]),
        right.turns.get(..known(right)).unwrap_or(&[]),
    );
    earlier.unwrap_or_else(|| Parting {
        at: divergence.at,
        left: left.turns.get(known(left)).map(|mark| mark.line),
        right: divergence.own,
    })
}

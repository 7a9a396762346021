//! Whether a change may go live without a person. The settings are the active revision's, never the candidate's.

use crate::config::{Publish, Settings};
use crate::model::catalogue::Reason;
use crate::replay::{DryRun, Gate, Kind};

/// Why a change must wait for a person; empty where it need not.
pub(super) fn judge(settings: &Settings, dry: &DryRun, judge_changed: Judge) -> Vec<Reason> {
    let mut waits = Vec::new();
    if judge_changed == Judge::Changed {
        waits.push(Reason::new("waits-gate-changed"));
    }
    match settings.publish {
        Publish::Always => {}
        Publish::ByHand => waits.push(Reason::new("waits-by-hand")),
        Publish::Gate => limits(settings, dry, &mut waits),
    }
    waits
}

/// Whether a change touches who or what judges changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Judge {
    /// It does.
    Changed,
    /// It does not.
    Same,
}

fn limits(settings: &Settings, dry: &DryRun, waits: &mut Vec<Reason>) {
    let gate = Gate::judge(dry, &settings.gate);
    for check in gate.checks.iter().filter(|check| !check.holds) {
        let reason = if &*check.key == "min_records" {
            Reason::new("waits-few")
                .with("replayed", check.found.to_string())
                .with("least", check.limit.to_string())
        } else {
            Reason::new("waits-gate")
                .with("limit", &*check.key)
                .with("found", check.found.to_string())
                .with("most", check.limit.to_string())
        };
        waits.push(reason.about(&check.key));
    }
    // Zero where no key speaks of it: a record nobody knows the end of, or whose turn fails, never passes unseen.
    for (key, kind) in [
        ("max_changed", Kind::Changed),
        ("max_open", Kind::Open),
        ("error", Kind::Error),
    ] {
        let found = dry.count(kind);
        if found > 0 && !settings.gate.contains_key(key) {
            let reason = Reason::new("waits-gate").with("limit", key);
            waits.push(reason.with("found", found.to_string()).with("most", "0"));
        }
    }
}

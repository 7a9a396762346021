//! The gate: whether a change may go live without a person. The settings are the active revision's, never the candidate's.

use super::rehearse::Rehearsed;
use crate::config::{Publish, Settings};
use crate::model::Number;
use crate::model::catalogue::Reason;

/// Why a change must wait for a person; empty where it need not.
pub(super) fn judge(
    settings: &Settings,
    gate_changed: bool,
    rehearsed: Result<&Rehearsed, &String>,
) -> Vec<Reason> {
    let mut waits = Vec::new();
    if gate_changed {
        waits.push(Reason::new("waits-gate-changed"));
    }
    let rehearsed = match rehearsed {
        Ok(rehearsed) => rehearsed,
        Err(why) => {
            waits.push(Reason::new("waits-no-dry-run").with("why", why.as_str()));
            return waits;
        }
    };
    match settings.publish {
        Publish::Always => {}
        Publish::ByHand => waits.push(Reason::new("waits-by-hand")),
        Publish::Gate => limits(settings, rehearsed, &mut waits),
    }
    waits
}

fn limits(settings: &Settings, rehearsed: &Rehearsed, waits: &mut Vec<Reason>) {
    for (key, limit) in &settings.gate {
        if &**key == "min_records" {
            if whole(rehearsed.replayed) < *limit {
                let reason = Reason::new("waits-few");
                let reason = reason.with("replayed", rehearsed.replayed.to_string());
                waits.push(reason.with("least", limit.to_string()));
            }
            continue;
        }
        let facet = key.strip_prefix("max_").unwrap_or(key);
        let found = rehearsed.counts.get(facet).copied().unwrap_or(0);
        if whole(found) > *limit {
            let reason = Reason::new("waits-gate").with("limit", &**key);
            let reason = reason.with("found", found.to_string());
            waits.push(reason.with("most", limit.to_string()).about(key));
        }
    }
    // No key speaks of errors: none may pass.
    let errors = rehearsed.counts.get("error").copied().unwrap_or(0);
    if errors > 0 {
        let reason = Reason::new("waits-gate").with("limit", "error");
        waits.push(reason.with("found", errors.to_string()).with("most", "0"));
    }
}

fn whole(n: u64) -> Number {
    Number::Whole(i64::try_from(n).unwrap_or(i64::MAX))
}

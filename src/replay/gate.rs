//! The gate: how much difference a change may make and still go live by itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::dry_run::DryRun;
use super::facet::Facet;
use super::verdict::Kind;
use crate::model::Number;

/// One threshold judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Its key in `[gate]`.
    pub key: Arc<str>,
    /// The limit.
    pub limit: Number,
    /// What the dry run found.
    pub found: u64,
    /// Whether the limit holds.
    pub holds: bool,
}

/// The gate's word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gate {
    /// Every threshold, by key.
    pub checks: Vec<Check>,
}

impl Gate {
    /// Judges a dry run. A key not known counts as not held: a limit nobody measures protects nobody.
    #[must_use]
    pub fn judge(dry: &DryRun, limits: &BTreeMap<Arc<str>, Number>) -> Gate {
        let checks = limits.iter().map(|(key, limit)| {
            let found = found(dry, key);
            let measured = Number::Whole(i64::try_from(found.unwrap_or(0)).unwrap_or(i64::MAX));
            let within = match key.starts_with("min_") {
                true => measured >= *limit,
                false => measured <= *limit,
            };
            Check {
                key: Arc::clone(key),
                limit: *limit,
                found: found.unwrap_or(0),
                holds: found.is_some() && within,
            }
        });
        Gate {
            checks: checks.collect(),
        }
    }

    /// Whether every threshold holds.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.checks.iter().all(|check| check.holds)
    }

    /// As JSON.
    #[must_use]
    pub fn json(&self) -> Json {
        let checks: Vec<Json> = self
            .checks
            .iter()
            .map(|check| {
                json!({
                    "key": &*check.key,
                    "limit": check.limit.to_string(),
                    "found": check.found,
                    "holds": check.holds,
                })
            })
            .collect();
        json!({ "passes": self.passes(), "checks": checks })
    }
}

fn found(dry: &DryRun, key: &str) -> Option<u64> {
    let count = |kind| u64::try_from(dry.count(kind)).unwrap_or(u64::MAX);
    let facet = |facet| u64::try_from(dry.count_facet(facet)).unwrap_or(u64::MAX);
    Some(match key {
        "min_records" => dry.replayed(),
        "max_changed" => count(Kind::Changed),
        "max_open" => count(Kind::Open),
        "max_errors" => count(Kind::Error),
        "max_new_breaches" => dry.new_breaches(),
        // Pay is counted with figures; without any there is no difference in it.
        "max_pay_delta" => 0,
        "max_breach" => facet(Facet::Breach),
        "max_path" => facet(Facet::Path),
        "max_due" => facet(Facet::Due),
        "max_assignee" => facet(Facet::Assignee),
        "max_tasks" => facet(Facet::Tasks),
        "max_notices" => facet(Facet::Notices),
        "max_values" => facet(Facet::Values),
        _ => return None,
    })
}

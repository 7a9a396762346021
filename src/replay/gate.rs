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
        let counts = dry.counts();
        let checks = limits.iter().map(|(key, limit)| {
            let found = match key.strip_prefix("max_") {
                Some(name) => counts.get(name).copied(),
                None => (&**key == "min_records").then(|| dry.replayed()),
            };
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

impl DryRun {
    /// What gate keys count, by the name behind `max_`. Errors go by both their names; pay is counted with figures, and
    /// without any there is no difference in it.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<String, u64> {
        let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        let kinds = Kind::ALL.map(|kind| (kind.word(), number(self.count(kind))));
        let facets = Facet::ALL.map(|facet| (facet.word(), number(self.count_facet(facet))));
        let others = [
            ("errors", number(self.count(Kind::Error))),
            ("new_breaches", self.new_breaches()),
            ("pay_delta", 0),
        ];
        let all = kinds.into_iter().chain(facets).chain(others);
        all.map(|(name, count)| (name.to_owned(), count)).collect()
    }
}

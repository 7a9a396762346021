//! Schedules: how often, in which states, and what they start and send.

use std::collections::BTreeSet;

use super::{Place, cadence};
use crate::config::asks::Acts;
use crate::config::build::Build;
use crate::config::build_starts::starts;
use crate::config::compile::{Wanted, unknown, value};
use crate::config::declare::FlowDecl;
use crate::config::diagnostic::Diagnostics;
use crate::config::docs::Docs;
use crate::config::reader::Item;
use crate::config::scope::{FlowScope, Recurs};
use crate::lang::{Type, Want};
use crate::model::Names;

/// A schedule of the desk (`flow` then has the params and queries of the desk alone) or of each record of a workflow.
pub(super) fn schedule(
    item: &Item<'_>,
    place: Place<'_>,
    flow: &FlowDecl<'_>,
    (names, docs): (&mut Names, &mut Docs<'_>),
    found: &mut Diagnostics,
) {
    let recurs = match place.own {
        Some(_) => Recurs::OfRecord,
        None => Recurs::OfDesk,
    };
    let scope = FlowScope {
        recurs: Some(recurs),
        ..FlowScope::new(place.desk, flow)
    };
    if let Some(every) = item.inside("every") {
        match every.as_said().filter(|said| said.strip("=").is_none()) {
            Some(said) => cadence::check(&said, found),
            None => lasting(&every, &scope, found),
        }
    }
    for key in ["on", "from"] {
        if let Some(day) = item.inside(key) {
            let wanted = Wanted {
                maybe_empty: true,
                ..Wanted::of(&[Type::Date, Type::Instant, Type::Month])
            };
            let _ = value(&day, &scope, &wanted, found);
        }
    }
    if let Some(ahead) = item.inside("ahead") {
        lasting(&ahead, &scope, found);
    }
    for said in item
        .inside("in")
        .and_then(|item| item.said_or_list(found))
        .unwrap_or_default()
    {
        if !flow.states.contains_key(said.text) {
            found.push(unknown("state", &said, flow.state_names()));
        }
    }
    place.sends(item, found);
    if let Some(item) = item.inside("starts") {
        started(&item, place, &scope, (names, docs), found);
    }
}

/// A length of time, which may be empty.
fn lasting(item: &Item<'_>, scope: &FlowScope<'_>, found: &mut Diagnostics) {
    let wanted = Wanted {
        maybe_empty: true,
        ..Wanted::of(&[Type::Duration])
    };
    match item.as_said().and_then(|said| said.strip("=")) {
        Some(said) => {
            let want: Want = wanted.want();
            let _ = crate::config::compile::expression(&said, scope, &want, found);
        }
        None => drop(crate::config::compile::setting(item, scope, &wanted, found)),
    }
}

fn started(
    item: &Item<'_>,
    place: Place<'_>,
    scope: &FlowScope<'_>,
    (names, docs): (&mut Names, &mut Docs<'_>),
    found: &mut Diagnostics,
) {
    let mut told = Diagnostics::default();
    let mut build = Build {
        desk: scope.desk,
        flow: scope.flow,
        names,
        docs,
        labels: place.labels,
        found: &mut told,
        queries: BTreeSet::new(),
    };
    let _ = starts(&mut build, item, Acts::Nobody, scope);
    // What a query made sure of is not known of its items.
    for told in told.iter().filter(|told| told.id != "maybe-empty") {
        found.push(told.clone());
    }
}

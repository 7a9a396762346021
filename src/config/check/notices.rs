//! Notices whose acknowledgement nobody could ever give: the record ends as they are sent.

use super::Seen;
use crate::config::diagnostic::{Diagnostic, Diagnostics};
use crate::config::reader::Item;
use crate::model::NameId;

pub(super) fn check(seen: Seen<'_>, found: &mut Diagnostics) {
    let ends = |state: &NameId| seen.built.states.get(state).is_some_and(|state| state.ends);
    let states = seen.built.states.values().filter(|state| state.ends);
    for state in states {
        let item = seen.item(&seen.flow.top.state, state.name);
        told(seen, item, (state.name, &state.actions.sends), found);
    }
    for transition in &seen.built.transitions {
        if let Some(to) = transition.to.filter(ends) {
            let item = seen.item(&seen.flow.top.transition, transition.name);
            told(seen, item, (to, &transition.actions.sends), found);
        }
    }
}

fn told(
    seen: Seen<'_>,
    item: Option<&Item<'_>>,
    (state, sends): (NameId, &[NameId]),
    found: &mut Diagnostics,
) {
    let acknowledged = |notice: &NameId| {
        let rule = seen.built.notices.get(notice);
        rule.is_some_and(|rule| rule.acknowledged)
    };
    let sends_item = item.and_then(|item| item.inside("sends"));
    for notice in sends.iter().copied().filter(acknowledged) {
        let name = seen.text(notice);
        let said = sends_item.and_then(|item| item.said_or_list(&mut Diagnostics::default()));
        let said = said.unwrap_or_default();
        let said = said
            .iter()
            .find(|said| said.text.trim_start_matches('+') == name);
        let Some(at) = said
            .map(|said| said.inner())
            .or(item.map(|item| item.name_span()))
        else {
            continue;
        };
        let told = Diagnostic::new("acknowledge-never", at).with("notice", name);
        found.push(told.with("state", seen.text(state)));
    }
}

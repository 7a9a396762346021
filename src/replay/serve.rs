//! Whether what a person did under one revision says anything under another.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::divergence::Reason;
use crate::engine::{Actions, Desk, View, Workflow};
use crate::model::{Answers, Event, Filled, NameId, RecordNo, Refusal, Sheet, Value};
use crate::world::World;

/// What becomes of a recorded outside event in a run.
#[derive(Debug)]
pub(super) enum Served {
    /// It serves, in this run's own numbers.
    Event(Box<Event>),
    /// It is not needed: what it mended did not break here.
    Unneeded,
    /// It does not serve.
    Not(Reason),
}

/// Why a person's act is refused here, as the reason a record is not known.
pub(super) fn refused(refusals: &[Refusal]) -> Reason {
    let any = |is: fn(&Refusal) -> bool| refusals.iter().any(is);
    if any(|refusal| matches!(refusal, Refusal::NotAllowed { .. } | Refusal::FourEyes)) {
        Reason::NotAuthorised
    } else if any(|refusal| {
        matches!(
            refusal,
            Refusal::MissingValue { .. } | Refusal::MissingItems { .. } | Refusal::FormShut { .. }
        )
    }) {
        Reason::ValueMissing
    } else {
        Reason::EventRefused
    }
}

/// A value with the records in it put in other numbers.
pub(super) fn map_value(
    value: &Value,
    map: &dyn Fn(RecordNo) -> Result<RecordNo, Reason>,
) -> Result<Value, Reason> {
    Ok(match value {
        Value::Record(no) => Value::Record(map(*no)?),
        Value::List(list) => {
            let mapped: Result<Vec<Value>, Reason> =
                list.iter().map(|value| map_value(value, map)).collect();
            Value::List(Arc::new(mapped?))
        }
        Value::Form(answers) => {
            let mut items = Vec::with_capacity(answers.items.len());
            for (item, value) in &answers.items {
                items.push((*item, map_value(value, map)?));
            }
            Value::Form(Arc::new(Answers {
                form: answers.form,
                items,
            }))
        }
        Value::Sheet(sheet) => Value::Sheet(Arc::new(map_sheet(sheet, map)?)),
        plain => plain.clone(),
    })
}

/// A form with the records in it put in other numbers.
fn map_sheet(
    sheet: &Sheet,
    map: &dyn Fn(RecordNo) -> Result<RecordNo, Reason>,
) -> Result<Sheet, Reason> {
    let mut mapped = sheet.clone();
    for (_, need) in &mut mapped.needs {
        *need = map_value(need, map)?;
    }
    for item in &mut mapped.items {
        if let Filled::Given { by: Some(by), at } = item.filled {
            let filled = Filled::Given {
                by: Some(map(by)?),
                at,
            };
            *item = Arc::new(item.answered(item.answer.clone(), filled));
        }
    }
    Ok(mapped)
}

/// Leaves out answers to items this run does not ask: what it asks besides them is filled or not.
pub(super) fn without_unasked(desk: &Desk, world: &World, event: &mut Event) {
    for (field, value) in &mut event.with {
        let Value::Form(answers) = value else {
            continue;
        };
        let held = event
            .record
            .and_then(|record| world.row(record).get(field.place()));
        let is_asked = |name: NameId| match held {
            Some(Value::Sheet(sheet)) => sheet
                .item(name)
                .is_some_and(|item| item.filled != Filled::Read),
            _ => desk
                .forms
                .get(&answers.form)
                .is_some_and(|form| form.items.iter().any(|item| item.name == name)),
        };
        let asked = |(name, _): &&(NameId, Value)| is_asked(*name);
        let items: Vec<(NameId, Value)> = answers.items.iter().filter(asked).cloned().collect();
        if items.len() < answers.items.len() {
            let form = answers.form;
            *value = Value::Form(Arc::new(Answers { form, items }));
        }
    }
}

/// Whether a task can still be opened from a state, by any way the graph knows; guards are not asked.
pub(super) fn leads_to(workflow: &Workflow, state: Option<NameId>, task: NameId) -> bool {
    let opens = |actions: &Actions| actions.opens.contains(&task) || actions.sends.contains(&task);
    let mut seen: BTreeSet<NameId> = state.into_iter().collect();
    let mut next: Vec<NameId> = state.into_iter().collect();
    while let Some(state) = next.pop() {
        for transition in &workflow.transitions {
            let here = transition
                .from
                .as_ref()
                .is_none_or(|from| from.contains(&state));
            if !here {
                continue;
            }
            let to = transition.to.and_then(|to| workflow.states.get(&to));
            if opens(&transition.actions) || to.is_some_and(|to| opens(&to.actions)) {
                return true;
            }
            if let Some(to) = to
                && seen.insert(to.name)
            {
                next.push(to.name);
            }
        }
    }
    false
}

//! The first turn that differs, side by side: the event, the transitions tried and why each was taken or not, with the
//! values its guard saw, and the arithmetic of the deadlines it set. Found by stepping that turn once more, watched.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json, json};

use crate::engine::{Considered, Desk, Trace, Turn, View, step};
use crate::lang::{Explained, Outcome as Came};
use crate::model::catalogue::{Lang, Reason};
use crate::model::{
    Effect, Event, FieldId, LineNo, NameId, Outcome, Point, Task, TimerOf, Value, What,
};
use crate::report::{Called, Said, refusal_reasons, task_in};
use crate::world::{World, arithmetic, local, value_text};

/// A turn in both runs; `None` where one has no such turn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SideBySide {
    /// Under the current revision.
    pub baseline: Option<TurnView>,
    /// Under the candidate.
    pub candidate: Option<TurnView>,
}

/// A turn in words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TurnView {
    /// What happened.
    pub event: Said,
    /// When, in the desk's local time.
    pub at: String,
    /// The transition taken first, if one was.
    pub transition: Option<Said>,
    /// The transitions tried, in order: name, whether taken, its condition, the values it saw.
    pub tried: Vec<Tried>,
    /// The deadlines set: task, due instant in local time, arithmetic.
    pub deadlines: Vec<(Said, String, Option<String>)>,
    /// Fields set: name and value.
    pub values: Vec<(Said, Said)>,
    /// Tasks opened and with whom they lie, where that differs between the two runs.
    pub lies_with: Vec<(Said, Said)>,
    /// Why it was refused or failed, if it was: all reasons.
    pub refused: Vec<Reason>,
    /// The record's values before the turn.
    before: BTreeMap<String, Said>,
}

impl SideBySide {
    /// Puts two turns beside each other: what one sets, the other shows as it stands there.
    pub(super) fn of(
        mut baseline: Option<TurnView>,
        mut candidate: Option<TurnView>,
    ) -> SideBySide {
        if let (Some(left), Some(right)) = (&mut baseline, &mut candidate) {
            let (set_left, set_right) = (left.values.clone(), right.values.clone());
            left.stands(&set_right);
            right.stands(&set_left);
            if left.lies_with == right.lies_with {
                left.lies_with.clear();
                right.lies_with.clear();
            }
        }
        SideBySide {
            baseline,
            candidate,
        }
    }
}

impl TurnView {
    /// Adds what the other turn set and this one left as it was.
    fn stands(&mut self, other: &[(Said, Said)]) {
        for (name, _) in other {
            if !self.values.iter().any(|(known, _)| known.key == name.key) {
                let value = self.before.get(&name.key).cloned();
                let value = value.unwrap_or_else(|| Said::plain("—"));
                self.values.push((name.clone(), value));
            }
        }
    }
}

/// A transition tried.
#[derive(Clone, Debug, PartialEq)]
pub struct Tried {
    /// Its name.
    pub transition: Said,
    /// Whether it was taken.
    pub taken: bool,
    /// Its guard, or how often it was taken of how often it may.
    pub condition: Option<String>,
    /// What the guard read.
    pub values: Vec<(String, String)>,
}

/// Looks at chosen lines of a run.
pub(super) struct Lens {
    wanted: BTreeSet<LineNo>,
    pub(super) seen: BTreeMap<LineNo, TurnView>,
}

impl Lens {
    pub(super) fn new(wanted: BTreeSet<LineNo>) -> Lens {
        Lens {
            wanted,
            seen: BTreeMap::new(),
        }
    }
}

impl Lens {
    /// The event is about to be stepped on this world.
    pub(super) fn look(&mut self, world: &World, desk: &Desk, event: &Event, line: LineNo) {
        if !self.wanted.contains(&line) {
            return;
        }
        let mut turn = Turn::explained();
        let decision = step(desk, world, event, line, &mut turn);
        let show = Show { world, desk, event };
        self.seen.insert(line, show.turn(&turn, &decision.outcome));
    }
}

struct Show<'a> {
    world: &'a World,
    desk: &'a Desk,
    event: &'a Event,
}

impl Show<'_> {
    fn text(&self, name: NameId) -> String {
        self.desk.names.text(name).to_owned()
    }

    fn said(&self, name: NameId, label: impl Fn(Called<'_>) -> String) -> Said {
        Said::new(self.desk.names.text(name), |lang| {
            label(Called::new(self.desk, lang))
        })
    }

    fn task(&self, name: NameId) -> Said {
        self.said(name, |called| match self.workflow() {
            Some(workflow) => called.task(workflow, name),
            None => called.of(None, name),
        })
    }

    fn other(&self, name: NameId) -> Said {
        self.said(name, |called| called.of(self.workflow(), name))
    }

    fn field(&self, workflow: NameId, field: FieldId) -> Said {
        Said::new(self.desk.names.field_text(workflow, field), |lang| {
            Called::new(self.desk, lang).field(workflow, field)
        })
    }

    fn of_field(&self, workflow: NameId, field: FieldId, value: &Value) -> Said {
        Said::new(&self.value(value), |lang| {
            Called::new(self.desk, lang).value(self.world, (workflow, field), value)
        })
    }

    fn value(&self, value: &Value) -> String {
        value_text(self.desk, self.world, value)
    }

    fn turn(&self, turn: &Turn, outcome: &Outcome) -> TurnView {
        let mut view = TurnView {
            event: Said::new(&self.event(), |lang| {
                let called = Called::new(self.desk, lang);
                called.deed(self.workflow(), &self.event.what, &task_in(self.world))
            }),
            at: local(self.desk, self.event.at),
            before: self.before(),
            refused: match outcome {
                Outcome::Applied | Outcome::Ignored(_) => Vec::new(),
                Outcome::Refused(refusals) => refusal_reasons(
                    self.desk,
                    self.world,
                    self.event,
                    self.event.record,
                    refusals,
                ),
                Outcome::Failed { why, .. } => vec![Reason::new(why.as_str())],
            },
            ..TurnView::default()
        };
        for trace in turn.trace.iter().flatten() {
            if let Trace::Considered {
                transition,
                verdict,
            } = trace
            {
                view.tried.push(self.tried(*transition, verdict));
            }
        }
        for effect in &turn.effects {
            match effect {
                Effect::Took { transition } if view.transition.is_none() => {
                    view.transition = Some(self.other(*transition));
                }
                Effect::TaskOpened(task) => {
                    view.lies_with.extend(self.lies_with(task));
                    if let Some(deadline) = &task.deadline {
                        let arithmetic = arithmetic(self.desk, deadline);
                        let due = local(self.desk, deadline.due);
                        view.deadlines.push((self.task(task.name), due, arithmetic));
                    }
                }
                Effect::DeadlineMoved { task, deadline } => {
                    let name = self.world.task(*task).map(|task| self.task(task.name));
                    let arithmetic = arithmetic(self.desk, deadline);
                    let due = local(self.desk, deadline.due);
                    view.deadlines
                        .push((name.unwrap_or_default(), due, arithmetic));
                }
                Effect::TimerArmed {
                    transition, due, ..
                } => {
                    let due = local(self.desk, *due);
                    view.deadlines.push((self.other(*transition), due, None));
                }
                Effect::Set { field, value } => {
                    if let Some(workflow) = self.workflow() {
                        let value = self.of_field(workflow, *field, value);
                        view.values.push((self.field(workflow, *field), value));
                    }
                }
                _ => {}
            }
        }
        view
    }

    /// A task with the person or role it lies with.
    fn lies_with(&self, task: &Task) -> Option<(Said, Said)> {
        let person = task
            .assignee
            .map(|person| Said::plain(&self.world.word_of(self.desk, person)));
        let role = |role| self.said(role, |called| called.role(role));
        let whom = person.or_else(|| task.role.map(role))?;
        Some((self.task(task.name), whom))
    }

    fn before(&self) -> BTreeMap<String, Said> {
        let record = self.event.record.and_then(|no| self.world.record(no));
        let workflow = record.and_then(|record| self.desk.workflow(record.workflow));
        let (Some(record), Some(workflow)) = (record, workflow) else {
            return BTreeMap::new();
        };
        let row = self.world.row(record.no);
        let given = workflow.fields.iter().flatten().filter_map(|field| {
            let value = row
                .get(field.id.place())
                .filter(|value| !value.is_empty())?;
            let name = self.desk.names.field_text(workflow.name, field.id);
            let value = self.of_field(workflow.name, field.id, value);
            Some((name.to_owned(), value))
        });
        given.collect()
    }

    fn workflow(&self) -> Option<NameId> {
        match &self.event.what {
            What::Open { workflow }
            | What::Started { workflow, .. }
            | What::StartedOnce { workflow, .. } => Some(*workflow),
            _ => {
                let record = self.world.record(self.event.record?)?;
                Some(record.workflow)
            }
        }
    }

    fn tried(&self, transition: NameId, verdict: &Considered) -> Tried {
        let (taken, condition, values) = match verdict {
            Considered::Taken(None) => (true, None, Vec::new()),
            Considered::Taken(Some(explained)) => self.condition(true, explained),
            Considered::Guard(explained) => self.condition(false, explained),
            Considered::AtMost { count, limit } => (
                false,
                Some(format!("at_most: {count} / {limit}")),
                Vec::new(),
            ),
        };
        Tried {
            transition: self.other(transition),
            taken,
            condition,
            values,
        }
    }

    fn condition(
        &self,
        taken: bool,
        explained: &Explained,
    ) -> (bool, Option<String>, Vec<(String, String)>) {
        let mut values = Vec::new();
        self.seen(explained, &mut values);
        (taken, Some(explained.text.clone()), values)
    }

    fn seen(&self, explained: &Explained, values: &mut Vec<(String, String)>) {
        for (text, value) in &explained.values {
            if !values.iter().any(|(known, _)| known == text) {
                values.push((text.clone(), self.value(value)));
            }
        }
        for child in &explained.children {
            if child.outcome != Came::Skipped {
                self.seen(child, values);
            }
        }
    }

    fn event(&self) -> String {
        let task = |no| {
            self.world
                .task(no)
                .map_or_else(|| "?".to_owned(), |task| self.text(task.name))
        };
        match &self.event.what {
            What::Open { workflow }
            | What::Started { workflow, .. }
            | What::StartedOnce { workflow, .. } => {
                format!("open {}", self.text(*workflow))
            }
            What::Report { event } => self.text(*event),
            What::Answer { task: no, outcome } => format!("{}.{}", task(*no), self.text(*outcome)),
            What::Handle { task: no, act } => format!("{}.{}", task(*no), act.word()),
            What::Note => "note".to_owned(),
            What::Correct => "correct".to_owned(),
            What::Void => "void".to_owned(),
            What::Retry { .. } => "retry".to_owned(),
            What::Told {
                workflow,
                state,
                ended,
                ..
            } => match state {
                Some(state) => format!("{}.{}", self.text(*workflow), self.text(*state)),
                None if !ended => format!("{}.changed", self.text(*workflow)),
                None => format!("{}.ended", self.text(*workflow)),
            },
            What::Timer { of, .. } => match of {
                TimerOf::Transition(name) => self.text(*name),
                TimerOf::Deadline { task: no, point } => match point {
                    Point::Late => format!("{}.late", task(*no)),
                    Point::Judge => format!("{}.breached", task(*no)),
                    Point::Rung(rung) => format!("{}.rung {}", task(*no), rung.saturating_add(1)),
                },
            },
            What::Activated { .. } => "activated".to_owned(),
            What::Migrate => "migrate".to_owned(),
        }
    }
}

impl TurnView {
    /// As JSON.
    #[must_use]
    pub fn json(&self) -> Json {
        let pairs = |pairs: &[(String, String)]| -> Map<String, Json> {
            pairs
                .iter()
                .map(|(name, value)| (name.clone(), Json::String(value.clone())))
                .collect()
        };
        let said = |pairs: &[(Said, Said)]| -> Map<String, Json> {
            pairs
                .iter()
                .map(|(name, value)| (name.key.clone(), Json::String(value.key.clone())))
                .collect()
        };
        let tried: Vec<Json> = self
            .tried
            .iter()
            .map(|tried| {
                json!({
                    "transition": tried.transition.key,
                    "taken": tried.taken,
                    "condition": tried.condition,
                    "values": pairs(&tried.values),
                })
            })
            .collect();
        let deadlines: Vec<Json> = self
            .deadlines
            .iter()
            .map(|(task, due, arithmetic)| json!({ "of": task.key, "due": due, "arithmetic": arithmetic }))
            .collect();
        json!({
            "event": self.event.key,
            "at": self.at,
            "transition": self.transition.as_ref().map(|one| &one.key),
            "tried": tried,
            "deadlines": deadlines,
            "values": said(&self.values),
            "lies_with": said(&self.lies_with),
            "refused": self.refused.iter().map(|reason| json!({
                "id": reason.id,
                "zh": reason.text(Lang::Zh),
                "en": reason.text(Lang::En),
            })).collect::<Vec<Json>>(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Said, SideBySide, TurnView};

    fn pair(name: &str, value: &str) -> (Said, Said) {
        (Said::plain(name), Said::plain(value))
    }

    fn turn(before: &str, values: &[(&str, &str)], whom: &str) -> TurnView {
        TurnView {
            before: [("urgency".to_owned(), Said::plain(before))].into(),
            values: values
                .iter()
                .map(|(name, value)| pair(name, value))
                .collect(),
            lies_with: vec![pair("decide", whom)],
            ..TurnView::default()
        }
    }

    #[test]
    fn what_only_one_run_sets_is_shown_as_it_stands_in_the_other() {
        let set = [("urgency", "urgent"), ("level", "high")];
        let side = SideBySide::of(
            Some(turn("normal", &[], "li")),
            Some(turn("normal", &set, "li")),
        );
        let left = side.baseline.expect("left");
        assert_eq!(left.values, [pair("urgency", "normal"), pair("level", "—")]);
        assert_eq!(left.lies_with, [], "it lies with the same");
        assert_eq!(side.candidate.expect("right").values.len(), 2);
    }

    #[test]
    fn with_whom_a_task_lies_is_shown_where_it_differs() {
        let side = SideBySide::of(
            Some(turn("normal", &[], "supervisor")),
            Some(turn("normal", &[], "manager")),
        );
        let whom = |view: Option<TurnView>| view.expect("a turn").lies_with;
        assert_eq!(whom(side.baseline), [pair("decide", "supervisor")]);
        assert_eq!(whom(side.candidate), [pair("decide", "manager")]);
    }
}

//! Why the engine decided as it did: the recorded turn is taken again on the world as it stood, and its reasoning told.

mod seen;
mod tasks;

use super::called::Called;
use super::refusal::{act_text, refusal_reasons, value_or_dash};
use crate::engine::{Considered, Desk, Sees, Trace, Turn, View, Workflow, step};
use crate::lang::Explained;
use crate::model::catalogue::{Lang, message};
use crate::model::{
    Effect, Ignored, Line, NameId, Outcome, RecordNo, Task, TaskNo, TimerOf, Value, What,
};
use crate::world::{World, local};

/// A decision explained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// What happened, when, by whom, under which revision.
    pub head: String,
    /// What became of it.
    pub outcome: Vec<String>,
    /// What was considered, with values.
    pub reasons: Vec<String>,
    /// What it did.
    pub effects: Vec<String>,
}

/// Explains a line. `before` is the world as it stood before it; `desk` the rules of the line's revision.
#[must_use]
pub fn why(desk: &Desk, before: &World, line: &Line, lang: Lang) -> Why {
    why_to(desk, before, line, lang, None)
}

/// The same as a reader may know it: values they may not see are said to be hidden.
#[must_use]
pub fn why_to(
    desk: &Desk,
    before: &World,
    line: &Line,
    lang: Lang,
    reader: Option<RecordNo>,
) -> Why {
    told(desk, before, line, (Called::new(desk, lang), lang), reader)
}

/// The same with keys in place of labels, for whoever tests by them.
#[must_use]
pub fn why_by_key(desk: &Desk, before: &World, line: &Line) -> Why {
    told(desk, before, line, (Called::by_key(desk), Lang::En), None)
}

fn told(
    desk: &Desk,
    before: &World,
    line: &Line,
    (called, lang): (Called<'_>, Lang),
    reader: Option<RecordNo>,
) -> Why {
    let mut after = before.clone();
    after.fold(line);
    let teller = Teller {
        called,
        sees: Sees::of(desk, &after, reader),
        desk,
        before,
        after: &after,
        line,
        lang,
    };
    let mut turn = Turn::explained();
    step(desk, before, &line.event, line.no, &mut turn);
    let traces = turn.trace.unwrap_or_default();
    Why {
        head: teller.head(),
        outcome: teller.outcome(),
        reasons: traces.iter().map(|trace| teller.reason(trace)).collect(),
        effects: line
            .effects
            .iter()
            .filter_map(|effect| teller.effect(effect))
            .collect(),
    }
}

struct Teller<'a> {
    called: Called<'a>,
    sees: Sees<'a, World>,
    desk: &'a Desk,
    before: &'a World,
    after: &'a World,
    line: &'a Line,
    lang: Lang,
}

impl Teller<'_> {
    fn say(&self, id: &str, args: &[(&str, &str)]) -> String {
        message(id, self.lang, args)
    }

    /// The full stop and the colon of the language, before what follows them.
    fn marks(&self) -> (&'static str, &'static str) {
        match self.lang {
            Lang::Zh => ("。", "："),
            Lang::En => (". ", ": "),
        }
    }

    fn workflow(&self) -> Option<&Workflow> {
        let record = self.after.record(self.line.record?)?;
        self.desk.workflow(record.workflow)
    }

    fn called(&self) -> Called<'_> {
        self.called
    }

    /// What something of the record's workflow is called.
    fn name(&self, name: NameId) -> String {
        let workflow = self.workflow().map(|workflow| workflow.name);
        self.called().of(workflow, name)
    }

    fn person(&self, no: Option<RecordNo>) -> String {
        no.map_or_else(
            || self.say("the-engine", &[]),
            |no| self.after.word_of(self.desk, no),
        )
    }

    fn task(&self, no: TaskNo) -> Option<&Task> {
        self.after.task(no).or_else(|| self.before.task(no))
    }

    fn task_name(&self, no: TaskNo) -> String {
        match (self.task(no), self.workflow()) {
            (Some(task), Some(workflow)) => self.called().task(workflow.name, task.name),
            (Some(task), None) => self.name(task.name),
            (None, _) => "?".to_owned(),
        }
    }

    fn who(&self, person: Option<RecordNo>, role: Option<NameId>) -> String {
        match (person, role) {
            (Some(no), _) => self.after.word_of(self.desk, no),
            (None, Some(role)) => self.called().role(role),
            (None, None) => self.say("nobody", &[]),
        }
    }

    fn head(&self) -> String {
        let event = &self.line.event;
        let at = local(self.desk, event.at);
        let place = self.say(
            "why-line",
            &[
                ("line", &self.line.no.to_string()),
                ("at", &at),
                ("revision", &self.line.revision.to_string()),
            ],
        );
        let mut parts = vec![place, self.what()];
        if let Some(occurred) = event.occurred {
            parts.push(self.say("why-occurred", &[("at", &local(self.desk, occurred))]));
        }
        if let Some(prompter) = event.beside(crate::model::FieldId::PROMPTER) {
            let who = self.person(Some(prompter));
            parts.push(self.say("why-prompted", &[("who", &who)]));
        }
        if let Some(remark) = &event.remark {
            parts.push(self.say("why-remark", &[("remark", remark.as_str())]));
        }
        parts.join(" · ")
    }

    fn what(&self) -> String {
        let event = &self.line.event;
        let actor = self.person(event.actor.person);
        let actor = ("actor", actor.as_str());
        match &event.what {
            What::Open { workflow } => {
                let workflow = self.called().workflow(*workflow);
                self.say("why-opened", &[actor, ("workflow", &workflow)])
            }
            What::Report { event } => {
                self.say("why-reported", &[actor, ("event", &self.name(*event))])
            }
            What::Answer { task, outcome } => {
                let name = match (self.task(*task), self.workflow()) {
                    (Some(task), Some(flow)) => {
                        self.called().outcome(flow.name, task.name, *outcome)
                    }
                    _ => self.name(*outcome),
                };
                let args = [
                    actor,
                    ("task", &*self.task_name(*task)),
                    ("outcome", &*name),
                ];
                self.say("why-answered", &args)
            }
            What::Handle { task, act } => {
                let (task, act) = (self.task_name(*task), act.word());
                self.say("why-handled", &[actor, ("task", &*task), ("act", act)])
            }
            What::Note => self.say("why-noted", &[actor]),
            What::Correct => self.say("why-corrected", &[actor]),
            What::Void => self.say("why-voided", &[actor]),
            What::Retry { incident } => {
                self.say("why-retried", &[actor, ("incident", &incident.to_string())])
            }
            What::Started { by, .. } | What::StartedOnce { by, .. } => self.say(
                "why-started",
                &[("by", &self.after.word_of(self.desk, *by))],
            ),
            What::Told {
                by,
                workflow,
                state,
                ended,
                ..
            } => {
                let bare = if *ended { "why-ended" } else { "why-changed" };
                let state = state.map_or_else(
                    || self.say(bare, &[]),
                    |state| self.called().state(*workflow, state),
                );
                let by = self.after.word_of(self.desk, *by);
                self.say("why-told", &[("by", &by), ("state", &state)])
            }
            What::Timer { of, .. } => {
                let name = match of {
                    TimerOf::Transition(name) => self.name(*name),
                    TimerOf::Deadline { task, .. } => self.task_name(*task),
                };
                self.say("why-timer", &[("name", &name)])
            }
            What::Activated { revision, .. } => {
                self.say("why-activated", &[("revision", &revision.to_string())])
            }
            What::Migrate => self.say("why-migrated", &[]),
        }
    }

    fn outcome(&self) -> Vec<String> {
        match &self.line.outcome {
            Outcome::Applied => Vec::new(),
            Outcome::Ignored(Ignored::AlreadyStarted) => vec![self.say("why-already-started", &[])],
            Outcome::Ignored(_) => vec![self.say("why-nothing", &[])],
            Outcome::Failed { incident, why } => {
                let incident = incident.to_string();
                vec![self.say(
                    "why-failed",
                    &[("incident", &incident), ("why", why.as_str())],
                )]
            }
            Outcome::Refused(refusals) => {
                let mut said = vec![self.say("why-refused", &[])];
                let event = &self.line.event;
                let record = self.line.record;
                let reasons = refusal_reasons(self.desk, self.before, event, record, refusals);
                said.extend(reasons.iter().map(|reason| reason.text(self.lang)));
                said
            }
        }
    }

    fn reason(&self, trace: &Trace) -> String {
        match trace {
            Trace::Considered {
                transition,
                verdict,
            } => {
                let name = self.name(*transition);
                let transition = ("transition", name.as_str());
                match verdict {
                    Considered::Taken(None) => self.say("why-free", &[transition]),
                    Considered::Taken(Some(guard)) => self.say(
                        "why-guard-held",
                        &[transition, ("values", &self.parts(guard))],
                    ),
                    Considered::Guard(guard) => self.say(
                        "why-guard-failed",
                        &[transition, ("values", &self.parts(guard))],
                    ),
                    Considered::AtMost { count, limit } => {
                        let (count, limit) = (count.to_string(), limit.to_string());
                        self.say(
                            "why-at-most",
                            &[transition, ("count", &count), ("limit", &limit)],
                        )
                    }
                }
            }
            Trace::Required { require, condition } => {
                let held = condition.outcome == crate::lang::Outcome::Value(Value::YesNo(true));
                let id = if held { "why-required" } else { "why-unmet" };
                let values = self.parts(condition);
                self.say(
                    id,
                    &[("require", &self.name(*require)), ("values", &values)],
                )
            }
            Trace::Computed { field, expression } => {
                let workflow = self
                    .workflow()
                    .map(|workflow| workflow.name)
                    .unwrap_or_default();
                let shown = self.shows_field(*field);
                let field = self.called().field(workflow, *field);
                let value = match shown {
                    true => self.result(expression),
                    false => self.hidden(),
                };
                let values = self.values(self.after, &expression.values);
                let args = [
                    ("field", field.as_str()),
                    ("value", &value),
                    ("expression", &expression.text),
                    ("values", &values),
                ];
                self.say("why-computed", &args)
            }
        }
    }

    /// `claim > authority: claim = 6000, authority = 5000 → yes`, the parts joined.
    fn parts(&self, explained: &Explained) -> String {
        if explained.children.is_empty() {
            let values = self.values(self.before, &explained.values);
            let values = if values.is_empty() {
                values
            } else {
                format!(": {values}")
            };
            return format!("{}{values} → {}", explained.text, self.result(explained));
        }
        let parts: Vec<String> = explained
            .children
            .iter()
            .map(|child| self.parts(child))
            .collect();
        parts.join("; ")
    }

    fn result(&self, explained: &Explained) -> String {
        match &explained.outcome {
            _ if !self.shows_all(explained) => self.hidden(),
            crate::lang::Outcome::Value(value) => value_or_dash(self.desk, self.after, value),
            crate::lang::Outcome::Skipped => "…".to_owned(),
            crate::lang::Outcome::Failed(error) => error.to_string(),
        }
    }

    /// An effect in words; `None` for those that say nothing to people.
    #[expect(
        clippy::too_many_lines,
        reason = "one short arm for each kind, none of them left out"
    )]
    fn effect(&self, effect: &Effect) -> Option<String> {
        Some(match effect {
            Effect::Born { .. }
            | Effect::Counted { .. }
            | Effect::Took { .. }
            | Effect::TimerCancelled { .. }
            | Effect::TimerUsed { .. }
            | Effect::MayWithdraw { .. }
            | Effect::IncidentClosed { .. } => return None,
            Effect::Assigned { candidates, chosen } => {
                let (who, candidates) = (self.person(Some(*chosen)), self.people(candidates));
                self.say(
                    "why-assigned",
                    &[("who", &who), ("candidates", &candidates)],
                )
            }
            Effect::Coded { code } => self.say("why-code", &[("code", code.as_str())]),
            Effect::Set { field, value } => {
                let workflow = self.workflow()?;
                let record = self.line.record?;
                let old = self
                    .before
                    .row(record)
                    .get(field.place())
                    .cloned()
                    .unwrap_or_default();
                let of = (workflow.name, *field);
                let shown = |value: &Value, world: &World| match self.shows_field(*field) {
                    true if value.is_empty() => "—".to_owned(),
                    true => self.called().value(world, of, value),
                    false => self.hidden(),
                };
                let name = self.called().field(workflow.name, *field);
                let name = name.as_str();
                let (old, new) = (shown(&old, self.before), shown(value, self.after));
                self.say("why-set", &[("field", name), ("old", &old), ("new", &new)])
            }
            Effect::Entered { state } | Effect::Renamed { state } => {
                let name = match self.workflow() {
                    Some(flow) => self.called().state(flow.name, *state),
                    None => self.name(*state),
                };
                self.say("why-state", &[("state", &name)])
            }
            Effect::Noted { late_answer } => {
                if !late_answer {
                    return None;
                }
                self.say("why-late-answer", &[])
            }
            Effect::Ended { .. } => self.say("why-ended", &[]),
            Effect::Starts { event } => match event.what.started() {
                Some((workflow, _)) => {
                    let label = self.called().workflow(workflow);
                    self.say("why-starts", &[("workflow", &label)])
                }
                None => act_text(self.desk, self.after, event),
            },
            Effect::Tells { event } => {
                let record = self.person(event.record);
                self.say("why-tells", &[("record", &record)])
            }
            Effect::Sent(notice) => {
                let mut who: Vec<String> = notice
                    .people
                    .iter()
                    .map(|no| self.after.word_of(self.desk, *no))
                    .collect();
                who.extend(notice.roles.iter().map(|role| self.called().role(*role)));
                let who = if who.is_empty() {
                    self.say("nobody", &[])
                } else {
                    who.join(", ")
                };
                self.say(
                    "why-sent",
                    &[("notice", &self.name(notice.name)), ("who", &who)],
                )
            }
            Effect::TimerArmed {
                transition, due, ..
            } => {
                let due = local(self.desk, *due);
                self.say(
                    "why-waits",
                    &[("transition", &self.name(*transition)), ("due", &due)],
                )
            }
            Effect::IncidentOpened { incident, why, .. }
            | Effect::Undelivered { incident, why, .. } => {
                let incident = incident.to_string();
                self.say(
                    "why-incident",
                    &[("incident", &incident), ("why", why.as_str())],
                )
            }
            Effect::TaskOpened(_)
            | Effect::TaskAssigned { .. }
            | Effect::TaskKept { .. }
            | Effect::TaskClosed { .. }
            | Effect::DeadlineMoved { .. }
            | Effect::PointPassed { .. } => return self.task_effect(effect),
            Effect::SignersSet { .. }
            | Effect::Signed { .. }
            | Effect::Unsigned { .. }
            | Effect::Offered { .. }
            | Effect::Nudged { .. }
            | Effect::DeadlineAwaited { .. } => return self.handled(effect),
        })
    }
}

//! What nobody does: time that runs out, related records that take a step, transitions that wait for nothing; and what
//! becomes of open tasks when a state is left.

use super::flow::Open;
use super::page::Point;
use super::state::By;
use super::words::Words;
use crate::engine::{StartRule, State, Transition, Trigger};
use crate::model::{Lives, NameId, TaskKind};

impl Words<'_> {
    /// What happens in a state by itself, and when.
    pub(super) fn by_itself(
        &self,
        state: NameId,
        from_here: &[&Transition],
        open: &Open,
    ) -> Vec<Point> {
        let mut points = Vec::new();
        let mut seen: Vec<Trigger> = Vec::new();
        for transition in from_here {
            for trigger in &transition.on {
                if self.is_told_elsewhere(*trigger, open) {
                    continue;
                }
                let found: Vec<&Transition> = if *trigger == Trigger::Timer {
                    vec![*transition]
                } else if seen.contains(trigger) {
                    continue;
                } else {
                    seen.push(*trigger);
                    let all = from_here.iter().copied();
                    all.filter(|t| t.on.contains(trigger)).collect()
                };
                let (text, below) = self.steps(&found, state, By::Engine);
                let head = self.when(*trigger, transition);
                let colon = self.say("describe-colon", &[]);
                let text = format!("{head}{colon}{text}").trim_end().to_owned();
                points.push(Point {
                    head: String::new(),
                    text,
                    below,
                });
            }
        }
        points
    }

    /// Whether a trigger was told with a task or with what may be reported.
    fn is_told_elsewhere(&self, trigger: Trigger, open: &Open) -> bool {
        match trigger {
            Trigger::Outcome { task, .. } | Trigger::Done { task } => {
                open.here.contains(&task) || open.before.contains(&task)
            }
            Trigger::Event { .. } => true,
            _ => false,
        }
    }

    /// What a transition waits for, as a clause of time.
    fn when(&self, trigger: Trigger, transition: &Transition) -> String {
        match trigger {
            Trigger::Outcome { task, outcome } => {
                let path = [self.workflow.name, task, outcome];
                let outcome = self.quoted(&self.at_path(&path));
                let task = self.task(task);
                self.say(
                    "describe-when-answered",
                    &[("task", &task), ("outcome", &outcome)],
                )
            }
            Trigger::Done { task } => self.say("describe-once-done", &[("task", &self.task(task))]),
            Trigger::Late { task } => self.say("describe-when-late", &[("task", &self.task(task))]),
            Trigger::Breached { task } => {
                self.say("describe-when-breached", &[("task", &self.task(task))])
            }
            Trigger::AllDone => self.say("describe-when-all-done", &[]),
            Trigger::Event { event } => {
                self.say("describe-raised", &[("event", &self.event(event))])
            }
            Trigger::Reached { workflow, state } => {
                let label = self.quoted(&self.workflow(workflow));
                let state = self.other(workflow).map_or_else(
                    || self.at_path(&[state]),
                    |other| self.state_of(other, state),
                );
                self.say(
                    "describe-when-reached",
                    &[("workflow", &label), ("state", &state)],
                )
            }
            Trigger::RelatedEnded { workflow } => {
                let workflow = self.quoted(&self.workflow(workflow));
                self.say("describe-when-ended", &[("workflow", &workflow)])
            }
            Trigger::AllEnded { workflow } => {
                let workflow = self.quoted(&self.workflow(workflow));
                self.say("describe-when-all-ended", &[("workflow", &workflow)])
            }
            Trigger::Timer => self.timer(transition),
            Trigger::Automatic => self.say("describe-automatic", &[]),
        }
    }

    fn timer(&self, transition: &Transition) -> String {
        match (&transition.after, &transition.at) {
            (Some(after), _) => {
                let (after, param) = self.setting_and_param(after);
                self.say("describe-after", &[("time", &after), ("param", &param)])
            }
            (None, Some(at)) => self.say("describe-at", &[("date", &self.value(at))]),
            (None, None) => self.say("describe-automatic", &[]),
        }
    }

    /// What becomes of open tasks when the state is left.
    pub(super) fn on_leaving(&self, state: &State, open: &Open) -> Vec<Point> {
        if state.ends {
            return Vec::new();
        }
        let tasks = open.here.iter().copied().filter(|name| {
            let rule = self.workflow.tasks.get(name);
            rule.is_some_and(|rule| rule.kind != TaskKind::Clock)
        });
        let (stay, leave): (Vec<NameId>, Vec<NameId>) = tasks.partition(|name| {
            let rule = self.workflow.tasks.get(name);
            rule.is_some_and(|rule| rule.lives == Lives::Record)
        });
        let mut points = Vec::new();
        if !leave.is_empty() {
            let tasks = self.tasks(&leave);
            points.push(Point::of(self.say("describe-leaves", &[("tasks", &tasks)])));
        }
        if !stay.is_empty() {
            let tasks = self.tasks(&stay);
            points.push(Point::of(self.say("describe-stays", &[("tasks", &tasks)])));
        }
        points
    }

    /// A record that is started: which, and what it is given.
    pub(super) fn start(&self, start: &StartRule) -> String {
        let workflow = self.quoted(&self.workflow(start.workflow));
        let fill: Vec<String> = start
            .fill
            .iter()
            .map(|(field, expr)| {
                let of = Some((start.workflow, *field));
                let label = self.field_of(start.workflow, *field);
                let value = self.part(&expr.parts(), of);
                if value == label {
                    label
                } else {
                    self.say("describe-filled", &[("field", &label), ("value", &value)])
                }
            })
            .collect();
        let mut text = self.say("describe-starts", &[("workflow", &workflow)]);
        if !fill.is_empty() {
            let fill = fill.join(&self.say("describe-semicolon", &[]));
            let fill = self.say("describe-filled-with", &[("fields", &fill)]);
            text.push_str(&self.say("describe-in-brackets", &[("text", &fill)]));
        }
        match &start.when {
            Some(when) => {
                let when = self.condition(when);
                self.say("describe-if", &[("when", &when), ("then", &text)])
            }
            None => text,
        }
    }
}

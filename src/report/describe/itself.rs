//! What nobody does: time that runs out, related records that take a step, transitions that wait for nothing; and what
//! becomes of open tasks when a state is left.

use super::flow::Open;
use super::page::Point;
use super::state::By;
use super::words::Words;
use crate::engine::{State, Transition, Trigger};
use crate::lang::Type;
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
                // A task of another state is never open here; a notice's acknowledgement may be.
                let rule = self.workflow.tasks.get(&task);
                let is_task = rule.is_some_and(|rule| rule.kind == TaskKind::Task);
                is_task || open.here.contains(&task) || open.before.contains(&task)
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
                let label = self.relative(workflow, transition);
                let state = self.state_anywhere(self.other(workflow), state);
                self.say(
                    "describe-when-reached",
                    &[("workflow", &label), ("state", &state)],
                )
            }
            Trigger::RelatedEnded { workflow } => {
                let workflow = self.relative(workflow, transition);
                self.say("describe-when-ended", &[("workflow", &workflow)])
            }
            Trigger::AllEnded { workflow } => {
                let workflow = self.relative(workflow, transition);
                self.say("describe-when-all-ended", &[("workflow", &workflow)])
            }
            Trigger::Timer => self.timer(transition),
            Trigger::Automatic => self.say("describe-automatic", &[]),
        }
    }

    /// Which records of a workflow a transition hears of: those this one started, and those that name it.
    fn relative(&self, workflow: NameId, transition: &Transition) -> String {
        let label = self.quoted(&self.workflow(workflow));
        if let Some(via) = transition.via {
            let field = self.field_of(workflow, via);
            return self.say(
                "describe-naming",
                &[("workflow", &label), ("field", &field)],
            );
        }
        let own = self.workflow.name;
        let relations = self.other(workflow).map_or(&[][..], |of| &of.relations);
        let fields = relations.iter().filter(|(_, to)| *to == own);
        let fields: Vec<String> = fields.map(|(f, _)| self.field_of(workflow, *f)).collect();
        let starts = super::flow::starts(self.workflow, workflow);
        match (fields.is_empty(), starts) {
            (true, _) => self.say("describe-started-here", &[("workflow", &label)]),
            (false, false) => self.say(
                "describe-naming",
                &[("workflow", &label), ("field", &self.either(&fields))],
            ),
            (false, true) => self.say(
                "describe-started-or-naming",
                &[("workflow", &label), ("field", &self.either(&fields))],
            ),
        }
    }

    fn timer(&self, transition: &Transition) -> String {
        match (&transition.after, &transition.at) {
            (Some(after), _) => {
                let (after, param) = self.setting_and_param(after);
                self.say("describe-after", &[("time", &after), ("param", &param)])
            }
            (None, Some(at)) => {
                let id = match at.base.ty().ty {
                    Type::Date => "describe-at-end-of",
                    _ => "describe-at",
                };
                let mut text = self.say(id, &[("date", &self.setting(at))]);
                if at.base.ty().maybe_empty {
                    text.push_str(&self.say("describe-at-empty", &[]));
                }
                text
            }
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
}

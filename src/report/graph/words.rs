//! The words on the picture: what a transition waits for, when something is due, in the reader's language.

use crate::engine::{Desk, Label, Setting, Transition, Trigger, Workflow};
use crate::lang::Expr;
use crate::model::catalogue::Lang;
use crate::model::{Duration, NameId, Value};
use crate::report::measure::duration_text;

/// Looks up and words things of one workflow.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words<'a> {
    pub(super) desk: &'a Desk,
    pub(super) workflow: &'a Workflow,
    pub(super) lang: Lang,
}

impl Words<'_> {
    /// One of two texts, by language.
    pub(super) fn say(&self, zh: &str, en: &str) -> String {
        match self.lang {
            Lang::Zh => zh.to_owned(),
            Lang::En => en.to_owned(),
        }
    }

    /// A label in the reader's language, else the other, else the name.
    pub(super) fn label(&self, label: &Label, name: NameId) -> String {
        let (first, second) = match self.lang {
            Lang::Zh => (&label.zh, &label.en),
            Lang::En => (&label.en, &label.zh),
        };
        let label = if first.is_empty() { second } else { first };
        if label.is_empty() {
            self.desk.names.text(name).to_owned()
        } else {
            label.to_string()
        }
    }

    /// What a task is called.
    pub(super) fn task(&self, name: NameId) -> String {
        self.workflow.tasks.get(&name).map_or_else(
            || self.desk.names.text(name).to_owned(),
            |task| self.label(&task.label, name),
        )
    }

    /// When a task is due, if it ever is.
    pub(super) fn due(&self, name: NameId) -> Option<String> {
        let deadline = self.workflow.tasks.get(&name)?.deadline.as_ref()?;
        Some(self.setting(&deadline.due))
    }

    /// A setting: its base, and a mark where it depends on something.
    pub(super) fn setting(&self, setting: &Setting) -> String {
        let mut depends = !setting.except.is_empty() || !setting.from.is_empty();
        let mut base = &setting.base;
        // A param may name another; a cycle of them is refused at load, the bound only ends a broken one.
        for _ in 0..8 {
            let Some(param) = self.param(base) else { break };
            depends |= !param.except.is_empty() || !param.from.is_empty();
            base = &param.base;
        }
        let mut text = self.expr(base);
        if depends {
            text.push_str(" …");
        }
        text
    }

    fn param(&self, expr: &Expr) -> Option<&Setting> {
        let name = self.desk.names.find(expr.text().trim())?;
        let param = self.workflow.params.iter().find(|p| p.name == name)?;
        Some(&param.value)
    }

    fn expr(&self, expr: &Expr) -> String {
        match expr.as_constant() {
            Some(Value::Duration { unit, amount }) => {
                let (unit, amount) = (*unit, *amount);
                let duration = Duration { unit, amount };
                match self.lang {
                    Lang::Zh => duration_text(duration, self.lang),
                    // A picture has little room.
                    Lang::En => duration.to_string(),
                }
            }
            _ => expr.text().trim().to_owned(),
        }
    }

    /// What a transition waits for, one text for each task, event or other source.
    pub(super) fn triggers(&self, transition: &Transition) -> Vec<String> {
        let mut texts: Vec<String> = Vec::new();
        let mut last_task = None;
        for trigger in &transition.on {
            if let Trigger::Outcome { task, outcome } = *trigger {
                let outcome = self.outcome(task, outcome);
                match texts.last_mut().filter(|_| last_task == Some(task)) {
                    Some(text) => text.push_str(&format!(" / {outcome}")),
                    None => texts.push(format!("{} → {outcome}", self.task(task))),
                }
                last_task = Some(task);
            } else {
                last_task = None;
                texts.extend(self.trigger(*trigger));
            }
        }
        texts.extend(self.times(transition));
        if texts.is_empty() {
            texts.push(self.say("自动", "automatic"));
        }
        texts
    }

    fn outcome(&self, task: NameId, outcome: NameId) -> String {
        self.workflow
            .tasks
            .get(&task)
            .and_then(|rule| rule.outcomes.iter().find(|o| o.name == outcome))
            .map_or_else(
                || self.desk.names.text(outcome).to_owned(),
                |rule| self.label(&rule.label, outcome),
            )
    }

    /// A trigger in words; none for those `times` words, and for the outcomes.
    fn trigger(&self, trigger: Trigger) -> Option<String> {
        Some(match trigger {
            Trigger::Outcome { task, outcome } => {
                format!("{} → {}", self.task(task), self.outcome(task, outcome))
            }
            Trigger::Done { task } => format!("{} → {}", self.task(task), self.say("完成", "done")),
            Trigger::Late { task } => format!("{} → {}", self.task(task), self.say("逾期", "late")),
            Trigger::Breached { task } => {
                format!("{} → {}", self.task(task), self.say("超限", "breached"))
            }
            Trigger::AllDone => self.say("任务全部完成", "all done"),
            Trigger::Event { event } => self.workflow.events.get(&event).map_or_else(
                || self.desk.names.text(event).to_owned(),
                |rule| self.label(&rule.label, event),
            ),
            Trigger::Reached { workflow, state } => self.reached(workflow, state),
            Trigger::RelatedEnded { workflow } => {
                format!("{} · {}", self.related(workflow), self.say("结束", "ended"))
            }
            Trigger::AllEnded { workflow } => {
                let all = self.say("全部结束", "all ended");
                format!("{} · {all}", self.related(workflow))
            }
            Trigger::Timer | Trigger::Automatic => return None,
        })
    }

    fn related(&self, name: NameId) -> String {
        self.desk.workflow(name).map_or_else(
            || self.desk.names.text(name).to_owned(),
            |workflow| self.label(&workflow.label, name),
        )
    }

    fn reached(&self, workflow: NameId, state: NameId) -> String {
        let label = self
            .desk
            .workflow(workflow)
            .and_then(|other| other.states.get(&state))
            .map_or_else(
                || self.desk.names.text(state).to_owned(),
                |rule| self.label(&rule.label, state),
            );
        format!("{} · {label}", self.related(workflow))
    }

    fn times(&self, transition: &Transition) -> Vec<String> {
        let after = transition.after.as_ref().map(|after| {
            let text = self.setting(after);
            self.say(&format!("{text}后"), &format!("after {text}"))
        });
        let at = transition.at.as_ref().map(|at| {
            let text = self.setting(at);
            self.say(&format!("到 {text}"), &format!("at {text}"))
        });
        after.into_iter().chain(at).collect()
    }

    /// How often a transition may be taken, in words.
    pub(super) fn at_most(&self, transition: &Transition) -> Option<String> {
        let most = self.setting(transition.at_most.as_ref()?);
        Some(self.say(&format!("至多 {most} 次"), &format!("at most {most}")))
    }
}

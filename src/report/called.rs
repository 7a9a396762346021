//! What people call the things of a desk: labels for keys, in one place, for every list and history they read. A key
//! stands beside its label only where it is to be typed next.

use crate::engine::{Desk, View};
use crate::lang::Type;
use crate::model::catalogue::{Lang, message};
use crate::model::{FieldId, NameId, Point, TaskNo, TimerOf, Value, What};
use crate::world::{World, value_text};

/// Labels of one desk in one language.
#[derive(Clone, Copy, Debug)]
pub struct Called<'d> {
    desk: &'d Desk,
    lang: Lang,
    /// The keys themselves, for whoever tests by them.
    bare: bool,
}

impl<'d> Called<'d> {
    /// The keys of a desk in place of its labels.
    #[must_use]
    pub fn by_key(desk: &'d Desk) -> Called<'d> {
        Called {
            bare: true,
            ..Called::new(desk, Lang::En)
        }
    }

    /// The labels of a desk.
    #[must_use]
    pub fn new(desk: &'d Desk, lang: Lang) -> Called<'d> {
        Called {
            desk,
            lang,
            bare: false,
        }
    }

    fn key(&self, name: NameId) -> &'d str {
        self.desk.names.text(name)
    }

    fn at(&self, path: &[NameId]) -> String {
        let path: Vec<&str> = path.iter().map(|name| self.key(*name)).collect();
        if self.bare {
            return path.last().copied().unwrap_or_default().to_owned();
        }
        self.desk.labels.of(&path).text(self.lang).to_owned()
    }

    /// A label written in the rule itself, else what stands at the path.
    fn label(&self, label: Option<&crate::engine::Label>, path: &[NameId]) -> String {
        match label.map(|label| label.text(self.lang)) {
            Some(text) if !text.is_empty() && !self.bare => text.to_owned(),
            _ => self.at(path),
        }
    }

    /// A label with its key behind it, for what is to be typed.
    #[must_use]
    pub fn typed(&self, label: &str, key: &str) -> String {
        match (label == key, self.lang) {
            (true, _) => key.to_owned(),
            (false, Lang::Zh) => format!("{label}（{key}）"),
            (false, Lang::En) => format!("{label} ({key})"),
        }
    }

    /// A workflow.
    #[must_use]
    pub fn workflow(&self, name: NameId) -> String {
        let found = self.desk.workflow(name).map(|workflow| &workflow.label);
        self.label(found, &[name])
    }

    /// A state of a workflow.
    #[must_use]
    pub fn state(&self, workflow: NameId, name: NameId) -> String {
        let found = self.desk.workflow(workflow);
        let found = found.and_then(|flow| flow.states.get(&name));
        self.label(found.map(|state| &state.label), &[workflow, name])
    }

    /// A task, clock or acknowledgement of a workflow.
    #[must_use]
    pub fn task(&self, workflow: NameId, name: NameId) -> String {
        let found = self.desk.workflow(workflow);
        let found = found.and_then(|flow| flow.tasks.get(&name));
        self.label(found.map(|task| &task.label), &[workflow, name])
    }

    /// An answer to a task.
    #[must_use]
    pub fn outcome(&self, workflow: NameId, task: NameId, name: NameId) -> String {
        self.at(&[workflow, task, name])
    }

    /// A field of a workflow.
    #[must_use]
    pub fn field(&self, workflow: NameId, field: FieldId) -> String {
        let found = self.desk.workflow(workflow);
        let found = found.and_then(|flow| flow.field(field));
        match found {
            Some(found) => self.label(Some(&found.label), &[workflow, found.name]),
            None => self.desk.names.field_text(workflow, field).to_owned(),
        }
    }

    /// Anything else of a workflow: an event, a transition, a notice, a requirement.
    #[must_use]
    pub fn of(&self, workflow: Option<NameId>, name: NameId) -> String {
        match workflow {
            Some(workflow) => self.at(&[workflow, name]),
            None => self.at(&[name]),
        }
    }

    /// A role.
    #[must_use]
    pub fn role(&self, name: NameId) -> String {
        self.at(&[name])
    }

    /// A value of a field: choices and rows by their labels.
    #[must_use]
    pub fn value(
        &self,
        world: &World,
        (workflow, field): (NameId, FieldId),
        value: &Value,
    ) -> String {
        let yes_no = |id: &str| message(id, self.lang, &[]);
        match value {
            Value::YesNo(true) => yes_no("describe-yes"),
            Value::YesNo(false) => yes_no("describe-no"),
            Value::Choice(name) => self.choice((workflow, field), *name),
            Value::List(list) => {
                let each = list.iter();
                let each = each.map(|value| self.value(world, (workflow, field), value));
                each.collect::<Vec<_>>().join("; ")
            }
            other => value_text(self.desk, world, other),
        }
    }

    fn choice(&self, (workflow, field): (NameId, FieldId), name: NameId) -> String {
        let found = self.desk.workflow(workflow);
        let Some(found) = found.and_then(|flow| flow.field(field)) else {
            return self.at(&[name]);
        };
        let ty = match &found.typed.ty {
            Type::List(inner) => inner,
            ty => ty,
        };
        match ty {
            Type::Row(list, _) => {
                let own = self.desk.lists.get(list);
                let own = own.and_then(|list| list.label_of(name));
                own.filter(|_| !self.bare)
                    .map_or_else(|| self.at(&[*list, name]), str::to_owned)
            }
            _ => self.at(&[workflow, found.name, name]),
        }
    }

    /// What happened, in short: `Answer: Solved`.
    #[must_use]
    pub fn deed(
        &self,
        workflow: Option<NameId>,
        what: &What,
        task: &dyn Fn(TaskNo) -> Option<NameId>,
    ) -> String {
        let say = |id: &str, args: &[(&str, &str)]| message(id, self.lang, args);
        let task_label = |no: TaskNo| match (workflow, task(no)) {
            (Some(workflow), Some(name)) => self.task(workflow, name),
            (None, Some(name)) => self.at(&[name]),
            (_, None) => "?".to_owned(),
        };
        let pair = |of: &str, what: &str| say("deed-pair", &[("of", of), ("what", what)]);
        match what {
            What::Open { workflow } => say("deed-open", &[("workflow", &self.workflow(*workflow))]),
            What::Started { workflow, .. } | What::StartedOnce { workflow, .. } => {
                say("deed-started", &[("workflow", &self.workflow(*workflow))])
            }
            What::Report { event } => self.of(workflow, *event),
            What::Answer { task: no, outcome } => {
                let outcome = match (workflow, task(*no)) {
                    (Some(workflow), Some(task)) => self.outcome(workflow, task, *outcome),
                    _ => self.at(&[*outcome]),
                };
                pair(&task_label(*no), &outcome)
            }
            What::Handle { task: no, act } => pair(&task_label(*no), act.word()),
            What::Note => say("deed-note", &[]),
            What::Correct => say("deed-correct", &[]),
            What::Void => say("deed-void", &[]),
            What::Retry { incident } => say("deed-retry", &[("no", &incident.to_string())]),
            What::Told {
                workflow,
                state,
                ended,
                ..
            } => {
                let became = match (state, ended) {
                    (Some(state), _) => self.state(*workflow, *state),
                    (None, true) => say("why-ended", &[]),
                    (None, false) => say("why-changed", &[]),
                };
                pair(&self.workflow(*workflow), &became)
            }
            What::Timer { of, .. } => match of {
                TimerOf::Transition(name) => {
                    say("deed-timer", &[("transition", &self.of(workflow, *name))])
                }
                TimerOf::Deadline { task: no, point } => {
                    let point = match point {
                        Point::Late => say("deed-due", &[]),
                        Point::Judge => say("deed-judged", &[]),
                        Point::Rung(rung) => {
                            say("deed-rung", &[("no", &rung.saturating_add(1).to_string())])
                        }
                    };
                    pair(&task_label(*no), &point)
                }
            },
            What::Activated { revision, .. } => {
                say("deed-revision", &[("no", &revision.to_string())])
            }
            What::Migrate => say("deed-migrate", &[]),
        }
    }
}

/// A name as it is written, and what people call it in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// The key.
    pub key: String,
    zh: String,
    en: String,
}

impl Said {
    /// Of a key, and what gives the label in a language.
    pub fn new(key: &str, label: impl Fn(Lang) -> String) -> Said {
        Said {
            key: key.to_owned(),
            zh: label(Lang::Zh),
            en: label(Lang::En),
        }
    }

    /// What nobody labels.
    #[must_use]
    pub fn plain(text: &str) -> Said {
        Said::new(text, |_| text.to_owned())
    }

    /// What people read.
    #[must_use]
    pub fn text(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// The name of the task of this number, for [`Called::deed`].
pub fn task_in(world: &World) -> impl Fn(TaskNo) -> Option<NameId> {
    |no| world.task(no).map(|task| task.name)
}

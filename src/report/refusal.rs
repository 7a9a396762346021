//! Refusals in words: what stands against an act, all of it, as sentences of the catalogue with what fills them.

use super::called::Called;
use crate::engine::{Desk, Label, View, Workflow};
use crate::model::catalogue::{Arg, Lang, Reason};
use crate::model::{Event, FieldId, NameId, RecordNo, Refusal, Takes, Value, What};
use crate::world::{World, cell_text, value_text};

/// The reasons for which a turn refused an event; unmet requirements and missing values are one reason each.
#[must_use]
pub fn refusal_reasons(
    desk: &Desk,
    world: &World,
    event: &Event,
    record: Option<RecordNo>,
    refusals: &[Refusal],
) -> Vec<Reason> {
    let workflow = workflow_of(desk, world, event);
    About {
        desk,
        world,
        event,
        record,
        workflow,
    }
    .reasons(refusals)
}

fn workflow_of<'d>(desk: &'d Desk, world: &World, event: &Event) -> Option<&'d Workflow> {
    let name = match event.what {
        What::Open { workflow } => Some(workflow),
        _ => event
            .record
            .and_then(|no| world.record(no))
            .map(|record| record.workflow),
    };
    desk.workflow(name?)
}

/// What a refusal is about.
struct About<'a> {
    desk: &'a Desk,
    world: &'a World,
    event: &'a Event,
    record: Option<RecordNo>,
    workflow: Option<&'a Workflow>,
}

impl About<'_> {
    fn reasons(&self, refusals: &[Refusal]) -> Vec<Reason> {
        let mut reasons = Vec::new();
        let unmet: Vec<Arg> = refusals.iter().filter_map(|one| self.unmet(one)).collect();
        if !unmet.is_empty() {
            reasons.push(Reason::new("refused-unmet").with("unmet", joined(&unmet)));
        }
        let missing = refusals.iter().filter_map(|refusal| match refusal {
            Refusal::MissingValue { field } => Some(*field),
            _ => None,
        });
        let missing: Vec<Option<FieldId>> = missing.collect();
        if !missing.is_empty() {
            let named = missing.iter().map(|field| match field {
                Some(field) => self.field(*field),
                None => "remark".to_owned(),
            });
            let named: Vec<String> = named.collect();
            let about = named.join(", ");
            let fields: Vec<Arg> = missing
                .iter()
                .zip(&named)
                .map(|(field, key)| self.typed(*field, key))
                .collect();
            let reason = Reason::new("refused-missing-value").with("fields", joined(&fields));
            reasons.push(reason.about(&about));
        }
        reasons.extend(refusals.iter().filter_map(|refusal| self.reason(refusal)));
        reasons
    }

    /// Whether the act is to open a record nobody opens by hand.
    fn is_only_started(&self) -> bool {
        let open = self.workflow.and_then(|workflow| workflow.open.as_ref());
        matches!(self.event.what, What::Open { .. }) && open.is_some_and(|open| open.who.is_empty())
    }

    /// What is to be typed: its label, and the key in brackets.
    fn typed(&self, field: Option<FieldId>, key: &str) -> Arg {
        let said = |lang| {
            let called = Called::new(self.desk, lang);
            let label = match (field, self.workflow) {
                (Some(field), Some(workflow)) => called.field(workflow.name, field),
                _ => self.desk.labels.of(&[key]).text(lang).to_owned(),
            };
            match label == key {
                true => format!("`{key}`"),
                false => called.typed(&label, &format!("`{key}`")),
            }
        };
        Arg::both(&said(Lang::Zh), &said(Lang::En))
    }

    fn unmet(&self, refusal: &Refusal) -> Option<Arg> {
        let Refusal::Unmet { require } = refusal else {
            return None;
        };
        Some(self.requirement(*require))
    }

    fn reason(&self, refusal: &Refusal) -> Option<Reason> {
        Some(match refusal {
            Refusal::Unmet { .. }
            | Refusal::MissingValue { .. }
            | Refusal::UnmetItem(_)
            | Refusal::EmptyList { .. }
            | Refusal::MissingItems { .. }
            | Refusal::NoSuchItem { .. }
            | Refusal::BadItem { .. }
            | Refusal::FormShut { .. } => return self.of_form(refusal),
            Refusal::NotAllowed { .. } if self.is_only_started() => {
                Reason::new("refused-only-started").with("act", self.act())
            }
            Refusal::NotAllowed { roles } => Reason::new("refused-not-allowed")
                .with("actor", self.actor())
                .with("act", self.act())
                .with("who", self.list(roles)),
            Refusal::FourEyes => Reason::new("refused-four-eyes")
                .with("actor", self.actor())
                .with("task", self.act()),
            Refusal::NotAsked { field } => Reason::new("refused-not-asked")
                .with("act", self.act())
                .with("field", self.field(*field))
                .about(&self.field(*field)),
            Refusal::BadValue { field, why } => Reason::new("refused-bad-value")
                .with("field", self.field(*field))
                .with("why", why.as_str())
                .about(&self.field(*field)),
            Refusal::NotUnique { field, record } => Reason::new("refused-not-unique")
                .with("field", self.field(*field))
                .with("value", self.given(*field))
                .with("other", self.world.word_of(self.desk, *record))
                .about(&self.field(*field)),
            Refusal::NotApplicable { events, tasks } => {
                let possible: Vec<NameId> = events.iter().chain(tasks).copied().collect();
                Reason::new("refused-not-applicable")
                    .with("code", self.code())
                    .with("state", self.state())
                    .with("act", self.act())
                    .with("possible", self.list(&possible))
            }
            Refusal::NoSuchOutcome { outcomes } => Reason::new("unknown-outcome")
                .with("task", self.act())
                .with("outcome", self.outcome())
                .with("known", self.list(outcomes)),
            Refusal::Signed
            | Refusal::IsSigner
            | Refusal::NotPrompted { .. }
            | Refusal::NotWithin { .. }
            | Refusal::NotHandled { .. }
            | Refusal::NotBefore { .. }
            | Refusal::WentOn
            | Refusal::NotOffered => return self.of_people(refusal),
            Refusal::RecordEnded => Reason::new("refused-record-ended").with("code", self.code()),
            Refusal::NothingToRetry => Reason::new("refused-nothing-to-retry"),
            Refusal::Failed => Reason::new("refused-failed")
                .with("incident", "?")
                .with("why", "?"),
        })
    }

    /// What stands against signing and handling a task, and against who prompted.
    fn of_people(&self, refusal: &Refusal) -> Option<Reason> {
        Some(match refusal {
            Refusal::Signed => Reason::new("refused-signed")
                .with("actor", self.actor())
                .with("task", self.act()),
            Refusal::IsSigner => Reason::new("refused-is-signer").with("task", self.act()),
            Refusal::NotPrompted { role } => Reason::new("refused-not-prompted")
                .with("act", self.act())
                .with("role", self.desk.names.text(*role)),
            Refusal::NotWithin { field } => Reason::new("refused-not-within")
                .with("field", self.field(*field))
                .with("within", self.within(*field))
                .with("value", self.given(*field))
                .about(&self.field(*field)),
            Refusal::NotHandled { allowed } => {
                let allowed = allowed.iter().map(|word| word.as_str().to_owned());
                Reason::new("refused-not-handled")
                    .with("task", self.act())
                    .with("allowed", Arg::List(allowed.collect()))
            }
            Refusal::NotBefore { steps } => Reason::new("refused-not-before")
                .with("code", self.code())
                .with("steps", self.list(steps)),
            Refusal::WentOn => Reason::new("refused-went-on").with("task", self.act()),
            Refusal::NotOffered => Reason::new("refused-not-offered")
                .with("task", self.act())
                .with("actor", self.actor()),
            _ => return None,
        })
    }

    /// What stands against an act in its forms.
    fn of_form(&self, refusal: &Refusal) -> Option<Reason> {
        let name = |name: NameId| self.desk.names.text(name).to_owned();
        Some(match refusal {
            Refusal::UnmetItem(unmet) => {
                let wanted = match (&unmet.wanted, &unmet.takes) {
                    (Some(cell), _) => quoted(&cell_text(self.desk, self.world, cell)),
                    (None, Takes::YesNo) => quoted("yes"),
                    (None, _) => Arg::Word("any-answer".to_owned()),
                };
                let answer = match unmet.answer.is_empty() {
                    true => Arg::Word("no-answer".to_owned()),
                    false => quoted(&value_text(self.desk, self.world, &unmet.answer)),
                };
                Reason::new("refused-unmet-item")
                    .with("require", self.requirement(unmet.require))
                    .with("text", unmet.text.as_str())
                    .with("item", name(unmet.item))
                    .with("answer", answer)
                    .with("wanted", wanted)
                    .about(&format!("{}.{}", self.field(unmet.field), name(unmet.item)))
            }
            Refusal::EmptyList { require, field } => Reason::new("refused-empty-list")
                .with("require", self.requirement(*require))
                .with("field", self.field(*field))
                .about(&self.field(*field)),
            Refusal::MissingItems { field, items } if items.is_empty() => {
                Reason::new("refused-empty-form")
                    .with("field", self.field(*field))
                    .about(&self.field(*field))
            }
            Refusal::MissingItems { field, items } => {
                let items = items.iter().map(|item| name(*item));
                Reason::new("refused-missing-items")
                    .with("field", self.field(*field))
                    .with("items", Arg::List(items.collect()))
                    .about(&self.field(*field))
            }
            Refusal::NoSuchItem { field, item } => Reason::new("refused-no-such-item")
                .with("field", self.field(*field))
                .with("item", name(*item))
                .about(&format!("{}.{}", self.field(*field), name(*item))),
            Refusal::BadItem {
                field,
                item,
                takes,
                within,
            } => {
                let reason = match within {
                    Some(within) => Reason::new("refused-item-within")
                        .with("within", cell_text(self.desk, self.world, within)),
                    None => Reason::new("refused-bad-item").with("expected", self.expected(takes)),
                };
                reason
                    .with("field", self.field(*field))
                    .with("item", name(*item))
                    .about(&format!("{}.{}", self.field(*field), name(*item)))
            }
            Refusal::FormShut { field, needs } => {
                let needs = needs.iter().map(|need| name(*need));
                Reason::new("refused-form-shut")
                    .with("field", self.field(*field))
                    .with("needs", Arg::List(needs.collect()))
                    .about(&self.field(*field))
            }
            _ => return None,
        })
    }

    fn requirement(&self, require: NameId) -> Arg {
        let workflow = self.workflow;
        let rule = workflow.and_then(|workflow| workflow.requires.get(&require));
        label(self.desk, require, rule.map(|rule| &rule.label))
    }

    /// What an item takes, in words.
    fn expected(&self, takes: &Takes) -> Arg {
        let word = match takes {
            Takes::Choice(choices) => return self.list(choices),
            Takes::YesNo => "yes-or-no",
            Takes::Whole => "a-whole-number",
            Takes::Number => "a-number",
            Takes::Money => "an-amount",
            Takes::Percent => "a-percentage",
            Takes::Text => "a-text",
            Takes::Date => "a-date",
            Takes::Time => "a-time",
            Takes::Instant => "an-instant",
            Takes::Month => "a-month",
            Takes::Duration => "a-duration",
        };
        Arg::Word(word.to_owned())
    }

    fn actor(&self) -> String {
        match self.event.actor.person {
            Some(person) => self.world.word_of(self.desk, person),
            None => "—".to_owned(),
        }
    }

    fn act(&self) -> String {
        let name = |name: NameId| self.desk.names.text(name).to_owned();
        match &self.event.what {
            What::Open { workflow } => format!("open {}", name(*workflow)),
            What::Report { event } => name(*event),
            What::Answer { task, .. } | What::Handle { task, .. } => {
                let task = self.world.task(*task);
                task.map_or_else(|| "?".to_owned(), |task| name(task.name))
            }
            What::Note => "note".to_owned(),
            What::Correct => "correct".to_owned(),
            What::Void => "void".to_owned(),
            What::Retry { .. } => "retry".to_owned(),
            What::Started { .. }
            | What::StartedOnce { .. }
            | What::Told { .. }
            | What::Timer { .. }
            | What::Activated { .. }
            | What::Migrate => "?".to_owned(),
        }
    }

    fn outcome(&self) -> String {
        match self.event.what {
            What::Answer { outcome, .. } => self.desk.names.text(outcome).to_owned(),
            _ => "?".to_owned(),
        }
    }

    fn field(&self, field: FieldId) -> String {
        self.workflow.map_or_else(
            || "?".to_owned(),
            |workflow| self.desk.names.field_text(workflow.name, field).to_owned(),
        )
    }

    /// What a field may hold, as it was written.
    fn within(&self, field: FieldId) -> String {
        let field = self.workflow.and_then(|workflow| workflow.field(field));
        let within = field.and_then(|field| field.within.as_ref());
        within.map_or_else(String::new, |within| within.text.to_string())
    }

    fn given(&self, field: FieldId) -> String {
        let given = self.event.with.iter().find(|(id, _)| *id == field);
        given.map_or_else(String::new, |(_, value)| {
            value_text(self.desk, self.world, value)
        })
    }

    fn code(&self) -> String {
        let no = self.record.or(self.event.record);
        no.map_or_else(|| "?".to_owned(), |no| self.world.word_of(self.desk, no))
    }

    fn state(&self) -> Arg {
        let record = self.event.record.and_then(|no| self.world.record(no));
        let Some(state) = record.and_then(|record| record.state) else {
            return Arg::from("—");
        };
        let rule = self
            .workflow
            .and_then(|workflow| workflow.states.get(&state));
        label(self.desk, state, rule.map(|rule| &rule.label))
    }

    fn list(&self, names: &[NameId]) -> Arg {
        if names.is_empty() {
            return Arg::from("—");
        }
        let names = names
            .iter()
            .map(|name| self.desk.names.text(*name).to_owned());
        Arg::List(names.collect())
    }
}

fn quoted(text: &str) -> Arg {
    Arg::both(&format!(" `{text}`"), &format!("`{text}`"))
}

/// What people see of a name: its label, else the name.
fn label(desk: &Desk, name: NameId, label: Option<&Label>) -> Arg {
    let text = desk.names.text(name);
    match label {
        Some(label) if !label.zh.is_empty() || !label.en.is_empty() => {
            let first = |one: &str, other: &str| {
                if one.is_empty() {
                    other.to_owned()
                } else {
                    one.to_owned()
                }
            };
            Arg::Both {
                zh: first(&label.zh, &label.en),
                en: first(&label.en, &label.zh),
            }
        }
        _ => Arg::from(text),
    }
}

fn joined(parts: &[Arg]) -> Arg {
    let all = |lang| -> Vec<String> { parts.iter().map(|part| part.render(lang)).collect() };
    Arg::Both {
        zh: all(Lang::Zh).join("、"),
        en: all(Lang::En).join(", "),
    }
}

/// The act in short: `handle.solved`, `replied`, `open complaint`.
pub(super) fn act_text(desk: &Desk, world: &World, event: &Event) -> String {
    let name = |name: NameId| desk.names.text(name).to_owned();
    match &event.what {
        What::Open { workflow }
        | What::Started { workflow, .. }
        | What::StartedOnce { workflow, .. } => {
            format!("open {}", name(*workflow))
        }
        What::Report { event } => name(*event),
        What::Answer { task, outcome } => {
            let task = world
                .task(*task)
                .map_or_else(|| "?".to_owned(), |task| name(task.name));
            format!("{task}.{}", name(*outcome))
        }
        What::Handle { task, act } => {
            let task = world
                .task(*task)
                .map_or_else(|| "?".to_owned(), |task| name(task.name));
            format!("{task}.{}", act.word())
        }
        What::Note => "note".to_owned(),
        What::Correct => "correct".to_owned(),
        What::Void => "void".to_owned(),
        What::Retry { incident } => format!("retry {incident}"),
        What::Told { .. } => "told".to_owned(),
        What::Timer { .. } => "timer".to_owned(),
        What::Activated { revision, .. } => format!("revision {revision}"),
        What::Migrate => "migrate".to_owned(),
    }
}

/// A value in words, a dash for none.
pub(super) fn value_or_dash(desk: &Desk, world: &World, value: &Value) -> String {
    let text = value_text(desk, world, value);
    if text.is_empty() {
        "—".to_owned()
    } else {
        text
    }
}

//! A new revision against the records that live under the old one: whatever in use has vanished or was narrowed is refused,
//! with how many records use it and which. Nobody is stranded by a change.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::{Desk, Field, Transition, Trigger, View, Workflow};
use crate::lang::Type;
use crate::model::catalogue::{Arg, Reason};
use crate::model::{NameId, Record, RecordNo, TaskKind, Value};
use crate::world::World;

/// What of the living records a new revision would strand; empty where none.
#[must_use]
pub fn compat(old: &Desk, new: &Desk, world: &World) -> Vec<Reason> {
    let mut living: BTreeMap<NameId, Vec<&Record>> = BTreeMap::new();
    for record in world.records().filter(|record| record.ended.is_none()) {
        living.entry(record.workflow).or_default().push(record);
    }
    let mut found = Vec::new();
    for (name, records) in living {
        let compare = Compare {
            old,
            new,
            world,
            records: &records,
        };
        match (old.workflow(name), new.workflow(name)) {
            (Some(before), Some(after)) => compare.workflow(before, after, &mut found),
            (_, None) => {
                let codes: BTreeSet<RecordNo> = records.iter().map(|record| record.no).collect();
                found.push(compare.vanished("workflow", old.names.text(name), &codes));
            }
            (None, Some(_)) => {}
        }
    }
    roles(old, new, world, &mut found);
    found
}

/// Leaves of `[migrate]` only what was written for the revision it takes the place of; renames stay.
pub fn spend(desk: &mut Desk, active: Option<&str>) {
    for workflow in desk.workflows.values_mut() {
        let migrate = &mut workflow.migrate;
        let meant = match (migrate.since.as_deref(), active) {
            (Some(since), Some(active)) => !since.is_empty() && active.starts_with(since),
            (_, None) | (None, _) => false,
        };
        if !meant {
            migrate.rearm.clear();
            migrate.timers.clear();
            migrate.recompute.clear();
        }
    }
}

/// A role somebody holds must not vanish.
fn roles(old: &Desk, new: &Desk, world: &World, found: &mut Vec<Reason>) {
    let mut holders: BTreeMap<NameId, BTreeSet<RecordNo>> = BTreeMap::new();
    for record in world.records().filter(|record| record.ended.is_none()) {
        if old
            .workflow(record.workflow)
            .is_some_and(|workflow| workflow.person)
        {
            for role in crate::engine::roles_of(old, world, record.no) {
                holders.entry(role).or_default().insert(record.no);
            }
        }
    }
    for task in world.tasks().filter(|task| task.is_open()) {
        if let Some(role) = task.role {
            holders.entry(role).or_default().insert(task.record);
        }
    }
    for (role, of) in holders {
        if old.roles.contains_key(&role) && !new.roles.contains_key(&role) {
            found.push(vanished(old, world, "role", old.names.text(role), &of));
        }
    }
}

fn vanished(desk: &Desk, world: &World, kind: &str, name: &str, of: &BTreeSet<RecordNo>) -> Reason {
    counted("vanished", desk, world, of)
        .with("kind", Arg::Word(kind.to_owned()))
        .with("name", name)
        .about(name)
}

fn counted(id: &str, desk: &Desk, world: &World, of: &BTreeSet<RecordNo>) -> Reason {
    let codes = of.iter().map(|no| world.word_of(desk, *no));
    Reason::new(id)
        .with("count", of.len().to_string())
        .with("codes", Arg::List(codes.collect()))
}

struct Compare<'a> {
    old: &'a Desk,
    new: &'a Desk,
    world: &'a World,
    records: &'a [&'a Record],
}

impl Compare<'_> {
    fn vanished(&self, kind: &str, name: &str, of: &BTreeSet<RecordNo>) -> Reason {
        vanished(self.old, self.world, kind, name, of)
    }

    fn where_(&self, holds: impl Fn(&Record) -> bool) -> BTreeSet<RecordNo> {
        let found = self.records.iter().filter(|record| holds(record));
        found.map(|record| record.no).collect()
    }

    fn workflow(&self, before: &Workflow, after: &Workflow, found: &mut Vec<Reason>) {
        self.states(before, after, found);
        self.tasks(after, found);
        self.fields(before, after, found);
        self.timers(before, after, found);
        self.calendars(found);
    }

    fn states(&self, before: &Workflow, after: &Workflow, found: &mut Vec<Reason>) {
        let mut occupied: BTreeMap<NameId, BTreeSet<RecordNo>> = BTreeMap::new();
        for record in self.records {
            if let Some(state) = record.state {
                occupied.entry(state).or_default().insert(record.no);
            }
        }
        for (state, of) in occupied {
            if after.states.contains_key(&state) || self.renamed(after, state).is_some() {
                continue;
            }
            let name = self.old.names.text(state);
            let gone = before
                .states
                .keys()
                .map(|state| self.old.names.text(*state));
            let before: BTreeSet<&str> = gone.collect();
            // A name new to the workflow is what it was most likely renamed to.
            let mut fresh = after.states.keys().map(|state| self.new.names.text(*state));
            let fresh = fresh.find(|name| !before.contains(name)).unwrap_or("…");
            let line = format!("state.{name} = \"{fresh}\"");
            found.push(self.vanished("state", name, &of).with("line", line));
        }
    }

    /// What a state that is gone is called now.
    fn renamed(&self, after: &Workflow, state: NameId) -> Option<NameId> {
        let old = self.old.names.text(state);
        let mut renames = after.migrate.renames.iter();
        let rename = renames.find(|rename| &*rename.kind == "state" && &*rename.old == old)?;
        let new = self.new.names.find(&rename.new)?;
        after.states.contains_key(&new).then_some(new)
    }

    fn tasks(&self, after: &Workflow, found: &mut Vec<Reason>) {
        let mut gone: BTreeMap<NameId, BTreeSet<RecordNo>> = BTreeMap::new();
        let mut narrowed: BTreeMap<(NameId, NameId), BTreeSet<RecordNo>> = BTreeMap::new();
        for record in self.records {
            let open = record.tasks.iter().filter_map(|no| self.world.task(*no));
            for task in open.filter(|task| task.is_open()) {
                let Some(rule) = after.tasks.get(&task.name) else {
                    gone.entry(task.name).or_default().insert(record.no);
                    continue;
                };
                if task.kind != TaskKind::Task {
                    continue;
                }
                for offer in task.offers.iter() {
                    if !rule
                        .outcomes
                        .iter()
                        .any(|known| known.name == offer.outcome)
                    {
                        let key = (task.name, offer.outcome);
                        narrowed.entry(key).or_default().insert(record.no);
                    }
                }
            }
        }
        for (task, of) in gone {
            found.push(self.vanished("task", self.old.names.text(task), &of));
        }
        for ((task, outcome), of) in narrowed {
            let names = &self.old.names;
            let name = format!("{}.{}", names.text(task), names.text(outcome));
            found.push(self.vanished("outcome", &name, &of));
        }
    }

    fn fields(&self, before: &Workflow, after: &Workflow, found: &mut Vec<Reason>) {
        for field in before.fields.iter().flatten() {
            let name = self.old.names.text(field.name);
            let given = |record: &Record| !self.value(record, field.id.place()).is_empty();
            let Some(now) = after.field(field.id) else {
                let of = self.where_(given);
                if !of.is_empty() && field.computed.is_none() {
                    found.push(self.vanished("field", name, &of));
                }
                continue;
            };
            // Roles are compared by who holds them.
            if before.roles_field == Some(field.id) {
                continue;
            }
            self.narrowed(
                name,
                &field.typed.ty,
                &now.typed.ty,
                field.id.place(),
                found,
            );
            self.outside(name, now, found);
        }
        for field in after.fields.iter().flatten().filter(|field| field.required) {
            let was = before.field(field.id).is_some_and(|field| field.required);
            if was || field.default.is_some() || field.computed.is_some() {
                continue;
            }
            let of = self.where_(|record| self.value(record, field.id.place()).is_empty());
            if !of.is_empty() {
                let name = self.new.names.text(field.name);
                let reason = counted("newly-required", self.old, self.world, &of);
                found.push(reason.with("field", name).about(name));
            }
        }
    }

    /// Values a field can hold no more; what is computed is computed anew.
    fn outside(&self, name: &str, now: &Field, found: &mut Vec<Reason>) {
        let Some(within) = now.within.as_ref().filter(|_| now.computed.is_none()) else {
            return;
        };
        let of = self.where_(|record| !within.allows(self.value(record, now.id.place())));
        if !of.is_empty() {
            let reason = counted("narrowed", self.old, self.world, &of);
            let reason = reason.with("kind", Arg::Word("field".to_owned()));
            found.push(reason.with("name", name).about(name));
        }
    }

    fn value(&self, record: &Record, place: usize) -> &Value {
        self.world
            .row(record.no)
            .get(place)
            .unwrap_or(&Value::Empty)
    }

    fn narrowed(&self, name: &str, was: &Type, is: &Type, place: usize, found: &mut Vec<Reason>) {
        let words = (choices(was), choices(is));
        if let (Some(_), Some(allowed)) = words {
            let mut used: BTreeMap<NameId, BTreeSet<RecordNo>> = BTreeMap::new();
            for record in self.records {
                for choice in chosen(self.value(record, place)) {
                    if !allowed.contains(&choice) {
                        used.entry(choice).or_default().insert(record.no);
                    }
                }
            }
            for (choice, of) in used {
                let name = format!("{name}: {}", self.old.names.text(choice));
                let kind = match was {
                    Type::Row(..) => "row",
                    _ => "choice",
                };
                found.push(self.vanished(kind, &name, &of));
            }
            return;
        }
        if let (Type::Form(_), Type::Form(form)) = (was, is) {
            if !self.new.forms.contains_key(form) {
                let of = self.where_(|record| !self.value(record, place).is_empty());
                found.push(self.vanished("form", self.new.names.text(*form), &of));
            }
            self.items(name, *form, place, found);
            return;
        }
        if was == is || *is == Type::Unknown {
            return;
        }
        let of = self.where_(|record| !self.value(record, place).is_empty());
        if !of.is_empty() {
            let reason = counted("narrowed", self.old, self.world, &of);
            let reason = reason.with("kind", Arg::Word("field".to_owned()));
            found.push(reason.with("name", name).about(name));
        }
    }

    /// Answers kept in forms that the items would not take any more: what reads them would fail.
    fn items(&self, field: &str, form: NameId, place: usize, found: &mut Vec<Reason>) {
        let Some(form) = self.new.forms.get(&form) else {
            return;
        };
        for item in &form.items {
            let of = self.where_(|record| match self.value(record, place) {
                Value::Sheet(sheet) => sheet
                    .item(item.name)
                    .is_some_and(|kept| !item.takes.takes(&kept.answer, self.new.money_places)),
                _ => false,
            });
            if !of.is_empty() {
                let name = format!("{field}.{}", self.new.names.text(item.name));
                let reason = counted("narrowed", self.old, self.world, &of);
                let reason = reason.with("kind", Arg::Word("form-item".to_owned()));
                found.push(reason.with("name", name.as_str()).about(&name));
            }
        }
    }

    fn timers(&self, before: &Workflow, after: &Workflow, found: &mut Vec<Reason>) {
        let waits = |t: &Transition| t.on.contains(&Trigger::Timer);
        let leaves = |t: &Transition, state: NameId| {
            t.from.as_ref().is_none_or(|from| from.contains(&state))
        };
        for transition in after.transitions.iter().filter(|t| waits(t)) {
            let was = before.transition(transition.name).filter(|t| waits(t));
            let mut timers = after.migrate.timers.iter();
            if timers.any(|(name, _)| *name == transition.name) {
                continue;
            }
            let mut of: BTreeMap<NameId, BTreeSet<RecordNo>> = BTreeMap::new();
            for record in self.records {
                let Some(state) = record.state else { continue };
                let now = if after.states.contains_key(&state) {
                    Some(state)
                } else {
                    self.renamed(after, state)
                };
                let Some(now) = now.filter(|now| leaves(transition, *now)) else {
                    continue;
                };
                if !was.is_some_and(|t| leaves(t, state)) {
                    of.entry(now).or_default().insert(record.no);
                }
            }
            for (state, of) in of {
                let name = self.new.names.text(transition.name);
                let reason = counted("timer-never-armed", self.old, self.world, &of);
                let reason = reason.with("state", self.new.names.text(state));
                found.push(reason.with("name", name).about(name));
            }
        }
    }

    fn calendars(&self, found: &mut Vec<Reason>) {
        let mut gone: BTreeMap<NameId, BTreeSet<RecordNo>> = BTreeMap::new();
        for record in self.records {
            let tasks = record.tasks.iter().filter_map(|no| self.world.task(*no));
            for task in tasks.filter(|task| task.is_open()) {
                if let Some(deadline) = &task.deadline
                    && !self.new.calendars.contains_key(&deadline.calendar)
                    && self.old.calendars.contains_key(&deadline.calendar)
                {
                    gone.entry(deadline.calendar).or_default().insert(record.no);
                }
            }
        }
        for (calendar, of) in gone {
            found.push(self.vanished("calendar", self.old.names.text(calendar), &of));
        }
    }
}

/// The declared names a value of this type is one of.
fn choices(ty: &Type) -> Option<BTreeSet<NameId>> {
    match ty {
        Type::Choice(choices) | Type::Row(_, choices) => {
            Some(choices.0.iter().map(|(_, id)| *id).collect())
        }
        Type::List(of) => choices(of),
        _ => None,
    }
}

fn chosen(value: &Value) -> Vec<NameId> {
    match value {
        Value::Choice(name) => vec![*name],
        Value::List(list) => list.iter().flat_map(chosen).collect(),
        _ => Vec::new(),
    }
}

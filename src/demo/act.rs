//! What comes up on the agenda is done by somebody who is at work and would not be refused; else it is put off.

use serde_json::{Map, Value as Json};

use super::chance::Chance;
use super::play::{Intent, Play, Sink};
use super::words;
use crate::engine::{Desk, EventRule, View, Who, Workflow};
use crate::lang::Type;
use crate::model::{
    Actor, Event, FieldId, Instant, LineNo, MINUTE_MS, NameId, RecordNo, Task, TaskNo, Value,
};
use crate::world::Act;

/// How often, per mille, somebody does not look first and is refused.
const CARELESS: u32 = 12;
/// How often something is tried before it is forgotten.
const MOST_TRIES: u8 = 60;

impl<'d> Play<'d> {
    pub(super) fn come_to(&mut self, at: Instant, intent: Intent, sink: &mut Sink<'_>) {
        match intent {
            Intent::Arrive { workflow } => self.arrive(at, workflow, sink),
            Intent::Do { task, tries, done } => self.do_task(at, task, tries, done, sink),
            Intent::Report {
                record,
                entered,
                event,
                tries,
            } => self.report(at, record, (entered, event, tries), sink),
            Intent::Note { record } => self.note(at, record, sink),
            Intent::Correct { record } => self.correct(at, record, sink),
            Intent::Void { record } => self.void(at, record, sink),
            Intent::HandOver { who, away } => self.hand_over(at, who, away, sink),
            Intent::StepBack { who, role } => self.step_back(at, who, role, sink),
        }
    }

    /// When one of these is next at work, and a little later than that.
    fn soonest(&self, of: &[RecordNo], at: Instant, chance: &mut Chance) -> Option<Instant> {
        let next = of
            .iter()
            .filter_map(|who| self.cast.next_at_work(self.desk, *who, at))
            .min()?;
        Some(next.plus_ms(chance.between(2, 45) * MINUTE_MS))
    }

    pub(super) fn present(&self, of: &[RecordNo], at: Instant) -> Vec<RecordNo> {
        let at_work = |who: &RecordNo| self.cast.at_work(self.desk, *who, at);
        of.iter().copied().filter(at_work).collect()
    }

    fn arrive(&mut self, at: Instant, name: NameId, sink: &mut Sink<'_>) {
        let desk = self.desk;
        let Some(workflow) = desk.workflow(name) else {
            return;
        };
        let mut chance = self
            .chance
            .fork(&[20, u64::from(name.0), at.0.unsigned_abs()]);
        let who = self.reporters(workflow.open.as_ref());
        let present = self.present(&who, at);
        let Some(actor) = chance.pick(&present).copied() else {
            if let Some(next) = self.soonest(&who, at, &mut chance) {
                self.plan(next, Intent::Arrive { workflow: name });
            }
            return;
        };
        let with = self.opening(&mut chance, workflow, Map::new(), at);
        let act = Act::Open(desk.names.text(name).to_owned());
        if let Some(event) = self.event(Actor::named(actor), &act, at, &with) {
            self.act(event, sink);
        }
    }

    /// Those who report an event: the holders of the first role named; where none is named, everybody.
    pub(super) fn reporters(&self, rule: Option<&EventRule>) -> Vec<RecordNo> {
        let roles = rule.map_or(&[][..], |rule| rule.who.as_slice());
        let held = roles.iter().find_map(|who| match who {
            Who::Role(role) => {
                let held: Vec<RecordNo> =
                    self.cast.holders(self.desk, &self.world, *role).collect();
                (!held.is_empty()).then_some(held)
            }
            Who::Right(_) | Who::Person(_) => None,
        });
        held.unwrap_or_else(|| self.cast.people().iter().map(|person| person.no).collect())
    }

    fn do_task(
        &mut self,
        at: Instant,
        no: TaskNo,
        tries: u8,
        done: Option<Instant>,
        sink: &mut Sink<'_>,
    ) {
        let desk = self.desk;
        let Some(task) = self.world.task(no).filter(|task| task.is_open()).cloned() else {
            return;
        };
        let mut chance =
            self.chance
                .fork(&[21, u64::from(no.0), u64::from(tries), at.0.unsigned_abs()]);
        let who = self.candidates(&task, &mut chance);
        let present = self.present(&who, at);
        if present.is_empty() {
            self.put_off(at, &task, (tries, done), &who, &mut chance);
            return;
        }
        let head = self.world.record(task.record);
        let Some(workflow) = head.and_then(|head| desk.workflow(head.workflow)) else {
            return;
        };
        let Some((outcome, with)) = self.choose(&task, workflow, at, &mut chance) else {
            return;
        };
        let act = Act::Answer {
            record: self.world.word_of(desk, task.record),
            task: desk.names.text(task.name).to_owned(),
            outcome,
        };
        let careless = chance.per_mille(CARELESS);
        for actor in present {
            let Some(mut event) = self.event(Actor::named(actor), &act, at, &with) else {
                return;
            };
            event.occurred = done;
            if self.would_take(&event) {
                self.act(event, sink);
                return;
            }
            if careless {
                self.act(event, sink);
                break;
            }
        }
        if tries < MOST_TRIES {
            let later = at.plus_ms(chance.between(150, 600) * MINUTE_MS);
            let tries = tries + 1;
            self.plan(
                later,
                Intent::Do {
                    task: no,
                    tries,
                    done: None,
                },
            );
        }
    }

    /// Nobody is at work who could do it: it waits, or is done nevertheless and typed in later.
    fn put_off(
        &mut self,
        at: Instant,
        task: &Task,
        (tries, done): (u8, Option<Instant>),
        who: &[RecordNo],
        chance: &mut Chance,
    ) {
        let Some(next) = self.soonest(who, at, chance) else {
            return;
        };
        let hour = self.desk.calendar.local(at).format("%H").to_string();
        let awake = ("07".."22").contains(&hour.as_str());
        let first = who.first().and_then(|who| self.cast.person(*who));
        let here = first.is_some_and(|person| person.away_at(at).is_none());
        let typed_in = self.habits.typed_in(self.desk.names.text(task.name));
        let at_home = tries == 0 && done.is_none() && awake && here && at > task.opened;
        let done = if at_home && chance.per_mille(typed_in) {
            Some(at)
        } else {
            done
        };
        let task = task.no;
        self.plan(next, Intent::Do { task, tries, done });
    }

    /// Who may come into question: whom it lies with, the record's owner, the holders of its role.
    fn candidates(&self, task: &Task, chance: &mut Chance) -> Vec<RecordNo> {
        let mut who: Vec<RecordNo> = task.assignee.into_iter().collect();
        if let Some(role) = task.role {
            let mut held: Vec<RecordNo> = self.cast.holders(self.desk, &self.world, role).collect();
            let n = u64::try_from(held.len()).unwrap_or(0);
            held.rotate_left(usize::try_from(chance.below(n)).unwrap_or(0));
            who.extend(held);
        }
        who.extend(self.owner(task.record).filter(|owner| !who.contains(owner)));
        who
    }

    pub(super) fn owner(&self, record: RecordNo) -> Option<RecordNo> {
        self.world
            .row(record)
            .get(FieldId::OWNER.place())
            .and_then(Value::record)
    }

    /// The answer, and what it asks.
    fn choose(
        &self,
        task: &Task,
        workflow: &Workflow,
        at: Instant,
        chance: &mut Chance,
    ) -> Option<(String, Map<String, Json>)> {
        let names = &self.desk.names;
        let kept = self.kept.get(&task.no).copied().unwrap_or(0);
        let asked = usize::try_from(task.ordinal.saturating_sub(1)).unwrap_or(0);
        let rows: Vec<(u32, NameId)> = task
            .offers
            .iter()
            .map(|offer| {
                let outcome = names.text(offer.outcome);
                let weight = self
                    .habits
                    .outcome(names.text(task.name), outcome, asked + kept);
                (weight, offer.outcome)
            })
            .collect();
        let outcome = *chance.weighted(&rows)?;
        let rule = workflow.tasks.get(&task.name)?;
        let rule = rule.outcomes.iter().find(|rule| rule.name == outcome)?;
        let with = self.asked(chance, (workflow, Some(task.record)), &rule.with, at);
        Some((names.text(outcome).to_owned(), with))
    }

    fn report(
        &mut self,
        at: Instant,
        record: RecordNo,
        (entered, name, tries): (LineNo, NameId, u8),
        sink: &mut Sink<'_>,
    ) {
        let desk = self.desk;
        let Some(head) = self.world.record(record) else {
            return;
        };
        if head.ended.is_some() || head.entered_line != entered || tries > MOST_TRIES {
            return;
        }
        let Some((workflow, rule)) = rule_of(desk, head.workflow, name) else {
            return;
        };
        let tries = tries + 1;
        let mut chance = self
            .chance
            .fork(&[22, entered.0, u64::from(name.0), u64::from(tries)]);
        let mut who = self.reporters(Some(rule));
        let owner = self.owner(record);
        who.sort_by_key(|no| (Some(*no) != owner, *no));
        let present = self.present(&who, at);
        let act = Act::Report {
            record: self.world.word_of(desk, record),
            event: desk.names.text(name).to_owned(),
        };
        let with = self.asked(&mut chance, (workflow, Some(record)), &rule.with, at);
        if let Some(actor) = present.first()
            && let Some(event) = self.event(Actor::named(*actor), &act, at, &with)
            && self.would_take(&event)
        {
            self.act(event, sink);
            return;
        }
        let later = if present.is_empty() {
            at
        } else {
            at.plus_ms(240 * MINUTE_MS)
        };
        if let Some(next) = self.soonest(&who, later, &mut chance) {
            let event = name;
            self.plan(
                next,
                Intent::Report {
                    record,
                    entered,
                    event,
                    tries,
                },
            );
        }
    }

    /// Something built in on a record that still lives, by the first of these who is at work and would not be refused.
    fn built_in(
        &mut self,
        at: Instant,
        (record, name): (RecordNo, &str),
        who: &[RecordNo],
        with: &Map<String, Json>,
        sink: &mut Sink<'_>,
    ) {
        let act = Act::Report {
            record: self.world.word_of(self.desk, record),
            event: name.to_owned(),
        };
        for actor in self.present(who, at) {
            let Some(event) = self.event(Actor::named(actor), &act, at, with) else {
                return;
            };
            if self.would_take(&event) {
                self.act(event, sink);
                return;
            }
        }
    }

    fn lives(&self, record: RecordNo) -> bool {
        self.world
            .record(record)
            .is_some_and(|head| head.ended.is_none())
    }

    fn note(&mut self, at: Instant, record: RecordNo, sink: &mut Sink<'_>) {
        let mut chance = self.chance.fork(&[23, u64::from(record.0)]);
        let who: Vec<RecordNo> = self.owner(record).into_iter().collect();
        if self.lives(record) {
            let with = said(words::note(&mut chance));
            self.built_in(at, (record, "note"), &who, &with, sink);
        }
    }

    fn void(&mut self, at: Instant, record: RecordNo, sink: &mut Sink<'_>) {
        let who: Vec<RecordNo> = self.cast.people().iter().map(|person| person.no).collect();
        if self.lives(record) {
            self.built_in(at, (record, "void"), &who, &said("重复登记"), sink);
        }
    }

    fn correct(&mut self, at: Instant, record: RecordNo, sink: &mut Sink<'_>) {
        let desk = self.desk;
        let head = self
            .world
            .record(record)
            .filter(|head| head.ended.is_none());
        let Some(workflow) = head.and_then(|head| desk.workflow(head.workflow)) else {
            return;
        };
        let mut chance = self.chance.fork(&[24, u64::from(record.0)]);
        let row = self.world.row(record);
        let fields = workflow.fields.iter().flatten().filter(|field| {
            let simple = matches!(field.typed.ty, Type::Money | Type::Text | Type::Choice(_));
            let free = field.computed.is_none() && !field.unique && field.code.is_none();
            simple
                && free
                && row
                    .get(field.id.place())
                    .is_some_and(|value| !value.is_empty())
        });
        let fields: Vec<_> = fields.collect();
        let Some(field) = chance.pick(&fields) else {
            return;
        };
        let mut with = said("登记时写错");
        let name = desk.names.text(field.name).to_owned();
        let value = self.value(&mut chance, (workflow, Some(record)), field, at);
        with.insert(name, value);
        let who: Vec<RecordNo> = self.owner(record).into_iter().collect();
        self.built_in(at, (record, "correct"), &who, &with, sink);
    }

    /// A value set right by somebody, with the reason.
    pub(super) fn set_right(
        &mut self,
        at: Instant,
        actor: RecordNo,
        record: RecordNo,
        (field, value, reason): (&str, Json, &str),
        sink: &mut Sink<'_>,
    ) -> bool {
        let act = Act::Report {
            record: self.world.word_of(self.desk, record),
            event: "correct".to_owned(),
        };
        let mut with = said(reason);
        with.insert(field.to_owned(), value);
        let event: Option<Event> = self.event(Actor::named(actor), &act, at, &with);
        let Some(event) = event.filter(|event| self.would_take(event)) else {
            return false;
        };
        self.act(event, sink);
        true
    }
}

fn said(remark: &str) -> Map<String, Json> {
    Map::from_iter([("remark".to_owned(), remark.into())])
}

fn rule_of(desk: &Desk, workflow: NameId, event: NameId) -> Option<(&Workflow, &EventRule)> {
    let workflow = desk.workflow(workflow)?;
    Some((workflow, workflow.events.get(&event)?))
}

//! Before the first day: people are hired, departments and customers entered, and what the year brings is put on the agenda.

use serde_json::{Map, Value as Json};

use super::cast::{Person, absences};
use super::habits::Staff;
use super::play::{Intent, Play, Sink};
use super::rhythm::arrivals;
use crate::engine::{Desk, View, Workflow};
use crate::model::{Actor, DAY_MS, Instant, NameId, RecordNo};
use crate::world::Act;

/// Somebody to hire: login, name, roles.
type Hand = (String, String, Vec<String>);

impl Play<'_> {
    pub(super) fn set_stage(&mut self, sink: &mut Sink<'_>) {
        let at = self.plot.from;
        self.hire(at, sink);
        let count = self.incoming().iter().map(|(_, count)| count).sum::<u64>();
        let registers = self.registers();
        for name in &registers {
            if self.desk.names.text(*name) == "department" && !self.habits.departments.is_empty() {
                self.found_departments(at, *name, sink);
                continue;
            }
            for _ in 0..12 + count / 14 {
                self.enter(at, *name, Map::new(), sink);
            }
        }
        let mut coming = self.incoming();
        let customers = registers
            .iter()
            .filter(|name| self.desk.names.text(**name) != "department");
        coming.extend(customers.map(|name| (*name, count / 9)));
        for (name, count) in coming {
            self.plan_arrivals(name, count);
        }
        self.plan_leave();
    }

    fn span(&self) -> (chrono::NaiveDate, chrono::NaiveDate) {
        let calendar = &self.desk.calendar;
        let date = |at: Instant| calendar.local(at).date();
        (date(self.plot.from), date(self.plot.until))
    }

    fn plan_arrivals(&mut self, name: NameId, count: u64) {
        let chance = self.chance.fork(&[40, u64::from(name.0)]);
        let rest_days = self.habits.rest_days;
        let instants = arrivals(&self.desk.calendar, self.span(), count, rest_days, &chance);
        let from = self.plot.from;
        for at in instants.into_iter().filter(|at| *at > from) {
            self.plan(at, Intent::Arrive { workflow: name });
        }
    }

    /// The workflows whose records come in from outside, and how many.
    fn incoming(&self) -> Vec<(NameId, u64)> {
        let days = u64::try_from(self.plot.until.since_ms(self.plot.from) / DAY_MS).unwrap_or(0);
        let share = |share: u64| self.plot.records * share / 1_000 * days.clamp(1, 366) / 365;
        let told = self.habits.arrivals.iter().filter_map(|arrival| {
            let name = self.desk.names.find(arrival.workflow)?;
            self.desk.workflow(name)?;
            Some((name, share(u64::from(arrival.share))))
        });
        let told: Vec<(NameId, u64)> = told.collect();
        if !told.is_empty() {
            return told;
        }
        let opened = |flow: &&Workflow| {
            !flow.person
                && flow.initial.is_some()
                && flow.open.as_ref().is_some_and(|o| !o.who.is_empty())
        };
        let flows: Vec<NameId> = self
            .desk
            .workflows
            .values()
            .filter(opened)
            .map(|flow| flow.name)
            .collect();
        let each = share(500 / u64::try_from(flows.len().max(1)).unwrap_or(1));
        flows.into_iter().map(|name| (name, each)).collect()
    }

    /// What stands before the year begins: what the habits name, else every register that people name records of.
    fn registers(&self) -> Vec<NameId> {
        let flows = self.desk.workflows.values();
        let known = self.habits.registers;
        let stands = |flow: &&Workflow| match known {
            [] => flow.initial.is_none(),
            known => known.contains(&self.desk.names.text(flow.name)),
        };
        let registers = flows.filter(stands).filter(|flow| !flow.person);
        let mut names: Vec<NameId> = registers.map(|flow| flow.name).collect();
        // Departments first: others may name them.
        names.sort_by_key(|name| self.desk.names.text(*name) != "department");
        names
    }

    fn hire(&mut self, at: Instant, sink: &mut Sink<'_>) {
        let desk = self.desk;
        let Some(workflow) = desk.workflows.values().find(|flow| flow.person) else {
            return;
        };
        let act = Act::Open(desk.names.text(workflow.name).to_owned());
        let span = self.span();
        let mut boss = Actor::ENGINE;
        for (nth, (login, name, roles)) in (0_u64..).zip(hands(desk, self.habits.staff)) {
            let mut said = Map::new();
            let mut say = |field: Option<&crate::engine::Field>, value: Json| {
                if let Some(field) = field {
                    said.insert(desk.names.text(field.name).to_owned(), value);
                }
            };
            say(
                workflow.key.and_then(|key| workflow.field(key)),
                login.clone().into(),
            );
            let named = desk.names.find_field(workflow.name, "name");
            say(named.and_then(|id| workflow.field(id)), name.into());
            let on_duty =
                roles.iter().any(|role| role == "specialist") && self.habits.rest_days > 0;
            if !roles.is_empty() {
                let roles = Json::Array(roles.into_iter().map(Json::from).collect());
                say(
                    workflow.roles_field.and_then(|id| workflow.field(id)),
                    roles,
                );
            }
            let mut chance = self.chance.fork(&[41, nth]);
            let mut with = self.opening(&mut chance, workflow, said.clone(), at);
            // What need not be given of a person is left out: departments are not there yet.
            with.retain(|field, _| said.contains_key(field) || is_required(desk, workflow, field));
            let Some(event) = self.event(boss, &act, at, &with) else {
                continue;
            };
            let no = RecordNo(self.world.next().record);
            self.act(event, sink);
            if self.world.record(no).is_none() {
                continue;
            }
            // The first one is there before anybody could let them in, and lets the others in.
            if boss == Actor::ENGINE {
                boss = Actor::named(no);
            }
            let away = absences(desk, span, nth, &self.chance);
            self.cast.add(Person {
                no,
                login,
                on_duty,
                away,
            });
        }
    }

    fn found_departments(&mut self, at: Instant, name: NameId, sink: &mut Sink<'_>) {
        for department in self.habits.departments {
            let said = Map::from_iter([
                ("no".to_owned(), department.no.into()),
                ("name".to_owned(), department.name.into()),
                ("head".to_owned(), department.head.into()),
            ]);
            self.enter(at, name, said, sink);
        }
    }

    /// A row of a register, entered by one of those who may.
    fn enter(&mut self, at: Instant, name: NameId, said: Map<String, Json>, sink: &mut Sink<'_>) {
        let desk = self.desk;
        let Some(workflow) = desk.workflow(name) else {
            return;
        };
        let nth = self.members.get(&name).map_or(0, Vec::len);
        let nth = u64::try_from(nth).unwrap_or(0);
        let mut chance = self.chance.fork(&[42, u64::from(name.0), nth]);
        let who = self.reporters(workflow.open.as_ref());
        let Some(actor) = chance.pick(&who).copied() else {
            return;
        };
        let with = self.opening(&mut chance, workflow, said, at);
        let act = Act::Open(desk.names.text(name).to_owned());
        if let Some(event) = self.event(Actor::named(actor), &act, at, &with) {
            self.act(event, sink);
        }
    }
}

fn is_required(desk: &Desk, workflow: &Workflow, name: &str) -> bool {
    let id = desk.names.find_field(workflow.name, name);
    id.and_then(|id| workflow.field(id))
        .is_some_and(|field| field.required)
}

/// The people of the table, else two of each role, the highest first.
fn hands(desk: &Desk, staff: &[Staff]) -> Vec<Hand> {
    let told = staff.iter().map(|one| {
        let roles = one.roles.iter().map(|role| (*role).to_owned());
        (one.login.to_owned(), one.name.to_owned(), roles.collect())
    });
    let told: Vec<Hand> = told.collect();
    if !told.is_empty() {
        return told;
    }
    let mut roles: Vec<NameId> = desk.roles.keys().copied().collect();
    roles.sort_by_key(|role| {
        desk.roles
            .get(role)
            .is_some_and(|role| role.above.is_some())
    });
    let pairs = roles.into_iter().flat_map(|role| [(role, 1), (role, 2)]);
    let made = pairs.map(|(role, n)| {
        let role = desk.names.text(role);
        (
            format!("{role}{n}"),
            format!("{role} {n}"),
            vec![role.to_owned()],
        )
    });
    made.collect()
}

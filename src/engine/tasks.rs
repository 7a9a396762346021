//! Opening tasks, clocks and acknowledgements, addressing them, and notices.

use std::sync::Arc;

use super::access::Limit;
use super::env::Sight;
use super::parts::{Asked, NoticeRule, OutcomeRule, TaskRule};
use super::revision::Who;
use super::turn::{Failure, Work};
use super::view::View;
use crate::model::{
    Effect, FieldId, IncidentNo, Lives, NameId, Notice, Offer, RecordNo, Task, TaskKind, TaskNo,
    Text,
};

/// Whom a task lies with: a person, else a role.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) person: Option<RecordNo>,
    pub(super) role: Option<NameId>,
}

impl<V: View> Work<'_, V> {
    /// Opens a task of this name; one still open is kept and addressed anew. A record that has ended opens none.
    pub(super) fn open(&mut self, name: NameId) -> Result<(), Failure> {
        if self.ended {
            return Ok(());
        }
        let workflow = self.workflow;
        let rule = workflow.tasks.get(&name).ok_or_else(|| Failure::Gone {
            what: "task",
            name: self.desk.names.text(name).to_owned(),
        })?;
        let address = self.address(rule)?;
        self.open_for(rule, address).map(|_| ())
    }

    /// Opens a task for somebody in particular.
    pub(super) fn open_for(&mut self, rule: &TaskRule, to: Address) -> Result<TaskNo, Failure> {
        if let Some(open) = self.open_task(rule.name) {
            let (no, same) = (open.no, open.assignee == to.person && open.role == to.role);
            if !same && rule.kind != TaskKind::Clock {
                self.readdress(no, to);
                if rule.need.is_none() && self.is_nobody(to) {
                    self.nobody(no, rule.name);
                }
            }
            self.set_signers(no, rule)?;
            return Ok(no);
        }
        let no = TaskNo(self.next.task);
        self.next.task += 1;
        let ordinal = self
            .newest(rule.name)
            .map_or(1, |task| task.ordinal.saturating_add(1));
        let deadline = match &rule.deadline {
            Some(deadline) => self.begin_deadline(deadline)?.map(Box::new),
            None => None,
        };
        let awaited = rule.deadline.is_some() && deadline.is_none();
        let task = Task {
            no,
            record: self.record,
            name: rule.name,
            ordinal,
            kind: rule.kind,
            opened: self.now(),
            line: self.line,
            assignee: to.person,
            role: to.role,
            lives: rule.lives,
            offers: offers(rule),
            deadline,
            closed: None,
            extra: None,
        };
        self.tasks.push(task);
        // The closed one of the same name is no longer the newest.
        let name = rule.name;
        let keep: Vec<TaskNo> = self
            .held
            .iter()
            .copied()
            .filter(|held| self.task(*held).is_some_and(|task| task.name != name))
            .collect();
        self.held = keep;
        self.held.push(no);
        self.arm_first(no)?;
        if let Some(task) = self.task(no).cloned() {
            self.effects.push(Effect::TaskOpened(Box::new(task)));
        }
        if awaited {
            self.await_deadline(no);
        }
        self.set_signers(no, rule)?;
        if rule.kind != TaskKind::Clock && rule.need.is_none() && self.is_nobody(to) {
            self.nobody(no, rule.name);
        }
        self.open_asked(rule)?;
        Ok(no)
    }

    /// Whether nobody is there to do what is addressed so.
    pub(super) fn is_nobody(&self, to: Address) -> bool {
        match (to.person, to.role) {
            (Some(_), _) => false,
            (None, Some(role)) => !self.has_holder(role),
            (None, None) => true,
        }
    }

    /// Opens an incident for a task that has nobody.
    pub(super) fn nobody(&mut self, task: TaskNo, name: NameId) {
        let incident = IncidentNo(self.next.incident);
        self.next.incident += 1;
        let why = Text::new(&format!(
            "task `{}` has nobody to do it",
            self.desk.names.text(name)
        ));
        self.effects.push(Effect::IncidentOpened {
            incident,
            task: Some(task),
            why,
        });
    }

    pub(super) fn readdress(&mut self, no: TaskNo, to: Address) {
        if let Some(task) = self.task_mut(no) {
            task.assignee = to.person;
            task.role = to.role;
        }
        self.effects.push(Effect::TaskAssigned {
            task: no,
            person: to.person,
            role: to.role,
        });
    }

    /// Whom a task is for now: the first of `who` that gives somebody who may do it, or a role above where it exceeds a limit
    /// or four eyes leave nobody.
    pub(super) fn address(&self, rule: &TaskRule) -> Result<Address, Failure> {
        if rule.need.is_some() {
            return self.signers_address(rule);
        }
        match self.limit(rule)? {
            Limit::Within => {}
            Limit::Above(above) => {
                return Ok(Address {
                    person: None,
                    role: Some(above),
                });
            }
            Limit::Nobody => return Ok(Address::default()),
        }
        let sight = Sight::of(self);
        let mut unheld = Address::default();
        for who in &rule.who {
            if let Who::Person(_) = who {
                for person in sight.people(who)? {
                    if self.is_here(person) && !self.is_barred(person, rule)? {
                        let person = Some(person);
                        return Ok(Address { person, role: None });
                    }
                }
                continue;
            }
            for role in self.roles_named(std::slice::from_ref(who)) {
                let held = self.has_bearer(role, &rule.not)?;
                let role = Address {
                    person: None,
                    role: Some(role),
                };
                if held {
                    return Ok(role);
                }
                if unheld == Address::default() {
                    unheld = role;
                }
            }
        }
        // A role nobody holds yet still says whose it is to be.
        Ok(unheld)
    }

    /// Whether a person's record has not ended.
    pub(super) fn is_here(&self, person: RecordNo) -> bool {
        self.view
            .record(person)
            .is_some_and(|record| record.ended.is_none())
    }

    /// Sends a notice, and opens its acknowledgement while the record lives.
    pub(super) fn send(&mut self, name: NameId) -> Result<(), Failure> {
        let workflow = self.workflow;
        let rule: &NoticeRule = workflow.notices.get(&name).ok_or_else(|| Failure::Gone {
            what: "notice",
            name: self.desk.names.text(name).to_owned(),
        })?;
        let sight = Sight::of(self);
        if let Some(when) = &rule.when
            && !when.holds(&sight)?
        {
            return Ok(());
        }
        let mut people: Vec<RecordNo> = Vec::new();
        for who in &rule.to {
            for no in sight.people(who)? {
                if self.is_here(no) && self.can_be_reached(no) && !people.contains(&no) {
                    people.push(no);
                }
            }
        }
        let roles = self.roles_named(&rule.to);
        let acknowledge = match workflow
            .tasks
            .get(&name)
            .filter(|_| rule.acknowledged && !self.ended)
        {
            Some(task) => {
                let to = Address {
                    person: people.first().copied(),
                    role: roles.first().copied().filter(|_| people.is_empty()),
                };
                if let Some(open) = self.open_task(name).map(|task| task.no) {
                    self.close_task(open, crate::model::CloseReason::Closed, None);
                }
                Some(self.open_for(task, to)?)
            }
            None => None,
        };
        let outside = |role: &NameId| self.desk.roles.get(role).is_some_and(|role| role.outside);
        let mut heard = roles
            .iter()
            .filter(|role| outside(role) || self.has_holder(**role));
        let nobody = people.is_empty() && heard.next().is_none() && acknowledge.is_none();
        self.effects.push(Effect::Sent(Box::new(Notice {
            name,
            template: Text::new(&rule.template),
            people,
            roles,
            acknowledge,
        })));
        if nobody {
            self.undelivered(name);
        }
        Ok(())
    }

    /// Opens an incident for a notice that has nobody.
    fn undelivered(&mut self, notice: NameId) {
        let incident = IncidentNo(self.next.incident);
        self.next.incident += 1;
        let name = self.desk.names.text(notice);
        let why = Text::new(&format!("notice `{name}` has nobody to go to"));
        self.effects.push(Effect::Undelivered {
            incident,
            notice,
            why,
        });
    }

    /// Whether a record has an address, where its workflow says which fields hold them.
    fn can_be_reached(&self, no: RecordNo) -> bool {
        let head = self.view.record(no);
        let workflow = head.and_then(|record| self.desk.workflow(record.workflow));
        let reach = workflow.map_or(&[][..], |workflow| workflow.reach.as_slice());
        let row = self.view.row(no);
        let filled = |field: &FieldId| {
            row.get(field.place())
                .is_some_and(|value| !value.is_empty())
        };
        reach.is_empty() || reach.iter().any(filled)
    }

    /// Closes what is open and lives with the state.
    pub(super) fn close_with_state(&mut self) {
        let held = self.held.clone();
        for no in held {
            let leaves = self
                .task(no)
                .is_some_and(|t| t.is_open() && t.lives == Lives::State);
            if leaves {
                self.close_task(no, crate::model::CloseReason::LeftState, None);
            }
        }
    }
}

fn offers(rule: &TaskRule) -> Arc<Vec<Offer>> {
    let required = |outcome: &OutcomeRule| {
        let asked = outcome.with.iter().filter(|ask| ask.required);
        asked
            .filter_map(|ask| match ask.what {
                Asked::Field(field) => Some(field),
                Asked::Remark | Asked::Prompt => None,
            })
            .collect()
    };
    Arc::new(
        rule.outcomes
            .iter()
            .map(|outcome| Offer {
                outcome: outcome.name,
                required: required(outcome),
                keeps: outcome.keeps,
            })
            .collect(),
    )
}

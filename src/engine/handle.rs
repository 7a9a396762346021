//! What may be done with a task besides answering it, where its `allow` says so: return, transfer with acceptance, add a
//! signer, withdraw, nudge (驳回、转办、加签、撤回、催办).

use super::access::{Limit, holds};
use super::parts::TaskRule;
use super::step::Verdict;
use super::turn::{Failure, Work};
use super::view::View;
use crate::model::{CloseReason, Effect, Handling, NameId, RecordNo, Refusal, Task, TaskNo, Text};

impl<'a, V: View> Work<'a, V> {
    /// Somebody does one of the things a task's `allow` names.
    pub(super) fn handle(&mut self, no: TaskNo, act: Handling) -> Result<Verdict, Failure> {
        let workflow = self.workflow;
        if self.ended {
            return Ok(Verdict::Refused(vec![Refusal::RecordEnded]));
        }
        let task = self.task(no).cloned();
        let rule = task
            .as_ref()
            .and_then(|task| workflow.tasks.get(&task.name));
        let (Some(task), Some(rule)) = (task, rule) else {
            return Ok(Verdict::Refused(vec![self.applicable()]));
        };
        if !rule.allow.contains(&act.allowed_by()) {
            let allowed = rule.allow.iter().map(|word| Text::new(word)).collect();
            return Ok(Verdict::Refused(vec![Refusal::NotHandled { allowed }]));
        }
        let mut refusals = self.given_refused(Some(&[]));
        if !task.is_open() && act != Handling::Withdraw {
            refusals.push(self.applicable());
        }
        if !refusals.is_empty() {
            return Ok(Verdict::Refused(refusals));
        }
        let refusals = match act {
            Handling::Return { to } => self.send_back(&task, rule, to)?,
            Handling::Transfer { to } => self.offer(&task, rule, to)?,
            Handling::Accept => self.accept(&task, rule)?,
            Handling::Decline => self.decline(&task),
            Handling::AddSigner { person } => self.add_signer(&task, rule, person)?,
            Handling::Withdraw => self.withdraw(&task)?,
            Handling::Nudge => {
                self.effects.push(Effect::Nudged { task: no });
                Vec::new()
            }
        };
        Ok(match refusals.is_empty() {
            true => Verdict::Applied,
            false => Verdict::Refused(refusals),
        })
    }

    /// Who may answer the task and has not done so may handle it.
    fn may_handle(&self, task: &Task, rule: &TaskRule) -> Result<Vec<Refusal>, Failure> {
        let mut refusals: Vec<Refusal> = self.may_answer(task, rule)?.into_iter().collect();
        if refusals.is_empty() {
            refusals.extend(self.signed_already(task));
        }
        Ok(refusals)
    }

    /// What stands against a person's taking over or signing a task: four eyes, the limit, and not being of the desk.
    fn cannot_take(&self, person: RecordNo, rule: &TaskRule) -> Result<Vec<Refusal>, Failure> {
        let workflow = self
            .view
            .record(person)
            .and_then(|head| self.desk.workflow(head.workflow));
        if !self.is_here(person) || !workflow.is_some_and(|workflow| workflow.person) {
            let roles = self.roles_named(&rule.who);
            return Ok(vec![Refusal::NotAllowed { roles }]);
        }
        let mut refusals = Vec::new();
        match self.limit(rule)? {
            Limit::Within => {}
            Limit::Above(above) if holds(self.desk, self.view, person, above) => {}
            Limit::Above(above) => refusals.push(Refusal::NotAllowed { roles: vec![above] }),
            Limit::Nobody => refusals.push(Refusal::NotAllowed { roles: Vec::new() }),
        }
        if self.is_barred(person, rule)? {
            refusals.push(Refusal::FourEyes);
        }
        // An offer is to a person who does not sign yet.
        if task_signer(self.open_task(rule.name), person) {
            refusals.push(Refusal::IsSigner);
        }
        Ok(refusals)
    }

    /// The steps a record can go back to: where it was before, not where it is, not where it would end.
    fn steps_before(&self) -> Vec<NameId> {
        let workflow = self.workflow;
        let before = self.before.map_or(&[][..], |record| record.path.as_slice());
        let taken = before
            .iter()
            .filter_map(|name| workflow.transition(*name)?.to);
        let mut steps: Vec<NameId> = Vec::new();
        for state in workflow.initial.into_iter().chain(taken) {
            let lasts = workflow.states.get(&state).is_some_and(|state| !state.ends);
            if lasts && Some(state) != self.state && !steps.contains(&state) {
                steps.push(state);
            }
        }
        steps
    }

    /// The record goes back to an earlier step, which is entered anew.
    fn send_back(
        &mut self,
        task: &Task,
        rule: &TaskRule,
        to: NameId,
    ) -> Result<Vec<Refusal>, Failure> {
        let mut refusals = self.may_handle(task, rule)?;
        self.needs_remark(&mut refusals);
        let steps = self.steps_before();
        if !steps.contains(&to) {
            refusals.push(Refusal::NotBefore { steps });
        }
        if !refusals.is_empty() {
            return Ok(refusals);
        }
        self.close_task(task.no, CloseReason::Returned, None);
        let workflow = self.workflow;
        let state = workflow.states.get(&to).ok_or_else(|| self.no_state(to))?;
        let sets = self.evaluate_sets(&state.actions)?;
        self.prepare_starts(&state.actions.starts)?;
        for (field, value) in sets {
            self.set(field, value);
        }
        self.recompute()?;
        self.close_with_state();
        self.cancel_waits();
        self.void_signatures();
        self.enter(to, None)?;
        Ok(Vec::new())
    }

    fn no_state(&self, state: NameId) -> Failure {
        Failure::Gone {
            what: "state",
            name: self.text(state),
        }
    }

    /// Signatures on tasks that outlive the step hold no more; the history keeps them.
    fn void_signatures(&mut self) {
        for no in self.held.clone() {
            let signed = |task: &Task| {
                task.signing()
                    .is_some_and(|signing| !signing.given.is_empty())
            };
            if self
                .task(no)
                .is_some_and(|task| task.is_open() && signed(task))
            {
                self.unsign(no, None);
            }
        }
    }

    fn unsign(&mut self, task: TaskNo, by: Option<RecordNo>) {
        self.change_signing(task, |signing| signing.unsign(by));
        self.effects.push(Effect::Unsigned { task, by });
    }

    fn offer(
        &mut self,
        task: &Task,
        rule: &TaskRule,
        to: RecordNo,
    ) -> Result<Vec<Refusal>, Failure> {
        let mut refusals = self.may_handle(task, rule)?;
        refusals.extend(self.cannot_take(to, rule)?);
        let Some(from) = self.event.actor.person.filter(|_| refusals.is_empty()) else {
            return Ok(refusals);
        };
        self.put_offer(task.no, from, Some(to));
        Ok(refusals)
    }

    fn put_offer(&mut self, task: TaskNo, from: RecordNo, to: Option<RecordNo>) {
        if let Some(task) = self.task_mut(task) {
            task.extra.get_or_insert_default().offered = to.map(|to| (to, from));
        }
        self.effects.push(Effect::Offered { task, from, to });
    }

    /// Who offered the task to the actor.
    fn offered_by(&self, task: &Task) -> Option<RecordNo> {
        let (to, from) = task.extra.as_deref()?.offered?;
        (self.event.actor.person == Some(to)).then_some(from)
    }

    fn accept(&mut self, task: &Task, rule: &TaskRule) -> Result<Vec<Refusal>, Failure> {
        let (Some(from), Some(person)) = (self.offered_by(task), self.event.actor.person) else {
            return Ok(vec![Refusal::NotOffered]);
        };
        let refusals = self.cannot_take(person, rule)?;
        if !refusals.is_empty() {
            return Ok(refusals);
        }
        self.put_offer(task.no, from, None);
        if task.signing().is_some() {
            self.replace_signer(task.no, from, person);
        } else {
            let person = Some(person);
            self.readdress(task.no, super::tasks::Address { person, role: None });
        }
        Ok(Vec::new())
    }

    fn decline(&mut self, task: &Task) -> Vec<Refusal> {
        let Some(from) = self.offered_by(task) else {
            return vec![Refusal::NotOffered];
        };
        self.put_offer(task.no, from, None);
        Vec::new()
    }

    /// One more signs, and one more signature is needed.
    fn add_signer(
        &mut self,
        task: &Task,
        rule: &TaskRule,
        person: RecordNo,
    ) -> Result<Vec<Refusal>, Failure> {
        let Some(mut signing) = task.signing().cloned() else {
            return Ok(vec![self.applicable()]);
        };
        let mut refusals: Vec<Refusal> = self.may_answer(task, rule)?.into_iter().collect();
        refusals.extend(self.cannot_take(person, rule)?);
        if refusals.is_empty() {
            signing.signers.push(person);
            signing.need = signing.need.saturating_add(1);
            self.put_signers(task.no, signing);
        }
        Ok(refusals)
    }

    /// An answer that closes a task may be taken back where its `allow` says so.
    pub(super) fn may_come_back(&mut self, no: TaskNo, rule: &TaskRule) {
        let back = Handling::Withdraw.allowed_by();
        let (Some(state), true) = (self.state, rule.allow.contains(&back)) else {
            return;
        };
        let line = self.line;
        if let Some(task) = self.task_mut(no) {
            task.extra.get_or_insert_default().back = Some((state, line));
        }
        self.effects.push(Effect::MayWithdraw { task: no, state });
    }

    /// Whoever answered takes the answer back, while nothing that came of it was answered or went on.
    fn withdraw(&mut self, task: &Task) -> Result<Vec<Refusal>, Failure> {
        let actor = self.event.actor.person;
        if let Some(signing) = task.signing().filter(|_| task.is_open()) {
            let mut given = signing.given.iter();
            if !given.any(|one| Some(one.by) == actor) {
                return Ok(vec![self.applicable()]);
            }
            self.unsign(task.no, actor);
            return Ok(Vec::new());
        }
        let back = task.extra.as_deref().and_then(|extra| extra.back);
        let closed = task.closed.as_ref().filter(|_| task.is_done());
        let (Some((state, line)), Some(closed)) = (back, closed) else {
            return Ok(vec![self.applicable()]);
        };
        if closed.by != actor {
            let roles = Vec::new();
            return Ok(vec![Refusal::NotAllowed { roles }]);
        }
        if self.went_on(task, line) {
            return Ok(vec![Refusal::WentOn]);
        }
        let entered = self.before.map(|record| record.entered_line);
        if entered == Some(line) {
            self.step_back(state)?;
        }
        if self.open_task(task.name).is_none() {
            self.open(task.name)?;
        }
        Ok(Vec::new())
    }

    /// Whether what an answer led to was answered, went on by itself, or was handed to another record.
    fn went_on(&self, task: &Task, line: crate::model::LineNo) -> bool {
        let answered_at = task.closed.as_ref().map(|closed| closed.at);
        let entered = self.before.is_some_and(|record| record.entered_line > line);
        let mut held = self.held.iter().filter_map(|no| self.task(*no));
        let answered = held.any(|next| {
            let signed = next
                .signing()
                .is_some_and(|signing| !signing.given.is_empty());
            next.line >= line && next.no != task.no && (next.is_done() || signed)
        });
        let mut started = self.view.started(self.record).iter();
        let born = started.any(|no| {
            let child = self.view.record(*no);
            child.is_some_and(|child| Some(child.opened) >= answered_at)
        });
        entered || answered || born
    }

    /// The step is taken up where it was left: its tasks are opened anew, nothing is sent or started a second time.
    fn step_back(&mut self, to: NameId) -> Result<(), Failure> {
        let workflow = self.workflow;
        let state = workflow.states.get(&to).ok_or_else(|| self.no_state(to))?;
        self.close_with_state();
        self.cancel_waits();
        self.state = Some(to);
        self.entered = self.now();
        self.entered_now = true;
        self.effects.push(Effect::Entered { state: to });
        self.pause_for_state()?;
        for name in &state.actions.opens {
            self.open(*name)?;
        }
        self.pause_for_state()?;
        self.arm_waits()?;
        self.reached.push((Some(to), false));
        Ok(())
    }
}

fn task_signer(task: Option<&Task>, person: RecordNo) -> bool {
    let signing = task.and_then(Task::signing);
    signing.is_some_and(|signing| signing.signers.contains(&person))
}

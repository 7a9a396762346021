//! A state as it is lived: what happens on entering it, who does what by when, where each answer leads under which
//! condition, what happens by itself, and what leaves with the state or stays.

use super::flow::{Open, leaving};
use super::page::Point;
use super::words::Words;
use crate::engine::{Need, OutcomeRule, Setting, State, TaskRule, Transition, Trigger};
use crate::lang::{Leaf, ParamId, Term};
use crate::model::{NameId, TaskKind};

/// Who brings a trigger about; what happens where no guard holds depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// A person, who is told that it is refused.
    Person,
    /// A person, whose answer closes the task all the same.
    Done,
    /// The engine: nothing happens.
    Engine,
}

/// The param a setting is read from, if it is one.
fn setting_param(setting: &Setting) -> Option<ParamId> {
    match setting.base.terms() {
        Term::Leaf(Leaf::Param(param), _) => Some(param),
        _ => None,
    }
}

impl Words<'_> {
    /// Everything about a state.
    pub(super) fn state_points(&self, state: &State, open: &Open) -> Vec<Point> {
        let mut points = Vec::new();
        let done = self.actions(&state.actions);
        let entering = if state.ends {
            "describe-final"
        } else {
            "describe-entering"
        };
        match (done.is_empty(), state.ends) {
            (true, true) => points.push(Point::of(self.say("describe-final-only", &[]))),
            (true, false) => {}
            (false, _) => {
                let done = done.join(&self.say("describe-comma-clause", &[]));
                points.push(Point::of(self.say(entering, &[("actions", &done)])));
            }
        }
        let opens = state.actions.opens.iter();
        let kept: Vec<NameId> = opens
            .filter(|task| open.kept.contains(*task))
            .copied()
            .collect();
        if !kept.is_empty() {
            let tasks = self.tasks(&kept);
            points.push(Point::of(
                self.say("describe-kept-open", &[("tasks", &tasks)]),
            ));
        }
        let from_here = leaving(self.workflow, state.name);
        for task in &open.here {
            if let Some(rule) = self.workflow.tasks.get(task) {
                points.push(self.task_point(rule, state.name, &from_here));
            }
        }
        for task in &open.before {
            if let Some(rule) = self.workflow.tasks.get(task) {
                points.extend(self.carried(rule, state.name, &from_here));
            }
        }
        points.extend(self.reports(state.name, &from_here));
        points.extend(self.by_itself(state.name, &from_here, open));
        points.extend(self.on_leaving(state, open));
        points
    }

    /// A task with all that is to be known of it.
    fn task_point(&self, rule: &TaskRule, state: NameId, from_here: &[&Transition]) -> Point {
        let label = self.label(&rule.label, rule.name);
        let mut below = Vec::new();
        let who = self.who(&rule.who);
        let due = rule
            .deadline
            .as_ref()
            .map(|deadline| self.due(&deadline.due));
        let mut text = match (rule.kind, due) {
            (TaskKind::Clock, Some(due)) => self.say("describe-clock", &[("due", &due)]),
            (_, Some(due)) => self.say("describe-task-due-by", &[("who", &who), ("due", &due)]),
            (_, None) => self.say("describe-task-by", &[("who", &who)]),
        };
        if self.may_be_nobody(rule) {
            text.push_str(self.gap());
            text.push_str(&self.say("describe-may-be-empty", &[]));
        }
        below.extend(self.limits(rule));
        if let Some(deadline) = &rule.deadline {
            below.extend(self.deadline(deadline, rule.kind));
        }
        below.extend(self.requires(&rule.require));
        for outcome in &rule.outcomes {
            if rule.kind == TaskKind::Task {
                below.push(self.outcome_point(rule, outcome, state, from_here));
            }
        }
        Point {
            head: label,
            text,
            below,
        }
    }

    /// How many must sign, and what else may be done with it.
    fn signing(&self, rule: &TaskRule) -> Vec<Point> {
        // Where there is one answer only, nobody can give another.
        let alone = rule.outcomes.len() == 1;
        let need = rule.need.map(|need| match need {
            Need::All if alone => self.say("describe-need-all-done", &[]),
            Need::Count(count) if alone => {
                self.say("describe-need-count-done", &[("count", &count.to_string())])
            }
            Need::All => self.say("describe-need-all", &[]),
            Need::Any => self.say("describe-need-any", &[]),
            Need::Count(count) => self.say("describe-need-count", &[("count", &count.to_string())]),
        });
        let acts = rule.allow.iter().map(|word| match *word {
            "return" => self.say("describe-may-return", &[]),
            "transfer" => self.say("describe-may-transfer", &[]),
            "add_signer" => self.say("describe-may-add-signer", &[]),
            "withdraw" => self.say("describe-may-withdraw", &[]),
            _ => self.say("describe-may-nudge", &[]),
        });
        need.into_iter().chain(acts).map(Point::of).collect()
    }

    /// Who may not do it, and up to what it may be decided.
    fn limits(&self, rule: &TaskRule) -> Vec<Point> {
        let mut points = self.signing(rule);
        if !rule.not.is_empty() {
            let whom = self.barred(&rule.not);
            points.push(Point::of(self.four_eyes(&rule.who, &whom)));
        }
        for (field, most) in &rule.up_to {
            let ty = self.type_of(self.workflow.name, *field);
            let most = self.setting_of(most, None, ty.as_ref());
            points.push(Point::of(self.up_to(rule, &self.field(*field), &most)));
        }
        points
    }

    /// A task opened earlier that may still be open here.
    fn carried(&self, rule: &TaskRule, state: NameId, from_here: &[&Transition]) -> Option<Point> {
        let label = self.label(&rule.label, rule.name);
        let pauses = rule
            .deadline
            .as_ref()
            .is_some_and(|d| d.pauses_in.contains(&state));
        let id = if pauses {
            "describe-carried-paused"
        } else {
            "describe-carried"
        };
        let mut below = Vec::new();
        let idle = |outcome: &OutcomeRule| self.candidates(rule, outcome, from_here).is_empty();
        if rule.outcomes.len() == 1 && rule.outcomes.iter().all(idle) {
            let text = format!(
                "{}{}",
                self.say(id, &[]),
                self.say("describe-can-be-done", &[])
            );
            return Some(Point {
                head: label,
                text,
                below,
            });
        }
        for outcome in &rule.outcomes {
            let leads = !self.candidates(rule, outcome, from_here).is_empty();
            let elsewhere = self.leads_somewhere(rule, outcome);
            if leads || !elsewhere {
                below.push(self.outcome_point(rule, outcome, state, from_here));
            }
        }
        let mut text = self.say(id, &[]);
        if below.is_empty() {
            text.push_str(&self.say("describe-cannot-be-answered", &[]));
        }
        Some(Point {
            head: label,
            text,
            below,
        })
    }

    fn leads_somewhere(&self, rule: &TaskRule, outcome: &OutcomeRule) -> bool {
        let (task, outcome) = (rule.name, outcome.name);
        let named = Trigger::Outcome { task, outcome };
        self.workflow
            .transitions
            .iter()
            .any(|t| t.on.contains(&named))
    }

    /// The transitions an answer may take, in the order they are tried.
    fn candidates<'t>(
        &self,
        rule: &TaskRule,
        outcome: &OutcomeRule,
        from_here: &[&'t Transition],
    ) -> Vec<&'t Transition> {
        let (task, name) = (rule.name, outcome.name);
        let named = Trigger::Outcome {
            task,
            outcome: name,
        };
        let waits = |trigger: Trigger| {
            let all = from_here.iter().copied();
            all.filter(move |t| t.on.contains(&trigger))
        };
        let mut found: Vec<&Transition> = waits(named).collect();
        if !outcome.keeps {
            found.extend(waits(Trigger::Done { task }));
        }
        found
    }

    /// An answer: what is asked with it, and where it leads.
    fn outcome_point(
        &self,
        rule: &TaskRule,
        outcome: &OutcomeRule,
        state: NameId,
        from_here: &[&Transition],
    ) -> Point {
        let candidates = self.candidates(rule, outcome, from_here);
        let plain = self.desk.names.text(outcome.name) == "done" && rule.outcomes.len() == 1;
        let label = self.quoted(&self.label(&outcome.label, outcome.name));
        let head = if plain {
            self.say("describe-when-done", &[])
        } else {
            self.say("describe-answer", &[("outcome", &label)])
        };
        let mut asked: Vec<String> = self.asks(&outcome.with).into_iter().collect();
        if outcome.keeps {
            asked.push(self.say("describe-keeps", &[]));
        }
        let asked = if asked.is_empty() {
            String::new()
        } else {
            let asked = asked.join(&self.say("describe-comma-clause", &[]));
            self.say("describe-in-brackets", &[("text", &asked)])
        };
        let elsewhere = self.leads_somewhere(rule, outcome);
        let mut below = self.requires(&outcome.require);
        let by = if plain { By::Done } else { By::Person };
        let (text, steps) = match (candidates.as_slice(), elsewhere) {
            ([], true) => (self.say("describe-refused-here", &[]), Vec::new()),
            ([], false) if outcome.keeps => (self.say("describe-noted", &[]), Vec::new()),
            ([], false) => (self.say("describe-closes-only", &[]), Vec::new()),
            (found, _) => self.steps(found, state, by),
        };
        below.extend(steps);
        let head = format!("{head}{asked}");
        let colon = self.say("describe-colon", &[]);
        let text = format!("{head}{colon}{text}").trim_end().to_owned();
        Point {
            head: String::new(),
            text,
            below,
        }
    }

    /// Where transitions lead, the first whose condition holds: in the sentence where there is one, else point by point.
    pub(super) fn steps(
        &self,
        found: &[&Transition],
        state: NameId,
        by: By,
    ) -> (String, Vec<Point>) {
        if let [only] = found
            && self.conditions(only).is_none()
        {
            let leads = self.leads(only, state);
            return (
                format!("{leads}{}", self.say("describe-stop", &[])),
                Vec::new(),
            );
        }
        let mut points: Vec<Point> = Vec::new();
        // The number of times the one before was bounded by, where nothing else bounded it.
        let mut counted: Option<i64> = None;
        for transition in found {
            let leads = self.leads(transition, state);
            let text = match (self.conditions(transition), counted) {
                (Some(when), _) => {
                    let id = match transition.when {
                        Some(_) => "describe-if",
                        None => "describe-first-times",
                    };
                    self.say(id, &[("when", &when), ("then", &leads)])
                }
                (None, None) if points.is_empty() => leads,
                (None, None) => self.say("describe-else", &[("then", &leads)]),
                (None, Some(most)) => {
                    let next = most.saturating_add(1).to_string();
                    self.say("describe-from-time", &[("next", &next), ("then", &leads)])
                }
            };
            points.push(Point::of(format!(
                "{text}{}",
                self.say("describe-stop", &[])
            )));
            if self.conditions(transition).is_none() {
                return (String::new(), points);
            }
            counted = self.only_counted(transition).filter(|_| found.len() == 2);
        }
        let otherwise = match by {
            By::Person => "describe-else-refused",
            By::Done => "describe-else-closed",
            By::Engine => "describe-else-nothing",
        };
        points.push(Point::of(self.say(otherwise, &[])));
        (String::new(), points)
    }

    /// How often a transition may be taken, where that alone bounds it and is a plain number.
    fn only_counted(&self, transition: &Transition) -> Option<i64> {
        let most = transition.at_most.as_ref()?;
        if transition.when.is_some() {
            return None;
        }
        let plain = |setting: &Setting| setting.except.is_empty() && setting.from.is_empty();
        let value = match setting_param(most).filter(|_| plain(most)) {
            Some(param) => {
                let param = &self.workflow.param(param)?.value;
                param.base.as_constant().filter(|_| plain(param))?
            }
            None => most.base.as_constant().filter(|_| plain(most))?,
        };
        value.number()?.whole()
    }

    /// Under which condition a transition is taken; none: always.
    fn conditions(&self, transition: &Transition) -> Option<String> {
        let often = transition.at_most.as_ref().map(|most| {
            let (most, param) = self.setting_and_param(most);
            let since = transition
                .since
                .and_then(|name| self.workflow.transition(name));
            match since {
                Some(since) => {
                    let since = self.quoted(&self.label(&since.label, since.name));
                    self.say(
                        "describe-times-since",
                        &[("most", &most), ("since", &since), ("param", &param)],
                    )
                }
                None => self.say("describe-times", &[("most", &most), ("param", &param)]),
            }
        });
        let when = transition.when.as_ref().map(|when| self.condition(when));
        match (when, often) {
            (Some(when), Some(often)) => {
                let often = self.say("describe-and-times", &[("times", &often)]);
                Some(format!("{when}{often}"))
            }
            (when, often) => when.or(often),
        }
    }

    /// Where a transition leads and what it does.
    fn leads(&self, transition: &Transition, state: NameId) -> String {
        let mut parts = vec![match transition.to {
            Some(to) if to == state => self.say("describe-again", &[("state", &self.state(to))]),
            Some(to) => self.say("describe-to", &[("state", &self.state(to))]),
            None => self.say("describe-stay", &[]),
        }];
        parts.extend(self.actions(&transition.actions));
        let mut text = parts.join(&self.say("describe-comma-clause", &[]));
        if !transition.require.is_empty() {
            let needed = self.required(&transition.require);
            text.push_str(&self.say("describe-unless", &[("needed", &needed)]));
        }
        text
    }

    /// Requirements, each in the words of its refusal and what it looks at.
    pub(super) fn required(&self, names: &[NameId]) -> String {
        let rules = names
            .iter()
            .filter_map(|name| self.workflow.requires.get(name));
        let each = rules.map(|rule| {
            let label = self.quoted(&self.label(&rule.label, rule.name));
            let when = self.condition(&rule.when);
            self.say(
                "describe-requirement",
                &[("label", &label), ("when", &when)],
            )
        });
        self.both(&each.collect::<Vec<_>>())
    }

    pub(super) fn requires(&self, names: &[NameId]) -> Vec<Point> {
        if names.is_empty() {
            return Vec::new();
        }
        let needed = self.required(names);
        vec![Point::of(
            self.say("describe-needs", &[("needed", &needed)]),
        )]
    }

    /// What may be reported here, by whom.
    fn reports(&self, state: NameId, from_here: &[&Transition]) -> Vec<Point> {
        let mut points = Vec::new();
        for rule in self.workflow.events.values() {
            let trigger = Trigger::Event { event: rule.name };
            let waits = from_here
                .iter()
                .copied()
                .filter(|t| t.on.contains(&trigger));
            let found: Vec<&Transition> = waits.collect();
            if found.is_empty() {
                continue;
            }
            let by = if rule.who.is_empty() {
                By::Engine
            } else {
                By::Person
            };
            let (text, mut below) = self.steps(&found, state, by);
            if !rule.not.is_empty() {
                let whom = self.barred(&rule.not);
                below.insert(0, Point::of(self.four_eyes(&rule.who, &whom)));
            }
            let event = self.event(rule.name);
            let who = self.who(&rule.who);
            let asked = self.asks(&rule.with).map_or_else(String::new, |asked| {
                self.say("describe-in-brackets", &[("text", &asked)])
            });
            let head = match by {
                By::Engine => self.say("describe-raised", &[("event", &event)]),
                _ => {
                    let args = [("who", who.as_str()), ("event", &event), ("asked", &asked)];
                    self.say("describe-may-report", &args)
                }
            };
            below.splice(0..0, self.requires(&rule.require));
            let colon = self.say("describe-colon", &[]);
            let text = format!("{head}{colon}{text}").trim_end().to_owned();
            points.push(Point {
                head: String::new(),
                text,
                below,
            });
        }
        points
    }
}

//! A deadline as sentences: when it is due, who is told when, where its clock stands, when it counts as missed.

use super::page::Point;
use super::words::Words;
use crate::engine::{DeadlineRule, RungRule, Setting, Trigger};
use crate::lang::Type;
use crate::model::{Duration, Reminded, RungAct, RungAt, TaskKind, Unit};

impl Words<'_> {
    /// By when: “within 24 hours (Answer within)”, “by the end of the day of …”.
    pub(super) fn due(&self, due: &Setting) -> String {
        let (text, param) = self.setting_and_param(due);
        let args = [("due", text.as_str()), ("param", &param)];
        let close = Duration {
            unit: Unit::EndOfWorkingDay,
            amount: 1,
        };
        if text == self.lasting(close) {
            return self.say("describe-by-close", &[("param", &param)]);
        }
        let id = match due.base.ty().ty {
            Type::Date => "describe-by-date",
            Type::Instant => "describe-by-instant",
            _ => "describe-within",
        };
        let mut text = self.say(id, &args);
        if due.base.ty().maybe_empty {
            text.push_str(&self.say("describe-due-empty", &[]));
        }
        text
    }

    /// Whether it is due a length of time after its beginning.
    pub(super) fn is_within(&self, due: &Setting) -> bool {
        let close = Duration {
            unit: Unit::EndOfWorkingDay,
            amount: 1,
        };
        let ty = &due.base.ty().ty;
        !matches!(ty, Type::Date | Type::Instant)
            && self.setting_and_param(due).0 != self.lasting(close)
    }

    /// What is to be said of a deadline besides when it is due.
    pub(super) fn deadline(&self, rule: &DeadlineRule, kind: TaskKind) -> Vec<Point> {
        let mut points = Vec::new();
        // A clock lies with nobody, so nobody hears what is for whoever it lies with.
        let idle = |rung: &&RungRule| {
            kind == TaskKind::Clock && matches!(rung.act, RungAct::Remind(Reminded::Assignee))
        };
        let ladder = rule.ladder.iter().filter(|rung| !idle(rung));
        let rungs: Vec<String> = ladder.map(|rung| self.rung(rung)).collect();
        if !rungs.is_empty() {
            let rungs = rungs.join(&self.say("describe-semicolon", &[]));
            points.push(Point::of(self.say("describe-ladder", &[("rungs", &rungs)])));
        }
        if !rule.pauses_in.is_empty() {
            let states: Vec<String> = rule.pauses_in.iter().map(|s| self.state(*s)).collect();
            let states = self.either(&states);
            points.push(Point::of(
                self.say("describe-pauses", &[("states", &states)]),
            ));
        }
        let due = self.setting_and_param(&rule.due).0;
        let breach = rule.breach.as_ref();
        let breach = breach.map(|breach| self.setting_and_param(breach));
        if let Some((breach, param)) = breach.filter(|(breach, _)| *breach != due) {
            let args = [("breach", breach.as_str()), ("param", &param)];
            points.push(Point::of(self.say("describe-breach", &args)));
        }
        let own = rule.calendar != self.desk.calendar_name;
        if own {
            let calendar = self.of_kind("calendar", self.desk.names.text(rule.calendar));
            let calendar = self.quoted(&calendar);
            points.push(Point::of(
                self.say("describe-calendar", &[("calendar", &calendar)]),
            ));
        }
        points
    }

    /// What holds for every deadline of the desk.
    pub(super) fn every_deadline(&self) -> String {
        match self.desk.backdate_within {
            Some(grace) => {
                let grace = self.lasting(grace);
                self.say("describe-late", &[("grace", &grace)])
            }
            None => self.say("describe-late-at-once", &[]),
        }
    }

    fn rung(&self, rung: &RungRule) -> String {
        let at = match rung.at {
            RungAt::Share { percent } => {
                self.say("describe-rung-share", &[("percent", &percent.to_string())])
            }
            RungAt::Before(time) => {
                self.say("describe-rung-before", &[("time", &self.lasting(time))])
            }
            RungAt::Due => self.say("describe-rung-due", &[]),
            RungAt::After(time) => {
                self.say("describe-rung-after", &[("time", &self.lasting(time))])
            }
        };
        match rung.act {
            RungAct::Remind(whom) => {
                let whom = match whom {
                    Reminded::Assignee => self.known("assignee", "describe-assignee"),
                    Reminded::Owner => self.known("owner", "describe-owner"),
                    Reminded::Role(role) => self.role(role),
                };
                self.say("describe-rung-remind", &[("at", &at), ("whom", &whom)])
            }
            RungAct::Raise(event) => {
                let waits = Trigger::Event { event };
                let mut taken = self.workflow.transitions.iter();
                let taken = taken.any(|transition| transition.on.contains(&waits));
                let event = self.event(event);
                let raised = self.say("describe-rung-raise", &[("at", &at), ("event", &event)]);
                if taken {
                    raised
                } else {
                    self.say("describe-rung-noted", &[("raised", &raised)])
                }
            }
        }
    }

    /// An event's label, in quotes.
    pub(super) fn event(&self, name: crate::model::NameId) -> String {
        let event = self.workflow.events.get(&name);
        let text = event.map_or_else(
            || self.at_path(&[self.workflow.name, name]),
            |event| self.label(&event.label, name),
        );
        self.quoted(&text)
    }
}

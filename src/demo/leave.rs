//! Leave: who goes hands open records to a colleague, and where nobody else holds a role, the one above takes it for that
//! time. Both are ordinary corrections, with the reason. Who falls ill hands over nothing: the work waits.

use chrono::NaiveDate;
use serde_json::Value as Json;

use super::cast::Away;
use super::play::{Intent, Play, Sink};
use crate::engine::{View, roles_of};
use crate::model::{HOUR_MS, Instant, MINUTE_MS, NameId, RecordNo};

/// How often, per mille, an open record is thought of when handing over.
const HANDED_OVER: u32 = 880;

impl Play<'_> {
    /// Puts every planned leave on the agenda: the end of the last working day before it.
    pub(super) fn plan_leave(&mut self) {
        let mut planned = Vec::new();
        for person in self.cast.people() {
            for away in person.away.iter().filter(|away| away.planned) {
                let before = self.last_close_before(away.from);
                let at = before.map(|close| close.plus_ms(-25 * MINUTE_MS));
                let here = at.filter(|at| *at > self.plot.from && person.away_at(*at).is_none());
                planned.extend(here.map(|at| (at, person.no, *away)));
            }
        }
        for (at, who, away) in planned {
            self.plan(at, Intent::HandOver { who, away });
        }
    }

    fn last_close_before(&self, at: Instant) -> Option<Instant> {
        let calendar = &self.desk.calendar;
        let days = std::iter::successors(Some(calendar.local(at).date()), NaiveDate::pred_opt);
        days.skip(1)
            .take(20)
            .find_map(|date| calendar.close_of(date))
    }

    pub(super) fn hand_over(
        &mut self,
        at: Instant,
        who: RecordNo,
        away: Away,
        sink: &mut Sink<'_>,
    ) {
        let roles = roles_of(self.desk, &self.world, who);
        for role in &roles {
            self.stand_in(at, who, (*role, away), sink);
        }
        let colleagues: Vec<RecordNo> = roles
            .first()
            .map_or_else(Vec::new, |role| self.others(who, *role, away));
        if colleagues.is_empty() {
            return;
        }
        let living = self.world.records().filter(|record| record.ended.is_none());
        let all: Vec<RecordNo> = living.map(|record| record.no).collect();
        for record in all {
            let mut chance = self
                .chance
                .fork(&[30, u64::from(record.0), at.0.unsigned_abs()]);
            if self.owner(record) != Some(who) || !self.flows(record) {
                continue;
            }
            let Some(to) = chance
                .pick(&colleagues)
                .filter(|_| chance.clone().per_mille(HANDED_OVER))
            else {
                continue;
            };
            let to = Json::from(self.world.word_of(self.desk, *to));
            self.set_right(at, who, record, ("owner", to, "休假交接"), sink);
        }
    }

    fn flows(&self, record: RecordNo) -> bool {
        let workflow = self.world.record(record).map(|head| head.workflow);
        let workflow = workflow.and_then(|name| self.desk.workflow(name));
        workflow.is_some_and(|workflow| workflow.initial.is_some())
    }

    /// Those who hold a role besides somebody, and are there when that one is away.
    fn others(&self, who: RecordNo, role: NameId, away: Away) -> Vec<RecordNo> {
        let first_day = away.from.plus_ms(12 * HOUR_MS);
        let held = self.cast.holders(self.desk, &self.world, role);
        held.filter(|no| *no != who && self.is_here(*no, first_day))
            .collect()
    }

    fn is_here(&self, who: RecordNo, at: Instant) -> bool {
        self.cast
            .person(who)
            .is_some_and(|person| person.away_at(at).is_none())
    }

    /// Where nobody else holds a role, the one above takes it until the other is back.
    fn stand_in(
        &mut self,
        at: Instant,
        who: RecordNo,
        (role, away): (NameId, Away),
        sink: &mut Sink<'_>,
    ) {
        if !self.others(who, role, away).is_empty() {
            return;
        }
        let above = self.desk.roles.get(&role).and_then(|role| role.above);
        let Some(above) = above else {
            return;
        };
        let able = self.present(&self.others(who, above, away), at);
        for one in able {
            let mut roles = roles_of(self.desk, &self.world, one);
            roles.push(role);
            if self.set_roles(at, one, &roles, "代理休假同事", sink) {
                self.plan(away.to, Intent::StepBack { who: one, role });
                return;
            }
        }
    }

    pub(super) fn step_back(
        &mut self,
        at: Instant,
        who: RecordNo,
        role: NameId,
        sink: &mut Sink<'_>,
    ) {
        match self.cast.next_at_work(self.desk, who, at) {
            Some(next) if next > at => self.plan(next, Intent::StepBack { who, role }),
            Some(_) => {
                let mut roles = roles_of(self.desk, &self.world, who);
                roles.retain(|held| *held != role);
                self.set_roles(at, who, &roles, "代理结束", sink);
            }
            None => {}
        }
    }

    fn set_roles(
        &mut self,
        at: Instant,
        who: RecordNo,
        roles: &[NameId],
        reason: &str,
        sink: &mut Sink<'_>,
    ) -> bool {
        let workflow = self.world.record(who).map(|head| head.workflow);
        let workflow = workflow.and_then(|name| self.desk.workflow(name));
        let field = workflow.and_then(|flow| flow.field(flow.roles_field?));
        let Some(field) = field.map(|field| self.desk.names.text(field.name).to_owned()) else {
            return false;
        };
        let names = roles
            .iter()
            .map(|role| Json::from(self.desk.names.text(*role)));
        let roles = Json::Array(names.collect());
        self.set_right(at, who, who, (&field, roles, reason), sink)
    }
}

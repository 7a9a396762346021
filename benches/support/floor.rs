//! The same workload written by hand: structs and a `match`, nothing general. The floor every figure is a ratio to.

use crate::workload::{Event, Kind};

const HOUR: i64 = 3_600_000;

/// What the hand-written version decides, kept as a list.
#[derive(Debug)]
pub enum Effect {
    /// A task for a role (true: supervisor), and its due instant.
    Task(u32, bool, i64),
    /// A deadline passed.
    Breach(u32),
}

/// A case.
#[derive(Clone, Default)]
pub struct Case {
    /// 0 received, 1 handling, 2 escalated, 3 confirming, 4 closed.
    pub state: u8,
    severity: i64,
    amount: i64,
    tier: u8,
    acknowledged: i64,
    assignee: u8,
    /// In millionths.
    pub score: i64,
    /// How often it came back.
    pub reopen: u32,
    /// Tasks opened.
    pub tasks: u32,
    /// Deadlines passed.
    pub breaches: u32,
    /// Due time of the newest task.
    pub last_due: i64,
    timer: Option<i64>,
}

/// Applies all events to fresh cases.
pub fn run(cases: u32, events: &[Event]) -> (Vec<Case>, Vec<Effect>) {
    let mut all = vec![Case::default(); cases as usize];
    let mut effects = Vec::with_capacity(events.len());
    for event in events {
        let case = &mut all[event.case as usize];
        if let Some(due) = case.timer
            && event.ts > due
        {
            case.timer = None;
            case.breaches += 1;
            effects.push(Effect::Breach(event.case));
        }
        match event.kind {
            Kind::Opened {
                severity,
                amount,
                tier,
                ..
            } => {
                case.severity = severity;
                case.amount = amount;
                case.tier = tier;
            }
            Kind::Acknowledged => case.acknowledged = event.ts,
            Kind::Triaged => {
                case.score = 500_000 * case.severity
                    + 60 * case.amount
                    + 200_000 * (i64::from(case.tier) + 1);
                let severe = case.severity >= 4 || case.amount > 5000;
                enter(case, event, severe, &mut effects);
            }
            Kind::Assigned(person) => case.assignee = person,
            Kind::Resolved => {
                case.timer = None;
                case.state = 3;
            }
            Kind::FollowUp(true) => case.state = 4,
            Kind::FollowUp(false) => {
                case.reopen += 1;
                let severe = case.reopen >= 3;
                enter(case, event, severe, &mut effects);
            }
        }
    }
    (all, effects)
}

fn enter(case: &mut Case, event: &Event, severe: bool, effects: &mut Vec<Effect>) {
    case.state = if severe { 2 } else { 1 };
    case.last_due = event.ts + if severe { 12 * HOUR } else { 24 * HOUR };
    case.timer = Some(case.last_due);
    case.tasks += 1;
    effects.push(Effect::Task(event.case, severe, case.last_due));
}

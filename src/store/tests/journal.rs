//! A journal in which every variant of the model occurs. The lines are frozen: version 1 of the
//! golden journal holds them. A new variant gets a new line at the end.

pub(super) mod people;

use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::model::{
    Actor, Answers, Armed, CloseReason, Closed, Deadline, Duration, Effect, Event, FieldId,
    Ignored, IncidentNo, Instant, Judgement, Kept, Ledger, Line, LineNo, Lives, Month, NameId,
    Notice, Offer, Outcome, Pause, Point, Read, RecordNo, Refusal, Reminded, RevisionNo, Rung,
    RungAct, RungAt, Task, TaskKind, TaskNo, Text, TimerNo, TimerOf, Unit, Value, What,
};

pub(super) const T0: Instant = Instant(1_772_784_000_123);

pub(super) fn event(what: What) -> Event {
    Event {
        record: Some(RecordNo(7)),
        what,
        actor: Actor::named(RecordNo(3)),
        at: T0,
        occurred: None,
        with: Vec::new(),
        remark: None,
        parent: None,
        hops: 0,
    }
}

pub(super) fn line(no: u64, what: What, outcome: Outcome, effects: Vec<Effect>) -> Line {
    Line {
        no: LineNo(no),
        revision: RevisionNo(2),
        event: event(what),
        record: Some(RecordNo(7)),
        outcome,
        effects,
        reads: Vec::new(),
    }
}

pub(super) fn values() -> Vec<Value> {
    vec![
        Value::Empty,
        Value::YesNo(true),
        Value::Whole(i64::MIN),
        Value::Short {
            scale: 2,
            mantissa: -1_999,
        },
        Value::Wide(Arc::new(
            Decimal::from_str_exact("79228162514264337593543950.335").expect("a decimal"),
        )),
        Value::text("投诉 Ω \u{1F600}"),
        Value::Choice(NameId(300)),
        Value::Date(NaiveDate::from_ymd_opt(2026, 2, 28).expect("a date")),
        Value::Time(86_399),
        Value::Instant(Instant(-1)),
        Value::Month(Month {
            year: 2026,
            month: 12,
        }),
        Value::from(Duration {
            unit: Unit::WorkingDays,
            amount: 2,
        }),
        Value::Record(RecordNo(u32::MAX)),
        Value::List(Arc::new(vec![
            Value::Whole(1),
            Value::List(Arc::new(Vec::new())),
        ])),
        Value::Form(Arc::new(Answers {
            form: NameId(1),
            items: vec![
                (NameId(2), Value::YesNo(false)),
                (NameId(3), Value::text("")),
            ],
        })),
    ]
}

/// A number per variant; a new one does not compile until it is given a sample.
pub(super) fn value_place(value: &Value) -> usize {
    match value {
        Value::Empty => 0,
        Value::YesNo(_) => 1,
        Value::Whole(_) => 2,
        Value::Short { .. } => 3,
        Value::Wide(_) => 4,
        Value::Text(_) => 5,
        Value::Choice(_) => 6,
        Value::Date(_) => 7,
        Value::Time(_) => 8,
        Value::Instant(_) => 9,
        Value::Month(_) => 10,
        Value::Duration { .. } => 11,
        Value::Record(_) => 12,
        Value::List(_) => 13,
        Value::Form(_) => 14,
        Value::Sheet(_) => 15,
        Value::Item(_) => 16,
    }
}

fn deadline() -> Deadline {
    Deadline {
        ledger: Ledger {
            budget: Duration {
                unit: Unit::Working,
                amount: 57_600_000,
            },
            start: T0,
            pauses: vec![
                Pause {
                    from: T0.plus_ms(1),
                    to: Some(T0.plus_ms(2)),
                },
                Pause {
                    from: T0.plus_ms(3),
                    to: None,
                },
            ],
            kept: Some(Kept {
                until: T0.plus_ms(1),
                amount: 1_000,
            }),
        },
        breach: Some(Duration::elapsed_ms(1)),
        calendar: NameId(9),
        due: T0.plus_ms(10),
        breach_at: T0.plus_ms(20),
        fixed: true,
        revision: RevisionNo(2),
        rungs: Arc::new(vec![
            Rung {
                at: RungAt::Share { percent: 25 },
                act: RungAct::Remind(Reminded::Assignee),
            },
            Rung {
                at: RungAt::Before(Duration::elapsed_ms(2)),
                act: RungAct::Remind(Reminded::Owner),
            },
            Rung {
                at: RungAt::Due,
                act: RungAct::Remind(Reminded::Role(NameId(4))),
            },
            Rung {
                at: RungAt::After(Duration::elapsed_ms(4)),
                act: RungAct::Raise(NameId(5)),
            },
        ]),
        passed: 0x8000_0001,
        armed: Some(Armed {
            due: T0.plus_ms(5),
            no: TimerNo(u64::MAX),
            point: Point::Rung(3),
        }),
        stopped: None,
        judged: Some(Judgement::Late),
    }
}

fn task() -> Task {
    Task {
        no: TaskNo(11),
        record: RecordNo(7),
        name: NameId(12),
        ordinal: 2,
        kind: TaskKind::Acknowledgement,
        opened: T0,
        line: LineNo(4),
        assignee: Some(RecordNo(3)),
        role: Some(NameId(13)),
        lives: Lives::Record,
        offers: Arc::new(vec![Offer {
            outcome: NameId(14),
            required: vec![FieldId::OWNER, FieldId(5)],
            keeps: true,
        }]),
        deadline: Some(Box::new(deadline())),
        closed: None,
        extra: None,
    }
}

fn closed(why: CloseReason) -> Closed {
    Closed {
        at: T0,
        occurred: Some(T0.plus_ms(-5)),
        why,
        outcome: Some(NameId(14)),
        by: Some(RecordNo(3)),
    }
}

pub(super) fn effects() -> Vec<Effect> {
    let mut effects = of_the_record();
    effects.extend(of_tasks());
    effects.extend(of_timers_and_others());
    effects.extend(closings());
    effects.extend(sets());
    effects
}

fn of_the_record() -> Vec<Effect> {
    vec![
        Effect::Born {
            record: RecordNo(7),
            workflow: NameId(1),
            opened_by: Some(RecordNo(3)),
            started_by: None,
        },
        Effect::Coded {
            code: Text::new("MALL-TS-202603-0001"),
        },
        Effect::Counted {
            series: Text::new("MALL-TS-202603-"),
            n: u64::MAX,
        },
        Effect::Took {
            transition: NameId(20),
        },
        Effect::Entered { state: NameId(21) },
    ]
}

fn of_tasks() -> Vec<Effect> {
    vec![
        Effect::TaskOpened(Box::new(task())),
        Effect::TaskAssigned {
            task: TaskNo(11),
            person: None,
            role: Some(NameId(13)),
        },
        Effect::TaskKept {
            task: TaskNo(11),
            outcome: NameId(14),
        },
        Effect::DeadlineMoved {
            task: TaskNo(11),
            deadline: Box::new(deadline()),
        },
        Effect::PointPassed {
            task: TaskNo(11),
            point: Point::Late,
            skipped: false,
            reminds: Some(Reminded::Role(NameId(13))),
            judged: None,
            next: Some(Armed {
                due: T0,
                no: TimerNo(5),
                point: Point::Judge,
            }),
        },
    ]
}

fn of_timers_and_others() -> Vec<Effect> {
    vec![
        Effect::TimerArmed {
            transition: NameId(22),
            due: T0,
            no: TimerNo(6),
        },
        Effect::TimerCancelled { no: TimerNo(6) },
        Effect::TimerUsed { no: TimerNo(7) },
        Effect::Starts {
            event: Box::new(event(What::Started {
                workflow: NameId(2),
                by: RecordNo(7),
            })),
        },
        Effect::Tells {
            event: Box::new(event(What::Note)),
        },
        Effect::Sent(Box::new(Notice {
            name: NameId(30),
            template: Text::new("complaint.md"),
            people: vec![RecordNo(3)],
            roles: vec![NameId(13)],
            acknowledge: Some(TaskNo(12)),
        })),
        Effect::Noted { late_answer: true },
        Effect::Ended { voided: true },
        Effect::IncidentOpened {
            incident: IncidentNo(1),
            task: Some(TaskNo(11)),
            why: Text::new("nobody holds the role"),
        },
        Effect::IncidentClosed {
            incident: IncidentNo(1),
        },
        Effect::Renamed { state: NameId(23) },
    ]
}

fn closings() -> Vec<Effect> {
    let reasons = [
        (CloseReason::Answered, Some(Judgement::InTime)),
        (CloseReason::LeftState, Some(Judgement::Late)),
        (CloseReason::Closed, Some(Judgement::Breached)),
        (CloseReason::RecordEnded, None),
        (CloseReason::Voided, None),
    ];
    reasons
        .map(|(why, judged)| Effect::TaskClosed {
            task: TaskNo(11),
            closed: closed(why),
            judged,
        })
        .to_vec()
}

fn sets() -> Vec<Effect> {
    values()
        .into_iter()
        .map(|value| Effect::Set {
            field: FieldId(u16::MAX),
            value,
        })
        .collect()
}

/// A number per variant; a new one does not compile until it is given a sample.
pub(super) fn effect_place(effect: &Effect) -> usize {
    match effect {
        Effect::Born { .. } => 0,
        Effect::Coded { .. } => 1,
        Effect::Counted { .. } => 2,
        Effect::Set { .. } => 3,
        Effect::Took { .. } => 4,
        Effect::Entered { .. } => 5,
        Effect::TaskOpened(_) => 6,
        Effect::TaskAssigned { .. } => 7,
        Effect::TaskKept { .. } => 8,
        Effect::TaskClosed { .. } => 9,
        Effect::DeadlineMoved { .. } => 10,
        Effect::PointPassed { .. } => 11,
        Effect::TimerArmed { .. } => 12,
        Effect::TimerCancelled { .. } => 13,
        Effect::TimerUsed { .. } => 14,
        Effect::Starts { .. } => 15,
        Effect::Tells { .. } => 16,
        Effect::Sent(_) => 17,
        Effect::Noted { .. } => 18,
        Effect::Ended { .. } => 19,
        Effect::IncidentOpened { .. } => 20,
        Effect::IncidentClosed { .. } => 21,
        Effect::Renamed { .. } => 22,
        Effect::Assigned { .. } => 23,
        Effect::SignersSet { .. } => 24,
        Effect::Signed { .. } => 25,
        Effect::Unsigned { .. } => 26,
        Effect::Offered { .. } => 27,
        Effect::MayWithdraw { .. } => 28,
        Effect::Undelivered { .. } => 29,
        Effect::Nudged { .. } => 30,
        Effect::DeadlineAwaited { .. } => 31,
    }
}

fn whats() -> Vec<What> {
    vec![
        What::Open {
            workflow: NameId(1),
        },
        What::Report { event: NameId(2) },
        What::Answer {
            task: TaskNo(11),
            outcome: NameId(14),
        },
        What::Note,
        What::Correct,
        What::Void,
        What::Retry {
            incident: IncidentNo(1),
        },
        What::Started {
            workflow: NameId(2),
            by: RecordNo(7),
        },
        What::Told {
            by: RecordNo(8),
            workflow: NameId(2),
            state: Some(NameId(21)),
            ended: true,
            via: Some(FieldId(3)),
        },
        What::Timer {
            no: TimerNo(5),
            of: TimerOf::Transition(NameId(22)),
        },
        What::Timer {
            no: TimerNo(6),
            of: TimerOf::Deadline {
                task: TaskNo(11),
                point: Point::Judge,
            },
        },
        What::Activated {
            revision: RevisionNo(2),
            hash: Text::new("abc"),
        },
        What::Migrate,
    ]
}

fn outcomes() -> Vec<Outcome> {
    vec![
        Outcome::Refused(vec![
            Refusal::NotAllowed {
                roles: vec![NameId(13)],
            },
            Refusal::FourEyes,
            Refusal::Unmet {
                require: NameId(40),
            },
            Refusal::MissingValue { field: None },
            Refusal::NotAsked { field: FieldId(1) },
            Refusal::BadValue {
                field: FieldId(1),
                why: Text::new("too long"),
            },
            Refusal::NotUnique {
                field: FieldId(1),
                record: RecordNo(8),
            },
            Refusal::NotApplicable {
                events: vec![NameId(2)],
                tasks: vec![NameId(12)],
            },
            Refusal::NoSuchOutcome {
                outcomes: vec![NameId(14)],
            },
            Refusal::RecordEnded,
            Refusal::NothingToRetry,
            Refusal::Failed,
        ]),
        Outcome::Ignored(Ignored::NotApplicable),
        Outcome::Ignored(Ignored::NotArmed),
        Outcome::Ignored(Ignored::RecordEnded),
        Outcome::Failed {
            incident: IncidentNo(1),
            why: Text::new("division by zero"),
        },
    ]
}

/// Lines 1, 2, … in which everything occurs.
pub(super) fn journal() -> Vec<Line> {
    let mut everything = line(1, What::Note, Outcome::Applied, effects());
    everything.event.with = values()
        .into_iter()
        .map(|value| (FieldId(2), value))
        .collect();
    everything.event.occurred = Some(T0.plus_ms(-60_000));
    everything.event.remark = Some(Text::new("备注"));
    everything.event.parent = Some(LineNo(u64::MAX));
    everything.event.hops = 64;
    everything.event.actor = Actor {
        person: Some(RecordNo(3)),
        principal: Some(RecordNo(4)),
        verified: true,
    };
    everything.reads = values()
        .into_iter()
        .map(|value| Read {
            record: RecordNo(9),
            field: Some(FieldId(4)),
            value,
        })
        .collect();
    let mut lines = vec![everything];
    for what in whats() {
        lines.push(line(0, what, Outcome::Applied, Vec::new()));
    }
    for outcome in outcomes() {
        lines.push(line(0, What::Note, outcome, Vec::new()));
    }
    for (no, line) in (1..).zip(&mut lines) {
        line.no = LineNo(no);
    }
    lines
}

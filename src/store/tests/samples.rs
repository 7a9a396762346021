//! Plain lines, names and rows for the suite.

use std::borrow::Cow;

use crate::model::{Effect, Line, Names, Outcome, RecordNo, TaskNo, Text, TimerNo, What};
use crate::store::{Batch, DeskBatch, RecordRow, StoredLine, TaskRow, TimerChange, TimerRow};

pub(super) use super::journal::{T0, line};

/// A plain line.
pub(super) fn note(no: u64) -> Line {
    let mut line = line(
        no,
        What::Note,
        Outcome::Applied,
        vec![Effect::Noted { late_answer: false }],
    );
    line.event.remark = Some(Text::new(&format!("第{no}条")));
    line
}

pub(super) fn notes(from: u64, to: u64) -> Vec<Line> {
    (from..=to).map(note).collect()
}

/// A batch of lines without keys for one desk.
pub(super) fn batch<'a>(desk: &'a str, lines: &'a [Line]) -> Batch<'a> {
    Batch {
        desks: vec![DeskBatch {
            desk,
            lines: lines
                .iter()
                .map(|line| StoredLine { line, key: None })
                .collect(),
            ..DeskBatch::default()
        }],
    }
}

pub(super) fn names() -> Names {
    let mut names = Names::default();
    let complaint = names.intern("complaint");
    names.field(complaint, "claim");
    names
}

pub(super) fn record(no: u32, state: &'static str) -> RecordRow<'static> {
    RecordRow {
        no: RecordNo(no),
        workflow: Cow::Borrowed("complaint"),
        code: Cow::Owned(format!("MALL-TS-202603-{no:04}")),
        state: Some(Cow::Borrowed(state)),
        owner: Some(Cow::Borrowed("P-003")),
        opened: T0,
        updated: T0.plus_ms(i64::from(no)),
        ended: None,
        voided: false,
        fields: Cow::Borrowed(r#"{"claim":"12.50"}"#),
    }
}

pub(super) fn task_row(no: u32) -> TaskRow<'static> {
    TaskRow {
        no: TaskNo(no),
        record: RecordNo(7),
        name: Cow::Borrowed("answer"),
        kind: Cow::Borrowed("task"),
        assignee: Some(Cow::Borrowed("P-003")),
        role: None,
        opened: T0,
        due: Some(T0.plus_ms(1)),
        breach: Some(T0.plus_ms(2)),
        late: true,
        judged: Some(Cow::Borrowed("breached")),
        closed: Some(T0.plus_ms(3)),
        outcome: Some(Cow::Borrowed("done")),
        closed_by: Some(Cow::Borrowed("P-004")),
    }
}

pub(super) fn armed(no: u64) -> TimerChange<'static> {
    TimerChange::Armed(timer(no))
}

pub(super) fn timer(no: u64) -> TimerRow<'static> {
    TimerRow {
        no: TimerNo(no),
        record: RecordNo(7),
        task: Some(TaskNo(11)),
        what: Cow::Borrowed("late"),
        due: T0.plus_ms(5),
    }
}

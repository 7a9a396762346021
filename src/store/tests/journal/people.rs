//! The lines of the golden journal that came with assignment, signing and handling.

use super::{T0, closed, line};
use crate::model::{
    CloseReason, Effect, FieldId, Handling, IncidentNo, Line, NameId, Outcome, RecordNo, Refusal,
    Signature, TaskNo, Text, What,
};

/// What came with assignment, signing and handling.
pub(in crate::store::tests) fn lines() -> Vec<Line> {
    let task = TaskNo(11);
    let mut lines = vec![
        line(0, What::Note, Outcome::Applied, effects()),
        line(0, What::Note, Outcome::Refused(refusals()), Vec::new()),
    ];
    for act in acts() {
        let what = What::Handle { task, act };
        lines.push(line(0, what, Outcome::Applied, Vec::new()));
    }
    lines
}

fn effects() -> Vec<Effect> {
    vec![
        Effect::Assigned {
            candidates: vec![RecordNo(3), RecordNo(4)],
            chosen: RecordNo(4),
        },
        Effect::SignersSet {
            task: TaskNo(11),
            need: 2,
            signers: vec![RecordNo(3), RecordNo(4)],
        },
        Effect::Signed {
            task: TaskNo(11),
            signature: Signature {
                by: RecordNo(3),
                principal: Some(RecordNo(4)),
                outcome: NameId(14),
                at: T0,
            },
        },
        Effect::Unsigned {
            task: TaskNo(11),
            by: Some(RecordNo(3)),
        },
        Effect::Offered {
            task: TaskNo(11),
            from: RecordNo(3),
            to: Some(RecordNo(4)),
        },
        Effect::MayWithdraw {
            task: TaskNo(11),
            state: NameId(21),
        },
        Effect::Undelivered {
            incident: IncidentNo(2),
            notice: NameId(30),
            why: Text::new("nobody"),
        },
        Effect::Nudged { task: TaskNo(11) },
        Effect::DeadlineAwaited { task: TaskNo(11) },
        Effect::TaskClosed {
            task: TaskNo(11),
            closed: closed(CloseReason::Returned),
            judged: None,
        },
    ]
}

fn acts() -> [Handling; 7] {
    [
        Handling::Return { to: NameId(21) },
        Handling::Transfer { to: RecordNo(4) },
        Handling::Accept,
        Handling::Decline,
        Handling::AddSigner {
            person: RecordNo(4),
        },
        Handling::Withdraw,
        Handling::Nudge,
    ]
}

fn refusals() -> Vec<Refusal> {
    vec![
        Refusal::Signed,
        Refusal::NotPrompted { role: NameId(13) },
        Refusal::NotWithin { field: FieldId(1) },
        Refusal::NotHandled {
            allowed: vec![Text::new("return")],
        },
        Refusal::NotBefore {
            steps: vec![NameId(21)],
        },
        Refusal::WentOn,
        Refusal::NotOffered,
        Refusal::IsSigner,
    ]
}

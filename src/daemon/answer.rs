//! What a sender is answered. Kept with the key as data, and put into words of the language asked only on the way out.

use serde::{Deserialize, Serialize};

use crate::engine::{Desk, View};
use crate::model::catalogue::{Arg, Lang, Reason};
use crate::model::{Event, Instant, LineNo, Outcome, RecordNo, Refusal, What};
use crate::report::{Called, refusal_reasons};
use crate::world::{InboxError, World};

/// What became of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It happened.
    Done(Done),
    /// Nothing happened.
    Refused(Refused),
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// The desk.
    pub desk: String,
    /// The journal line.
    pub line: u64,
    /// When it was recorded.
    pub at: String,
    /// The record's code.
    pub record: Option<String>,
    /// The record's workflow.
    pub workflow: Option<String>,
    /// The state it is in now.
    pub state: Option<String>,
    /// Whether the record was born by it.
    pub opened: bool,
    /// What that state is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state_label: Option<Arg>,
}

/// Why nothing happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// The HTTP status that says it best.
    pub status: u16,
    /// All reasons.
    pub reasons: Vec<Reason>,
    /// The line that keeps the refusal, where it became an event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
}

impl Refused {
    /// A refusal for one reason, before it became an event.
    #[must_use]
    pub fn one(status: u16, reason: Reason) -> Refused {
        Refused {
            status,
            reasons: vec![reason],
            line: None,
        }
    }
}

/// Words that were not understood.
pub(crate) fn not_understood(errors: &[InboxError]) -> Refused {
    let reasons = errors.iter().map(|error| Reason {
        id: error.id.to_owned(),
        args: error
            .args
            .iter()
            .map(|(name, value)| ((*name).to_owned(), Arg::from(value.as_str())))
            .collect(),
        at: error.at.clone(),
    });
    let nowhere = [
        "refused-no-record",
        "unknown-workflow",
        "unknown-event",
        "refused-no-task",
    ];
    let status = if errors.iter().any(|error| nowhere.contains(&error.id)) {
        404
    } else {
        422
    };
    Refused {
        status,
        reasons: reasons.collect(),
        line: None,
    }
}

/// There is nobody of this name on the desk; whom it probably meant.
pub(crate) fn unknown_person(desk: &Desk, world: &World, word: &str) -> Reason {
    Reason::new("unknown-person")
        .with("person", word)
        .with("desk", &*desk.name)
        .near(word, &world.people_words(desk))
        .about(word)
}

/// The answer to an event whose line is folded.
pub(crate) fn answer(
    desk: &Desk,
    world: &World,
    event: &Event,
    (line, at): (LineNo, Instant),
    record: Option<RecordNo>,
    outcome: &Outcome,
) -> Answer {
    let head = record.and_then(|no| world.record(no));
    match outcome {
        Outcome::Applied | Outcome::Ignored(_) => Answer::Done(Done {
            desk: desk.name.to_string(),
            line: line.0,
            at: at.to_string(),
            record: head.map(|head| head.code.as_str().to_owned()),
            workflow: head.map(|head| desk.names.text(head.workflow).to_owned()),
            state: head
                .and_then(|head| head.state)
                .map(|state| desk.names.text(state).to_owned()),
            opened: matches!(event.what, What::Open { .. }),
            state_label: head.and_then(|head| {
                let (workflow, state) = (head.workflow, head.state?);
                let label = |lang| Called::new(desk, lang).state(workflow, state);
                Some(Arg::both(&label(Lang::Zh), &label(Lang::En)))
            }),
        }),
        Outcome::Refused(refusals) => Answer::Refused(Refused {
            status: refusals.iter().map(status).min().unwrap_or(409),
            reasons: refusal_reasons(desk, world, event, record, refusals),
            line: Some(line.0),
        }),
        Outcome::Failed { incident, why } => Answer::Refused(Refused {
            status: 422,
            reasons: vec![
                Reason::new("refused-failed")
                    .with("incident", incident.0.to_string())
                    .with("why", why.as_str()),
            ],
            line: Some(line.0),
        }),
    }
}

fn status(refusal: &Refusal) -> u16 {
    match refusal {
        Refusal::NotAllowed { .. }
        | Refusal::FourEyes
        | Refusal::NotPrompted { .. }
        | Refusal::NotOffered => 403,
        Refusal::NothingToRetry => 404,
        Refusal::NotApplicable { .. }
        | Refusal::RecordEnded
        | Refusal::NotUnique { .. }
        | Refusal::Signed
        | Refusal::IsSigner
        | Refusal::WentOn
        | Refusal::NotHandled { .. }
        | Refusal::Unmet { .. }
        | Refusal::UnmetItem(_)
        | Refusal::EmptyList { .. } => 409,
        Refusal::MissingValue { .. }
        | Refusal::NotAsked { .. }
        | Refusal::BadValue { .. }
        | Refusal::NoSuchOutcome { .. }
        | Refusal::NotWithin { .. }
        | Refusal::NotBefore { .. }
        | Refusal::MissingItems { .. }
        | Refusal::NoSuchItem { .. }
        | Refusal::BadItem { .. }
        | Refusal::FormShut { .. }
        | Refusal::Failed => 422,
    }
}

//! One record: its fields, its open tasks, and what happened to it, line by line.

use std::collections::BTreeMap;
use std::path::Path as FilePath;
use std::sync::Arc;

use axum::Json as Body;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::problem::Problem;
use super::router::{Api, Given, Two};
use crate::daemon::{DaemonError, Live, Refused};
use crate::engine::{Desk, Sees};
use crate::model::catalogue::Reason;
use crate::model::{
    Effect, Instant, Line, LineNo, NameId, Outcome, Point, RecordNo, TaskNo, TimerOf, What,
};
use crate::store::{Access, SqliteStore, Store};
use crate::world::{World, local, record_json};

/// How much is shown.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct How {
    history: Option<bool>,
}

/// A record, and what its history needs of the world.
struct Found {
    shown: Json,
    no: RecordNo,
    desk: Arc<Desk>,
    people: BTreeMap<RecordNo, String>,
}

pub(super) async fn record(
    State(api): State<Api>,
    Path((desk, code)): Two,
    Query(how): Query<How>,
    headers: HeaderMap,
) -> Given {
    let lang = api.lang(&headers);
    let found = api.read_desk_as(&headers, desk.clone(), move |live, sees| {
        found(live, &code, sees)
    });
    let found = found.await?;
    let mut shown = found.shown.clone();
    if how.history != Some(false) {
        let data = Arc::clone(&api.data);
        let lines = tokio::task::spawn_blocking(move || lines(&data, &desk, &found)).await;
        let lines = lines.map_err(|error| DaemonError::Broke(error.to_string()));
        let lines = lines.and_then(|lines| lines);
        let lines = lines.map_err(|error| Problem::failed(&error, lang))?;
        if let Some(shown) = shown.as_object_mut() {
            shown.insert("history".to_owned(), Json::Array(lines));
        }
    }
    Ok(Body(shown).into_response())
}

fn found(live: &Live, code: &str, sees: Sees<'_, World>) -> Result<Found, Refused> {
    let (desk, world) = (&live.desk, &live.world);
    let by_key = || {
        desk.workflows
            .keys()
            .find_map(|name| world.by_key(desk, *name, code))
    };
    let no = world.by_code(code).or_else(by_key);
    let no = no.filter(|no| sees.record(*no)).ok_or_else(|| {
        let reason = Reason::new("refused-no-record").with("code", code);
        Refused::one(404, reason.about(code))
    })?;
    let person = |name: NameId| desk.workflow(name).is_some_and(|workflow| workflow.person);
    let people = world.records().filter(|record| person(record.workflow));
    Ok(Found {
        shown: record_json(desk, world, no, sees),
        no,
        people: people
            .map(|record| (record.no, world.word_of(desk, record.no)))
            .collect(),
        desk: Arc::clone(desk),
    })
}

/// The record's lines, read beside the writer.
fn lines(data: &FilePath, desk: &str, found: &Found) -> Result<Vec<Json>, DaemonError> {
    let store = SqliteStore::open(data, Access::ReadOnly)?;
    let mut shown = Vec::new();
    let mut tasks = BTreeMap::new();
    for line in store.lines(desk, LineNo(1))? {
        let line = line?;
        if line.record == Some(found.no) {
            shown.push(line_json(&line, found, &mut tasks));
        }
    }
    Ok(shown)
}

fn line_json(line: &Line, found: &Found, tasks: &mut BTreeMap<TaskNo, NameId>) -> Json {
    for effect in &line.effects {
        if let Effect::TaskOpened(task) = effect {
            tasks.insert(task.no, task.name);
        }
    }
    let name = |name: NameId| found.desk.names.text(name).to_owned();
    let task = |no: TaskNo| {
        tasks
            .get(&no)
            .map_or_else(|| "?".to_owned(), |task| name(*task))
    };
    let effects = line
        .effects
        .iter()
        .filter_map(|effect| effect_text(effect, &name, &task, &|at| local(&found.desk, at)));
    let by = line.event.actor.person.and_then(|no| found.people.get(&no));
    json!({
        "line": line.no.0,
        "at": line.event.at.to_string(),
        "at_local": local(&found.desk, line.event.at),
        "occurred": line.event.occurred.map(|at| at.to_string()),
        "what": what_text(&line.event.what, &name, &task),
        "by": by,
        "verified": line.event.actor.person.map(|_| line.event.actor.verified),
        "remark": line.event.remark.as_ref().map(|text| text.as_str()),
        "outcome": match line.outcome {
            Outcome::Applied => "applied",
            Outcome::Refused(_) => "refused",
            Outcome::Ignored(_) => "ignored",
            Outcome::Failed { .. } => "failed",
        },
        "effects": effects.collect::<Vec<_>>(),
        "revision": line.revision.0,
        "parent": line.event.parent.map(|parent| parent.0),
    })
}

fn what_text(
    what: &What,
    name: &impl Fn(NameId) -> String,
    task: &impl Fn(TaskNo) -> String,
) -> String {
    match what {
        What::Open { workflow } => format!("open {}", name(*workflow)),
        What::Report { event } => name(*event),
        What::Answer { task: no, outcome } => format!("{}.{}", task(*no), name(*outcome)),
        What::Handle { task: no, act } => format!("{}.{}", task(*no), act.word()),
        What::Note => "note".to_owned(),
        What::Correct => "correct".to_owned(),
        What::Void => "void".to_owned(),
        What::Retry { incident } => format!("retry {incident}"),
        What::Started { workflow, .. } | What::StartedOnce { workflow, .. } => {
            format!("started {}", name(*workflow))
        }
        What::Told {
            workflow,
            state,
            ended,
            ..
        } => {
            let bare = if *ended { "ended" } else { "changed" };
            let state = state.map_or_else(|| bare.to_owned(), name);
            format!("{}.{state}", name(*workflow))
        }
        What::Timer { of, .. } => match of {
            TimerOf::Transition(transition) => format!("timer {}", name(*transition)),
            TimerOf::Deadline { task: no, point } => {
                format!("{} {}", task(*no), point_text(*point))
            }
        },
        What::Activated { revision, .. } => format!("revision {revision}"),
        What::Migrate => "migrate".to_owned(),
    }
}

fn point_text(point: Point) -> String {
    match point {
        Point::Late => "due".to_owned(),
        Point::Judge => "judged".to_owned(),
        Point::Rung(rung) => format!("rung {}", rung.saturating_add(1)),
    }
}

/// What people want to see of an effect; numbers given and timers armed are not among it.
fn effect_text(
    effect: &Effect,
    name: &impl Fn(NameId) -> String,
    task: &impl Fn(TaskNo) -> String,
    local: &impl Fn(Instant) -> String,
) -> Option<String> {
    Some(match effect {
        Effect::Took { transition } => format!("took {}", name(*transition)),
        Effect::Entered { state } => format!("entered {}", name(*state)),
        Effect::TaskOpened(opened) => match opened.deadline.as_deref() {
            Some(deadline) => format!("opened {}, due {}", name(opened.name), local(deadline.due)),
            None => format!("opened {}", name(opened.name)),
        },
        Effect::TaskAssigned { task: no, .. } => format!("addressed {}", task(*no)),
        Effect::TaskKept { task: no, outcome } => {
            format!("kept {} by {}", task(*no), name(*outcome))
        }
        Effect::TaskClosed { task: no, .. } => format!("closed {}", task(*no)),
        Effect::DeadlineMoved { task: no, deadline } => {
            format!("moved {}, due {}", task(*no), local(deadline.due))
        }
        Effect::PointPassed {
            task: no,
            reminds: Some(_),
            ..
        } => format!("reminded of {}", task(*no)),
        Effect::PointPassed {
            task: no,
            judged: Some(_),
            ..
        } => format!("breached {}", task(*no)),
        Effect::PointPassed { .. } => return None,
        Effect::Sent(notice) => format!("sent {}", name(notice.name)),
        Effect::Ended { voided: false } => "ended".to_owned(),
        Effect::Ended { voided: true } => "voided".to_owned(),
        Effect::IncidentOpened { incident, why, .. } => format!("incident {incident}: {why}"),
        Effect::IncidentClosed { incident } => format!("settled incident {incident}"),
        Effect::Renamed { state } => format!("renamed to {}", name(*state)),
        Effect::Born { .. }
        | Effect::Coded { .. }
        | Effect::Counted { .. }
        | Effect::Set { .. }
        | Effect::TimerArmed { .. }
        | Effect::TimerCancelled { .. }
        | Effect::TimerUsed { .. }
        | Effect::Starts { .. }
        | Effect::Tells { .. }
        | Effect::Assigned { .. }
        | Effect::MayWithdraw { .. }
        | Effect::Noted { .. } => return None,
        Effect::SignersSet {
            task: no, signers, ..
        } => {
            format!("{} signers for {}", signers.len(), task(*no))
        }
        Effect::Signed {
            task: no,
            signature,
        } => {
            format!("signed {} as {}", task(*no), name(signature.outcome))
        }
        Effect::Unsigned { task: no, .. } => format!("took signatures off {}", task(*no)),
        Effect::Offered {
            task: no,
            to: Some(_),
            ..
        } => format!("offered {}", task(*no)),
        Effect::Offered {
            task: no, to: None, ..
        } => format!("offer of {} over", task(*no)),
        Effect::Nudged { task: no } => format!("reminded of {}", task(*no)),
        Effect::Undelivered { incident, why, .. } => format!("incident {incident}: {why}"),
    })
}

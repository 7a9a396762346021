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

use super::labels::label_record;
use super::problem::Problem;
use super::router::{Api, Given, Two};
use crate::daemon::{DaemonError, Live, Refused};
use crate::engine::{Desk, Sees, View};
use crate::model::catalogue::{Lang, Reason, message};
use crate::model::{Effect, IncidentNo, Instant, Line, LineNo, NameId, Outcome, RecordNo, TaskNo};
use crate::report::Called;
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
    workflow: Option<NameId>,
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
        found(live, &code, sees, lang)
    });
    let found = found.await?;
    let mut shown = found.shown.clone();
    if how.history != Some(false) {
        let data = Arc::clone(&api.data);
        let lines = tokio::task::spawn_blocking(move || lines(&data, &desk, &found, lang)).await;
        let lines = lines.map_err(|error| DaemonError::Broke(error.to_string()));
        let lines = lines.and_then(|lines| lines);
        let lines = lines.map_err(|error| Problem::failed(&error, lang))?;
        if let Some(shown) = shown.as_object_mut() {
            shown.insert("history".to_owned(), Json::Array(lines));
        }
    }
    Ok(Body(shown).into_response())
}

fn found(live: &Live, code: &str, sees: Sees<'_, World>, lang: Lang) -> Result<Found, Refused> {
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
    let mut shown = record_json(desk, world, no, sees);
    label_record(desk, world, no, &mut shown, lang);
    Ok(Found {
        shown,
        no,
        workflow: world.record(no).map(|record| record.workflow),
        people: people
            .map(|record| (record.no, world.word_of(desk, record.no)))
            .collect(),
        desk: Arc::clone(desk),
    })
}

/// The record's lines, read beside the writer.
fn lines(data: &FilePath, desk: &str, found: &Found, lang: Lang) -> Result<Vec<Json>, DaemonError> {
    let store = SqliteStore::open(data, Access::ReadOnly)?;
    let mut shown = Vec::new();
    let mut tasks = BTreeMap::new();
    for line in store.lines(desk, LineNo(1))? {
        let line = line?;
        if line.record == Some(found.no) {
            shown.push(line_json(&line, found, &mut tasks, lang));
        }
    }
    Ok(shown)
}

fn line_json(line: &Line, found: &Found, tasks: &mut BTreeMap<TaskNo, NameId>, lang: Lang) -> Json {
    for effect in &line.effects {
        if let Effect::TaskOpened(task) = effect {
            tasks.insert(task.no, task.name);
        }
    }
    let told = Told {
        found,
        tasks,
        called: Called::new(&found.desk, lang),
        lang,
    };
    let effects = line.effects.iter().filter_map(|effect| told.effect(effect));
    let by = line.event.actor.person.and_then(|no| found.people.get(&no));
    let what = &line.event.what;
    json!({
        "line": line.no.0,
        "at": line.event.at.to_string(),
        "at_local": local(&found.desk, line.event.at),
        "occurred": line.event.occurred.map(|at| at.to_string()),
        "what": told.called.deed(found.workflow, what, &|no| tasks.get(&no).copied()),
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

/// What a line did, told to people.
struct Told<'a> {
    found: &'a Found,
    tasks: &'a BTreeMap<TaskNo, NameId>,
    called: Called<'a>,
    lang: Lang,
}

impl Told<'_> {
    fn say(&self, id: &str, args: &[(&str, &str)]) -> String {
        message(id, self.lang, args)
    }

    fn task(&self, no: TaskNo) -> String {
        match (self.found.workflow, self.tasks.get(&no)) {
            (Some(workflow), Some(name)) => self.called.task(workflow, *name),
            _ => "?".to_owned(),
        }
    }

    fn state(&self, name: NameId) -> String {
        match self.found.workflow {
            Some(workflow) => self.called.state(workflow, name),
            None => "?".to_owned(),
        }
    }

    fn outcome(&self, task: TaskNo, name: NameId) -> String {
        match (self.found.workflow, self.tasks.get(&task)) {
            (Some(workflow), Some(task)) => self.called.outcome(workflow, *task, name),
            _ => "?".to_owned(),
        }
    }

    /// A phrase about a task.
    fn of_task(&self, id: &str, no: TaskNo) -> String {
        self.say(id, &[("task", &self.task(no))])
    }

    fn incident(&self, no: IncidentNo, why: &str) -> String {
        self.say("did-incident", &[("no", &no.to_string()), ("why", why)])
    }

    fn due(&self, id: &str, task: &str, due: Instant) -> String {
        let due = local(&self.found.desk, due);
        self.say(id, &[("task", task), ("due", &due)])
    }

    /// What people want to see of an effect; numbers given and timers armed are not among it.
    fn effect(&self, effect: &Effect) -> Option<String> {
        Some(match effect {
            Effect::Took { transition } => {
                let label = self.called.of(self.found.workflow, *transition);
                self.say("did-took", &[("transition", &label)])
            }
            Effect::Entered { state } => self.say("did-entered", &[("state", &self.state(*state))]),
            Effect::TaskOpened(opened) => match opened.deadline.as_deref() {
                Some(deadline) => self.due("did-opened-due", &self.task(opened.no), deadline.due),
                None => self.of_task("did-opened", opened.no),
            },
            Effect::DeadlineMoved { task, deadline } => {
                self.due("did-moved", &self.task(*task), deadline.due)
            }
            Effect::Sent(notice) => {
                let label = self.called.of(self.found.workflow, notice.name);
                self.say("did-sent", &[("notice", &label)])
            }
            Effect::Ended { voided: false } => self.say("did-ended", &[]),
            Effect::Ended { voided: true } => self.say("did-voided", &[]),
            Effect::IncidentOpened { incident, why, .. }
            | Effect::Undelivered { incident, why, .. } => self.incident(*incident, why.as_str()),
            Effect::IncidentClosed { incident } => {
                self.say("did-settled", &[("no", &incident.to_string())])
            }
            Effect::Renamed { state } => self.say("did-renamed", &[("state", &self.state(*state))]),
            other => return self.of_tasks(other),
        })
    }

    /// What happened to a task that was open before.
    fn of_tasks(&self, effect: &Effect) -> Option<String> {
        Some(match effect {
            Effect::TaskAssigned { task, .. } => self.of_task("did-addressed", *task),
            Effect::TaskKept { task, outcome } => {
                let outcome = self.outcome(*task, *outcome);
                self.say(
                    "did-kept",
                    &[("task", &self.task(*task)), ("outcome", &outcome)],
                )
            }
            Effect::TaskClosed { task, .. } => self.of_task("did-closed", *task),
            Effect::PointPassed {
                task,
                reminds: Some(_),
                ..
            }
            | Effect::Nudged { task } => self.of_task("did-reminded", *task),
            Effect::PointPassed {
                task,
                judged: Some(_),
                ..
            } => self.of_task("did-breached", *task),
            Effect::SignersSet { task, signers, .. } => {
                let count = signers.len().to_string();
                self.say(
                    "did-signers",
                    &[("task", &self.task(*task)), ("count", &count)],
                )
            }
            Effect::Signed { task, signature } => {
                let outcome = self.outcome(*task, signature.outcome);
                self.say(
                    "did-signed",
                    &[("task", &self.task(*task)), ("outcome", &outcome)],
                )
            }
            Effect::Unsigned { task, .. } => self.of_task("did-unsigned", *task),
            Effect::Offered { task, to, .. } => match to {
                Some(_) => self.of_task("did-offered", *task),
                None => self.of_task("did-offer-over", *task),
            },
            _ => return None,
        })
    }
}

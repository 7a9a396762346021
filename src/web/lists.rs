//! Lists: desks, records, tasks, incidents, the outbox.

use std::cell::RefCell;
use std::collections::BTreeMap;

use axum::Json as Body;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::labels::label_task;
use super::problem::{Problem, text_of};
use super::router::{Api, Given, seen_by};
use crate::daemon::{Live, Office, Refused, unknown_person};
use crate::engine::{Sees, Stands, View, lead_of, roles_of, stands_with};
use crate::model::catalogue::Lang;
use crate::model::{Deadline, FieldId, NameId, Record, Task, TaskKind, Value};
use crate::store::Outgoing;
use crate::world::{Incident, World, task_json};

/// How many entries a list has where nothing is said, and at most.
const USUAL: usize = 200;
const MOST: usize = 10_000;

fn bounded(limit: Option<usize>) -> usize {
    limit.unwrap_or(USUAL).min(MOST)
}

pub(super) async fn desks(State(api): State<Api>, headers: HeaderMap) -> Given {
    let lang = api.lang(&headers);
    let listed = api.read(lang, |office| {
        let desks = office.desks().iter().map(|(name, live)| {
            let workflows = live.desk.workflows.values().map(|workflow| {
                json!({
                    "workflow": live.desk.names.text(workflow.name),
                    "zh": &*workflow.label.zh,
                    "en": &*workflow.label.en,
                })
            });
            json!({
                "desk": name,
                "revision": live.hash,
                "workflows": workflows.collect::<Vec<_>>(),
            })
        });
        desks.collect::<Vec<Json>>()
    });
    Ok(Body(listed.await?).into_response())
}

/// Which records are listed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WhichRecords {
    workflow: Option<String>,
    state: Option<String>,
    owner: Option<String>,
    open: Option<bool>,
    limit: Option<usize>,
    /// Only records born after the one with this code.
    after: Option<String>,
}

pub(super) async fn records(
    State(api): State<Api>,
    Path(desk): Path<String>,
    Query(which): Query<WhichRecords>,
    headers: HeaderMap,
) -> Given {
    let listed = api.read_desk_as(&headers, desk, move |live, sees| {
        Ok(records_json(live, &which, sees))
    });
    Ok(Body(listed.await?).into_response())
}

fn records_json(live: &Live, which: &WhichRecords, sees: Sees<'_, World>) -> Json {
    let (desk, world) = (&live.desk, &live.world);
    let after = which.after.as_deref().and_then(|code| world.by_code(code));
    let named = |name: Option<NameId>, wanted: &Option<String>| {
        let wanted = wanted.as_deref();
        wanted.is_none_or(|wanted| name.is_some_and(|name| desk.names.text(name) == wanted))
    };
    let shown = |record: &Record, id: FieldId| {
        let workflow = desk.workflow(record.workflow);
        let field = workflow.and_then(|workflow| workflow.field(id));
        field.is_none_or(|field| sees.field(record.no, field))
    };
    let key = |record: &Record| {
        let key = desk
            .workflow(record.workflow)
            .and_then(|workflow| workflow.key);
        match key.filter(|key| !shown(record, *key)) {
            Some(_) => record.code.to_string(),
            None => world.word_of(desk, record.no),
        }
    };
    let owner = |record: &Record| {
        if !shown(record, FieldId::OWNER) {
            return None;
        }
        let owner = world.row(record.no).get(FieldId::OWNER.place());
        owner
            .and_then(Value::record)
            .map(|no| world.word_of(desk, no))
    };
    let listed = world
        .records()
        .filter(|record| after.is_none_or(|after| record.no > after))
        .filter(|record| named(Some(record.workflow), &which.workflow))
        .filter(|record| named(record.state, &which.state))
        .filter(|record| which.open.is_none_or(|open| record.ended.is_none() == open))
        .filter(|record| which.owner.is_none() || owner(record) == which.owner)
        .filter(|record| sees.record(record.no))
        .take(bounded(which.limit))
        .map(|record| {
            json!({
                "code": record.code.as_str(),
                "key": key(record),
                "workflow": desk.names.text(record.workflow),
                "state": record.state.map(|state| desk.names.text(state)),
                "owner": owner(record),
                "opened": record.opened.to_string(),
                "updated": record.updated.to_string(),
                "ended": record.ended.map(|ended| ended.at.to_string()),
                "voided": record.ended.is_some_and(|ended| ended.voided),
            })
        });
    listed.collect()
}

/// Which tasks are listed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WhichTasks {
    person: Option<String>,
    role: Option<String>,
    late: Option<bool>,
    record: Option<String>,
    task: Option<String>,
    /// `task` and `acknowledgement` where nothing is said; `clock` lists the deadlines that are nobody's.
    kind: Option<String>,
    limit: Option<usize>,
}

pub(super) async fn tasks(
    State(api): State<Api>,
    Path(desk): Path<String>,
    Query(which): Query<WhichTasks>,
    headers: HeaderMap,
) -> Given {
    let lang = api.lang(&headers);
    let listed = api.read_desk_as(&headers, desk, move |live, sees| {
        tasks_json(live, &which, sees, lang)
    });
    Ok(Body(listed.await?).into_response())
}

fn tasks_json(
    live: &Live,
    which: &WhichTasks,
    sees: Sees<'_, World>,
    lang: Lang,
) -> Result<Json, Refused> {
    let (desk, world) = (&live.desk, &live.world);
    let person = match &which.person {
        None => None,
        Some(word) => Some(
            world
                .person(desk, word)
                .ok_or_else(|| Refused::one(404, unknown_person(desk, world, word)))?,
        ),
    };
    let held = person
        .map(|person| roles_of(desk, world, person))
        .unwrap_or_default();
    let role = which.role.as_deref().map(|role| desk.names.find(role));
    // Found out once for each task, however often it is asked.
    let known = RefCell::new(BTreeMap::new());
    let stands = |task: &Task| -> Stands {
        let mut known = known.borrow_mut();
        *known
            .entry(task.no)
            .or_insert_with(|| stands_with(desk, world, task))
    };
    let of = |task: &Task| {
        let kind = match (&which.kind, task.kind) {
            (None, kind) => kind != TaskKind::Clock,
            (Some(wanted), kind) => wanted == kind.word(),
        };
        let mine = person.is_none_or(|person| {
            let offered = task.extra.as_deref().and_then(|extra| extra.offered);
            let by_role = || {
                let (someone, role) = stands(task);
                let role = role.or_else(|| lead(live, task));
                someone == Some(person)
                    || someone.is_none() && role.is_some_and(|role| held.contains(&role))
            };
            task.lies_with(person)
                || offered.is_some_and(|(to, _)| to == person)
                || task.signing().is_none() && by_role()
        });
        let late = task.deadline.as_deref().is_some_and(Deadline::is_late);
        let named = which
            .task
            .as_deref()
            .is_none_or(|name| desk.names.text(task.name) == name);
        let record = which.record.as_deref().is_none_or(|code| {
            let record = world.record(task.record);
            record.is_some_and(|record| record.code.as_str() == code)
        });
        kind && mine
            && named
            && record
            && role.is_none_or(|role| role.is_some() && stands(task).1 == role)
            && which.late.is_none_or(|wanted| wanted == late)
    };
    let mut open: Vec<&Task> = world
        .tasks()
        .filter(|task| task.is_open() && of(task) && sees.record_where(task.record, stands))
        .collect();
    let due = |task: &Task| task.deadline.as_deref().map(|deadline| deadline.due);
    // What is due first comes first, what is never due last.
    open.sort_by_key(|task| (due(task).is_none(), due(task), task.no));
    let listed = open.into_iter().take(bounded(which.limit));
    let listed = listed.map(|task| {
        let mut told = task_json(desk, world, task, stands(task));
        label_task(desk, world, task, &mut told, lang);
        told
    });
    Ok(listed.collect())
}

/// The role to which a task that has nobody is listed.
fn lead(live: &Live, task: &Task) -> Option<NameId> {
    let (desk, world) = (&*live.desk, &live.world);
    let nobody = task.assignee.is_none() && task.role.is_none() && task.kind != TaskKind::Clock;
    let record = world.record(task.record).filter(|_| nobody)?;
    let rule = desk.workflow(record.workflow)?.tasks.get(&task.name)?;
    lead_of(desk, world, task.record, &rule.who)
}

/// Which incidents are listed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WhichIncidents {
    desk: Option<String>,
    /// Settled ones too.
    all: Option<bool>,
}

pub(super) async fn incidents(
    State(api): State<Api>,
    Query(which): Query<WhichIncidents>,
    headers: HeaderMap,
) -> Given {
    let lang = api.lang(&headers);
    let reader = text_of(&headers, "casework-person");
    let listed = api.read(lang, move |office| {
        incidents_json(office, &which, reader.as_deref())
    });
    Ok(Body(listed.await?).into_response())
}

fn incidents_json(office: &Office, which: &WhichIncidents, reader: Option<&str>) -> Json {
    let desks = office.desks().iter();
    let desks = desks.filter(|(name, _)| which.desk.as_ref().is_none_or(|desk| desk == *name));
    let listed = desks.flat_map(|(name, live)| {
        let all = which.all == Some(true);
        // Who is none of a desk's people sees none of its incidents.
        let sees = seen_by(live, reader).ok();
        let seen = move |incident: &&Incident| {
            let record = incident.record;
            sees.is_some_and(|sees| record.is_none_or(|no| sees.record(no)))
        };
        let shown = live
            .world
            .incidents()
            .filter(move |incident| all || incident.closed.is_none())
            .filter(seen);
        shown.map(move |incident| {
            let record = incident.record.and_then(|no| live.world.record(no));
            let task = incident.task.and_then(|no| live.world.task(no));
            let text = |name: NameId| live.desk.names.text(name);
            let lead = incident_lead(live, incident);
            json!({
                "desk": name,
                "no": incident.no.0,
                "record": record.map(|record| record.code.as_str()),
                "task": task.map(|task| text(task.name)),
                "notice": incident.notice.map(text),
                "lead": lead.map(text),
                "line": incident.line.0,
                "opened": incident.opened.to_string(),
                "closed": incident.closed.map(|at| at.to_string()),
                "why": incident.why.as_str(),
            })
        })
    });
    listed.collect()
}

/// The role that is to hear of an incident: where somebody is missing, the lead of those.
fn incident_lead(live: &Live, incident: &Incident) -> Option<NameId> {
    let (desk, world) = (&*live.desk, &live.world);
    let record = world.record(incident.record?)?;
    let workflow = desk.workflow(record.workflow)?;
    let task = incident.task.and_then(|no| world.task(no));
    let who = match (task, incident.notice) {
        (Some(task), _) => &workflow.tasks.get(&task.name)?.who,
        (None, Some(notice)) => &workflow.notices.get(&notice)?.to,
        (None, None) => return None,
    };
    lead_of(desk, world, record.no, who)
}

/// How much of the outbox is listed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HowMany {
    limit: Option<u32>,
}

/// Whether a reader sees a notice: who does not see everything sees what goes to them or to a role they hold.
fn is_for(office: &Office, outgoing: &Outgoing, reader: Option<&str>) -> bool {
    let Some(word) = reader else {
        return true;
    };
    let Some(live) = office.desks().get(&outgoing.desk) else {
        return false;
    };
    let (desk, world) = (&*live.desk, &live.world);
    let to = &*outgoing.row.to;
    let role = desk.names.find(to);
    world.person(desk, word).is_some_and(|person| {
        Sees::of(desk, world, Some(person)).all()
            || to == world.word_of(desk, person)
            || role.is_some_and(|role| roles_of(desk, world, person).contains(&role))
    })
}

pub(super) async fn outbox(
    State(api): State<Api>,
    Query(how): Query<HowMany>,
    headers: HeaderMap,
) -> Given {
    let lang = api.lang(&headers);
    let limit = how.limit.unwrap_or(200).min(10_000);
    let reader = text_of(&headers, "casework-person");
    let waiting = api.read(lang, move |office| {
        let now = office.now();
        let waiting = office.store().outbox_pending(now, limit)?;
        let shown = waiting
            .into_iter()
            .filter(|outgoing| is_for(office, outgoing, reader.as_deref()));
        Ok::<_, crate::store::StoreError>(shown.collect::<Vec<_>>())
    });
    let waiting = waiting
        .await?
        .map_err(|error| Problem::failed(&error.into(), lang))?;
    let listed = waiting.iter().map(|outgoing| {
        json!({
            "id": outgoing.id,
            "desk": outgoing.desk,
            "line": outgoing.row.line.0,
            "notice": outgoing.row.notice,
            "to": outgoing.row.to,
            "template": outgoing.row.template,
            "body": outgoing.row.body,
            "created": outgoing.row.created.to_string(),
            "attempts": outgoing.attempts,
        })
    });
    Ok(Body(listed.collect::<Vec<Json>>()).into_response())
}

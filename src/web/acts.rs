//! What people do: open, report, answer, retry.

use axum::Json as Body;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::problem::{Problem, text_of};
use super::router::{Api, Given, Three, Two};
use crate::daemon::{Answer, DaemonError, Request, Sender};
use crate::model::IncidentNo;
use crate::model::catalogue::{Lang, Reason};
use crate::world::Act;

/// What an act brings along.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Brought {
    /// The workflow, where a record is opened.
    workflow: Option<String>,
    /// The outcome, where a task is answered.
    outcome: Option<String>,
    /// Values by field name, and `remark`.
    #[serde(default)]
    with: Map<String, Json>,
    /// The sender's key.
    key: Option<String>,
    /// When it happened.
    occurred: Option<String>,
}

type Sent = Result<Bytes, BytesRejection>;

fn brought(sent: Sent, lang: Lang) -> Result<Brought, Problem> {
    let bytes = sent.map_err(|rejection| {
        let reason = Reason::new("request-unreadable").with("detail", rejection.body_text());
        Problem::one(rejection.status(), reason, lang)
    })?;
    if bytes.is_empty() {
        return Ok(Brought::default());
    }
    serde_json::from_slice(&bytes).map_err(|error| Problem::unreadable(&error.to_string(), lang))
}

pub(super) async fn open(
    State(api): State<Api>,
    Path(desk): Path<String>,
    headers: HeaderMap,
    sent: Sent,
) -> Given {
    let lang = api.lang(&headers);
    let brought = brought(sent, lang)?;
    let Some(workflow) = brought.workflow.clone() else {
        return Err(Problem::unreadable("`workflow` is missing", lang));
    };
    act(&api, &headers, (desk, Act::Open(workflow)), brought).await
}

pub(super) async fn event(
    State(api): State<Api>,
    Path((desk, record, event)): Three,
    headers: HeaderMap,
    sent: Sent,
) -> Given {
    let brought = brought(sent, api.lang(&headers))?;
    act(
        &api,
        &headers,
        (desk, Act::Report { record, event }),
        brought,
    )
    .await
}

pub(super) async fn answer(
    State(api): State<Api>,
    Path((desk, record, task)): Three,
    headers: HeaderMap,
    sent: Sent,
) -> Given {
    let brought = brought(sent, api.lang(&headers))?;
    let outcome = brought.outcome.clone().unwrap_or_else(|| "done".to_owned());
    let act_ = Act::Answer {
        record,
        task,
        outcome,
    };
    act(&api, &headers, (desk, act_), brought).await
}

pub(super) async fn retry_of(
    State(api): State<Api>,
    Path((desk, no)): Two,
    headers: HeaderMap,
    sent: Sent,
) -> Given {
    let lang = api.lang(&headers);
    let brought = brought(sent, lang)?;
    let no: u32 = no
        .parse()
        .map_err(|_| Problem::unreadable("an incident is named by its number", lang))?;
    act(&api, &headers, (desk, Act::Retry(IncidentNo(no))), brought).await
}

/// Whose incident it is, where more than one desk runs.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Whose {
    desk: Option<String>,
}

pub(super) async fn retry(
    state: State<Api>,
    Path(no): Path<String>,
    Query(whose): Query<Whose>,
    headers: HeaderMap,
    sent: Sent,
) -> Given {
    let lang = state.lang(&headers);
    let desk = match whose.desk {
        Some(desk) => desk,
        None => {
            let only = state.read(lang, |office| {
                let mut names = office.desks().keys();
                names.next().cloned().filter(|_| names.next().is_none())
            });
            let only = only.await?;
            only.ok_or_else(|| Problem::unreadable("say whose: `?desk=NAME`", lang))?
        }
    };
    retry_of(state, Path((desk, no)), headers, sent).await
}

async fn act(
    api: &Api,
    headers: &HeaderMap,
    (desk, act): (String, Act),
    brought: Brought,
) -> Given {
    let lang = api.lang(headers);
    let person = text_of(headers, "casework-person");
    // A key that cannot be read must not be dropped: sent again, the event would happen twice.
    let unread = |name: &str| headers.contains_key(name) && text_of(headers, name).is_none();
    let mut names = ["idempotency-key", "casework-source"].into_iter();
    if let Some(name) = names.find(|name| unread(name)) {
        let detail = format!("the header `{name}` is empty or no UTF-8");
        return Err(Problem::unreadable(&detail, lang));
    }
    let key = text_of(headers, "idempotency-key").or(brought.key);
    let source = text_of(headers, "casework-source");
    let sender = key.map(|key| Sender {
        source: source
            .or_else(|| person.clone())
            .unwrap_or_else(|| "api".to_owned()),
        key,
    });
    let request = Request {
        desk,
        act,
        person,
        with: brought.with,
        occurred: brought.occurred,
        sender,
    };
    let answer = api.writer.act(request);
    let answer = answer.map_err(|error| Problem::failed(&error, lang))?;
    match answer.await {
        Ok(Ok(Answer::Done(done))) => Ok(done_response(&done, lang)),
        Ok(Ok(Answer::Refused(refused))) => Err(Problem::new(refused, lang)),
        Ok(Err(reason)) => Err(Problem::one(StatusCode::SERVICE_UNAVAILABLE, reason, lang)),
        Err(_) => Err(Problem::failed(&DaemonError::Ended, lang)),
    }
}

fn done_response(done: &crate::daemon::Done, lang: Lang) -> Response {
    let mut shown = serde_json::to_value(done).unwrap_or(Json::Null);
    if let (Some(shown), Some(label)) = (shown.as_object_mut(), &done.state_label) {
        shown.insert("state_label".to_owned(), Json::from(label.render(lang)));
    }
    let body = Body(&shown).into_response();
    let (Some(code), true) = (&done.record, done.opened) else {
        return body;
    };
    let place = format!("/desks/{}/records/{code}", done.desk);
    let mut response = (StatusCode::CREATED, body).into_response();
    // A code with signs a header cannot carry is found in the body.
    if let Ok(place) = place.parse() {
        response.headers_mut().insert(header::LOCATION, place);
    }
    response
}

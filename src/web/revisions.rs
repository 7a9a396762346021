//! Revisions: which there are, what staging found, and publishing.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json as Body;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::problem::{Problem, text_of};
use super::router::{Api, Given};
use crate::daemon::{Approval, DaemonError, Office, Verdict, word};
use crate::engine::Desk;
use crate::model::Instant;
use crate::model::catalogue::{Lang, Reason};
use crate::store::{RevisionInfo, RevisionStatus, Staged, StoreError};
use crate::world::local;

pub(super) async fn list(State(api): State<Api>, headers: HeaderMap) -> Given {
    let lang = api.lang(&headers);
    let read = api.read(lang, |office| known(office)).await?;
    let known = read.map_err(|error| Problem::failed(&error.into(), lang))?;
    let shown = known
        .revisions
        .iter()
        .map(|info| revision_json(info, &known, lang));
    Ok(Body(shown.collect::<Vec<_>>()).into_response())
}

pub(super) async fn one(
    State(api): State<Api>,
    Path(revision): Path<String>,
    headers: HeaderMap,
) -> Given {
    let lang = api.lang(&headers);
    let read = api.read(lang, |office| known(office)).await?;
    let known = read.map_err(|error| Problem::failed(&error.into(), lang))?;
    let Some(info) = find(&known.revisions, &revision) else {
        return Err(unknown(&revision, lang));
    };
    let staged = known.staged.get(&info.no.0);
    let mut shown = revision_json(info, &known, lang);
    let report: Option<Json> = staged.and_then(|staged| serde_json::from_str(&staged.report).ok());
    if let Some(shown) = shown.as_object_mut() {
        let mut report = report.unwrap_or(Json::Null);
        let spoken = match lang {
            Lang::Zh => "zh",
            Lang::En => "en",
        };
        if let Some(report) = report.as_object_mut() {
            let said = report
                .get("diagnostics")
                .and_then(|both| both.get(spoken))
                .cloned();
            report.insert("diagnostics".to_owned(), said.unwrap_or(Json::Null));
            let desks = report.get_mut("dry_run").and_then(Json::as_object_mut);
            for dry in desks.into_iter().flat_map(|desks| desks.values_mut()) {
                if let Some(text) = dry.get_mut("text") {
                    *text = text.get(spoken).cloned().unwrap_or(Json::Null);
                }
            }
        }
        shown.insert("report".to_owned(), report);
    }
    Ok(Body(shown).into_response())
}

/// Revisions, what is staged of them, and what each desk runs.
struct Known {
    revisions: Vec<RevisionInfo>,
    staged: BTreeMap<u32, Staged>,
    live: BTreeMap<String, String>,
    /// The rules of the first desk: its zone is that of the times shown.
    desk: Option<Arc<Desk>>,
}

impl Known {
    /// An instant as people of the desk read it, its zone behind it.
    fn local(&self, at: Instant) -> String {
        match &self.desk {
            Some(desk) => format!("{} {}", local(desk, at), desk.calendar.zone().name()),
            None => format!("{at}"),
        }
    }
}

fn known(office: &Office) -> Result<Known, StoreError> {
    let staged = office.store().staged()?.into_iter();
    let live = office
        .desks()
        .iter()
        .map(|(name, live)| (name.clone(), live.hash.clone()));
    let first = office.desks().values().next();
    Ok(Known {
        revisions: office.store().revisions()?,
        staged: staged.map(|staged| (staged.revision.0, staged)).collect(),
        live: live.collect(),
        desk: first.map(|live| Arc::clone(&live.desk)),
    })
}

/// By number, or by the beginning of the hash.
fn find<'r>(revisions: &'r [RevisionInfo], word: &str) -> Option<&'r RevisionInfo> {
    let by_number = word.parse::<u32>().ok();
    let by_number = by_number.and_then(|no| revisions.iter().find(|info| info.no.0 == no));
    by_number.or_else(|| {
        let mut fitting = revisions.iter().filter(|info| info.hash.starts_with(word));
        let first = fitting.next().filter(|_| word.len() >= 6);
        first.filter(|_| fitting.next().is_none())
    })
}

fn unknown(revision: &str, lang: Lang) -> Problem {
    let reason = Reason::new("revision-unknown").with("revision", revision);
    Problem::one(StatusCode::NOT_FOUND, reason.about(revision), lang)
}

fn revision_json(info: &RevisionInfo, known: &Known, lang: Lang) -> Json {
    let staged = known.staged.get(&info.no.0);
    let runs = known.live.iter().filter(|(_, hash)| **hash == info.hash);
    let mut shown = json!({
        "revision": info.no.0,
        "hash": info.hash,
        "at": info.at.to_string(),
        "at_local": known.local(info.at),
        "status": match info.status {
            RevisionStatus::Kept => "kept",
            RevisionStatus::Staged => "staged",
            RevisionStatus::Active => "active",
            RevisionStatus::Retired => "retired",
        },
        "desks": runs.map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
    });
    let verdict = staged.and_then(|staged| serde_json::from_str::<Verdict>(&staged.verdict).ok());
    if let (Some(shown), Some(staged), Some(verdict)) = (shown.as_object_mut(), staged, verdict) {
        let reasons = verdict.reasons.iter().map(|reason| {
            json!({ "id": reason.id, "detail": reason.text(lang), "help": reason.help(lang), "at": reason.at })
        });
        let found = json!({
            "verdict": verdict.kind,
            "says": Reason::new(word(verdict.kind)).text(lang),
            "reasons": reasons.collect::<Vec<_>>(),
            "digest": staged.digest,
            "desks": verdict.desks,
            "at": staged.at.to_string(),
            "at_local": known.local(staged.at),
        });
        shown.insert("staged".to_owned(), found);
    }
    shown
}

/// What a publication names.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Seen {
    digest: String,
    /// In what words it was prompted, where the right `publish` asks for them.
    prompt: Option<String>,
    /// Who prompted it.
    prompted_by: Option<String>,
}

pub(super) async fn publish(
    State(api): State<Api>,
    Path(revision): Path<String>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Given {
    let lang = api.lang(&headers);
    let seen: Seen = serde_json::from_slice(&bytes)
        .map_err(|error| Problem::unreadable(&error.to_string(), lang))?;
    let Some(person) = text_of(&headers, "casework-person") else {
        return Err(Problem::one(
            StatusCode::FORBIDDEN,
            Reason::new("nobody-acts"),
            lang,
        ));
    };
    let wanted = revision.clone();
    let published = api.read(lang, move |office| {
        let revisions = office.store().revisions()?;
        let Some(no) = find(&revisions, &wanted).map(|info| info.no) else {
            return Ok(None);
        };
        let approval = Approval {
            digest: &seen.digest,
            person: Some(&person),
            prompt: seen.prompt.as_deref(),
            prompted_by: seen.prompted_by.as_deref(),
        };
        Ok::<_, DaemonError>(Some((no, office.publish(no, &approval)?)))
    });
    let published = published
        .await?
        .map_err(|error| Problem::failed(&error, lang))?;
    match published {
        None => Err(unknown(&revision, lang)),
        Some((no, Ok(desks))) => {
            tracing::info!(
                revision = no.0,
                desks = desks.join(", "),
                "revision published"
            );
            Ok(Body(json!({ "revision": no.0, "desks": desks })).into_response())
        }
        Some((_, Err(refused))) => Err(Problem::new(refused, lang)),
    }
}

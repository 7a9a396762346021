//! The addresses, what all of them share, and where may be listened.

use std::net::SocketAddr;
use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json as Body, Router};
use serde_json::{Value as Json, json};

use super::problem::{Problem, language, text_of};
use super::{acts, history, lists, revisions};
use crate::daemon::{DaemonError, Live, Office, Refused, Writer, audit, unknown_person};
use crate::engine::Sees;
use crate::model::catalogue::{Lang, Reason};
use crate::store::{Access, SqliteStore, Store};
use crate::world::World;

/// The most bytes a request may have.
const MOST: usize = 1024 * 1024;

/// What all handlers share.
#[derive(Clone, Debug)]
pub struct Api {
    pub(super) writer: Writer,
    pub(super) data: Arc<PathBuf>,
    pub(super) lang: Lang,
}

impl Api {
    /// For a writer and its data file; `lang` is spoken where none is asked.
    #[must_use]
    pub fn new(writer: Writer, data: PathBuf, lang: Lang) -> Api {
        Api {
            writer,
            data: Arc::new(data),
            lang,
        }
    }

    pub(super) fn lang(&self, headers: &HeaderMap) -> Lang {
        language(headers, self.lang)
    }

    /// Reads from what the writer owns.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        lang: Lang,
        work: impl FnOnce(&mut Office) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let answer = self.writer.with(work);
        let answer = answer.map_err(|error| Problem::failed(&error, lang))?;
        answer
            .await
            .map_err(|_| Problem::failed(&DaemonError::Ended, lang))
    }

    /// Reads from one desk as whoever the request names; where it names nobody, as this machine's owner.
    pub(super) async fn read_desk_as<T: Send + 'static>(
        &self,
        headers: &HeaderMap,
        desk: String,
        work: impl FnOnce(&Live, Sees<'_, World>) -> Result<T, Refused> + Send + 'static,
    ) -> Result<T, Problem> {
        let reader = text_of(headers, "casework-person");
        let work = move |live: &Live| {
            let sees = seen_by(live, reader.as_deref())?;
            work(live, sees)
        };
        self.read_desk(self.lang(headers), desk, work).await
    }

    /// Reads from one desk.
    pub(super) async fn read_desk<T: Send + 'static>(
        &self,
        lang: Lang,
        desk: String,
        work: impl FnOnce(&Live) -> Result<T, Refused> + Send + 'static,
    ) -> Result<T, Problem> {
        let read = self.read(lang, move |office| match office.desk(&desk) {
            Ok(live) => work(live),
            Err((status, reason)) => Err(Refused::one(status, reason)),
        });
        read.await?.map_err(|refused| Problem::new(refused, lang))
    }
}

/// What a reader sees of a desk.
pub(super) fn seen_by<'l>(
    live: &'l Live,
    reader: Option<&str>,
) -> Result<Sees<'l, World>, Refused> {
    let (desk, world) = (&*live.desk, &live.world);
    let Some(word) = reader else {
        return Ok(Sees::of(desk, world, None));
    };
    let person = world
        .person(desk, word)
        .ok_or_else(|| Refused::one(403, unknown_person(desk, world, word)))?;
    Ok(Sees::of(desk, world, Some(person)))
}

/// What a handler gives.
pub(super) type Given = Result<Response, Problem>;

/// All addresses.
pub fn router(api: Api) -> Router {
    Router::new()
        .route("/health", get(health))
        .route("/verify", get(verified))
        .route("/desks", get(lists::desks))
        .route(
            "/desks/{desk}/records",
            get(lists::records).post(acts::open),
        )
        .route("/desks/{desk}/records/{code}", get(history::record))
        .route(
            "/desks/{desk}/records/{code}/events/{event}",
            post(acts::event),
        )
        .route(
            "/desks/{desk}/records/{code}/tasks/{task}",
            post(acts::answer),
        )
        .route("/desks/{desk}/tasks", get(lists::tasks))
        .route("/desks/{desk}/incidents/{no}/retry", post(acts::retry_of))
        .route("/incidents", get(lists::incidents))
        .route("/incidents/{no}/retry", post(acts::retry))
        .route("/outbox", get(lists::outbox))
        .route("/revisions", get(revisions::list))
        .route("/revisions/{revision}", get(revisions::one))
        .route("/revisions/{revision}/publish", post(revisions::publish))
        .fallback(nothing)
        .layer(DefaultBodyLimit::max(MOST))
        .layer(from_fn_with_state(api.clone(), as_problem))
        .with_state(api)
}

/// What the framework refuses by itself (a method, a path or a query that cannot be read) is told like everything else.
async fn as_problem(State(api): State<Api>, request: Request, next: Next) -> Response {
    let lang = api.lang(request.headers());
    let method = request.method().clone();
    let response = next.run(request).await;
    let status = response.status();
    let fails = status.is_client_error() || status.is_server_error();
    if !fails
        || response
            .headers()
            .get(header::CONTENT_TYPE)
            .is_some_and(is_problem)
    {
        return response;
    }
    let said = axum::body::to_bytes(response.into_body(), MOST).await;
    let said = said.unwrap_or_default();
    let detail = match said.is_empty() {
        true => format!("{status}: {method}"),
        false => String::from_utf8_lossy(&said).into_owned(),
    };
    let reason = Reason::new("request-unreadable").with("detail", detail);
    Problem::one(status, reason, lang).into_response()
}

fn is_problem(kind: &HeaderValue) -> bool {
    kind.as_bytes().starts_with(b"application/problem+json")
}

async fn nothing(State(api): State<Api>, headers: HeaderMap) -> Problem {
    let lang = api.lang(&headers);
    Problem::one(StatusCode::NOT_FOUND, Reason::new("request-unknown"), lang)
}

async fn health(State(api): State<Api>, headers: HeaderMap) -> Given {
    let lang = api.lang(&headers);
    let health = api
        .read(lang, move |office| health_json(office, lang))
        .await?;
    Ok(Body(health).into_response())
}

fn health_json(office: &Office, lang: Lang) -> Json {
    let desks = office.desks().iter().map(|(name, live)| {
        let shown = json!({
            "line": live.world.last_line().0,
            "revision": live.hash,
            "next_due": live.world.next_due().map(|due| due.to_string()),
        });
        (name.clone(), shown)
    });
    let idle = office.idle().iter().map(|(name, why)| {
        let why: Vec<String> = why.iter().map(|reason| reason.text(lang)).collect();
        (name.clone(), json!(why))
    });
    json!({
        "status": "ok",
        "version": env!("CARGO_PKG_VERSION"),
        "now": office.now().to_string(),
        "desks": desks.collect::<serde_json::Map<_, _>>(),
        "idle": idle.collect::<serde_json::Map<_, _>>(),
    })
}

async fn verified(State(api): State<Api>, headers: HeaderMap) -> Given {
    let lang = api.lang(&headers);
    let data = Arc::clone(&api.data);
    let found = tokio::task::spawn_blocking(move || audited(&data)).await;
    let found = found.map_err(|error| DaemonError::Broke(error.to_string()));
    let found = found.and_then(|found| found);
    let found = found.map_err(|error| Problem::failed(&error, lang))?;
    Ok(Body(found).into_response())
}

/// Verifies every desk, beside the writer.
fn audited(data: &FilePath) -> Result<Json, DaemonError> {
    let store = SqliteStore::open(data, Access::ReadOnly)?;
    let mut clean = true;
    let mut desks = Vec::new();
    for desk in store.desks()? {
        let verified = audit(&store, &desk.name)?;
        clean &= verified.is_fine();
        let differences = verified.differences.iter().map(|difference| {
            json!({
                "line": difference.line.0,
                "what": difference.what,
                "stored": difference.stored,
                "derived": difference.derived,
            })
        });
        desks.push(json!({
            "desk": desk.name,
            "lines": verified.lines,
            "count": verified.count,
            "differences": differences.collect::<Vec<_>>(),
        }));
    }
    Ok(json!({ "clean": clean, "desks": desks }))
}

/// A path's parts that could not be read never reach a handler; this keeps their types short.
pub(super) type Two = Path<(String, String)>;
/// Likewise, three parts.
pub(super) type Three = Path<(String, String, String)>;

/// An address that may be listened on: without accounts, only this machine's own.
///
/// # Errors
/// The reason where it may not, or is none.
pub fn loopback(text: &str) -> Result<SocketAddr, Reason> {
    let text = text.replacen("localhost:", "127.0.0.1:", 1);
    let address: SocketAddr = text
        .parse()
        .map_err(|_| Reason::new("listen-unreadable").with("address", text.as_str()))?;
    if address.ip().is_loopback() {
        Ok(address)
    } else {
        Err(Reason::new("listen-elsewhere").with("address", text.as_str()))
    }
}

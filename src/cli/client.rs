//! How commands reach the data: through the daemon where one runs, else by taking its place for one command, with the same
//! writer and the same interface in this process. Never a second writer.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{Method, Request, Response, header};
use serde_json::{Map, Value as Json};
use tower::ServiceExt;

use super::place::{Found, Place};
use super::{Exit, Global, print};
use crate::daemon::{DaemonError, Service, Stages, WallClock, address_file};
use crate::model::catalogue::{Lang, Reason, message};
use crate::store::StoreError;
use crate::web::{Api, router};

/// How long a data file in use is waited for: its daemon may just be starting, or another command at work.
const PATIENCE: Duration = Duration::from_secs(10);
const BETWEEN: Duration = Duration::from_millis(50);
/// The most bytes an answer may have.
const MOST: usize = 256 * 1024 * 1024;

/// Options of every command that acts on data.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Common {
    #[command(flatten)]
    place: Place,
    /// The desk (not needed where there is only one)
    #[arg(long)]
    desk: Option<String>,
    /// Who acts: a person's key or code
    #[arg(long = "as", value_name = "PERSON")]
    actor: Option<String>,
    /// Print the interface's JSON
    #[arg(long)]
    pub(crate) json: bool,
}

impl Common {
    /// The options that say where, as they were given, each after a blank: for commands that can be pasted.
    pub(crate) fn place_said(&self) -> String {
        let mut said = String::new();
        if self.place.dir != Path::new(".") {
            said.push_str(&format!(" --dir {}", self.place.dir.display()));
        }
        if let Some(data) = &self.place.data {
            said.push_str(&format!(" --data {}", data.display()));
        }
        said
    }
}

/// The way to the data.
pub(crate) struct Client {
    way: Way,
    pub(crate) lang: Lang,
    desk: Option<String>,
    person: Option<String>,
    /// Print JSON as it came.
    pub(crate) json: bool,
}

enum Way {
    Daemon {
        agent: ureq::Agent,
        base: String,
    },
    Here {
        runtime: tokio::runtime::Runtime,
        router: axum::Router,
        service: Service,
    },
}

/// What was answered.
pub(crate) struct Answered {
    pub(crate) status: u16,
    pub(crate) body: Json,
}

/// What makes a request happen once.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct Once {
    /// A key of your own: sent again with the same key it happens once
    #[arg(long)]
    key: Option<String>,
    /// Whose keys these are (default: the person)
    #[arg(long, requires = "key")]
    source: Option<String>,
    /// When it happened, where that was not now
    #[arg(long, value_name = "TIME")]
    pub(crate) occurred: Option<String>,
}

/// Several desks could be meant.
fn which(desks: &[String]) -> Exit {
    eprintln!("casework: say which desk with --desk: {}", desks.join(", "));
    Exit::Usage
}

impl Client {
    /// Finds the daemon, or takes its place.
    pub(crate) fn open(global: &Global, common: &Common) -> Result<Client, Exit> {
        let found = common.place.find()?;
        let lang = global.lang.unwrap_or(found.settings.language);
        Ok(Client {
            way: way(&found, lang)?,
            lang,
            desk: common.desk.clone(),
            person: common.actor.clone(),
            json: common.json,
        })
    }

    /// Reads from an address.
    pub(crate) fn get(&self, path: &str) -> Result<Answered, Exit> {
        self.call(Method::GET, path, None, &Once::default())
    }

    /// Sends to an address.
    pub(crate) fn post(&self, path: &str, body: &Json, once: &Once) -> Result<Answered, Exit> {
        self.call(Method::POST, path, Some(body), once)
    }

    /// The desk named, or the only one that has a record of this code or key.
    pub(crate) fn desk_of(&self, record: &str) -> Result<String, Exit> {
        if self.desk.is_some() {
            return self.desk();
        }
        let names = self.desks()?;
        let mut having = Vec::new();
        for name in &names {
            let path = format!("/desks/{}/records/{record}", encoded(name));
            if names.len() == 1 || self.get(&path)?.status == 200 {
                having.push(name.clone());
            }
        }
        match having.as_slice() {
            [only] => Ok(encoded(only)),
            [] => {
                let said = message("refused-no-record", self.lang, &[("code", record)]);
                eprintln!("casework: {said}");
                Err(Exit::Refused)
            }
            several => Err(which(several)),
        }
    }

    /// The desks that are live.
    fn desks(&self) -> Result<Vec<String>, Exit> {
        let answered = self.get("/desks")?;
        let desks = answered.body.as_array().map_or(&[][..], Vec::as_slice);
        let names = desks.iter().filter_map(|desk| desk.get("desk")?.as_str());
        Ok(names.map(str::to_owned).collect())
    }

    /// The desk named, or the only one.
    pub(crate) fn desk(&self) -> Result<String, Exit> {
        if let Some(desk) = &self.desk {
            return Ok(encoded(desk));
        }
        let names = self.desks()?;
        match names.as_slice() {
            [only] => Ok(encoded(only)),
            [] => {
                eprintln!("casework: no desk is live; `casework revisions` says why");
                Err(Exit::Unusable)
            }
            several => Err(which(several)),
        }
    }

    /// Reads a list from the desk named, or from all of them, one after the other.
    pub(crate) fn get_lists(&self, rest: &str) -> Result<Answered, Exit> {
        let names = match &self.desk {
            Some(desk) => vec![desk.clone()],
            None => self.desks()?,
        };
        let (mut all, mut answers, mut refused) = (Vec::new(), 0, None);
        for name in &names {
            let answered = self.get(&format!("/desks/{}/{rest}", encoded(name)))?;
            match answered.body {
                Json::Array(list) if answered.status == 200 => {
                    answers += 1;
                    all.extend(list);
                }
                body => refused = Some(Answered { body, ..answered }),
            }
        }
        // A person of one desk is unknown to the others: only where every desk refuses is that the answer.
        match refused {
            Some(refused) if answers == 0 => Ok(refused),
            _ => Ok(Answered {
                status: 200,
                body: Json::Array(all),
            }),
        }
    }

    /// Ends a writer of our own.
    pub(crate) fn close(self) {
        if let Way::Here {
            runtime,
            router,
            service,
        } = self.way
        {
            drop(router);
            drop(runtime);
            if let Err(error) = service.stop() {
                eprintln!("casework: {}", error.chain());
            }
        }
    }

    fn call(
        &self,
        method: Method,
        path: &str,
        body: Option<&Json>,
        once: &Once,
    ) -> Result<Answered, Exit> {
        let language = match self.lang {
            Lang::Zh => "zh",
            Lang::En => "en",
        };
        let base = match &self.way {
            Way::Daemon { base, .. } => base.as_str(),
            Way::Here { .. } => "",
        };
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{base}{path}"))
            .header(header::ACCEPT_LANGUAGE, language)
            .header(header::CONTENT_TYPE, "application/json");
        let headers = [
            ("casework-person", &self.person),
            ("idempotency-key", &once.key),
            ("casework-source", &once.source),
        ];
        for (name, value) in headers {
            if let Some(value) = value {
                request = request.header(name, encoded(value));
            }
        }
        let text = body.map_or_else(String::new, Json::to_string);
        let request = request
            .body(text)
            .map_err(|error| unusable(&error.to_string()))?;
        let (status, text) = match &self.way {
            Way::Daemon { agent, .. } => remote(agent, request)?,
            Way::Here {
                runtime, router, ..
            } => here(runtime, router, request)?,
        };
        let body = serde_json::from_str(&text).unwrap_or(Json::String(text));
        Ok(Answered { status, body })
    }
}

fn way(found: &Found, lang: Lang) -> Result<Way, Exit> {
    let begun = Instant::now();
    loop {
        match Service::start(
            &found.dir,
            &found.data,
            Arc::new(WallClock),
            Stages::FirstRevision,
        ) {
            Ok(service) => return ours(found, lang, service),
            Err(DaemonError::Store(StoreError::InUse)) => {}
            Err(error) => return Err(unusable(&error.chain())),
        }
        if let Some(way) = theirs(&found.data) {
            return Ok(way);
        }
        if begun.elapsed() > PATIENCE {
            let reason = Reason::new("data-in-use");
            super::tell(&reason.with("path", found.data.display().to_string()), lang);
            return Err(Exit::Unusable);
        }
        std::thread::sleep(BETWEEN);
    }
}

fn ours(found: &Found, lang: Lang, service: Service) -> Result<Way, Exit> {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let runtime = runtime.map_err(|error| unusable(&error.to_string()))?;
    let api = Api::new(service.writer.clone(), found.data.clone(), lang);
    Ok(Way::Here {
        runtime,
        router: router(api),
        service,
    })
}

/// The daemon that has the data file, if it says where it is and answers.
fn theirs(data: &Path) -> Option<Way> {
    let address = std::fs::read_to_string(address_file(data)).ok()?;
    let base = format!("http://{}", address.trim());
    let config = ureq::Agent::config_builder().http_status_as_error(false);
    let agent: ureq::Agent = config.build().into();
    agent.get(format!("{base}/health")).call().ok()?;
    Some(Way::Daemon { agent, base })
}

fn remote(agent: &ureq::Agent, request: Request<String>) -> Result<(u16, String), Exit> {
    let mut response = agent
        .run(request)
        .map_err(|error| unusable(&error.to_string()))?;
    let status = response.status().as_u16();
    let text = response
        .body_mut()
        .with_config()
        .limit(MOST as u64)
        .read_to_string();
    Ok((status, text.map_err(|error| unusable(&error.to_string()))?))
}

fn here(
    runtime: &tokio::runtime::Runtime,
    router: &axum::Router,
    request: Request<String>,
) -> Result<(u16, String), Exit> {
    runtime.block_on(async {
        let answer = router.clone().oneshot(request.map(Body::from)).await;
        let response: Response<Body> = match answer {
            Ok(response) => response,
            Err(never) => match never {},
        };
        let status = response.status().as_u16();
        let bytes = axum::body::to_bytes(response.into_body(), MOST).await;
        let bytes = bytes.map_err(|error| unusable(&error.to_string()))?;
        Ok((status, String::from_utf8_lossy(&bytes).into_owned()))
    })
}

fn unusable(why: &str) -> Exit {
    eprintln!("casework: {why}");
    Exit::Unusable
}

/// Percent-encodes what an address or a header cannot carry as it is.
pub(crate) fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                out.push(char::from(byte));
            }
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

/// Runs a command on the data: prints what `text` makes of a good answer, or the problem.
pub(crate) fn with_client(
    global: &Global,
    common: &Common,
    ask: impl FnOnce(&Client) -> Result<Answered, Exit>,
    text: impl FnOnce(&Json, Lang) -> String,
) -> Exit {
    // A slip in `--data` must not make a file: only opening a first record may.
    if let Some(data) = common.place.data.as_ref().filter(|data| !data.exists()) {
        let lang = global.lang.unwrap_or_else(|| common.place.language());
        missing(data, lang);
        return Exit::Unusable;
    }
    with_client_or_new(global, common, ask, text)
}

/// There is no data file of this name.
pub(crate) fn missing(data: &Path, lang: Lang) {
    let reason = Reason::new("data-missing");
    super::tell(&reason.with("path", data.display().to_string()), lang);
}

/// The same, where the data file may be made.
pub(crate) fn with_client_or_new(
    global: &Global,
    common: &Common,
    ask: impl FnOnce(&Client) -> Result<Answered, Exit>,
    text: impl FnOnce(&Json, Lang) -> String,
) -> Exit {
    let client = match Client::open(global, common) {
        Ok(client) => client,
        Err(exit) => return exit,
    };
    let exit = match ask(&client) {
        Ok(answered) => tell(&client, &answered, text),
        Err(exit) => exit,
    };
    client.close();
    exit
}

fn tell(client: &Client, answered: &Answered, text: impl FnOnce(&Json, Lang) -> String) -> Exit {
    let fine = answered.status < 400;
    if client.json {
        print(&format!("{:#}\n", answered.body));
    } else if fine {
        print(&text(&answered.body, client.lang));
    } else {
        problem(&answered.body);
    }
    match answered.status {
        0..400 => Exit::Fine,
        400..500 => Exit::Refused,
        _ => Exit::Unusable,
    }
}

fn problem(body: &Json) {
    let reasons = body.get("reasons").and_then(Json::as_array);
    for reason in reasons.into_iter().flatten() {
        eprintln!("casework: {}", word(reason, "detail"));
        if let Some(help) = reason.get("help").and_then(Json::as_str) {
            eprintln!("  {help}");
        }
    }
    if reasons.is_none_or(Vec::is_empty) {
        eprintln!("casework: {body}");
    }
}

/// A text of an object; `—` where there is none.
pub(crate) fn word(object: &Json, key: &str) -> String {
    match object.get(key) {
        Some(Json::String(text)) => text.clone(),
        None | Some(Json::Null) => "—".to_owned(),
        Some(other) => other.to_string(),
    }
}

/// `NAME=VALUE` pairs as an object. A value in braces or brackets is JSON, for forms and lists.
pub(crate) fn values(pairs: &[String]) -> Result<Map<String, Json>, Exit> {
    let mut with = Map::new();
    for pair in pairs {
        let Some((name, value)) = pair.split_once('=') else {
            eprintln!("casework: write `{pair}` as NAME=VALUE");
            return Err(Exit::Usage);
        };
        let json = value.starts_with(['{', '[']);
        let json = json.then(|| serde_json::from_str(value).ok()).flatten();
        with.insert(name.to_owned(), json.unwrap_or_else(|| Json::from(value)));
    }
    Ok(with)
}

/// Columns, each as wide as its widest cell; Chinese characters count two.
pub(crate) fn columns(rows: &[Vec<String>]) -> String {
    let most = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..most)
        .map(|at| {
            rows.iter()
                .filter_map(|row| row.get(at))
                .map(|cell| width(cell))
                .max()
                .unwrap_or(0)
        })
        .collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, most) in row.iter().zip(&widths) {
            line.push_str(cell);
            line.push_str(&" ".repeat(most.saturating_sub(width(cell)) + 2));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

fn width(text: &str) -> usize {
    text.chars()
        .map(|c| if u32::from(c) >= 0x1100 { 2 } else { 1 })
        .sum()
}

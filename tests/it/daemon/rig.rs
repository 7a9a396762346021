//! A daemon in a folder of its own, and the way to it over HTTP.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};
use tempfile::TempDir;

/// How long anything awaited may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Waits until something is there. Polls; never assumes how long a thing takes.
pub(super) fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begun.elapsed() < PATIENCE, "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// A configuration folder with one desk, and where its data lies.
pub(super) struct Shop {
    pub(super) dir: TempDir,
}

impl Shop {
    /// The shipped desk `fresh-bus` and what it uses.
    pub(super) fn new() -> Shop {
        let dir = tempfile::tempdir().unwrap();
        let from = Path::new(env!("CARGO_MANIFEST_DIR"));
        for part in [
            "casework.toml",
            "workflows/common",
            "workflows/fresh-bus",
            "rules",
        ] {
            copy(&from.join(part), &dir.path().join(part));
        }
        Shop { dir }
    }

    /// Takes another part of the shipped folder.
    pub(super) fn take(&self, part: &str) {
        let from = Path::new(env!("CARGO_MANIFEST_DIR"));
        copy(&from.join(part), &self.file(part));
    }

    /// Adds the other shipped desk.
    pub(super) fn with_studio(self) -> Shop {
        let from = Path::new(env!("CARGO_MANIFEST_DIR"));
        let studio = "workflows/model-studio";
        copy(&from.join(studio), &self.file(studio));
        self
    }

    pub(super) fn file(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    pub(super) fn data(&self) -> PathBuf {
        self.file("data/casework.db")
    }

    /// Puts one text in place of another, as an editor does: a new file is renamed over the old.
    pub(super) fn edit(&self, path: &str, old: &str, new: &str) {
        let file = self.file(path);
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.contains(old), "{path} has no `{old}`");
        let half = self.file("half-written");
        std::fs::write(&half, text.replace(old, new)).unwrap();
        std::fs::rename(&half, &file).unwrap();
    }

    /// Runs a command beside or in place of the daemon.
    pub(super) fn casework(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_casework"))
            .args(args)
            .current_dir(self.dir.path())
            .output()
            .unwrap()
    }

    pub(super) fn serve(&self) -> Daemon {
        self.serve_on("127.0.0.1:0")
    }

    pub(super) fn serve_on(&self, listen: &str) -> Daemon {
        self.serve_with(&["serve", "--listen", listen])
    }

    /// Serves a folder below this one, on the data of this one.
    pub(super) fn serve_of(&self, folder: &str) -> Daemon {
        let data = ["--listen", "127.0.0.1:0", "--data", "casework.db"];
        self.serve_with(&[&["serve", folder], &data[..]].concat())
    }

    fn serve_with(&self, args: &[&str]) -> Daemon {
        let mut child = Command::new(env!("CARGO_BIN_EXE_casework"))
            .args(args)
            .current_dir(self.dir.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::from(
                std::fs::File::options()
                    .create(true)
                    .append(true)
                    .open(self.file("log"))
                    .unwrap(),
            ))
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let base = line.trim().to_owned();
        assert!(base.starts_with("http://"), "{}", self.log());
        Daemon { child, base }
    }

    pub(super) fn log(&self) -> String {
        std::fs::read_to_string(self.file("log")).unwrap_or_default()
    }

    /// The people and the customer every test needs.
    pub(super) fn people(&self, daemon: &Daemon) {
        let open = |by: &str, workflow: &str, with: Json| {
            let body = json!({ "workflow": workflow, "with": with });
            let (status, answer) = daemon.post(by, "/desks/fresh-bus/records", &body);
            assert_eq!(status, 201, "{answer}");
        };
        open(
            "",
            "employee",
            json!({ "login": "qian", "name": "钱进", "roles": "manager" }),
        );
        for (login, role) in [
            ("zhao", "supervisor"),
            ("li", "specialist"),
            ("wang", "specialist"),
        ] {
            open(
                "qian",
                "employee",
                json!({ "login": login, "name": login, "roles": role }),
            );
        }
        open("li", "customer", json!({ "no": "k1", "name": "周" }));
    }

    /// Verifies the data; no command may find anything wrong with it.
    pub(super) fn verify(&self) {
        let output = self.casework(&["verify", "--json"]);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            output.status.success(),
            "{said}{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

pub(super) fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        std::fs::create_dir_all(to).unwrap();
        for entry in std::fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    } else {
        std::fs::copy(from, to).unwrap();
    }
}

/// A running daemon; killed when dropped.
pub(super) struct Daemon {
    pub(super) child: Child,
    pub(super) base: String,
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A client that takes every status as an answer.
pub(super) fn agent() -> ureq::Agent {
    let config = ureq::Agent::config_builder().http_status_as_error(false);
    config
        .timeout_global(Some(Duration::from_secs(30)))
        .build()
        .into()
}

impl Daemon {
    pub(super) fn get(&self, path: &str) -> Json {
        let mut response = agent().get(format!("{}{path}", self.base)).call().unwrap();
        let text = response
            .body_mut()
            .with_config()
            .limit(1 << 30)
            .read_to_string()
            .unwrap();
        serde_json::from_str(&text).unwrap()
    }

    pub(super) fn post(&self, by: &str, path: &str, body: &Json) -> (u16, Json) {
        self.post_keyed(by, path, body, None).unwrap()
    }

    /// With a key; fails where the daemon does not answer.
    pub(super) fn post_keyed(
        &self,
        by: &str,
        path: &str,
        body: &Json,
        key: Option<&str>,
    ) -> Result<(u16, Json), ureq::Error> {
        post(&agent(), &self.base, by, path, body, key)
    }

    /// Opens a complaint; gives its code.
    pub(super) fn complain(&self, by: &str) -> String {
        let body =
            json!({ "workflow": "complaint", "with": { "customer": "k1", "channel": "letter" } });
        let (status, answer) = self.post(by, "/desks/fresh-bus/records", &body);
        assert_eq!(status, 201, "{answer}");
        answer["record"].as_str().unwrap().to_owned()
    }

    /// Many complaints, by several clients at once.
    pub(super) fn complain_often(&self, count: usize) {
        std::thread::scope(|scope| {
            for client in 0..16 {
                scope.spawn(move || {
                    for _ in (client..count).step_by(16) {
                        self.complain("li");
                    }
                });
            }
        });
    }

    /// Waits until a saved folder was staged with a verdict; gives it.
    pub(super) fn staged(&self, after: u64, verdict: &str) -> Json {
        until(
            &format!("a revision after {after} that is {verdict}"),
            || {
                let revisions = self.get("/revisions");
                let newest = revisions.as_array()?.last()?.clone();
                let live = verdict == "live" && newest["status"] == "active";
                let fits = live || newest["staged"]["verdict"] == verdict;
                (fits && newest["revision"].as_u64()? > after).then_some(newest)
            },
        )
    }

    /// Tells it to end, and waits until it has.
    pub(super) fn terminate(mut self) {
        let pid = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &pid])
                .status()
                .unwrap()
                .success()
        );
        assert!(self.child.wait().unwrap().success());
    }
}

pub(super) fn post(
    agent: &ureq::Agent,
    base: &str,
    by: &str,
    path: &str,
    body: &Json,
    key: Option<&str>,
) -> Result<(u16, Json), ureq::Error> {
    let mut request = agent
        .post(format!("{base}{path}"))
        .header("content-type", "application/json")
        .header("accept-language", "en");
    if !by.is_empty() {
        request = request.header("casework-person", by);
    }
    if let Some(key) = key {
        request = request
            .header("idempotency-key", key)
            .header("casework-source", "test");
    }
    let mut response = request.send(body.to_string())?;
    let status = response.status().as_u16();
    let text = response.body_mut().read_to_string()?;
    Ok((
        status,
        serde_json::from_str(&text).unwrap_or(Json::String(text)),
    ))
}

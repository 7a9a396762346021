//! Saving stages: a folder whose hash changed is checked, compared with the living records and dry-run; then it goes live
//! by itself, or waits for a person, or is refused. The last good revision goes on meanwhile.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Map, Value as Json, json};

use super::error::DaemonError;
use super::gate::{self, Judge};
use super::office::Office;
use super::publish::{Approval, Verdict, VerdictKind};
use super::rehearse::rehearse;
use super::writer::Writer;
use crate::config::{
    Folder, Loaded, Settings, compat, load, look_ahead, name_running, report_json, spend,
};
use crate::engine::Desk;
use crate::model::catalogue::{Lang, Reason};
use crate::model::{Names, RevisionNo};
use crate::replay::DryRun;
use crate::store::{NewRevision, Staged};

/// How often a folder that changes while it is read is read again, and how long to wait between.
const READS: usize = 40;
const SETTLE: Duration = Duration::from_millis(300);

/// Stages what the folder holds.
#[derive(Debug)]
pub struct Stager {
    folder: PathBuf,
    data: PathBuf,
    writer: Writer,
    /// The hash that was staged last.
    last: Mutex<Option<String>>,
}

/// What staging came to.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The revision.
    pub revision: RevisionNo,
    /// Its hash.
    pub hash: String,
    /// What names the dry run.
    pub digest: String,
    /// What was decided, and why.
    pub verdict: Verdict,
}

/// What a candidate is compared with.
struct Base {
    names: BTreeMap<String, Names>,
    live: BTreeMap<String, Running>,
}

/// A desk as it runs while a candidate is staged.
struct Running {
    desk: Arc<Desk>,
    settings: Settings,
    hash: String,
}

/// A candidate with what was found of it.
struct Candidate {
    hash: String,
    no: RevisionNo,
    loaded: Loaded,
    changed: Vec<String>,
    /// What the dry run of each desk found.
    found: BTreeMap<String, u64>,
    report: Map<String, Json>,
}

impl Stager {
    /// For a folder and the data file it is run on.
    #[must_use]
    pub fn new(folder: PathBuf, data: PathBuf, writer: Writer) -> Stager {
        Stager {
            folder,
            data,
            writer,
            last: Mutex::new(None),
        }
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &std::path::Path {
        &self.folder
    }

    /// Stages the folder, if its content is another than last time.
    ///
    /// # Errors
    /// When the folder cannot be read or the store fails.
    pub fn stage(&self) -> Result<Option<Outcome>, DaemonError> {
        let folder = self.read()?;
        let hash = folder.hash();
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.as_deref() == Some(&hash) {
            return Ok(None);
        }
        let outcome = self.stage_folder(&folder, &hash)?;
        *last = Some(hash);
        Ok(Some(outcome))
    }

    /// Reads the folder until it is the same twice: half a file is often a valid one.
    fn read(&self) -> Result<Folder, DaemonError> {
        let mut before = Folder::read(&self.folder).map_err(DaemonError::Folder)?;
        for _ in 0..READS {
            let after = Folder::read(&self.folder).map_err(DaemonError::Folder)?;
            if after.hash() == before.hash() {
                return Ok(after);
            }
            std::thread::sleep(SETTLE);
            before = after;
        }
        Ok(before)
    }

    fn stage_folder(&self, folder: &Folder, hash: &str) -> Result<Outcome, DaemonError> {
        let base = self.writer.ask(|office| base(office))?;
        // The number comes with the text, and the compiled desks carry it: hence twice.
        let meaning = meaning(&load(folder, &base.names, RevisionNo(0)));
        let files: Vec<(String, Vec<u8>)> = folder
            .iter()
            .map(|(path, bytes)| (path.to_owned(), bytes.to_vec()))
            .collect();
        let text_hash = hash.to_owned();
        let no = self.writer.ask(move |office| {
            let at = office.now();
            office.store.put_revision(&NewRevision {
                hash: &text_hash,
                meaning: &meaning,
                files: &files,
                at,
                by: None,
            })
        })??;
        let mut loaded = load(folder, &base.names, no);
        let now = self.writer.ask(|office| office.now())?;
        let today = chrono::DateTime::from_timestamp_millis(now.0);
        look_ahead(
            &mut loaded,
            today.map_or(chrono::NaiveDate::MIN, |now| now.date_naive()),
        );
        name_running(&mut loaded, |desk| {
            let own = base.live.get(desk);
            let any = own.or_else(|| base.live.values().next());
            any.map(|live| live.hash.clone())
        });
        for (name, desk) in &mut loaded.desks {
            if let Some(rules) = Arc::get_mut(desk) {
                spend(rules, base.live.get(name).map(|live| live.hash.as_str()));
            }
        }
        let mut candidate = Candidate {
            hash: hash.to_owned(),
            no,
            report: diagnostics(&loaded),
            changed: changed(&base, &loaded),
            found: BTreeMap::new(),
            loaded,
        };
        let idle = idle(&base, &candidate.loaded);
        // Desks that stay out while others go live are named with the reason.
        let left_out: Vec<Reason> = idle
            .values()
            .flatten()
            .filter(|reason| reason.id != "waits-new-desk")
            .cloned()
            .collect();
        self.writer.ask(move |office| office.idle = idle)?;
        let mut verdict = self.judge(&base, &mut candidate)?;
        verdict.reasons.extend(left_out);
        self.finish(&base, candidate, verdict)
    }

    /// Check, comparison with living records, dry run, gate.
    fn judge(&self, base: &Base, candidate: &mut Candidate) -> Result<Verdict, DaemonError> {
        let faults = faults(base, &candidate.loaded);
        if !faults.is_empty() {
            return Ok(Verdict::new(VerdictKind::Refused, faults));
        }
        if candidate.changed.is_empty() {
            return Ok(Verdict::new(VerdictKind::Same, Vec::new()));
        }
        let stranded = self.stranded(base, candidate)?;
        if !stranded.is_empty() {
            return Ok(Verdict::new(VerdictKind::Refused, stranded));
        }
        if base.live.is_empty() {
            return Ok(Verdict::new(VerdictKind::Live, Vec::new()));
        }
        let mut waits = Vec::new();
        let mut reports = Map::new();
        for name in &candidate.changed {
            let (Some(new), live) = (candidate.loaded.desk(name), base.live.get(name)) else {
                continue;
            };
            let Some(live) = live else {
                waits.push(Reason::new("waits-new-desk").with("desk", name.as_str()));
                continue;
            };
            let judge = match judges_otherwise(live, new, &candidate.loaded.settings) {
                true => Judge::Changed,
                false => Judge::Same,
            };
            match rehearse(&self.data, &live.desk, new) {
                Ok(dry) => {
                    reports.insert(name.clone(), told(&dry));
                    candidate.found.insert(name.clone(), dry.found());
                    waits.extend(gate::judge(&live.settings, &dry, judge));
                }
                Err(error) => {
                    let why = error.chain();
                    waits.push(Reason::new("waits-no-dry-run").with("why", why));
                }
            }
        }
        candidate
            .report
            .insert("dry_run".to_owned(), Json::Object(reports));
        let kind = if waits.is_empty() {
            VerdictKind::Live
        } else {
            VerdictKind::Waits
        };
        Ok(Verdict::new(kind, waits))
    }

    fn stranded(&self, base: &Base, candidate: &Candidate) -> Result<Vec<Reason>, DaemonError> {
        let both = candidate
            .changed
            .iter()
            .filter(|name| base.live.contains_key(*name));
        let new: Vec<Arc<Desk>> = both
            .filter_map(|name| candidate.loaded.desk(name).cloned())
            .collect();
        self.writer.ask(move |office| {
            let of = |desk: &Arc<Desk>| {
                let live = office.desks.get(&*desk.name);
                live.map_or_else(Vec::new, |live| compat(&live.desk, desk, &live.world))
            };
            new.iter().flat_map(of).collect()
        })
    }

    /// Keeps what was found, and lets it go live where it may.
    fn finish(
        &self,
        base: &Base,
        candidate: Candidate,
        mut verdict: Verdict,
    ) -> Result<Outcome, DaemonError> {
        verdict.desks.clone_from(&candidate.changed);
        let hashes = base
            .live
            .iter()
            .map(|(name, live)| (name.clone(), live.hash.clone()));
        verdict.base = hashes.collect();
        let report = Json::Object(candidate.report).to_string();
        let tried = candidate.changed.iter().map(|name| Tried {
            desk: name,
            base: base.live.get(name).map(|live| live.hash.as_str()),
            found: candidate.found.get(name).copied(),
        });
        let digest = digest(&candidate.hash, &tried.collect::<Vec<_>>());
        let (no, kept, told) = (candidate.no, verdict.clone(), digest.clone());
        let verdict = self.writer.ask(move |office| {
            let at = office.now();
            for before in office.store.staged()? {
                if before.revision != no {
                    office.store.unstage(before.revision)?;
                }
            }
            office.store.set_staged(&Staged {
                revision: no,
                at,
                digest: told.clone(),
                report,
                verdict: json!(kept).to_string(),
            })?;
            if kept.kind != VerdictKind::Live {
                return Ok::<_, DaemonError>(kept);
            }
            let approval = Approval {
                digest: &told,
                person: None,
                prompt: None,
                prompted_by: None,
            };
            match office.publish(no, &approval)? {
                Ok(_) => Ok(kept),
                Err(refused) => office.set_verdict(
                    no,
                    Verdict {
                        kind: VerdictKind::Refused,
                        reasons: refused.reasons,
                        ..kept
                    },
                ),
            }
        })??;
        Ok(Outcome {
            revision: candidate.no,
            hash: candidate.hash,
            digest,
            verdict,
        })
    }
}

fn base(office: &Office) -> Base {
    let live = office.desks.iter().map(|(name, live)| {
        let running = Running {
            desk: Arc::clone(&live.desk),
            settings: live.settings.clone(),
            hash: live.hash.clone(),
        };
        (name.clone(), running)
    });
    Base {
        names: office.names(),
        live: live.collect(),
    }
}

/// The hash of what the whole folder means.
pub(crate) fn meaning(loaded: &Loaded) -> String {
    let mut hasher = blake3::Hasher::new();
    for (name, desk) in &loaded.desks {
        hasher.update(name.as_bytes());
        hasher.update(desk.meaning.as_bytes());
    }
    let settings = &loaded.settings;
    hasher.update(settings.publish.word().as_bytes());
    for (limit, number) in &settings.gate {
        hasher.update(format!("\0{limit}={number}").as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

/// A desk a change was tried on.
#[derive(Debug)]
pub struct Tried<'a> {
    /// The desk.
    pub desk: &'a str,
    /// The hash of what it ran; `None` where it is new.
    pub base: Option<&'a str>,
    /// What differed ([`DryRun::found`]); `None` where there was no history to try it on.
    pub found: Option<u64>,
}

/// Names a dry run: what was tried (by the hash of its text), against what, and what it found. Whoever tries the same
/// and finds the same, whenever and by whatever command, gets the same digest.
#[must_use]
pub fn digest(hash: &str, tried: &[Tried<'_>]) -> String {
    let mut hasher = blake3::Hasher::new();
    let mut part = |text: &str| {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    };
    part(hash);
    for one in tried {
        part(one.desk);
        part(one.base.unwrap_or(""));
        part(
            &one.found
                .map_or_else(String::new, |found| format!("{found:016x}")),
        );
    }
    let hex = hasher.finalize().to_hex();
    hex.chars().take(16).collect()
}

fn diagnostics(loaded: &Loaded) -> Map<String, Json> {
    let mut report = Map::new();
    let said = |lang| report_json(&loaded.diagnostics, &loaded.sources, lang);
    let both = json!({ "zh": said(Lang::Zh), "en": said(Lang::En) });
    report.insert("diagnostics".to_owned(), both);
    report
}

/// A dry run's report, with its text in both languages.
fn told(dry: &DryRun) -> Json {
    let mut report = dry.json();
    if let Some(report) = report.as_object_mut() {
        let said = |lang| dry.text(lang, None);
        let text = json!({ "zh": said(Lang::Zh), "en": said(Lang::En) });
        report.insert("text".to_owned(), text);
    }
    report
}

/// Why the candidate cannot take the place of what runs.
fn faults(base: &Base, loaded: &Loaded) -> Vec<Reason> {
    let mut faults = Vec::new();
    for name in base.live.keys() {
        if loaded.broken_desks.contains(name) {
            faults.push(Reason::new("desk-has-faults").with("desk", name.as_str()));
        } else {
            match loaded.desk(name) {
                None => faults.push(Reason::new("desk-vanished").with("desk", name.as_str())),
                Some(desk) => faults.extend(not_run_yet(desk)),
            }
        }
    }
    // A fault outside all desks (casework.toml, a file nobody uses) is the folder's.
    if faults.is_empty() && loaded.broken_desks.is_empty() && loaded.diagnostics.has_errors() {
        faults.push(Reason::new("desk-has-faults").with("desk", "casework.toml"));
    }
    faults
}

fn not_run_yet(desk: &Desk) -> Option<Reason> {
    let first = desk.not_run_yet.first()?;
    let reason = Reason::new("desk-not-run-yet").with("desk", &*desk.name);
    Some(reason.with("what", first.as_str()))
}

/// The desks that do not run and would not run with this folder.
fn idle(base: &Base, loaded: &Loaded) -> BTreeMap<String, Vec<Reason>> {
    let broken = loaded.broken_desks.iter().map(|name| {
        let reason = Reason::new("desk-has-faults").with("desk", name.as_str());
        (name.clone(), vec![reason])
    });
    let later = loaded.desks.iter().filter_map(|(name, desk)| {
        let reason = not_run_yet(desk)?;
        Some((name.clone(), vec![reason]))
    });
    let new = loaded
        .desks
        .iter()
        .filter(|(_, desk)| desk.not_run_yet.is_empty());
    let new = new.map(|(name, _)| {
        let reason = Reason::new("waits-new-desk").with("desk", name.as_str());
        (name.clone(), vec![reason])
    });
    broken
        .chain(later)
        .chain(new)
        .filter(|(name, _)| !base.live.contains_key(name))
        .collect()
}

/// The desks going live would change something for.
fn changed(base: &Base, loaded: &Loaded) -> Vec<String> {
    let sound = loaded
        .desks
        .iter()
        .filter(|(_, desk)| desk.not_run_yet.is_empty());
    sound
        .filter(|(name, desk)| match base.live.get(*name) {
            None => true,
            Some(live) => {
                live.desk.meaning != desk.meaning || gate_differs(&live.settings, &loaded.settings)
            }
        })
        .map(|(name, _)| name.clone())
        .collect()
}

/// Whether two folders judge a change by other limits.
#[must_use]
pub fn gate_differs(old: &Settings, new: &Settings) -> bool {
    old.publish != new.publish || old.gate != new.gate
}

/// Whether it changes who or what judges a change.
fn judges_otherwise(live: &Running, new: &Desk, settings: &Settings) -> bool {
    gate_differs(&live.settings, settings) || publishers(&live.desk) != publishers(new)
}

fn publishers(desk: &Desk) -> Option<Vec<Option<&str>>> {
    let right = desk.names.find("publish")?;
    let right = desk.rights.get(&right)?;
    let named = right.roles.iter().chain(&right.prompted_by);
    let named = named.map(|role| Some(desk.names.text(*role)));
    let asks = right.with.iter().map(|_| None);
    Some(named.chain(asks).collect())
}

//! Watches the folder. An event is only a hint: what counts is the hash of the content, looked at once no event has come
//! for a while, and every so often without any event, because a swapped link or a network mount reports none.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use notify::event::{AccessKind, AccessMode};
use notify::{EventKind, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer};

use super::error::DaemonError;
use super::publish::VerdictKind;
use super::stage::{Outcome, Stager};
use crate::model::catalogue::{Lang, Reason};

/// How long no event must have come before the folder is read.
const SETTLE: Duration = Duration::from_millis(300);
/// How often the folder is read without any event.
const LOOK: Duration = Duration::from_secs(45);

/// What of the folder holds configuration, beside `casework.toml`.
const PARTS: [&str; 2] = ["workflows", "rules"];

enum Hint {
    Changed,
    Stop,
}

/// The watcher's thread.
#[derive(Debug)]
pub struct Watch {
    hints: Sender<Hint>,
    thread: JoinHandle<()>,
}

impl Watch {
    /// Starts watching, and stages the folder whenever its content has changed.
    ///
    /// # Errors
    /// When the folder cannot be watched.
    pub fn start(stager: Arc<Stager>) -> Result<Watch, DaemonError> {
        let (hints, queue) = channel();
        let eyes = Eyes::open(stager.folder(), hints.clone())?;
        let thread = std::thread::Builder::new()
            .name("watch".to_owned())
            .spawn(move || run(&stager, eyes, &queue))
            .map_err(DaemonError::Thread)?;
        Ok(Watch { hints, thread })
    }

    /// Ends it.
    pub fn stop(self) {
        let _ = self.hints.send(Hint::Stop);
        let _ = self.thread.join();
    }
}

/// What is watched: the folder the link leads to, and the folder the link lies in.
struct Eyes {
    debouncer: Debouncer<RecommendedWatcher, RecommendedCache>,
    folder: PathBuf,
    real: PathBuf,
    /// The two, as what is heard goes by them.
    roots: Arc<Mutex<[PathBuf; 2]>>,
}

impl Eyes {
    fn open(folder: &Path, hints: Sender<Hint>) -> Result<Eyes, DaemonError> {
        let folder = std::path::absolute(folder).map_err(DaemonError::Folder)?;
        let real = std::fs::canonicalize(&folder).map_err(DaemonError::Folder)?;
        let roots = Arc::new(Mutex::new([folder.clone(), real.clone()]));
        let known = Arc::clone(&roots);
        let heard = move |result: DebounceEventResult| {
            let matters = match result {
                Ok(events) => {
                    let roots = known.lock().unwrap_or_else(PoisonError::into_inner);
                    events.iter().any(|event| matters(&event.event, &roots))
                }
                // An overflow, or a folder that is gone: look.
                Err(_) => true,
            };
            if matters {
                let _ = hints.send(Hint::Changed);
            }
        };
        let mut debouncer = new_debouncer(SETTLE, None, heard)?;
        look_at(&mut debouncer, &real)?;
        if let Some(parent) = folder.parent() {
            // A parent that may not be read only costs the quick notice of a swapped link.
            let _ = debouncer.watch(parent, RecursiveMode::NonRecursive);
        }
        Ok(Eyes {
            debouncer,
            folder,
            real,
            roots,
        })
    }

    /// Follows a link that leads elsewhere now, and a folder that was put in place of the one watched.
    fn follow(&mut self) {
        if let Ok(real) = std::fs::canonicalize(&self.folder) {
            for part in PARTS {
                let _ = self.debouncer.unwatch(self.real.join(part));
            }
            let _ = self.debouncer.unwatch(&self.real);
            // Where this fails the look every so often remains.
            let _ = look_at(&mut self.debouncer, &real);
            let mut roots = self.roots.lock().unwrap_or_else(PoisonError::into_inner);
            *roots = [self.folder.clone(), real.clone()];
            self.real = real;
        }
    }
}

/// Whether an event may mean other content. Reading reports events too; they would have the folder read for ever.
fn matters(event: &notify::Event, roots: &[PathBuf; 2]) -> bool {
    if event.need_rescan() {
        return true;
    }
    let kind = match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
        EventKind::Access(_) => false,
        _ => true,
    };
    kind && event.paths.iter().any(|path| {
        roots.iter().any(|root| {
            path.strip_prefix(root).is_ok_and(|below| {
                let mut parts = below.components().map(|part| part.as_os_str());
                // The data may lie in the same folder and changes all the time.
                let part = parts.next();
                let ours = part.is_none_or(|part| {
                    part == "casework.toml" || PARTS.iter().any(|known| part == *known)
                });
                ours && !parts.any(|part| part.to_string_lossy().starts_with('.'))
            })
        })
    })
}

/// Watches what is read, and the folder itself for parts that come and go.
fn look_at(
    debouncer: &mut Debouncer<RecommendedWatcher, RecommendedCache>,
    real: &Path,
) -> Result<(), DaemonError> {
    debouncer.watch(real, RecursiveMode::NonRecursive)?;
    for part in PARTS {
        let path = real.join(part);
        if path.is_dir() {
            debouncer.watch(path, RecursiveMode::Recursive)?;
        }
    }
    Ok(())
}

/// Waits until the folder is worth a look; `false` when watching has ended.
fn settled(queue: &Receiver<Hint>) -> bool {
    match queue.recv_timeout(LOOK) {
        Ok(Hint::Stop) | Err(RecvTimeoutError::Disconnected) => return false,
        Ok(Hint::Changed) => {}
        Err(RecvTimeoutError::Timeout) => return true,
    }
    loop {
        match queue.recv_timeout(SETTLE) {
            Ok(Hint::Changed) => {}
            Err(RecvTimeoutError::Timeout) => return true,
            Ok(Hint::Stop) | Err(RecvTimeoutError::Disconnected) => return false,
        }
    }
}

/// Looks at a folder for as long as the program runs: `look` whenever its content may have changed.
///
/// # Errors
/// When the folder cannot be watched.
pub(crate) fn keep_looking(folder: &Path, mut look: impl FnMut()) -> Result<(), DaemonError> {
    let (hints, queue) = channel();
    let mut eyes = Eyes::open(folder, hints)?;
    // What changed before the watching began.
    look();
    while settled(&queue) {
        look();
        eyes.follow();
    }
    Ok(())
}

fn run(stager: &Stager, mut eyes: Eyes, queue: &Receiver<Hint>) {
    while settled(queue) {
        if let Some(outcome) = staged(stager) {
            log(&outcome);
        }
        // Also where nothing is new: a folder that was gone and is back as it was is another folder to the system.
        eyes.follow();
    }
}

fn staged(stager: &Stager) -> Option<Outcome> {
    match stager.stage() {
        Ok(outcome) => outcome,
        Err(error) => {
            tracing::error!(error = error.chain(), "the folder could not be staged");
            None
        }
    }
}

/// Says in the log what staging came to.
pub fn log(outcome: &Outcome) {
    let verdict = &outcome.verdict;
    let reasons: Vec<String> = verdict
        .reasons
        .iter()
        .map(|reason| reason.text(Lang::En))
        .collect();
    let reasons = reasons.join(" ");
    let (revision, digest) = (outcome.revision.0, outcome.digest.as_str());
    let hash = outcome.hash.as_str();
    let desks = verdict.desks.join(", ");
    let said = Reason::new(word(verdict.kind)).text(Lang::En);
    match verdict.kind {
        VerdictKind::Refused => {
            tracing::warn!(revision, hash, desks, reasons, "revision staged: {said}");
        }
        VerdictKind::Same | VerdictKind::Live | VerdictKind::Waits => {
            tracing::info!(
                revision,
                hash,
                digest,
                desks,
                reasons,
                "revision staged: {said}"
            );
        }
    }
}

/// The message of the catalogue for a verdict.
#[must_use]
pub fn word(kind: VerdictKind) -> &'static str {
    match kind {
        VerdictKind::Same => "staged-same",
        VerdictKind::Live => "staged-live",
        VerdictKind::Waits => "staged-waits",
        VerdictKind::Refused => "staged-refused",
    }
}

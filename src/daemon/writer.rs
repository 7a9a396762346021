//! The one writer. It takes whatever waits (at most so many, without delay), carries it out as one group, and wakes by
//! itself when a timer is due. Everybody else only puts jobs into its queue.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::oneshot;

use super::act::Request;
use super::answer::Answer;
use super::error::DaemonError;
use super::group::panic_text;
use super::office::Office;
use crate::model::catalogue::Reason;

/// The most requests in one group.
const GROUP: usize = 1_000;
/// The most jobs that may wait.
const QUEUE: usize = 16_384;
/// Rules may go deep; see the bounds on what others write.
const STACK: usize = 8 * 1024 * 1024;
/// How long the writer waits with nothing due, and after a failure.
const IDLE: Duration = Duration::from_secs(30);
const AFTER_FAILURE: Duration = Duration::from_secs(1);

type Reply = oneshot::Sender<Result<Answer, Reason>>;

enum Job {
    Act(Box<Request>, Reply),
    With(Box<dyn FnOnce(&mut Office) + Send>),
    Stop,
}

/// The way to the writer; cloned freely.
#[derive(Clone)]
pub struct Writer {
    jobs: SyncSender<Job>,
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Writer")
    }
}

/// The writer's thread.
#[derive(Debug)]
pub struct Running {
    thread: JoinHandle<Result<(), DaemonError>>,
}

impl Running {
    /// Waits until the writer has ended.
    ///
    /// # Errors
    /// Why it ended, where it was not asked to.
    pub fn join(self) -> Result<(), DaemonError> {
        match self.thread.join() {
            Ok(result) => result,
            Err(panic) => Err(DaemonError::Broke(panic_text(panic.as_ref()))),
        }
    }
}

impl Writer {
    /// Starts the writer's thread.
    ///
    /// # Errors
    /// When the system has no thread left.
    pub fn start(office: Office) -> Result<(Writer, Running), DaemonError> {
        let (jobs, queue) = sync_channel(QUEUE);
        let thread = std::thread::Builder::new()
            .name("writer".to_owned())
            .stack_size(STACK)
            .spawn(move || run(office, &queue))
            .map_err(DaemonError::Thread)?;
        Ok((Writer { jobs }, Running { thread }))
    }

    fn put(&self, job: Job) -> Result<(), DaemonError> {
        self.jobs.try_send(job).map_err(|error| match error {
            TrySendError::Full(_) => DaemonError::Busy,
            TrySendError::Disconnected(_) => DaemonError::Ended,
        })
    }

    /// Puts a request into the queue. The answer comes once it is committed.
    ///
    /// # Errors
    /// When the queue is full or the writer has ended.
    pub fn act(
        &self,
        request: Request,
    ) -> Result<oneshot::Receiver<Result<Answer, Reason>>, DaemonError> {
        let (reply, answer) = oneshot::channel();
        self.put(Job::Act(Box::new(request), reply))?;
        Ok(answer)
    }

    /// Has the writer run something on what it owns, between two groups.
    ///
    /// # Errors
    /// When the queue is full or the writer has ended.
    pub fn with<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Office) -> T + Send + 'static,
    ) -> Result<oneshot::Receiver<T>, DaemonError> {
        let (reply, answer) = oneshot::channel();
        // Nobody may be waiting any more for what it gives.
        self.put(Job::With(Box::new(move |office| {
            drop(reply.send(work(office)))
        })))?;
        Ok(answer)
    }

    /// As [`Writer::with`], waiting for what it gives; not for use in async code.
    ///
    /// # Errors
    /// When the queue is full or the writer has ended.
    pub fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Office) -> T + Send + 'static,
    ) -> Result<T, DaemonError> {
        let answer = self.with(work)?;
        answer.blocking_recv().map_err(|_| DaemonError::Ended)
    }

    /// Has the writer look at the clock.
    pub fn wake(&self) {
        let _ = self.put(Job::With(Box::new(|_| ())));
    }

    /// Has the writer end once the group at hand is answered.
    pub fn stop(&self) {
        let _ = self.jobs.send(Job::Stop);
    }
}

fn run(mut office: Office, queue: &Receiver<Job>) -> Result<(), DaemonError> {
    let mut failed = false;
    loop {
        let wait = match (failed, office.next_due()) {
            (true, _) => AFTER_FAILURE,
            (false, Some(due)) => office.clock.patience(due).min(IDLE),
            (false, None) => IDLE,
        };
        let first = match queue.recv_timeout(wait) {
            Ok(job) => Some(job),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        };
        let more = first.is_some().then(|| queue.try_iter().take(GROUP - 1));
        let jobs = first.into_iter().chain(more.into_iter().flatten());
        let (mut requests, mut replies, mut works, mut stop) = (vec![], vec![], vec![], false);
        for job in jobs {
            match job {
                Job::Act(request, reply) => {
                    requests.push(*request);
                    replies.push(reply);
                }
                Job::With(work) => works.push(work),
                Job::Stop => stop = true,
            }
        }
        if !requests.is_empty() {
            let answers = office.group(&requests)?;
            for (reply, answer) in replies.into_iter().zip(answers) {
                // Who asked may have gone; what happened stays.
                let _ = reply.send(answer);
            }
        }
        failed = !timers(&mut office)?;
        for work in works {
            run_work(&mut office, work)?;
        }
        if stop {
            return Ok(());
        }
    }
}

/// Fires what is due; whether that went well. After a failure the worlds are as the store has them.
fn timers(office: &mut Office) -> Result<bool, DaemonError> {
    let why = match catch_unwind(AssertUnwindSafe(|| office.catch_up())) {
        Ok(Ok(())) => return Ok(true),
        Ok(Err(error)) => error.chain(),
        Err(panic) => panic_text(panic.as_ref()),
    };
    tracing::error!(%why, "timers could not fire; they are tried again");
    office.rebuild()?;
    Ok(false)
}

fn run_work(
    office: &mut Office,
    work: Box<dyn FnOnce(&mut Office) + Send>,
) -> Result<(), DaemonError> {
    match catch_unwind(AssertUnwindSafe(|| work(office))) {
        Ok(()) => Ok(()),
        Err(panic) => {
            tracing::error!(why = panic_text(panic.as_ref()), "a request broke off");
            office.rebuild()
        }
    }
}

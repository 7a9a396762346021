//! The one clock. Everything below the daemon is handed instants; here they come from.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::model::Instant;

/// Where instants come from.
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// The instant it is.
    fn now(&self) -> Instant;

    /// How long to wait at most for it to be past `until`.
    fn patience(&self, until: Instant) -> Duration;
}

/// The longest the writer waits without a look at the clock: a wall clock set forward is noticed within it.
const LOOK: Duration = Duration::from_secs(30);

/// The wall clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct WallClock;

impl Clock for WallClock {
    fn now(&self) -> Instant {
        match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(since) => Instant(i64::try_from(since.as_millis()).unwrap_or(i64::MAX)),
            Err(before) => {
                let ms = i64::try_from(before.duration().as_millis()).unwrap_or(i64::MAX);
                Instant(-ms)
            }
        }
    }

    fn patience(&self, until: Instant) -> Duration {
        let ms = until.since_ms(self.now()).saturating_add(1);
        u64::try_from(ms)
            .map_or(Duration::ZERO, Duration::from_millis)
            .min(LOOK)
    }
}

/// A clock that is set by hand, for tests. After setting it, wake the writer.
#[derive(Clone, Debug, Default)]
pub struct SetClock(Arc<AtomicI64>);

impl SetClock {
    /// A clock that stands at an instant.
    #[must_use]
    pub fn at(now: Instant) -> SetClock {
        SetClock(Arc::new(AtomicI64::new(now.0)))
    }

    /// Sets it.
    pub fn set(&self, now: Instant) {
        self.0.store(now.0, Ordering::SeqCst);
    }
}

impl Clock for SetClock {
    fn now(&self) -> Instant {
        Instant(self.0.load(Ordering::SeqCst))
    }

    fn patience(&self, _until: Instant) -> Duration {
        LOOK
    }
}

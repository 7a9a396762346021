//! A journal as written is proved; one that says anything else is not.

use std::convert::Infallible;
use std::sync::Arc;

use super::bench::Live;
use crate::model::{Effect, Line, What};
use crate::replay::{Verified, verify};

fn worked() -> Live {
    let mut live = Live::usual();
    let small = live.open("li", 1, "50");
    live.does(small, "li", 4, "check.accept");
    live.does(small, "li", 50, "hurry");
    live.does(small, "li", 90, "mend.mended");
    live.wait_until(300);
    live
}

fn verified(live: &Live, lines: &[Line]) -> Verified {
    let lines = lines.iter().cloned().map(Ok::<Line, Infallible>);
    let rules = |_: &Line| Ok(Arc::clone(&live.desk));
    verify(lines, rules, &mut |_, _, _| {}).expect("read")
}

#[test]
fn a_journal_as_written_is_proved() {
    let live = worked();
    let verified = verified(&live, &live.lines);
    assert!(verified.is_fine(), "{:?}", verified.differences);
    assert_eq!(verified.world.last_line(), live.world.last_line());
}

#[test]
fn another_value_another_order_or_a_missing_timer_is_found() {
    let live = worked();
    let mut lines = live.lines.clone();
    let found = lines
        .iter_mut()
        .flat_map(|line| &mut line.effects)
        .find_map(|effect| match effect {
            Effect::Took { transition } => Some(transition),
            _ => None,
        });
    found.expect("a transition").0 += 1;
    let told = verified(&live, &lines);
    assert_eq!(told.differences.first().map(|d| d.what), Some("effects"));

    let at = live
        .lines
        .iter()
        .position(|line| matches!(line.event.what, What::Timer { .. }));
    let at = at.expect("a timer");
    let mut lines = live.lines.clone();
    lines.remove(at);
    let told = verified(&live, &lines);
    let whats: Vec<&str> = told.differences.iter().map(|d| d.what).collect();
    assert!(whats.contains(&"number"), "{whats:?}");
    assert!(
        whats.contains(&"timer left out") || whats.contains(&"timer"),
        "{whats:?}"
    );

    let mut lines = live.lines.clone();
    lines.last_mut().expect("a line").outcome = crate::model::Outcome::Applied;
    lines.last_mut().expect("a line").effects.clear();
    assert!(!verified(&live, &lines).is_fine());
}

//! The made-up year is the same for the same seed, plays by the engine's rules, and is plausible.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use super::{Play, Plot, Tally, summary};
use crate::config::{Folder, load};
use crate::engine::Desk;
use crate::model::{
    CloseReason, Effect, Instant, Judgement, Line, Outcome, RevisionNo, TaskKind, What,
};
use crate::store::encode_line;
use crate::world::{World, activate, advance, feed};

fn desk(name: &str) -> Arc<Desk> {
    let folder = Folder::read(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
    let loaded = load(&folder, &BTreeMap::new(), RevisionNo(1));
    Arc::clone(loaded.desk(name).unwrap())
}

fn plot(seed: u64, records: u64) -> Plot {
    let at = |text: &str| Instant::parse_rfc3339(text).unwrap();
    Plot {
        from: at("2025-11-24T08:00:00+08:00"),
        until: at("2026-11-24T12:00:00+08:00"),
        seed,
        records,
    }
}

fn played(desk: &Desk, plot: Plot) -> (Play<'_>, Vec<Line>) {
    let mut play = Play::new(desk, plot);
    let mut lines = Vec::new();
    let mut sink = |_: &World, line: &Line| lines.push(line.clone());
    play.run((RevisionNo(1), "hash"), &mut sink, &mut |_| {});
    (play, lines)
}

fn bytes(lines: &[Line]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for line in lines {
        encode_line(line, &mut bytes).unwrap();
    }
    bytes
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_one_others() {
    let desk = desk("fresh-bus");
    let first = bytes(&played(&desk, plot(1, 120)).1);
    assert_eq!(first, bytes(&played(&desk, plot(1, 120)).1));
    assert_ne!(first, bytes(&played(&desk, plot(2, 120)).1));
}

/// What people did, fed again, decides every line alike: nothing of the play reached the world by another way.
#[test]
fn what_people_did_decides_all_again() {
    for name in ["fresh-bus", "model-studio"] {
        let desk = desk(name);
        let plot = plot(3, 200);
        let (_, lines) = played(&desk, plot);
        let mut world = World::new(&desk);
        let mut again: Vec<Line> = Vec::new();
        let mut sink = |_: &World, line: Line| again.push(line);
        for line in &lines {
            match &line.event.what {
                What::Activated { revision, hash } => {
                    let at = (*revision, hash.as_str());
                    activate(
                        &mut world,
                        &desk,
                        line.event.at,
                        line.event.actor.into(),
                        at,
                        &mut sink,
                    );
                }
                what if what.is_outside() => {
                    feed(&mut world, &desk, line.event.clone(), &mut sink);
                }
                _ => {}
            }
        }
        advance(&mut world, &desk, plot.until, &mut sink);
        assert_eq!(again.len(), lines.len());
        assert_eq!(again, lines);
    }
}

#[test]
fn nobody_acts_while_away_and_everybody_acts() {
    for name in ["fresh-bus", "model-studio"] {
        let desk = desk(name);
        let (play, lines) = played(&desk, plot(1, 700));
        let mut acted = BTreeSet::new();
        for line in lines.iter().filter(|line| line.event.what.is_outside()) {
            let Some(person) = line.event.actor.person else {
                continue;
            };
            acted.insert(person);
            let person = play.cast().person(person).unwrap();
            assert_eq!(person.away_at(line.event.at), None, "{line:?}");
        }
        assert_eq!(acted.len(), play.cast().people().len(), "{name}: {acted:?}");
        let away = play.cast().people().iter().map(|person| person.away.len());
        assert!(away.sum::<usize>() > play.cast().people().len());
    }
}

#[test]
fn refusals_are_rare_and_nothing_fails() {
    let mut all = 0;
    for name in ["fresh-bus", "model-studio"] {
        let desk = desk(name);
        let (play, _) = played(&desk, plot(1, 1_500));
        let Tally {
            refused,
            failed,
            not_understood,
            acts,
            ..
        } = play.tally();
        assert_eq!((*failed, *not_understood), (0, 0));
        let refusals: u32 = refused.values().sum();
        all += refusals;
        assert!(u64::from(refusals) * 100 < *acts, "{refused:?} of {acts}");
        assert_eq!(play.world().incidents().count(), 0);
    }
    assert!(all > 0, "people make mistakes");
}

#[test]
fn every_answer_of_what_is_asked_is_given_and_some_come_late() {
    for name in ["fresh-bus", "model-studio"] {
        let desk = desk(name);
        let (play, lines) = played(&desk, plot(1, 2_000));
        let (mut asked, mut given) = (BTreeSet::new(), BTreeSet::new());
        let mut answers = Vec::new();
        let mut typed_in = 0;
        for line in &lines {
            for effect in &line.effects {
                match effect {
                    Effect::TaskOpened(task) => drop(asked.insert(task.name)),
                    Effect::TaskKept { outcome, .. } => drop(given.insert(*outcome)),
                    Effect::TaskClosed { closed, .. } => given.extend(closed.outcome),
                    _ => {}
                }
            }
            let answered = matches!(line.event.what, What::Answer { .. });
            typed_in += usize::from(answered && line.event.occurred.is_some());
        }
        let tasks = desk.workflows.values().flat_map(|flow| flow.tasks.values());
        for task in tasks.filter(|task| asked.contains(&task.name)) {
            for outcome in task
                .outcomes
                .iter()
                .filter(|_| task.kind != TaskKind::Clock)
            {
                let said = desk.names.text(outcome.name);
                assert!(given.contains(&outcome.name), "{name}: nobody said {said}");
            }
        }
        assert!(typed_in > 5, "{name}: {typed_in} typed in");
        let answer = desk.names.find("answer").unwrap();
        for task in play.world().tasks().filter(|task| task.name == answer) {
            let done = task
                .closed
                .as_ref()
                .is_some_and(|c| c.why == CloseReason::Answered);
            if done {
                answers.extend(task.deadline.as_ref().and_then(|d| d.judged));
            }
        }
        let late = answers
            .iter()
            .filter(|judged| **judged == Judgement::Breached)
            .count();
        let all = answers.len();
        assert!(
            late * 100 > all && late * 100 < all * 20,
            "{name}: {late} of {all} late"
        );
    }
}

#[test]
fn records_come_to_their_end_and_some_are_open() {
    let mut voided = 0;
    for name in ["fresh-bus", "model-studio"] {
        let desk = desk(name);
        let plot = plot(1, 1_000);
        let (play, lines) = played(&desk, plot);
        let complaint = desk.names.find("complaint").unwrap();
        let all: Vec<_> = play
            .world()
            .records()
            .filter(|r| r.workflow == complaint)
            .collect();
        let ended = all.iter().filter(|record| record.ended.is_some()).count();
        assert!(
            ended * 100 > all.len() * 88,
            "{name}: {ended} of {}",
            all.len()
        );
        assert!(ended < all.len(), "{name}: nothing is left to do");
        let here = all
            .iter()
            .filter(|r| r.ended.is_some_and(|e| e.voided))
            .count();
        assert!(here * 50 < all.len(), "{name}: {here} voided");
        voided += here;
        assert!(lines.iter().any(|line| line.event.what == What::Note));
        assert!(lines.iter().any(|line| line.event.what == What::Correct));
        assert!(lines.iter().all(|line| line.event.at <= plot.until));
        assert!(
            lines
                .iter()
                .all(|line| !matches!(line.outcome, Outcome::Failed { .. }))
        );
        let summary = summary(&desk, play.world(), plot.until);
        let counted: usize = summary.states.iter().map(|state| state.count).sum();
        assert_eq!(counted, play.world().records().count());
        assert!(summary.overdue.iter().all(|owed| owed.due < plot.until));
    }
    assert!(voided > 0, "nothing is ever opened by mistake");
}

#[test]
fn a_desk_without_a_table_of_its_own_can_be_driven() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/imports/volvo-problems");
    let folder = Folder::read(&path).unwrap();
    let loaded = load(&folder, &BTreeMap::new(), RevisionNo(1));
    let desk = loaded.desk("service").unwrap();
    let (play, _) = played(desk, plot(1, 200));
    assert!(play.world().records().count() > 50, "{:?}", play.tally());
    assert_eq!(play.tally().not_understood, 0);
}

//! The dry run's word against really running the candidate with the same people: what it says history decides wholly must
//! be what really happens.

use std::sync::Arc;

use proptest::prelude::*;

use super::bench::{Live, changed, told};
use crate::engine::Desk;
use crate::model::{Instant, LineNo, NameId, TaskNo};
use crate::replay::facet::Facets;
use crate::replay::trail::{Ident, Trail, code_fields};
use crate::replay::{Kind, Verdict};

/// What people do about one ticket, each at a fixed hour, in this order; a task is answered only where it is asked then.
#[derive(Clone, Debug)]
struct Plan {
    amount: u32,
    check: (i64, &'static str),
    decide: (i64, &'static str),
    mend: (i64, &'static str),
    hurry: Option<i64>,
    mend_again: i64,
}

fn plan() -> impl Strategy<Value = Plan> {
    let answers = (
        prop_oneof![4 => Just("check.accept"), 1 => Just("check.decline")],
        prop_oneof![3 => Just("decide.grant"), 1 => Just("decide.deny")],
        prop_oneof![3 => Just("mend.mended"), 1 => Just("mend.hopeless")],
    );
    let gaps = (
        1_i64..40,
        1_i64..40,
        1_i64..90,
        prop::option::of(1_i64..150),
        1_i64..50,
    );
    (1_u32..300, answers, gaps).prop_map(|(amount, (check, decide, mend), gaps)| {
        let (a, b, c, hurry, d) = gaps;
        Plan {
            amount,
            check: (20 + a, check),
            decide: (60 + a + b, decide),
            mend: (100 + a + b + c, mend),
            hurry: hurry.map(|at| 20 + at),
            mend_again: 250 + a + b + c + d,
        }
    })
}

/// People carry out their plans on a desk.
fn work(desk: &Arc<Desk>, plans: &[Plan]) -> Live {
    let mut live = Live::new(Arc::clone(desk));
    let mut acts: Vec<(i64, usize, &str)> = Vec::new();
    let mut tickets = Vec::new();
    for (place, plan) in plans.iter().enumerate() {
        let hour = i64::try_from(place).expect("few") + 1;
        tickets.push(live.open("li", hour, &plan.amount.to_string()));
        acts.extend([plan.check, plan.decide, plan.mend].map(|(at, what)| (at, place, what)));
        acts.extend(plan.hurry.map(|at| (at, place, "hurry")));
        acts.push((plan.mend_again, place, "mend.mended"));
    }
    acts.sort_unstable();
    for (at, place, what) in acts {
        live.wait_until(at);
        let ticket = tickets[place];
        if let Some((task, _)) = what.split_once('.') {
            use crate::engine::View;
            let name = desk.names.find(task).expect("a name");
            let held = live.world.record(ticket).expect("a ticket").tasks.clone();
            let open = |no: &TaskNo| {
                let task = live.world.task(*no);
                task.is_some_and(|task| task.name == name && task.is_open())
            };
            if !held.iter().any(open) {
                continue;
            }
        }
        let by = match what.starts_with("decide") {
            true => "bo",
            false => "li",
        };
        let given: &[(&str, &str)] = match what {
            "mend.mended" => &[("measure", "glue")],
            _ => &[],
        };
        live.act_on(ticket, by, at, what, given);
    }
    live.wait_until(600);
    live
}

/// The facts of a live run, records known by the order in which they were opened from outside.
fn trail(live: &Live, until: Instant) -> Trail {
    let mut trail = Trail::new(code_fields([live.desk.as_ref()]));
    let mut opened = 0;
    for line in live.lines.iter().filter(|line| line.event.at <= until) {
        if line.event.record.is_none() {
            opened += 1;
        }
        trail.take(line, Ident::outside(LineNo(opened)));
    }
    trail
}

fn candidate(desk: &Desk, which: usize) -> Arc<Desk> {
    let change = |old: &str, new: &str| changed(desk, &[(old, new)]);
    let expire = |after: &str| {
        let new = format!(
            "[transition]\nexpired  = {{ from = \"new\", after = \"{after}\", to = \"declined\" }}"
        );
        changed(desk, &[("[transition]", &new)])
    };
    match which {
        0 => change("limit        = 100", "limit = 200"),
        1 => change("limit        = 100", "limit = 30"),
        2 => change(
            "check_within = \"24h\"",
            "check_within = \"3 working hours\"",
        ),
        3 => change("rest         = \"3 days\"", "rest = \"1 day\""),
        4 => change("rest         = \"3 days\"", "rest = \"9 days\""),
        5 => change("due = \"72h\"", "due = \"20h\""),
        6 => change(
            "when = \"amount > limit\"",
            "when = \"amount > limit && amount < 250\"",
        ),
        7 => change(
            "hurried  = { from = [\"new\", \"mending\"]",
            "hurried  = { from = [\"mending\"]",
        ),
        8 => change("who = \"boss\", due", "who = \"clerk\", due"),
        9 => expire("22h"),
        _ => expire("500h"),
    }
}

fn ticket(desk: &Desk, workflow: NameId) -> bool {
    desk.names.text(workflow) == "ticket"
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn what_history_decides_is_what_really_happens(
        plans in prop::collection::vec(plan(), 1..4),
        which in 0_usize..11,
    ) {
        let usual = Live::usual().desk;
        let live = work(&usual, &plans);
        let candidate = candidate(&usual, which);
        let dry = live.dry_run(&candidate);
        prop_assert!(dry.drift.is_empty());

        // Counts add up, whatever the verdicts.
        let total: usize = Kind::ALL.iter().map(|kind| dry.count(*kind)).sum();
        prop_assert_eq!(total, dry.records.len());
        prop_assert_eq!(dry.count(Kind::Open), dry.reasons().values().sum::<usize>());

        let really = work(&candidate, &plans);
        // History says nothing past its last line.
        let until = live.lines.last().expect("lines").event.at;
        let (now, then) = (trail(&live, until), trail(&really, until));
        let born = |trail: &Trail| trail.traces.iter().filter(|t| ticket(&candidate, t.workflow)).count();
        prop_assert_eq!(born(&now), born(&then));
        let lefts = now.traces.iter().filter(|t| ticket(&candidate, t.workflow));
        let rights = then.traces.iter().filter(|t| ticket(&candidate, t.workflow));
        let words = dry.records.iter().filter(|r| ticket(&candidate, r.workflow));
        for ((left, right), word) in lefts.zip(rights).zip(words) {
            let differing = left.sums.differing(&right.sums);
            match &word.verdict {
                Verdict::Same | Verdict::Censored => prop_assert_eq!(differing, Facets::NONE, "{:?}", told(&dry)),
                Verdict::Changed(facets) => prop_assert_eq!(differing, *facets, "{:?}", told(&dry)),
                Verdict::Open(_) => {}
                other => prop_assert!(false, "{:?}", other),
            }
        }
    }
}

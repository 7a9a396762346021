//! The complaint-v1 workload driven through casework: the desk from its TOML folder, events as the inbox makes them.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant as Clock;

use casework::config::{Folder, load};
use casework::engine::Desk;
use casework::model::{
    Actor, Event, FieldId, Instant, Line, NameId, RecordNo, RevisionNo, Value, What,
};
use casework::world::{World, feed};

use crate::workload::{self, CHANNELS, Kind, TIERS};

/// The desk of `benches/complaint-v1`.
pub fn desk() -> Arc<Desk> {
    changed(|_| {})
}

/// The same after an edit of the folder.
pub fn changed(edit: impl FnOnce(&mut Folder)) -> Arc<Desk> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/complaint-v1");
    let mut folder = Folder::read(&path).unwrap();
    edit(&mut folder);
    let loaded = load(&folder, &BTreeMap::new(), RevisionNo(1));
    let found: Vec<String> = loaded
        .diagnostics
        .iter()
        .map(|d| d.message(casework::model::catalogue::Lang::En))
        .collect();
    Arc::clone(loaded.desk("bench").unwrap_or_else(|| panic!("{found:#?}")))
}

/// Seconds of the median of five runs, after one to warm up.
pub fn median<T>(mut run: impl FnMut() -> T) -> f64 {
    drop(run());
    let mut times: Vec<f64> = (0..5)
        .map(|_| {
            let start = Clock::now();
            let kept = run();
            let took = start.elapsed().as_secs_f64();
            drop(kept);
            took
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[2]
}

struct Ids {
    complaint: NameId,
    channel: FieldId,
    severity: FieldId,
    amount: FieldId,
    tier: FieldId,
    assignee: FieldId,
    satisfied: FieldId,
    channels: Vec<NameId>,
    tiers: Vec<NameId>,
    acknowledge: NameId,
    triage: NameId,
    assign: NameId,
    resolve: NameId,
    follow_up: NameId,
    people: Vec<Value>,
}

fn ids(desk: &Desk) -> Ids {
    let name = |text: &str| desk.names.find(text).unwrap();
    let complaint = name("complaint");
    let field = |text: &str| desk.names.find_field(complaint, text).unwrap();
    Ids {
        complaint,
        channel: field("channel"),
        severity: field("severity"),
        amount: field("amount"),
        tier: field("customer_tier"),
        assignee: field("assignee_name"),
        satisfied: field("satisfied"),
        channels: CHANNELS.iter().map(|text| name(text)).collect(),
        tiers: TIERS.iter().map(|text| name(text)).collect(),
        acknowledge: name("acknowledge"),
        triage: name("triage"),
        assign: name("assign"),
        resolve: name("resolve"),
        follow_up: name("follow_up"),
        people: (0..40).map(|n| Value::text(&format!("u{n:02}"))).collect(),
    }
}

/// The whole workload through the world's feed; each line goes to `sink` once folded.
pub fn run(desk: &Desk, events: &[workload::Event], sink: &mut dyn FnMut(&World, Line)) -> World {
    let ids = ids(desk);
    let mut world = World::new(desk);
    let agent = hire(desk, &mut world, sink);
    // Cases are born in the order of their first events; the person is record 0.
    let mut records: BTreeMap<u32, RecordNo> = BTreeMap::new();
    let mut next = 1;
    for event in events {
        let record = records.get(&event.case).copied();
        if record.is_none() {
            records.insert(event.case, RecordNo(next));
            next += 1;
        }
        feed(
            &mut world,
            desk,
            translate(&ids, event, record, agent),
            sink,
        );
    }
    world
}

fn hire(desk: &Desk, world: &mut World, sink: &mut dyn FnMut(&World, Line)) -> RecordNo {
    let employee = desk.names.find("employee").unwrap();
    let field = |text: &str| desk.names.find_field(employee, text).unwrap();
    let roles = ["agent", "supervisor"].map(|role| Value::Choice(desk.names.find(role).unwrap()));
    let event = Event {
        with: vec![
            (field("login"), Value::text("agent")),
            (field("roles"), Value::List(Arc::new(roles.to_vec()))),
        ],
        ..Event::bare(
            None,
            What::Open { workflow: employee },
            Actor::ENGINE,
            Instant(0),
        )
    };
    feed(world, desk, event, sink);
    RecordNo(0)
}

fn translate(
    ids: &Ids,
    event: &workload::Event,
    record: Option<RecordNo>,
    agent: RecordNo,
) -> Event {
    let (what, with) = match event.kind {
        Kind::Opened {
            channel,
            severity,
            amount,
            tier,
        } => (
            What::Open {
                workflow: ids.complaint,
            },
            vec![
                (ids.channel, Value::Choice(ids.channels[channel as usize])),
                (ids.severity, Value::Whole(severity)),
                (ids.amount, Value::Whole(amount)),
                (ids.tier, Value::Choice(ids.tiers[tier as usize])),
            ],
        ),
        Kind::Acknowledged => (
            What::Report {
                event: ids.acknowledge,
            },
            Vec::new(),
        ),
        Kind::Triaged => (What::Report { event: ids.triage }, Vec::new()),
        Kind::Assigned(person) => (
            What::Report { event: ids.assign },
            vec![(ids.assignee, ids.people[person as usize].clone())],
        ),
        Kind::Resolved => (What::Report { event: ids.resolve }, Vec::new()),
        Kind::FollowUp(satisfied) => (
            What::Report {
                event: ids.follow_up,
            },
            vec![(ids.satisfied, Value::YesNo(satisfied))],
        ),
    };
    Event {
        record,
        with,
        ..Event::bare(None, what, Actor::named(agent), Instant(event.ts))
    }
}

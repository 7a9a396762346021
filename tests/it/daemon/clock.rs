//! Timers and notices on a clock set by hand, with the writer in this process.

use std::sync::Arc;

use casework::daemon::{Answer, Request, Service, SetClock, Stages};
use casework::model::{Deadline, Effect, HOUR_MS, Instant, LineNo, What};
use casework::store::{Access, SqliteStore, Store};
use casework::world::Act;
use serde_json::{Value as Json, json};

use super::rig::Shop;

const DESK: &str = "fresh-bus";

fn act(service: &Service, person: &str, act: Act, with: Json) -> String {
    let request = Request {
        desk: DESK.to_owned(),
        act,
        person: (!person.is_empty()).then(|| person.to_owned()),
        with: with.as_object().unwrap().clone(),
        occurred: None,
        sender: None,
    };
    let answer = service
        .writer
        .act(request)
        .unwrap()
        .blocking_recv()
        .unwrap();
    match answer.unwrap() {
        Answer::Done(done) => done.record.unwrap(),
        Answer::Refused(refused) => panic!("{refused:?}"),
    }
}

fn open(service: &Service, person: &str, workflow: &str, with: Json) -> String {
    act(service, person, Act::Open(workflow.to_owned()), with)
}

fn answer(
    service: &Service,
    person: &str,
    (record, task, outcome): (&str, &str, &str),
    with: Json,
) {
    let answered = Act::Answer {
        record: record.to_owned(),
        task: task.to_owned(),
        outcome: outcome.to_owned(),
    };
    act(service, person, answered, with);
}

fn people(service: &Service) {
    open(
        service,
        "",
        "employee",
        json!({ "login": "qian", "name": "钱进", "roles": "manager" }),
    );
    for (login, name, role) in [
        ("zhao", "赵强", "supervisor"),
        ("li", "李敏", "specialist"),
        ("han", "韩冰", ""),
    ] {
        let with = json!({ "login": login, "name": name, "roles": role });
        open(service, "qian", "employee", with);
    }
    open(
        service,
        "qian",
        "department",
        json!({ "no": "d1", "name": "奶站", "head": "han" }),
    );
    open(
        service,
        "li",
        "customer",
        json!({ "no": "k1", "name": "周先生" }),
    );
}

/// A working day, mid-morning in the desk's zone.
fn morning() -> Instant {
    Instant::parse_rfc3339("2026-03-06T10:00:00+08:00").unwrap()
}

#[test]
fn what_was_due_while_the_daemon_was_down_fires_once_at_its_own_time() {
    let shop = Shop::new();
    std::fs::create_dir_all(shop.file("data")).unwrap();
    let begun = morning();
    let clock = SetClock::at(begun);
    let start = || {
        Service::start(
            shop.dir.path(),
            &shop.data(),
            Arc::new(clock.clone()),
            Stages::Folder,
        )
        .unwrap()
    };
    let service = start();
    people(&service);
    let code = open(
        &service,
        "li",
        "complaint",
        json!({ "customer": "k1", "channel": "letter" }),
    );
    // At the due instant itself nobody is late yet.
    clock.set(begun.plus_ms(12 * HOUR_MS));
    service.writer.wake();
    let late = |service: &Service| {
        let code = code.clone();
        let asked = service.writer.ask(move |office| {
            let live = &office.desks()[DESK];
            let record = live.world.by_code(&code).unwrap();
            let mut tasks = live.world.tasks().filter(|task| task.record == record);
            let task = tasks
                .find(|task| live.desk.names.text(task.name) == "answer")
                .unwrap();
            task.deadline.as_deref().is_some_and(Deadline::is_late)
        });
        asked.unwrap()
    };
    assert!(!late(&service));
    service.stop().unwrap();
    // Down over two days; the reminder, the lateness and the escalation are caught up.
    clock.set(begun.plus_ms(60 * HOUR_MS));
    let service = start();
    assert!(late(&service));
    service.stop().unwrap();
    start().stop().unwrap();

    let store = SqliteStore::open(&shop.data(), Access::ReadOnly).unwrap();
    let mut fired = Vec::new();
    for line in store.lines(DESK, LineNo(1)).unwrap() {
        let line = line.unwrap();
        let reminds = line.effects.iter().any(|effect| {
            matches!(
                effect,
                Effect::PointPassed {
                    reminds: Some(_),
                    ..
                }
            )
        });
        if reminds && matches!(line.event.what, What::Timer { .. }) {
            fired.push(line.event.at.since_ms(begun) / HOUR_MS);
        }
    }
    // Two hours before, and at the due instant; no more for having been started three times.
    assert_eq!(fired, [10, 12]);
    drop(store);
    shop.verify();
}

#[test]
fn a_notice_waits_in_the_outbox_in_the_words_of_its_template() {
    let shop = Shop::new();
    std::fs::create_dir_all(shop.file("data")).unwrap();
    let clock = SetClock::at(morning());
    let service = Service::start(
        shop.dir.path(),
        &shop.data(),
        Arc::new(clock),
        Stages::Folder,
    )
    .unwrap();
    people(&service);
    let code = open(
        &service,
        "li",
        "complaint",
        json!({ "customer": "k1", "channel": "letter" }),
    );
    answer(
        &service,
        "li",
        (&code, "details", "done"),
        json!({ "facts": "瓶口有异味", "harm": "none" }),
    );
    answer(
        &service,
        "zhao",
        (&code, "decide", "assign"),
        json!({ "department": "d1" }),
    );
    let waiting = service
        .writer
        .ask(|office| office.store().outbox_pending(office.now(), 10));
    let waiting = waiting.unwrap().unwrap();
    assert_eq!(waiting.len(), 1);
    let row = &waiting[0].row;
    assert_eq!(
        (&*row.notice, &*row.to, &*row.template),
        ("to_department", "han", "complaint.md")
    );
    for said in ["奶站 韩冰", &code, "周先生", "瓶口有异味", "李敏"] {
        assert!(row.body.contains(said), "`{said}` is not in {}", row.body);
    }
    service.stop().unwrap();
    shop.verify();
}

//! Starting, not starting, ending, and commands beside the daemon or in its place.

use super::rig::Shop;

fn said(output: &std::process::Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_second_daemon_is_refused_by_data_file_and_by_port() {
    let shop = Shop::new();
    let daemon = shop.serve();
    let address = daemon.base.trim_start_matches("http://").to_owned();
    let second = shop.casework(&["serve", "--listen", "127.0.0.1:0", "--lang", "en"]);
    assert_eq!(second.status.code(), Some(4));
    assert!(
        said(&second).contains(&format!(
            "A daemon already runs on `./data/casework.db`: {}",
            daemon.base
        )),
        "{}",
        said(&second)
    );
    let other = Shop::new();
    let second = other.casework(&["serve", "--listen", &address, "--lang", "en"]);
    assert_eq!(second.status.code(), Some(4));
    assert!(
        said(&second).contains(&format!("The address {address} is in use.")),
        "{}",
        said(&second)
    );
    let elsewhere = other.casework(&["serve", "--listen", "0.0.0.0:0", "--lang", "en"]);
    assert_eq!(elsewhere.status.code(), Some(4));
    assert!(
        said(&elsewhere).contains("Without accounts only this machine"),
        "{}",
        said(&elsewhere)
    );
}

#[test]
fn commands_go_through_the_daemon_or_take_its_place() {
    let shop = Shop::new();
    let run = |args: &[&str]| {
        let output = shop.casework(args);
        assert!(output.status.success(), "{args:?}: {}", said(&output));
        String::from_utf8(output.stdout).unwrap()
    };
    // Nobody listens yet: each command is the writer for its time.
    run(&[
        "open",
        "employee",
        "login=qian",
        "name=钱进",
        "roles=manager",
    ]);
    run(&[
        "open",
        "employee",
        "login=li",
        "name=李敏",
        "roles=specialist",
        "--as",
        "qian",
    ]);
    let daemon = shop.serve();
    run(&["open", "customer", "no=k1", "name=周", "--as", "li"]);
    run(&[
        "open",
        "complaint",
        "customer=k1",
        "channel=letter",
        "--as",
        "li",
        "--key",
        "1",
    ]);
    let again = run(&[
        "open",
        "complaint",
        "customer=k1",
        "channel=letter",
        "--as",
        "li",
        "--key",
        "1",
        "--json",
    ]);
    let again: serde_json::Value = serde_json::from_str(&again).unwrap();
    let code = again["record"].as_str().unwrap();
    assert!(run(&["tasks", "--person", "li"]).contains(code));
    run(&[
        "answer",
        code,
        "details",
        "facts=瓶口有异味",
        "harm=safety",
        "--as",
        "li",
    ]);
    daemon.terminate();
    let shown = run(&["show", code]);
    assert!(
        shown.contains("等待上级决定") && shown.contains("详细记录：完成"),
        "{shown}"
    );
    let refused = shop.casework(&[
        "answer", code, "decide", "assign", "--as", "li", "--lang", "en",
    ]);
    assert_eq!(refused.status.code(), Some(3));
    assert!(said(&refused).contains("supervisor"), "{}", said(&refused));
    assert!(run(&["completions", "bash"]).contains("casework"));
    shop.verify();
}

#[test]
fn what_is_on_the_way_is_finished_when_told_to_end() {
    let shop = Shop::new();
    let daemon = shop.serve();
    shop.people(&daemon);
    let base = daemon.base.clone();
    // One client at a time knows what it was answered; the rest may be cut off before they are.
    let clients: Vec<_> = (0..8)
        .map(|_| {
            let base = base.clone();
            std::thread::spawn(move || {
                let agent = super::rig::agent();
                let body = serde_json::json!({ "workflow": "complaint", "with": { "customer": "k1", "channel": "letter" } });
                let mut codes = Vec::new();
                while let Ok((201, answer)) = super::rig::post(&agent, &base, "li", "/desks/fresh-bus/records", &body, None) {
                    codes.push(answer["record"].as_str().unwrap().to_owned());
                }
                codes
            })
        })
        .collect();
    super::rig::until("some complaints", || {
        let listed = daemon.get("/desks/fresh-bus/records?workflow=complaint");
        (listed.as_array()?.len() > 20).then_some(())
    });
    daemon.terminate();
    let answered: Vec<String> = clients
        .into_iter()
        .flat_map(|client| client.join().unwrap())
        .collect();
    assert!(!shop.file("data/casework.db.addr").exists());
    let daemon = shop.serve();
    let listed = daemon.get("/desks/fresh-bus/records?workflow=complaint&limit=10000");
    let kept: Vec<&str> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["code"].as_str().unwrap())
        .collect();
    assert!(answered.iter().all(|code| kept.contains(&code.as_str())));
    daemon.terminate();
    shop.verify();
}

#[test]
fn a_desk_with_what_cannot_be_run_yet_stays_out_by_name_and_the_other_goes_live() {
    let shop = Shop::new();
    shop.take("workflows/model-studio");
    let flow = shop.file("workflows/fresh-bus/complaint.toml");
    let text = std::fs::read_to_string(&flow).unwrap();
    let lines = "\n[field]\nfees = \"lines\"\n[require]\npaid = { label = \"已付\", when = \"(sum(fees.amount) ?? 0) > 0\" }\n";
    std::fs::write(&flow, text + lines).unwrap();
    // What nothing depends on rests; the desk runs without it.
    let desk = shop.file("workflows/model-studio/desk.toml");
    let text = std::fs::read_to_string(&desk).unwrap();
    let figure = "\n[figure.calls]\nof = \"complaint\"\nvalue = \"count()\"\n";
    std::fs::write(&desk, text + figure).unwrap();
    let daemon = shop.serve();
    assert_eq!(
        daemon.get("/desks/model-studio/tasks"),
        serde_json::json!([])
    );
    let opening = serde_json::json!({ "workflow": "complaint", "with": {} });
    let (status, bus) = daemon.post("li", "/desks/fresh-bus/records", &opening);
    assert_eq!(status, 409);
    let detail = bus["detail"].as_str().unwrap();
    assert!(
        detail.contains("fresh-bus") && detail.contains("fees"),
        "{detail}"
    );
    assert!(
        shop.log().contains("fresh-bus/complaint.toml:"),
        "{}",
        shop.log()
    );
}

/// What the daemon answers to bytes; empty where it answers nothing.
fn raw(daemon: &super::rig::Daemon, bytes: &[u8]) -> String {
    use std::io::{Read, Write};
    let address = daemon.base.trim_start_matches("http://");
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    stream.write_all(bytes).unwrap();
    let mut said = Vec::new();
    stream.read_to_end(&mut said).unwrap();
    String::from_utf8_lossy(&said).into_owned()
}

#[test]
fn whatever_is_wrong_with_a_request_is_told_as_a_problem() {
    let shop = Shop::new();
    let daemon = shop.serve();
    let records = "/desks/fresh-bus/records";
    for (line, status) in [
        ("DELETE /health".to_owned(), 405),
        (format!("PUT {records}"), 405),
        ("GET /desks/%ff%fe/records".to_owned(), 400),
        (format!("POST {records}/%c3%28/events/replied"), 400),
        (format!("GET {records}?limit=-1"), 400),
        (format!("GET {records}?limit=99999999999999999999"), 400),
        (format!("GET {records}?limit=1&limit=2"), 400),
        ("GET /nothing".to_owned(), 404),
        ("GET /desks/nope/records".to_owned(), 404),
    ] {
        let request = format!("{line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        let answer = raw(&daemon, request.as_bytes());
        let head = format!("HTTP/1.1 {status} ");
        assert!(answer.starts_with(&head), "{line}: {answer}");
        assert!(
            answer.contains("application/problem+json"),
            "{line}: {answer}"
        );
        assert!(
            answer.contains(&format!("\"status\":{status}")),
            "{line}: {answer}"
        );
    }
    daemon.terminate();
}

#[test]
fn a_key_that_cannot_be_read_is_refused_not_dropped() {
    let shop = Shop::new();
    let daemon = shop.serve();
    shop.people(&daemon);
    let body = r#"{"workflow":"complaint","with":{"customer":"k1","channel":"letter"}}"#;
    let mut request = format!(
        "POST /desks/fresh-bus/records HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCasework-Person: li\r\nContent-Length: {}\r\nIdempotency-Key: ",
        body.len()
    )
    .into_bytes();
    request.extend(b"\xff\xfe\r\n\r\n");
    request.extend(body.as_bytes());
    let answer = raw(&daemon, &request);
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    let found = daemon.get("/desks/fresh-bus/records?workflow=complaint");
    assert_eq!(found.as_array().map(Vec::len), Some(0), "{found}");
    daemon.terminate();
}

#[test]
fn a_client_that_never_finishes_its_request_does_not_keep_the_daemon_from_ending() {
    use std::io::Write;
    let shop = Shop::new();
    let daemon = shop.serve();
    let address = daemon.base.trim_start_matches("http://").to_owned();
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    let half = b"POST /desks/fresh-bus/records HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{";
    stream.write_all(half).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(300));
    let begun = std::time::Instant::now();
    daemon.terminate();
    assert!(begun.elapsed() < std::time::Duration::from_secs(20));
    drop(stream);
    shop.verify();
}

#[test]
fn a_damaged_journal_is_another_exit_code_than_a_file_that_cannot_be_used() {
    let shop = Shop::new();
    let daemon = shop.serve();
    shop.people(&daemon);
    daemon.terminate();
    let store = rusqlite::Connection::open(shop.data()).unwrap();
    let changed = store.execute("UPDATE journal_1 SET bytes = zeroblob(9) WHERE no = 3", []);
    assert_eq!(changed.unwrap(), 1);
    drop(store);
    let serve = shop.casework(&["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(serve.status.code(), Some(5), "{}", said(&serve));
    assert!(said(&serve).contains("at line 3"), "{}", said(&serve));
}

#[test]
fn a_slip_in_the_name_of_the_data_file_makes_none() {
    let shop = Shop::new();
    for command in [
        ["tasks", "--data", "typo.db"],
        ["revisions", "--data", "typo.db"],
    ] {
        let output = shop.casework(&command);
        assert_eq!(output.status.code(), Some(4), "{command:?}");
        assert!(
            said(&output).contains("没有数据文件 `typo.db`"),
            "{}",
            said(&output)
        );
        assert!(!shop.file("typo.db").exists());
    }
}

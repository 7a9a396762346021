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
        shown.contains("deciding") && shown.contains("details.done"),
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
    let desk = shop.file("workflows/fresh-bus/desk.toml");
    let text = std::fs::read_to_string(&desk).unwrap();
    let figure = "\n[figure]\ncalls = { of = \"complaint\", value = \"count()\" }\n";
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
        detail.contains("fresh-bus") && detail.contains("calls"),
        "{detail}"
    );
    assert!(
        shop.log().contains("fresh-bus/desk.toml:"),
        "{}",
        shop.log()
    );
}

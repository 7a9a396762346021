//! Keys: what is sent again happens once.

use serde_json::json;

use super::rig::Shop;

#[test]
fn the_same_key_gives_the_first_answer_and_other_words_under_it_conflict() {
    let shop = Shop::new();
    let daemon = shop.serve();
    shop.people(&daemon);
    let body =
        json!({ "workflow": "complaint", "with": { "customer": "k1", "channel": "letter" } });
    let path = "/desks/fresh-bus/records";
    let send = || daemon.post_keyed("li", path, &body, Some("7")).unwrap();
    // At once, so that some of them stand in one group.
    let answers: Vec<_> = std::thread::scope(|scope| {
        let sent: Vec<_> = (0..8).map(|_| scope.spawn(send)).collect();
        sent.into_iter().map(|sent| sent.join().unwrap()).collect()
    });
    assert!(
        answers
            .iter()
            .all(|answer| *answer == answers[0] && answer.0 == 201)
    );
    let other =
        json!({ "workflow": "complaint", "with": { "customer": "k1", "channel": "phone" } });
    let (status, answer) = daemon.post_keyed("li", path, &other, Some("7")).unwrap();
    assert_eq!(
        (status, &answer["type"]),
        (409, &json!("urn:casework:key-conflict"))
    );

    // A refusal is an answer too, also after a restart.
    let refused = json!({ "workflow": "complaint", "with": { "customer": "k1" } });
    let first = daemon.post_keyed("li", path, &refused, Some("8")).unwrap();
    assert_eq!(first.0, 422);
    assert!(first.1["fields"]["channel"].is_string(), "{}", first.1);
    daemon.terminate();
    let daemon = shop.serve();
    assert_eq!(
        daemon.post_keyed("li", path, &refused, Some("8")).unwrap(),
        first
    );
    assert_eq!(
        daemon.post_keyed("li", path, &body, Some("7")).unwrap(),
        answers[0]
    );
    let complaints = daemon.get("/desks/fresh-bus/records?workflow=complaint");
    assert_eq!(complaints.as_array().unwrap().len(), 1);
}

#[test]
fn problems_say_what_is_wrong_in_the_language_asked() {
    let shop = Shop::new();
    let daemon = shop.serve();
    shop.people(&daemon);
    let code = daemon.complain("li");
    let stranger =
        json!({ "workflow": "complaint", "with": { "customer": "k1", "channel": "letter" } });
    let (status, answer) = daemon.post("nobody", "/desks/fresh-bus/records", &stranger);
    assert_eq!(
        (status, &answer["type"]),
        (403, &json!("urn:casework:unknown-person"))
    );
    let (status, answer) = daemon.post("", "/desks/fresh-bus/records", &stranger);
    assert_eq!(
        (status, &answer["type"]),
        (403, &json!("urn:casework:nobody-acts"))
    );
    let path = format!("/desks/fresh-bus/records/{code}/tasks/decide");
    let (status, answer) = daemon.post("zhao", &path, &json!({ "outcome": "assign" }));
    assert_eq!(
        (status, &answer["type"]),
        (404, &json!("urn:casework:refused-no-task"))
    );
    let path = format!("/desks/fresh-bus/records/{code}/events/replied");
    let (status, answer) = daemon.post("li", &path, &json!({ "with": { "remark": "来信了" } }));
    assert_eq!(
        (status, &answer["type"]),
        (409, &json!("urn:casework:refused-not-applicable"))
    );
    let wide = json!({ "with": { "remark": "x".repeat((1 << 20) + 1) } });
    // The daemon answers before it has read all of it, so the sender may find the line closed while it still writes.
    let answers = (0..20).find_map(|_| daemon.post_keyed("li", &path, &wide, None).ok());
    assert_eq!(answers.map(|(status, _)| status), Some(413));
    assert_eq!(
        daemon.post("li", "/desks/elsewhere/records", &stranger).0,
        404
    );
}

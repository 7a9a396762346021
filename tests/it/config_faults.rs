//! What is wrong in a folder is told at the text that is wrong, all of it in one go, one message a cause.

use crate::small::{CASE, case, desk, loaded, told, with};

fn check(folder: &casework::config::Folder, wanted: &[&str]) {
    assert_eq!(told(folder), wanted);
}

#[test]
fn the_small_desk_is_sound() {
    check(&crate::small::folder(), &[]);
}

#[test]
fn names_that_are_not_there() {
    check(
        &case("to = \"closed\" }\nsmall", "to = \"closd\" }\nsmall"),
        &["ticket.toml:17 unknown-name [closd] | did you mean `closed`?"],
    );
    check(
        &case("opens = [\"answer\"]", "opens = [\"anwser\"]"),
        &["ticket.toml:14 unknown-name [anwser] | did you mean `answer`?"],
    );
    check(
        &case("on = \"answer.no\"", "on = \"answer.know\""),
        &["ticket.toml:19 unknown-name [know] | did you mean `no`?"],
    );
    check(
        &case("with = [\"facts\"]", "with = [\"fakts\", \"amount?\"]"),
        &["ticket.toml:10 unknown-name [fakts] | did you mean `facts`?"],
    );
    check(
        &case("who = [\"clerk\"]", "who = [\"clark\"]"),
        &["ticket.toml:12 unknown-name [clark] | did you mean `clerk`?"],
    );
    check(
        &case("type = \"customer\"", "type = \"customers\""),
        &["ticket.toml:6 unknown-name [customers] | did you mean `customer`?"],
    );
}

#[test]
fn chinese_names_are_underlined_whole() {
    let flow = CASE
        .replace("closed = { final = true }", "\"已结案\" = { final = true }")
        .replace("to = \"closed\"", "to = \"已结束\"");
    let told = told(&with(&[("workflows/d/ticket.toml", &flow)]));
    assert_eq!(
        told,
        ["ticket.toml:17 unknown-name [已结束] | did you mean `已结案`?"]
    );
}

#[test]
fn expressions_are_underlined_at_the_word() {
    check(
        &case("when = \"amount > limit\"", "when = \"amout > limit\""),
        &["ticket.toml:17 unknown-name [amout] | did you mean `amount`?"],
    );
    check(
        &case("when = \"amount > limit\"", "when = \"=amount > limit\""),
        &["ticket.toml:17 condition-with-equals [=] | write `when = \"amount > limit\"`"],
    );
    check(
        &case(
            "when = \"amount > limit\"",
            "when = 'customer.class == \"vip\"'",
        ),
        &["ticket.toml:17 no-such-choice [\"vip\"] | its choices: normal, key"],
    );
    check(
        &case("due = \"=answer_within\"", "due = \"=amount\""),
        &["ticket.toml:10 wrong-kind-of-value [amount]"],
    );
}

#[test]
fn several_causes_are_told_at_once() {
    let flow = CASE
        .replace("who = [\"clerk\"]", "who = [\"nobody_here\"]")
        .replace("limit = 100", "limti = 100");
    check(
        &with(&[("workflows/d/ticket.toml", &flow)]),
        &[
            "ticket.toml:12 unknown-name [nobody_here] | there are: `clerk`, `boss`, `publish`",
            "ticket.toml:17 unknown-name [limit] | did you mean `limti`?",
        ],
    );
}

#[test]
fn literals_are_read_as_the_type_wanted() {
    check(
        &case(
            "answer_within = \"24h\"",
            "answer_within = { value = \"24h\", from = [{ date = 2027-01-01, value = \"2 workdays\" }] }",
        ),
        &["ticket.toml:3 bad-duration [\"2 workdays\"] | did you mean `2 working days`?"],
    );
    check(
        &case("default = 0", "default = 0.005"),
        &["ticket.toml:7 more-than-currency-places [0.005] | round it to 2 decimal places"],
    );
    let customer = "[field]\nname = \"text\"\nclass = { choice = [\"normal\", \"key\"], default = \"norml\" }\n";
    check(
        &with(&[("workflows/d/customer.toml", customer)]),
        &["customer.toml:3 no-such-choice [\"norml\"] | did you mean `normal`?"],
    );
}

#[test]
fn unknown_keys_and_wrong_types() {
    check(
        &case("who = \"=owner\", due", "whom = \"=owner\", due"),
        &["ticket.toml:10 unknown-key [whom] | did you mean `who`?"],
    );
    check(
        &case("final = true", "final = \"yes\""),
        &["ticket.toml:15 wrong-type [\"yes\"] | for example `final = true`"],
    );
}

#[test]
fn one_name_space_holds_fields_params_tasks_and_relations() {
    check(
        &case("limit = 100", "limit = 100\nanswer = 3"),
        &["ticket.toml:11 name-clash [answer] | rename one of them"],
    );
    let staff = "person = true\n[field]\nlogin = { type = \"text\", key = true }\n[field.visit]\ntype = \"text\"\n";
    let visit = "[field]\nwho_came = { type = \"staff\" }\n";
    check(
        &with(&[
            ("workflows/d/staff.toml", staff),
            ("workflows/d/visit.toml", visit),
        ]),
        &["staff.toml:4 name-clash [visit] | rename one of them"],
    );
    check(
        &case("limit = 100", "limit = 100\ntoday = 3"),
        &["ticket.toml:5 reserved-name [today] | take for example `today_`"],
    );
    check(
        &with(&[("workflows/d/case.toml", "label = \"个案\"\n")]),
        &["case.toml:1 reserved-name [label = \"个案\"] | take for example `case_`"],
    );
}

#[test]
fn the_graph() {
    check(
        &case(
            "closed = { final = true }",
            "closed = { final = true }\nlost = {}",
        ),
        &[
            "ticket.toml:16 dead-end-state [lost] | add `from_lost = { from = \"lost\", after = \"2 working days\", to = \"closed\" }` under `[transition]`, or give it `final = true`",
        ],
    );
    check(
        &case(
            "no = { from = \"open_desk\", on = \"answer.no\", to = \"closed\" }\n",
            "",
        ),
        &[
            "ticket.toml:10 untaken-outcome [\"no\"] | add `no = { from = \"open_desk\", on = \"answer.no\", to = \"…\" }`",
        ],
    );
    check(
        &case(
            "on = \"answer.yes\", when = \"amount > limit\"",
            "on = \"answer.yes\"",
        ),
        &[
            "ticket.toml:4 unread-param [limit] | delete it",
            "ticket.toml:18 several-unguarded [small] | give one of them a `when`",
        ],
    );
    let twice = CASE.replace(
        "small =",
        "bigger = { from = \"open_desk\", on = \"answer.yes\", when = \"amount > limit\", to = \"closed\" }\nsmall =",
    );
    check(
        &with(&[("workflows/d/ticket.toml", &twice)]),
        &[
            "ticket.toml:18 shadowed-transition [bigger] | to have it first, add `before = \"big\"` to it",
        ],
    );
}

#[test]
fn automatic_transitions_that_go_round() {
    let round = CASE
        .replace(
            "closed = { final = true }",
            "closed = { final = true }\na = {}\nb = {}",
        )
        .replace(
            "no = {",
            "x = { from = \"a\", to = \"b\" }\ny = { from = \"b\", to = \"a\" }\nno = {",
        )
        .replace(
            "on = \"answer.no\", to = \"closed\"",
            "on = \"answer.no\", to = \"a\"",
        );
    check(
        &with(&[("workflows/d/ticket.toml", &round)]),
        &[
            "ticket.toml:21 automatic-loop [x] | give one of them an `on`, an `after`, or a count with `at_most`",
        ],
    );
}

#[test]
fn a_time_that_comes_needs_a_way() {
    let timed = CASE
        .replace("closed = { final = true }", "closed = { final = true }\nwaiting = {}")
        .replace("on = \"answer.no\", to = \"closed\" }", "on = \"answer.no\", to = \"waiting\" }\nlate = { from = \"waiting\", after = \"2 days\", when = \"amount > 3\", to = \"closed\" }");
    check(
        &with(&[("workflows/d/ticket.toml", &timed)]),
        &[
            "ticket.toml:21 after-without-fallback [late] | add a transition with the same `after` and no `when`",
        ],
    );
}

#[test]
fn what_nobody_reads_or_fills() {
    check(
        &case("facts = \"text\"", "facts = \"text\"\nforgotten = \"text\""),
        &[
            "ticket.toml:9 unfilled-field [forgotten] | name it in a `with`, `fill` or `sets`, or give it a `default`",
        ],
    );
    check(
        &case("limit = 100", "limit = 100\nspare = 1"),
        &["ticket.toml:5 unread-param [spare] | delete it"],
    );
    // What a schedule reads and fills is no slip, though this version does not carry it out.
    let later = "[schedule]\nagain = { every = \"=spare\", in = [\"open_desk\"], starts = [{ workflow = \"ticket\", fill = { forgotten = \"x\" } }] }\n";
    let read = CASE
        .replace("limit = 100", "limit = 100\nspare = \"3 months\"")
        .replace("facts = \"text\"", "facts = \"text\"\nforgotten = \"text\"");
    let folder = with(&[("workflows/d/ticket.toml", &(read + later))]);
    assert!(
        !told(&folder)
            .iter()
            .any(|told| told.contains("spare") || told.contains("forgotten"))
    );
}

#[test]
fn starts_fill_what_is_required() {
    let child = "initial = \"a\"\n[field]\nticket = { type = \"ticket\", required = true }\ncustomer = { type = \"customer\", required = true }\nreason = { type = \"text\", required = true }\n[state]\na = {}\n";
    let parent = CASE.replace(
        "on = \"answer.no\", to = \"closed\"",
        "on = \"answer.no\", to = \"closed\", starts = [{ workflow = \"child\" }]",
    );
    // Who answers is asked for the reason; where a clock starts it, nobody is.
    check(
        &with(&[
            ("workflows/d/child.toml", child),
            ("workflows/d/ticket.toml", &parent),
        ]),
        &[],
    );
    let parent = format!(
        "{CASE}silent = {{ from = \"open_desk\", after = \"9 working days\", to = \"closed\", starts = [{{ workflow = \"child\" }}] }}\n"
    );
    check(
        &with(&[
            ("workflows/d/child.toml", child),
            ("workflows/d/ticket.toml", &parent),
        ]),
        &["ticket.toml:20 required-unfilled [child] | add `fill = { reason = … }`"],
    );
    let filled = parent.replace(
        "workflow = \"child\"",
        "workflow = \"child\", fill = { reason = \"=facts ?? \\\"?\\\"\" }",
    );
    check(
        &with(&[
            ("workflows/d/child.toml", child),
            ("workflows/d/ticket.toml", &filled),
        ]),
        &[],
    );
}

#[test]
fn calendars_are_told_in_their_cells() {
    let days = "date,kind,name\n2026-10-01,statutory,国庆节\n2026-13-01,statutory,x\n2026-10-02,节日,y\n2026/10/1,makeup,z\n";
    check(
        &with(&[("rules/calendars/office.csv", days)]),
        &[
            "office.csv:3 csv-cell [2026-13-01] | for example `2026-01-31`",
            "office.csv:4 calendar-kind [节日] | possible: `statutory`, `swapped`, `substitute`, `weekend`, `extension`, `makeup`, `half`",
            "office.csv:5 calendar-conflict [2026/10/1] | delete one of the rows",
        ],
    );
}

#[test]
fn people_ladders_and_rights() {
    check(
        &desk("[role.temp]\nabove = \"bos\"\n"),
        &["desk.toml:13 unknown-name [bos] | did you mean `boss`?"],
    );
    check(
        &desk("[role.temp]\nabove = \"temp\"\n"),
        &["desk.toml:13 above-cycle [temp] | delete this `above`"],
    );
    check(
        &desk("[ladder.strict]\n"),
        &["desk.toml:12 wrong-type [[ladder.strict]]"],
    );
    let desk = loaded(&desk(
        "strict = [{ at = \"2h befor\", remind = \"assigne\" }]\n",
    ));
    let ids: Vec<&str> = desk.diagnostics.iter().map(|told| told.id).collect();
    assert_eq!(ids, ["bad-sentence", "unknown-name"]);
}

#[test]
fn a_common_flow_names_a_role_the_desk_lacks() {
    let shared = CASE.replace("who = [\"clerk\"]", "who = [\"auditor\"]");
    let folder = with(&[
        ("workflows/common/shared.toml", &shared),
        ("workflows/d/ticket.toml", "extends = \"common/shared\"\n"),
    ]);
    check(
        &folder,
        &["shared.toml:12 role-needed [auditor] | add `auditor = {}` to desk.toml"],
    );
}

#[test]
fn flows_that_extend_each_other() {
    let folder = with(&[
        ("workflows/common/one.toml", "extends = \"common/two\"\n"),
        ("workflows/common/two.toml", "extends = \"one\"\n"),
        ("workflows/d/ticket.toml", "extends = \"common/one\"\n"),
    ]);
    check(
        &folder,
        &["two.toml:1 extends-cycle [one] | delete this line `extends`"],
    );
    check(
        &with(&[
            ("workflows/common/one.toml", CASE),
            ("workflows/d/ticket.toml", "extends = \"common/on\"\n"),
        ]),
        &["ticket.toml:1 unknown-name [common/on] | did you mean `common/one`?"],
    );
}

#[test]
fn overriding_what_is_gone() {
    let folder = with(&[
        ("workflows/common/base.toml", CASE),
        (
            "workflows/d/ticket.toml",
            "extends = \"common/base\"\n[transition]\nsmal = { when = \"amount > 5\" }\n",
        ),
    ]);
    check(
        &folder,
        &["ticket.toml:3 override-unknown [smal] | did you mean `small`?"],
    );
}

#[test]
fn a_desk_with_a_fault_leaves_the_others_alone() {
    let mut folder = case("to = \"closed\" }\nsmall", "to = \"closd\" }\nsmall");
    for name in ["desk", "staff", "customer"] {
        let text = folder
            .text(&format!("workflows/d/{name}.toml"))
            .expect("a file")
            .to_owned();
        folder.insert(&format!("workflows/e/{name}.toml"), text);
    }
    let loaded = loaded(&folder);
    assert!(loaded.desk("d").is_none());
    assert!(loaded.desk("e").is_some());
    assert!(loaded.broken_desks.contains("d"));
}

#[test]
fn broken_toml_silences_what_follows_from_it() {
    let folder = with(&[(
        "workflows/d/customer.toml",
        "[field]\nname = { type = \"text\"\n",
    )]);
    let told = told(&folder);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("customer.toml:2 toml-"), "{told:?}");
}

#[test]
fn a_name_of_another_desk() {
    let mut folder = case("type = \"customer\"", "type = \"parcel\"");
    folder.insert("workflows/e/parcel.toml", "[field]\nno = \"text\"\n");
    let text = folder
        .text("workflows/d/desk.toml")
        .expect("a file")
        .to_owned();
    folder.insert("workflows/e/desk.toml", text);
    let staff = folder.text("workflows/d/staff.toml").expect("a file");
    let staff = staff.to_owned();
    folder.insert("workflows/e/staff.toml", staff);
    check(
        &folder,
        &[
            "ticket.toml:6 crosses-desk [parcel] | a flow several desks use lies in workflows/common/, and each takes it by `uses = [\"parcel\"]`",
        ],
    );
}

#[test]
fn templates_must_be_there() {
    let flow = format!("{CASE}[notice]\nword = {{ to = \"=owner\", template = \"anser.md\" }}\n");
    let folder = with(&[
        ("workflows/d/ticket.toml", &flow),
        ("workflows/d/notices/answer.md", "x"),
    ]);
    check(
        &folder,
        &["ticket.toml:21 no-such-file [anser.md] | did you mean `answer.md`?"],
    );
}

#[test]
fn rules_are_told_in_their_file() {
    let flow = CASE.replace(
        "facts = \"text\"",
        "facts = \"text\"\nscore = \"=scor(amount)\"",
    );
    let rule = "fn score(amount) {\n    amout * 2\n}\n";
    check(
        &with(&[
            ("workflows/d/ticket.toml", &flow),
            ("rules/d/score.rhai", rule),
        ]),
        &[
            "score.rhai:2 rhai-unknown-variable [amout] | did you mean `amount`?",
            "ticket.toml:9 unknown-function [scor] | did you mean `score`?",
        ],
    );
}

#[test]
fn computed_fields_that_need_each_other() {
    let flow = CASE.replace("facts = \"text\"", "facts = \"text\"\na = { type = \"number\", computed = \"=(b ?? 0) + 1\" }\nb = { type = \"number\", computed = \"=(a ?? 0) + 1\" }");
    check(
        &with(&[("workflows/d/ticket.toml", &flow)]),
        &["ticket.toml:9 computed-cycle [a] | let one of them do without the other"],
    );
}

#[test]
fn a_fault_in_a_csv_breaks_the_desks_that_use_it() {
    let form = "[form.papers]\nitems = \"papers.csv\"\n";
    let mut folder = desk(form);
    folder.insert("rules/d/papers.csv", "name,text\na,b,c\n填写,x\n");
    check(
        &folder,
        &[
            "papers.csv:2 csv-shape [a,b,c] | a text with a comma stands in double quotes: `\"a,b\"`",
        ],
    );
    assert!(loaded(&folder).desk("d").is_none());
    folder.insert("rules/d/papers.csv", vec![0xc4, 0xe3, 0xff, 0xc3, b'\n']);
    check(&folder, &["papers.csv:1 not-utf-8 [] | save it as UTF-8"]);
    assert!(loaded(&folder).desk("d").is_none());
    folder.insert("rules/d/papers.csv", "name,text\n");
    check(
        &folder,
        &["papers.csv:1 empty-list [name,text] | write its entries below the head"],
    );
    assert!(
        loaded(&folder).desk("d").is_some(),
        "an empty list is a warning"
    );
}

#[test]
fn a_rule_that_gives_what_is_no_choice() {
    let flow = CASE.replace(
        "facts = \"text\"",
        "facts = \"text\"\nurgency = { choice = [\"normal\", \"urgent\"], computed = \"=urgency_of(amount)\" }",
    );
    let rule =
        "fn urgency_of(amount) {\n    if amount > 10 { return \"urgend\"; }\n    \"normal\"\n}\n";
    check(
        &with(&[
            ("workflows/d/ticket.toml", &flow),
            ("rules/d/urgency.rhai", rule),
        ]),
        &["urgency.rhai:2 unknown-choice [\"urgend\"] | did you mean `urgent`?"],
    );
}

#[test]
fn what_has_no_label_in_a_language() {
    let labels = "path,zh,en\nticket,工单,Ticket\nanswer,答复,\n";
    let loaded = loaded(&with(&[("workflows/d/labels.csv", labels)]));
    let lines: Vec<String> = loaded.unlabelled["d"]
        .iter()
        .map(casework::config::MissingLabel::line)
        .collect();
    assert!(
        lines.contains(&"ticket.answer,答复,…".to_owned()),
        "{lines:#?}"
    );
    assert!(
        lines.contains(&"ticket.open_desk,…,…".to_owned()),
        "{lines:#?}"
    );
    assert!(
        !lines.iter().any(|line| line.starts_with("ticket,")),
        "{lines:#?}"
    );
    let ids: Vec<&str> = loaded.diagnostics.iter().map(|told| told.id).collect();
    assert_eq!(ids, ["missing-translations"], "one message for all of them");
}

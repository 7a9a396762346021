//! Every scenario this repository ships passes in every desk it is for; and a number edited in one desk is noticed by
//! that row's scenario in that desk, and by no row's scenario of the other.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use casework::config::{Folder, Loaded, Look, load, report};
use casework::model::RevisionNo;
use casework::model::catalogue::Lang;
use casework::replay::{Run, Suite};

fn folder() -> Folder {
    Folder::read(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("the folder is here")
}

fn loaded(folder: &Folder) -> Loaded {
    let loaded = load(folder, &BTreeMap::new(), RevisionNo(1));
    let text = report(&loaded.diagnostics, &loaded.sources, Lang::En, Look::Plain);
    assert!(loaded.is_sound(), "{text}");
    loaded
}

fn runs(folder: &Folder) -> Vec<Run> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let mut suite = Suite::read(&[root]).expect("the scenarios are here");
    let runs = suite.run(&loaded(folder));
    let text = report(&suite.diagnostics, &suite.sources, Lang::En, Look::Plain);
    assert_eq!(suite.broken().len(), 0, "{text}");
    runs
}

fn told(run: &Run) -> String {
    let mut text = format!("{} in {}", run.path, run.desk);
    for failure in &run.failures {
        let step = failure
            .step
            .map_or_else(String::new, |step| format!(", step {step}"));
        let (expected, found) = (
            failure.expected.render(Lang::En),
            failure.found.render(Lang::En),
        );
        text += &format!(
            "\n  line {}{step}: {}\n    expected {expected}\n    found    {found}",
            failure.line, failure.what
        );
    }
    text
}

#[test]
fn the_shipped_scenarios_pass() {
    let runs = runs(&folder());
    let failed: Vec<String> = runs.iter().filter(|run| !run.passed()).map(told).collect();
    assert!(
        failed.is_empty(),
        "{} failed\n{}",
        failed.len(),
        failed.join("\n")
    );
    // And none of them was passed over.
    let ran: BTreeSet<&str> = runs.iter().map(|run| run.path.as_str()).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    for folder in std::fs::read_dir(root).expect("the scenarios are here") {
        let folder = folder.expect("a folder").path();
        for file in std::fs::read_dir(folder).expect("a folder") {
            let file = file.expect("a file").path();
            let is_scenario = file.extension().is_some_and(|end| end == "toml");
            let path = file.to_str().expect("a name in UTF-8");
            assert!(!is_scenario || ran.contains(path), "{path} ran in no desk");
        }
    }
}

/// A row's number edited in one desk.
struct Edit {
    /// The rows whose scenarios must fail there, and the only ones.
    rows: &'static [&'static str],
    /// The scenario that must be among them.
    id: &'static str,
    desk: &'static str,
    file: &'static str,
    from: &'static str,
    to: &'static str,
}

const EDITS: &[Edit] = &[
    Edit {
        rows: &["E6"],
        id: "E6",
        desk: "fresh-bus",
        file: "workflows/fresh-bus/complaint.toml",
        from: "answer_within = \"12h\"",
        to: "answer_within = \"13h\"",
    },
    Edit {
        rows: &["E6"],
        id: "E6",
        desk: "fresh-bus",
        file: "workflows/fresh-bus/complaint.toml",
        from: "answer_within = \"12h\"",
        to: "answer_within = \"11h\"",
    },
    Edit {
        rows: &["F5"],
        id: "F5",
        desk: "model-studio",
        file: "workflows/model-studio/complaint.toml",
        from: "answer_within = \"24h\"",
        to: "answer_within = \"23h\"",
    },
    Edit {
        // S2 waits until Saturday 15:00, when 25 h and 4 h have only just passed.
        rows: &["F5", "S2"],
        id: "F5",
        desk: "model-studio",
        file: "workflows/model-studio/complaint.toml",
        from: "answer_within = \"24h\"",
        to: "answer_within = \"25h\"",
    },
    Edit {
        rows: &["F4"],
        id: "F4",
        desk: "model-studio",
        file: "workflows/model-studio/follow_up.toml",
        from: "call_within  = \"2 working days\"",
        to: "call_within  = \"1 working day\"",
    },
    Edit {
        rows: &["F4"],
        id: "F4-late",
        desk: "model-studio",
        file: "workflows/model-studio/follow_up.toml",
        from: "breach_after = \"3 working days\"",
        to: "breach_after = \"4 working days\"",
    },
    Edit {
        rows: &["A5"],
        id: "A5-loop",
        desk: "fresh-bus",
        file: "workflows/fresh-bus/complaint.toml",
        from: "[param]\n",
        to: "[param]\nrounds = 2\n",
    },
    Edit {
        rows: &["A5"],
        id: "A5-loop",
        desk: "model-studio",
        file: "workflows/model-studio/complaint.toml",
        from: "[param]\n",
        to: "[param]\nrounds = 4\n",
    },
    Edit {
        rows: &["S2", "S3"],
        id: "S2",
        desk: "fresh-bus",
        file: "workflows/fresh-bus/desk.toml",
        from: "{ at = \"25% before\", remind",
        to: "{ at = \"20% before\", remind",
    },
    Edit {
        rows: &["S2", "E6"],
        id: "S2",
        desk: "fresh-bus",
        file: "workflows/fresh-bus/desk.toml",
        from: "{ at = \"4h after\", raise",
        to: "{ at = \"20h after\", raise",
    },
    // 1 working day after is also when backdating ends; the manager hears a day later.
    Edit {
        rows: &["S2"],
        id: "S2",
        desk: "fresh-bus",
        file: "workflows/fresh-bus/desk.toml",
        from: "{ at = \"1 working day after\", remind",
        to: "{ at = \"2 working days after\", remind",
    },
    // A row of the mall's tables, and its other numbers, on one side of the boundary or the other.
    Edit {
        rows: &["B1"],
        id: "B1-clean",
        desk: "mall",
        file: "workflows/mall/round.toml",
        from: "\"end of the working day\"",
        to: "\"1 working day\"",
    },
    Edit {
        rows: &["B3"],
        id: "B3",
        desk: "mall",
        file: "rules/mall/consequences.csv",
        from: "纪律,一般,2,,书面警告",
        to: "纪律,一般,2,,口头提醒",
    },
    Edit {
        rows: &["B3"],
        id: "B3-ninety-days",
        desk: "mall",
        file: "workflows/mall/rectify.toml",
        from: "\"90 days\"",
        to: "\"89 days\"",
    },
    Edit {
        rows: &["B3"],
        id: "B3-ninety-days",
        desk: "mall",
        file: "workflows/mall/rectify.toml",
        from: "\"90 days\"",
        to: "\"91 days\"",
    },
    Edit {
        rows: &["B4"],
        id: "B4",
        desk: "mall",
        file: "rules/mall/reception.csv",
        from: "recorded,",
        to: "written_down,",
    },
    Edit {
        rows: &["B5"],
        id: "B5-rows",
        desk: "mall",
        file: "rules/mall/returns.csv",
        from: "0..7,yes,yes,guaranteed",
        to: "0..8,yes,yes,guaranteed",
    },
    Edit {
        rows: &["B5"],
        id: "B5-rows",
        desk: "mall",
        file: "rules/mall/returns.csv",
        from: "8..15,yes,yes,guaranteed",
        to: "8..16,yes,yes,guaranteed",
    },
    Edit {
        rows: &["B5"],
        id: "B5",
        desk: "mall",
        file: "workflows/mall/goods_return.toml",
        from: "authority      = 5000 ",
        to: "authority      = 4999.99 ",
    },
    Edit {
        rows: &["C1"],
        id: "C1",
        desk: "flooring",
        file: "workflows/flooring/customer.toml",
        from: "points_per_order = 10 ",
        to: "points_per_order = 9 ",
    },
    Edit {
        rows: &["C2"],
        id: "C2",
        desk: "flooring",
        file: "workflows/flooring/customer.toml",
        from: "\"180 days\"",
        to: "\"181 days\"",
    },
    Edit {
        rows: &["C3"],
        id: "C3",
        desk: "flooring",
        file: "workflows/flooring/campaign.toml",
        from: "\"3 working days\"",
        to: "\"2 working days\"",
    },
    Edit {
        rows: &["C4c"],
        id: "C4c",
        desk: "flooring",
        file: "workflows/flooring/disposal.toml",
        from: "limit         = 5000 ",
        to: "limit         = 4999.99 ",
    },
    Edit {
        rows: &["C10", "C4h"],
        id: "C4h",
        desk: "flooring",
        file: "workflows/flooring/fine.toml",
        from: "fine_limit    = 500 ",
        to: "fine_limit    = 499 ",
    },
    Edit {
        rows: &["C4h"],
        id: "C4h-year",
        desk: "flooring",
        file: "workflows/flooring/fine.toml",
        from: "\"12 months\"",
        to: "\"11 months\"",
    },
    Edit {
        rows: &["C5", "C6"],
        id: "C6",
        desk: "flooring",
        file: "rules/flooring/performance.csv",
        from: "number,20,0.10,0",
        to: "number,30,0.10,0",
    },
    Edit {
        rows: &["C7"],
        id: "C7-engineer",
        desk: "flooring",
        file: "rules/flooring/criteria.csv",
        from: ">= 3,任现职级的日期\n售后初1",
        to: ">= 4,任现职级的日期\n售后初1",
    },
    Edit {
        rows: &["C7"],
        id: "C7-engineer",
        desk: "flooring",
        file: "rules/flooring/criteria.csv",
        from: ">= 3,任现职级的日期\n售后初1",
        to: ">= 2,任现职级的日期\n售后初1",
    },
    Edit {
        rows: &["C7"],
        id: "C7-probation",
        desk: "flooring",
        file: "workflows/flooring/probation.toml",
        from: "months_at_least = 1 ",
        to: "months_at_least = 0 ",
    },
    Edit {
        rows: &["C7"],
        id: "C7-probation",
        desk: "flooring",
        file: "workflows/flooring/probation.toml",
        from: "\"3 months\"",
        to: "\"4 months\"",
    },
];

/// The row a scenario is for; a trap of time is for none.
fn row(run: &Run) -> Option<&str> {
    let of_a_row = !run.path.contains("/traps/");
    of_a_row.then(|| run.id.split('-').next().unwrap_or(&run.id))
}

#[test]
fn an_edited_number_fails_its_row_in_its_desk_and_no_other() {
    for edit in EDITS {
        let mut folder = folder();
        let text = folder.text(edit.file).expect("the file is shipped");
        assert_eq!(
            text.matches(edit.from).count(),
            1,
            "{} in {}",
            edit.from,
            edit.file
        );
        let edited = text.replace(edit.from, edit.to);
        folder.insert(edit.file, edited);
        let runs = runs(&folder);
        let failed: Vec<&Run> = runs.iter().filter(|run| !run.passed()).collect();
        let told: Vec<String> = failed.iter().map(|run| told(run)).collect();
        let told = format!("{} → {}\n{}", edit.from, edit.to, told.join("\n"));
        assert!(failed.iter().all(|run| run.desk == edit.desk), "{told}");
        assert!(failed.iter().any(|run| run.id == edit.id), "{told}");
        let rows: BTreeSet<&str> = failed.iter().filter_map(|run| row(run)).collect();
        assert_eq!(rows, edit.rows.iter().copied().collect(), "{told}");
    }
}

/// Runs one scenario, written here, in a desk.
fn run_here(desk: &str, text: &str) -> Vec<Run> {
    let shipped = |name: &str| {
        let path = format!(
            "{}/tests/scenarios/common/{name}",
            env!("CARGO_MANIFEST_DIR")
        );
        std::fs::read(path).expect("the stage is shipped")
    };
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for name in ["people.csv", "departments.csv", "customers.csv"] {
        files.insert(format!("t/{name}"), shipped(name));
    }
    files.insert(format!("t/{desk}/x.toml"), text.as_bytes().to_vec());
    let mut suite = Suite::of(&files);
    let runs = suite.run(&loaded(&folder()));
    let text = report(&suite.diagnostics, &suite.sources, Lang::En, Look::Plain);
    assert_eq!(suite.broken().len(), 0, "{text}");
    runs
}

const HEAD: &str = "id = \"x\"\nstart = 2026-03-06T16:00:00\n\
    given = { employee = \"../people.csv\", department = \"../departments.csv\", customer = \"../customers.csv\" }\n\
    [[step]]\nby = \"li\"\ndo = \"open complaint as c1\"\nwith = { customer = \"k1\", channel = \"phone\" }\n";

/// An answer given `hours` after the opening, and so many milliseconds more (or, below zero, less).
fn answered(hours: i64, ms: i64, judged: &str) -> String {
    let after = hours * 3_600_000 + ms;
    format!(
        "{HEAD}[[step]]\nafter = \"{after}ms\"\nby = \"li\"\ndo = \"c1.answer done\"\n\
         with = {{ remark = \"x\" }}\nexpect = {{ {judged} = [\"answer\"], late = [] }}\n"
    )
}

/// An answer typed in on Monday, said to have been given then.
fn typed_in(at: &str, judged: &str) -> String {
    format!(
        "{HEAD}[[step]]\nat = 2026-03-09T09:00:00\nby = \"li\"\ndo = \"c1.answer done\"\noccurred = {at}\n\
         with = {{ remark = \"x\" }}\nexpect = {{ {judged} = [\"answer\"], late = [] }}\n"
    )
}

#[test]
fn the_due_instant_is_in_time_and_a_millisecond_later_is_not() {
    for (desk, hours, due) in [
        ("fresh-bus", 12, "2026-03-07T04:00:00"),
        ("model-studio", 24, "2026-03-07T16:00:00"),
    ] {
        let cases = [
            answered(hours, -1, "in_time"),
            answered(hours, 0, "in_time"),
            answered(hours, 1, "breached"),
            typed_in(due, "in_time"),
            typed_in(&format!("{due}.001"), "breached"),
        ];
        for case in cases {
            let runs = run_here(desk, &case);
            assert_eq!(runs.len(), 1);
            assert!(runs.iter().all(Run::passed), "{case}\n{}", told(&runs[0]));
        }
        // And the runner can tell: the opposite fails.
        let wrong = run_here(desk, &answered(hours, 0, "breached"));
        assert!(!wrong[0].passed());
    }
}

#[test]
fn a_failure_says_step_line_and_both_sides_and_ends_the_run() {
    let text = format!(
        "{HEAD}expect = {{ c1 = \"deciding\", tasks = [\"answer@wang\", \"details\"], values = {{ \"c1.customer.class\" = \"key\" }} }}\n\
         [[step]]\nexpect = {{ c1 = \"nowhere\" }}\n"
    );
    let runs = run_here("fresh-bus", &text);
    let seen: Vec<(usize, Option<usize>, &str, String, String)> = runs[0]
        .failures
        .iter()
        .map(|f| {
            let render = |arg: &casework::model::catalogue::Arg| arg.render(Lang::En);
            (
                f.line,
                f.step,
                f.what.as_str(),
                render(&f.expected),
                render(&f.found),
            )
        })
        .collect();
    let row = |what, expected: &str, found: &str| {
        (8, Some(1), what, expected.to_owned(), found.to_owned())
    };
    assert_eq!(
        seen,
        [
            row("c1", "deciding", "received"),
            row(
                "tasks",
                "`answer@wang`, `details`",
                "`answer@li`, `details@li`"
            ),
            row("values.c1.customer.class", "key", "normal"),
        ]
    );
}

#[test]
fn a_deed_refused_without_being_expected_to_fails() {
    let text = format!("{HEAD}[[step]]\nby = \"li\"\ndo = \"c1.answer done\"\n");
    let runs = run_here("fresh-bus", &text);
    let failure = &runs[0].failures[0];
    assert_eq!((failure.step, failure.what.as_str()), (Some(2), "do"));
    assert_eq!(failure.found.render(Lang::En), "`missing-value`");
    let stranger = text.replace(
        "by = \"li\"\ndo = \"c1.answer",
        "by = \"lee\"\ndo = \"c1.answer",
    );
    assert_eq!(run_here("fresh-bus", &stranger)[0].failures[0].what, "by");
    let back = format!("{HEAD}[[step]]\nat = 2026-03-06T15:00:00\n");
    assert_eq!(run_here("fresh-bus", &back)[0].failures[0].what, "at");
}

#[test]
fn every_key_of_expect_holds_what_is_right_and_fails_what_is_wrong() {
    // By Saturday 09:00 the answer, due at 04:00, is late, was reminded of twice and reported once.
    let late = "[[step]]\nat = 2026-03-07T09:00:00\n".to_owned();
    let judged = "[[step]]\nat = 2026-03-10T09:00:00\n".to_owned();
    let details = "[[step]]\nby = \"li\"\ndo = \"c1.details done\"\nwith = { facts = \"x\", harm = \"none\" }\n";
    let reject = "[[step]]\nby = \"zhao\"\ndo = \"c1.decide reject\"\nwith = { remark = \"x\" }\n";
    let assign =
        "[[step]]\nby = \"zhao\"\ndo = \"c1.decide assign\"\nwith = { department = \"d1\" }\n";
    let assigned = format!("{details}{assign}");
    let rejected = format!("{details}{reject}");
    let cases: &[(&str, &str, &[&str])] = &[
        (
            &late,
            "tasks = [\"details\", \"answer@li\"]",
            &["tasks = [\"answer\"]", "tasks = []"],
        ),
        (
            &late,
            "reminded = [\"answer@li\", \"answer@supervisor\"]",
            &[
                "reminded = [\"answer@supervisor\", \"answer@li\"]",
                "reminded = []",
            ],
        ),
        (
            &late,
            "raised = [\"answer_late\"]",
            &["raised = []", "raised = [\"answer\"]"],
        ),
        (
            &late,
            "late = [\"answer\"]",
            &["late = []", "late = [\"answer\", \"answer\"]"],
        ),
        (
            &judged,
            "breached = [\"answer\"]",
            &["breached = []", "late = [\"answer\"]"],
        ),
        (
            &assigned,
            "in_time = [\"decide\"]",
            &["in_time = []", "in_time = [\"answer\"]"],
        ),
        (
            &assigned,
            "notices = [\"to_department@han\"]",
            &["notices = []", "notices = [\"to_department@li\"]"],
        ),
        (
            &assigned,
            "values = { \"c1.department.head\" = \"han\", \"c1.claim\" = 0.00 }",
            &[
                "values = { \"c1.department.head\" = \"li\" }",
                "values = { \"c1.claim\" = 1 }",
                "values = { \"c1.claims\" = 0 }",
                "values = { \"c1.claim.head\" = 0 }",
            ],
        ),
        (
            &rejected,
            "refused = [\"answered\"]",
            &["refused = [\"not-allowed\"]", "refused = []"],
        ),
        (
            &assigned,
            "c1 = \"handling\"",
            &["c1 = \"deciding\"", "refused = [\"answered\"]"],
        ),
    ];
    for (steps, right, wrong) in cases {
        let runs = run_here(
            "fresh-bus",
            &format!("{HEAD}{steps}expect = {{ {right} }}\n"),
        );
        assert!(runs[0].passed(), "{right}\n{}", told(&runs[0]));
        for wrong in *wrong {
            let runs = run_here(
                "fresh-bus",
                &format!("{HEAD}{steps}expect = {{ {wrong} }}\n"),
            );
            assert!(!runs[0].passed(), "{wrong} holds");
        }
    }
}

#[test]
fn why_also_speaks_of_the_last_decision() {
    let step = "[[step]]\nby = \"li\"\ndo = \"c1.details done\"\nwith = { facts = \"x\", harm = \"none\" }\n";
    let said = |why: &str| {
        let text = format!("{HEAD}{step}expect = {{ why = \"{why}\" }}\n");
        run_here("fresh-bus", &text)[0].passed()
    };
    assert!(said("recorded"));
    assert!(said("12h = 03-06 16:00 … 03-07 04:00"));
    assert!(!said("rejected"));
}

#[test]
fn a_scenario_for_a_desk_with_a_fault_fails() {
    let mut folder = folder();
    folder.insert(
        "workflows/fresh-bus/complaint.toml",
        "extends = \"common/nothing\"\n",
    );
    let loaded = load(&folder, &BTreeMap::new(), RevisionNo(1));
    assert!(!loaded.is_sound());
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let mut suite = Suite::read(&[root]).expect("the scenarios are here");
    let runs = suite.run(&loaded);
    let (bad, good): (Vec<Run>, Vec<Run>) =
        runs.into_iter().partition(|run| run.desk == "fresh-bus");
    assert!(!bad.is_empty() && bad.iter().all(|run| run.failures[0].what == "desk"));
    assert!(!good.is_empty() && good.iter().all(Run::passed));
}

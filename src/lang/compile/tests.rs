use super::super::fixture::Desk;
use super::super::{Binding, Declared, FormParts, Function, Type, Want};
use super::*;
use crate::model::{FieldId, NameId};

/// The faults of a condition as `id: underlined -> help`.
fn faults(text: &str) -> Vec<String> {
    wanted(text, &Want::condition())
}

fn wanted(text: &str, want: &Want) -> Vec<String> {
    match compile(text, &Desk::new(), want) {
        Ok(_) => Vec::new(),
        Err(faults) => faults
            .iter()
            .map(|fault| {
                let under = text.get(fault.at.clone()).expect("whole letters");
                match &fault.help {
                    Some(help) => format!("{}: {under} -> {help}", fault.id),
                    None => format!("{}: {under}", fault.id),
                }
            })
            .collect(),
    }
}

#[test]
fn what_an_admin_writes_is_accepted() {
    for text in [
        "severity >= 4 || claim > authority",
        "channel == \"manufacturer\"",
        "channel in [\"phone\", \"letter\"]",
        "!(channel in [\"phone\"])",
        "channel !in [\"phone\"]",
        "severity in [1, 2, 3]",
        "channel in roads && \"letter\" in roads",
        "(index ?? 0) >= 3.5",
        "!is_set(last) || last < 3",
        "is_set(last) && last > 3",
        "is_set(department.head) && department.head == (actor ?? department.head)",
        "is_set(department.head) && is_set(department.head.grade_since)",
        "hired <= month_paid.end && (!is_set(left_on) || left_on >= month_paid.start)",
        "answer.done && !handle.late",
        "any(payment.open)",
        "count(payment.paid) > 1 && count(payment) > 2",
        "any(complaint.open, via.payer)",
        "sum(payment.amount) > 100",
        "customer.class == \"A\"",
        "full_months(hired, opened) >= 3",
        "hired + \"3 days\" < today",
        "today > date(\"2026-01-01\")",
        "金额 > 10 && 渠道 == \"电话\"",
        "(facts ?? \"\") == \"x\"",
        "fails()",
        "item.amount > 3 && heard.amount > 3 && count(heard.open) > 0",
        "contains(roads, \"phone\") && triage(1, 2) in roads",
    ] {
        assert_eq!(faults(text), Vec::<String>::new(), "{text}");
    }
}

/// Each trap measured in rhai, and each construct outside the subset, with the one fault it draws.
const TRAPS: &[(&str, &str)] = &[
    ("\"5\" == 5", "never-comparable: \"5\" == 5 -> 5 == 5"),
    ("title > 3", "never-comparable: title > 3"),
    ("failed == 1", "never-comparable: failed == 1"),
    ("channel > 3", "never-comparable: channel > 3"),
    ("last > 2", "maybe-empty: last -> (last ?? 0)"),
    ("facts != \"\"", "maybe-empty: facts -> (facts ?? \"\")"),
    (
        "urgency == \"high\"",
        "maybe-empty: urgency -> is_set(urgency) && urgency",
    ),
    ("true || missing", "unknown-name: missing"),
    ("true || customer.missing", "unknown-field: missing"),
    ("severty >= 4", "unknown-name: severty -> severity"),
    ("customer.clas == \"A\"", "unknown-field: clas -> class"),
    (
        "channel == \"fone\"",
        "unknown-choice: \"fone\" -> \"phone\"",
    ),
    ("channel == \"fax\"", "unknown-choice: \"fax\""),
    (
        "channel == \"leter\"",
        "unknown-choice: \"leter\" -> \"letter\"",
    ),
    ("severity && true", "type-mismatch: severity"),
    ("true && severity", "type-mismatch: severity"),
    ("\"10\" < \"9\"", "type-mismatch: \"10\" < \"9\""),
    (
        "hired > 2026-01-01",
        "bare-date: 2026-01-01 -> date(\"2026-01-01\")",
    ),
    (
        "hired > \"2026-01-01\"",
        "never-comparable: hired > \"2026-01-01\" -> hired > date(\"2026-01-01\")",
    ),
    (
        "today < opened",
        "never-comparable: today < opened -> today < date_of(opened)",
    ),
    ("title + 1 == \"x\"", "type-mismatch: title"),
    ("5 + \"5\" == \"55\"", "type-mismatch: \"5\""),
    ("triagge(1, 2) == 3", "unknown-function: triagge -> triage"),
    ("triage(1) == 3", "wrong-arguments: triage(1)"),
    ("severity = 4", "expression-syntax: = -> =="),
    ("severity > 1 and failed", "expression-syntax: and -> &&"),
    ("is_set(null)", "expression-syntax: null"),
    (
        "1 < severity < 5",
        "never-comparable: 1 < severity < 5 -> 1 < severity && severity < 5",
    ),
    ("title.len() > 3", "expression-syntax: len()"),
    ("if failed { true } else { false }", "expression-syntax: if"),
    ("eval(\"true\")", "unknown-function: eval"),
    ("severity in 1..5", "expression-syntax: 1..5"),
    ("title == 'x'", "expression-syntax: 'x' -> \"x\""),
    ("roads[0] == \"phone\"", "expression-syntax: roads"),
    ("#{a: 1} == 3", "expression-syntax: #{a: 1}"),
    ("severity % 2 == 0", "expression-syntax: %"),
    ("severity ** 2 > 4", "expression-syntax: **"),
    ("title == `x${1}`", "expression-syntax: `x${1}`"),
    ("failed; true", "expression-syntax: ;"),
    ("", "expression-syntax: "),
    ("severity >", "expression-syntax: >"),
    (
        "payment.amount > 3",
        "type-mismatch: payment.amount -> sum(payment.amount)",
    ),
    ("answer", "unknown-field: answer -> answer.done"),
    ("answer.don", "unknown-field: don -> done"),
    ("any(complaint.open)", "wrong-arguments: complaint"),
    (
        "any(complaint.recieved, via.payer)",
        "unknown-field: recieved -> received",
    ),
    ("sum(payment.note) > 3", "type-mismatch: payment.note"),
    (
        "as_of(customer, hired)",
        "not-run-yet: as_of(customer, hired)",
    ),
    ("claim > 1e3", "expression-syntax: 1e3"),
    (
        "customer == actor",
        "maybe-empty: actor -> is_set(actor) && actor",
    ),
    (
        "is_set(customer) && customer == self",
        "never-comparable: customer == self",
    ),
    (
        "claim > 1.23456789012345678901234567890123",
        "expression-syntax: 1.23456789012345678901234567890123",
    ),
    (
        "severity >= 3 && title == “Leak”",
        "expression-syntax: “ -> \"",
    ),
    ("（severity > 3）", "expression-syntax: （ -> ("),
];

#[test]
fn the_traps_of_rhai_are_errors() {
    let mut wrong = Vec::new();
    for (text, fault) in TRAPS {
        check(&mut wrong, text, fault);
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn a_long_chain_is_read_and_a_deep_nest_refused() {
    let chain = vec!["severity == 1"; 40].join(" || ");
    assert_eq!(faults(&chain), Vec::<String>::new());
    let sum = vec!["severity"; 40].join(" + ") + " > 3";
    assert_eq!(faults(&sum), Vec::<String>::new());
    let nest = format!("{}failed{}", "(".repeat(500), ")".repeat(500));
    let found = faults(&nest);
    assert!(found[0].starts_with("expression-syntax"), "{found:?}");
    let long = vec!["severity == 1"; 20_000].join(" || ");
    let found = faults(&long);
    assert!(found[0].starts_with("expression-syntax"), "{found:?}");
}

#[test]
fn a_sentence_stands_with_every_syntax_fault() {
    for text in [
        "severity = 3",
        "x and y",
        "",
        "title.len()",
        "severity in 1..3",
    ] {
        let found = compile(text, &Desk::new(), &Want::Any).expect_err("no expression");
        let sentence = found[0].args.iter().find(|(name, _)| *name == "sentence");
        assert!(sentence.is_some_and(|(_, said)| !said.is_empty()), "{text}");
    }
}

/// Notes what a text draws where it is not this one fault, so that a table shows all that differ.
fn check(wrong: &mut Vec<String>, text: &str, fault: &str) {
    let found = faults(text);
    if found != vec![fault.to_owned()] {
        wrong.push(format!("{text}: {found:?}, wanted {fault}"));
    }
}

#[test]
fn underlines_fit_chinese_text_and_brackets() {
    let mut wrong = Vec::new();
    for (text, fault) in [
        ("渠道 == \"电报\"", "unknown-choice: \"电报\" -> \"电话\""),
        ("severity > 1 && 金 > 3", "unknown-name: 金"),
        (
            "(金额) == (\"十二\")",
            "never-comparable: (金额) == (\"十二\")",
        ),
        ("渠道 in [\"信件\", \"电\"]", "unknown-choice: \"电\""),
        (
            "(severity\n  > 1) && 金额 + 渠道 > 3",
            "type-mismatch: 渠道",
        ),
        ("-title > 3", "type-mismatch: title"),
        ("severity > -\"a\"", "type-mismatch: \"a\""),
    ] {
        check(&mut wrong, text, fault);
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn all_faults_at_once_and_one_a_cause() {
    assert_eq!(
        faults("severty > 3 && channel == \"x\" && (last > 1 || last < -1) && severty < 9"),
        vec![
            "unknown-name: severty -> severity",
            "unknown-choice: \"x\"",
            "maybe-empty: last -> (last ?? 0)",
        ]
    );
    assert_eq!(
        faults("(missing + 1) * 2 > title"),
        vec!["unknown-name: missing"]
    );
}

#[test]
fn a_name_with_a_broken_declaration_draws_no_echo() {
    let found = compile("spoilt > 3", &Desk::new(), &Want::condition());
    assert_eq!(found.expect_err("unusable"), Vec::new());
    assert_eq!(
        faults("spoilt > 3 && missing"),
        vec!["unknown-name: missing"]
    );
}

#[test]
fn literals_are_read_as_what_is_wanted() {
    let desk = Desk::new();
    let channel = match desk.resolve("channel") {
        Some(Binding::Field(_, ty)) => ty.ty,
        _ => panic!("declared"),
    };
    let ok = |text: &str, want: Want| compile(text, &desk, &want).map(|expr| expr.ty().ty.clone());
    assert_eq!(
        ok("\"phone\"", Want::required(channel.clone())),
        Ok(channel.clone())
    );
    assert_eq!(
        wanted("\"fone\"", &Want::required(channel.clone())),
        vec!["unknown-choice: \"fone\" -> \"phone\""]
    );
    assert_eq!(
        ok("\"24h\"", Want::required(Type::Duration)),
        Ok(Type::Duration)
    );
    assert_eq!(
        ok("\"2026-01-31\"", Want::required(Type::Date)),
        Ok(Type::Date)
    );
    assert_eq!(ok("severity", Want::required(Type::Money)), Ok(Type::Money));
    assert_eq!(
        wanted("severity / 2", &Want::required(Type::Whole)),
        vec!["type-mismatch: severity / 2"]
    );
    assert_eq!(
        ok("round(severity / 2)", Want::required(Type::Whole)),
        Ok(Type::Whole)
    );
    assert_eq!(
        wanted("last", &Want::required(Type::Whole)),
        vec!["maybe-empty: last -> (last ?? 0)"]
    );
    assert_eq!(ok("last", Want::optional(Type::Whole)), Ok(Type::Whole));
    assert_eq!(
        ok("triage(1, 2) ?? \"phone\"", Want::required(channel.clone())),
        Ok(channel)
    );
    let none = compile("none", &desk, &Want::optional(Type::Date)).expect("empties a field");
    assert_eq!(none.as_constant(), Some(&crate::model::Value::Empty));
    let due = Want::OneOf {
        types: vec![Type::Duration, Type::Date, Type::Instant],
        maybe_empty: false,
    };
    assert_eq!(ok("within", due.clone()), Ok(Type::Duration));
    assert_eq!(ok("hired", due.clone()), Ok(Type::Date));
    assert_eq!(ok("\"2 working days\"", due.clone()), Ok(Type::Duration));
    assert_eq!(wanted("severity", &due), vec!["type-mismatch: severity"]);
    assert_eq!(wanted("missing", &due), vec!["unknown-name: missing"]);
}

#[test]
fn narrowing_follows_and_or_not() {
    for text in [
        "!(is_set(last) && last > 3)",
        "!(!is_set(last) || last > 3)",
        "is_set(last) && (failed || last > 3)",
        "is_set(last) && is_set(index) && last > index",
        "is_set(customer.born) && customer.born < today",
    ] {
        assert_eq!(faults(text), Vec::<String>::new(), "{text}");
    }
    for text in [
        "is_set(last) || last > 3",
        "!is_set(last) && last > 3",
        "last > 3 && is_set(last)",
        "(is_set(last) || failed) && last > 3",
    ] {
        assert_eq!(
            faults(text),
            vec!["maybe-empty: last -> (last ?? 0)"],
            "{text}"
        );
    }
}

#[test]
fn reserved_words_are_found_by_asking_rhai() {
    for word in [
        "call", "void", "go", "shared", "match", "use", "case", "default", "with", "is", "new",
        "this", "if", "true", "let",
    ] {
        assert!(super::super::is_reserved(word), "{word}");
    }
    for word in [
        "self", "item", "today", "severity", "金额", "open", "done", "state", "owner",
    ] {
        assert!(!super::super::is_reserved(word), "{word}");
    }
}

#[test]
fn every_printed_function_is_known() {
    for doc in super::super::FUNCTIONS {
        let call = format!("{}()", doc.name);
        let found = compile(&call, &Desk::new(), &Want::Any).expect_err("arguments are missing");
        assert_eq!(found.len(), 1, "{call}");
        assert_eq!(found[0].id, "wrong-arguments", "{call}");
        assert!(!super::super::is_reserved(doc.name), "{call}");
    }
}

/// The form `round` a record holds in `f`, with the parts expressions can read, in front of the usual names.
struct WithForm {
    desk: Desk,
    parts: FormParts,
    sheet: bool,
}

const FORM: NameId = NameId(900);

impl WithForm {
    fn new() -> WithForm {
        let item = |name: &str, id, ty| (name.to_owned(), NameId(id), ty);
        let whole = |maybe_empty| Typed {
            ty: Type::Whole,
            maybe_empty,
        };
        WithForm {
            desk: Desk::new(),
            parts: FormParts {
                items: vec![
                    item("floor", 901, Type::YesNo),
                    item("points", 902, Type::Whole),
                ],
                columns: vec![("no".to_owned(), NameId(903), whole(false))],
                weight: Some(whole(true)),
            },
            sheet: false,
        }
    }
}

impl Scope for WithForm {
    fn resolve(&self, name: &str) -> Option<Binding> {
        match name {
            _ if self.sheet => None,
            "f" => Some(Binding::Need(
                0,
                Typed {
                    ty: Type::Form(FORM),
                    maybe_empty: true,
                },
            )),
            other => self.desk.resolve(other),
        }
    }
    fn names(&self) -> Vec<String> {
        self.desk.names()
    }
    fn declared(&self) -> &dyn Declared {
        self
    }
    fn is_broken(&self, name: &str) -> bool {
        self.desk.is_broken(name)
    }
    fn sheet(&self) -> Option<NameId> {
        self.sheet.then_some(FORM)
    }
}

impl Declared for WithForm {
    fn field_of(&self, workflow: NameId, field: &str) -> Option<(FieldId, Typed)> {
        self.desk.field_of(workflow, field)
    }
    fn fields_of(&self, workflow: NameId) -> Vec<String> {
        self.desk.fields_of(workflow)
    }
    fn state_of(&self, workflow: NameId, state: &str) -> Option<NameId> {
        self.desk.state_of(workflow, state)
    }
    fn states_of(&self, workflow: NameId) -> Vec<String> {
        self.desk.states_of(workflow)
    }
    fn function(&self, name: &str) -> Option<Function> {
        self.desk.function(name)
    }
    fn functions(&self) -> Vec<String> {
        self.desk.functions()
    }
    fn form(&self, form: NameId) -> Option<&FormParts> {
        (form == FORM).then_some(&self.parts)
    }
}

#[test]
fn what_a_form_says_has_a_type() {
    let mut scope = WithForm::new();
    for (text, wanted, maybe_empty) in [
        ("f.passed", "yes_no", false),
        ("f.done && !f.passed", "yes_no", false),
        ("f.floor", "yes_no", true),
        ("(f.points ?? 0) + 1", "whole", false),
        ("count(f)", "whole", false),
        ("count(f.unmet)", "whole", false),
        ("any(f.met)", "yes_no", false),
        ("sum(f.weight) + sum(f.unmet.no)", "whole", false),
        ("f.unmet", "list", false),
        ("f", "form", true),
    ] {
        let expr = compile(text, &scope, &Want::Any).unwrap_or_else(|f| panic!("{text}: {f:?}"));
        let found = (type_name(&expr.ty().ty), expr.ty().maybe_empty);
        assert_eq!(found, (wanted, maybe_empty), "{text}");
    }
    scope.sheet = true;
    for text in [
        "count(unmet) == 0",
        "(points ?? 0) >= 3 && done",
        "sum(met.weight) > 1",
    ] {
        assert!(compile(text, &scope, &Want::condition()).is_ok(), "{text}");
    }
}

#[test]
fn what_a_form_does_not_say_is_told() {
    let scope = WithForm::new();
    for (text, id) in [
        ("f.flor", "unknown-field"),
        ("f.points + 1", "maybe-empty"),
        ("(f.floor ?? false) == 1", "never-comparable"),
        ("sum(f.text)", "type-mismatch"),
        ("count(f.done)", "type-mismatch"),
        ("f.unmet.wieght", "unknown-field"),
    ] {
        let faults = compile(text, &scope, &Want::Any).expect_err(text);
        assert!(
            faults.iter().any(|fault| fault.id == id),
            "{text}: {faults:?}"
        );
    }
}

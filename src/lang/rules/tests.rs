use std::sync::Arc;

use super::super::fixture::{date, decimal};
use super::*;
use crate::lang::RULE_FUNCTIONS;
use crate::model::{Month, RecordNo};

fn params() -> Vec<String> {
    ["base", "step", "权限"].map(str::to_owned).to_vec()
}

fn load(text: &str) -> RuleSet {
    let (rules, faults) = RuleSet::compile(&[("a.rhai", text)], &params());
    assert!(faults.is_empty(), "{faults:?}");
    rules
}

/// The faults of a file as `id: underlined`.
fn faults(text: &str) -> Vec<String> {
    let (_, faults) = RuleSet::compile(&[("a.rhai", text)], &params());
    let shown = faults.iter().map(|fault| {
        let under = text.get(fault.at.clone()).expect("whole letters");
        match &fault.help {
            Some(help) => format!("{}: {under} -> {help}", fault.id),
            None => format!("{}: {under}", fault.id),
        }
    });
    shown.collect()
}

fn nobody(_: RecordNo, _: &str) -> Result<Option<Argument>, EvalError> {
    Ok(None)
}

fn run(text: &str, args: &[Value]) -> Result<Value, EvalError> {
    let mut names = Names::default();
    names.intern("phone");
    let given = [
        ("base".to_owned(), Value::Whole(1300)),
        ("step".to_owned(), decimal("0.5")),
        ("权限".to_owned(), Value::Whole(5)),
    ];
    load(text).call(RuleId(0), args, &given, &names, &nobody)
}

#[test]
fn numbers_and_texts_are_strict_and_exact() {
    for (body, wanted) in [
        ("7 / 2", "3.5"),
        ("let a = 7; a /= 2; a", "3.5"),
        ("round(2.5)", "3"),
        ("round(-2.345, 2)", "-2.35"),
        ("0.1 + 0.2", "0.3"),
        ("base * step", "650"),
        ("权限 + 1", "6"),
        ("let n = 0; for i in 0..10 { n += i; } n", "45"),
        ("let n = 0; for x in [1, 2.5, 3] { n += x; } n", "6.5"),
        ("sum([1, 2.5]) + max(1, 2) + len(\"金额\")", "7.5"),
        ("if 5 == 5.0 { 1 } else { 0 }", "1"),
        ("switch \"b\" { \"a\" => 1, \"b\" => 2, _ => 3 }", "2"),
        ("let a = [1]; a += [2]; a.push(3); a.len()", "3"),
        ("if 3 in [1, 2, 3] { 1 } else { 0 }", "1"),
        (
            "full_months(date(\"2024-01-31\"), date(\"2024-02-29\"))",
            "1",
        ),
        ("date(\"2024-02-29\").year", "2024"),
    ] {
        let text = format!("fn it() {{ {body} }}");
        assert_eq!(run(&text, &[]), Ok(decimal(wanted)), "{body}");
    }
    assert_eq!(
        run("fn it(n) { `满 ${n} 年` }", &[decimal("1.50")]),
        Ok(Value::text("满 1.5 年"))
    );
}

#[test]
fn what_rhai_lets_pass_fails_with_its_line() {
    for (body, why) in [
        ("\"5\" == 5", "cannot be compared"),
        ("\"5\" > 3", "cannot be compared"),
        ("true == 1", "cannot be compared"),
        ("() > 3", "cannot be compared"),
        ("\"10\" < \"9\"", "no order"),
        ("5 + \"5\"", "does not go with"),
        ("let a = \"x\"; a += 1; a", "does not go with"),
        ("1 / 0", "division by zero"),
        ("3 in [\"3\"]", "gave a whole number, wanted text"),
        ("2 ** 3", "there is no `**`"),
        ("let m = #{}; m.missing > 3", "missing"),
        (
            "9223372036854775807 * 9223372036854775807 * 9223372036854775807",
            "digits",
        ),
        ("throw \"no such grade\"", "no such grade"),
    ] {
        let text = format!("fn it() {{\n  {body}\n}}");
        match run(&text, &[]) {
            Err(EvalError::Rule {
                rule,
                line,
                why: got,
            }) => {
                assert_eq!((rule.as_str(), line), ("it", 2), "{body}: {got}");
                assert!(got.contains(why), "{body}: {got}");
            }
            other => panic!("{body}: {other:?}"),
        }
    }
}

#[test]
fn runaway_rules_stop() {
    for (text, why) in [
        ("fn it() { while true { } }", "operations"),
        ("fn it() { loop { let a = 1; } }", "operations"),
        ("fn it() { it() }", "deep"),
        ("fn it() { let a = \"x\"; loop { a += a; } }", "too large"),
        ("fn it() { let a = [1]; loop { a += a; } }", "too large"),
        ("fn it() { let a = []; loop { a.push(1); } }", "too large"),
        ("fn it() { let a = [1]; loop { a = [a, a]; } }", "too large"),
        (
            "fn it() { let n = 0; for i in 0..99999999 { n += 1; } n }",
            "operations",
        ),
    ] {
        match run(text, &[]) {
            Err(EvalError::Rule { why: got, .. }) => assert!(got.contains(why), "{text}: {got}"),
            other => panic!("{text}: {other:?}"),
        }
    }
    // Depth of calls times depth of expressions must fit the stack of a test thread.
    let nest = format!("fn it() {{ {}it(){} }}", "1 + (".repeat(10), ")".repeat(10));
    assert!(matches!(run(&nest, &[]), Err(EvalError::Rule { .. })));
    // The next call begins its count anew.
    let rules = load("fn it() { let n = 0; for i in 0..9000 { n += 1; } n }");
    for _ in 0..20 {
        let result = rules.call(RuleId(0), &[], &[], &Names::default(), &nobody);
        assert_eq!(result, Ok(Value::Whole(9000)));
    }
}

#[test]
fn nothing_else_is_in_reach() {
    for text in [
        "fn it() { eval(\"1\") }",
        "fn it() { print(\"x\") }",
        "fn it() { debug(\"x\") }",
        "fn it() { sleep(1) }",
        "fn it() { timestamp() }",
        "fn it() { exit() }",
        "fn it() { import \"/etc/passwd\" as x; 1 }",
        "fn it() { Fn(\"it\") }",
        "fn it() { call(1) }",
        "fn it() { [1].filter(|x| x > 0) }",
        "fn it() { let f = |x| x + 1; 1 }",
        "fn it() { try { 1 } catch { 2 } }",
        "fn it() { rand() }",
        "fn it() { type_of(1) }",
        "fn it() { this }",
    ] {
        assert!(!faults(text).is_empty(), "{text}");
    }
    // Not even an engine asked directly knows them.
    let bare = sandbox::engine();
    for text in [
        "timestamp()",
        "sleep(1)",
        "exit()",
        "eval(\"1\")",
        "print(1)",
        "rand()",
    ] {
        assert!(bare.eval::<Dynamic>(text).is_err(), "{text}");
    }
}

#[test]
fn every_listed_function_can_be_called_and_is_printed_here() {
    let listed: Vec<&str> = RULE_FUNCTIONS.iter().map(|(name, _)| *name).collect();
    assert_eq!(
        listed.join(" "),
        "round min max abs len contains starts_with lower upper text date month time duration \
         month_of full_months full_years days_between is_set push sum line"
    );
    let bare = sandbox::engine();
    for (name, counts) in RULE_FUNCTIONS {
        for count in *counts {
            let args = vec!["[]"; *count].join(", ");
            let result = bare.eval::<Dynamic>(&format!("let a = []; {name}({args})"));
            let dates = name.starts_with("full_") || name.starts_with("days_");
            let typed =
                dates || matches!(*name, "date" | "month" | "time" | "duration" | "month_of");
            if let Err(error) = result {
                let missing = matches!(*error, EvalAltResult::ErrorFunctionNotFound(..));
                assert!(!missing || typed, "{name}: {error}");
            }
        }
    }
}

#[test]
fn faults_are_found_at_load_with_their_places() {
    for (text, wanted) in [
        ("fn it() { bas + 1 }", vec!["unknown-name: bas -> base"]),
        ("fn it(渠道) { 渠 }", vec!["unknown-name: 渠"]),
        (
            "fn it() { roun(2.5) }",
            vec!["unknown-function: roun -> round"],
        ),
        ("fn it() { 其他(1) }", vec!["unknown-function: 其他"]),
        (
            "fn it() { other(1) }\nfn other(a, b) { a }",
            vec!["wrong-arguments: other"],
        ),
        ("fn round(x) { x }", vec!["reserved-name: round"]),
        ("fn is_set(x) { x }", vec!["reserved-name: is_set"]),
        ("fn it() { 1 }\nfn it(a) { 2 }", vec!["duplicate-key: it"]),
        ("let x = 1;\nfn it() { 1 }", vec!["rule-statement: let"]),
        (
            "const X = 1;\nfn it() { X }",
            vec!["rule-statement: const", "unknown-name: X"],
        ),
        (
            "fn it(n) { switch n { 5.0 => 1, _ => 2 } }",
            vec!["decimal-case: 5.0"],
        ),
        ("fn it() { if n = 6 { 1 } }", vec!["rule-syntax: ="]),
        ("fn it() { unknown = 6; 1 }", vec!["unknown-name: unknown"]),
        (
            "fn it() { let a = 1; if true { let b = a; b } else { b } }",
            vec!["unknown-name: b"],
        ),
        ("fn it(a) { let x = a; for i in [1] { x += i; } x }", vec![]),
    ] {
        assert_eq!(faults(text), wanted, "{text}");
    }
}

#[test]
fn one_name_a_desk_and_a_broken_file_draws_no_echo() {
    let files = [
        ("a.rhai", "fn one() { two() }"),
        ("b.rhai", "fn two() { 1 + }"),
        ("c.rhai", "fn one() { 1 }"),
    ];
    let (rules, found) = RuleSet::compile(&files, &[]);
    let ids: Vec<(&str, &str)> = found
        .iter()
        .map(|fault| (fault.path.as_str(), fault.id))
        .collect();
    assert_eq!(
        ids,
        vec![("b.rhai", "rule-syntax"), ("c.rhai", "duplicate-key")]
    );
    assert!(rules.is_broken("two"));
    assert_eq!(rules.rules().count(), 1);
}

#[test]
fn one_set_serves_all_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<RuleSet>();
}

#[test]
fn params_are_read_through_calls() {
    let rules = load(
        "fn one(a) { two(a) + base }\nfn two(b) { if b > 0 { one(b - 1) } else { step } }\nfn three() { 1 }",
    );
    let read = |name: &str| {
        rules
            .params_read(rules.find(name).expect("declared").id)
            .to_vec()
    };
    assert_eq!(read("one"), vec!["base", "step"]);
    assert_eq!(read("two"), vec!["base", "step"]);
    assert!(read("three").is_empty());
    assert_eq!(rules.find("two").expect("declared").line, 2);
}

#[test]
fn an_argument_hides_a_param_of_its_name() {
    assert_eq!(
        run("fn it(base) { base }", &[Value::Whole(1)]),
        Ok(Value::Whole(1))
    );
    assert_eq!(
        run("fn it() { let base = 2; base }", &[]),
        Ok(Value::Whole(2))
    );
    assert_eq!(run("fn it() { base }", &[]), Ok(Value::Whole(1300)));
    assert_eq!(
        run(
            "fn it(base) { inner() + base }\nfn inner() { base }",
            &[Value::Whole(1)]
        ),
        Ok(Value::Whole(1301))
    );
}

#[test]
fn values_cross_the_border_unchanged() {
    let mut names = Names::default();
    let phone = names.intern("phone");
    let rules = load("fn it(x) { x }");
    let same = [
        Value::YesNo(true),
        Value::Whole(-3),
        decimal("0.98"),
        decimal("79228162514264337593543950335"),
        Value::text("金额"),
        Value::Date(date("2026-01-31")),
        Value::Time(3600),
        Value::Month(Month {
            year: 2026,
            month: 2,
        }),
        Value::Record(RecordNo(7)),
        Value::List(Arc::new(vec![Value::Whole(1), Value::text("a")])),
    ];
    for value in same {
        let back = rules.call(
            RuleId(0),
            std::slice::from_ref(&value),
            &[],
            &names,
            &nobody,
        );
        assert_eq!(back, Ok(value));
    }
    let back = rules.call(RuleId(0), &[Value::Choice(phone)], &[], &names, &nobody);
    assert_eq!(back, Ok(Value::text("phone")));
    let back = rules.call(RuleId(0), &[Value::Empty], &[], &names, &nobody);
    assert_eq!(back, Ok(Value::Empty));
}

#[test]
fn the_type_of_a_result_is_inferred_where_it_is_plain() {
    let rules = load(
        "fn triage(harm) { if harm == \"safety\" { return \"high\"; } if harm == \"x\" { \"mid\" } else { \"low\" } }\n\
         fn both(a) { a > 1 && true }\nfn share(a) { a * 2 }\nfn any_one(a) { a }\n\
         fn maybe(a) { if a > 1 { \"x\" } }",
    );
    let rule = |name: &str| rules.find(name).expect("declared");
    assert_eq!(rule("triage").returns.ty, Type::Text);
    assert!(!rule("triage").returns.maybe_empty);
    let texts: Vec<&str> = rule("triage")
        .literals
        .iter()
        .map(|(text, _)| text.as_str())
        .collect();
    assert_eq!(texts, vec!["high", "mid", "low"]);
    assert_eq!(rule("both").returns.ty, Type::YesNo);
    assert_eq!(rule("share").returns.ty, Type::Number);
    assert_eq!(rule("any_one").returns.ty, Type::Unknown);
    assert!(rule("any_one").literals.is_empty());
    assert!(rule("maybe").returns.maybe_empty);
}

/// Reads of records, with what was asked for in order.
fn reading(text: &str, args: &[Value]) -> (Result<Value, EvalError>, Vec<String>) {
    let mut names = Names::default();
    let grade = names.intern("中级");
    let asked = std::cell::RefCell::new(Vec::new());
    let records = |record: RecordNo, name: &str| {
        asked.borrow_mut().push(format!("{record}.{name}"));
        Ok(match (record.0, name) {
            (3, "grade") => Some(Value::Choice(grade)),
            (3, "head") => Some(Value::Record(RecordNo(4))),
            (3, "hired" | "start") => Some(Value::Date(date("2024-01-31"))),
            (3, "left_on") => Some(Value::Empty),
            (4, "pay") => Some(decimal("12.5")),
            _ => None,
        }
        .map(Argument::Value))
    };
    let result = load(text).call(RuleId(0), args, &[], &names, &records);
    (result, asked.into_inner())
}

#[test]
fn a_rule_reads_of_records_what_it_needs_and_each_once() {
    let text = "fn f(e) {\n    if e.left_on != () { return e.code; }\n    if e.grade == \"中级\" { e.head.pay * 2 + e.head.pay } else { e.pay }\n}";
    let (result, asked) = reading(text, &[Value::Record(RecordNo(3))]);
    assert_eq!(result, Ok(decimal("37.5")));
    assert_eq!(asked, ["3.left_on", "3.grade", "3.head", "4.pay"]);
    let text = "fn f(e) { g(e) + e.hired.year }\nfn g(x) { x.start.day }";
    let (result, _) = reading(text, &[Value::Record(RecordNo(3))]);
    assert_eq!(result, Ok(Value::Whole(2024 + 31)));
    let (result, _) = reading(
        "fn f(e) {\n  let x = 1;\n  e.salary\n}",
        &[Value::Record(RecordNo(3))],
    );
    let Err(EvalError::Rule { line, why, .. }) = result else {
        panic!("{result:?}");
    };
    assert_eq!((line, why.contains("`salary`")), (3, true), "{why}");
    let (result, _) = reading("fn f(e) { e.grade.pay }", &[Value::Record(RecordNo(3))]);
    assert!(matches!(result, Err(EvalError::Rule { .. })), "{result:?}");
}

#[test]
fn a_rule_that_reads_without_end_is_stopped() {
    let endless = |record: RecordNo, _: &str| {
        Ok(Some(Argument::Value(Value::Record(RecordNo(record.0 + 1)))))
    };
    let text = "fn f(e) { for i in 0..900 { e = e.next; } 1 }";
    let rules = load(text);
    let result = rules.call(
        RuleId(0),
        &[Value::Record(RecordNo(1))],
        &[],
        &Names::default(),
        &endless,
    );
    assert!(matches!(result, Err(EvalError::Rule { why, .. }) if why.contains("200")));
}

#[test]
fn what_a_rule_reads_of_its_arguments_is_plain_to_see() {
    let text = "fn pay(e, m) {\n let x = e.grade.post_pay;\n if m.end > e.hired { bonus(m, e.head) } else { x }\n}\nfn bonus(m, who) { who.pay * m.year + text(who.name).len() }\nfn other(e) { let e = 3; e.gone }";
    let rules = load(text);
    let shown = |name: &str| -> Vec<String> {
        let rule = rules.find(name).expect("defined");
        let reads = rule.reads.iter().map(|read| {
            let path: Vec<&str> = read.path.iter().map(|part| part.name.as_str()).collect();
            format!("{}.{}", rule.params[read.of], path.join("."))
        });
        reads.collect()
    };
    assert_eq!(
        shown("pay"),
        [
            "e.grade.post_pay",
            "m.end",
            "e.hired",
            "e.head",
            "m.year",
            "e.head.pay",
            "e.head.name"
        ]
    );
    assert_eq!(shown("bonus"), ["who.pay", "m.year", "who.name"]);
    assert_eq!(shown("other"), Vec::<String>::new());
    let read = &rules.find("pay").expect("defined").reads[0].path[1];
    assert_eq!(text.get(read.at.clone()), Some("post_pay"));
}

use proptest::prelude::*;

use super::super::fixture::{Desk, date, decimal};
use super::super::{Builtin, ParamId, RuleId, TaskFact, Want, compile};
use super::*;

fn value(desk: &Desk, text: &str) -> Result<Value, EvalError> {
    compile(text, desk, &Want::Any)
        .unwrap_or_else(|faults| panic!("{text}: {faults:?}"))
        .eval(desk)
}

fn holds(desk: &Desk, text: &str) -> bool {
    compile(text, desk, &Want::condition())
        .unwrap_or_else(|faults| panic!("{text}: {faults:?}"))
        .holds(desk)
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn numbers_are_exact() {
    let desk = Desk::new();
    for (text, wanted) in [
        ("7 / 2", "3.5"),
        ("0.1 + 0.2", "0.3"),
        ("-7 / 2", "-3.5"),
        ("round(2.5)", "3"),
        ("round(-2.5)", "-3"),
        ("round(2.345, 2)", "2.35"),
        ("abs(-1.5)", "1.5"),
        ("min(3, 2.5, 4)", "2.5"),
        ("max(severity, claim)", "6000"),
        ("2 + 3 * 4", "14"),
        ("(2 + 3) * 4", "20"),
        ("金额 * 2", "25"),
        ("sum(payment.amount)", "11"),
        ("count(payment) + count(payment.open)", "3"),
        ("index ?? 1.5", "1.5"),
    ] {
        assert_eq!(value(&desk, text), Ok(decimal(wanted)), "{text}");
    }
    let zero = value(&desk, "severity / (severity - 3)").expect_err("no result");
    assert_eq!(
        zero,
        EvalError::Number(crate::model::NumberError::DivisionByZero)
    );
}

#[test]
fn conditions_hold_or_do_not() {
    let mut desk = Desk::new();
    for (text, wanted) in [
        ("severity >= 4 || claim > authority", true),
        ("severity >= 4", false),
        ("channel in [\"phone\", \"letter\"]", true),
        ("channel !in [\"phone\"]", false),
        ("channel in roads", false),
        ("customer.class == \"A\" && customer.class != \"B\"", true),
        ("is_set(customer.born)", false),
        ("is_set(department.head)", false),
        ("answer.done && !handle.done", true),
        ("any(payment.open) && !any(payment.paid)", true),
        (
            "hired <= month_paid.end && (!is_set(left_on) || left_on >= month_paid.start)",
            true,
        ),
        ("month_of(hired) < month_paid", true),
        ("full_months(hired, today) == 25", true),
        ("full_months(hired, month_paid.end) == 25", true),
        ("full_years(hired, today) == 2", true),
        ("days_between(hired, date(\"2024-02-02\")) == 2", true),
        ("date_of(opened) == date(\"1970-01-01\")", true),
        ("hired + \"3 days\" == date(\"2024-02-03\")", true),
        ("hired - duration(\"24h\") == date(\"2024-01-30\")", true),
        (
            "contains(title, \"ea\") && starts_with(upper(title), \"LE\") && len(title) == 4",
            true,
        ),
        (
            "text(channel) == \"phone\" && text(12.50) == \"12.5\"",
            true,
        ),
        ("渠道 == \"信件\"", true),
        ("triage(severity, claim) == \"high\"", true),
        ("(triage(last, claim) ?? \"none\") == \"none\"", true),
        ("named() == channel", false),
        ("0.98 <= share", true),
        (
            "contains(roads, \"letter\") && !contains(roads, \"phone\")",
            true,
        ),
        ("named() in roads", true),
    ] {
        assert_eq!(holds(&desk, text), wanted, "{text}");
    }
    desk.set("last", Value::Whole(5));
    assert!(holds(&desk, "is_set(last) && last > 3"));
}

#[test]
fn and_and_or_stop_where_it_is_decided() {
    let desk = Desk::new();
    assert!(holds(&desk, "failed || fails()"));
    assert!(!holds(&desk, "!failed && fails()"));
    assert!(value(&desk, "!failed || fails()").is_err());
}

#[test]
fn an_empty_argument_makes_the_result_empty_without_a_call() {
    let desk = Desk::new();
    assert_eq!(value(&desk, "score(last)"), Ok(Value::Empty));
    assert_eq!(value(&desk, "round(index, 2)"), Ok(Value::Empty));
    assert_eq!(value(&desk, "score(last ?? 4)"), Ok(Value::Whole(4)));
}

#[test]
fn a_value_missing_against_its_declaration_is_an_error() {
    let mut desk = Desk::new();
    desk.set("claim", Value::Empty);
    assert_eq!(
        value(&desk, "severity > 1 && claim + 1 > 3"),
        Err(EvalError::Missing("claim".to_owned()))
    );
    let wrong = compile("triage(1, 2) + 1 > 3", &desk, &Want::condition())
        .expect("checked when run")
        .holds(&desk);
    assert!(matches!(wrong, Err(EvalError::Type { .. })), "{wrong:?}");
}

#[test]
fn a_rules_text_must_be_a_declared_choice() {
    let desk = Desk::new();
    let Some(super::super::Binding::Field(_, urgency)) =
        super::super::Scope::resolve(&desk, "urgency")
    else {
        panic!("declared");
    };
    let expr = compile("triage(1, 2)", &desk, &Want::required(urgency.ty)).expect("accepted");
    let high = desk.names.find("high").expect("declared");
    assert_eq!(expr.eval(&desk), Ok(Value::Choice(high)));
    let expr = compile("channel == triage(1, 2)", &desk, &Want::condition()).expect("accepted");
    let failed = expr.eval(&desk).expect_err("`high` is no channel");
    assert!(failed.to_string().contains("not declared"), "{failed}");
}

#[test]
fn what_is_read_is_known_without_running() {
    let desk = Desk::new();
    let expr = compile(
        "severity > authority && customer.class == \"A\" && any(payment.open) \
         && (handle.done || sum(payment.amount) > score(severity)) && today > hired",
        &desk,
        &Want::condition(),
    )
    .expect("accepted");
    let case = desk.names.find("case").expect("declared");
    let field = |name: &str| Leaf::Field(desk.names.find_field(case, name).expect("declared"));
    let customer = desk.names.find("customer").expect("declared");
    let class = desk.names.find_field(customer, "class").expect("declared");
    let handle = desk.names.find("handle").expect("declared");
    let leaves: Vec<(Leaf, Vec<FieldId>)> = expr
        .reads()
        .into_iter()
        .filter_map(|read| match read {
            Read::Leaf(leaf, fields) => Some((leaf, fields)),
            Read::Related(..) | Read::Query(_) => None,
        })
        .collect();
    assert_eq!(
        leaves,
        vec![
            (field("severity"), vec![]),
            (Leaf::Param(ParamId(0)), vec![]),
            (field("customer"), vec![class]),
            (Leaf::Task(handle, TaskFact::Done), vec![]),
            (Leaf::Builtin(Builtin::Today), vec![]),
            (field("hired"), vec![]),
        ]
    );
    assert_eq!(expr.reads().len(), leaves.len() + 2);
    assert_eq!(expr.rules_called(), vec![RuleId(1)]);
}

#[test]
fn an_expression_may_cross_threads() {
    fn crosses<T: Send + Sync + Clone + std::fmt::Debug>() {}
    crosses::<Expr>();
    assert_eq!(date("2024-01-31").to_string(), "2024-01-31");
}

/// A random arithmetic expression over `a`, `b`, `c`.
fn arithmetic() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        (0_i64..50).prop_map(|n| n.to_string()),
        (0_i64..50, 1_i64..100).prop_map(|(n, d)| format!("{n}.{d:02}")),
        Just("severity".to_owned()),
        Just("claim".to_owned()),
        Just("share".to_owned()),
    ];
    leaf.prop_recursive(4, 24, 2, |inner| {
        prop_oneof![
            (inner.clone(), "[-+*/]", inner.clone())
                .prop_map(|(a, op, b)| format!("({a} {op} {b})")),
            (inner.clone(), "[-+*/]", inner.clone()).prop_map(|(a, op, b)| format!("{a} {op} {b}")),
            inner.clone().prop_map(|a| format!("-({a})")),
            (inner, 0_u8..4).prop_map(|(a, n)| format!("round({a}, {n})")),
        ]
    })
}

fn boolean() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        (arithmetic(), "==|!=|<|<=|>|>=", arithmetic())
            .prop_map(|(a, op, b)| format!("{a} {op} {b}")),
        Just("failed".to_owned()),
    ];
    leaf.prop_recursive(3, 12, 2, |inner| {
        prop_oneof![
            (inner.clone(), "&&|\\|\\|", inner.clone())
                .prop_map(|(a, op, b)| format!("({a} {op} {b})")),
            (inner.clone(), "&&|\\|\\|", inner.clone())
                .prop_map(|(a, op, b)| format!("{a} {op} {b}")),
            inner.prop_map(|a| format!("!({a})")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Where expression and rule can say the same, they do.
    #[test]
    fn an_expression_means_what_a_rule_means(text in prop_oneof![arithmetic(), boolean()]) {
        let desk = Desk::new();
        let own = compile(&text, &desk, &Want::Any);
        let own = own.unwrap_or_else(|faults| panic!("{text}: {faults:?}"));
        let source = format!("fn it(severity, claim, share, failed) {{ {text} }}");
        let (rules, faults) = super::super::RuleSet::compile(&[("it.rhai", &source)], &[]);
        prop_assume!(!faults.iter().any(|fault| fault.args.iter().any(|(_, why)| why.contains("complexity"))));
        prop_assert!(faults.is_empty(), "{text}: {faults:?}");
        let args: Vec<Value> = ["severity", "claim", "share", "failed"]
            .iter()
            .map(|name| desk.values[*name].clone())
            .collect();
        let theirs = rules.call(RuleId(0), &args, &[], &desk.names, &|_, _| Ok(None));
        match (own.eval(&desk), theirs) {
            (Ok(own), Ok(theirs)) => prop_assert_eq!(own, theirs, "{}", text),
            (Err(_), Err(_)) => {}
            (own, theirs) => prop_assert!(false, "{text}: {own:?} against {theirs:?}"),
        }
    }
}

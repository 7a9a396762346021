//! The engine rules run in: bare, with our own operators and a short list of functions, and bounded. Nothing else is in
//! reach: no file, clock, random number, output, no `eval`, no function pointers.

use std::cell::RefCell;
use std::collections::BTreeMap;

use rhai::{
    Array, Dynamic, Engine, EvalAltResult, EvalContext, INT, ImmutableString, OptimizationLevel,
    Position,
};

use crate::model::{RecordNo, Value};

use super::dynamic::{Held, from_dynamic, kind, number_of, number_to_dynamic};
use super::eval::order;
use super::native::{Native, extreme, full_months, plain};
use super::types::EvalError;
use super::values::read_text;

/// Operations a rule may take.
pub(super) const MAX_OPERATIONS: u64 = 100_000;
/// Values of records a rule may read in one call.
pub(super) const MAX_PROPERTIES: usize = 200;
/// How deep rules may call each other.
pub(super) const MAX_DEPTH: usize = 16;
/// Items in a list or map.
pub(super) const MAX_ITEMS: usize = 1_000;
/// Letters in a text.
pub(super) const MAX_TEXT: usize = 10_000;

/// Words of rhai that rules may not use.
pub(super) const DENIED: [&str; 17] = [
    "eval",
    "print",
    "debug",
    "import",
    "export",
    "as",
    "Fn",
    "call",
    "curry",
    "is_shared",
    "is_def_var",
    "is_def_fn",
    "type_of",
    "this",
    "try",
    "catch",
    "global",
];

/// The functions rules may call besides rules: name and how many arguments they take.
pub const RULE_FUNCTIONS: &[(&str, &[usize])] = &[
    ("round", &[1, 2]),
    ("min", &[2]),
    ("max", &[2]),
    ("abs", &[1]),
    ("len", &[1]),
    ("contains", &[2]),
    ("starts_with", &[2]),
    ("lower", &[1]),
    ("upper", &[1]),
    ("text", &[1]),
    ("date", &[1]),
    ("month", &[1]),
    ("time", &[1]),
    ("duration", &[1]),
    ("month_of", &[1]),
    ("full_months", &[2]),
    ("full_years", &[2]),
    ("days_between", &[2]),
    ("is_set", &[1]),
    ("push", &[2]),
    ("sum", &[1]),
    ("line", &[3]),
];

/// What one call of a rule has used up, and the params it sees.
#[derive(Debug, Default)]
struct Call {
    operations: u64,
    params: BTreeMap<String, Dynamic>,
    /// What is known of the records the rule reads; `None` for what a record does not have.
    known: Known,
    /// What it read that was not known.
    wanted: Option<(RecordNo, String)>,
}

/// Properties of records, by record and name.
pub(super) type Known = BTreeMap<(RecordNo, String), Option<Dynamic>>;

thread_local! {
    static CALL: RefCell<Call> = RefCell::default();
}

/// Runs `work` with a fresh count of operations, these params and what is known of records. Gives its result with what was
/// known, and what it wanted to know and could not.
pub(super) fn bounded<T>(
    params: BTreeMap<String, Dynamic>,
    known: Known,
    work: impl FnOnce() -> T,
) -> (T, Known, Option<(RecordNo, String)>) {
    let fresh = Call {
        operations: 0,
        params,
        known,
        wanted: None,
    };
    let outer = CALL.with(|call| call.replace(fresh));
    let result = work();
    let used = CALL.with(|call| call.replace(outer));
    (result, used.known, used.wanted)
}

/// A property of a record: known, or wanted from whoever called the rule.
fn property(held: &Held, name: &str) -> Fallible {
    let Value::Record(record) = held.0 else {
        return fail(format!(
            "{} has no `{name}`",
            super::values::kind_of(&held.0)
        ));
    };
    CALL.with(|call| {
        let mut call = call.borrow_mut();
        match call.known.get(&(record, name.to_owned())) {
            Some(Some(value)) => Ok(value.clone()),
            Some(None) => fail(format!("the record has no `{name}`")),
            None => {
                call.wanted = Some((record, name.to_owned()));
                fail(format!("`{name}` is not known yet"))
            }
        }
    })
}

type Fallible = Result<Dynamic, Box<EvalAltResult>>;

/// Builds the engine; one serves all rules of a desk.
pub(super) fn engine() -> Engine {
    let mut engine = Engine::new_raw();
    engine
        .set_optimization_level(OptimizationLevel::None)
        .set_fast_operators(false)
        .set_fail_on_invalid_map_property(true)
        .set_allow_anonymous_fn(false)
        .set_max_call_levels(MAX_DEPTH)
        .set_max_expr_depths(32, 24)
        .set_max_array_size(MAX_ITEMS)
        .set_max_map_size(MAX_ITEMS)
        .set_max_string_size(MAX_TEXT)
        .set_max_variables(1_000);
    for word in DENIED {
        engine.disable_symbol(word);
    }
    engine.on_progress(|_| {
        CALL.with(|call| {
            let mut call = call.borrow_mut();
            call.operations += 1;
            (call.operations > MAX_OPERATIONS).then_some(Dynamic::UNIT)
        })
    });
    #[expect(
        deprecated,
        reason = "rhai marks the hook volatile; its version is pinned"
    )]
    engine.on_var(|name, index, context| Ok(param(name, index, &context)));
    operators(&mut engine);
    functions(&mut engine);
    parts(&mut engine);
    engine.register_iterator::<Array>();
    engine.register_iterator::<std::ops::Range<INT>>();
    engine.register_iterator::<std::ops::RangeInclusive<INT>>();
    engine
}

/// The value of a param, unless a variable of the rule has the name.
fn param(
    name: &str,
    index: usize,
    context: &EvalContext<'_, '_, '_, '_, '_, '_>,
) -> Option<Dynamic> {
    if index > 0 || context.scope().contains(name) {
        return None;
    }
    CALL.with(|call| call.borrow().params.get(name).cloned())
}

/// Fails a rule with a sentence.
fn fail<T>(why: impl Into<String>) -> Result<T, Box<EvalAltResult>> {
    let why: Dynamic = why.into().into();
    Err(Box::new(EvalAltResult::ErrorRuntime(why, Position::NONE)))
}

fn operators(engine: &mut Engine) {
    for op in ["+", "-", "*", "/", "%"] {
        engine.register_fn(op, move |a: Dynamic, b: Dynamic| arithmetic(op, &a, &b));
    }
    for (assign, op) in [
        ("+=", "+"),
        ("-=", "-"),
        ("*=", "*"),
        ("/=", "/"),
        ("%=", "%"),
    ] {
        engine.register_fn(
            assign,
            move |a: &mut Dynamic, b: Dynamic| -> Result<(), Box<EvalAltResult>> {
                *a = arithmetic(op, a, &b)?;
                Ok(())
            },
        );
    }
    for op in ["==", "!=", "<", "<=", ">", ">="] {
        engine.register_fn(op, move |a: Dynamic, b: Dynamic| compare(op, &a, &b));
    }
    engine.register_fn("-", |a: Dynamic| match number_of(&a) {
        Some(number) => number
            .neg()
            .map(number_to_dynamic)
            .or_else(|error| fail(error.to_string())),
        None => fail(format!("`-` needs a number, not {}", kind(&a))),
    });
    engine.register_fn("!", |yes: bool| !yes);
    for op in ["**", "<<", ">>", "&", "|", "^"] {
        engine.register_fn(op, move |_: Dynamic, _: Dynamic| -> Fallible {
            fail(format!("there is no `{op}` in rules"))
        });
    }
}

fn arithmetic(op: &str, a: &Dynamic, b: &Dynamic) -> Fallible {
    if let (Some(x), Some(y)) = (number_of(a), number_of(b)) {
        let result = match op {
            "+" => x.add(y),
            "-" => x.sub(y),
            "*" => x.mul(y),
            "/" => x.div(y),
            _ => match (x.whole(), y.whole()) {
                (Some(x), Some(y)) => match x.checked_rem(y) {
                    Some(rest) => return Ok(Dynamic::from_int(rest)),
                    None => Err(crate::model::NumberError::DivisionByZero),
                },
                _ => return fail("`%` needs whole numbers"),
            },
        };
        return match result {
            Ok(number) => Ok(number_to_dynamic(number)),
            Err(error) => fail(error.to_string()),
        };
    }
    if op == "+" && is_text(a) && is_text(b) {
        return Ok(Dynamic::from(ImmutableString::from(format!("{a}{b}"))));
    }
    if op == "+" && a.is_array() && b.is_array() {
        let mut all = a.clone().into_array().unwrap_or_default();
        all.extend(b.clone().into_array().unwrap_or_default());
        return Ok(Dynamic::from_array(all));
    }
    fail(format!(
        "`{op}` does not go with {} and {}",
        kind(a),
        kind(b)
    ))
}

fn is_text(value: &Dynamic) -> bool {
    value.is_string() || value.is_char()
}

fn compare(op: &str, a: &Dynamic, b: &Dynamic) -> Result<bool, Box<EvalAltResult>> {
    let equality = matches!(op, "==" | "!=");
    if equality && (a.is_unit() || b.is_unit()) {
        return Ok((a.is_unit() && b.is_unit()) == (op == "=="));
    }
    if !equality && (is_text(a) || a.is_bool()) && kind(a) == kind(b) {
        return fail(format!("{} has no order", kind(a)));
    }
    let (left, right) = match (from_dynamic(a.clone()), from_dynamic(b.clone())) {
        (Ok(left), Ok(right)) => (left, right),
        _ => return fail(format!("{} and {} cannot be compared", kind(a), kind(b))),
    };
    if let (true, Value::List(left), Value::List(right)) = (equality, &left, &right) {
        return Ok((left == right) == (op == "=="));
    }
    match order(&left, &right) {
        Ok(Some(ordering)) => Ok(match op {
            "==" => ordering.is_eq(),
            "!=" => ordering.is_ne(),
            "<" => ordering.is_lt(),
            "<=" => ordering.is_le(),
            ">" => ordering.is_gt(),
            _ => ordering.is_ge(),
        }),
        Ok(None) => fail(format!("{} and {} cannot be compared", kind(a), kind(b))),
        Err(error) => fail(error.to_string()),
    }
}

/// A function of expressions, for rules: the same code, so that both say the same.
fn shared(native: Native, args: Vec<Dynamic>) -> Fallible {
    let values: Result<Vec<Value>, EvalError> = args.into_iter().map(from_dynamic).collect();
    let result = values.and_then(|values| match native {
        Native::Min => extreme(native, &values, std::cmp::Ordering::Less),
        Native::Max => extreme(native, &values, std::cmp::Ordering::Greater),
        native => plain(native, &values),
    });
    match result {
        Ok(value) => Ok(super::dynamic::to_dynamic(&value, &Default::default())),
        Err(error) => fail(error.to_string()),
    }
}

fn functions(engine: &mut Engine) {
    for (name, counts) in RULE_FUNCTIONS {
        let Some((native, ..)) = Native::find(name) else {
            continue;
        };
        if matches!(
            native,
            Native::FullMonths | Native::FullYears | Native::DaysBetween | Native::MonthOf
        ) {
            continue;
        }
        if counts.contains(&1) {
            engine.register_fn(*name, move |a: Dynamic| shared(native, vec![a]));
        }
        if counts.contains(&2) {
            engine.register_fn(*name, move |a: Dynamic, b: Dynamic| {
                shared(native, vec![a, b])
            });
        }
    }
    for (name, ty) in [
        ("date", super::Type::Date),
        ("month", super::Type::Month),
        ("time", super::Type::Time),
        ("duration", super::Type::Duration),
    ] {
        engine.register_fn(name, move |text: &str| match read_text(text, &ty) {
            Some(value) => Ok(Dynamic::from(Held(value))),
            None => fail(format!("`{text}` is no {name}")),
        });
    }
    engine.register_fn("is_set", |a: Dynamic| !a.is_unit());
    engine.register_fn("push", |list: &mut Array, item: Dynamic| list.push(item));
    engine.register_fn("sum", |list: Array| -> Fallible {
        list.iter().try_fold(Dynamic::from_int(0), |sum, item| {
            arithmetic("+", &sum, item)
        })
    });
    // A line of pay: what it is for, how much, and why.
    engine.register_fn("line", |label: Dynamic, amount: Dynamic, why: Dynamic| {
        let parts = [("label", label), ("amount", amount), ("why", why)];
        let named = parts.map(|(name, value)| (name.into(), value));
        named.into_iter().collect::<rhai::Map>()
    });
    engine.register_fn("month_of", |a: Held| match a.0 {
        Value::Date(date) => Ok(Dynamic::from(Held(Value::Month(crate::model::Month::of(
            date,
        ))))),
        _ => fail("`month_of` needs a date"),
    });
    engine.register_fn("full_months", |a: Held, b: Held| {
        months("full_months", &a, &b)
    });
    engine.register_fn("full_years", |a: Held, b: Held| {
        months("full_years", &a, &b).map(|months| months / 12)
    });
    engine.register_fn("days_between", |a: Held, b: Held| match (&a.0, &b.0) {
        (Value::Date(from), Value::Date(to)) => Ok(to.signed_duration_since(*from).num_days()),
        _ => fail("`days_between` needs two dates"),
    });
}

fn months(name: &str, from: &Held, to: &Held) -> Result<INT, Box<EvalAltResult>> {
    match (&from.0, &to.0) {
        (Value::Date(from), Value::Date(to)) => Ok(full_months(*from, *to)),
        _ => fail(format!("`{name}` needs two dates")),
    }
}

/// What rules read of the values rhai has no type for, and how those are written inside backticks.
fn parts(engine: &mut Engine) {
    use chrono::Datelike;
    engine.register_type_with_name::<Held>("value");
    engine.register_fn("to_string", |held: &mut Held| held.to_string());
    engine.register_indexer_get(|held: &mut Held, name: ImmutableString| property(held, &name));
    engine.register_get("start", |held: &mut Held| match held.0 {
        Value::Record(_) => property(held, "start"),
        _ => month_day(held, crate::model::Month::start).map(Dynamic::from),
    });
    engine.register_get("end", |held: &mut Held| match held.0 {
        Value::Record(_) => property(held, "end"),
        _ => month_day(held, crate::model::Month::end).map(Dynamic::from),
    });
    engine.register_get("year", |held: &mut Held| match &held.0 {
        Value::Date(date) => Ok(Dynamic::from_int(INT::from(date.year()))),
        Value::Month(month) => Ok(Dynamic::from_int(INT::from(month.year))),
        Value::Record(_) => property(held, "year"),
        _ => fail("`.year` needs a date or month"),
    });
    engine.register_get("month", |held: &mut Held| match &held.0 {
        Value::Date(date) => Ok(Dynamic::from_int(INT::from(date.month()))),
        Value::Month(month) => Ok(Dynamic::from_int(INT::from(month.month))),
        Value::Record(_) => property(held, "month"),
        _ => fail("`.month` needs a date or month"),
    });
    engine.register_get("day", |held: &mut Held| match &held.0 {
        Value::Date(date) => Ok(Dynamic::from_int(INT::from(date.day()))),
        Value::Record(_) => property(held, "day"),
        _ => fail("`.day` needs a date"),
    });
}

fn month_day(
    held: &Held,
    day: fn(crate::model::Month) -> Option<chrono::NaiveDate>,
) -> Result<Held, Box<EvalAltResult>> {
    match &held.0 {
        Value::Month(month) => match day(*month) {
            Some(date) => Ok(Held(Value::Date(date))),
            None => fail("the month is out of range"),
        },
        _ => fail("`.start` and `.end` need a month"),
    }
}

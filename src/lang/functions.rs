//! The one printed list of the functions every expression knows; the manual and completion read it too.

/// A built-in function, as printed.
#[derive(Clone, Copy, Debug)]
pub struct FunctionDoc {
    /// Its name.
    pub name: &'static str,
    /// How it is called.
    pub call: &'static str,
    /// What it gives, in English.
    pub en: &'static str,
    /// What it gives, in Chinese.
    pub zh: &'static str,
}

const fn doc(
    name: &'static str,
    call: &'static str,
    en: &'static str,
    zh: &'static str,
) -> FunctionDoc {
    FunctionDoc { name, call, en, zh }
}

/// All built-in functions of expressions.
pub const FUNCTIONS: &[FunctionDoc] = &[
    doc("is_set", "is_set(x)", "whether x has a value", "x 是否有值"),
    doc(
        "round",
        "round(x) or round(x, places)",
        "x rounded, half away from zero",
        "四舍五入（远离零）",
    ),
    doc(
        "min",
        "min(a, b, …)",
        "the least of numbers, dates or instants",
        "最小值",
    ),
    doc(
        "max",
        "max(a, b, …)",
        "the greatest of numbers, dates or instants",
        "最大值",
    ),
    doc("abs", "abs(x)", "the number without its sign", "绝对值"),
    doc("date", "date(\"2026-01-31\")", "a date", "日期"),
    doc("month", "month(\"2026-01\")", "a month", "月份"),
    doc("time", "time(\"09:00\")", "a time of day", "时刻"),
    doc(
        "duration",
        "duration(\"4 working hours\")",
        "a duration",
        "时长",
    ),
    doc(
        "date_of",
        "date_of(instant)",
        "the local date of an instant",
        "某时刻的本地日期",
    ),
    doc(
        "month_of",
        "month_of(date)",
        "the month of a date or instant",
        "日期所在的月份",
    ),
    doc(
        "full_months",
        "full_months(from, to)",
        "how many whole months lie between two dates",
        "两日期间的整月数",
    ),
    doc(
        "full_years",
        "full_years(from, to)",
        "how many whole years lie between two dates",
        "两日期间的整年数",
    ),
    doc(
        "days_between",
        "days_between(from, to)",
        "how many days lie between two dates",
        "两日期间的天数",
    ),
    doc(
        "len",
        "len(x)",
        "how many letters a text has, or values a list",
        "文字的字数或列表的项数",
    ),
    doc(
        "contains",
        "contains(x, part)",
        "whether a text holds another, or a list a value",
        "是否包含",
    ),
    doc(
        "starts_with",
        "starts_with(x, start)",
        "whether a text begins with another",
        "是否以其开头",
    ),
    doc("lower", "lower(x)", "the text in small letters", "转为小写"),
    doc(
        "upper",
        "upper(x)",
        "the text in capital letters",
        "转为大写",
    ),
    doc("text", "text(x)", "a value as text", "转为文字"),
    doc(
        "count",
        "count(workflow), count(workflow.open), count(workflow.STATE), …, via.FIELD",
        "how many records name this one",
        "指向本记录的记录数",
    ),
    doc(
        "any",
        "any(workflow.open), …, via.FIELD",
        "whether any record names this one",
        "是否有记录指向本记录",
    ),
    doc(
        "sum",
        "sum(workflow.FIELD), …, via.FIELD",
        "the sum of a field of the records naming this one, empty ones left out",
        "指向本记录的各记录某字段之和",
    ),
];

/// Whether a name belongs to a built-in function.
#[must_use]
pub fn is_function(name: &str) -> bool {
    FUNCTIONS.iter().any(|known| known.name == name)
}

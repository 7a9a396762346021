//! What the check says about people and rights, and about records that live under an older revision.

use super::{Message, error, warning};

/// This area of the catalogue.
pub(super) const MESSAGES: &[Message] = &[
    error(
        "above-cycle",
        "角色 `{role}` 的上级最后又是它自己。",
        "The roles above `{role}` lead back to it.",
    )
    .label("成环", "a circle")
    .help("删去这个 `above`", "delete this `above`"),
    error(
        "role-needed",
        "共用流程 `{workflow}` 需要{kind} `{name}`，部门 `{desk}` 没有。",
        "The common flow `{workflow}` needs the {kind} `{name}`, which the desk `{desk}` lacks.",
    )
    .label("需要 `{name}`", "needs `{name}`")
    .help("在 desk.toml 里加上 `{line}`", "add `{line}` to desk.toml"),
    error(
        "crosses-desk",
        "`{name}` 属于部门 `{other}`；关系、启动和查询不能跨部门。",
        "`{name}` belongs to the desk `{other}`, and no relation, start or query crosses desks.",
    )
    .label("在另一个部门", "of another desk")
    .help("几个部门共用的流程放在 workflows/common/，部门写 `uses = [\"{name}\"]`", "a flow several desks use lies in workflows/common/, and each takes it by `uses = [\"{name}\"]`"),
    error(
        "personal-in-guard",
        "个人信息字段 `{field}` 不能用在条件里。",
        "The personal field `{field}` cannot be read by a condition.",
    )
    .label("个人信息", "personal")
    .help("条件里改用不含个人信息的字段", "let the condition read a field that holds no personal data"),
    error(
        "calendar-conflict",
        "{date} 既是节假日又是调休上班日。",
        "{date} is both a holiday and a make-up working day.",
    )
    .label("两种都写了", "written as both")
    .help("删去其中一行", "delete one of the rows"),
    error(
        "calendar-period",
        "`{text}` 不是工作时段。",
        "`{text}` is not a working period.",
    )
    .label("不是时段", "not a period")
    .help("写成 `09:00-12:00`", "write it as `09:00-12:00`"),
    error(
        "calendar-overlap",
        "时段 `{text}` 与 `{other}` 重叠。",
        "The periods `{text}` and `{other}` overlap.",
    )
    .label("重叠", "overlaps")
    .help("前一段结束以后再开始下一段", "let one end before the other begins"),
    error(
        "calendar-zone",
        "没有时区 `{zone}`。",
        "There is no time zone `{zone}`.",
    )
    .label("不认识", "not known")
    .help("是不是 `{near}`？", "did you mean `{near}`?")
    .help("例如 `Asia/Shanghai`", "for example `Asia/Shanghai`"),
    error(
        "calendar-no-work",
        "日历 `{calendar}` 没有任何工作时间。",
        "The calendar `{calendar}` has no working time at all.",
    )
    .label("从不上班", "never works")
    .help("在 `week` 里写上工作时间，例如 `week = { mon-fri = [\"09:00-12:00\"] }`", "write the hours under `week`, as in `week = { mon-fri = [\"09:00-12:00\"] }`"),
    error(
        "calendar-kind",
        "`{text}` 不是日子的种类。",
        "`{text}` is not a kind of day.",
    )
    .label("不认识", "not known")
    .help("可以写：{known}", "possible: {known}"),
    error(
        "no-desk",
        "workflows/ 下面没有部门。",
        "There is no desk below workflows/.",
    )
    .label("没有部门", "no desk")
    .help(
        "建一个文件夹，例如 workflows/service/，里面写 desk.toml",
        "make a folder such as workflows/service/ with a desk.toml in it",
    ),
    warning(
        "no-default-calendar",
        "部门 `{desk}` 没有默认日历，工作时间无从计算。",
        "The desk `{desk}` has no default calendar, so working time cannot be counted.",
    )
    .label("没有 `default = true`", "none has `default = true`")
    .help(
        "在 `[calendar.{calendar}]` 下加上 `default = true`",
        "add `default = true` under `[calendar.{calendar}]`",
    )
    .help(
        "加上 `[calendar]` 和一行 `office = { default = true, file = \"office\" }`，日历写在 rules/calendars/office.toml",
        "add `[calendar]` and the line `office = { default = true, file = \"office\" }`, and write that calendar in rules/calendars/office.toml",
    ),
    warning(
        "cadence-day",
        "不是每个月都有 {day} 日：没有的月份会跳过。",
        "Not every month has a day {day}: those without are skipped.",
    )
    .label("有的月份没有", "not in every month")
    .help(
        "写 `last day of the month`，或 28 以前的日子",
        "write `last day of the month`, or a day up to the 28th",
    ),
    warning(
        "calendar-ends",
        "日历 `{calendar}` 的节假日只公布到 {until}，而 {from} 开始的 `{length}` 会到 {due}。",
        "The holidays of the calendar `{calendar}` are published until {until}, and `{length}` from {from} ends on {due}.",
    )
    .label("公布到这一天", "published until here")
    .help(
        "公布了下一年的节假日以后，写进 {file}",
        "once the next holidays are published, add them to {file}",
    ),
    error(
        "part-needed",
        "共用流程 `{workflow}` 需要{kind} `{name}`，部门 `{desk}` 没有。",
        "The common flow `{workflow}` needs the {kind} `{name}`, which the desk `{desk}` lacks.",
    )
    .label("需要 `{name}`", "needs `{name}`")
    .help(
        "写一个 {file}，部门 `{other}` 有现成的例子",
        "write {file}; the desk `{other}` has one to begin with",
    ),
    // Living records.
    error(
        "vanished",
        "{kind} `{name}` 没有了，但有 {count} 条记录还在用：{codes}。",
        "The {kind} `{name}` is gone, but {count} records still use it: {codes}.",
    )
    .label("不见了", "vanished")
    .help(
        "改名的话写 `[migrate.rename]` 下 `{line}`",
        "if it was renamed, write `{line}` under `[migrate.rename]`",
    ),
    error(
        "narrowed",
        "{kind} `{name}` 变窄了，{count} 条记录的值不再允许：{codes}。",
        "The {kind} `{name}` was narrowed, and {count} records hold what is no longer allowed: {codes}.",
    )
    .label("变窄了", "narrowed"),
    error(
        "newly-required",
        "字段 `{field}` 新成为必填，但 {count} 条记录没有值：{codes}。",
        "The field `{field}` is newly required, but {count} records have no value: {codes}.",
    )
    .label("没有默认值", "no default")
    .help("加上 `default = …`", "add `default = …`"),
    error(
        "timer-never-armed",
        "状态 `{state}` 里已有 {count} 条记录，新的计时 `{name}` 对它们不会启动。",
        "{count} records are already in the state `{state}`, for which the new timer `{name}` would never be armed.",
    )
    .label("新的计时", "a new timer")
    .help(
        "在 `[migrate.timer]` 下写 `{name} = \"arm\"` 或 `\"leave\"`",
        "write `{name} = \"arm\"` or `\"leave\"` under `[migrate.timer]`",
    ),
    error(
        "migrate-since",
        "`[migrate]` 没有写明针对哪个版本。",
        "`[migrate]` does not say for which revision it was written.",
    )
    .label("缺少 `since`", "`since` is missing")
    .help("加上 `{line}`", "add `{line}`"),
];

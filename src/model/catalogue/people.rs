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
    warning(
        "right-nobody-has",
        "没有哪个角色有权限 `{right}`。",
        "No role has the right `{right}`.",
    )
    .label("没有人", "nobody")
    .help(
        "写上角色，例如 `who = [\"supervisor\"]`",
        "name roles, for example `who = [\"supervisor\"]`",
    ),
    warning(
        "unused-right",
        "权限 `{right}` 不是内置的，也没有哪个 `who`、`to` 或 `seen_by` 用到它。",
        "The right `{right}` is not built in, and no `who`, `to` or `seen_by` names it.",
    )
    .label("没有用处", "without effect")
    .help("是不是 `{near}`？", "did you mean `{near}`?")
    .help("内置的有：{known}", "built in are: {known}"),
    error(
        "need-nobody",
        "`need` 至少要 1 个人。",
        "`need` takes at least one person.",
    )
    .label("没有人", "nobody")
    .help(
        "写 `\"all\"`、`\"any\"` 或人数",
        "write `\"all\"`, `\"any\"` or a number",
    ),
    error(
        "four-eyes-nobody",
        "`{task}` 没有人能做：它的 `not` 把 `who` 里的人都排除了，上面也没有别的角色。",
        "Nobody can do `{task}`: its `not` leaves none of those its `who` names, and no role above them.",
    )
    .label("没有剩下的人", "leaves nobody"),
    error(
        "four-eyes-same",
        "`{task}` 的 `not` 正好把 `who` 说的人都排除了。",
        "`{task}` is for none but those its `not` excludes.",
    )
    .label("排除了要做的人", "excludes whom it is for")
    .help(
        "从 `not` 里去掉 `who` 已经写的；要交给上级，就在 `who` 里写那个角色",
        "leave out of `not` whom `who` names; where the role above is meant, name that role in `who`",
    ),
    error(
        "need-too-many",
        "`{task}` 的签署人最多 {most} 个，永远凑不够。",
        "`{task}` has at most {most} signers, so this is never reached.",
    )
    .label("永远不够", "never reached"),
    warning(
        "limit-without-above",
        "超过限额时 `{task}` 该交给上级，但 {roles} 没有上级。",
        "Above its limit `{task}` goes to the role above, and {roles} has none.",
    )
    .label("超过时没有人", "nobody above it")
    .help(
        "在 desk.toml 的角色上写 `above`",
        "give the role an `above` in desk.toml",
    ),
    warning(
        "role-nobody-holds",
        "没有人能担任 `{role}`：没有哪个 `person = true` 的流程有 `type = \"role\"` 的字段。",
        "Nobody can hold `{role}`: no workflow with `person = true` has a field of `type = \"role\"`.",
    )
    .label("没有人", "nobody")
    .help(
        "在员工流程里加上 `roles = { type = \"role\", many = true }`",
        "add `roles = { type = \"role\", many = true }` to the workflow of the people",
    ),
    error(
        "personal-in-rule",
        "个人信息字段 `{field}` 不能交给规则或决策表：算出来的会留下。",
        "The personal field `{field}` cannot be given to a rule or table: what they make of it would stay behind.",
    )
    .label("个人信息", "personal"),
    error(
        "no-person",
        "`{text}` 给出的是 `{workflow}` 的记录，不是人。",
        "`{text}` gives a record of `{workflow}`, not a person.",
    )
    .label("不是人", "not a person"),
    error(
        "no-address",
        "`{text}` 给出的是 `{workflow}` 的记录，不知道怎样联系到它。",
        "`{text}` gives a record of `{workflow}`, and nothing says how it is reached.",
    )
    .label("没有联系方式", "no address")
    .help(
        "在 {workflow}.toml 开头写明哪些字段是联系方式：`reach = [\"phone\"]`",
        "say at the top of {workflow}.toml which fields are addresses: `reach = [\"phone\"]`",
    ),
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
    error(
        "template-syntax",
        "通知模板读不下去：{detail}。",
        "The template cannot be read: {detail}.",
    )
    .label("到这里为止", "up to here")
    .help(
        "值写作 `{{ code }}`，条件写作 `{% if measure %}…{% endif %}`",
        "a value is written `{{ code }}`, a condition `{% if measure %}…{% endif %}`",
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
    .help("加上 `{line}`", "add `{line}`")
    .help(
        "加上 `since = \"…\"`，写现行版本编码的开头；保存后 `casework revisions` 会列出带编码的这一行",
        "add `since = \"…\"` with the beginning of the running revision's hash; once saved, `casework revisions` shows the line with the hash",
    ),
    error(
        "acknowledge-never",
        "`{notice}` 永远等不到签收：`{state}` 是终态，记录一进入就结束了。",
        "`{notice}` is never acknowledged: `{state}` is final, and the record ends as it is sent.",
    )
    .label("记录到此结束", "the record ends here")
    .help(
        "在前一个状态发它，或另写一条不要签收的通知",
        "send it in the state before, or write a notice of its own without `acknowledge`",
    ),
];

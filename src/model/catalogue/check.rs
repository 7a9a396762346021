//! What the check says about names, expressions, rules and the graph of a workflow.

use super::{Message, error, note, warning};

/// This area of the catalogue.
pub(super) const MESSAGES: &[Message] = &[
    // Names.
    error(
        "unknown-name",
        "没有{kind} `{name}`。",
        "There is no {kind} `{name}`.",
    )
    .label("没有这个{kind}", "no such {kind}")
    .help("是不是 `{near}`？", "did you mean `{near}`?")
    .help(
        "这里有：{known}；要新设一个，就在 `[{section}]` 下写 `{declaration}`",
        "there are: {known}; for a new one write `{declaration}` under `[{section}]`",
    )
    .help("这里有：{known}", "there are: {known}"),
    error(
        "unknown-choice",
        "`{value}` 不是 `{field}` 的选项。",
        "`{value}` is not a choice of `{field}`.",
    )
    .label("没有这个选项", "no such choice")
    .help("是不是 `{near}`？", "did you mean `{near}`?")
    .help("可选：{known}", "its choices: {known}"),
    error(
        "unknown-function",
        "没有函数或规则 `{name}`。",
        "There is no function or rule `{name}`.",
    )
    .label("不认识", "not known")
    .help("是不是 `{near}`？", "did you mean `{near}`?")
    .help("可用：{known}", "there are: {known}"),
    error(
        "reserved-name",
        "`{name}` 是保留的词，不能作{kind}的名称。",
        "`{name}` is reserved: this {kind} needs another name.",
    )
    .label("保留的词", "reserved")
    .help("例如改为 `{near}`", "take for example `{near}`"),
    error(
        "outcome-reserved",
        "`{name}` 有固定的含义，不能作{kind}的名称。",
        "`{name}` has a fixed meaning behind a name: this {kind} needs another.",
    )
    .label("有固定含义", "has a fixed meaning")
    .help("例如改为 `{near}`", "take for example `{near}`"),
    error(
        "name-clash",
        "`{name}` 同时是{first}和{second}的名称。",
        "`{name}` names both a {first} and a {second}.",
    )
    .label("重名", "the same name")
    .help("给其中一个改名", "rename one of them"),
    warning(
        "literal-looks-like-name",
        "`{text}` 是一段文本，但也有叫这个名字的{kind}。",
        "`{text}` is a text here, but a {kind} of this name exists.",
    )
    .label("按原样当作文本", "taken as it is")
    .help("是不是 `\"={text}\"`？", "did you mean `\"={text}\"`?"),
    error(
        "formula-not-here",
        "这里直接写{kind}的名称，前面不加 `=`。",
        "The {kind} stands here by its bare name, without `=`.",
    )
    .label("多了 `=`", "`=` too much")
    .help("写成 `\"{text}\"`", "write `\"{text}\"`"),
    error(
        "condition-with-equals",
        "`{key}` 总是条件，前面不加 `=`。",
        "`{key}` is always a condition and takes no `=` in front.",
    )
    .label("多了 `=`", "`=` too much")
    .help("写成 `{key} = {text}`", "write `{key} = {text}`"),
    // Extending.
    error(
        "extends-cycle",
        "继承成环：{path}。",
        "The flows extend each other in a circle: {path}.",
    )
    .label("又回到自己", "leads back here")
    .help("删去这一行 `extends`", "delete this line `extends`"),
    error(
        "override-unknown",
        "被继承的流程没有{kind} `{name}`，无从删改。",
        "The flow extended has no {kind} `{name}` to change or drop.",
    )
    .label("没有可改的", "nothing to change")
    .help("是不是 `{near}`？", "did you mean `{near}`?")
    .help("那里有：{known}", "there are: {known}"),
    error(
        "list-change-without-list",
        "`{text}` 想改一个列表，但被继承的流程在这里没有列表。",
        "`{text}` changes a list, but the flow extended has none here.",
    )
    .label("没有可改的列表", "no list to change")
    .help("要新列一个，就不加 `+` 和 `-`", "for a new list write it without `+` and `-`"),
    error(
        "list-change-mixed",
        "一个列表里要么都以 `+` 或 `-` 开头，要么都不。",
        "Either all entries of a list begin with `+` or `-`, or none does.",
    )
    .label("混在一起", "mixed"),
    // Expressions.
    error(
        "expression-syntax",
        "公式读不下去：{detail}。",
        "The expression cannot be read: {detail}.",
    )
    .label("到这里为止", "up to here")
    .help("写成 `{rewriting}`", "write `{rewriting}`"),
    error(
        "wrong-kind-of-value",
        "这里要{expected}，得到的是{found}。",
        "Here {expected} is wanted, and this gives {found}.",
    )
    .label("是{found}", "this is {found}")
    .help("写成 `{rewriting}`", "write `{rewriting}`"),
    error(
        "no-such-choice",
        "这里没有选项 `{value}`。",
        "`{value}` is none of the choices here.",
    )
    .label("没有这个选项", "no such choice")
    .help("是不是 `{near}`？", "did you mean `{near}`?")
    .help("可选：{known}", "its choices: {known}"),
    error(
        "never-equal",
        "这个比较永远不会成立：一边是{left}，另一边是{right}。",
        "This comparison can never hold: one side is {left}, the other {right}.",
    )
    .label("永远不成立", "never holds")
    .help("写成 `{rewriting}`", "write `{rewriting}`"),
    error(
        "never-holds",
        "这个条件永远不会成立：`{second}` 排除了 `{first}`。",
        "This condition can never hold: `{second}` excludes `{first}`.",
    )
    .label("与前面的矛盾", "excludes what stands before")
    .help(
        "两者之一就够时，写 `||`，不写 `&&`",
        "where one of them is enough, write `||` in place of `&&`",
    ),
    error(
        "never-heard",
        "`{workflow}` 的记录既不指向这里，也不由这里启动，它的变化传不到这里。",
        "No record of `{workflow}` names this one or is started by it, so its steps are never heard here.",
    )
    .label("听不到", "never heard")
    .help("在 `{workflow}` 里加一个 `type = \"{this}\"` 的字段，或从这里启动它", "give `{workflow}` a field of `type = \"{this}\"`, or start it here"),
    error(
        "maybe-empty",
        "`{field}` 可能为空，为空时这里无法计算。",
        "`{field}` may be empty, and then this cannot be worked out.",
    )
    .label("可能为空", "may be empty")
    .help(
        "写成 `{rewriting}`，或先写 `is_set({field}) && …`",
        "write `{rewriting}`, or first `is_set({field}) && …`",
    )
    .help(
        "先写 `is_set({field}) && …`",
        "first write `is_set({field}) && …`",
    ),
    error(
        "bare-date",
        "`{text}` 是减法，不是日期。",
        "`{text}` is a subtraction, not a date.",
    )
    .label("减法", "a subtraction")
    .help("写成 `{rewriting}`", "write `{rewriting}`"),
    error(
        "wrong-arguments",
        "`{name}` 的参数个数应为 {expected}，这里是 {found}。",
        "The number of arguments of `{name}` should be {expected}, and is {found}.",
    )
    .label("参数个数不对", "wrong number of arguments")
    .help("用法：`{example}`", "its use: `{example}`"),
    error(
        "wrong-call",
        "`{name}` 不能这样用。",
        "`{name}` cannot be used like this.",
    )
    .label("不能这样用", "not like this")
    .help("例如 `{example}`", "for example `{example}`")
    .help("可以写：{known}", "possible: {known}"),
    error(
        "computed-cycle",
        "`{field}` 的计算绕回了自己：{path}。",
        "`{field}` is computed from itself: {path}.",
    )
    .label("绕回自己", "leads back to itself")
    .help("其中一个不要用到另一个", "let one of them do without the other"),
    // Rules.
    error(
        "rhai-syntax",
        "规则读不下去：{detail}。",
        "The rule cannot be read: {detail}.",
    )
    .label("问题在这里或就在前面", "here, or just before"),
    error(
        "rhai-unknown-function",
        "规则里调用了不存在的函数 `{name}`（{count} 个参数）。",
        "The rule calls a function `{name}` that does not exist (number of arguments: {count}).",
    )
    .label("没有这个函数", "no such function")
    .help("是不是 `{near}`？", "did you mean `{near}`?"),
    error(
        "rhai-unknown-variable",
        "规则里没有名为 `{name}` 的值。",
        "The rule knows no value named `{name}`.",
    )
    .label("不认识", "not known")
    .help("是不是 `{near}`？", "did you mean `{near}`?")
    .help(
        "把它作为参数传进来",
        "hand it in as an argument",
    ),
    error(
        "rhai-not-allowed",
        "规则里不能用 `{what}`。",
        "A rule cannot use `{what}`.",
    )
    .label("不能用", "not allowed"),
    // The graph.
    warning(
        "unreachable-state",
        "没有任何流转到达状态 `{state}`。",
        "No transition leads to the state `{state}`.",
    )
    .label("到不了", "never reached")
    .help(
        "加一条 `to = \"{state}\"` 的流转，或删去这个状态",
        "add a transition with `to = \"{state}\"`, or delete the state",
    ),
    error(
        "dead-end-state",
        "状态 `{state}` 不是终点，却没有人也没有事能让它离开。",
        "The state `{state}` is not final, and nobody and nothing can leave it.",
    )
    .label("出不去", "no way out")
    .help(
        "在 `[transition]` 下加上 `{line}`，或给它写上 `final = true`",
        "add `{line}` under `[transition]`, or give it `final = true`",
    ),
    error(
        "untaken-outcome",
        "任务 `{task}` 的结果 `{outcome}` 在状态 `{state}` 没有流转接住。",
        "No transition takes the outcome `{outcome}` of the task `{task}` in the state `{state}`.",
    )
    .label("没有流转", "no transition takes it")
    .help("加上 `{line}`", "add `{line}`"),
    error(
        "untaken-end",
        "状态 `{state}` 等待 `{workflow}` 结束，但没有流转接住它的终点 `{end}`。",
        "The state `{state}` waits for `{workflow}` to end, and no transition takes its final state `{end}`.",
    )
    .label("没有接住 `{end}`", "does not take `{end}`")
    .help(
        "加上 `on = \"{workflow}.{end}\"`，或用 `{workflow}.ended`",
        "add `on = \"{workflow}.{end}\"`, or use `{workflow}.ended`",
    ),
    error(
        "automatic-loop",
        "自动流转成环：{path}。",
        "Automatic transitions go round in a circle: {path}.",
    )
    .label("又回到这里", "comes back here")
    .help(
        "给其中一条加上 `on`、`after`，或 `at_most` 次数",
        "give one of them an `on`, an `after`, or a count with `at_most`",
    ),
    error(
        "several-unguarded",
        "状态 `{state}` {trigger}都没有条件的流转。",
        "In the state `{state}` two transitions {trigger} have no condition.",
    )
    .label("也没有条件", "has no condition either")
    .help("给其中一条加 `when`", "give one of them a `when`"),
    warning(
        "shadowed-transition",
        "流转 `{transition}` 永远轮不到：它的条件成立时，前面的 `{other}` 总是先成立。",
        "The transition `{transition}` is never taken: whenever it could be, `{other}` comes first.",
    )
    .label("永远轮不到", "never taken")
    .help(
        "要先轮到它，就给它加上 `before = \"{other}\"`",
        "to have it first, add `before = \"{other}\"` to it",
    ),
    error(
        "after-without-fallback",
        "到时间后 `{transition}` 的条件若不成立，记录会一直停在 `{state}`。",
        "If the condition of `{transition}` does not hold when the time comes, the record stays in `{state}`.",
    )
    .label("没有不带条件的后备", "no unguarded fallback")
    .help(
        "再加一条同样 `after`、没有 `when` 的流转",
        "add a transition with the same `after` and no `when`",
    ),
    warning(
        "unread-param",
        "参数 `{param}` 没有被用到。",
        "Nobody reads the param `{param}`.",
    )
    .label("没有被用到", "never read")
    .help("是不是 `{near}`？", "did you mean `{near}`?")
    .help("删去它", "delete it"),
    warning(
        "unfilled-field",
        "没有任何地方填写字段 `{field}`。",
        "Nothing ever fills the field `{field}`.",
    )
    .label("没有人填", "never filled")
    .help(
        "在某个 `with`、`fill` 或 `sets` 里写上它，或给 `default`",
        "name it in a `with`, `fill` or `sets`, or give it a `default`",
    ),
    error(
        "required-unfilled",
        "启动 `{workflow}` 时必填字段 `{field}` 没有值。",
        "Starting `{workflow}` leaves its required field `{field}` empty.",
    )
    .label("没有填 `{field}`", "`{field}` is not filled")
    .help("加上 `fill = { {field} = … }`", "add `fill = { {field} = … }`"),
    error(
        "query-needs",
        "查询 `{query}` 需要 `{need}`，这里没有这个名称的字段或参数。",
        "The query `{query}` needs `{need}`, and there is no field or param of that name here.",
    )
    .label("这里给不出 `{need}`", "nothing here is named `{need}`"),
    warning(
        "unopened-task",
        "没有任何状态打开任务 `{task}`。",
        "No state opens the task `{task}`.",
    )
    .label("从不打开", "never opened")
    .help("在状态里写 `opens = [\"{task}\"]`", "write `opens = [\"{task}\"]` in a state"),
    error(
        "no-initial",
        "没有写明从哪个状态开始。",
        "It is not said in which state a record begins.",
    )
    .label("缺少 `initial`", "`initial` is missing")
    .help("加上 `initial = \"{state}\"`", "add `initial = \"{state}\"`"),
    note(
        "not-run-yet",
        "`{key}` 已读取并检查，但这个版本还不执行：{effect}。",
        "`{key}` is read and checked, but not carried out in this version: {effect}.",
    )
    .label("还不执行", "not carried out yet"),
];

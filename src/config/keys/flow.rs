//! Keys of a workflow file.

use super::Kind::{
    Any, Condition, Duration, Entries, Map, Name, Names, Short, Table, Tables, Text, Value, Values,
    Word, YesNo,
};
use super::{Key, Section, key};

#[rustfmt::skip]
const LABEL: Key = key("label", Text, "人们看到的名称", "the name people see", r#"label = "客户投诉""#);
#[rustfmt::skip]
const DUE: Key = key("due", Duration, "期限", "when it is due", r#"due = "2 working days""#);
#[rustfmt::skip]
const BREACH: Key = key("breach", Duration, "何时算违约，默认同 due", "when it counts as breached, default as due", r#"breach = "3 working days""#);
#[rustfmt::skip]
const LADDER: Key = key("ladder", Any, "用哪个阶梯，false 为不用", "which ladder, false for none", r#"ladder = "strict""#);
#[rustfmt::skip]
const PAUSES_IN: Key = key("pauses_in", Names, "在哪些状态里暂停", "in which states its clock stands", r#"pauses_in = ["waiting"]"#);
#[rustfmt::skip]
const LIVES: Key = key("lives", Word(&["record"]), "不随状态结束", "outlives the states", r#"lives = "record""#);
#[rustfmt::skip]
const CALENDAR: Key = key("calendar", Name, "按哪个日历", "by which calendar", r#"calendar = "office""#);
#[rustfmt::skip]
const WITH: Key = key("with", Names, "要填的字段，`?` 为可不填", "the fields asked for, `?` for optional", r#"with = ["facts", "claim?"]"#);
#[rustfmt::skip]
const REQUIRE: Key = key("require", Names, "须先满足的前提", "what must be met first", r#"require = ["answered"]"#);
#[rustfmt::skip]
const OPENS: Key = key("opens", Names, "打开哪些任务", "the tasks it opens", r#"opens = ["answer"]"#);
#[rustfmt::skip]
const CLOSES: Key = key("closes", Names, "关闭哪些任务", "the tasks it closes", r#"closes = ["handle"]"#);
#[rustfmt::skip]
const SENDS: Key = key("sends", Names, "发哪些通知", "the notices it sends", r#"sends = ["to_department"]"#);
#[rustfmt::skip]
const STARTS: Key = key("starts", Tables("starts"), "启动哪些记录", "the records it starts", r#"starts = [{ workflow = "rectify" }]"#);
#[rustfmt::skip]
const GIVES: Key = key("gives", Names, "发哪些编号", "the codes it gives", r#"gives = ["archive_no"]"#);
#[rustfmt::skip]
const SETS: Key = key("sets", Map, "改哪些字段", "the fields it sets", r#"sets = { late_days = "=late_days + 1" }"#);
#[rustfmt::skip]
const DECIDES: Key = key("decides", Text, "查一次决策表，每个结果列写进同名的字段；声明了 `decided_row` 字段时，行号写进它；`sets` 里写明的字段以 `sets` 为准", "asks a decision table once and keeps every output in the field of its name, and the row in the field `decided_row` where it is declared; what `sets` gives itself stands", r#"decides = "returns(days, defect, receipt)""#);

/// The sections of this file.
#[rustfmt::skip]
pub(super) const SECTIONS: &[Section] = &[
    Section {
        path: "workflow",
        zh: "流程",
        en: "a workflow",
        keys: &[
            LABEL,
            key("extends", Name, "继承哪个流程", "the flow it extends", r#"extends = "common/complaint""#),
            key("code", Text, "编号格式", "the pattern of its codes", r#"code = "TS-{opened:%Y%m}-{n:4}""#),
            key("initial", Name, "从哪个状态开始", "the state a record begins in", r#"initial = "received""#),
            key("person", YesNo, "记录是人", "its records are people", "person = true"),
            key("seen_by", Values, "谁能看；此外还有手上有它的任务的人和有 see_all 权限的人，别人查不到这条记录", "who may see it, besides who has a task of it to do and who has the right see_all; for others the record is not there", r#"seen_by = ["=employee", "supervisor"]"#),
            key("reach", Names, "哪些字段是联系方式：写明以后通知可以发给它，都空着就开出事故", "the fields that hold addresses: with them a notice may go to such a record, and where all are empty an incident is opened", r#"reach = ["phone", "email"]"#),
            key("param", Map, "参数", "params", "param = { rounds = 3 }"),
            key("field", Short("workflow.field"), "字段", "fields", r#"field = { facts = "text", claim = { type = "money" } }"#),
            key("task", Entries("workflow.task"), "任务", "tasks", r#"task = { answer = { who = "=owner" } }"#),
            key("clock", Entries("workflow.clock"), "没有任务的期限", "deadlines that are nobody's task", r#"clock = { solution = { due = "10 working days" } }"#),
            key("notice", Entries("workflow.notice"), "通知", "notices", r#"notice = { reply = { to = "=customer", template = "reply.md" } }"#),
            key("event", Entries("workflow.event"), "任务之外可报告的事", "what may be reported outside a task", r#"event = { open = { who = ["specialist"] } }"#),
            key("state", Entries("workflow.state"), "状态", "states", r#"state = { received = { opens = ["answer"] } }"#),
            key("transition", Entries("workflow.transition"), "流转", "transitions", r#"transition = { solved = { from = "a", on = "handle.solved", to = "b" } }"#),
            key("require", Entries("workflow.require"), "前提条件", "requirements", r#"require = { answered = { label = "已答复", when = "answer.done" } }"#),
            key("ladder", Short("ladder.rung"), "本流程自己的阶梯", "ladders of this flow", r#"ladder = { strict = [{ at = "due", remind = "manager" }] }"#),
            key("schedule", Entries("schedule"), "每条记录的定时", "what recurs for each record", r#"schedule = { ring = { every = "month", in = ["active"] } }"#),
            key("figure", Entries("figure"), "指标", "figures", r#"figure = { calls = { of = "call", value = "count()" } }"#),
            key("watch", Entries("watch"), "监视", "watches", r#"watch = { failures = { of = "receipt", within = "30 days", reaches = 5 } }"#),
            key("query", Entries("query"), "查询", "queries", r#"query = { staff = { of = "employee" } }"#),
            key("form", Entries("form"), "表单", "forms", r#"form = { criteria = { items = "criteria.csv" } }"#),
            key("table", Entries("table"), "决策表", "decision tables", r#"table = { returns = { hit = "first" } }"#),
            key("report", Entries("report"), "报表", "reports", r#"report = { month = { figures = ["calls"] } }"#),
            key("migrate", Table("migrate"), "对在办记录怎么办", "what a change does to living records", r#"migrate = { recompute = ["urgency"] }"#),
        ],
    },
    Section {
        path: "workflow.field",
        zh: "字段",
        en: "a field",
        keys: &[
            LABEL,
            key("type", Name, "类型：基本类型、流程、清单或表单。表单随问它的任务打开（事件所问的随状态打开，没有谁问的在开启时打开），没做完的接着做；同一任务再次打开、或同一事件再次报告时，做完的重新开一张", "its type: a basic one, a workflow, a list or a form. A form opens with the task that asks it (for an event with the state, where nothing asks it at birth) and goes on until it is done; once done, it opens anew when the same task opens again or the same event is reported again", r#"type = "money""#),
            key("choice", Values, "选项", "its choices", r#"choice = ["none", "money", "safety"]"#),
            key("required", YesNo, "必填", "must be filled", "required = true"),
            key("default", Any, "默认值", "its value where none is given", "default = 0"),
            key("computed", Value, "由什么算出", "what it is computed from", r#"computed = "=pay(employee, month)""#),
            key("frozen", YesNo, "只在开启时算一次；表单则在开启时打开，以后不变", "computed once, at birth; a form opens at birth and follows its needs no more", "frozen = true"),
            key("unique", YesNo, "不能重复", "no two records share it", "unique = true"),
            key("key", YesNo, "用它在表格里指认记录", "names the record in a cell", "key = true"),
            key("many", YesNo, "可有多个值", "holds several values", "many = true"),
            key("personal", YesNo, "个人信息，可以抹去", "personal, can be erased", "personal = true"),
            key("seen_by", Values, "谁能看这个值；别人看到记录而看不到它", "who may see this value; others see the record without it", r#"seen_by = ["supervisor"]"#),
            key("pattern", Text, "编号格式", "the pattern of the code", r#"pattern = "GD-{today:%Y}-{n:5}""#),
            key("within", Text, "可能的取值，写法同表格的一格", "what can occur, written like a cell of a table", r#"within = ">= 0""#),
            key("fill", Map, "表单 `needs` 的值；不写就取同名的字段或参数", "what its form needs; else the field or param of that name gives it", r#"fill = { target = "=grade.next" }"#),
            key("continues", Value, "接着哪份表单：那里同名项目的答复在打开时带过来", "the form it continues: answers to items of the same name stand when it opens", r#"continues = "=visit.interview""#),
            key("ask", Condition, "带过来的答复（`last`）满足它就再问一次；对某些项目的类型说不通时，那些项目的答复照样带过来", "an answer that stands, `last`, is asked again where this holds; where it makes no sense for the type of an item, its answer stands", r#"ask = "!is_set(last) || last < 3""#),
        ],
    },
    Section {
        path: "workflow.task",
        zh: "任务",
        en: "a task",
        keys: &[
            LABEL,
            key("who", Any, "谁来做", "who does it", r#"who = "=owner""#),
            key("not", Values, "谁不能做，代理时本人和被代理人都算；`who` 里没有人剩下时，任务交给上一级角色（`above`），一级一级往上，最上面也没有人时开异常", "who may not do it, of actor and principal alike; where nobody of `who` is left, the task is for the role above (`above`), and so on up; nobody at the top is an incident", r#"not = ["=opened_by"]"#),
            key("up_to", Map, "权限以内才可", "up to what it may be decided", r#"up_to = { claim = "=authority" }"#),
            key("need", Any, "要几个签署人意见一致：all 全体（会签）、any 任何一个（或签）或人数（票签）；写在第一个的结果再也凑不够时，使它凑不够的那个答复即为结果；签署人在任务打开时确定，每人一次", "how many of the signers must give the same answer: all, any or a number; once the first outcome written can no longer be reached, the answer that made it so decides; who signs is settled when the task opens, and each signs once", r#"need = "all""#),
            key("allow", Names, "还允许做什么：return 退回到经过的一步（to、remark）、transfer 转办（to，对方 accept 或 decline）、add_signer 加签（to，多要一个签名）、withdraw 在下一步有人办理以前撤回、nudge 催办", "what else may be done with it: return to a step it was in (to, remark), transfer (to; the other does accept or decline), add_signer (to; one more signature is needed), withdraw before the next step was answered, nudge", r#"allow = ["return", "transfer"]"#),
            WITH,
            key("outcomes", Short("workflow.outcome"), "结果", "its outcomes", r#"outcomes = { solved = { with = ["measure"] }, returned = {} }"#),
            REQUIRE,
            DUE,
            BREACH,
            LADDER,
            PAUSES_IN,
            LIVES,
            CALENDAR,
        ],
    },
    Section {
        path: "workflow.outcome",
        zh: "结果",
        en: "an outcome",
        keys: &[
            LABEL,
            WITH,
            key("keeps", YesNo, "任务仍开着", "the task stays open", "keeps = true"),
            REQUIRE,
        ],
    },
    Section {
        path: "workflow.clock",
        zh: "时钟",
        en: "a clock",
        keys: &[LABEL, DUE, BREACH, LADDER, PAUSES_IN, LIVES, CALENDAR],
    },
    Section {
        path: "workflow.notice",
        zh: "通知",
        en: "a notice",
        keys: &[
            LABEL,
            key("to", Any, "发给谁", "to whom", r#"to = "=department.head""#),
            key("template", Text, "模板文件", "its template", r#"template = "complaint.md""#),
            key("when", Condition, "何时才发", "when it is sent", r#"when = 'channel == "letter"'"#),
            key("acknowledge", Table("workflow.acknowledge"), "要求确认收到", "must be acknowledged", r#"acknowledge = { due = "4 working hours" }"#),
        ],
    },
    Section {
        path: "workflow.acknowledge",
        zh: "确认收到",
        en: "an acknowledgement",
        keys: &[LABEL, DUE, BREACH, LADDER, PAUSES_IN, LIVES, CALENDAR],
    },
    Section {
        path: "workflow.event",
        zh: "事件",
        en: "an event",
        keys: &[
            LABEL,
            key("who", Any, "谁可以报告；`open` 写空的 `who = []`，就没有人能直接打开这种记录，只由别的记录启动", "who may report it; an empty `who = []` on `open`: nobody opens such a record by hand, others start it", r#"who = ["specialist"]"#),
            key("not", Values, "谁不能报告；`who` 里没有人剩下时由上一级角色报告", "who may not report it; where nobody of `who` is left, it is for the role above", r#"not = ["=opened_by"]"#),
            WITH,
            REQUIRE,
        ],
    },
    Section {
        path: "workflow.state",
        zh: "状态",
        en: "a state",
        keys: &[
            LABEL,
            key("final", YesNo, "终点", "the record ends here", "final = true"),
            OPENS,
            CLOSES,
            SENDS,
            STARTS,
            GIVES,
            SETS,
            DECIDES,
        ],
    },
    Section {
        path: "workflow.transition",
        zh: "流转",
        en: "a transition",
        keys: &[
            LABEL,
            key("from", Names, "离开哪些状态，`*` 为任何未结束的", "the states it leaves, `*` for any not final", r#"from = "handling""#),
            key("on", Names, "由什么触发", "what it is taken on", r#"on = "handle.solved""#),
            key("after", Duration, "进入状态多久以后", "how long after the state was entered", r#"after = "5 working days""#),
            key("at", Value, "在哪个日期：写日期，在那一天结束时；写 `日期.start`，在那一天零点", "at which date: a date, when that day has ended; `date.start`, when it begins", r#"at = "=starts_on.start""#),
            key("to", Name, "到哪个状态", "the state it enters", r#"to = "confirming""#),
            key("stay", YesNo, "留在原状态", "neither leaves nor enters", "stay = true"),
            key("when", Condition, "条件", "its condition", r#"when = "claim > 100""#),
            key("at_most", Value, "最多几次", "at most so often", r#"at_most = "=rounds""#),
            key("since", Name, "自哪条流转以来计次", "counted since this transition", r#"since = "assigned""#),
            key("before", Name, "排在哪条之前", "tried before this transition", r#"before = "lost""#),
            key("via", Name, "通过哪个字段", "through which field", r#"via = "payer""#),
            REQUIRE,
            OPENS,
            CLOSES,
            SENDS,
            STARTS,
            GIVES,
            SETS,
            DECIDES,
        ],
    },
    Section {
        path: "workflow.require",
        zh: "前提条件",
        en: "a requirement",
        keys: &[
            key("label", Text, "拒绝时说的话", "the words of the refusal", r#"label = "已答复客户""#),
            key("when", Condition, "何时算满足", "when it is met", r#"when = "answer.done""#),
            key("each", Name, "表单字段：不满足的项目逐条列出，连同依据；清单为空也算不满足", "a form field: each item not met is named with its evidence; an empty list is not met", r#"each = "criteria""#),
        ],
    },
    Section {
        path: "starts",
        zh: "启动",
        en: "a start",
        keys: &[
            key("workflow", Name, "启动哪个流程", "which workflow", r#"workflow = "rectify""#),
            key("each", Name, "每一行启动一个", "one for every row of this", r#"each = "checked.unmet""#),
            key("fill", Map, "填什么", "what is filled in", r#"fill = { finding = "=item.name" }"#),
            key("once_per", Names, "这些值相同的不再启动", "none twice with these values", r#"once_per = ["employee", "month"]"#),
            key("attach", Name, "把依据放进哪个字段", "the field that takes the evidence", r#"attach = "items""#),
            key("when", Condition, "何时启动", "when it is started", r#"when = "claim > 0""#),
        ],
    },
];

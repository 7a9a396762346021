//! Keys of the whole folder, of calendar files and of scenarios, and of values that depend.

use super::Kind::{
    Any, Condition, Date, Duration, Map, Moment, Name, Names, Sentence, Table, Tables, Text, Whole,
    Word,
};
use super::{Section, key};

/// The sections of this file.
#[rustfmt::skip]
pub(super) const SECTIONS: &[Section] = &[
    Section {
        path: "settings",
        zh: " casework.toml ",
        en: "casework.toml",
        keys: &[
            key("publish", Word(&["gate", "always", "by_hand"]), "保存的修改何时生效：合乎门槛时自动、总是、由人发布", "when a saved change goes live: within the gate by itself, always, or by hand", r#"publish = "gate""#),
            key("gate", Table("settings.gate"), "自动生效的门槛", "the gate a change passes to go live by itself", "gate = { min_records = 50, max_changed = 0 }"),
            key("language", Word(&["zh", "en"]), "未另行说明时使用的语言", "the language where none is said", r#"language = "zh""#),
            key("data", Text, "数据存放处：文件夹，或以 `.db` 结尾的文件", "where the data lies: a folder, or a file ending in `.db`", r#"data = "data""#),
            key("listen", Text, "接口的监听地址", "the address of the interface", r#"listen = "127.0.0.1:7878""#),
        ],
    },
    Section {
        path: "settings.gate",
        zh: "门槛",
        en: "the gate",
        keys: &[
            key("min_records", Whole, "至少要重放这么多记录", "at least so many records must have been replayed", "min_records = 50"),
            key("max_changed", Whole, "至多这么多记录有变化", "at most so many records change", "max_changed = 0"),
            key("max_open", Whole, "至多这么多记录无法判定", "at most so many records stay open", "max_open = 0"),
            key("max_errors", Whole, "至多这么多记录出错", "at most so many records fail", "max_errors = 0"),
            key("max_path", Whole, "至多这么多记录走别的路", "at most so many records take another path", "max_path = 0"),
            key("max_new_breaches", Whole, "至多新增这么多违约", "at most so many new breaches", "max_new_breaches = 0"),
            key("max_due", Whole, "至多这么多期限移动", "at most so many deadlines move", "max_due = 0"),
            key("max_assignee", Whole, "至多这么多记录换人", "at most so many records get another assignee", "max_assignee = 0"),
            key("max_tasks", Whole, "至多这么多记录任务不同", "at most so many records get other tasks", "max_tasks = 0"),
            key("max_notices", Whole, "至多这么多记录通知不同", "at most so many records send other notices", "max_notices = 0"),
            key("max_values", Whole, "至多这么多记录数值不同", "at most so many records get other values", "max_values = 0"),
            key("max_pay_delta", Any, "薪酬差额的上限", "the largest difference in pay", "max_pay_delta = 0"),
        ],
    },
    Section {
        path: "calendar_file",
        zh: "日历文件",
        en: "a calendar file",
        keys: &[
            key("label", Text, "人们看到的名称", "the name people see", r#"label = "公司日历""#),
            key("zone", Text, "时区", "the time zone", r#"zone = "Asia/Shanghai""#),
            key("week", Map, "平常一周各天的工作时段", "the working periods of an ordinary week", r#"week = { mon-fri = ["09:00-12:00", "13:00-18:00"] }"#),
            key("makeup", Any, "调休上班日用哪天的时段", "whose periods a make-up working day takes", r#"makeup = "mon-fri""#),
            key("published_until", Date, "节假日已公布到哪天", "until when the holidays are published", "published_until = 2026-12-31"),
            key("days", Text, "节假日与调休的 CSV：日期、种类、名称", "the CSV of special days: date, kind, name", r#"days = "cn-office.csv""#),
        ],
    },
    Section {
        path: "depends",
        zh: "随情况而变的值",
        en: "a value that depends",
        keys: &[
            key("value", Any, "平常的值", "the ordinary value", r#"value = "24h""#),
            key("except", Tables("depends.except"), "例外，取第一个成立的", "the exceptions, first that holds", r#"except = [{ when = "urgent", value = "4 working hours" }]"#),
            key("from", Tables("depends.from"), "从某日起的值", "values from a date on", "from = [{ date = 2027-01-01, value = 1400 }]"),
            key("date", Name, "按记录的哪个日期，默认开启之日", "by which date of the record, default the day it was opened", r#"date = "month""#),
        ],
    },
    Section {
        path: "depends.except",
        zh: "例外",
        en: "an exception",
        keys: &[
            key("when", Condition, "何时适用", "when it applies", r#"when = 'channel == "letter"'"#),
            key("value", Any, "此时的值", "the value then", r#"value = "4 working hours""#),
        ],
    },
    Section {
        path: "depends.from",
        zh: "按日期的值",
        en: "a value from a date on",
        keys: &[
            key("date", Date, "从哪天起", "from this day on", "date = 2027-01-01"),
            key("value", Any, "此后的值", "the value from then on", "value = 1400"),
        ],
    },
    Section {
        path: "scenario",
        zh: "情景测试",
        en: "a scenario",
        keys: &[
            key("id", Text, "编号", "its id", r#"id = "E6""#),
            key("says", Text, "它说明什么", "what it says", r#"says = "12 小时内答复""#),
            key("desk", Name, "哪个部门，默认由文件夹决定", "which desk, default the folder's", r#"desk = "mall""#),
            key("desks", Names, "在哪些部门各跑一遍", "the desks it runs in, once each", r#"desks = ["mall", "fresh-bus"]"#),
            key("start", Moment, "开始的时刻", "when it begins", "start = 2026-03-06T16:00:00"),
            key("given", Map, "预先有的记录，来自 CSV", "records that stand at the start, from CSV", r#"given = { customer = "customers.csv" }"#),
            key("step", Tables("scenario.step"), "一步一步", "its steps", r#"step = [{ by = "li", do = "open complaint as c1" }]"#),
        ],
    },
    Section {
        path: "scenario.step",
        zh: "情景的一步",
        en: "a step of a scenario",
        keys: &[
            key("by", Text, "谁", "who acts", r#"by = "li""#),
            key("do", Sentence, "做什么", "what is done", r#"do = "c1.answer done""#),
            key("with", Map, "填写的值", "the values given", r#"with = { channel = "letter" }"#),
            key("after", Duration, "距上一步多久", "how long after the step before", r#"after = "11h""#),
            key("at", Moment, "在什么时刻", "at which time", "at = 2026-03-06T16:00:00"),
            key("occurred", Moment, "事情实际发生的时刻", "when it really happened", "occurred = 2026-03-06T15:50:00"),
            key("names", Map, "给这一步带出的记录起名：名称 = 工作流", "names for the records this step starts: a name, and the workflow", r#"names = { f1 = "follow_up" }"#),
            key("expect", Table("scenario.expect"), "此时应当怎样", "what must hold now", r#"expect = { c1 = "received" }"#),
        ],
    },
    Section {
        path: "scenario.expect",
        zh: "应有的结果",
        en: "what is expected",
        keys: &[
            key("tasks", Names, "打开着的任务，一个不多一个不少", "the open tasks, no more and no less", r#"tasks = ["answer@li", "details"]"#),
            key("reminded", Names, "上一步以来依次催办了什么", "what was reminded of since the step before, in order", r#"reminded = ["answer@li"]"#),
            key("raised", Names, "上一步以来上报了什么", "what was raised since the step before", r#"raised = ["answer_late"]"#),
            key("notices", Names, "上一步以来发出的通知", "the notices sent since the step before", r#"notices = ["to_department@han"]"#),
            key("incidents", Names, "上一步以来没有人可找的任务和通知", "tasks and notices that have had nobody since the step before", r#"incidents = ["handle"]"#),
            key("late", Names, "已超期而尚无定论的", "what is late and not yet judged", r#"late = ["answer"]"#),
            key("in_time", Names, "已定为按时的", "what is judged in time", r#"in_time = ["answer"]"#),
            key("breached", Names, "已定为超时的", "what is judged breached", r#"breached = ["answer"]"#),
            key("refused", Names, "应被什么拒绝：前提的名称，或拒绝的种类；表单中没有满足的条目各写一个，写全了才算", "what refuses it: names of requirements, or kinds of refusal; unmet items of a form one each, and then all of them", r#"refused = ["complete.letter", "complete.pages"]"#),
            key("values", Map, "字段的值", "values of fields", r#"values = { "c1.urgency" = "urgent" }"#),
            key("why", Text, "期限算式或最近一次决定的解释里应有的话", "words the arithmetic of a deadline or the explanation of the last decision must hold", r#"why = "12h = 03-06 16:00""#),
        ],
    },
];

//! Keys of the mapping file that stands beside a log to be imported.

use super::Kind::{Any, Map, Name, Short, Table, Text, Word, YesNo};
use super::{Section, key};

/// The sections of this file.
#[rustfmt::skip]
pub(super) const SECTIONS: &[Section] = &[
    Section {
        path: "mapping",
        zh: "导入映射",
        en: "a mapping",
        keys: &[
            key("desk", Name, "历史属于哪个部门", "the desk the history belongs to", r#"desk = "service""#),
            key("workflow", Name, "案件是哪个流程的记录", "the workflow whose records the cases are", r#"workflow = "incident""#),
            key("zone", Text, "没有写时差的时间按哪个时区", "the zone of times without offset", r#"zone = "Europe/Stockholm""#),
            key("format", Text, "时间怎么写，不是 ISO 8601 时才要", "how times are written, where not in ISO 8601", r#"format = "%d/%m/%Y %H:%M""#),
            key("delimiter", Text, "CSV 的分隔符，默认自行判断", "what separates the cells of a CSV, default found out", r#"delimiter = ";""#),
            key("doubles", Word(&["keep", "skip"]), "与前一个完全相同的事件：保留或跳过", "events equal to the one before: kept or passed over", r#"doubles = "skip""#),
            key("column", Table("mapping.column"), "哪一列是什么", "which attribute holds what", r#"column = { case = "case", time = "time:timestamp" }"#),
            key("person", Table("mapping.person"), "人员是谁", "who the people are", r#"person = { workflow = "employee", key = "login", role = "agent" }"#),
            key("field", Short("mapping.pick"), "记录的字段从哪里来", "where the fields of the record come from", r#"field = { product = "product" }"#),
            key("state", Table("mapping.state"), "日志怎么称呼事件之后的状态，用来比较", "what the log calls the state after an event, for comparison", r#"state = { from = "status", map = { Closed = "closed" } }"#),
            key("event", Table("mapping.event"), "日志的事件是流程的哪个事件", "which event of the workflow each event of the log is", r#"event = { from = "concept:name", map = { Closed = "close" }, first = "open" }"#),
            key("moment", Map, "一行是一个案件时，各时间列是什么事件", "where a row is a case: what happened at each of its times", r#"moment = { "Created Date" = "open" }"#),
        ],
    },
    Section {
        path: "mapping.column",
        zh: " [column] ",
        en: "[column]",
        keys: &[
            key("case", Text, "案件的名字", "the name of the case", r#"case = "case""#),
            key("time", Text, "事件的时间", "the time of the event", r#"time = "time:timestamp""#),
            key("person", Text, "谁做的", "who did it", r#"person = "org:resource""#),
        ],
    },
    Section {
        path: "mapping.person",
        zh: " [person] ",
        en: "[person]",
        keys: &[
            key("workflow", Name, "人员是哪个流程的记录", "the workflow whose records they are", r#"workflow = "employee""#),
            key("key", Name, "存放日志里名字的字段", "the field that holds the name the log gives them", r#"key = "login""#),
            key("role", Any, "他们的角色", "the role they hold", r#"role = "agent""#),
        ],
    },
    Section {
        path: "mapping.pick",
        zh: "映射的值",
        en: "a mapped value",
        keys: &[
            key("column", Text, "取自哪一列", "the attribute it is taken from", r#"column = "impact""#),
            key("map", Map, "日志的值对应什么", "what each value of the log stands for", r#"map = { High = "high" }"#),
            key("default", Text, "缺少或不在其中时的值", "the value where it is missing or not in the map", r#"default = "low""#),
            key("value", Text, "固定的值", "always this value", r#"value = "phone""#),
        ],
    },
    Section {
        path: "mapping.state",
        zh: " [state] ",
        en: "[state]",
        keys: &[
            key("from", Any, "由哪些列得名，用 `/` 连接", "the attributes that name it, joined by `/`", r#"from = ["concept:name", "lifecycle:transition"]"#),
            key("map", Map, "各个名字对应的状态", "the state each name stands for", r#"map = { "Completed/Closed" = "closed" }"#),
            key("default", Text, "不在其中时的状态", "the state of every other name", r#"default = "open""#),
        ],
    },
    Section {
        path: "mapping.event",
        zh: " [event] ",
        en: "[event]",
        keys: &[
            key("from", Any, "由哪些列得名，用 `/` 连接，或用日志的分类器", "the attributes that name it, joined by `/`, or a classifier of the log", r#"from = ["concept:name", "lifecycle:transition"]"#),
            key("map", Map, "各个名字是什么：事件、`任务.回答`、`open`、`note`、`correct`、`void`、`skip`", "what each name is: an event, `task.outcome`, `open`, `note`, `correct`, `void`, `skip`", r#"map = { "Completed/Closed" = "close" }"#),
            key("default", Text, "不在其中的名字是什么", "what every other name is", r#"default = "note""#),
            key("first", Word(&["open"]), "每个案件的第一个事件是开启", "the first event of each case is its birth", r#"first = "open""#),
            key("open_then", YesNo, "第一个事件在开启之后仍作为自己报告", "the first event is then also reported as itself", "open_then = true"),
        ],
    },
    Section {
        path: "mapping.classifier",
        zh: "分类器",
        en: "a classifier",
        keys: &[
            key("classifier", Text, "日志里声明的分类器的名字", "the name of a classifier the log declares", r#"classifier = "Activity classifier""#),
        ],
    },
];

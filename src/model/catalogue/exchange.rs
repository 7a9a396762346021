//! What can be wrong with the mapping of an import.

use super::{Message, error};

/// This area of the catalogue.
pub(super) const MESSAGES: &[Message] = &[
    error(
        "map-zone",
        "`{text}` 不是时区。",
        "`{text}` is no time zone.",
    )
    .label("不认识这个时区", "not a zone")
    .help("例如 `zone = \"Asia/Shanghai\"`", "for example `zone = \"Europe/Stockholm\"`"),
    error(
        "map-format",
        "`{text}` 里没有说明时间怎么写。",
        "`{text}` does not say how a time is written.",
    )
    .label("读不出时间", "no time in it")
    .help(
        "例如 `format = \"%Y/%m/%d %H:%M\"`",
        "for example `format = \"%d/%m/%Y %H:%M\"`",
    ),
    error(
        "map-delimiter",
        "`{text}` 不能用来分隔单元格。",
        "`{text}` cannot separate cells.",
    )
    .label("不是分隔符", "no delimiter")
    .help("例如 `delimiter = \";\"`", "for example `delimiter = \";\"`"),
    error(
        "map-word",
        "`{word}` 既不是事件，也不是 `任务.回答`。",
        "`{word}` is neither an event nor `task.outcome`.",
    )
    .label("不认识", "names nothing")
    .help(
        "可以写事件名、`任务.回答`、`open`、`note`、`correct`、`void` 或 `skip`",
        "possible: an event, `task.outcome`, `open`, `note`, `correct`, `void` or `skip`",
    ),
    error(
        "map-two-ways",
        "`[moment]` 表示一行是一个案件，`time` 和 `[event]` 表示一行是一个事件，两者只能取一。",
        "`[moment]` says that a row is a case, `time` and `[event]` that it is an event; only one can be.",
    )
    .label("与上面矛盾", "contradicts the others"),
    error(
        "map-person-column",
        "`[person]` 说明人员是谁，但 `[column]` 没有说哪一列是人员。",
        "`[person]` says who the people are, but `[column]` does not say which attribute names them.",
    )
    .label("人员列未知", "no column for it")
    .help(
        "在 `[column]` 下加上 `person = \"…\"`",
        "add `person = \"org:resource\"` below `[column]`",
    ),
    error(
        "map-value-alone",
        "`value` 是固定的值，不能和别的键一起写。",
        "`value` is always the same and stands alone.",
    )
    .label("固定的值", "always this"),
    error(
        "map-open-then",
        "`open_then` 要和 `first = \"open\"` 一起写。",
        "`open_then` speaks of `first = \"open\"`, which is missing.",
    )
    .label("缺少 `first`", "no `first`")
    .help("加上 `first = \"open\"`", "add `first = \"open\"`"),
    error(
        "map-empty",
        "`{key}` 是空的。",
        "`{key}` is empty.",
    )
    .label("空的", "empty"),
];

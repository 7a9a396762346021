//! What is wrong with a scenario an admin wrote.

use super::{Message, error};

/// This area of the catalogue.
pub(super) const MESSAGES: &[Message] = &[
    error(
        "scenario-do",
        "看不懂要做什么：`{text}`。",
        "`{text}` does not say what is done.",
    )
    .label("不是一种做法", "no deed")
    .help(
        "写成 `open 工作流 as 名称`、`名称.任务 答复` 或 `名称.事件`",
        "write `open WORKFLOW as NAME`, `NAME.task outcome` or `NAME.event`",
    ),
    error(
        "scenario-when",
        "一步只能写 `after` 或 `at` 之一。",
        "A step takes `after` or `at`, not both.",
    )
    .label("两者都写了", "both are written"),
    error(
        "scenario-name-twice",
        "`{name}` 已经是另一条记录的名称。",
        "`{name}` already names another record.",
    )
    .label("又用了一次", "used again"),
    error(
        "scenario-value",
        "`{text}` 不是“记录名.字段”。",
        "`{text}` is not a record's name, a point and a field.",
    )
    .label("应为 `c1.urgency` 这样", "like `c1.urgency`"),
    error(
        "scenario-no-desk",
        "没有部门具备这个情景开启的全部工作流：{workflows}。",
        "No desk has all the workflows this scenario opens: {workflows}.",
    )
    .label("无处可跑", "it runs nowhere")
    .help(
        "用 `desk = \"…\"` 指明部门",
        "name the desk with `desk = \"…\"`",
    ),
    error(
        "scenario-no-folder",
        "所在文件夹 `{folder}` 不是部门，也不是 common 或 traps。",
        "Its folder `{folder}` is no desk, nor `common` or `traps`.",
    )
    .label("不知道属于哪个部门", "which desk is not known")
    .help(
        "用 `desk = \"{near}\"` 指明部门",
        "name the desk with `desk = \"{near}\"`",
    )
    .help(
        "用 `desk = \"…\"` 指明部门",
        "name the desk with `desk = \"…\"`",
    ),
];

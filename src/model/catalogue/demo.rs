//! What the demo says.

use super::{Message, note};

/// This area of the catalogue.
pub(super) const MESSAGES: &[Message] = &[
    note("demo-progress", "演绎一年的工作", "a year of work"),
    note(
        "demo-head",
        "{from} 至 {to}，共 {records} 条记录、{lines} 行日志，由引擎逐一处理（种子 {seed}），保存在 {file}",
        "{from} to {to}: {records} records, {lines} journal lines, every one decided by the engine (seed {seed}), kept in {file}",
    ),
    note("demo-desk", "{label}（{desk}）", "{label} ({desk})"),
    note("demo-register", "在册", "on file"),
    note("demo-voided", "作废", "voided"),
    note(
        "demo-figures",
        "这一年：发出提醒 {reminders} 次，判定超时 {breaches} 次，被拒绝的操作 {refused} 次",
        "Over the year: {reminders} reminders sent, {breaches} deadlines judged breached, {refused} acts refused",
    ),
    note("demo-today", "今天到期：{count}", "Due today: {count}"),
    note("demo-overdue", "已经超期：{count}", "Overdue: {count}"),
    note("demo-more", "等另外 {count} 项", "and {count} more"),
    note(
        "demo-late-days",
        "已超 {days} 天 {hours} 小时",
        "{days} d {hours} h late",
    ),
    note(
        "demo-late-hours",
        "已超 {hours} 小时 {minutes} 分",
        "{hours} h {minutes} min late",
    ),
    note(
        "demo-change",
        "试改一处：{file} 中 {param} 由 {old} 改为 {new}。用过去一年的记录试算，不动任何现有数据：",
        "A change tried: `{param}` in {file}, from {old} to {new}. Replayed over the year above; nothing kept is touched:",
    ),
    note("demo-next", "接下来可以看：", "Where to look next:"),
    note(
        "demo-next-serve",
        "在这份数据上启动服务，接口在 http://{listen}/health 等地址",
        "start the daemon on this data; it answers at http://{listen}/health and more",
    ),
    note(
        "demo-next-tasks",
        "现在有哪些任务",
        "the tasks that are open now",
    ),
    note("demo-next-show", "看一条记录", "one record, whole"),
    note(
        "demo-next-why",
        "看每一步为什么这样走",
        "why it went as it did",
    ),
    note(
        "demo-next-dry-run",
        "改了文件以后，先试算",
        "edit a file, then see what it would have done",
    ),
    note("demo-next-graph", "画出流程图", "draw the workflow"),
    note(
        "demo-next-verify",
        "核对日志与数据",
        "prove the data from its journal",
    ),
    note("demo-next-test", "运行情景测试", "run the scenarios"),
    note(
        "demo-not-replaced",
        "{file} 不是演示生成的数据，没有动它；请用 --data 另指一个文件",
        "{file} was not made by the demo and is left alone; name another file with --data",
    ),
    note(
        "demo-at",
        "`{text}` 不是日期（例如 2026-11-24）",
        "`{text}` is no date (such as 2026-11-24)",
    ),
    note(
        "demo-no-desk",
        "{dir} 里没有可以运行的部门",
        "{dir} holds no desk that can run",
    ),
];

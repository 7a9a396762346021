//! What a dry run, a verification and an import say.

use super::{Message, note};

/// This area of the catalogue.
pub(super) const MESSAGES: &[Message] = &[
    note(
        "dry-head",
        "部门 {desk}：以 {events} 个外部事件重放 {records} 条记录（{from} 至 {to}，{zone}）",
        "desk {desk}: {events} outside events replayed, {records} records ({from} to {to}, {zone})",
    ),
    note(
        "dry-empty",
        "部门 {desk}：尚无历史可重放",
        "desk {desk}: no history to replay yet",
    ),
    note("dry-same", "相同", "same"),
    note("dry-changed", "有变化", "changed"),
    note("dry-open", "至某事件为止可知", "known up to an event"),
    note("dry-not_replayable", "无法重放", "not replayable"),
    note("dry-error", "出错", "error"),
    note(
        "dry-censored",
        "历史结束时仍在进行，至此相同",
        "still running at the end, same so far",
    ),
    note(
        "dry-facets",
        "变化的方面：{list}",
        "facets of change: {list}",
    ),
    note("dry-reasons", "止于：{list}", "known only up to: {list}"),
    note(
        "dry-drift",
        "现行版本与实际历史不同的记录：{older} 条因旧版本，{other} 条因其他",
        "records that went otherwise in truth than under the current revision: {older} by older revisions, {other} otherwise",
    ),
    note("dry-breaches", "新增违约：{count}", "new breaches: {count}"),
    note("dry-none", "没有任何差异。", "Nothing differs."),
    note("dry-path", "路径", "path"),
    note("dry-breach", "违约", "breach"),
    note("dry-due", "期限", "due"),
    note("dry-assignee", "承办人", "assignee"),
    note("dry-tasks", "任务", "tasks"),
    note("dry-notices", "通知", "notices"),
    note("dry-values", "数值", "values"),
    note(
        "dry-new_task",
        "历史上没有的任务 {task}",
        "a task history never had: {task}",
    ),
    note(
        "dry-outcomes_changed",
        "任务 {task} 的结果选项不同",
        "task {task} takes other answers",
    ),
    note(
        "dry-not_authorised",
        "办理人不再有权",
        "who acted may do so no more",
    ),
    note(
        "dry-asked_later_than_answered",
        "任务 {task} 在被问之前已答复",
        "task {task} was answered before it is asked",
    ),
    note(
        "dry-answer_unused",
        "任务 {task} 不再被问",
        "task {task} is not asked any more",
    ),
    note(
        "dry-asked_longer",
        "任务 {task} 开放得比当时更久",
        "task {task} stays open longer than people had",
    ),
    note(
        "dry-value_missing",
        "缺少现在要求的内容",
        "a value now demanded was not given",
    ),
    note(
        "dry-event_refused",
        "所做的被拒绝",
        "what was done is refused",
    ),
    note(
        "dry-refused_in_history",
        "当时被拒绝的现在可行",
        "what was refused is done",
    ),
    note("dry-depends_on", "取决于 {on}", "depends on {on}"),
    note("dry-failed", "运行失败", "it fails"),
    note("dry-current", "现行", "current"),
    note("dry-candidate", "候选", "candidate"),
    note("dry-no-turn", "无此事件", "no such turn"),
    note("dry-taken", "采用", "taken"),
    note("dry-not-taken", "未采用", "not taken"),
    note(
        "dry-refused",
        "被拒绝或失败：{why}",
        "refused or failed: {why}",
    ),
    note("dry-more", "……另有 {count} 条", "… and {count} more"),
    note("dry-gate-passed", "门槛：通过", "gate: passed"),
    note("dry-gate-not", "门槛：未通过", "gate: not passed"),
    note(
        "dry-gate-check",
        "{key} = {limit}，实为 {found}",
        "{key} = {limit}, found {found}",
    ),
    note("dry-digest", "摘要 {digest}", "digest {digest}"),
    note(
        "verify-fine",
        "部门 {desk}：{lines} 行日志，全部吻合",
        "desk {desk}: {lines} lines, all as they must be",
    ),
    note(
        "verify-differs",
        "部门 {desk}：{lines} 行日志，{count} 处不符",
        "desk {desk}: {lines} lines, {count} differences",
    ),
    note(
        "verify-line",
        "第 {line} 行，{what}：库中为 {stored}，应为 {derived}",
        "line {line}, {what}: stored {stored}, derived {derived}",
    ),
    note(
        "import-head",
        "已从 {file} 读取 {read} 个事件（哈希 {hash}）",
        "{read} events read from {file} (hash {hash})",
    ),
    note(
        "import-nothing",
        "{file} 中的内容一条也没有导入，数据里没有留下任何痕迹",
        "nothing of {file} was brought in, and the data holds no trace of it",
    ),
    note("import-applied", "已入账 {count}", "applied {count}"),
    note("import-refused", "被拒绝 {count}", "refused {count}"),
    note("import-skipped", "略过 {count}", "passed over {count}"),
    note("import-unmapped", "无法对应 {count}", "not mapped {count}"),
    note("import-people", "人员 {count}", "people {count}"),
    note("import-records", "记录 {count}", "records {count}"),
    note(
        "import-nobody",
        "未能建立人员记录：{why}",
        "people who could not be entered: {why}",
    ),
    note(
        "import-value",
        "`{column}` 中的 `{value}` 不在对应表里，留空",
        "`{value}` in `{column}` is in no map and was left out",
    ),
    note(
        "import-unseen",
        "文件中没有这些列：{columns}",
        "no row has the columns {columns}",
    ),
    note(
        "import-agreement",
        "状态与日志一致：{agree} / {compared}（{share} %）",
        "states as the log names them: {agree} of {compared} ({share} %)",
    ),
    note(
        "import-table",
        "{file}：新建 {opened}，更正 {corrected}，未变 {unchanged}，被拒绝 {refused}",
        "{file}: {opened} opened, {corrected} corrected, {unchanged} unchanged, {refused} refused",
    ),
    note(
        "import-before",
        "此文件已导入过：{file}",
        "this file was imported before: {file}",
    ),
];

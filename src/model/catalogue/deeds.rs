//! What happened and what came of it, in a few words: for histories and lists.

use super::{Message, note};

/// This area of the catalogue.
pub(super) const MESSAGES: &[Message] = &[
    note("deed-pair", "{of}：{what}", "{of}: {what}"),
    note("deed-open", "登记“{workflow}”", "{workflow} opened"),
    note("deed-started", "启动“{workflow}”", "{workflow} started"),
    note("deed-note", "备注", "note"),
    note("deed-correct", "更正", "correction"),
    note("deed-void", "作废", "voided"),
    note("deed-retry", "重试异常 {no}", "incident {no} tried again"),
    note("deed-timer", "定时：{transition}", "timer: {transition}"),
    note("deed-due", "到期", "due"),
    note("deed-judged", "判定超时", "judged"),
    note("deed-rung", "第 {no} 次提醒", "reminder {no}"),
    note("deed-revision", "启用版本 {no}", "revision {no}"),
    note("deed-migrate", "迁移", "migrated"),
    note("deed-refused", "{what}（被拒绝）", "{what} (refused)"),
    note("deed-ignored", "{what}（不适用）", "{what} (ignored)"),
    note("deed-failed", "{what}（失败）", "{what} (failed)"),
    note(
        "show-history",
        "经过（时间为 {zone}）",
        "What happened (times: {zone})",
    ),
    note("did-took", "走“{transition}”", "took {transition}"),
    note("did-entered", "进入“{state}”", "entered {state}"),
    note("did-opened", "产生任务“{task}”", "opened {task}"),
    note(
        "did-opened-due",
        "产生任务“{task}”，期限 {due}",
        "opened {task}, due {due}",
    ),
    note("did-addressed", "改派“{task}”", "addressed {task}"),
    note(
        "did-kept",
        "“{task}”答为“{outcome}”，仍未完成",
        "kept {task} open, answered {outcome}",
    ),
    note("did-closed", "“{task}”完成", "closed {task}"),
    note(
        "did-moved",
        "“{task}”期限改为 {due}",
        "moved {task}, due {due}",
    ),
    note("did-reminded", "提醒“{task}”", "reminded of {task}"),
    note("did-breached", "“{task}”超时", "breached {task}"),
    note("did-sent", "发出“{notice}”", "sent {notice}"),
    note("did-ended", "结束", "ended"),
    note("did-voided", "作废", "voided"),
    note("did-incident", "异常 {no}：{why}", "incident {no}: {why}"),
    note("did-settled", "异常 {no} 已处理", "settled incident {no}"),
    note("did-renamed", "改称“{state}”", "renamed to {state}"),
    note(
        "did-signers",
        "“{task}”由 {count} 人签",
        "{count} signers for {task}",
    ),
    note(
        "did-signed",
        "“{task}”签为“{outcome}”",
        "signed {task} as {outcome}",
    ),
    note(
        "did-unsigned",
        "“{task}”的签字作废",
        "took signatures off {task}",
    ),
    note("did-offered", "转交“{task}”", "offered {task}"),
    note(
        "did-offer-over",
        "“{task}”的转交了结",
        "offer of {task} over",
    ),
];

//! Phrases in which a decision is told: they stand in lists and beside each other, so they end without a full stop where
//! they are no sentence.

use super::{Message, note};

/// This area of the catalogue.
pub(super) const MESSAGES: &[Message] = &[
    note(
        "why-line",
        "第 {line} 行，{at}，版本 {revision}",
        "line {line}, {at}, revision {revision}",
    ),
    note(
        "why-opened",
        "{actor} 登记了“{workflow}”",
        "{actor} opened a {workflow}",
    ),
    note(
        "why-reported",
        "{actor} 报告“{event}”",
        "{actor} reported `{event}`",
    ),
    note(
        "why-answered",
        "{actor} 对任务“{task}”回答“{outcome}”",
        "{actor} answered the task `{task}` with `{outcome}`",
    ),
    note(
        "why-handled",
        "{actor} 对任务“{task}”作了 `{act}`",
        "{actor} did `{act}` on the task `{task}`",
    ),
    note("why-prompted", "经 {who} 提示", "at the prompt of {who}"),
    note(
        "why-assigned",
        "在 {candidates} 中选定 {who}",
        "chose {who} among {candidates}",
    ),
    note(
        "why-signers",
        "“{task}”由 {who} 签署，需 {need} 人意见一致",
        "`{task}` is signed by {who}; {need} must agree",
    ),
    note(
        "why-signed",
        "{who} 签署“{task}”：{outcome}",
        "{who} signed `{task}`: {outcome}",
    ),
    note(
        "why-unsigned",
        "“{task}”的签署不再有效：{who}",
        "signatures on `{task}` hold no more: {who}",
    ),
    note(
        "why-offered",
        "{from} 想把“{task}”转给 {to}",
        "{from} offers `{task}` to {to}",
    ),
    note(
        "why-offer-over",
        "“{task}”的转办已有答复",
        "the offer of `{task}` is over",
    ),
    note(
        "why-nudged",
        "“{task}”已催办：{who}",
        "reminded {who} of `{task}`",
    ),
    note("why-everybody", "所有人", "all of them"),
    note("why-noted", "{actor} 记了一条备注", "{actor} left a note"),
    note("why-corrected", "{actor} 作了更正", "{actor} corrected it"),
    note("why-voided", "{actor} 将其作废", "{actor} voided it"),
    note(
        "why-retried",
        "{actor} 重试了事故 {incident}",
        "{actor} retried the incident {incident}",
    ),
    note("why-started", "由 `{by}` 启动", "started by `{by}`"),
    note(
        "why-told",
        "`{by}` 进入了“{state}”",
        "`{by}` reached `{state}`",
    ),
    note(
        "why-timer",
        "“{name}”的时间到了",
        "the time of `{name}` had come",
    ),
    note(
        "why-activated",
        "版本 {revision} 生效",
        "revision {revision} went live",
    ),
    note(
        "why-migrated",
        "按新版本的说明调整",
        "adjusted as the new revision says",
    ),
    note("why-occurred", "实际发生于 {at}", "it happened at {at}"),
    note("why-remark", "备注：{remark}", "remark: {remark}"),
    note(
        "why-refused",
        "被拒绝，没有任何改动。",
        "Refused; nothing changed.",
    ),
    note(
        "why-nothing",
        "没有作用，已记录。",
        "It had no effect; that is on record.",
    ),
    note(
        "why-already-started",
        "这些值的记录已经有了，不再启动。",
        "There is a record with these values already; none is started twice.",
    ),
    note(
        "why-failed",
        "出错，记录没有改动，等待重试（事故 {incident}）：{why}。",
        "It failed; the record is as it was and incident {incident} waits for a retry: {why}.",
    ),
    note(
        "why-late-answer",
        "任务已关闭，迟到的回答随任务保留。",
        "The task was closed already; the late answer is kept with it.",
    ),
    note(
        "why-free",
        "走了 `{transition}`：无条件。",
        "`{transition}` was taken; it has no condition.",
    ),
    note(
        "why-required",
        "前提“{require}”成立：{values}。",
        "The requirement `{require}` holds: {values}.",
    ),
    note(
        "why-unmet",
        "前提“{require}”不成立：{values}。",
        "The requirement `{require}` is not met: {values}.",
    ),
    note(
        "why-computed",
        "`{field}` 算得 {value}：{expression}（{values}）。",
        "`{field}` came to {value}: {expression} ({values}).",
    ),
    note(
        "why-set",
        "{field}：{old} → {new}",
        "{field}: {old} → {new}",
    ),
    note("why-state", "状态 → “{state}”", "state → `{state}`"),
    note("why-code", "编号 {code}", "code {code}"),
    note(
        "why-task-opened",
        "任务“{task}”派给 {who}",
        "task `{task}` opened for {who}",
    ),
    note(
        "why-clock-opened",
        "时钟“{task}”开始走",
        "clock `{task}` started",
    ),
    note(
        "why-task-assigned",
        "任务“{task}”改派给 {who}",
        "task `{task}` now lies with {who}",
    ),
    note(
        "why-task-kept",
        "任务“{task}”保持打开",
        "task `{task}` stays open",
    ),
    note(
        "why-task-closed",
        "任务“{task}”关闭",
        "task `{task}` closed",
    ),
    note("why-in-time", "按时", "in time"),
    note("why-late", "到期后完成", "late"),
    note("why-breached", "超时", "breached"),
    note(
        "why-paused",
        "任务“{task}”的时钟停下",
        "the clock of `{task}` stands",
    ),
    note(
        "why-moved",
        "任务“{task}”的期限为 {due} = {arithmetic}",
        "task `{task}` is due {due} = {arithmetic}",
    ),
    note("why-is-late", "“{task}”已过期限", "`{task}` is past due"),
    note(
        "why-reminded",
        "就“{task}”提醒 {who}",
        "{who} was reminded of `{task}`",
    ),
    note(
        "why-judged",
        "“{task}”判定为超时",
        "`{task}` was judged breached",
    ),
    note(
        "why-waits",
        "“{transition}”将于 {due} 尝试",
        "`{transition}` will be tried at {due}",
    ),
    note("why-starts", "启动“{workflow}”", "starts a {workflow}"),
    note("why-tells", "告知 `{record}`", "tells `{record}`"),
    note(
        "why-sent",
        "通知“{notice}”发给 {who}",
        "notice `{notice}` sent to {who}",
    ),
    note("why-ended", "结束", "ended"),
    note("why-changed", "变动", "changed"),
    note(
        "why-incident",
        "事故 {incident}：{why}",
        "incident {incident}: {why}",
    ),
    note("the-engine", "系统", "the engine"),
    note("nobody", "无人", "nobody"),
];

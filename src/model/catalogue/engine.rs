//! What the engine says to people: why something was refused, what went wrong, and why something happened.

use super::{Message, error, note, warning};

/// This area of the catalogue.
pub(super) const MESSAGES: &[Message] = &[
    // Refusals: the person hears them, the record stays as it was.
    error(
        "refused-not-allowed",
        "`{actor}` 不能做 `{act}`；可以做的是{who}。",
        "`{actor}` may not do `{act}`; it is for {who}.",
    ),
    error(
        "refused-four-eyes",
        "`{actor}` 已经参与过，`{task}` 要由另一个人来做。",
        "`{actor}` already took part, so `{task}` needs another person.",
    ),
    error(
        "refused-up-to",
        "`{field}` 是 {value}，超出 `{actor}` 的权限 {limit}；交由{above}。",
        "`{field}` is {value}, above the {limit} `{actor}` may decide; it goes to {above}.",
    ),
    error(
        "refused-unmet",
        "还不能这样做，尚缺：{unmet}。",
        "This is not possible yet; still unmet: {unmet}.",
    ),
    error(
        "refused-missing-value",
        "必须填写：{fields}。",
        "These must be filled in: {fields}.",
    ),
    error(
        "refused-not-applicable",
        "`{code}` 现在是“{state}”，`{act}` 不适用；现在可以：{possible}。",
        "`{code}` is in `{state}`, where `{act}` does not apply; possible now: {possible}.",
    ),
    error(
        "refused-task-closed",
        "任务 `{task}` 已由 {by} 于 {at} 完成。",
        "The task `{task}` was closed by {by} at {at}.",
    ),
    error(
        "refused-no-task",
        "`{code}` 没有未完成的任务 `{task}`。",
        "`{code}` has no open task `{task}`.",
    ),
    error(
        "refused-record-ended",
        "`{code}` 已经结束。",
        "`{code}` has ended.",
    ),
    error(
        "refused-no-record",
        "没有记录 `{code}`。",
        "There is no record `{code}`.",
    ),
    error(
        "refused-wrong-type",
        "`{field}` 应当是{expected}，得到的是 `{value}`。",
        "`{field}` takes {expected}, and got `{value}`.",
    ),
    error(
        "refused-unknown-choice",
        "`{value}` 不是 `{field}` 的选项；可选：{known}。",
        "`{value}` is not a choice of `{field}`; its choices: {known}.",
    ),
    error(
        "refused-unknown-field",
        "`{workflow}` 没有字段 `{field}`。",
        "`{workflow}` has no field `{field}`.",
    ),
    error(
        "refused-not-asked",
        "`{act}` 不收 `{field}`。",
        "`{act}` does not take `{field}`.",
    ),
    error(
        "refused-computed",
        "`{field}` 是算出来的，不能填写。",
        "`{field}` is computed and cannot be filled in.",
    ),
    error(
        "refused-not-unique",
        "`{field}` 的值 `{value}` 已属于 `{other}`。",
        "The value `{value}` of `{field}` already belongs to `{other}`.",
    ),
    error(
        "refused-empty-list",
        "`{name}` 一项也没有，不能开始。",
        "`{name}` has not one entry, so it cannot begin.",
    ),
    error(
        "refused-undo-late",
        "撤销已过时限（{limit}）。",
        "It is too late to undo; the limit is {limit}.",
    ),
    error(
        "refused-undo-answered",
        "之后已有人据此办理，不能撤销。",
        "Something that followed was already acted on, so it cannot be undone.",
    ),
    error("refused-reason", "要写明原因。", "A reason must be given."),
    error(
        "key-conflict",
        "编号 `{key}` 的事件已收到过，但内容不同。",
        "An event with the key `{key}` was already received, with other content.",
    ),
    note(
        "already-received",
        "编号 `{key}` 的事件已收到过，结果不变。",
        "An event with the key `{key}` was already received; its outcome stands.",
    ),
    // Incidents: something to be looked at by the lead.
    error(
        "incident-rule-failed",
        "`{code}`：规则 `{rule}` 在第 {line} 行出错：{detail}。",
        "`{code}`: the rule `{rule}` failed at line {line}: {detail}.",
    ),
    error(
        "incident-expression-failed",
        "`{code}`：`{expression}` 算不出来：{detail}。",
        "`{code}`: `{expression}` has no result: {detail}.",
    ),
    error(
        "incident-limit",
        "`{code}`：一次办理超过了 {limit} 步。",
        "`{code}`: one turn took more than {limit} steps.",
    ),
    error(
        "incident-hops",
        "`{code}`：记录之间互相触发超过 {limit} 次。",
        "`{code}`: records set each other off more than {limit} times.",
    ),
    warning(
        "incident-no-assignee",
        "`{code}`：任务 `{task}` 没有人可派。",
        "`{code}`: there is nobody for the task `{task}`.",
    ),
    warning(
        "incident-no-recipient",
        "`{code}`：通知 `{notice}` 没有收件人。",
        "`{code}`: there is nobody to send the notice `{notice}` to.",
    ),
    error(
        "incident-missing-value",
        "`{code}`：`{field}` 没有值，无法继续。",
        "`{code}`: `{field}` has no value, so it cannot go on.",
    ),
    error(
        "incident-receiver",
        "`{code}` 没能处理来自 `{sender}` 的事件 `{event}`。",
        "`{code}` could not take the event `{event}` from `{sender}`.",
    ),
    error(
        "incident-no-deadline",
        "`{code}`：`{name}` 的期限算不出来：{detail}。",
        "`{code}`: the deadline of `{name}` cannot be computed: {detail}.",
    ),
    error(
        "incident-undelivered",
        "`{code}`：通知 `{notice}` 没能送达 {to}：{detail}。",
        "`{code}`: the notice `{notice}` could not be delivered to {to}: {detail}.",
    ),
    // Explanations.
    note(
        "why-taken",
        "`{from}` → `{to}`：流转 `{transition}`，由 {trigger} 引起。",
        "`{from}` → `{to}` by the transition `{transition}`, on {trigger}.",
    ),
    note(
        "why-guard-held",
        "`{transition}` 的条件成立：{values}。",
        "The condition of `{transition}` held: {values}.",
    ),
    note(
        "why-guard-failed",
        "没有走 `{transition}`：条件不成立，{values}。",
        "`{transition}` was not taken: its condition did not hold, {values}.",
    ),
    note(
        "why-at-most",
        "没有走 `{transition}`：已走过 {count} 次，最多 {limit} 次。",
        "`{transition}` was not taken: it was taken {count} times, and at most {limit} are allowed.",
    ),
    note(
        "why-ignored",
        "`{event}` 在状态 `{state}` 没有作用。",
        "`{event}` has no effect in the state `{state}`.",
    ),
    note(
        "why-assigned",
        "`{task}` 派给 {person}：{how}；候选人：{candidates}。",
        "`{task}` was given to {person} by {how}; the candidates were {candidates}.",
    ),
    note(
        "why-deputy",
        "{deputy} 代理不在的 {person}。",
        "{deputy} acts for {person}, who is absent.",
    ),
    note(
        "why-due",
        "期限 {due} = {arithmetic}。",
        "Due {due} = {arithmetic}.",
    ),
    note(
        "why-past-published",
        "{until} 之后的节假日尚未公布，按平常的一周计算。",
        "Holidays after {until} are not published yet; an ordinary week is assumed.",
    ),
    note(
        "why-skipped-rung",
        "提醒 {rung} 已在开始之前，跳过。",
        "The reminder {rung} lay before the start and was skipped.",
    ),
    note(
        "why-rescheduled",
        "期限由 {old} 改为 {new}：{cause}。",
        "The deadline moved from {old} to {new}: {cause}.",
    ),
    note(
        "late-not-judged",
        "已超期，尚未定论。",
        "Late, not yet judged.",
    ),
];

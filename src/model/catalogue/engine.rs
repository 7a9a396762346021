//! What the engine says to people: why something was refused, what went wrong, and why something happened.

use super::{Message, error, note};

/// This area of the catalogue.
pub(super) const MESSAGES: &[Message] = &[
    // Refusals: the person hears them, the record stays as it was.
    error(
        "refused-not-allowed",
        "`{actor}` 不能做 `{act}`；可以做的是{who}。",
        "`{actor}` may not do `{act}`; it is for {who}.",
    ),
    error(
        "refused-only-started",
        "不能做 `{act}`：这种记录没有人直接打开，由别的记录启动。",
        "`{act}` cannot be done: nobody opens such a record by hand, other records start it.",
    ),
    error(
        "refused-four-eyes",
        "`{actor}` 已经参与过，`{task}` 要由另一个人来做。",
        "`{actor}` already took part, so `{task}` needs another person.",
    ),
    error(
        "refused-signed",
        "`{actor}` 已经签过 `{task}`。",
        "`{actor}` has signed `{task}` already.",
    ),
    error(
        "refused-is-signer",
        "那个人本来就要签 `{task}`。",
        "That person signs `{task}` already.",
    ),
    error(
        "refused-not-prompted",
        "{act}须经“{role}”提示：请写明是谁（prompted_by）。",
        "{act} takes the prompt of a {role}: say whose (prompted_by).",
    ),
    error(
        "refused-not-within",
        "`{field}` 只能是 {within}，不能是 {value}。",
        "`{field}` can only be {within}, not {value}.",
    ),
    error(
        "refused-not-handled",
        "`{task}` 不能这样处理；可以：{allowed}。",
        "`{task}` cannot be handled so; possible: {allowed}.",
    ),
    error(
        "refused-not-before",
        "`{code}` 没有经过那一步；可以退回到：{steps}。",
        "`{code}` was not in that step; it can go back to: {steps}.",
    ),
    error(
        "refused-went-on",
        "`{task}` 的答复之后已有进展，不能再撤回。",
        "What came of the answer to `{task}` has gone on, so it cannot be taken back.",
    ),
    error(
        "refused-not-offered",
        "`{task}` 没有转给 `{actor}`。",
        "`{task}` was not offered to `{actor}`.",
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
        "refused-no-task",
        "`{code}` 没有未完成的任务 `{task}`。",
        "`{code}` has no open task `{task}`.",
    )
    .help("是不是 `{near}`？", "did you mean `{near}`?")
    .help("未完成的任务：{known}", "its open tasks: {known}"),
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
    )
    .help("是不是 `{near}`？", "did you mean `{near}`?"),
    error(
        "refused-unknown-field",
        "`{workflow}` 没有字段 `{field}`。",
        "`{workflow}` has no field `{field}`.",
    )
    .help("是不是 `{near}`？", "did you mean `{near}`?")
    .help("这里有：{known}", "there are: {known}"),
    error(
        "refused-not-asked",
        "`{act}` 不收 `{field}`。",
        "`{act}` does not take `{field}`.",
    ),
    error(
        "refused-not-unique",
        "`{field}` 的值 `{value}` 已属于 `{other}`。",
        "The value `{value}` of `{field}` already belongs to `{other}`.",
    ),
    error(
        "key-conflict",
        "编号 `{key}` 的事件已收到过，但内容不同。",
        "An event with the key `{key}` was already received, with other content.",
    ),
    // Explanations.
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
        "why-due",
        "期限 {due} = {arithmetic}。",
        "Due {due} = {arithmetic}.",
    ),
];

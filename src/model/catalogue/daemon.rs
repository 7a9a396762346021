//! What the daemon says: refusals before an event, staging and publishing, and why it does not start.

use super::{Message, error, note};

/// This area of the catalogue.
pub(super) const MESSAGES: &[Message] = &[
    error(
        "unknown-desk",
        "没有部门 `{desk}`；有：{known}。",
        "There is no desk `{desk}`; there are: {known}.",
    ),
    error(
        "desk-not-live",
        "部门 `{desk}` 还没有启用：{why}。",
        "The desk `{desk}` is not live: {why}.",
    ),
    error(
        "unknown-person",
        "部门 `{desk}` 没有员工 `{person}`。",
        "`{person}` is none of the people of `{desk}`.",
    ),
    error(
        "nobody-acts",
        "没有说明是谁做的。",
        "It is not said who acts.",
    )
    .help(
        "加上 `--as 登录名`，或请求头 `Casework-Person`",
        "add `--as PERSON`, or the header `Casework-Person`",
    ),
    error(
        "unknown-workflow",
        "没有流程 `{workflow}`；有：{known}。",
        "There is no workflow `{workflow}`; there are: {known}.",
    ),
    error(
        "unknown-event",
        "没有事件 `{event}`。",
        "There is no event `{event}`.",
    ),
    error(
        "unknown-outcome",
        "任务 `{task}` 没有结果 `{outcome}`；可选：{known}。",
        "The task `{task}` has no outcome `{outcome}`; its outcomes: {known}.",
    ),
    error(
        "refused-no-such-record",
        "`{field}`：没有记录 `{value}`。",
        "`{field}`: there is no record `{value}`.",
    ),
    error(
        "refused-bad-value",
        "`{field}` 的值不行：{why}。",
        "The value of `{field}` does not do: {why}.",
    ),
    error(
        "refused-nothing-to-retry",
        "没有可以重试的异常。",
        "There is no open incident of this number to retry.",
    ),
    error(
        "refused-failed",
        "没有办成，已记为异常 {incident}：{why}。",
        "It failed and is kept as incident {incident}: {why}.",
    ),
    error(
        "refused-occurred",
        "`{text}` 不是发生的时间：要早于现在，写成 `2026-03-06T16:00`。",
        "`{text}` is no time at which it happened: it lies before now and is written `2026-03-06T16:00`.",
    ),
    error(
        "request-unreadable",
        "请求读不懂：{detail}。",
        "The request cannot be read: {detail}.",
    ),
    error(
        "request-unknown",
        "没有这个地址。",
        "There is nothing at this address.",
    ),
    error(
        "busy",
        "太忙了，请稍后再试。",
        "Too many requests are waiting; try again soon.",
    ),
    error(
        "not-done",
        "没有办成，什么也没有改变：{why}。",
        "It was not done, and nothing has changed: {why}.",
    ),
    note(
        "published",
        "版本 {revision} 已启用：{desks}。",
        "Revision {revision} is live: {desks}.",
    ),
    // Staging and publishing.
    error(
        "revision-unknown",
        "没有版本 `{revision}`。",
        "There is no revision `{revision}`.",
    ),
    error(
        "revision-not-waiting",
        "版本 `{revision}` 没有在等待发布。",
        "The revision `{revision}` does not wait to be published.",
    ),
    error(
        "revision-stale",
        "版本 `{revision}` 的试算结果已经变了；请看新的结果再发布。",
        "What the dry run of `{revision}` found has changed since; look at it again before publishing.",
    ),
    error(
        "publish-not-allowed",
        "`{person}` 不能发布部门 `{desk}` 的修改。",
        "`{person}` may not publish changes of the desk `{desk}`.",
    ),
    error(
        "desk-vanished",
        "部门 `{desk}` 没有了，但它还有记录在办。",
        "The desk `{desk}` is gone, but it is live.",
    ),
    error(
        "desk-has-faults",
        "部门 `{desk}` 的配置有错误。",
        "The configuration of the desk `{desk}` has errors.",
    ),
    error(
        "desk-not-run-yet",
        "部门 `{desk}` 用到了还不能运行的写法：{what}。",
        "The desk `{desk}` uses what cannot be run yet: {what}.",
    ),
    note(
        "staged-same",
        "含义没有变，无需启用。",
        "Nothing of its meaning changed; there is nothing to activate.",
    ),
    note("staged-live", "已启用。", "It is live."),
    note(
        "staged-refused",
        "被拒绝，旧版本继续运行。",
        "It is refused; the revision before goes on.",
    ),
    note(
        "staged-waits",
        "等人发布。",
        "It waits for somebody to publish it.",
    ),
    note(
        "waits-by-hand",
        "这里规定由人发布。",
        "Here a person publishes.",
    ),
    note(
        "waits-gate",
        "超出了门槛 `{limit}`：{found}（限 {most}）。",
        "It exceeds the gate's `{limit}`: {found} (at most {most}).",
    ),
    note(
        "waits-few",
        "只试算了 {replayed} 条记录，至少要 {least} 条。",
        "Only {replayed} records were replayed, and at least {least} are needed.",
    ),
    note(
        "waits-gate-changed",
        "它改了发布的规则本身。",
        "It changes the rules of publishing themselves.",
    ),
    note(
        "waits-new-desk",
        "部门 `{desk}` 是新的，没有历史可以试算。",
        "The desk `{desk}` is new and has no history to replay.",
    ),
    note(
        "waits-no-dry-run",
        "没有试算：{why}。",
        "There was no dry run: {why}.",
    ),
    // Why it does not start.
    error(
        "data-in-use",
        "数据文件 `{path}` 正被另一个进程使用，却找不到它的地址。",
        "The data file `{path}` is in use by another process, and its address is not to be found.",
    ),
    error(
        "daemon-running",
        "`{path}` 已有服务在运行：{address}。",
        "A daemon already runs on `{path}`: {address}.",
    ),
    error(
        "port-in-use",
        "地址 {address} 已被占用。",
        "The address {address} is in use.",
    ),
    error(
        "listen-elsewhere",
        "没有账户时只能监听本机（127.0.0.1 或 [::1]），不能监听 {address}。",
        "Without accounts only this machine can be listened on (127.0.0.1 or [::1]), not {address}.",
    ),
    error(
        "listen-unreadable",
        "`{address}` 不是地址；写成 `127.0.0.1:7878`。",
        "`{address}` is no address; write `127.0.0.1:7878`.",
    ),
];

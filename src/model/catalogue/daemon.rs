//! What the daemon says: refusals before an event, staging and publishing, and why it does not start.

use super::{Message, error, note};

/// This area of the catalogue.
pub(super) const MESSAGES: &[Message] = &[
    error(
        "unknown-desk",
        "没有部门 `{desk}`；有：{known}。",
        "There is no desk `{desk}`; there are: {known}.",
    )
    .help("是不是 `{near}`？", "did you mean `{near}`?"),
    error(
        "desk-not-live",
        "部门 `{desk}` 还没有启用：{why}。",
        "The desk `{desk}` is not live: {why}.",
    ),
    error(
        "unknown-person",
        "部门 `{desk}` 没有员工 `{person}`。",
        "`{person}` is none of the people of `{desk}`.",
    )
    .help("是不是 `{near}`？", "did you mean `{near}`?"),
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
    )
    .help("是不是 `{near}`？", "did you mean `{near}`?"),
    error(
        "unknown-event",
        "没有事件 `{event}`。",
        "There is no event `{event}`.",
    )
    .help("是不是 `{near}`？", "did you mean `{near}`?")
    .help("这里有：{known}", "there are: {known}"),
    error(
        "unknown-outcome",
        "任务 `{task}` 没有结果 `{outcome}`；可选：{known}。",
        "The task `{task}` has no outcome `{outcome}`; its outcomes: {known}.",
    )
    .help("是不是 `{near}`？", "did you mean `{near}`?"),
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
        "revision-other-digest",
        "`{given}` 不是版本 {revision} 试算结果的摘要，它的摘要是 `{digest}`。",
        "`{given}` is not the digest of the dry run of revision {revision}; that is `{digest}`.",
    )
    .help(
        "先用 `casework revisions {revision}` 看看试算结果，再发布",
        "look at what it found first: `casework revisions {revision}`",
    ),
    error(
        "revision-base-moved",
        "版本 {revision} 试算以后，部门 `{desk}` 已改用另一个版本（{hash}），结果不再作数。",
        "Since revision {revision} was tried, the desk `{desk}` has come to run another revision ({hash}), so what was found does not count.",
    )
    .help(
        "再存一次文件夹（或重启服务），就会重新试算",
        "save the folder once more (or start the daemon anew) and it is tried again",
    ),
    error(
        "publish-not-allowed",
        "`{person}` 不能发布部门 `{desk}` 的修改。",
        "`{person}` may not publish changes of the desk `{desk}`.",
    ),
    error(
        "desk-vanished",
        "数据文件里有部门 `{desk}`，这个文件夹里却没有。",
        "The data file holds the desk `{desk}`, which this folder does not have.",
    )
    .help(
        "文件夹或数据文件弄错了？文件夹用 `--dir`、数据文件用 `--data` 指明",
        "is it the wrong folder or data file? Name them with `--dir` and `--data`",
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
        "与正在执行的相同，不必做什么。",
        "It means the same as what is live; there is nothing to do.",
    ),
    note(
        "staged-live",
        "已启用：从现在起照它办。",
        "It is live: from now on everything goes by it.",
    ),
    note(
        "staged-refused",
        "被拒绝：不会启用，旧版本继续执行。",
        "It is refused and does not go live; the revision before goes on.",
    ),
    note(
        "staged-waits",
        "已试算，还没有启用：等人发布。",
        "It was tried and is not live yet: it waits for somebody to publish it.",
    ),
    // What a revision is, as a word and as a sentence.
    note("revision-active", "执行中", "live"),
    note("revision-staged", "已暂存", "staged"),
    note("revision-kept", "已存档", "kept"),
    note("revision-retired", "已换下", "retired"),
    note(
        "revision-active-is",
        "执行中：后面列出的部门现在照它办事。",
        "live: the desks named behind it work by it now.",
    ),
    note(
        "revision-staged-is",
        "已暂存：存过盘、检查过，谁都还不照它办。",
        "staged: saved and checked; nobody works by it yet.",
    ),
    note(
        "revision-kept-is",
        "已存档：存过盘，从未启用，现在也不等着发布。",
        "kept: saved once, never live, and no longer waiting.",
    ),
    note(
        "revision-retired-is",
        "已换下：执行过，后来被另一个版本取代。",
        "retired: was live until another took its place.",
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
    )
    .help(
        "等它结束；若没有别的 casework 在运行，文件旁的 `.lock` 是谁占着的",
        "wait until it has ended; if no other casework runs, see who holds the `.lock` beside the file",
    ),
    error(
        "daemon-running",
        "`{path}` 已有服务在运行：{address}。",
        "A daemon already runs on `{path}`: {address}.",
    )
    .help(
        "其他命令会自己找到它；要停下它，在那个窗口按 Ctrl-C",
        "other commands find it by themselves; to end it, press Ctrl-C in its window",
    ),
    error(
        "port-in-use",
        "地址 {address} 已被占用。",
        "The address {address} is in use.",
    )
    .help(
        "换一个：`--listen 127.0.0.1:0` 取一个空闲的，或改 casework.toml 里的 `listen`",
        "take another: `--listen 127.0.0.1:0` takes a free one, or change `listen` in casework.toml",
    ),
    error(
        "no-history",
        "数据文件里没有已启用的部门，无从试算。",
        "No desk of the data file is live, so there is no history to try a change on.",
    ),
    error(
        "data-missing",
        "没有数据文件 `{path}`。",
        "There is no data file `{path}`.",
    )
    .help(
        "先用 `casework serve`、`open` 或 `import` 建立，或用 `--data` 指明另一个",
        "`casework serve`, `open` or `import` makes it; or name another with `--data`",
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

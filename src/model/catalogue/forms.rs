//! What is said of forms: what an act lacks, which items are not met and why, and what is wrong with their files.

use super::{Message, error, note};

/// This area of the catalogue.
pub(super) const MESSAGES: &[Message] = &[
    // Refusals.
    error(
        "refused-unmet-item",
        "“{require}”不满足：{text}（{item}）的答复是{answer}，要求{wanted}。",
        "“{require}” is not met: the answer to “{text}” ({item}) is {answer}, wanted {wanted}.",
    ),
    error(
        "refused-empty-list",
        "“{require}”不满足：表单 `{field}` 一项也没有，没有依据可看。",
        "“{require}” is not met: the form `{field}` has not one item, so nothing shows that it is.",
    ),
    error(
        "refused-missing-items",
        "表单 `{field}` 还有必答的项目没有答：{items}。",
        "The form `{field}` is not done; still to be answered: {items}.",
    ),
    error(
        "refused-empty-form",
        "表单 `{field}` 一项也没有，无法完成。",
        "The form `{field}` has not one item, so it cannot be done.",
    ),
    error(
        "refused-no-such-item",
        "表单 `{field}` 没有可填的项目 `{item}`。",
        "The form `{field}` has no item `{item}` to be answered.",
    ),
    error(
        "refused-bad-item",
        "`{field}` 的 `{item}` 应当是{expected}。",
        "`{item}` of `{field}` takes {expected}.",
    ),
    error(
        "refused-item-within",
        "`{field}` 的 `{item}` 应当在 `{within}` 之内。",
        "`{item}` of `{field}` must lie within `{within}`.",
    ),
    error(
        "refused-form-shut",
        "表单 `{field}` 还不能填：先要有{needs}。",
        "The form `{field}` cannot be filled yet; it needs {needs} first.",
    ),
    note("any-answer", "答复", "an answer"),
    note("no-answer", "空", "missing"),
    note("form-item", "表单项目", "form item"),
    note("need-of-form", "表单的入参", "need of the form"),
    // The files.
    error(
        "form-choice",
        "{cell} 格：选项要写成 `choice: 好; 一般; 差`，各不相同。",
        "Cell {cell}: choices are written `choice: good; fair; poor`, each once.",
    )
    .label("选项有误", "these choices"),
    error(
        "form-need",
        "字段 `{field}` 的表单需要 `{need}`，这里没有同名的字段或参数，`fill` 也没有给。",
        "The form of `{field}` needs `{need}`: there is no field or param of that name, and no `fill` gives it.",
    )
    .label("缺少 `{need}`", "`{need}` is not given")
    .help(
        "`fill = { {need} = \"=…\" }`",
        "`fill = { {need} = \"=…\" }`",
    ),
    error(
        "form-need-differs",
        "字段 `{field}` 给表单的 `{need}` 与别处给的类型不同。",
        "`{field}` gives the form a `{need}` of another type than elsewhere.",
    )
    .label("类型不同", "another type"),
];

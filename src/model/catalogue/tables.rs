//! What can be wrong with CSV files: decision tables, lists, forms and labels.

use super::{Message, error};

/// This area of the catalogue.
pub(super) const MESSAGES: &[Message] = &[
    error(
        "csv-shape",
        "第 {row} 行有 {found} 列，表头有 {expected} 列。",
        "Row {row} has {found} columns, the head has {expected}.",
    )
    .label("列数不对", "wrong number of columns")
    .help(
        "带逗号的文本写在双引号里：`\"甲,乙\"`",
        "a text with a comma stands in double quotes: `\"a,b\"`",
    ),
    error(
        "csv-syntax",
        "第 {row} 行读不出来：{detail}。",
        "Row {row} cannot be read: {detail}.",
    )
    .label("读不出来", "cannot be read"),
    error("csv-empty", "`{file}` 没有表头。", "`{file}` has no head."),
    error(
        "csv-cell",
        "{cell} 格：`{text}` 应当是{expected}。",
        "Cell {cell}: `{text}` should be {expected}.",
    )
    .label("应当是{expected}", "should be {expected}")
    .help("例如 `{example}`", "for example `{example}`"),
    error(
        "csv-no-column",
        "`{file}` 缺少列 `{column}`。",
        "`{file}` has no column `{column}`.",
    )
    .label("缺少 `{column}`", "`{column}` is missing")
    .help("是不是 `{near}`？", "did you mean `{near}`?"),
    error(
        "csv-duplicate-column",
        "列 `{column}` 出现两次。",
        "The column `{column}` stands twice.",
    )
    .label("又出现一次", "again"),
    error(
        "csv-duplicate-row",
        "{cell} 格：`{key}` 已经出现过。",
        "Cell {cell}: `{key}` stands twice.",
    )
    .label("又出现一次", "again"),
    error(
        "empty-list",
        "`{name}` 一项也没有。",
        "`{name}` has not one entry.",
    )
    .label("空的", "empty"),
];

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
    .label("读不出来", "cannot be read")
    .help("在文本结束处补上 `\"`", "add `\"` where the text ends"),
    error("csv-empty", "`{file}` 没有表头。", "`{file}` has no head.").help(
        "第一行写各列的名称",
        "write the names of the columns in the first row",
    ),
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
    .help("是不是 `{near}`？", "did you mean `{near}`?")
    .help("表头有：{known}", "the head has: {known}"),
    error(
        "csv-duplicate-column",
        "列 `{column}` 出现两次。",
        "The column `{column}` stands twice.",
    )
    .label("又出现一次", "again")
    .help("给其中一列改名", "rename one of the columns"),
    error(
        "csv-duplicate-row",
        "{cell} 格：`{key}` 已经出现过。",
        "Cell {cell}: `{key}` stands twice.",
    )
    .label("又出现一次", "again")
    .help(
        "删去一行，或改它的键",
        "delete one of the rows, or change its key",
    ),
    error(
        "empty-list",
        "`{name}` 一项也没有。",
        "`{name}` has not one entry.",
    )
    .label("空的", "empty")
    .help("在表头下面写上各项", "write its entries below the head"),
];

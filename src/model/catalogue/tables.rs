//! What can be wrong with CSV files: decision tables, lists, forms and labels.

use super::{Message, error, note, warning};

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
    error(
        "csv-encoding",
        "文件既不是 UTF-8 也不是 GBK。",
        "The file is neither UTF-8 nor GBK.",
    )
    .help("用 UTF-8 编码另存", "save it as UTF-8"),
    error("csv-empty", "`{file}` 没有表头。", "`{file}` has no head."),
    error(
        "csv-cell",
        "{cell} 格：`{text}` 应当是{expected}。",
        "Cell {cell}: `{text}` should be {expected}.",
    )
    .label("应当是{expected}", "should be {expected}")
    .help("例如 `{example}`", "for example `{example}`"),
    error(
        "csv-blank-cell",
        "{cell} 格是空的。",
        "Cell {cell} is blank.",
    )
    .label("空格", "blank")
    .help(
        "任意值写 `-`，只匹配空值写 `none`",
        "write `-` for anything, `none` for only empty",
    ),
    error(
        "csv-no-then",
        "`{file}` 没有名为 `then` 的空列，不是决策表。",
        "`{file}` has no blank column headed `then`, so it is no decision table.",
    )
    .label("缺少 `then` 列", "no `then` column"),
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
    warning(
        "csv-lost-zero",
        "{cell} 格：`{text}` 可能丢了开头的 0。",
        "Cell {cell}: `{text}` may have lost its leading zero.",
    )
    .label("比别的短", "shorter than the others")
    .help("是不是 `{near}`？", "did you mean `{near}`?"),
    error(
        "csv-digits",
        "{cell} 格：`{text}` 的位数放不下。",
        "Cell {cell}: `{text}` has more digits than fit.",
    )
    .label("位数太多", "too many digits"),
    error(
        "empty-list",
        "`{name}` 一项也没有。",
        "`{name}` has not one entry.",
    )
    .label("空的", "empty"),
    warning(
        "table-hole",
        "决策表 `{table}` 没有一行适用于：{witness}。",
        "No row of the table `{table}` applies to: {witness}.",
    )
    .label("有缺口", "has a hole")
    .help("加一行 `{row}`", "add the row `{row}`"),
    error(
        "table-overlap",
        "{cell} 与 {other} 两行都适用于：{witness}，结果却不同。",
        "The rows {cell} and {other} both apply to {witness}, and differ.",
    )
    .label("与 {other} 重叠", "overlaps {other}")
    .help(
        "若应取先写的一行，写 `hit = \"first\"`",
        "if the one written first should win, write `hit = \"first\"`",
    ),
    warning(
        "table-masked",
        "{cell} 这一行永远轮不到：前面的行已包括它的所有情形。",
        "The row at {cell} never applies: rows before it take all its cases.",
    )
    .label("永远轮不到", "never applies")
    .help("删去它，或移到前面", "delete it, or move it up"),
    note(
        "table-not-proved",
        "决策表 `{table}` 的缺口无法证明：{cell} 与另一个名称比较。",
        "Holes of the table `{table}` cannot be proved: {cell} compares with another name.",
    )
    .label("与名称比较", "compares with a name"),
    error(
        "unknown-hit",
        "不支持 `hit = \"{word}\"`。",
        "`hit = \"{word}\"` is not supported.",
    )
    .label("只有 first、unique、collect", "only first, unique, collect")
    .help("改写：{rewriting}", "rewrite it: {rewriting}"),
    error(
        "else-not-last",
        "`else` 只能是最后一行。",
        "`else` can only be the last row.",
    )
    .label("后面还有行", "rows follow"),
    error(
        "differing-calls",
        "`{name}` 的列 `{column}` 在不同的地方得到不同类型：{first}与{second}。",
        "The column `{column}` of `{name}` is called with differing types: {first} and {second}.",
    )
    .label("类型不同", "differs")
    .help(
        "在 `[table.{name}]` 里声明 `columns = { {column} = \"…\" }`",
        "declare it in `[table.{name}]`: `columns = { {column} = \"…\" }`",
    ),
];

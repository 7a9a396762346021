//! What can be wrong with CSV files: decision tables, lists, forms and labels.

use super::{Message, error, warning};

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
    error("cell-blank", "{cell} 格是空的。", "Cell {cell} is blank.")
        .label("空的", "blank")
        .help(
            "无所谓就写 `-`，必须为空就写 `none`",
            "write `-` where it does not matter, `none` where it must be empty",
        ),
    error(
        "cell-entry",
        "{cell} 格：分号之间少了一个值。",
        "Cell {cell}: a value is missing between the semicolons.",
    )
    .label("这里要有一个值", "a value belongs here"),
    error(
        "cell-sign",
        "{cell} 格：`{text}` 不是表格里的符号。",
        "Cell {cell}: `{text}` is no sign of a table.",
    )
    .label("认不得", "not known")
    .help("写成 `{near}`", "write `{near}`"),
    error(
        "cell-quotes",
        "{cell} 格：`{text}` 的引号没有成对。",
        "Cell {cell}: the quotes of `{text}` are not closed.",
    )
    .label("缺右引号", "a quote is missing"),
    error(
        "cell-order",
        "{cell} 格：这一列的值没有大小，`{text}` 比不出来。",
        "Cell {cell}: the values of this column have no order, so `{text}` compares nothing.",
    )
    .label("没有大小", "no order")
    .help(
        "如果就是这段文字，写成 `{quoted}`",
        "if it is the text itself, write `{quoted}`",
    ),
    error(
        "cell-range",
        "{cell} 格：区间 `{text}` 少了一头。",
        "Cell {cell}: the range `{text}` lacks an end.",
    )
    .label("写成 `3..7`", "written `3..7`")
    .help(
        "只有一头就写 `>= 3` 或 `<= 7`",
        "with one end only, write `>= 3` or `<= 7`",
    ),
    error(
        "cell-backwards",
        "{cell} 格：区间 `{text}` 里一个值也没有。",
        "Cell {cell}: no value lies in the range `{text}`.",
    )
    .label("空区间", "holds nothing")
    .help("是不是 `{near}`？", "did you mean `{near}`?"),
    error(
        "cell-digits",
        "{cell} 格：`{text}` 的位数太多，存不下；不会四舍五入。",
        "Cell {cell}: `{text}` has more digits than fit; it is not rounded.",
    )
    .label("位数太多", "too many digits"),
    error(
        "cell-places",
        "{cell} 格：`{text}` 的小数位比货币的 {places} 位多。",
        "Cell {cell}: `{text}` has more than the currency's {places} places.",
    )
    .label("小数位太多", "too many places"),
    error(
        "cell-outside",
        "{cell} 格：`{text}` 超出了 `within = \"{within}\"`。",
        "Cell {cell}: `{text}` lies outside `within = \"{within}\"`.",
    )
    .label("不会出现的值", "cannot occur"),
    error("csv-blank-key", "{cell} 格：每一行都要有键。", "Cell {cell}: every row needs a key.")
        .label("键是空的", "the key is blank"),
    error(
        "cell-then",
        "{cell} 格：`then` 下面写了 `{text}`；这一列只分开条件和结果。",
        "Cell {cell}: `{text}` stands under `then`, which only divides inputs from outputs.",
    )
    .label("应当空着", "should be blank")
    .help("多半是这一行错了一格", "most likely the row is shifted by a cell"),
    error(
        "else-not-last",
        "{cell} 格：`else` 只能在最后一行。",
        "Cell {cell}: `else` stands in the last row only.",
    )
    .label("后面还有行", "rows follow"),
    error(
        "else-with-cells",
        "{cell} 格：`else` 那一行不看条件，`{text}` 不起作用。",
        "Cell {cell}: the `else` row looks at no input, so `{text}` says nothing.",
    )
    .label("应当空着", "should be blank"),
    error("csv-blank-head", "{cell} 格：列没有名称。", "Cell {cell}: the column has no name.")
        .label("缺列名", "a name is missing"),
    error(
        "table-no-inputs",
        "决策表 `{table}` 的 `then` 前面没有条件列。",
        "The decision table `{table}` has no input before `then`.",
    )
    .label("缺条件列", "no input"),
    error(
        "table-no-outputs",
        "决策表 `{table}` 的 `then` 后面没有结果列。",
        "The decision table `{table}` has no output after `then`.",
    )
    .label("缺结果列", "no output"),
    error(
        "table-no-key",
        "列 `{column}` 引用 `{workflow}` 的记录，但那里没有 `key = true` 的字段。",
        "The column `{column}` names records of `{workflow}`, which has no field with `key = true`.",
    )
    .label("单元格里写不出它", "a cell cannot name it"),
    error(
        "table-lacks-param",
        "决策表 `{table}` 用到参数 `{param}`，调用它的流程没有这个参数。",
        "The decision table `{table}` reads the param `{param}`, which the workflow that calls it does not have.",
    )
    .label("缺参数 `{param}`", "`{param}` is missing"),
    error(
        "table-which-output",
        "决策表 `{table}` 有几列结果，要写明取哪一列。",
        "The decision table `{table}` has several outputs: say which.",
    )
    .label("取哪一列", "which one")
    .help("在后面加 {known}", "add one of {known}"),
    error(
        "bad-hit",
        "`hit` 不能是 `{text}`。",
        "`hit` cannot be `{text}`.",
    )
    .label("只能是 first、unique 或 collect", "first, unique or collect")
    .help("{rewriting}", "{rewriting}")
    .help("是不是 `{near}`？", "did you mean `{near}`?"),
    error(
        "hit-of-list",
        "`{list}` 是清单，没有 `then` 列，不取行。",
        "`{list}` is a list, without a column `then`: no row is chosen.",
    )
    .label("用不上", "says nothing here"),
    error(
        "csv-rounded",
        "{cell} 格：表格软件把一个长号码存成了 `{text}`，后面的数字已经丢了。",
        "Cell {cell}: the spreadsheet has rounded a long number to `{text}`; its last digits are lost.",
    )
    .label("已被舍入", "rounded")
    .help(
        "把这一列设为文本，再重新填号码",
        "make the column text in the spreadsheet and enter the number again",
    ),
    warning(
        "table-hole",
        "决策表 `{table}` 有空缺，没有一行适用于：{what}。",
        "The decision table `{table}` has a hole: no row applies to {what}.",
    )
    .label("有空缺", "a hole")
    .help(
        "补上一行 `{row}…`，或在最后加一行 `else`",
        "add a row `{row}…`, or a last row `else`",
    ),
    warning(
        "table-row-masked",
        "第 {row} 行（{cells}）永远轮不到：第 {rows} 行已经包括了它的全部情况。",
        "Row {row} ({cells}) never counts: all it applies to is taken by row {rows}.",
    )
    .label("永远轮不到", "never counts")
    .help("把它移到前面，或者删掉", "move it up, or delete it"),
    warning(
        "table-else-masked",
        "{cell} 格：`else` 永远轮不到，前面的行已经包括了所有情况。",
        "Cell {cell}: `else` never counts, the rows above apply to everything.",
    )
    .label("永远轮不到", "never counts")
    .help("删掉这一行", "delete this row"),
    warning(
        "table-row-never",
        "第 {row} 行（{cells}）的条件不可能出现。",
        "Row {row} ({cells}) applies to nothing that can occur.",
    )
    .label("不会出现", "cannot occur"),
    error(
        "table-overlap",
        "第 {row} 行（{cells}）与 {other} 的结果不同，却都适用于：{what}。",
        "Row {row} ({cells}) and {other} both apply to {what}, and disagree.",
    )
    .label("与另一行矛盾", "contradicts another row")
    .help(
        "`hit = \"unique\"` 时重叠的行结果必须相同；按先后取第一行就写 `hit = \"first\"`",
        "rows that overlap under `hit = \"unique\"` must agree; write `hit = \"first\"` for the first to count",
    ),
    warning(
        "table-too-large",
        "决策表 `{table}` 的组合太多，查不完有没有空缺和多余的行；调用处按可能为空处理。",
        "The decision table `{table}` has too many combinations to look for holes and rows that never count; what it gives may be empty.",
    )
    .label("组合太多", "too many combinations")
    .help(
        "拆成几张小表，或在最后加一行 `else`",
        "cut it into smaller tables, or add a last row `else`",
    ),
    error(
        "csv-not-computed",
        "{cell} 格：表格软件把公式当成自己的来算，只留下 `{text}`。",
        "Cell {cell}: the spreadsheet took a formula for its own and left `{text}`.",
    )
    .label("公式没了", "the formula is gone")
    .help(
        "在表格软件里前面加一撇：`'=…`",
        "in the spreadsheet, put an apostrophe in front: `'=…`",
    ),
    error(
        "table-input-type",
        "列 `{column}` 一次只能比一个值，调用时给的是列表或表单。",
        "The column `{column}` compares one value, and a call hands over a list or a form.",
    )
    .label("一次一个值", "one value"),
    error(
        "cell-choice",
        "{cell} 格：`{text}` 不是这一列的选项。",
        "Cell {cell}: `{text}` is no choice of this column.",
    )
    .label("没有这个选项", "no such choice")
    .help("是不是 `{near}`？", "did you mean `{near}`?")
    .help("可选：{known}", "possible here: {known}"),
    error(
        "cell-row",
        "{cell} 格：清单里没有 `{text}` 这一行。",
        "Cell {cell}: the list has no row `{text}`.",
    )
    .label("没有这一行", "no such row")
    .help("是不是 `{near}`？", "did you mean `{near}`?")
    .help("已有：{known}", "there are: {known}"),
    error(
        "cell-no-names",
        "{cell} 格：这里不能用 `{text}` 引用名称。",
        "Cell {cell}: nothing can be named here by `{text}`.",
    )
    .label("不能引用", "cannot be named here"),
    error(
        "csv-lost-zero",
        "{cell} 格：`{text}` 前面的零丢了，应为 `{near}`。",
        "Cell {cell}: `{text}` has lost the zeros in front; it is `{near}`.",
    )
    .label("少了前面的零", "the zeros in front are gone")
    .help(
        "在表格软件里把这一列设为文本，再写 `{near}`",
        "make the column text in the spreadsheet and write `{near}`",
    ),
    error(
        "decides-no-table",
        "`{text}` 不是一次决策表的调用。",
        "`{text}` is no call of a decision table.",
    )
    .label("不是决策表的调用", "no call of a decision table")
    .help("是不是 `{near}`？", "did you mean `{near}`?")
    .help(
        "只写一次调用，不加 `=`，也不取列：`decides = \"表名(参数, …)\"`",
        "write one call, without `=` and without a column: `decides = \"table(input, …)\"`",
    ),
    error(
        "decides-nothing",
        "没有字段与 `{table}` 的结果列同名：{columns}。",
        "No field has the name of an output of `{table}`: {columns}.",
    )
    .label("没有可写的字段", "no field to keep it")
    .help(
        "给其中一列声明同名的字段",
        "declare a field of the name of one of them",
    ),
];

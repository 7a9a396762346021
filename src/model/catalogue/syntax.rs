//! What can be wrong with the text of a file, with a key or with the type of a value, before any name is looked up.

use super::{Message, error, note, warning};

/// This area of the catalogue.
pub(super) const MESSAGES: &[Message] = &[
    // TOML.
    error(
        "toml-syntax",
        "这里不是合法的 TOML：{detail}。",
        "This is not TOML: {detail}.",
    )
    .label("读不下去", "cannot be read"),
    error(
        "toml-unclosed",
        "这里的 `{open}` 没有对应的 `{close}`。",
        "The `{open}` here is never closed by `{close}`.",
    )
    .label("缺少 `{close}`", "`{close}` is missing")
    .help("写成 `{line}`", "write `{line}`")
    .help("补上 `{close}`", "add `{close}`"),
    error(
        "toml-unopened",
        "这里缺少 `{open}`，后面的 `{close}` 没有与它对应的。",
        "The `{close}` here closes nothing: its `{open}` is missing.",
    )
    .label("前面缺少 `{open}`", "`{open}` is missing before this")
    .help("写成 `{line}`", "write `{line}`"),
    error(
        "toml-unopened-text",
        "文本开头的引号没有写。",
        "This text has no quote at its beginning.",
    )
    .label("缺少开头的引号", "the opening quote is missing")
    .help("写成 `{line}`", "write `{line}`"),
    error(
        "toml-unclosed-text",
        "文本的引号没有结束。",
        "The quotes of this text are not closed.",
    )
    .label("缺少结束的引号", "the closing quote is missing")
    .help("写成 `{line}`", "write `{line}`")
    .help(
        "在文本结束的地方补上 `{close}`",
        "add `{close}` where the text ends",
    ),
    error(
        "toml-unquoted-text",
        "文本必须写在引号里。",
        "A text must stand in quotes.",
    )
    .label("没有引号", "no quotes")
    .help("写成 `{line}`", "write `{line}`")
    .help("写成 `\"{text}\"`", "write `\"{text}\"`"),
    error(
        "toml-quote-key",
        "`{text}` 不加引号不能作键。",
        "`{text}` cannot be a key without quotes.",
    )
    .label("键要加引号", "a key like this needs quotes")
    .help("写成 `\"{text}\"`", "write `\"{text}\"`"),
    error(
        "toml-missing-comma",
        "两项之间缺少逗号。",
        "There is no comma between two entries.",
    )
    .label("前面缺少 `,`", "`,` is missing before this")
    .help("写成 `{line}`", "write `{line}`")
    .help("在前面加上 `,`", "write `,` before it"),
    error(
        "toml-wrong-sign",
        "TOML 里没有 {wide} 这个符号。",
        "{wide} is no sign of TOML.",
    )
    .label("应为 {sign}", "{sign} is meant")
    .help("写成 `{line}`", "write `{line}`")
    .help("写成 {sign}", "write {sign}"),
    error(
        "toml-extra-comma",
        "这里多了一个逗号。",
        "There is a comma too many here.",
    )
    .label("多余的 `,`", "superfluous `,`")
    .help("写成 `{line}`", "write `{line}`")
    .help("删去它", "delete it"),
    error(
        "toml-missing-value",
        "键 `{key}` 没有值。",
        "The key `{key}` has no value.",
    )
    .label("没有值", "no value")
    .help("写成 `{key} = \"…\"`", "write `{key} = \"…\"`"),
    error(
        "toml-missing-equals",
        "键 `{key}` 和它的值之间没有 `=`。",
        "There is no `=` between the key `{key}` and its value.",
    )
    .label("缺少 `=`", "`=` is missing")
    .help("写成 `{line}`", "write `{line}`")
    .help("写成 `{rewriting}`", "write `{rewriting}`"),
    error(
        "toml-missing-key",
        "`=` 前面没有键。",
        "There is no key before this `=`.",
    )
    .label("没有键", "no key")
    .help("在前面写上名称：`名称 = …`", "write a name before it: `name = …`"),
    error(
        "toml-after-value",
        "值后面同一行还有别的内容。",
        "Something else follows the value on its line.",
    )
    .label("多出来的", "belongs to nothing")
    .help("写成 `{line}`", "write `{line}`")
    .help(
        "一行一个键；文本里有引号时，外面用另一种引号，例如 `'a == \"b\"'`",
        "one key a line; a text that holds quotes stands in the other kind, as in `'a == \"b\"'`",
    ),
    error(
        "toml-lower-case",
        "`{text}` 在 TOML 里不是值。",
        "`{text}` is no value of TOML.",
    )
    .label("要小写，或加引号", "wants small letters, or quotes")
    .help(
        "写成 `{word}`，文本则写 `\"{text}\"`",
        "write `{word}`, or `\"{text}\"` for a text",
    ),
    error(
        "toml-leading-zero",
        "数字不能以 0 开头：`{text}`。",
        "A number cannot begin with 0: `{text}`.",
    )
    .label("以 0 开头", "begins with 0")
    .help(
        "编号写成文本 `\"{text}\"`，数字写成 `{number}`",
        "write a code as the text `\"{text}\"`, a number as `{number}`",
    )
    .help("写成文本 `\"{text}\"`", "write it as the text `\"{text}\"`"),
    error(
        "toml-escape",
        "文本里不能写 `{text}`：`\\` 后面只能跟几个字符。",
        "A text cannot hold `{text}`: only a few characters may follow a `\\`.",
    )
    .label("不认识的转义", "no escape of TOML")
    .help(
        "用单引号写原样文本：`'…'`",
        "use single quotes to write it as it is: `'…'`",
    ),
    error(
        "toml-1-1",
        "这是 TOML 1.1 的写法，这里只接受 TOML 1.0：{what}。",
        "This is TOML 1.1, and only TOML 1.0 is read here: {what}.",
    )
    .label("只有 TOML 1.1 才有", "TOML 1.1 only")
    .help("写成 `{line}`", "write `{line}`"),
    error(
        "duplicate-key",
        "`{key}` 写了两次。",
        "`{key}` is written twice.",
    )
    .label("又写了一次", "written again")
    .help("删去一处，或改一个名字", "delete one of them, or rename it"),
    error(
        "not-utf-8",
        "文件不是 UTF-8 编码。",
        "The file is not UTF-8.",
    )
    .help("用 UTF-8 编码另存", "save it as UTF-8"),
    error(
        "no-such-file",
        "没有文件 `{file}`。",
        "There is no file `{file}`.",
    )
    .label("找不到", "not found")
    .help("是不是 `{near}`？", "did you mean `{near}`?")
    .help("这里有：{known}", "there are: {known}"),
    // Keys and types.
    error(
        "unknown-key",
        "`{key}` 不是{section}的键。",
        "`{key}` is not a key of {section}.",
    )
    .label("不认识这个键", "not known here")
    .help("是不是 `{near}`？", "did you mean `{near}`?")
    .help("这里可以写：{known}", "possible here: {known}"),
    error(
        "missing-key",
        "{section}缺少 `{key}`。",
        "`{key}` is missing in {section}.",
    )
    .label("这里缺少 `{key}`", "`{key}` is missing here")
    .help("加上 `{example}`", "add `{example}`"),
    error(
        "wrong-type",
        "`{key}` 应当是{expected}，这里是{found}。",
        "`{key}` takes {expected}, and this is {found}.",
    )
    .label("应当是{expected}", "should be {expected}")
    .help("例如 `{example}`", "for example `{example}`"),
    error(
        "unknown-word",
        "`{word}` 不是 `{key}` 可用的词。",
        "`{word}` is not one of the words `{key}` takes.",
    )
    .label("不认识这个词", "not one of its words")
    .help("是不是 `{near}`？", "did you mean `{near}`?")
    .help("可以写：{known}", "possible: {known}"),
    error(
        "keys-exclude",
        "`{key}` 和 `{other}` 不能同时写。",
        "`{key}` and `{other}` cannot stand together.",
    )
    .label("与 `{other}` 冲突", "excludes `{other}`")
    .help("删去其中一个", "delete one of them"),
    error(
        "computed-given",
        "字段 `{field}` 是计算出来的，不能在这里给它值。",
        "The field `{field}` is computed, so it cannot be given a value here.",
    )
    .label("是计算出来的", "is computed")
    .help(
        "这里不写它；要由人填，就用 `default` 代替它的公式",
        "leave it out here; for people to fill it in, give it a `default` in place of its formula",
    ),
    error(
        "key-needs",
        "`{key}` 需要同时有 `{other}`。",
        "`{key}` needs `{other}` beside it.",
    )
    .label("没有 `{other}`", "without `{other}`")
    .help("加上 `{other}`，或删去 `{key}`", "add `{other}`, or delete `{key}`"),
    error(
        "bad-number",
        "`{text}` 不是这里能用的数。",
        "`{text}` is no number that can be used here.",
    )
    .label("读不成精确的数", "no exact number")
    .help("写成 `{plain}`", "write `{plain}`")
    .help(
        "写成普通的小数，例如 `0.98`，最多 28 位",
        "write a plain decimal such as `0.98`, of at most 28 digits",
    ),
    error(
        "more-than-currency-places",
        "金额最多有 {places} 位小数，`{text}` 超出了。",
        "An amount of money has at most {places} decimal places, and `{text}` has more.",
    )
    .label("小数位太多", "too many places")
    .help(
        "四舍五入到 {places} 位小数",
        "round it to {places} decimal places",
    ),
    error(
        "bad-duration",
        "`{text}` 不是时长。",
        "`{text}` is not a duration.",
    )
    .label("不是时长", "not a duration")
    .help("是不是 `{near}`？", "did you mean `{near}`?")
    .help(
        "例如 `24h`、`4 working hours`、`2 working days`、`3 months`",
        "for example `24h`, `4 working hours`, `2 working days`, `3 months`",
    ),
    error("zero-duration", "时长不能是 0。", "A duration cannot be 0.")
        .label("是 0", "is 0")
        .help(
            "例如 `1h`；不要期限就删去这个键",
            "for example `1h`; for no deadline leave the key out",
        ),
    error(
        "duration-too-long",
        "`{text}` 超过了一百年。",
        "`{text}` is longer than a hundred years.",
    )
    .label("太长", "too long")
    .help(
        "最长 `100 years`；不要期限就删去这个键",
        "at most `100 years`; for no deadline leave the key out",
    ),
    error("bad-date", "`{text}` 不是日期。", "`{text}` is not a date.")
        .label("不是日期", "not a date")
        .help("写成 `2026-01-31`", "write it as `2026-01-31`"),
    error(
        "bad-time",
        "`{text}` 不是时刻。",
        "`{text}` is not a time of day.",
    )
    .label("不是时刻", "not a time of day")
    .help("写成 `09:00`", "write it as `09:00`"),
    error(
        "bad-sentence",
        "`{key}` 看不懂 `{text}`。",
        "`{key}` does not understand `{text}`.",
    )
    .label("看不懂", "not understood")
    .help("是不是 `{near}`？", "did you mean `{near}`?")
    .help("例如 {known}", "for example {known}"),
    error(
        "bad-name",
        "`{name}` 不能作名称。",
        "`{name}` cannot be a name.",
    )
    .label("不能作名称", "not a name")
    .help(
        "名称由字母、汉字、数字和 `_` 组成，不以数字开头",
        "a name is made of letters, digits and `_`, and does not begin with a digit",
    ),
    error(
        "bad-pattern",
        "编号格式 `{text}` 看不懂。",
        "The code pattern `{text}` is not understood.",
    )
    .label("看不懂", "not understood")
    .help(
        "例如 `TS-{opened:%Y%m}-{n:4}`",
        "for example `TS-{opened:%Y%m}-{n:4}`",
    ),
    error(
        "duplicate-pattern",
        "`{pattern}` 也是 `{other}` 的编号格式，编号会重复。",
        "`{pattern}` is also the code pattern of `{other}`, so codes would meet twice.",
    )
    .label("与 `{other}` 相同", "same as `{other}`")
    .help("给其中一个换个开头", "let one of them begin otherwise"),
    warning(
        "missing-translation",
        "{kind} `{name}` 没有{lang}标签。",
        "The {kind} `{name}` has no {lang} label.",
    )
    .label("没有标签", "no label")
    .help(
        "在 labels.csv 里加一行 `{line}`",
        "add the line `{line}` to labels.csv",
    ),
    warning(
        "missing-translations",
        "部门 `{desk}` 有 {count} 个名称缺少一种语言的标签：{paths}。",
        "Of the desk `{desk}`, {count} names have no label in one of the languages: {paths}.",
    )
    .label("标签不全", "not all labels")
    .help(
        "`casework labels --missing` 全部列出，加上 `--append` 就写进文件，再补上 `…` 处的文字",
        "`casework labels --missing` lists them all; with `--append` it writes them into the file, for you to fill in",
    ),
    note(
        "check-summary",
        "{errors} 个错误，{warnings} 个警告，{notes} 个提示。",
        "Errors: {errors}; warnings: {warnings}; notes: {notes}.",
    ),
];

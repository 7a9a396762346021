//! What each word of a closed list means, in both languages: what a hover and the manual say beside it.

use crate::model::catalogue::Lang;

struct Meant {
    key: &'static str,
    word: &'static str,
    zh: &'static str,
    en: &'static str,
}

const fn word(key: &'static str, word: &'static str, zh: &'static str, en: &'static str) -> Meant {
    Meant { key, word, zh, en }
}

#[rustfmt::skip]
const WORDS: &[Meant] = &[
    word("publish", "gate", "合乎门槛时自动生效，否则等人发布", "goes live by itself within the gate, else waits for a person"),
    word("publish", "always", "试运行之后总是生效", "goes live after the dry run, whatever it says"),
    word("publish", "by_hand", "总是等人发布", "always waits for a person"),
    word("language", "zh", "中文", "Chinese"),
    word("language", "en", "英文", "English"),
    word("missed", "run each", "错过的每一次都补上", "each one missed is made up for"),
    word("missed", "run last", "只补最后一次", "only the last one is made up for"),
    word("missed", "skip", "不补", "none is made up for"),
    word("better", "high", "越高越好", "the higher the better"),
    word("better", "low", "越低越好", "the lower the better"),
    word("hit", "first", "从上往下第一个符合的行", "the first row that applies, from the top"),
    word("hit", "unique", "只能有一行符合；几行都符合时结果必须相同", "one row applies; where several do they must agree"),
    word("hit", "collect", "所有符合的行，按文件里的次序", "all rows that apply, in the order of the file"),
    word("lives", "record", "离开状态后仍然打开，直到回答或记录结束", "stays open after the state is left, until it is answered or the record ends"),
    word("doubles", "keep", "保留", "kept"),
    word("doubles", "skip", "跳过", "passed over"),
    word("first", "open", "开启记录", "the birth of the record"),
    word("need", "all", "每个人都要回答（会签）", "everybody must answer"),
    word("need", "any", "一个人回答即可（或签）", "one answer is enough"),
    word("allow", "return", "退回到以前的步骤（驳回）", "send it back to an earlier step"),
    word("allow", "transfer", "转给别人，对方接受后生效（转办）", "hand it to somebody else, who must accept"),
    word("allow", "add_signer", "再请人一起签（加签）", "ask somebody else to sign as well"),
    word("allow", "withdraw", "在别人处理之前收回（撤回）", "take it back before anybody acts on it"),
    word("allow", "nudge", "催办", "remind whoever it lies with"),
];

/// What a word means under this key; `None` where nothing more than the word is to be said.
#[must_use]
pub fn word_doc(key: &str, word: &str, lang: Lang) -> Option<&'static str> {
    let meant = WORDS
        .iter()
        .find(|meant| meant.key == key && meant.word == word)?;
    Some(match lang {
        Lang::Zh => meant.zh,
        Lang::En => meant.en,
    })
}

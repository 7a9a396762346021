//! What made-up people write: names, projects, what happened and what was done. In the desks' own language.

use super::chance::Chance;

const FAMILY: &[&str] = &[
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林",
    "何", "郭", "马", "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "萧",
];
const GIVEN: &[&str] = &[
    "伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明",
    "超", "秀英", "霞", "平", "刚", "桂英", "玉兰", "建华", "志强", "晓红", "文博", "雨欣", "子涵",
    "浩然",
];
const REGIONS: &[&str] = &[
    "朝阳", "海淀", "丰台", "东城", "西城", "通州", "大兴", "昌平", "顺义",
];
const REMARKS: &[&str] = &[
    "已电话说明情况",
    "客户表示理解",
    "已约定再联系的时间",
    "资料已收齐",
    "已与客户核对",
    "情况属实",
    "客户希望书面回复",
    "详见附件",
];
const PLACES: &[&str] = &[
    "档案柜 A-01",
    "档案柜 A-02",
    "档案柜 B-03",
    "档案柜 B-07",
    "资料室 3 号架",
];
const NOTES: &[&str] = &[
    "客户再次来电询问进度",
    "已把照片发给责任部门",
    "客户下周出差，请在周五前联系",
    "与去年的一件情况相同",
    "客户更换了联系电话",
];

fn one(chance: &mut Chance, from: &[&'static str]) -> &'static str {
    chance.pick(from).copied().unwrap_or_default()
}

/// A person's name.
pub(super) fn person(chance: &mut Chance) -> String {
    format!("{}{}", one(chance, FAMILY), one(chance, GIVEN))
}

/// A note somebody adds.
pub(super) fn note(chance: &mut Chance) -> &'static str {
    one(chance, NOTES)
}

/// A remark given with an answer.
pub(super) fn remark(chance: &mut Chance) -> &'static str {
    one(chance, REMARKS)
}

/// A text for a field of this name: one of the desk's own where it has any.
pub(super) fn text(chance: &mut Chance, field: &str, own: &[(&str, &[&'static str])]) -> String {
    if let Some((_, texts)) = own.iter().find(|(of, _)| *of == field) {
        return one(chance, texts).to_owned();
    }
    let fixed = match field {
        "name" => return person(chance),
        "phone" => return format!("138{:08}", chance.below(100_000_000)),
        "region" => one(chance, REGIONS),
        "place" => one(chance, PLACES),
        _ => one(chance, REMARKS),
    };
    fixed.to_owned()
}

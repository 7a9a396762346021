//! Sentences about single rules, each against what the engine does: whom a limit sends upward, when a date is over, how
//! often is often, what is written and not carried out.

use casework::model::catalogue::Lang;
use casework::report::{PageFormat, describe_desk, describe_workflow};

use crate::small::{CASE, loaded, told, with};

const LABELS: &str = "path,zh,en\namount,金额,Amount\ncustomer,客户,Customer\nfacts,情况,Facts\nanswer,答复,Answer\n\
                      closed,已结,Closed\nowner,负责人,Owner\nstaff,员工,Staff\nclerk,职员,Clerk\nboss,主管,Boss\n\
                      chief,经理,Chief\nticket,单子,Ticket\nopen_desk,受理中,Being handled\nends_on,截止日期,Ends on\n";

/// The ticket's page, with files in place of the small desk's own.
fn page(files: &[(&str, &str)], lang: Lang) -> String {
    let mut all = vec![("workflows/d/labels.csv", LABELS)];
    all.extend(files);
    let folder = with(&all);
    let loaded = loaded(&folder);
    let desk = loaded
        .desk("d")
        .unwrap_or_else(|| panic!("{:?}", told(&folder)));
    let ticket = desk.names.find("ticket").unwrap();
    let page = describe_workflow(&loaded, desk, desk.workflow(ticket).unwrap(), lang);
    page.write(PageFormat::Text)
}

fn case(old: &str, new: &str, lang: Lang) -> String {
    assert!(CASE.contains(old), "{old}");
    page(
        &[("workflows/d/ticket.toml", &CASE.replacen(old, new, 1))],
        lang,
    )
}

fn says(page: &str, sentence: &str) {
    assert!(page.contains(sentence), "missing: {sentence}\n\n{page}");
}

const DESK: &str = r#"currency = "CNY"
[calendar.office]
default = true
file = "office"
[role]
clerk = { above = "boss" }
boss = { above = "chief" }
chief = {}
[right]
publish = { who = ["boss"] }
decide = { who = ["clerk", "boss"], label = "裁决" }
"#;

#[test]
fn above_a_limit_is_the_first_role_that_has_one_above() {
    let desk = ("workflows/d/desk.toml", DESK);
    let asked = |who: &str| {
        let task = format!("who = {who}, up_to = {{ amount = \"=limit\" }},");
        let flow = CASE.replacen("who = \"=owner\",", &task, 1);
        page(&[desk, ("workflows/d/ticket.toml", &flow)], Lang::Zh)
    };
    says(
        &asked(r#"["clerk", "boss"]"#),
        "金额在 100 元以内（含）的，由职员或主管办；超过的只由主管办。",
    );
    says(
        &asked(r#"["boss", "clerk"]"#),
        "由主管或职员办，不由经理办；超过的只由经理办。",
    );
    let by_right = asked(r#""decide""#);
    says(&by_right, "由有“裁决”权限的人（职员或主管）办");
    says(&by_right, "超过的只由主管办。");
    // Whom the record names may hold any role.
    says(
        &asked(r#""=owner""#),
        "超过的只由负责人所任角色的上一级办。",
    );
    // Nobody stands above the last.
    says(&asked(r#""chief""#), "超过的没有人能办。");
}

#[test]
fn a_date_is_over_at_its_midnight_and_a_deadline_rolls_on() {
    let flow = CASE
        .replacen(
            "facts = \"text\"",
            "facts = \"text\"\nends_on = { type = \"date\", required = true }",
            1,
        )
        .replacen("\"amount?\"", "\"amount?\", \"ends_on\"", 1)
        .replacen("due = \"=answer_within\"", "due = \"=ends_on\"", 1)
        .replacen("answer_within = \"24h\"\n", "", 1)
        + "over = { from = \"open_desk\", at = \"=ends_on\", to = \"closed\" }\n";
    let files = [("workflows/d/ticket.toml", flow.as_str())];
    let zh = page(&files, Lang::Zh);
    says(
        &zh,
        "在截止日期当天下班前完成（当天休息的，到下一个工作日下班）。",
    );
    says(
        &zh,
        "截止日期那天结束（24:00）时（已经过了的，进入后立即）：转到“已结”。",
    );
    let en = page(&files, Lang::En);
    says(
        &en,
        "When the day of Ends on has ended, at its midnight (at once where that is past): on to “Closed”.",
    );
}

#[test]
fn so_often_and_from_then_on() {
    let limited = |most: &str| {
        let with = format!("to = \"closed\", at_most = {most} }}\nsmall");
        let flow = CASE.replacen(
            "when = \"amount > limit\", to = \"closed\" }\nsmall",
            &with,
            1,
        );
        let flow = flow.replacen("limit = 100", "limit = 3", 1);
        page(&[("workflows/d/ticket.toml", &flow)], Lang::Zh)
    };
    let zh = limited("\"=limit\"");
    says(&zh, "- 前 3 次：转到“已结”。");
    says(&zh, "- 第 4 次起：转到“已结”。");
    // What depends has no next number.
    let zh = limited("{ value = 2, except = [{ when = \"amount > 5\", value = 1 }] }");
    says(&zh, "- 前 2（若金额 > 5 元，则 1）次：转到“已结”。");
    says(&zh, "- 否则转到“已结”。");
}

#[test]
fn who_may_open_and_who_sees_is_always_said() {
    let open = "open = { who = [\"clerk\"], with = [\"customer\", \"amount?\"] }\n";
    let zh = case(open, "", Lang::Zh);
    says(
        &zh,
        "没有写明由谁登记，所以“员工”登记册里的任何人都可以登记，没有角色的、部门以外的也算。登记时须填客户。",
    );
    says(&zh, "部门里的人都能看到它。");
    let flow = format!("seen_by = [\"=owner\", \"boss\"]\n{CASE}");
    let files = [("workflows/d/ticket.toml", flow.as_str())];
    says(
        &page(&files, Lang::Zh),
        "只有负责人本人或主管能看到它，此外还有手上有它的任务的人。",
    );
    says(
        &page(&files, Lang::En),
        "Only the Owner it names or Boss and whoever has a task of it to do may see it.",
    );
}

#[test]
fn what_is_counted_names_this_record_in_that_field() {
    let flow = "initial = \"active\"\n[field]\nname = \"text\"\nclass = { choice = [\"normal\", \"key\"], default = \"normal\" }\n\
                [state]\nactive = {}\nheld = {}\ngone = { final = true }\n[event]\nleave = { who = [\"clerk\"] }\n[transition]\n\
                hold = { from = \"active\", on = \"leave\", when = \"any(ticket.open)\", to = \"held\" }\n\
                many = { from = \"active\", on = \"leave\", when = \"count(ticket) == 0\", to = \"held\" }\n\
                leave = { from = [\"active\", \"held\"], on = \"leave\", to = \"gone\" }\n";
    let all = [
        ("workflows/d/labels.csv", LABELS),
        ("workflows/d/customer.toml", flow),
    ];
    let folder = with(&all);
    let loaded = loaded(&folder);
    let desk = loaded
        .desk("d")
        .unwrap_or_else(|| panic!("{:?}", told(&folder)));
    let customer = desk.names.find("customer").unwrap();
    let said = |lang| {
        describe_workflow(&loaded, desk, desk.workflow(customer).unwrap(), lang)
            .write(PageFormat::Text)
    };
    says(
        &said(Lang::Zh),
        "若有还未结束的以本记录为客户的“单子”，转到",
    );
    says(&said(Lang::Zh), "若没有以本记录为客户的“单子”，转到");
    says(
        &said(Lang::En),
        "if there is a “Ticket” whose Customer is this record and that has not ended: on to",
    );
}

#[test]
fn labels_in_place_are_shown_and_keys_stand_in_quotes() {
    let query = "[query.busy]\nlabel = \"忙的客户\"\nof = \"customer\"\nwhere = 'class == \"key\"'\n\
                 [query.idle]\nof = \"customer\"\n";
    let flow = format!(
        "{}{query}",
        CASE.replacen(
            "when = \"amount > limit\"",
            "when = \"any(busy) && any(idle)\"",
            1
        )
        .replacen("limit = 100\n", "", 1)
    );
    let files = [("workflows/d/ticket.toml", flow.as_str())];
    says(&page(&files, Lang::Zh), "有查询“忙的客户”查到的");
    says(&page(&files, Lang::Zh), "有查询“idle”查到的");
    let labelled = format!("{LABELS}query.busy,忙的客户,Busy customers\n");
    let files = [
        ("workflows/d/labels.csv", labelled.as_str()),
        ("workflows/d/ticket.toml", flow.as_str()),
    ];
    says(&page(&files, Lang::En), "“Busy customers”");
    assert!(!page(&files, Lang::En).contains("忙的客户"));
}

#[test]
fn what_is_not_carried_out_is_read_aloud() {
    let more = "[figure]\nquick = { of = \"ticket.answer\", value = \"share(in_time)\", per = \"assignee\", date = \"due\", target = 0.95 }\n\
                [schedule.rounds]\nevery = \"first working day of the month at 09:00\"\n\
                starts = [{ workflow = \"ticket\", fill = { facts = \"查\" } }]\nmissed = \"run last\"\n\
                [report.month]\nfigures = [\"quick\"]\n";
    let desk = format!("{DESK}{more}");
    let flow = CASE.replacen(
        "{ type = \"customer\", required = true }",
        "{ type = \"customer\" }",
        1,
    );
    let folder = with(&[
        ("workflows/d/labels.csv", LABELS),
        ("workflows/d/desk.toml", &desk),
        ("workflows/d/ticket.toml", &flow),
    ]);
    let loaded = loaded(&folder);
    let desk = loaded
        .desk("d")
        .unwrap_or_else(|| panic!("{:?}", told(&folder)));
    let zh = describe_desk(&loaded, desk, Lang::Zh).write(PageFormat::Text);
    says(&zh, "写了但还没有实现的");
    says(
        &zh,
        "- 指标“quick”：数“单子”的“答复”；取按时完成的比例；按办理人分别算；按到期时间算在哪个时期；目标 95%。",
    );
    says(
        &zh,
        "- 日程“rounds”：每月第一个工作日 09:00；启动一条“单子”（带上情况：“查”）；停机时错过的只补最后一次。",
    );
    says(&zh, "- 报表“month”：含指标“quick”。");
    let en = describe_desk(&loaded, desk, Lang::En).write(PageFormat::Text);
    says(
        &en,
        "the first working day of the month at 09:00; starts a new “Ticket”",
    );
}

#[test]
fn a_rule_is_explained_by_the_comment_above_it_and_shown() {
    let rule = "// 金额大的先办。\n// 其余照次序。\nfn weigh(amount) {\n    if amount > 5 { return \"big\"; }\n    \"small\"\n}\n\n\
                // 没有人用。\nfn idle() { 1 }\n";
    let flow = CASE.replacen(
        "facts = \"text\"",
        "facts = \"text\"\nsize = \"=weigh(amount)\"",
        1,
    );
    let zh = page(
        &[
            ("rules/d/weigh.rhai", rule),
            ("workflows/d/ticket.toml", &flow),
        ],
        Lang::Zh,
    );
    says(&zh, "算出：规则“weigh”（金额）的结果");
    says(
        &zh,
        "规则“weigh”（rules/d/weigh.rhai:3）：金额大的先办。 其余照次序。",
    );
    says(
        &zh,
        "    fn weigh(amount) {\n        if amount > 5 { return \"big\"; }\n        \"small\"\n    }\n",
    );
    assert!(!zh.contains("idle"), "{zh}");
}

#[test]
fn an_item_keeps_its_own_text_unless_its_whole_path_is_labelled() {
    let items =
        "name,text,type,weight\nmanner,接待是否规范,yes_no,1\nspeed,办得快不快,choice: 快; 慢,1\n";
    let form = "[form.check]\nlabel = \"检查表\"\nitems = \"check.csv\"\n";
    let flow = CASE.replacen(
        "facts = \"text\"",
        "facts = \"text\"\nsheet = { type = \"check\" }",
        1,
    ) + form;
    let shown = |more: &str, lang| {
        let labels = format!("{LABELS}{more}");
        let files = [
            ("workflows/d/labels.csv", labels.as_str()),
            ("rules/d/check.csv", items),
            ("workflows/d/ticket.toml", flow.as_str()),
        ];
        page(&files, lang)
    };
    // A bare word means something else elsewhere.
    let bare = shown("manner,态度,Manner\n", Lang::En);
    says(&bare, "接待是否规范");
    assert!(!bare.contains("Manner"), "{bare}");
    let whole = shown(
        "check.manner,接待是否规范,Received as it should be\n",
        Lang::En,
    );
    says(&whole, "Received as it should be");
    assert!(!whole.contains("接待是否规范"), "{whole}");
    says(&shown("", Lang::Zh), "快或慢");
    says(&shown("", Lang::Zh), "表单：“检查表”");
}

#[test]
fn whom_four_eyes_leave_it_to_is_named() {
    let desk = ("workflows/d/desk.toml", DESK);
    let barred = |who: &str, lang| {
        let task = format!("who = {who}, not = \"=opened_by\",");
        let flow = CASE.replacen("who = \"=owner\",", &task, 1);
        page(&[desk, ("workflows/d/ticket.toml", &flow)], lang)
    };
    let says_zh = |who: &str, rest: &str| {
        let whole = format!("登记人本人不得办，代他办的人也不得办；{rest}");
        let zh = barred(who, Lang::Zh).replace("受理人本人", "登记人本人");
        says(&zh, &whole);
    };
    says_zh("\"clerk\"", "由其他职员办，没有的由主管办。");
    says_zh("\"decide\"", "由其他职员或主管办，没有的由经理办。");
    says_zh("\"chief\"", "由其他经理办，没有的，谁也办不了。");
    // What is one person's goes straight up.
    says_zh(
        "\"=owner\"",
        "这时改由负责人所任角色的上一级办，同角色的别人也不能办。",
    );
    says(
        &barred("\"clerk\"", Lang::En),
        "but by another Clerk; where there is none, by Boss.",
    );
}

#[test]
fn what_opening_requires_is_said_with_it() {
    let flow = CASE.replacen(
        "open = { who = [\"clerk\"],",
        "open = { who = [\"clerk\"], require = [\"some\"],",
        1,
    ) + "[require]\nsome = { when = \"amount >= 1\", label = \"写了金额\" }\n";
    let files = [("workflows/d/ticket.toml", flow.as_str())];
    says(
        &page(&files, Lang::Zh),
        "登记时须先满足“写了金额”（金额 ≥ 1 元），否则拒绝。",
    );
    says(
        &page(&files, Lang::En),
        "Opening is refused unless “写了金额” (Amount ≥ 1 CNY).",
    );
}

#[test]
fn what_is_fixed_and_what_voiding_does() {
    let zh = page(&[], Lang::Zh);
    says(&zh, "进入状态时定下，以后更正不再移动");
    let desk = DESK.replacen("publish =", "void = { who = [\"boss\"] }\npublish =", 1);
    let en = page(&[("workflows/d/desk.toml", &desk)], Lang::En);
    says(
        &en,
        "Boss may void it, saying why: its tasks close, records it started go on, and records waiting for it to end take it as ended.",
    );
}

#[test]
fn a_breach_is_told_from_the_beginning_and_not_where_it_is_the_deadline() {
    let breach = |breach: &str| {
        let due = format!("due = \"24h\", breach = \"{breach}\"");
        case("due = \"=answer_within\"", &due, Lang::Zh)
    };
    says(
        &breach("48h"),
        "到期后先算逾期；从开始计时起满 48 小时（自然时间）仍未办的，才算超时。",
    );
    assert!(!breach("24h").contains("先算逾期"));
}

#[test]
fn formulas_read_as_people_say_them() {
    let flow = CASE.replacen(
        "facts = \"text\"",
        "facts = \"text\"\nends_on = \"date\"\nstarts_on = \"date\"\n\
         days = \"=max(0, days_between(ends_on ?? starts_on ?? today, today))\"\n\
         price = { type = \"whole\", within = \"> 0\" }\nrate = { type = \"whole\", within = \">= 0\" }\n\
         share = \"=amount / max(1, rate ?? 0)\"",
        1,
    );
    let files = [("workflows/d/ticket.toml", flow.as_str())];
    let zh = page(&files, Lang::Zh);
    says(&zh, "须大于 0");
    says(&zh, "不小于 0");
    says(&zh, "，也未填时按当天）");
    says(&zh, "0 和“从截止日期");
    says(&zh, "中较大的");
    says(&zh, "金额 ÷ （1 和“rate”（未填时按 0）中较大的）");
}

#[test]
fn a_person_field_named_like_a_role_is_told_apart() {
    let flow = CASE
        .replacen(
            "facts = \"text\"",
            "facts = \"text\"\nhelper = \"staff\"",
            1,
        )
        .replacen("who = \"=owner\",", "who = \"=helper\",", 1);
    let labels = format!("{LABELS}helper,职员,Clerk\n");
    let files = [
        ("workflows/d/desk.toml", DESK),
        ("workflows/d/labels.csv", labels.as_str()),
        ("workflows/d/ticket.toml", flow.as_str()),
    ];
    says(&page(&files, Lang::Zh), "由“职员”一栏填的人办");
    says(
        &page(&files, Lang::Zh),
        "没有填的，没有人能办，补填后归所填的人。",
    );
    says(&page(&files, Lang::En), "by the person in “Clerk”,");
}

//! `casework describe`: what a head of department reads about a desk is what the engine does, in words and not in keys.

mod sentences;

use std::path::Path;

use assert_cmd::Command;
use casework::config::Folder;
use casework::engine::Desk;
use casework::model::catalogue::Lang;
use casework::report::{Page, PageFormat, describe_desk, describe_workflow};

use crate::small::{CASE, loaded, with};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn described(what: &str, args: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_casework"));
    let command = command
        .args(["describe", what])
        .args(args)
        .current_dir(root());
    let output = command.output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{what} {args:?}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

fn has(page: &str, lines: &[&str]) {
    for line in lines {
        let found = page.lines().any(|shown| shown.trim() == *line);
        assert!(found, "missing: {line}\n\n{page}");
    }
}

/// Every page of the shipped folder, and of those beside it, in both languages.
fn shipped() -> Vec<(String, std::sync::Arc<Desk>, Page)> {
    let mut pages = Vec::new();
    for below in ["", "tests/tables", "tests/forms", "tests/together"] {
        let folder = Folder::read(&root().join(below)).unwrap();
        let loaded = loaded(&folder);
        assert!(loaded.broken_desks.is_empty(), "{:?}", loaded.broken_desks);
        for (name, desk) in &loaded.desks {
            for lang in [Lang::Zh, Lang::En] {
                let page = describe_desk(&loaded, desk, lang);
                pages.push((name.clone(), desk.clone(), page));
                for (flow, rules) in &desk.workflows {
                    let what = format!("{name}/{}", desk.names.text(*flow));
                    let page = describe_workflow(&loaded, desk, rules, lang);
                    pages.push((what, desk.clone(), page));
                }
            }
        }
    }
    pages
}

#[test]
fn the_shared_complaint_reads_in_chinese() {
    let page = described("fresh-bus/complaint", &["--lang", "zh"]);
    has(
        &page,
        &[
            "- 进入时打开任务“首次答复客户”和“详细记录”。",
            "- 首次答复客户：由负责人办，12 小时（自然时间）内完成（首次答复期限）。",
            "- 提醒：到期前 2 小时（自然时间）提醒办理人；到期时提醒客服主管；到期后 4 小时（自然时间）自动报出“首次答复严重超时”（只记入本记录，状态不变，不通知任何人）。",
            "- 要求金额在 5000 元（主管权限金额）以内（含）的，由客服主管办，不由经理办；超过的只由经理办。",
            "- 受理人本人不得办，代他办的人也不得办；由其他客服主管办，没有的由经理办。",
            "- 回答“不予受理”（须填说明）：转到“归档中”（须先满足“已答复客户”（“首次答复客户”已完成），否则拒绝）。",
            "- 处理：由责任部门的主管领导办，3 个工作日（若轻重缓急为特急，则 1 个工作日）（若轻重缓急为紧急，则 2 个工作日）内完成（处理期限）。没有填的，没有人能办，补填后归所填的人。",
            "- “处理”还开着的，沿用原来的，期限不重计，改归现在应办的人。",
            "- 客服主管或经理可以作废，须写明原因：本记录的任务关闭，由它启动的记录照常；等它结束的记录，当它结束了。",
            "- 在“等客户回复”里暂停计时。",
            "- 处理：以前打开的，还没完成则仍在，期限在此暂停。在本状态里不能回答。",
            "- 在此满 5 个工作日时（等客户回复的期限）：转到“等待上级决定”，关闭“处理”。",
            "- 自上次“交部门处理”（没有过的，自登记）以来的前 3 次（退回处理次数）：转到“处理中”，发出“书面通知责任部门”（给责任部门的主管领导）。",
            "- 第 4 次起：转到“等待上级决定”。",
            "- 离开本状态时，没完成的“详细记录”关闭。",
            "- 离开本状态后，没完成的“首次答复客户”仍在。",
            "- 记录在此结束，本记录未完成的任务随之关闭（由它启动的记录照常）；给出归档号（已有的不变）。",
        ],
    );
}

#[test]
fn an_acknowledgement_is_reminded_of_and_ends_with_its_record() {
    let page = described("fresh-bus/complaint", &["--lang", "zh"]);
    let said = "须在 4 工作小时内签收（签收通知的期限）；提醒：时间剩 25% 时提醒办理人；";
    assert!(page.contains(said), "{page}");
    assert!(page.contains("；记录结束时关闭"), "{page}");
}

#[test]
fn the_owner_is_whoever_is_named_before_anybody_is_chosen() {
    let page = described("fresh-bus/handover", &["--lang", "zh"]);
    let said = "负责人：登记时指定的；没有指定的，在";
    assert!(
        page.contains(said) && page.contains("不填时自动分派"),
        "{page}"
    );
}

#[test]
fn the_shared_complaint_reads_in_english() {
    let page = described("fresh-bus/complaint", &["--lang", "en"]);
    has(
        &page,
        &[
            "- Answer the customer: by Owner, within 12 hours by the clock (Answer within).",
            "- Claim up to and including 5000 CNY (Supervisor's authority): Supervisor, not Manager; above that Manager alone.",
            "- Not to be done by whoever opened it, nor by a deputy for them, but by another Supervisor; where there is none, by Manager.",
            "- After 5 working days here (Wait for the customer): on to “Waiting for the decision”, closes “Handle”.",
            "- the first 3 times since “Assigned”, or since its opening (Rounds of handling): on to “Being handled”, sends “Written notice to the department” (to Responsible department’s Head).",
            "- from time 4 on: on to “Waiting for the decision”.",
        ],
    );
}

#[test]
fn a_follow_up_says_what_it_starts_and_what_starts_it() {
    let page = described("model-studio/follow_up", &["--lang", "zh"]);
    has(
        &page,
        &[
            "- 若是否满意为“是”，转到“已完成”。",
            "- 否则转到“投诉处理中”，启动一条“服务请求与投诉”（带上负责人；客户；渠道：回访）。",
            "- 由本记录启动的“服务请求与投诉”结束（作废也算）时：转到“已完成”。",
            "- 到期后先算逾期；从开始计时起满 3 个工作日仍未办的，才算超时（超时判定）。",
        ],
    );
    assert!(page.contains("“安装单”也会启动它。"), "{page}");
}

#[test]
fn tables_and_lists_are_shown_row_by_row() {
    let tables = ["--dir", "tests/tables", "--lang"];
    let desk = described("shop", &[&tables[..], &["zh"]].concat());
    has(
        &desk,
        &[
            "决策表：“fine”",
            "从上往下取第一个符合的行（rules/shop/fine.csv）。",
            "3     2 到 3   “times” × 50",
            "6     其余     其余      其余       其余          refuse      本店 9",
            "清单：“grades”",
            "高级工程专员  2500 元     中级工程专员  zhao",
        ],
    );
    let flow = described("shop/review", &[&tables[..], &["en"]].concat());
    has(
        &flow,
        &[
            "- if “grade”’s “post_pay” > 100 CNY: on to “done_”.",
            "- else: on to “done_”.",
        ],
    );
    let flow = described("shop/ticket", &[&tables[..], &["en"]].concat());
    let decides = "if the “decision” that the decision table “returns” gives (“days”, “defect”, “receipt”, “class”) is “refuse”";
    assert!(flow.contains(decides), "{flow}");
}

/// A word of the files, which a reader need not know: `answer_within`.
fn is_key(word: &str) -> bool {
    word.contains('_') && word.chars().all(|c| c == '_' || c.is_ascii_lowercase())
}

#[test]
fn no_key_is_shown_where_there_is_a_label() {
    for (what, desk, page) in shipped() {
        let labelled = |key: &str| {
            let mut paths = desk.labels.0.keys();
            paths.any(|path| path.rsplit('.').next() == Some(key))
        };
        // The text of a rule is shown as it is written.
        let page = page.without_code().write(PageFormat::Text);
        for line in page.lines() {
            // Paths and names of templates are meant to be found in the folder.
            let words = line
                .split_whitespace()
                .filter(|word| !word.contains(['/', '.']));
            // A code may hold the name of its workflow.
            let apart = |c: char| !matches!(c, '_' | '-') && !c.is_ascii_lowercase();
            for part in words.flat_map(|word| word.split(apart)) {
                assert!(!is_key(part) || !labelled(part), "{what}: {part}\n{page}");
            }
        }
    }
}

#[test]
fn every_page_reads_in_every_format() {
    for (what, _, page) in shipped() {
        let html = page.write(PageFormat::Html);
        assert!(html.starts_with("<!doctype html>"));
        for tag in ["ul", "li", "table", "tr", "td", "th", "b", "h1", "h2", "p"] {
            let opened = html.matches(&format!("<{tag}>")).count();
            let closed = html.matches(&format!("</{tag}>")).count();
            assert_eq!(opened, closed, "{what} {tag}");
        }
        let markdown = page.write(PageFormat::Markdown);
        assert!(markdown.starts_with("# ") && !markdown.contains('\u{1}'));
        // What was not filled in would stand in braces, what has no words between backticks.
        let text = page.without_code().write(PageFormat::Text);
        assert!(!text.contains(['{', '}']), "{what}\n{text}");
    }
    let page = described("fresh-bus/complaint", &["--format", "html"]);
    assert!(page.starts_with("<!doctype html>"));
}

#[test]
fn what_cannot_be_read_ends_with_its_code() {
    let casework = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_casework"));
        command
            .arg("describe")
            .args(args)
            .current_dir(root())
            .assert()
    };
    casework(&["nowhere"]).code(2);
    casework(&["fresh-bus/nothing"]).code(2);
    casework(&["fresh-bus", "--dir", "src"]).code(4);
    casework(&["fresh-bus", "--format", "pdf"]).code(2);
}

/// The page of the small flow with its first guard, and labels for what it names.
fn guarded(when: &str, lang: Lang) -> String {
    let labels = "path,zh,en\namount,金额,Amount\ncustomer,客户,Customer\nclass,级别,Class\nclass.key,重点,Key\n\
                  class.normal,普通,Normal\nlimit,上限,Limit\nfacts,情况,Facts\nanswer,答复,Answer\nclosed,已结,Closed\n\
                  owner,负责人,Owner\nstaff,员工,Staff\n";
    let flow = CASE.replace("when = \"amount > limit\"", &format!("when = '{when}'"));
    let folder = with(&[
        ("workflows/d/ticket.toml", &flow),
        ("workflows/d/labels.csv", labels),
    ]);
    let loaded = loaded(&folder);
    let desk = loaded
        .desk("d")
        .unwrap_or_else(|| panic!("{when}: {:?}", crate::small::told(&folder)));
    let ticket = desk.names.find("ticket").unwrap();
    let page = describe_workflow(&loaded, desk, desk.workflow(ticket).unwrap(), lang);
    page.write(PageFormat::Text)
}

#[test]
fn conditions_are_put_into_words() {
    let cases = [
        ("amount > 5000", "金额 > 5000 元", "Amount > 5000 CNY"),
        (
            "amount > limit",
            "金额 > 100 元（上限）",
            "Amount > 100 CNY (Limit)",
        ),
        (
            "customer.class == \"key\"",
            "客户的级别为重点",
            "Customer’s Class is Key",
        ),
        (
            "customer.class != \"key\"",
            "客户的级别不为重点",
            "Customer’s Class is not Key",
        ),
        (
            "!(customer.class == \"key\")",
            "客户的级别不为重点",
            "Customer’s Class is not Key",
        ),
        (
            "customer.class in [\"key\", \"normal\"]",
            "客户的级别为重点或普通",
            "Customer’s Class is Key or Normal",
        ),
        (
            "is_set(facts) && amount >= 1",
            "情况已填，且金额 ≥ 1 元",
            "Facts is given, and Amount ≥ 1 CNY",
        ),
        ("!is_set(facts)", "情况未填", "Facts is not given"),
        (
            "!(is_set(facts) || amount < 1)",
            "情况未填，且金额 ≥ 1 元",
            "Facts is not given, and Amount ≥ 1 CNY",
        ),
        (
            "amount > 9 && (amount < 10 || is_set(facts))",
            "金额 > 9 元，且（金额 < 10 元，或情况已填）",
            "Amount > 9 CNY, and (Amount < 10 CNY, or Facts is given)",
        ),
        ("answer.late", "“答复”已逾期", "“Answer” is late"),
        (
            "is_set(owner) && is_set(opened_by) && owner != opened_by",
            "负责人已填，且登记人已填，且负责人不为登记人",
            "Owner is given, and whoever opened it is given, and Owner is not whoever opened it",
        ),
        (
            "amount * 2 + 1 > limit",
            "（金额 × 2） + 1 > 100（上限）",
            "(Amount × 2) + 1 > 100 (Limit)",
        ),
        (
            "(facts ?? \"\") == \"x\"",
            "情况（未填时按“”）为“x”",
            "Facts (if empty, “”) is “x”",
        ),
    ];
    for (when, zh, en) in cases {
        let page = guarded(when, Lang::Zh);
        let wanted = format!("若{zh}，转到“已结”。");
        assert!(page.contains(&wanted), "{when}: {wanted}\n{page}");
        let page = guarded(when, Lang::En);
        let wanted = format!("if {en}: on to “Closed”.");
        assert!(page.contains(&wanted), "{when}: {wanted}\n{page}");
    }
}

#[test]
fn a_record_begins_at_the_top_though_its_desk_wrote_that_state_last() {
    let page = described("mall/rectify", &["--lang", "zh"]);
    let heads = ["核实中", "已核实", "整改中", "待复查", "已办结"];
    let places = heads.map(|head| page.find(&format!("\n{head}\n-")).expect(head));
    assert!(places.is_sorted(), "{places:?}");
}

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::graph_svg;
use super::place::{Picture, Rect, place};
use super::sketch::{Sketch, sketch};
use crate::config::{Folder, load};
use crate::engine::Desk;
use crate::model::RevisionNo;
use crate::model::catalogue::Lang;

fn shipped() -> Folder {
    Folder::read(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn desk(folder: &Folder, name: &str) -> Arc<Desk> {
    let loaded = load(folder, &BTreeMap::new(), RevisionNo(1));
    let told = format!("{:?}", loaded.diagnostics);
    Arc::clone(loaded.desk(name).expect(&told))
}

/// A workflow of so many states that go on, skip ahead, fall back, wait and loop, in no order but always the same.
fn generated(states: usize) -> String {
    use std::fmt::Write;
    let mut seed = 7_usize;
    let mut next = |below: usize| {
        seed = (seed * 1_103_515_245 + 12_345) % (1 << 31);
        (seed >> 8) % below
    };
    let mut tasks = String::from("[task]\n");
    let mut places = String::from("[state]\n");
    let mut ways = String::from("[transition]\n");
    for at in 0..states {
        let label = [
            "核对材料",
            "现场勘查与处理",
            "等待客户确认",
            "主管审批",
            "回访",
        ][at % 5];
        if at + 1 == states || (at % 9 == 8) {
            writeln!(places, "s{at} = {{ final = true, label = \"结束 {at}\" }}").unwrap();
            continue;
        }
        writeln!(tasks, "t{at} = {{ who = \"=owner\", due = \"{} working days\", label = \"{label}\", outcomes = [\"on\", \"skip\", \"back\"] }}", at + 1).unwrap();
        writeln!(
            places,
            "s{at} = {{ opens = [\"t{at}\"], label = \"{label} {at}\" }}"
        )
        .unwrap();
        let on = if (at + 1) % 9 == 8 && at + 2 < states {
            at + 2
        } else {
            at + 1
        };
        let skip = (at + 1 + next(7)).min(states - 1);
        let back = at.saturating_sub(next(6));
        writeln!(
            ways,
            "on{at} = {{ from = \"s{at}\", on = \"t{at}.on\", to = \"s{on}\" }}"
        )
        .unwrap();
        writeln!(ways, "skip{at} = {{ from = \"s{at}\", on = \"t{at}.skip\", when = \"level > {at} && level < 100\", to = \"s{skip}\" }}").unwrap();
        writeln!(
            ways,
            "last{at} = {{ from = \"s{at}\", on = \"t{at}.skip\", to = \"s{}\" }}",
            at / 9 * 9 + 8.min(states - 1 - at / 9 * 9)
        )
        .unwrap();
        if back % 9 != 8 {
            writeln!(ways, "back{at} = {{ from = \"s{at}\", on = \"t{at}.back\", at_most = 3, to = \"s{back}\" }}").unwrap();
        }
        writeln!(
            ways,
            "stay{at} = {{ from = \"s{at}\", on = \"t{at}.back\", to = \"s{on}\" }}"
        )
        .unwrap();
    }
    format!(
        "label = \"四十个状态\"\ninitial = \"s0\"\ncode = \"B-{{n:4}}\"\n[field]\nlevel = {{ type = \"whole\", default = 0 }}\n{tasks}{places}{ways}"
    )
}

fn big() -> Arc<Desk> {
    let mut folder = shipped();
    folder.insert("workflows/fresh-bus/big.toml", generated(40));
    desk(&folder, "fresh-bus")
}

#[test]
fn look() {
    let out = std::env::var("GRAPH_OUT").unwrap_or_default();
    if out.is_empty() {
        return;
    }
    let desk_big = big();
    let big = desk_big
        .workflow(desk_big.names.find("big").unwrap())
        .unwrap();
    std::fs::write(
        format!("{out}/big.svg"),
        graph_svg(&desk_big, big, Lang::Zh),
    )
    .unwrap();
    let folder = shipped();
    for name in ["fresh-bus", "model-studio"] {
        let desk = desk(&folder, name);
        for workflow in desk.workflows.values() {
            for (lang, l) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
                let svg = graph_svg(&desk, workflow, lang);
                std::fs::write(
                    format!("{out}/{name}-{}-{l}.svg", desk.names.text(workflow.name)),
                    svg,
                )
                .unwrap();
            }
        }
    }
}

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::graph_svg;
use super::place::{Picture, Rect, place};
use super::sketch::{Block, Link, Look, Role, Row, Sketch, label_size, sketch};
use super::width::{shorten, width};
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

fn complaint(desk: &Desk) -> &crate::engine::Workflow {
    desk.workflow(desk.names.find("complaint").unwrap())
        .unwrap()
}

/// Everything that takes room, with what it is.
fn solid(picture: &Picture) -> Vec<(String, Rect)> {
    let blocks = picture
        .blocks
        .iter()
        .enumerate()
        .map(|(at, r)| (format!("block {at}"), *r));
    let labels = picture
        .labels
        .iter()
        .enumerate()
        .map(|(at, r)| (format!("label {at}"), *r));
    let loops = picture.loops.iter().enumerate();
    let loops = loops.filter_map(|(at, r)| r.map(|r| (format!("loop {at}"), r)));
    blocks.chain(labels).chain(loops).collect()
}

fn overlap(a: &Rect, b: &Rect) -> bool {
    a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom()
}

/// Points along a way, the curves as they are drawn.
fn along(points: &[(i64, i64)]) -> Vec<(i64, i64)> {
    let mut all = Vec::new();
    for (at, pair) in points.windows(2).enumerate() {
        let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
        let (c0, c1) = if at % 2 == 0 {
            ((x0, y0), (x1, y1))
        } else {
            ((x0, (y0 + y1) / 2), (x1, (y0 + y1) / 2))
        };
        for t in 0..=60_i64 {
            let s = 60 - t;
            let mix = |a: i64, b: i64, c: i64, d: i64| {
                (a * s * s * s + 3 * b * s * s * t + 3 * c * s * t * t + d * t * t * t)
                    / (60 * 60 * 60)
            };
            all.push((mix(x0, c0.0, c1.0, x1), mix(y0, c0.1, c1.1, y1)));
        }
    }
    all
}

/// What is wrong with a picture: things over each other, ways through what they do not belong to, loose ends.
fn faults(sketch: &Sketch, picture: &Picture) -> Vec<String> {
    let solid = solid(picture);
    let mut found = Vec::new();
    for (at, (name, rect)) in solid.iter().enumerate() {
        for (other, with) in &solid[at + 1..] {
            if overlap(rect, with) {
                found.push(format!("{name} {rect:?} lies over {other} {with:?}"));
            }
        }
        if rect.x < 0
            || rect.y < 0
            || rect.right() > picture.width
            || rect.bottom() > picture.height
        {
            found.push(format!("{name} {rect:?} lies outside"));
        }
    }
    for (at, (link, route)) in sketch.links.iter().zip(&picture.routes).enumerate() {
        let own = [
            format!("label {at}"),
            format!("block {}", link.from),
            format!("block {}", link.to),
        ];
        for (x, y) in along(&route.points) {
            for (name, r) in solid.iter().filter(|(name, _)| !own.contains(name)) {
                if x > r.x && x < r.right() && y > r.y && y < r.bottom() {
                    found.push(format!("way {at} goes through {name}"));
                }
            }
        }
        let (leaves, meets) = (route.points[0], *route.points.last().unwrap());
        let (from, to) = (picture.blocks[link.from], picture.blocks[link.to]);
        let (out, into) = if route.back {
            (from.y, to.bottom())
        } else {
            (from.bottom(), to.y)
        };
        let on = |x: i64, r: Rect| x >= r.x && x <= r.right();
        if leaves.1 != out || !on(leaves.0, from) || meets.1 != into || !on(meets.0, to) {
            found.push(format!("way {at} from {leaves:?} to {meets:?} hangs loose"));
        }
        let label = picture.labels[at];
        if !along(&route.points)
            .iter()
            .any(|(x, y)| on(*x, label) && *y >= label.y && *y <= label.bottom())
        {
            found.push(format!("way {at} passes its label by"));
        }
    }
    found.sort();
    found.dedup();
    found
}

fn is_well_formed(svg: &str) -> Vec<String> {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(svg);
    reader.config_mut().check_end_names = true;
    let mut texts = Vec::new();
    let mut open = 0;
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => break,
            Event::Start(tag) => {
                open += 1;
                tag.attributes().for_each(|a| drop(a.unwrap()));
            }
            Event::Empty(tag) => tag.attributes().for_each(|a| drop(a.unwrap())),
            Event::End(_) => open -= 1,
            Event::Text(text) => texts.push(text.decode().unwrap().trim().to_owned()),
            Event::GeneralRef(name) => texts.push(name.decode().unwrap().into_owned()),
            _ => {}
        }
    }
    assert_eq!(open, 0);
    texts.retain(|text| !text.is_empty());
    texts
}

#[test]
fn the_shipped_complaint_is_drawn_without_a_fault() {
    let desk = desk(&shipped(), "fresh-bus");
    for lang in [Lang::Zh, Lang::En] {
        let sketch = sketch(&desk, complaint(&desk), lang);
        assert_eq!(faults(&sketch, &place(&sketch)), Vec::<String>::new());
    }
    let texts = is_well_formed(&graph_svg(&desk, complaint(&desk), Lang::Zh));
    for text in [
        "已受理",
        "12 小时",
        "向客户确认 → 不满意",
        "至多 3 次",
        "5 个工作日后",
        "客户已回复",
    ] {
        assert!(texts.iter().any(|t| t == text), "{text} in {texts:?}");
    }
    let texts = is_well_formed(&graph_svg(&desk, complaint(&desk), Lang::En));
    for text in ["Received", "12h", "after 5 working days", "at most 3"] {
        assert!(texts.iter().any(|t| t == text), "{text} in {texts:?}");
    }
}

#[test]
fn what_comes_first_stands_above() {
    let desk = desk(&shipped(), "fresh-bus");
    let sketch = sketch(&desk, complaint(&desk), Lang::En);
    let picture = place(&sketch);
    let y = |head: &str| {
        let at = sketch
            .blocks
            .iter()
            .position(|b| b.head == head)
            .expect(head);
        picture.blocks[at].y
    };
    let way = [
        "Received",
        "Waiting for the decision",
        "Being handled",
        "Confirming with the customer",
        "Being archived",
        "Archived",
    ];
    assert!(way.windows(2).all(|two| y(two[0]) < y(two[1])));
    assert_eq!(sketch.blocks[0].look, Look::Initial);
    assert_eq!(sketch.blocks.iter().filter(|b| b.look.ends()).count(), 1);
}

#[test]
fn every_shipped_workflow_is_drawn_without_a_fault() {
    let folder = shipped();
    for name in ["fresh-bus", "model-studio"] {
        let desk = desk(&folder, name);
        for workflow in desk.workflows.values() {
            for lang in [Lang::Zh, Lang::En] {
                let sketch = sketch(&desk, workflow, lang);
                assert_eq!(faults(&sketch, &place(&sketch)), Vec::<String>::new());
                is_well_formed(&graph_svg(&desk, workflow, lang));
            }
        }
    }
}

#[test]
fn forty_states_are_drawn_without_a_fault() {
    let desk = big();
    let workflow = desk.workflow(desk.names.find("big").unwrap()).unwrap();
    let sketch = sketch(&desk, workflow, Lang::Zh);
    assert_eq!(sketch.blocks.len(), 40);
    assert!(sketch.links.len() > 100);
    assert_eq!(faults(&sketch, &place(&sketch)), Vec::<String>::new());
    let texts = is_well_formed(&graph_svg(&desk, workflow, Lang::Zh));
    assert!(texts.iter().any(|t| t.starts_with("[level")), "{texts:?}");
}

#[test]
fn the_same_rules_give_the_same_bytes() {
    let first = big();
    let again = big();
    let draw = |desk: &Desk| {
        graph_svg(
            desk,
            desk.workflow(desk.names.find("big").unwrap()).unwrap(),
            Lang::Zh,
        )
    };
    assert_eq!(draw(&first), draw(&again));
}

#[test]
fn a_desk_with_older_names_gets_the_same_picture() {
    let folder = shipped();
    let mut names = crate::model::Names::default();
    for name in ["archived", "waiting", "confirming", "handling", "deciding"] {
        names.intern(name);
    }
    let known = BTreeMap::from([("fresh-bus".to_owned(), names)]);
    let loaded = load(&folder, &known, RevisionNo(2));
    let older = loaded.desk("fresh-bus").unwrap();
    let newer = desk(&folder, "fresh-bus");
    assert_eq!(
        graph_svg(older, complaint(older), Lang::Zh),
        graph_svg(&newer, complaint(&newer), Lang::Zh)
    );
}

#[test]
fn any_state_and_staying_are_drawn() {
    let mut folder = shipped();
    folder.insert(
        "workflows/fresh-bus/small.toml",
        r#"label = "a < b & \"c\""
initial = "open_one"
code = "S-{n:4}"
[event]
note = { who = ["specialist"] }
withdraw = { who = ["specialist"] }
[state]
open_one = { label = "开" }
gone = { final = true, label = "撤" }
[transition]
noted = { from = "open_one", on = "note", stay = true }
withdrawn = { from = "*", on = "withdraw", to = "gone" }
"#,
    );
    let desk = desk(&folder, "fresh-bus");
    let workflow = desk.workflow(desk.names.find("small").unwrap()).unwrap();
    let sketch = sketch(&desk, workflow, Lang::Zh);
    assert_eq!(sketch.blocks.len(), 3);
    assert_eq!(sketch.blocks[2].look, Look::Any);
    assert_eq!((sketch.links[0].from, sketch.links[0].to), (2, 1));
    assert_eq!(sketch.blocks[0].rows[0].role, Role::Stays);
    assert_eq!(faults(&sketch, &place(&sketch)), Vec::<String>::new());
    let texts = is_well_formed(&graph_svg(&desk, workflow, Lang::Zh));
    assert!(
        texts.contains(&"lt".to_owned()) && texts.contains(&"amp".to_owned()),
        "{texts:?}"
    );
}

#[test]
fn chinese_is_twice_as_wide() {
    assert!(width("客户投诉", 12) >= 48);
    assert!(width("abcd", 12) <= 30);
    let text = "向客户确认之后仍不满意的投诉";
    let short = shorten(text, 80, 12);
    assert!(short.ends_with('…') && width(&short, 12) <= 80, "{short}");
    assert_eq!(shorten("a \n  b", 80, 12), "a b");
}

mod any_graph {
    use proptest::prelude::*;

    use super::*;

    fn row(chars: usize) -> Row {
        Row {
            text: "字".repeat(chars),
            aside: String::new(),
            role: Role::Trigger,
        }
    }

    prop_compose! {
        fn sketches()(count in 1_usize..14)(
            sizes in prop::collection::vec((90_i32..260, 34_i32..120, prop::bool::weighted(0.2)), count),
            pairs in prop::collection::btree_map((0..count, 0..count), (1_usize..14, 1_usize..4), 0..30),
        ) -> Sketch {
            let links: Vec<Link> = pairs
                .into_iter()
                .filter(|((from, to), _)| from != to)
                .map(|((from, to), (chars, lines))| Link { from, to, rows: vec![row(chars); lines] })
                .collect();
            let blocks = sizes.into_iter().enumerate().map(|(at, (width, height, again))| {
                let arrows = links.iter().filter(|l| l.from == at || l.to == at).count();
                let again = if again { vec![row(6)] } else { Vec::new() };
                Block {
                    head: format!("{at}"),
                    look: if at == 0 { Look::Initial } else { Look::Middle },
                    rows: Vec::new(),
                    width: width.max(i32::try_from(arrows).unwrap() * 18 + 24),
                    height: height.max(label_size(&again).1),
                    again,
                }
            }).collect();
            Sketch { title: String::new(), note: String::new(), blocks, links }
        }
    }

    proptest! {
        #[test]
        fn nothing_lies_over_anything(sketch in sketches()) {
            prop_assert_eq!(faults(&sketch, &place(&sketch)), Vec::<String>::new());
        }

        #[test]
        fn no_way_of_spreading_is_nearer(
            wishes in prop::collection::vec((-50_i64..50, 1_i64..20), 1..5),
            tried in prop::collection::vec(-60_i64..60, 5),
        ) {
            use super::super::spread::{Wish, spread};
            let wishes: Vec<Wish> = wishes.into_iter().map(|(at, gap)| Wish { at: at * 64, weight: 1, gap: gap * 64 }).collect();
            let keeps = |xs: &[i64]| xs.windows(2).zip(&wishes[1..]).all(|(two, wish)| two[1] - two[0] >= wish.gap);
            let cost = |xs: &[i64]| xs.iter().zip(&wishes).map(|(x, w)| (x - w.at).pow(2)).sum::<i64>();
            let best = spread(&wishes);
            prop_assert!(keeps(&best));
            let tried: Vec<i64> = tried.iter().take(wishes.len()).map(|x| x * 64).collect();
            // Whole numbers are off by less than one each.
            let slack = i64::try_from(wishes.len()).unwrap() * 64 * 8;
            prop_assert!(!keeps(&tried) || cost(&best) <= cost(&tried) + slack);
        }
    }
}

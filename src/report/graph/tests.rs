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

#[test]
fn look() {
    let out = std::env::var("GRAPH_OUT").unwrap_or_default();
    if out.is_empty() { return; }
    let folder = shipped();
    for name in ["fresh-bus", "model-studio"] {
        let desk = desk(&folder, name);
        for workflow in desk.workflows.values() {
            for (lang, l) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
                let svg = graph_svg(&desk, workflow, lang);
                std::fs::write(format!("{out}/{name}-{}-{l}.svg", desk.names.text(workflow.name)), svg).unwrap();
            }
        }
    }
}

//! The SVG itself. Its style stands in it once, with colours for light and for dark pages; a reader's browser chooses.

use super::place::{Picture, Rect, Route};
use super::sketch::{
    Block, HEAD, HEAD_HEIGHT, LABEL_PAD, LINE, Look, PAD, Role, Row, Sketch, TITLE,
};
use crate::model::markup::escaped;

const STYLE: &str = "\
text{font-family:system-ui,-apple-system,'Segoe UI','Noto Sans','PingFang SC','Hiragino Sans GB','Microsoft YaHei',\
'Noto Sans CJK SC','Source Han Sans SC','WenQuanYi Micro Hei',sans-serif;fill:#1f2328;white-space:pre}
.page{fill:#ffffff}
.title{font-size:17px;font-weight:600}
.head{font-size:15px;font-weight:600}
.small{font-size:12px}
.faint{fill:#59636e}
.box{fill:#f6f8fa;stroke:#57606a;stroke-width:1.3}
.start{fill:#e3f1ff;stroke:#0969da}
.end{fill:#e2f7e7;stroke:#1a7f37}
.inner{fill:none}
.any{fill:#ffffff;stroke-dasharray:5 4}
.rule{stroke:#d0d7de}
.way{fill:none;stroke:#57606a;stroke-width:1.4}
.tip{fill:#57606a}
.label{fill:#ffffff;stroke:#d0d7de}
.up{stroke:#a3570a}
.tip-up{fill:#a3570a}
.label-up{fill:#fffaf2;stroke:#e5c69c}
.dot{fill:#0969da}
@media (prefers-color-scheme:dark){
text{fill:#e6edf3}
.page{fill:#0d1117}
.faint{fill:#9aa4af}
.box{fill:#161b22;stroke:#8b949e}
.start{fill:#10243e;stroke:#58a6ff}
.end{fill:#10291a;stroke:#3fb950}
.inner{fill:none}
.any{fill:#0d1117}
.rule{stroke:#30363d}
.way{stroke:#8b949e}
.tip{fill:#8b949e}
.label{fill:#0d1117;stroke:#30363d}
.up{stroke:#d9a05b}
.tip-up{fill:#d9a05b}
.label-up{fill:#1d160d;stroke:#5a4325}
.dot{fill:#58a6ff}
}
";

/// From a row's upper side to the line its letters stand on.
const BASE: i64 = 13;

/// Writes the picture.
pub(super) fn draw(sketch: &Sketch, picture: &Picture) -> String {
    let mut svg = Svg::default();
    let (w, h) = (picture.width, picture.height);
    svg.line(&format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" role=\"img\">"
    ));
    svg.line(&format!("<title>{}</title>", escaped(&sketch.title)));
    svg.line(&format!("<style>\n{STYLE}</style>"));
    svg.line("<defs>");
    svg.tip("tip", "tip");
    svg.tip("tip-up", "tip-up");
    svg.line("</defs>");
    svg.line(&format!(
        "<rect class=\"page\" width=\"{w}\" height=\"{h}\"/>"
    ));
    let y = 24 + i64::from(TITLE);
    svg.text("title", (24, y), Anchor::Start, &sketch.title);
    svg.text("small faint", (24, y + 22), Anchor::Start, &sketch.note);
    for route in &picture.routes {
        svg.route(route);
    }
    for (block, rect) in sketch.blocks.iter().zip(&picture.blocks) {
        svg.block(block, *rect);
    }
    for (link, (rect, route)) in sketch
        .links
        .iter()
        .zip(picture.labels.iter().zip(&picture.routes))
    {
        let class = if route.back {
            "label label-up"
        } else {
            "label"
        };
        svg.label(&link.rows, *rect, class);
    }
    let blocks = sketch.blocks.iter().zip(&picture.blocks);
    for ((block, rect), again) in blocks.zip(&picture.loops) {
        if let Some(label) = again {
            svg.again(*rect);
            svg.label(&block.again, *label, "label label-up");
        }
    }
    svg.line("</svg>");
    svg.text
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Anchor {
    Start,
    Middle,
    End,
}

#[derive(Debug, Default)]
struct Svg {
    text: String,
}

impl Svg {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn tip(&mut self, id: &str, class: &str) {
        self.line(&format!(
            "<marker id=\"{id}\" viewBox=\"0 0 10 10\" refX=\"9.4\" refY=\"5\" markerWidth=\"9\" markerHeight=\"9\" \
             markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"{class}\" d=\"M0 0.8 L10 5 L0 9.2 L2.4 5 Z\"/></marker>"
        ));
    }

    fn text(&mut self, class: &str, (x, y): (i64, i64), anchor: Anchor, text: &str) {
        if text.is_empty() {
            return;
        }
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let text = escaped(text);
        self.line(&format!(
            "<text class=\"{class}\" x=\"{x}\" y=\"{y}\"{anchor}>{text}</text>"
        ));
    }

    fn rect(&mut self, class: &str, rect: Rect, radius: i64) {
        let Rect { x, y, w, h } = rect;
        self.line(&format!(
            "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" rx=\"{radius}\"/>"
        ));
    }

    fn way(&mut self, path: &str, back: bool) {
        let (class, tip) = if back {
            ("way up", "tip-up")
        } else {
            ("way", "tip")
        };
        self.line(&format!(
            "<path class=\"{class}\" d=\"{path}\" marker-end=\"url(#{tip})\"/>"
        ));
    }

    fn route(&mut self, route: &Route) {
        let mut path = String::new();
        let mut before: Option<(i64, i64)> = None;
        for (at, (x, y)) in route.points.iter().enumerate() {
            match before {
                None => path.push_str(&format!("M{x} {y}")),
                Some(same) if same == (*x, *y) => {}
                Some((x0, y0)) if at % 2 == 0 && x0 != *x => {
                    let middle = (y0 + y) / 2;
                    path.push_str(&format!(" C{x0} {middle} {x} {middle} {x} {y}"));
                }
                Some(_) => path.push_str(&format!(" L{x} {y}")),
            }
            before = Some((*x, *y));
        }
        self.way(&path, route.back);
    }

    fn again(&mut self, rect: Rect) {
        let (x, y) = (rect.right(), rect.middle());
        let out = x + 34;
        self.way(
            &format!(
                "M{x} {} C{out} {} {out} {} {x} {}",
                y - 9,
                y - 15,
                y + 15,
                y + 9
            ),
            true,
        );
    }

    fn block(&mut self, block: &Block, rect: Rect) {
        let class = match block.look {
            Look::Initial => "box start",
            Look::Middle => "box",
            Look::Final | Look::InitialFinal => "box end",
            Look::Any => "box any",
        };
        self.rect(class, rect, 9);
        if block.look.ends() {
            let inner = Rect {
                x: rect.x + 3,
                y: rect.y + 3,
                w: rect.w - 6,
                h: rect.h - 6,
            };
            self.rect(&format!("{class} inner"), inner, 6);
        }
        if block.look.starts() {
            let y = rect.middle();
            self.line(&format!(
                "<circle class=\"dot\" cx=\"{}\" cy=\"{y}\" r=\"5\"/>",
                rect.x - 29
            ));
            self.way(&format!("M{} {y} L{} {y}", rect.x - 24, rect.x), false);
        }
        let free = rect.h - i64::from(HEAD_HEIGHT) - 2;
        let high = if block.rows.is_empty() {
            rect.h
        } else {
            i64::from(HEAD_HEIGHT)
        };
        let base = rect.y + high / 2 + i64::from(HEAD) * 36 / 100;
        let middle = rect.x + rect.w / 2;
        self.text("head", (middle, base), Anchor::Middle, &block.head);
        if !block.rows.is_empty() && free > 0 {
            let y = rect.y + i64::from(HEAD_HEIGHT);
            let (x1, x2) = (rect.x + i64::from(PAD), rect.right() - i64::from(PAD));
            self.line(&format!("<path class=\"rule\" d=\"M{x1} {y} L{x2} {y}\"/>"));
            self.rows(&block.rows, (x1, x2), y + 4);
        }
    }

    fn label(&mut self, rows: &[Row], rect: Rect, class: &str) {
        self.rect(class, rect, 7);
        let pad = i64::from(LABEL_PAD);
        self.rows(rows, (rect.x + pad, rect.right() - pad), rect.y + pad - 2);
    }

    fn rows(&mut self, rows: &[Row], (left, right): (i64, i64), top: i64) {
        let mut y = top + BASE;
        for row in rows {
            let class = match row.role {
                Role::Task | Role::Trigger => "small",
                Role::Guard | Role::Stays => "small faint",
            };
            self.text(class, (left, y), Anchor::Start, &row.text);
            self.text("small faint", (right, y), Anchor::End, &row.aside);
            y += i64::from(LINE);
        }
    }
}

//! The rules a desk can call: its own `.rhai` files, and the common ones it does not shadow.

use std::collections::BTreeSet;

use super::declare::DeskDecl;
use super::diagnostic::{Diagnostic, Diagnostics};
use super::docs::{COMMON, Docs};
use super::faults;
use super::source::Span;
use crate::lang::{Fault, RuleFault, RuleSet};
use crate::model::catalogue::{self, Lang};

/// No rules yet.
pub(crate) fn none() -> RuleSet {
    RuleSet::compile(&[], &[]).0
}

/// The paths of the rule files of a desk, the desk's own in place of common ones of the same name.
pub(crate) fn paths(desk: &str, docs: &Docs<'_>) -> Vec<String> {
    let mut paths = Vec::new();
    let own = docs.stems(&format!("rules/{desk}"), ".rhai");
    for stem in docs.stems(&format!("rules/{COMMON}"), ".rhai") {
        if !own.contains(&stem) {
            paths.push(format!("rules/{COMMON}/{stem}.rhai"));
        }
    }
    paths.extend(own.iter().map(|stem| format!("rules/{desk}/{stem}.rhai")));
    paths
}

/// The params the common flows declare. A common rule may read them in a desk that takes none of these flows, or whose
/// own file cannot be read: there nobody calls it.
fn common_params<'d>(docs: &'d Docs<'_>) -> impl Iterator<Item = String> + 'd {
    let folder = format!("workflows/{COMMON}");
    let stems = docs.stems(&folder, ".toml").into_iter();
    let found = stems.filter_map(move |stem| docs.read_before(&format!("{folder}/{stem}.toml")));
    let params = found.filter_map(|doc| doc.root.entries()?.get("param")?.node.entries());
    params.flat_map(|params| params.keys().cloned())
}

/// Compiles the rules. Params of the desk, of every workflow and of the common flows are known to them by name.
pub(crate) fn compile(decl: &mut DeskDecl<'_>, docs: &mut Docs<'_>, found: &mut Diagnostics) {
    let mut params: BTreeSet<String> = common_params(docs).collect();
    for flow in decl.flows.values() {
        params.extend(flow.params.keys().cloned());
    }
    let params: Vec<String> = params.into_iter().collect();
    let paths = paths(&decl.name, docs);
    for path in &paths {
        let _ = docs.text(path);
    }
    let texts: Vec<(&str, &str)> = paths
        .iter()
        .filter_map(|path| Some((path.as_str(), docs.sources.text(docs.sources.find(path)?))))
        .collect();
    let (rules, wrong) = RuleSet::compile(&texts, &params);
    decl.rules_broken = !wrong.is_empty();
    // A broken file may declare the params a rule reads.
    let blind = docs.found.is_broken_below(&docs.sources, &decl.name);
    for fault in wrong
        .iter()
        .filter(|fault| !(blind && fault.id == "unknown-name"))
    {
        if let Some(source) = docs.sources.find(&fault.path) {
            let span = Span {
                source,
                start: fault.at.start,
                end: fault.at.end,
            };
            found.push(told(fault, span));
        }
    }
    decl.rules = rules;
}

fn told(fault: &RuleFault, span: Span) -> Diagnostic {
    let arg = |name: &str| {
        let found = fault.args.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.clone())
    };
    let said = |names: &[&str]| names.iter().find_map(|name| arg(name)).unwrap_or_default();
    match fault.id {
        "rule-syntax" if said(&["reason"]) == "twice" => {
            Diagnostic::new("duplicate-key", span).with("key", said(&["sign"]))
        }
        "rule-syntax" if said(&["reason"]) == "denied" => {
            Diagnostic::new("rhai-not-allowed", span).with("what", said(&["sign"]))
        }
        "rule-syntax" | "rule-statement" => {
            let told = Diagnostic::new("rhai-syntax", span);
            let reason = match fault.id {
                "rule-statement" => "outside".to_owned(),
                _ => said(&["reason"]),
            };
            let word = format!("rhai-{reason}");
            if catalogue::find(&word).is_none() {
                return told.with("detail", said(&["detail"]));
            }
            let sign = said(&["sign", "word"]);
            let detail = |lang| catalogue::message(&word, lang, &[("sign", &sign)]);
            told.both("detail", &detail(Lang::Zh), &detail(Lang::En))
        }
        "unknown-function" => Diagnostic::new("rhai-unknown-function", span)
            .with("name", said(&["function", "name"]))
            .with("count", said(&["got", "count"]))
            .maybe("near", arg("nearest").or_else(|| fault.help.clone())),
        "unknown-name" => Diagnostic::new("rhai-unknown-variable", span)
            .with("name", said(&["name"]))
            .maybe("near", arg("nearest").or_else(|| fault.help.clone())),
        "reserved-name" => Diagnostic::new("reserved-name", span)
            .with("name", said(&["name"]))
            .word("kind", "rule")
            .with("near", format!("{}_", said(&["name"]))),
        "duplicate-key" => {
            Diagnostic::new("duplicate-key", span).with("key", said(&["key", "name", "rule"]))
        }
        "decimal-case" => {
            Diagnostic::new("rhai-not-allowed", span).with("what", said(&["what", "case"]))
        }
        id => {
            let same = Fault {
                id,
                args: fault.args.clone(),
                at: fault.at.clone(),
                help: fault.help.clone(),
            };
            faults::told(&same, span)
        }
    }
}

//! Files of rules while they are read: their functions put together, what they use checked, what they read gathered.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rhai::AST;

use super::super::fault::nearest;
use super::super::functions::is_function;
use super::super::sandbox::{self, RULE_FUNCTIONS};
use super::super::script::{self, Defined, Script};
use super::super::types::{RuleId, Typed};
use super::{Part, PartRead, Rule, RuleFault};

/// A file as read, with the faults found in it so far.
pub(super) struct Loading<'a> {
    params: &'a [String],
    pub(super) faults: Vec<RuleFault>,
    found: BTreeMap<String, (String, Defined)>,
    pub(super) broken: BTreeSet<String>,
    order: Vec<String>,
}

impl<'a> Loading<'a> {
    pub(super) fn new(params: &'a [String]) -> Loading<'a> {
        Loading {
            params,
            faults: Vec::new(),
            found: BTreeMap::new(),
            broken: BTreeSet::new(),
            order: Vec::new(),
        }
    }

    pub(super) fn fault(
        &mut self,
        path: &str,
        id: &'static str,
        at: Range<usize>,
        fill: impl FnOnce(&mut RuleFault),
    ) {
        let mut fault = RuleFault {
            path: path.to_owned(),
            at,
            id,
            args: Vec::new(),
            help: None,
        };
        fill(&mut fault);
        self.faults.push(fault);
    }

    /// Takes over the functions of a file; gives those that have a name of their own.
    pub(super) fn take(&mut self, path: &str, text: &str, script: Script) -> AST {
        if let Some(at) = script.loose {
            let word = text.get(at.clone()).unwrap_or("").to_owned();
            self.fault(path, "rule-statement", at, |fault| {
                fault.args.push(("word", word));
            });
        }
        for at in script.decimal_cases {
            let case = text.get(at.clone()).unwrap_or("").to_owned();
            self.fault(path, "decimal-case", at, |fault| {
                fault
                    .args
                    .push(("case", format!("switch … {{ {case} => …")));
            });
        }
        let mut kept = BTreeSet::new();
        for function in script.functions {
            let name = function.name.clone();
            let known = RULE_FUNCTIONS.iter().any(|(known, _)| *known == name);
            if known || is_function(&name) {
                self.fault(path, "reserved-name", function.at, |fault| {
                    fault.args.push(("name", name));
                });
                continue;
            }
            if let Some((other, first)) = self.found.get(&name) {
                let first = format!("{other}:{}", first.line);
                self.fault(path, "duplicate-key", function.at, |fault| {
                    fault.args.push(("name", name));
                    fault.args.push(("first", first));
                });
                continue;
            }
            kept.insert(name.clone());
            self.order.push(name.clone());
            self.found.insert(name, (path.to_owned(), function));
        }
        let mut tree = script.tree.clone_functions_only();
        tree.retain_functions(|_, _, name, _| kept.contains(name));
        tree
    }

    /// Reports names and functions that nobody declares.
    pub(super) fn check_uses(&mut self) {
        let mut faults = Vec::new();
        for name in &self.order {
            let Some((path, function)) = self.found.get(name) else {
                continue;
            };
            let fault = |id, at: &Range<usize>, args, help| RuleFault {
                path: path.clone(),
                at: at.clone(),
                id,
                args,
                help,
            };
            for used in &function.outside {
                if !self.params.contains(&used.name) {
                    let known = self.params.iter().chain(&function.params);
                    let near = nearest(&used.name, known.map(String::as_str));
                    faults.push(fault(
                        "unknown-name",
                        &used.at,
                        vec![("name", used.name.clone())],
                        near,
                    ));
                }
            }
            for call in &function.calls {
                let own = self
                    .found
                    .get(&call.name)
                    .map(|(_, own)| vec![own.params.len()]);
                let built_in = RULE_FUNCTIONS.iter().find(|(known, _)| *known == call.name);
                match own.or(built_in.map(|(_, counts)| counts.to_vec())) {
                    Some(counts) if counts.contains(&call.args) => {}
                    Some(counts) => {
                        let wanted: Vec<String> = counts.iter().map(usize::to_string).collect();
                        let args = vec![
                            ("function", call.name.clone()),
                            ("wanted", wanted.join(" | ")),
                            ("got", call.args.to_string()),
                        ];
                        faults.push(fault("wrong-arguments", &call.at, args, None));
                    }
                    None if self.broken.contains(&call.name) => {}
                    None => {
                        let known = RULE_FUNCTIONS.iter().map(|(known, _)| *known);
                        let near = nearest(
                            &call.name,
                            known.chain(self.found.keys().map(String::as_str)),
                        );
                        let args = vec![
                            ("function", call.name.clone()),
                            ("got", call.args.to_string()),
                        ];
                        faults.push(fault("unknown-function", &call.at, args, near));
                    }
                }
            }
        }
        faults.dedup();
        self.faults.append(&mut faults);
    }

    pub(super) fn finish(&mut self) -> Vec<Rule> {
        let order = std::mem::take(&mut self.order);
        let read: Vec<Vec<String>> = order.iter().map(|name| self.params_read(name)).collect();
        let parts: Vec<Vec<PartRead>> = order
            .iter()
            .map(|name| self.parts_read(name, &mut Vec::new()))
            .collect();
        let mut rules = Vec::new();
        for ((name, params_read), reads) in order.into_iter().zip(read).zip(parts) {
            let Some((path, function)) = self.found.remove(&name) else {
                continue;
            };
            let id = RuleId(u16::try_from(rules.len()).unwrap_or(u16::MAX));
            rules.push(Rule {
                id,
                name,
                params: function.params,
                path,
                line: function.line,
                returns: Typed {
                    ty: function.returns,
                    maybe_empty: function.maybe_empty,
                },
                literals: function.literals,
                reads,
                params_read,
            });
        }
        rules
    }

    /// What a rule reads of its arguments; `above` are the rules that hand theirs to it.
    fn parts_read(&self, name: &str, above: &mut Vec<String>) -> Vec<PartRead> {
        let Some((file, function)) = self.found.get(name) else {
            return Vec::new();
        };
        if above.iter().any(|known| known == name) || above.len() >= sandbox::MAX_DEPTH {
            return Vec::new();
        }
        let located = |path: &script::Path| -> Vec<Part> {
            let parts = path.iter().map(|(name, at)| Part {
                name: name.clone(),
                file: file.clone(),
                at: at.clone(),
            });
            parts.collect()
        };
        let mut reads: Vec<PartRead> = Vec::new();
        for (of, path) in &function.reads {
            reads.push(PartRead {
                of: *of,
                path: located(path),
            });
        }
        above.push(name.to_owned());
        for handed in &function.hands {
            for read in self.parts_read(&handed.to, above) {
                if read.of == handed.place {
                    let mut path = located(&handed.path);
                    path.extend(read.path);
                    reads.push(PartRead {
                        of: handed.of,
                        path,
                    });
                }
            }
        }
        above.pop();
        reads.dedup();
        reads
    }

    fn params_read(&self, name: &str) -> Vec<String> {
        let mut seen = BTreeSet::new();
        let mut todo = vec![name.to_owned()];
        let mut read = BTreeSet::new();
        while let Some(next) = todo.pop() {
            let Some((_, function)) = self.found.get(&next) else {
                continue;
            };
            if !seen.insert(next) {
                continue;
            }
            let known = |used: &&script::Use| self.params.contains(&used.name);
            read.extend(
                function
                    .outside
                    .iter()
                    .filter(known)
                    .map(|used| used.name.clone()),
            );
            todo.extend(function.calls.iter().map(|call| call.name.clone()));
        }
        read.into_iter().collect()
    }
}

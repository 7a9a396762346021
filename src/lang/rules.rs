//! The rules of a desk: rhai functions, compiled once, checked at load, called with values.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rhai::{AST, CallFnOptions, Dynamic, Engine, EvalAltResult, Position, Scope as Variables};

use crate::model::{Names, RecordNo, Value};

use super::dynamic::{Argument, argument, from_dynamic, to_dynamic};
use super::sandbox::{self, Known, bounded};
use super::script;
use super::types::{EvalError, RuleId, Type, Typed};
use loading::Loading;

/// A fault in a file of rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleFault {
    /// The file.
    pub path: String,
    /// The bytes of its text to underline.
    pub at: Range<usize>,
    /// Which message: `rule-syntax`, `rule-statement`, `reserved-name`, `duplicate-key`, `unknown-function`,
    /// `wrong-arguments`, `unknown-name`, `decimal-case`.
    pub id: &'static str,
    /// What the message is filled with, by name.
    pub args: Vec<(&'static str, String)>,
    /// Text that can be pasted in place of the underlined one.
    pub help: Option<String>,
}

/// A rule as declared.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its number.
    pub id: RuleId,
    /// Its name.
    pub name: String,
    /// The names of its arguments.
    pub params: Vec<String>,
    /// The file it stands in.
    pub path: String,
    /// The line it begins on, from 1.
    pub line: usize,
    /// What it returns when no argument is empty, where that is plain to see.
    pub returns: Typed,
    /// All its results with their places, where every one is a text written out; else none.
    pub literals: Vec<(String, Range<usize>)>,
    /// What it reads of its arguments, as far as it is plain to see, also through the rules it hands them to.
    pub reads: Vec<PartRead>,
    /// The desk's params it reads, also through the rules it calls.
    params_read: Vec<String>,
}

/// What a rule reads of an argument: `employee.grade.label`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartRead {
    /// The argument's place.
    pub of: usize,
    /// The names one after the other.
    pub path: Vec<Part>,
}

/// A name behind a point, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The name.
    pub name: String,
    /// The file.
    pub file: String,
    /// The bytes of its text.
    pub at: Range<usize>,
}

/// The rules of one desk.
pub struct RuleSet {
    engine: Engine,
    tree: AST,
    rules: Vec<Rule>,
    broken: BTreeSet<String>,
}

impl std::fmt::Debug for RuleSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RuleSet")
            .field("rules", &self.rules)
            .field("broken", &self.broken)
            .finish_non_exhaustive()
    }
}

/// What a rule may ask of a record by name.
pub type Records<'a> = &'a dyn Fn(RecordNo, &str) -> Result<Option<Argument>, EvalError>;

impl RuleSet {
    /// Compiles the rules of a desk from its files (path and text); `params` are the names of the desk's params. What
    /// has a fault is left out of the set.
    #[must_use]
    pub fn compile(files: &[(&str, &str)], params: &[String]) -> (RuleSet, Vec<RuleFault>) {
        let engine = sandbox::engine();
        let mut loading = Loading::new(params);
        let mut tree = AST::empty();
        for (path, text) in files {
            match script::read(&engine, text) {
                Ok(script) => {
                    let functions = loading.take(path, text, script);
                    tree.combine(functions);
                }
                Err(unreadable) => {
                    loading.broken.extend(unreadable.functions);
                    loading.fault(path, "rule-syntax", unreadable.at, |fault| {
                        fault.args.push(("reason", unreadable.reason.to_owned()));
                        fault.args.push(("sign", unreadable.sign));
                        fault.args.push(("detail", unreadable.why));
                    });
                }
            }
        }
        loading.check_uses();
        let rules = loading.finish();
        let set = RuleSet {
            engine,
            tree,
            rules,
            broken: loading.broken,
        };
        (set, loading.faults)
    }

    /// All rules, by number.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter()
    }

    /// A rule by name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.name == name)
    }

    /// A rule by number.
    #[must_use]
    pub fn rule(&self, id: RuleId) -> Option<&Rule> {
        self.rules.get(usize::from(id.0))
    }

    /// Whether a name belongs to a rule that has a fault of its own.
    #[must_use]
    pub fn is_broken(&self, name: &str) -> bool {
        self.broken.contains(name)
    }

    /// The desk's params a rule reads, also through the rules it calls.
    #[must_use]
    pub fn params_read(&self, id: RuleId) -> &[String] {
        self.rule(id).map_or(&[], |rule| &rule.params_read)
    }

    /// Calls a rule with values as they are: see [`RuleSet::call_with`].
    ///
    /// # Errors
    /// When the rule fails, exceeds its limits or gives what no value can be.
    pub fn call(
        &self,
        id: RuleId,
        args: &[Value],
        params: &[(String, Value)],
        names: &Names,
        records: Records<'_>,
    ) -> Result<Value, EvalError> {
        let args: Vec<Argument> = args.iter().cloned().map(Argument::Value).collect();
        self.call_with(id, &args, params, names, records)
    }

    /// Calls a rule. A choice is handed over as its text and text comes back as text: see [`super::coerce`]; a row of a
    /// list is a map. Where an argument is empty the result is empty and nothing is called. What the rule reads of a record
    /// is asked of `records`, which gives `None` for what such a record does not have.
    ///
    /// # Errors
    /// As [`RuleSet::call`].
    pub fn call_with(
        &self,
        id: RuleId,
        args: &[Argument],
        params: &[(String, Value)],
        names: &Names,
        records: Records<'_>,
    ) -> Result<Value, EvalError> {
        let Some(rule) = self.rule(id) else {
            return Err(EvalError::Rule {
                rule: format!("#{}", id.0),
                line: 0,
                why: "there is no such rule".to_owned(),
            });
        };
        let empty = |arg: &Argument| matches!(arg, Argument::Value(value) if value.is_empty());
        if args.iter().any(empty) {
            return Ok(Value::Empty);
        }
        let args: Vec<Dynamic> = args.iter().map(|arg| argument(arg, names)).collect();
        let params: BTreeMap<String, Dynamic> = params
            .iter()
            .map(|(name, value)| (name.clone(), to_dynamic(value, names)))
            .collect();
        let mut known = Known::new();
        let result = loop {
            let (result, seen, wanted) =
                bounded(params.clone(), known, || self.run(rule, args.clone()));
            known = seen;
            // A rule is pure: what it wanted to know is looked up, and it is called again.
            let Some((record, name)) = wanted else {
                break result;
            };
            if known.len() >= sandbox::MAX_PROPERTIES {
                return Err(EvalError::Rule {
                    rule: rule.name.clone(),
                    line: 0,
                    why: format!(
                        "it reads more than {} values of records",
                        sandbox::MAX_PROPERTIES
                    ),
                });
            }
            let value = records(record, &name)?;
            known.insert((record, name), value.map(|value| argument(&value, names)));
        };
        match result {
            Ok(value) => from_dynamic(value).map_err(|error| match error {
                EvalError::Type { got, wanted, .. } => EvalError::Type {
                    what: rule.name.clone(),
                    got,
                    wanted,
                },
                other => other,
            }),
            Err(error) => Err(self.failed(rule, *error)),
        }
    }

    fn run(&self, rule: &Rule, args: Vec<Dynamic>) -> Result<Dynamic, Box<EvalAltResult>> {
        self.engine.call_fn_with_options::<Dynamic>(
            CallFnOptions::new().eval_ast(false),
            &mut Variables::new(),
            &self.tree,
            &rule.name,
            args,
        )
    }

    /// Names the innermost rule and line an error came from.
    fn failed(&self, called: &Rule, error: EvalAltResult) -> EvalError {
        let mut rule = called.name.clone();
        let mut at = Position::NONE;
        let mut error = error;
        while let EvalAltResult::ErrorInFunctionCall(name, _, inner, position) = error {
            if self.find(&name).is_some() {
                rule = name;
            }
            at = position;
            error = *inner;
        }
        if !error.position().is_none() {
            at = error.position();
        }
        let why = match &error {
            EvalAltResult::ErrorTerminated(..) => {
                format!("it takes more than {} operations", sandbox::MAX_OPERATIONS)
            }
            EvalAltResult::ErrorStackOverflow(_) => {
                format!(
                    "rules call each other more than {} deep",
                    sandbox::MAX_DEPTH
                )
            }
            EvalAltResult::ErrorRuntime(why, _) => why.to_string(),
            EvalAltResult::ErrorVariableNotFound(name, _) => {
                format!("`{name}` has no value here")
            }
            other => {
                let mut bare = other.to_string();
                if let Some(cut) = bare.rfind(" (line ") {
                    bare.truncate(cut);
                }
                bare
            }
        };
        EvalError::Rule {
            rule,
            line: at.line().unwrap_or(0),
            why,
        }
    }
}

/// The type a rule's texts have when a choice is wanted of it: its literals that the choice does not declare.
#[must_use]
pub fn undeclared<'r>(rule: &'r Rule, wanted: &Type) -> Vec<&'r (String, Range<usize>)> {
    let Type::Choice(choices) = wanted else {
        return Vec::new();
    };
    rule.literals
        .iter()
        .filter(|(text, _)| choices.find(text).is_none())
        .collect()
}

mod loading;
#[cfg(test)]
mod tests;

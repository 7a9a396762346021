//! The type check of calls: built-in functions, counts over relations, rules.

use std::ops::Range;

use super::check::{Checked, Checker, Facts, made, mismatch};
use super::compile::constant;
use super::expr::{Called, Node, Op};
use super::fault::Fault;
use super::functions::FUNCTIONS;
use super::native::Native;
use super::path::SILENT;
use super::scope::Binding;
use super::syntax::{Kind, Name, Syn};
use super::types::{Among, Only, Related, Type, Typed};
use super::values::{is_numeric, read_text, type_name};

/// Functions the language keeps for itself: the check says that they are not carried out yet.
const NOT_RUN_YET: [&str; 3] = ["as_of", "average", "share"];

impl Checker<'_> {
    pub(super) fn call(
        &mut self,
        name: &Name,
        args: &[Syn],
        at: Range<usize>,
        facts: &Facts,
    ) -> Option<Checked> {
        match name.text.as_str() {
            "is_set" => self.is_set(args, at, facts),
            "date" => self.literal_call(Type::Date, "2026-01-31", args, at),
            "month" => self.literal_call(Type::Month, "2026-01", args, at),
            "time" => self.literal_call(Type::Time, "09:00", args, at),
            "duration" => self.literal_call(Type::Duration, "4 working hours", args, at),
            "count" | "any" | "sum" => self.aggregate(name, args, at, facts),
            known if NOT_RUN_YET.contains(&known) => {
                let fault = Fault::new("not-run-yet", at).arg("what", format!("{known}(…)"));
                self.report(fault)
            }
            known => match Native::find(known) {
                Some((native, least, most)) => {
                    let args = self.arguments(args, facts);
                    let count = args.len();
                    let args: Option<Vec<Checked>> = args.into_iter().collect();
                    if !(least..=most).contains(&count) {
                        return self.wrong_count(name, least, most, count, at);
                    }
                    self.native(native, args?, at)
                }
                None => self.rule(name, args, at, facts),
            },
        }
    }

    pub(super) fn arguments(&mut self, args: &[Syn], facts: &Facts) -> Vec<Option<Checked>> {
        args.iter().map(|arg| self.check(arg, facts)).collect()
    }

    pub(super) fn wrong_count<T>(
        &mut self,
        name: &Name,
        least: usize,
        most: usize,
        got: usize,
        at: Range<usize>,
    ) -> Option<T> {
        let wanted = match least == most {
            true => least.to_string(),
            false => format!("{least} … {most}"),
        };
        let mut fault = Fault::new("wrong-arguments", at)
            .arg("function", name.text.clone())
            .arg("wanted", wanted)
            .arg("got", got.to_string());
        if let Some(doc) = FUNCTIONS.iter().find(|doc| doc.name == name.text) {
            fault = fault.arg("call", doc.call);
        }
        self.report(fault)
    }

    fn is_set(&mut self, args: &[Syn], at: Range<usize>, facts: &Facts) -> Option<Checked> {
        let [arg] = args else {
            let name = Name {
                text: "is_set".to_owned(),
                at: at.clone(),
            };
            return self.wrong_count(&name, 1, 1, args.len(), at);
        };
        let inner = self.check(arg, facts)?;
        Some(made(Op::IsSet(Box::new(inner.node)), Type::YesNo, at))
    }

    /// `date("…")` and its like take one text in quotes, read now.
    fn literal_call(
        &mut self,
        ty: Type,
        example: &str,
        args: &[Syn],
        at: Range<usize>,
    ) -> Option<Checked> {
        let read = match args {
            [
                Syn {
                    kind: Kind::Text(text),
                    ..
                },
            ] => read_text(text, &ty),
            [
                Syn {
                    kind: Kind::Broken, ..
                },
            ] => return None,
            _ => None,
        };
        match read {
            Some(value) => Some(constant(value, ty, at)),
            None => {
                let fault = Fault::new(
                    "wrong-arguments",
                    args.first().map_or(at, |arg| arg.at.clone()),
                )
                .arg("function", type_name(&ty))
                .arg("wanted", format!("\"{example}\""))
                .arg("got", args.len().to_string());
                self.report(fault)
            }
        }
    }

    fn native(&mut self, native: Native, args: Vec<Checked>, at: Range<usize>) -> Option<Checked> {
        if let (Native::Contains, [list, _]) = (native, args.as_slice())
            && matches!(list.ty.ty, Type::List(_))
        {
            let mut args = args.into_iter();
            let (list, item) = (args.next()?, args.next()?);
            let (list, item) = (self.need(list)?, self.need(item)?);
            return self.in_value(item, list, at);
        }
        let ty = self.native_type(native, &args)?;
        let maybe_empty = args.iter().any(|arg| arg.ty.maybe_empty);
        let op = match (native, args.first().map(|arg| &arg.ty.ty)) {
            (Native::Text, Some(Type::Choice(choices) | Type::Row(_, choices))) => {
                let choices = choices.clone();
                let inner = args.into_iter().next()?.node;
                Op::ChoiceText(Box::new(inner), choices)
            }
            _ => Op::Native(native, args.into_iter().map(|arg| arg.node).collect()),
        };
        Some(Checked {
            node: Node { op, at },
            ty: Typed { ty, maybe_empty },
        })
    }

    fn native_type(&mut self, native: Native, args: &[Checked]) -> Option<Type> {
        let first = args.first()?;
        let second = args.get(1);
        match native {
            Native::Round | Native::Abs => {
                self.argument(first, "number", is_numeric)?;
                if let Some(places) = second {
                    self.argument(places, "whole", |ty| *ty == Type::Whole)?;
                    return Some(first.ty.ty.clone());
                }
                Some(match native {
                    Native::Round => Type::Whole,
                    _ => first.ty.ty.clone(),
                })
            }
            Native::Min | Native::Max => self.extreme_type(args),
            Native::DateOf => {
                self.argument(first, "instant", |ty| *ty == Type::Instant)?;
                Some(Type::Date)
            }
            Native::MonthOf => {
                self.argument(first, "date", is_dated)?;
                Some(Type::Month)
            }
            Native::FullMonths | Native::FullYears | Native::DaysBetween => {
                let from = self.argument(first, "date", is_dated);
                let to = self.argument(second?, "date", is_dated);
                from.and(to).map(|()| Type::Whole)
            }
            Native::Len => {
                self.argument(first, "text", |ty| matches!(ty, Type::Text | Type::List(_)))?;
                Some(Type::Whole)
            }
            Native::Contains | Native::StartsWith => {
                let whole = self.argument(first, "text", |ty| *ty == Type::Text);
                let part = self.argument(second?, "text", |ty| *ty == Type::Text);
                whole.and(part).map(|()| Type::YesNo)
            }
            Native::Lower | Native::Upper => {
                self.argument(first, "text", |ty| *ty == Type::Text)?;
                Some(Type::Text)
            }
            Native::Text => {
                self.argument(first, "number, date or choice", |ty| {
                    !matches!(
                        ty,
                        Type::Record(_) | Type::List(_) | Type::Form(_) | Type::Item(_)
                    )
                })?;
                Some(Type::Text)
            }
        }
    }

    fn extreme_type(&mut self, args: &[Checked]) -> Option<Type> {
        let first = args.first()?;
        if args.iter().all(|arg| is_numeric(&arg.ty.ty)) {
            let wide = args.iter().find(|arg| arg.ty.ty != Type::Whole);
            return Some(wide.unwrap_or(first).ty.ty.clone());
        }
        let ordered = |ty: &Type| {
            is_numeric(ty) || matches!(ty, Type::Date | Type::Time | Type::Instant | Type::Month)
        };
        self.argument(first, "number or date", ordered)?;
        for arg in args {
            if arg.ty.ty != first.ty.ty && arg.ty.ty != Type::Unknown {
                let fault = mismatch(arg.node.at.clone(), type_name(&first.ty.ty), &arg.ty.ty);
                return self.report(fault);
            }
        }
        Some(first.ty.ty.clone())
    }

    /// Checks the type of an argument; what is unknown shows when it is run.
    fn argument(&mut self, arg: &Checked, wanted: &str, fits: fn(&Type) -> bool) -> Option<()> {
        if arg.ty.ty == Type::Unknown || fits(&arg.ty.ty) {
            return Some(());
        }
        self.report(mismatch(arg.node.at.clone(), wanted, &arg.ty.ty))
    }

    fn rule(
        &mut self,
        name: &Name,
        args: &[Syn],
        at: Range<usize>,
        facts: &Facts,
    ) -> Option<Checked> {
        if let Some(table) = self.scope.table(&name.text) {
            return self.table(name, &table, args, None, at, facts);
        }
        if self.scope.is_broken(&name.text) {
            return self.report(Fault::new(SILENT, at));
        }
        let args = self.arguments(args, facts);
        let Some(function) = self.scope.declared().function(&name.text) else {
            let mut known = self.scope.declared().functions();
            let tables = self.scope.declared().tables().into_iter();
            known.extend(tables.filter(|table| self.scope.table(table).is_some()));
            known.extend(FUNCTIONS.iter().map(|doc| doc.name.to_owned()));
            let fault = Fault::new("unknown-function", name.at.clone())
                .arg("function", name.text.clone())
                .nearest(&name.text, known.iter().map(String::as_str));
            return self.report(fault);
        };
        if function.params != args.len() {
            return self.wrong_count(name, function.params, function.params, args.len(), at);
        }
        let args: Option<Vec<Checked>> = args.into_iter().collect();
        let args = args?;
        let maybe_empty = function.returns.maybe_empty || args.iter().any(|arg| arg.ty.maybe_empty);
        self.calls.push(Called {
            rule: function.id,
            args: args.iter().map(|arg| arg.ty.ty.clone()).collect(),
        });
        let nodes = args.into_iter().map(argument).collect();
        Some(Checked {
            node: Node {
                op: Op::Rule(function.id, nodes),
                at,
            },
            ty: Typed {
                ty: function.returns.ty,
                maybe_empty,
            },
        })
    }

    /// `count(x.open)`, `any(x)`, `sum(x.field, via.y)`.
    fn aggregate(
        &mut self,
        name: &Name,
        args: &[Syn],
        at: Range<usize>,
        facts: &Facts,
    ) -> Option<Checked> {
        let (of, via) = match args {
            [of] => (of, None),
            [of, via] => (of, Some(via)),
            _ => return self.wrong_count(name, 1, 2, args.len(), at),
        };
        let names = match &of.kind {
            Kind::Path(names) => names.as_slice(),
            Kind::Broken => return None,
            _ => {
                let fault = mismatch(of.at.clone(), "records", &Type::Unknown);
                return self.report(fault);
            }
        };
        let (first, rest) = names.split_first()?;
        let (workflow, known) = match self.scope.resolve(&first.text) {
            Some(Binding::Relation { workflow, via } | Binding::Sender { workflow, via }) => {
                (workflow, Some(via))
            }
            Some(Binding::Query {
                missing: Some(need),
                ..
            }) => {
                let fault = Fault::new("query-needs", first.at.clone())
                    .arg("query", first.text.clone())
                    .arg("need", need);
                return self.report(fault);
            }
            Some(Binding::Query {
                query, workflow, ..
            }) => {
                if let Some(via) = via {
                    return self.wrong_count(name, 1, 1, 2, via.at.clone());
                }
                let among = |only| Among::Query(query, only);
                return self.aggregate_of(name, workflow, &among, (of, rest), at);
            }
            Some(_) if via.is_none() => return self.over_list(name, of, at, facts),
            None if via.is_none() && self.scope.sheet().is_some() => {
                return self.over_list(name, of, at, facts);
            }
            Some(_) => return self.wrong_count(name, 1, 1, args.len(), at),
            None if self.scope.is_broken(&first.text) => {
                return self.report(Fault::new(SILENT, at));
            }
            None => {
                let known = self.scope.names();
                let fault = Fault::new("unknown-name", first.at.clone())
                    .arg("name", first.text.clone())
                    .nearest(&first.text, known.iter().map(String::as_str));
                return self.report(fault);
            }
        };
        let via = self.via(first, via, &known.unwrap_or_default())?;
        let among = |only| {
            Among::Related(Related {
                workflow,
                via,
                only,
            })
        };
        self.aggregate_of(name, workflow, &among, (of, rest), at)
    }

    /// What is counted or summed of the records of a workflow.
    fn aggregate_of(
        &mut self,
        name: &Name,
        workflow: crate::model::NameId,
        among: &dyn Fn(Only) -> Among,
        (of, rest): (&Syn, &[Name]),
        at: Range<usize>,
    ) -> Option<Checked> {
        match (name.text.as_str(), rest) {
            ("sum", [field]) => {
                let (found, ty) = self.field(workflow, field)?;
                if !is_numeric(&ty.ty) {
                    return self.report(mismatch(of.at.clone(), "number", &ty.ty));
                }
                Some(made(Op::Sum(among(Only::Every), found), ty.ty, at))
            }
            ("sum", _) => {
                let fault = Fault::new("wrong-arguments", of.at.clone())
                    .arg("function", "sum")
                    .arg("wanted", format!("{}.FIELD", self.written(&of.at)));
                self.report(fault)
            }
            (_, []) => Some(counted(name, among(Only::Every), at)),
            (_, [which]) => {
                let only = self.only(workflow, which)?;
                Some(counted(name, among(only), at))
            }
            (_, [_, second, ..]) => {
                let fault = Fault::new("unknown-field", second.at.clone())
                    .arg("field", second.text.clone());
                self.report(fault)
            }
        }
    }

    fn only(&mut self, workflow: crate::model::NameId, which: &Name) -> Option<Only> {
        match which.text.as_str() {
            "open" => return Some(Only::Open),
            "ended" => return Some(Only::Ended),
            _ => {}
        }
        if let Some(state) = self.scope.declared().state_of(workflow, &which.text) {
            return Some(Only::State(state));
        }
        if let Some((field, _)) = self.scope.declared().field_of(workflow, &which.text) {
            return Some(Only::With(field));
        }
        let mut known = self.scope.declared().states_of(workflow);
        known.extend(self.scope.declared().fields_of(workflow));
        known.extend(["open", "ended"].map(str::to_owned));
        let fault = Fault::new("unknown-field", which.at.clone())
            .arg("field", which.text.clone())
            .nearest(&which.text, known.iter().map(String::as_str));
        self.report(fault)
    }

    fn via(
        &mut self,
        relation: &Name,
        via: Option<&Syn>,
        known: &[(String, crate::model::FieldId)],
    ) -> Option<crate::model::FieldId> {
        let listed = || {
            let names: Vec<String> = known
                .iter()
                .map(|(name, _)| format!("via.{name}"))
                .collect();
            names.join(" | ")
        };
        let (at, wanted) = match (via, known) {
            (None, [(_, only)]) => return Some(*only),
            (None, _) => (relation.at.clone(), None),
            (Some(syn), _) => match &syn.kind {
                Kind::Broken => return None,
                Kind::Path(names) => match names.as_slice() {
                    [word, field] if word.text == "via" => (field.at.clone(), Some(field)),
                    _ => (syn.at.clone(), None),
                },
                _ => (syn.at.clone(), None),
            },
        };
        if let Some(field) = wanted {
            if let Some((_, found)) = known.iter().find(|(name, _)| *name == field.text) {
                return Some(*found);
            }
            let fault = Fault::new("unknown-field", at)
                .arg("field", field.text.clone())
                .nearest(&field.text, known.iter().map(|(name, _)| name.as_str()));
            return self.report(fault);
        }
        let fault = Fault::new("wrong-arguments", at)
            .arg("function", relation.text.clone())
            .arg("wanted", listed());
        self.report(fault)
    }
}

/// An argument of a rule: a row is handed over as a map.
fn argument(arg: Checked) -> Node {
    let list = match &arg.ty.ty {
        Type::Row(list, _) => *list,
        Type::List(of) => match &**of {
            Type::Row(list, _) => *list,
            _ => return arg.node,
        },
        _ => return arg.node,
    };
    let at = arg.node.at.clone();
    Node {
        op: Op::RowArgument(Box::new(arg.node), list),
        at,
    }
}

fn counted(name: &Name, among: Among, at: Range<usize>) -> Checked {
    match name.text.as_str() {
        "any" => made(Op::AnyOf(among), Type::YesNo, at),
        _ => made(Op::Count(among), Type::Whole, at),
    }
}

fn is_dated(ty: &Type) -> bool {
    matches!(ty, Type::Date | Type::Instant)
}

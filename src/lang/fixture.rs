//! A small desk for the tests of this floor: a scope and a view with fixed values.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::model::{Duration, FieldId, Instant, Month, NameId, Names, Number, RecordNo, Value};

use super::{
    Binding, Builtin, Choices, Declared, Env, EvalError, Function, Leaf, Only, ParamId, Related,
    RuleId, Scope, TaskFact, Type, Typed,
};

pub(super) struct Desk {
    pub(super) names: Names,
    fields: BTreeMap<(NameId, String), (FieldId, Typed)>,
    states: BTreeMap<(NameId, String), NameId>,
    bindings: BTreeMap<String, Binding>,
    pub(super) values: BTreeMap<String, Value>,
    pub(super) others: BTreeMap<(RecordNo, FieldId), Value>,
    pub(super) related: BTreeMap<String, Vec<RecordNo>>,
}

pub(super) fn sure(ty: Type) -> Typed {
    Typed {
        ty,
        maybe_empty: false,
    }
}

pub(super) fn maybe(ty: Type) -> Typed {
    Typed {
        ty,
        maybe_empty: true,
    }
}

pub(super) fn date(text: &str) -> NaiveDate {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").expect("a date")
}

pub(super) fn decimal(text: &str) -> Value {
    Number::parse(text).expect("a number").into()
}

impl Desk {
    pub(super) fn choices(&mut self, words: &[&str]) -> Type {
        let list = words
            .iter()
            .map(|word| (Arc::from(*word), self.names.intern(word)))
            .collect();
        Type::Choice(Choices(Arc::new(list)))
    }

    fn field(&mut self, workflow: &str, name: &str, ty: Typed) -> FieldId {
        let workflow = self.names.intern(workflow);
        let field = self.names.field(workflow, name);
        self.fields.insert((workflow, name.to_owned()), (field, ty));
        field
    }

    /// Declares a field of the record at hand with its value.
    fn own(&mut self, name: &str, ty: Typed, value: Value) {
        let field = self.field("case", name, ty.clone());
        self.bindings
            .insert(name.to_owned(), Binding::Field(field, ty));
        self.values.insert(name.to_owned(), value);
    }

    fn state(&mut self, workflow: &str, state: &str) {
        let workflow = self.names.intern(workflow);
        let id = self.names.intern(state);
        self.states.insert((workflow, state.to_owned()), id);
    }

    pub(super) fn set(&mut self, name: &str, value: Value) -> &mut Desk {
        self.values.insert(name.to_owned(), value);
        self
    }

    pub(super) fn new() -> Desk {
        let mut desk = Desk {
            names: Names::default(),
            fields: BTreeMap::new(),
            states: BTreeMap::new(),
            bindings: BTreeMap::new(),
            values: BTreeMap::new(),
            others: BTreeMap::new(),
            related: BTreeMap::new(),
        };
        desk.declare_fields();
        desk.declare_others();
        desk.declare_builtins();
        desk
    }

    fn declare_fields(&mut self) {
        let channel = self.choices(&["phone", "letter", "manufacturer"]);
        let urgency = self.choices(&["low", "high"]);
        let road = self.choices(&["电话", "信件"]);
        let phone = Value::Choice(self.names.intern("phone"));
        let letter = Value::Choice(self.names.intern("信件"));
        let customer = Type::Record(self.names.intern("customer"));
        let department = Type::Record(self.names.intern("department"));
        self.own("severity", sure(Type::Whole), Value::Whole(3));
        self.own("claim", sure(Type::Money), decimal("6000"));
        self.own("share", sure(Type::Percent), decimal("0.98"));
        self.own("failed", sure(Type::YesNo), Value::YesNo(true));
        self.own("channel", sure(channel.clone()), phone);
        self.own("urgency", maybe(urgency), Value::Empty);
        self.own("facts", maybe(Type::Text), Value::Empty);
        self.own("title", sure(Type::Text), Value::text("Leak"));
        self.own("customer", sure(customer), Value::Record(RecordNo(7)));
        self.own("department", maybe(department), Value::Empty);
        self.own("hired", sure(Type::Date), Value::Date(date("2024-01-31")));
        self.own("left_on", maybe(Type::Date), Value::Empty);
        self.own("last", maybe(Type::Whole), Value::Empty);
        self.own("index", maybe(Type::Number), Value::Empty);
        let month = Month {
            year: 2026,
            month: 2,
        };
        self.own("month_paid", sure(Type::Month), Value::Month(month));
        self.own("金额", sure(Type::Money), decimal("12.50"));
        self.own("渠道", sure(road), letter);
        let list = Type::List(Box::new(channel));
        let item = Value::Choice(self.names.intern("letter"));
        self.own("roads", sure(list), Value::List(Arc::new(vec![item])));
        self.bindings.insert(
            "authority".to_owned(),
            Binding::Param(ParamId(0), sure(Type::Whole)),
        );
        self.bindings.insert(
            "within".to_owned(),
            Binding::Param(ParamId(1), sure(Type::Duration)),
        );
    }

    fn declare_others(&mut self) {
        let class = self.choices(&["A", "B"]);
        let employee = Type::Record(self.names.intern("employee"));
        let class = self.field("customer", "class", sure(class));
        let born = self.field("customer", "born", maybe(Type::Date));
        self.field("department", "head", maybe(employee));
        self.field("employee", "grade_since", maybe(Type::Date));
        let a = Value::Choice(self.names.intern("A"));
        self.others.insert((RecordNo(7), class), a);
        self.others.insert((RecordNo(7), born), Value::Empty);
        let amount = self.field("payment", "amount", sure(Type::Money));
        self.field("payment", "note", maybe(Type::Text));
        for (record, value) in [(20, "10.10"), (21, "0.90")] {
            self.others
                .insert((RecordNo(record), amount), decimal(value));
        }
        self.state("payment", "paid");
        self.state("complaint", "received");
        for (name, fields) in [
            ("payment", vec!["customer"]),
            ("complaint", vec!["customer", "payer"]),
        ] {
            let workflow = self.names.intern(name);
            let via = fields
                .iter()
                .map(|field| ((*field).to_owned(), self.names.field(workflow, field)))
                .collect();
            self.bindings
                .insert(name.to_owned(), Binding::Relation { workflow, via });
        }
        self.related
            .insert("payment".to_owned(), vec![RecordNo(20), RecordNo(21)]);
        for task in ["answer", "handle"] {
            let id = self.names.intern(task);
            self.bindings.insert(task.to_owned(), Binding::Task(id));
        }
        let workflow = self.names.intern("payment");
        self.bindings.insert(
            "item".to_owned(),
            Binding::Item(sure(Type::Record(workflow))),
        );
        let via = vec![(
            "customer".to_owned(),
            self.names.field(workflow, "customer"),
        )];
        self.bindings
            .insert("heard".to_owned(), Binding::Sender { workflow, via });
    }

    fn declare_builtins(&mut self) {
        let case = Type::Record(self.names.intern("case"));
        let person = Type::Record(self.names.intern("employee"));
        for (name, builtin, ty) in [
            ("self", Builtin::This, sure(case)),
            ("today", Builtin::Today, sure(Type::Date)),
            ("now", Builtin::Now, sure(Type::Instant)),
            ("opened", Builtin::Opened, sure(Type::Instant)),
            ("actor", Builtin::Actor, maybe(person)),
            ("state", Builtin::State, sure(Type::Text)),
        ] {
            self.bindings
                .insert(name.to_owned(), Binding::Builtin(builtin, ty));
        }
    }
}

impl Scope for Desk {
    fn resolve(&self, name: &str) -> Option<Binding> {
        self.bindings.get(name).cloned()
    }
    fn names(&self) -> Vec<String> {
        self.bindings.keys().cloned().collect()
    }
    fn declared(&self) -> &dyn Declared {
        self
    }
    fn is_broken(&self, name: &str) -> bool {
        name == "spoilt"
    }
}

impl Declared for Desk {
    fn field_of(&self, workflow: NameId, field: &str) -> Option<(FieldId, Typed)> {
        self.fields.get(&(workflow, field.to_owned())).cloned()
    }
    fn fields_of(&self, workflow: NameId) -> Vec<String> {
        let of = self.fields.keys().filter(|(of, _)| *of == workflow);
        of.map(|(_, name)| name.clone()).collect()
    }
    fn state_of(&self, workflow: NameId, state: &str) -> Option<NameId> {
        self.states.get(&(workflow, state.to_owned())).copied()
    }
    fn states_of(&self, workflow: NameId) -> Vec<String> {
        let of = self.states.keys().filter(|(of, _)| *of == workflow);
        of.map(|(_, name)| name.clone()).collect()
    }
    fn function(&self, name: &str) -> Option<Function> {
        let (id, params, ty) = match name {
            "triage" => (0, 2, Type::Unknown),
            "score" => (1, 1, Type::Number),
            "fails" => (2, 0, Type::YesNo),
            "named" => (3, 0, Type::Text),
            _ => return None,
        };
        Some(Function {
            id: RuleId(id),
            params,
            returns: sure(ty),
        })
    }
    fn functions(&self) -> Vec<String> {
        ["triage", "score", "fails", "named"]
            .map(str::to_owned)
            .to_vec()
    }
    fn person(&self) -> Type {
        self.names
            .find("employee")
            .map_or(Type::Unknown, Type::Record)
    }
}

impl Env for Desk {
    fn leaf(&self, leaf: &Leaf) -> Result<Value, EvalError> {
        let case = self.names.find("case").expect("declared");
        let named = |name: &str| self.values.get(name).cloned().unwrap_or(Value::Empty);
        Ok(match leaf {
            Leaf::Field(field) => named(self.names.field_text(case, *field)),
            Leaf::Param(ParamId(0)) => Value::Whole(5000),
            Leaf::Param(_) => Duration::parse("24h").expect("a duration").into(),
            Leaf::Task(task, fact) => match (self.names.text(*task), fact) {
                ("answer", TaskFact::Done) => Value::YesNo(true),
                (_, TaskFact::DoneBy) => Value::Record(RecordNo(3)),
                (_, TaskFact::Done) => Value::YesNo(false),
                _ => Value::Empty,
            },
            Leaf::Builtin(Builtin::This) => Value::Record(RecordNo(1)),
            Leaf::Builtin(Builtin::Today) => Value::Date(date("2026-03-01")),
            Leaf::Builtin(Builtin::Now | Builtin::Opened) => Value::Instant(Instant(0)),
            Leaf::Builtin(Builtin::State) => Value::text("open"),
            Leaf::Builtin(_)
            | Leaf::Sender(_)
            | Leaf::Item
            | Leaf::Need(_)
            | Leaf::Input(_)
            | Leaf::Sheet => Value::Empty,
        })
    }
    fn follow(&self, record: RecordNo, field: FieldId) -> Result<Value, EvalError> {
        Ok(self
            .others
            .get(&(record, field))
            .cloned()
            .unwrap_or(Value::Empty))
    }
    fn related(&self, related: &Related) -> Result<Vec<RecordNo>, EvalError> {
        let all = self
            .related
            .get(self.names.text(related.workflow))
            .cloned()
            .unwrap_or_default();
        Ok(match related.only {
            Only::Every => all,
            Only::Open => all.into_iter().take(1).collect(),
            Only::State(_) | Only::Ended | Only::With(_) => Vec::new(),
        })
    }
    fn rule(&self, rule: RuleId, args: &[Value]) -> Result<Value, EvalError> {
        match rule.0 {
            0 => Ok(Value::text("high")),
            1 => Ok(args.first().cloned().unwrap_or(Value::Empty)),
            3 => Ok(Value::text("letter")),
            _ => Err(EvalError::Rule {
                rule: "fails".to_owned(),
                line: 1,
                why: "on purpose".to_owned(),
            }),
        }
    }
    fn add_duration(&self, to: &Value, duration: Duration) -> Result<Value, EvalError> {
        match to {
            Value::Date(day) => Ok(Value::Date(
                *day + chrono::Duration::milliseconds(duration.amount),
            )),
            Value::Instant(at) => Ok(Value::Instant(at.plus_ms(duration.amount))),
            _ => Err(EvalError::Time("neither date nor instant".to_owned())),
        }
    }
    fn local_date(&self, at: &Value) -> Result<NaiveDate, EvalError> {
        match at {
            Value::Instant(_) => Ok(date("1970-01-01")),
            _ => Err(EvalError::Time("no instant".to_owned())),
        }
    }
}

//! From text to the small part of rhai's expressions casework knows. With `script.rs` the only place that touches
//! rhai's tree, which is marked volatile upstream.

use std::ops::Range;
use std::sync::LazyLock;

use rhai::{
    ASTFlags, ASTNode, Engine, Expr, FnCallExpr, OptimizationLevel, ParseErrorType, Position,
};
use rust_decimal::Decimal;

use crate::model::Number;

use super::fault::Fault;
use super::lex::Tokens;
use super::reasons::{half_width, syntax};

/// A name and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Name {
    pub(super) text: String,
    pub(super) at: Range<usize>,
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cmp {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// An arithmetic operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arith {
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// A part of an expression as written.
#[derive(Clone, Debug)]
pub(super) struct Syn {
    pub(super) at: Range<usize>,
    pub(super) kind: Kind,
}

/// What a part is.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    Number(Number),
    Text(String),
    YesNo(bool),
    List(Vec<Syn>),
    /// `customer.class`: at least one name.
    Path(Vec<Name>),
    Call {
        name: Name,
        args: Vec<Syn>,
    },
    /// `returns(days).decision`.
    Part(Box<Syn>, Vec<Name>),
    Not(Box<Syn>),
    Minus(Box<Syn>),
    All(Vec<Syn>),
    Any(Vec<Syn>),
    IfEmpty(Vec<Syn>),
    Compare(Cmp, Box<Syn>, Box<Syn>),
    Arith(Arith, Box<Syn>, Box<Syn>),
    In(Box<Syn>, Box<Syn>),
    /// Already reported.
    Broken,
}

static READER: LazyLock<Engine> = LazyLock::new(|| {
    let mut engine = Engine::new_raw();
    engine
        .set_optimization_level(OptimizationLevel::None)
        .set_max_expr_depths(64, 24)
        .set_max_string_size(10_000)
        .set_max_array_size(1_000);
    engine
});

/// Whether rhai keeps a word for itself, so that it cannot be the name of anything an expression or rule names.
#[must_use]
pub fn is_reserved(name: &str) -> bool {
    let Ok(tree) = READER.compile_expression(name) else {
        return true;
    };
    let mut named = false;
    tree.walk(&mut |path: &[ASTNode]| {
        if let Some(ASTNode::Expr(Expr::Variable(..))) = path.last() {
            named = true;
        }
        true
    });
    !named
}

/// Parses a text; what cannot be kept is reported and left as [`Kind::Broken`].
pub(super) fn parse(text: &str) -> (Syn, Vec<Fault>) {
    let mut reader = Reader {
        text,
        tokens: Tokens::of(text),
        faults: Vec::new(),
    };
    let syn = reader.read();
    (syn, reader.faults)
}

struct Reader<'a> {
    text: &'a str,
    tokens: Tokens<'a>,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn read(&mut self) -> Syn {
        let whole = 0..self.text.len();
        if self.text.trim().is_empty() {
            return self.broken(whole, "empty");
        }
        let tree = match READER.compile_expression(self.text) {
            Ok(tree) => tree,
            Err(error) => {
                let fault = self.refused(error.err_type(), error.position());
                self.faults.push(fault);
                return broken(whole);
            }
        };
        let mut root = None;
        tree.walk(&mut |path: &[ASTNode]| {
            if let (None, Some(ASTNode::Expr(expr))) = (&root, path.last()) {
                root = Some((*expr).clone());
            }
            root.is_none()
        });
        match root {
            Some(expr) => self.convert(&expr),
            None => self.broken(whole, "statement"),
        }
    }

    fn broken(&mut self, at: Range<usize>, reason: &'static str) -> Syn {
        self.faults.push(syntax(at.clone(), reason));
        broken(at)
    }

    fn offset(&self, position: Position) -> usize {
        match (position.line(), position.position()) {
            (Some(line), Some(column)) => self.tokens.offset(line, column),
            (Some(line), None) => self.tokens.offset(line, 1),
            _ => 0,
        }
    }

    fn token(&self, position: Position) -> Range<usize> {
        let from = self.offset(position);
        self.tokens
            .at(from)
            .map_or(from..self.text.len(), |token| token.at.clone())
    }

    /// Words rhai's own refusal as one of ours.
    fn refused(&self, error: &ParseErrorType, position: Position) -> Fault {
        let beyond = self.tokens.at(self.offset(position)).is_none();
        let at = if position.is_none() || beyond {
            let end = self.text.trim_end().len();
            self.tokens
                .iter()
                .last()
                .map_or(0..end, |(token, _)| token.at.clone())
        } else {
            self.token(position)
        };
        let word = self.text.get(at.clone()).unwrap_or("");
        let before = self
            .tokens
            .iter()
            .take_while(|(token, _)| token.at.end <= at.start)
            .last()
            .map_or("", |(_, text)| text);
        if let Some((reason, word)) = cut_short(error, word, beyond) {
            return syntax(at, reason).arg("word", word);
        }
        let reason = match (error, word) {
            (_, "and" | "or" | "not") => "word-operator",
            (_, "null" | "nil" | "None" | "undefined") => "null",
            (_, "=" | "+=" | "-=" | "*=" | "/=") => "assignment",
            (
                _,
                "if" | "let" | "const" | "for" | "while" | "loop" | "do" | "switch" | ";"
                | "return" | "throw" | "try" | "import" | "export" | "{" | "}",
            ) => "statement",
            (_, "fn" | "|") => "function",
            (_, word) if word.starts_with('\'') => "quotes",
            (_, ".") if before.is_empty() || !before.starts_with(char::is_alphanumeric) => "number",
            (ParseErrorType::ExprTooDeep, _) => "too-deep",
            (ParseErrorType::Reserved(_) | ParseErrorType::BadInput(_), word)
                if word.starts_with(char::is_alphabetic) =>
            {
                "reserved"
            }
            (ParseErrorType::BadInput(_), word)
                if word.starts_with(|c: char| c.is_ascii_digit()) =>
            {
                "number"
            }
            _ => "rhai",
        };
        if let Some(half) = word.chars().next().and_then(half_width) {
            return syntax(at, "full-width").arg("word", word).help(half);
        }
        if let ParseErrorType::MismatchedType(wanted, got) = error {
            let plain = |name: &str| match name {
                "a boolean" | "bool" => "yes or no".to_owned(),
                "i64" => "a number".to_owned(),
                "string" => "text".to_owned(),
                other => other.to_owned(),
            };
            return Fault::new("type-mismatch", at)
                .arg("wanted", plain(wanted))
                .arg("got", plain(got));
        }
        let fault = syntax(at.clone(), reason).arg("word", word);
        match (reason, word) {
            ("assignment", "=") => fault.help("=="),
            ("word-operator", "and") => fault.help("&&"),
            ("word-operator", "or") => fault.help("||"),
            ("word-operator", _) => fault.help("!"),
            ("rhai", _) => fault.arg("detail", error.to_string()),
            _ => fault,
        }
    }

    fn join(&self, first: &Syn, last: &Syn) -> Range<usize> {
        self.tokens.grouped(&first.at).start..self.tokens.grouped(&last.at).end
    }

    fn convert(&mut self, expr: &Expr) -> Syn {
        let at = self.token(expr.start_position());
        match expr {
            Expr::BoolConstant(yes, position) => leaf(self.token(*position), Kind::YesNo(*yes)),
            Expr::IntegerConstant(whole, position) => self.number(Number::Whole(*whole), *position),
            Expr::DynamicConstant(value, position) => match value.as_decimal() {
                Ok(decimal) => self.decimal(decimal, *position),
                Err(_) => self.broken(at, "operator"),
            },
            Expr::StringConstant(text, position) => {
                leaf(self.token(*position), Kind::Text(text.to_string()))
            }
            Expr::CharConstant(_, position) => {
                let at = self.token(*position);
                let inner = self.text.get(at.start + 1..at.end - 1).unwrap_or("");
                let fault = syntax(at.clone(), "quotes").help(format!("\"{inner}\""));
                self.faults.push(fault);
                broken(at)
            }
            Expr::InterpolatedString(_, position) => {
                self.broken(self.token(*position), "interpolation")
            }
            Expr::Array(items, position) => {
                let from = self.offset(*position);
                let items = items.iter().map(|item| self.convert(item)).collect();
                leaf(from..self.tokens.closed(from), Kind::List(items))
            }
            Expr::Map(_, position) => {
                let from = self.offset(*position);
                self.broken(from..self.tokens.closed(from), "map")
            }
            Expr::Variable(x, _, position) => {
                let name = self.name(&x.1, *position);
                leaf(name.at.clone(), Kind::Path(vec![name]))
            }
            Expr::Dot(..) => self.dotted(expr),
            Expr::FnCall(call, position) => self.call(call, *position),
            Expr::And(items, _) => self.several(items, Kind::All),
            Expr::Or(items, _) => self.several(items, Kind::Any),
            Expr::Coalesce(items, _) => self.several(items, Kind::IfEmpty),
            Expr::Index(..) => self.broken(at, "index"),
            Expr::Stmt(_) => self.broken(at, "statement"),
            Expr::ThisPtr(_) => self.broken(at, "reserved"),
            Expr::MethodCall(..) => self.broken(at, "method"),
            _ => self.broken(at, "operator"),
        }
    }

    fn name(&self, text: &str, position: Position) -> Name {
        Name {
            text: text.to_owned(),
            at: self.token(position),
        }
    }

    /// rhai folds `-5` into one constant that stands where the sign does.
    fn number(&self, number: Number, position: Position) -> Syn {
        let mut at = self.token(position);
        if self.text.get(at.clone()) == Some("-") {
            at.end = self.tokens.end(at.end);
        }
        leaf(at, Kind::Number(number))
    }

    /// Digits beyond 28 are an error, never rounded: the text is read again.
    fn decimal(&mut self, decimal: Decimal, position: Position) -> Syn {
        let syn = self.number(Number::from_decimal(decimal), position);
        let written = self.text.get(syn.at.clone()).unwrap_or("").replace(' ', "");
        match Number::parse(&written) {
            Some(_) => syn,
            None => self.broken(syn.at, "number"),
        }
    }

    fn several(&mut self, items: &[Expr], kind: fn(Vec<Syn>) -> Kind) -> Syn {
        let items: Vec<Syn> = items.iter().map(|item| self.convert(item)).collect();
        let at = match (items.first(), items.last()) {
            (Some(first), Some(last)) => self.join(first, last),
            _ => 0..self.text.len(),
        };
        leaf(at, kind(items))
    }

    fn dotted(&mut self, expr: &Expr) -> Syn {
        let mut chain = Vec::new();
        let mut odd = None;
        flatten(expr, &mut chain, &mut odd);
        let start = self.token(expr.start_position()).start;
        let Some((first, rest)) = chain.split_first() else {
            return self.broken(start..self.text.len(), "operator");
        };
        let mut names = Vec::new();
        for part in rest {
            match part {
                Expr::Property(property, position) => {
                    names.push(self.name(&property.2, *position));
                }
                Expr::MethodCall(call, position) => {
                    let name = self.token(*position);
                    let end = self.tokens.closed(name.end);
                    let fault = syntax(name.start..end, "method").arg("word", call.name.as_str());
                    self.faults.push(fault);
                    return broken(start..end);
                }
                _ => return self.broken(start..self.tokens.end(start), "index"),
            }
        }
        let end = names.last().map_or(start, |name| name.at.end);
        if let Some(position) = odd {
            return self.broken(self.token(position), "operator");
        }
        match first {
            Expr::Variable(x, _, position) => {
                names.insert(0, self.name(&x.1, *position));
                leaf(start..end, Kind::Path(names))
            }
            other => {
                let inner = self.convert(other);
                let start = self.tokens.grouped(&inner.at).start;
                leaf(start..end, Kind::Part(Box::new(inner), names))
            }
        }
    }

    fn call(&mut self, call: &FnCallExpr, position: Position) -> Syn {
        let mark = self.text.get(self.token(position)).unwrap_or("");
        if let (true, [list, item]) = (matches!(mark, "in" | "!"), call.args.as_slice()) {
            // `a in b` and `a !in b` are kept as `contains(b, a)`.
            let (item, list) = (self.convert(item), self.convert(list));
            let at = self.join(&item, &list);
            return leaf(at, Kind::In(Box::new(item), Box::new(list)));
        }
        if call.op_token.is_none() {
            let name = self.name(&call.name, position);
            let at = name.at.start..self.tokens.closed(name.at.end);
            let args = call.args.iter().map(|arg| self.convert(arg)).collect();
            return leaf(at, Kind::Call { name, args });
        }
        match call.args.as_slice() {
            [only] => self.unary(&call.name, only, position),
            [first, second] => self.binary(call, first, second, position),
            _ => self.broken(self.token(position), "operator"),
        }
    }

    fn unary(&mut self, operator: &str, only: &Expr, position: Position) -> Syn {
        let mark = self.token(position);
        let inner = self.convert(only);
        // `a !in b` comes as `!(a in b)` at the place of the operator.
        let start = mark.start.min(inner.at.start);
        let at = start..self.tokens.grouped(&inner.at).end.max(mark.end);
        match operator {
            "!" => leaf(at, Kind::Not(Box::new(inner))),
            "-" => leaf(at, Kind::Minus(Box::new(inner))),
            "+" => inner,
            _ => self.broken(mark, "operator"),
        }
    }

    fn binary(
        &mut self,
        call: &FnCallExpr,
        first: &Expr,
        second: &Expr,
        position: Position,
    ) -> Syn {
        let mark = self.token(position);
        let lhs = self.convert(first);
        let rhs = self.convert(second);
        let at = self.join(&lhs, &rhs);
        let (lhs, rhs) = (Box::new(lhs), Box::new(rhs));
        let kind = match call.name.as_str() {
            "==" => Kind::Compare(Cmp::Equal, lhs, rhs),
            "!=" => Kind::Compare(Cmp::NotEqual, lhs, rhs),
            "<" => Kind::Compare(Cmp::Less, lhs, rhs),
            "<=" => Kind::Compare(Cmp::LessOrEqual, lhs, rhs),
            ">" => Kind::Compare(Cmp::Greater, lhs, rhs),
            ">=" => Kind::Compare(Cmp::GreaterOrEqual, lhs, rhs),
            "+" => Kind::Arith(Arith::Add, lhs, rhs),
            "-" if self.bare_date(&at) => return broken(at),
            "-" => Kind::Arith(Arith::Subtract, lhs, rhs),
            "*" => Kind::Arith(Arith::Multiply, lhs, rhs),
            "/" => Kind::Arith(Arith::Divide, lhs, rhs),
            ".." | "..=" => return self.broken(at, "range"),
            _ => return self.broken(mark, "operator"),
        };
        leaf(at, kind)
    }

    /// Whether a subtraction is a date written without `date("…")`; reports it.
    fn bare_date(&mut self, at: &Range<usize>) -> bool {
        let written = self.text.get(at.clone()).unwrap_or("");
        let parts: Vec<&str> = written.split('-').collect();
        let digits = |part: &&str, longest: usize| {
            (1..=longest).contains(&part.len()) && part.chars().all(|c| c.is_ascii_digit())
        };
        let [year, month, day] = parts.as_slice() else {
            return false;
        };
        let date = year.len() == 4 && digits(year, 4) && digits(month, 2) && digits(day, 2);
        if date {
            let help = format!("date(\"{year}-{month:0>2}-{day:0>2}\")");
            let fault = Fault::new("bare-date", at.clone())
                .arg("date", written)
                .help(help);
            self.faults.push(fault);
        }
        date
    }
}

fn leaf(at: Range<usize>, kind: Kind) -> Syn {
    Syn { at, kind }
}

fn broken(at: Range<usize>) -> Syn {
    leaf(at, Kind::Broken)
}

fn flatten<'e>(expr: &'e Expr, chain: &mut Vec<&'e Expr>, odd: &mut Option<Position>) {
    match expr {
        Expr::Dot(both, flags, position) => {
            if flags.contains(ASTFlags::NEGATED) {
                *odd = Some(*position);
            }
            flatten(&both.lhs, chain, odd);
            flatten(&both.rhs, chain, odd);
        }
        other => chain.push(other),
    }
}

/// Why an expression is no whole one, and the sign or word it is about.
fn cut_short<'e>(
    error: &'e ParseErrorType,
    word: &'e str,
    beyond: bool,
) -> Option<(&'static str, &'e str)> {
    match error {
        ParseErrorType::MissingToken(sign, _) if [")", "]"].contains(&sign.as_str()) => {
            Some(("unclosed", sign))
        }
        ParseErrorType::UnexpectedEOF => Some(("unfinished", word)),
        _ if beyond && !word.is_empty() => Some(("unfinished", word)),
        _ => None,
    }
}

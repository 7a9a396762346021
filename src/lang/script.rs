//! What a file of rules holds, read off rhai's tree: its functions, the names and functions each uses, what each
//! returns. With `reads.rs` and `syntax.rs` the only place that touches that tree.

use std::ops::Range;

use rhai::{
    AST, ASTNode, Engine, Expr, FnCallExpr, LexError, ParseErrorType, Position, Stmt, Token,
};

use super::lex::Tokens;
use super::types::Type;

/// A function of a file.
#[derive(Debug)]
pub(super) struct Defined {
    pub(super) name: String,
    pub(super) params: Vec<String>,
    /// Its name where it is defined.
    pub(super) at: Range<usize>,
    pub(super) line: usize,
    /// Names it reads that are no variables of its own.
    pub(super) outside: Vec<Use>,
    pub(super) calls: Vec<Call>,
    /// The type of all it returns where that is plain to see.
    pub(super) returns: Type,
    /// Whether it may return nothing, as far as can be seen.
    pub(super) maybe_empty: bool,
    /// Its results, where all are texts written out.
    pub(super) literals: Vec<(String, Range<usize>)>,
    /// What it reads of its arguments: which, and the names one after the other.
    pub(super) reads: Vec<(usize, Path)>,
    /// The arguments, or parts of them, that it hands to other rules.
    pub(super) hands: Vec<Handed>,
}

/// Names behind points, each with its place.
pub(super) type Path = Vec<(String, Range<usize>)>;

/// A rule's argument, or a part of it, handed to another rule.
#[derive(Debug)]
pub(super) struct Handed {
    /// Which of its own arguments.
    pub(super) of: usize,
    /// The part of it.
    pub(super) path: Path,
    /// The other rule.
    pub(super) to: String,
    /// Which of the other's arguments.
    pub(super) place: usize,
}

/// A name and where it is used.
#[derive(Debug)]
pub(super) struct Use {
    pub(super) name: String,
    pub(super) at: Range<usize>,
}

/// A call and where it is.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) name: String,
    pub(super) args: usize,
    pub(super) at: Range<usize>,
}

/// A file of rules as read.
#[derive(Debug)]
pub(super) struct Script {
    pub(super) tree: AST,
    pub(super) functions: Vec<Defined>,
    /// The first thing outside a function, if there is one.
    pub(super) loose: Option<Range<usize>>,
    /// Decimals as cases of a `switch`, which match by digits and not by value.
    pub(super) decimal_cases: Vec<Range<usize>>,
}

/// Why a file cannot be read, and where.
#[derive(Debug)]
pub(super) struct Unreadable {
    /// In rhai's words.
    pub(super) why: String,
    /// Which of the usual slips it is; empty for the rest.
    pub(super) reason: &'static str,
    /// The sign or word it is about.
    pub(super) sign: String,
    pub(super) at: Range<usize>,
    /// The functions it seems to define.
    pub(super) functions: Vec<String>,
}

/// The usual slips, so that they can be told in the words of the admin.
fn slip(error: &ParseErrorType) -> (&'static str, String) {
    let (reason, sign) = match error {
        ParseErrorType::MissingToken(sign, _) if sign == "," => ("missing-end", sign.as_str()),
        ParseErrorType::MissingToken(sign, _) => ("missing", sign.as_str()),
        ParseErrorType::ExprTooDeep => ("too-deep", ""),
        ParseErrorType::UnexpectedEOF => ("ends-early", ""),
        ParseErrorType::BadInput(LexError::UnterminatedString) => ("open-text", ""),
        ParseErrorType::BadInput(LexError::UnexpectedInput(sign)) => ("unexpected", sign.as_str()),
        ParseErrorType::UnknownOperator(sign) => ("unexpected", sign.as_str()),
        ParseErrorType::BadInput(LexError::ImproperSymbol(word, _))
            if super::sandbox::DENIED.contains(&word.as_str()) =>
        {
            ("denied", word.as_str())
        }
        ParseErrorType::Reserved(word) if super::sandbox::DENIED.contains(&word.as_str()) => {
            ("denied", word.as_str())
        }
        ParseErrorType::Reserved(word) => ("reserved", word.as_str()),
        ParseErrorType::FnDuplicatedDefinition(name, _) => ("twice", name.as_str()),
        ParseErrorType::FnMissingName => ("no-name", ""),
        ParseErrorType::FnMissingParams(name) => ("no-params", name.as_str()),
        ParseErrorType::FnMissingBody(name) => ("no-body", name.as_str()),
        _ => ("", ""),
    };
    (reason, sign.to_owned())
}

/// Why rhai cannot read a file, at the place to be mended.
fn unreadable(
    error: &rhai::ParseError,
    text: &str,
    tokens: &Tokens<'_>,
    named: &[(String, Range<usize>)],
) -> Unreadable {
    let (mut reason, mut sign) = slip(error.err_type());
    let last = tokens.iter().last().map_or(0, |(token, _)| token.at.start);
    if (reason, sign.as_str()) == ("missing", ";")
        && place(tokens, text, error.position()).start >= last
    {
        // What is missing at the end of the file closes something.
        (reason, sign) = ("ends-early", String::new());
    }
    let mut at = place(tokens, text, error.position());
    if reason == "open-text" {
        // It would go on to the end of the file.
        let line = text.get(at.clone()).and_then(|said| said.lines().next());
        at.end = at.start + line.map_or(0, |line| line.trim_end().len());
    }
    if reason == "twice" {
        let mut again = named.iter().filter(|(name, _)| *name == sign).skip(1);
        at = again.next().map_or(at, |(_, name)| name.clone());
    }
    Unreadable {
        why: error.err_type().to_string(),
        reason,
        sign,
        at,
        functions: named.iter().map(|(name, _)| name.clone()).collect(),
    }
}

/// Reads a file.
pub(super) fn read(engine: &Engine, text: &str) -> Result<Script, Unreadable> {
    let tokens = Tokens::of(text);
    let named = defined(&tokens);
    let tree = engine
        .compile(text)
        .map_err(|error| unreadable(&error, text, &tokens, &named))?;
    let loose = tree
        .statements()
        .iter()
        .find(|stmt| !stmt.is_noop())
        .map(|stmt| place(&tokens, text, stmt.position()));
    let mut functions = Vec::new();
    for (name, at) in named {
        let mut one = tree.clone_functions_only();
        one.retain_functions(|_, _, other, _| other == name);
        let params = one
            .iter_functions()
            .next()
            .map(|meta| {
                meta.params
                    .iter()
                    .map(|param| (*param).to_owned())
                    .collect()
            })
            .unwrap_or_default();
        let line = text.get(..at.start).unwrap_or("").matches('\n').count() + 1;
        let mut function = Defined {
            name,
            params,
            at,
            line,
            outside: Vec::new(),
            calls: Vec::new(),
            returns: Type::Unknown,
            maybe_empty: false,
            literals: Vec::new(),
            reads: Vec::new(),
            hands: Vec::new(),
        };
        describe(&one, text, &tokens, &mut function);
        super::reads::describe(&one, text, &tokens, &mut function);
        functions.push(function);
    }
    functions.sort_by_key(|function| function.at.start);
    let decimal_cases = decimal_cases(&tokens);
    Ok(Script {
        tree,
        functions,
        loose,
        decimal_cases,
    })
}

/// Decimals that are cases of a `switch`.
fn decimal_cases(tokens: &Tokens<'_>) -> Vec<Range<usize>> {
    let cases: Vec<(Range<usize>, &str)> = tokens
        .iter()
        .map(|(token, text)| (token.at.clone(), text))
        .collect();
    cases
        .windows(2)
        .filter_map(|pair| match pair {
            [(at, number), (_, "=>")]
                if number.starts_with(|c: char| c.is_ascii_digit()) && number.contains('.') =>
            {
                Some(at.clone())
            }
            _ => None,
        })
        .collect()
}

/// The names after `fn`, with their places.
fn defined(tokens: &Tokens<'_>) -> Vec<(String, Range<usize>)> {
    let all: Vec<(Range<usize>, &str)> = tokens
        .iter()
        .map(|(token, text)| (token.at.clone(), text))
        .collect();
    all.windows(2)
        .filter_map(|pair| match pair {
            [(_, "fn"), (at, name)] => Some(((*name).to_owned(), at.clone())),
            _ => None,
        })
        .collect()
}

pub(super) fn place(tokens: &Tokens<'_>, text: &str, position: Position) -> Range<usize> {
    let from = match (position.line(), position.position()) {
        (Some(line), column) => tokens.offset(line, column.unwrap_or(1)),
        _ => text.len(),
    };
    match tokens.at(from) {
        Some(token) => token.at.clone(),
        None => tokens
            .iter()
            .last()
            .map_or(0..text.len(), |(token, _)| token.at.clone()),
    }
}

/// Fills in what a function, alone in its tree, uses and returns.
fn describe(one: &AST, text: &str, tokens: &Tokens<'_>, function: &mut Defined) {
    let mut results: Vec<Option<Expr>> = Vec::new();
    let mut last: Option<Stmt> = None;
    one.walk(&mut |path: &[ASTNode]| {
        match path.last() {
            Some(ASTNode::Expr(Expr::Variable(variable, short, position)))
                if variable.0.is_none() && short.is_none() =>
            {
                function.outside.push(Use {
                    name: variable.1.to_string(),
                    at: place(tokens, text, *position),
                });
            }
            Some(ASTNode::Expr(Expr::FnCall(call, position)))
            | Some(ASTNode::Stmt(Stmt::FnCall(call, position))) => {
                note_call(function, call, 0, place(tokens, text, *position));
            }
            Some(ASTNode::Expr(Expr::MethodCall(call, position))) => {
                note_call(function, call, 1, place(tokens, text, *position));
            }
            Some(ASTNode::Stmt(Stmt::Return(value, flags, _)))
                if !flags.contains(rhai::ASTFlags::BREAK) =>
            {
                results.push(value.as_deref().cloned());
            }
            _ => {}
        }
        if let [ASTNode::Stmt(stmt)] = path {
            last = Some((*stmt).clone());
        }
        true
    });
    match &last {
        Some(stmt) => collect(stmt, &mut results),
        None => results.push(None),
    }
    summarise(&results, text, tokens, function);
}

fn note_call(function: &mut Defined, call: &FnCallExpr, more: usize, at: Range<usize>) {
    if call.op_token.is_none() {
        function.calls.push(Call {
            name: call.name.to_string(),
            args: call.args.len() + more,
            at,
        });
    }
}

/// The expressions a last statement may give; `None` for nothing.
fn collect(stmt: &Stmt, results: &mut Vec<Option<Expr>>) {
    let block = |block: &rhai::StmtBlock, results: &mut Vec<Option<Expr>>| match block
        .statements()
        .last()
    {
        Some(last) => collect(last, results),
        None => results.push(None),
    };
    match stmt {
        Stmt::Expr(expr) => match &**expr {
            Expr::Stmt(inner) => block(inner, results),
            other => results.push(Some(other.clone())),
        },
        Stmt::FnCall(call, position) => {
            results.push(Some(Expr::FnCall(call.clone(), *position)));
        }
        Stmt::If(flow, _) => {
            block(&flow.body, results);
            block(&flow.branch, results);
        }
        Stmt::Block(inner) => block(inner, results),
        Stmt::Switch(cases, _) => {
            for case in &cases.1.expressions {
                match &case.rhs {
                    Expr::Stmt(inner) => block(inner, results),
                    other => results.push(Some(other.clone())),
                }
            }
            if cases.1.def_case.is_none() {
                results.push(None);
            }
        }
        // A `return` has been noted while walking; `throw` gives nothing at all.
        Stmt::Return(..) => {}
        _ => results.push(None),
    }
}

fn summarise(results: &[Option<Expr>], text: &str, tokens: &Tokens<'_>, function: &mut Defined) {
    function.maybe_empty = results
        .iter()
        .any(|result| matches!(result, None | Some(Expr::Unit(_))));
    let given: Vec<&Expr> = results
        .iter()
        .flatten()
        .filter(|expr| !matches!(expr, Expr::Unit(_)))
        .collect();
    let mut types = given.iter().map(|expr| plain_type(expr));
    let first = types.next().unwrap_or(Type::Unknown);
    function.returns = match types.all(|ty| ty == first) {
        true => first,
        false => Type::Unknown,
    };
    let literals: Option<Vec<(String, Range<usize>)>> = given
        .iter()
        .map(|expr| match expr {
            Expr::StringConstant(value, position) => {
                Some((value.to_string(), place(tokens, text, *position)))
            }
            _ => None,
        })
        .collect();
    function.literals = literals.unwrap_or_default();
}

/// The type of an expression where it is plain to see.
fn plain_type(expr: &Expr) -> Type {
    match expr {
        Expr::StringConstant(..) | Expr::InterpolatedString(..) => Type::Text,
        Expr::BoolConstant(..) | Expr::And(..) | Expr::Or(..) => Type::YesNo,
        Expr::IntegerConstant(..) => Type::Number,
        Expr::DynamicConstant(value, _) if value.is_decimal() => Type::Number,
        Expr::FnCall(call, _) => match &call.op_token {
            Some(
                Token::EqualsTo
                | Token::NotEqualsTo
                | Token::LessThan
                | Token::LessThanEqualsTo
                | Token::GreaterThan
                | Token::GreaterThanEqualsTo
                | Token::Bang,
            ) => Type::YesNo,
            Some(Token::Minus | Token::Multiply | Token::Divide | Token::Modulo) => Type::Number,
            None if matches!(call.name.as_str(), "round" | "abs" | "sum") => Type::Number,
            None if matches!(call.name.as_str(), "contains" | "starts_with" | "is_set") => {
                Type::YesNo
            }
            _ => Type::Unknown,
        },
        _ => Type::Unknown,
    }
}

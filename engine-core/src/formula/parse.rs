//! Tokens to tree, by recursive descent.
//!
//! Shape:  `&str → Node`.
//!
//! ```text
//! formula    = ["="] comparison
//! comparison = join { ("=" | "<>" | "<" | "<=" | ">" | ">=") join }
//! join       = sum { "&" sum }
//! sum        = product { ("+" | "-") product }
//! product    = power { ("*" | "/") power }
//! power      = sign { "^" sign }
//! sign       = ("-" | "+") sign | percent
//! percent    = primary { "%" }
//! primary    = number | text | field | "TRUE" | "FALSE" | name "(" [arguments] ")" | "(" comparison ")"
//! arguments  = [comparison] { "," [comparison] }
//! ```
//!
//! Errors: the first place where the text stops being a formula.
//! Source: docs/spec/formulas.md §1; precedence is Excel's, so `-2^2` is 4 and `2^3^2` is 64.

use super::issue::FormulaIssue;
use super::lex::{Symbol, Token, tokens};
use super::limits;
use super::tree::{Expression, Node, Span};

/// The tree of a text within the limits.
pub(super) fn tree(text: &str) -> Result<Node, FormulaIssue> {
    let length = text.chars().count();
    let whole = Span(0, u32::try_from(length).unwrap_or(u32::MAX));
    if length > limits::TEXT {
        let chinese = format!("公式最多 {} 个字符", limits::TEXT);
        let english = format!("a formula has at most {} characters", limits::TEXT);
        return Err(FormulaIssue::new("too_long", whole, chinese, english));
    }
    let mut parser = Parser { tokens: tokens(text)?, position: 0, nesting: 0, end: whole.1 };
    if parser.peek().is_some_and(is_equals) {
        parser.position += 1;
    }
    let node = parser.chain(1)?;
    if parser.position < parser.tokens.len() {
        return Err(parser.unexpected());
    }
    limits::check(&node)?;
    Ok(node)
}

fn is_equals(symbol: &Symbol) -> bool {
    matches!(symbol, Symbol::Operator(super::tree::Operator::Equal))
}

struct Parser {
    tokens: Vec<Token>,
    position: usize,
    nesting: usize,
    end: u32,
}

impl Parser {
    fn peek(&self) -> Option<&Symbol> {
        self.tokens.get(self.position).map(|token| &token.symbol)
    }

    /// Where the next token begins.
    fn start(&self) -> u32 {
        self.tokens.get(self.position).map_or(self.end, |token| token.at.0)
    }

    /// From a start to the end of the last token taken.
    fn since(&self, start: u32) -> Span {
        let last = self.position.checked_sub(1).and_then(|index| self.tokens.get(index));
        Span(start, last.map_or(start, |token| token.at.1))
    }

    fn takes(&mut self, symbol: &Symbol) -> bool {
        let taken = self.peek() == Some(symbol);
        self.position += usize::from(taken);
        taken
    }

    fn unexpected(&self) -> FormulaIssue {
        match self.tokens.get(self.position) {
            None => {
                let english = "the formula ends too early";
                FormulaIssue::new("unexpected_end", Span(self.end, self.end), "公式没有写完", english)
            }
            Some(Token { symbol: Symbol::Name(name), at }) => {
                let chinese = format!("不认识“{name}”：函数后要有括号，字段写成 {{{name}}}，文本加引号");
                let english =
                    format!("`{name}`: a function needs parentheses, a field braces, a text quotes");
                FormulaIssue::new("unknown_name", *at, chinese, english)
            }
            Some(Token { at, .. }) => {
                let chinese = format!("第 {} 个字符处的内容不该出现在这里", at.0 + 1);
                let english = format!("what begins at character {} is not expected here", at.0 + 1);
                FormulaIssue::new("unexpected_token", *at, chinese, english)
            }
        }
    }

    /// Goes one level deeper for the length of `inside`.
    fn deeper(
        &mut self,
        inside: impl FnOnce(&mut Parser) -> Result<Node, FormulaIssue>,
    ) -> Result<Node, FormulaIssue> {
        if self.nesting >= limits::DEPTH {
            return Err(limits::too_deep(Span(self.start(), self.end)));
        }
        self.nesting += 1;
        let node = inside(self);
        self.nesting -= 1;
        node
    }

    fn chain(&mut self, rank: u8) -> Result<Node, FormulaIssue> {
        let tighter = |parser: &mut Parser| if rank < 5 { parser.chain(rank + 1) } else { parser.sign() };
        let start = self.start();
        let first = tighter(self)?;
        let (mut operators, mut operands) = (Vec::new(), Vec::new());
        while let Some(Symbol::Operator(operator)) = self.peek().filter(|s| is_of_rank(s, rank)) {
            operators.push(*operator);
            self.position += 1;
            operands.push(tighter(self)?);
        }
        if operators.is_empty() {
            return Ok(first);
        }
        operands.insert(0, first);
        Ok(Node { expression: Expression::Chain { operators, operands }, at: self.since(start) })
    }

    fn sign(&mut self) -> Result<Node, FormulaIssue> {
        use super::tree::Operator::{Add, Subtract};
        let start = self.start();
        if self.takes(&Symbol::Operator(Add)) {
            return self.deeper(Parser::sign);
        }
        if self.takes(&Symbol::Operator(Subtract)) {
            let inner = self.deeper(Parser::sign)?;
            return Ok(Node { expression: Expression::Negate(Box::new(inner)), at: self.since(start) });
        }
        let mut node = self.primary()?;
        let mut percents = 0;
        while self.takes(&Symbol::Percent) {
            percents += 1;
            if percents > limits::DEPTH {
                return Err(limits::too_deep(self.since(start)));
            }
            node = Node { expression: Expression::Percent(Box::new(node)), at: self.since(start) };
        }
        Ok(node)
    }

    fn primary(&mut self) -> Result<Node, FormulaIssue> {
        let start = self.start();
        let Some(token) = self.tokens.get(self.position).cloned() else { return Err(self.unexpected()) };
        let calls = self.tokens.get(self.position + 1).is_some_and(|next| next.symbol == Symbol::Open);
        let expression = match token.symbol {
            Symbol::Number(number) => Expression::Number(number),
            Symbol::Text(text) => Expression::Text(text.into()),
            Symbol::Field(path) => Expression::Field(path),
            Symbol::Name(name) if calls => {
                self.position += 2;
                return self.call(&name, start);
            }
            Symbol::Name(name) if name.eq_ignore_ascii_case("TRUE") => Expression::Boolean(true),
            Symbol::Name(name) if name.eq_ignore_ascii_case("FALSE") => Expression::Boolean(false),
            Symbol::Open => {
                self.position += 1;
                let inner = self.deeper(|parser| parser.chain(1))?;
                self.close(start)?;
                return Ok(inner);
            }
            _ => return Err(self.unexpected()),
        };
        self.position += 1;
        Ok(Node { expression, at: token.at })
    }

    fn close(&mut self, start: u32) -> Result<(), FormulaIssue> {
        if self.takes(&Symbol::Close) {
            return Ok(());
        }
        if self.peek().is_some() {
            return Err(self.unexpected());
        }
        let at = Span(start, self.end);
        Err(FormulaIssue::new("unclosed_parenthesis", at, "缺少右括号", "a closing parenthesis is missing"))
    }

    fn call(&mut self, name: &str, start: u32) -> Result<Node, FormulaIssue> {
        let name = name.to_uppercase();
        let mut arguments = Vec::new();
        while !self.takes(&Symbol::Close) {
            if matches!(self.peek(), Some(Symbol::Comma)) {
                let here = self.start();
                arguments.push(Node { expression: Expression::Blank, at: Span(here, here) });
            } else {
                arguments.push(self.deeper(|parser| parser.chain(1))?);
            }
            if !self.takes(&Symbol::Comma) {
                self.close(start)?;
                break;
            }
            if matches!(self.peek(), Some(Symbol::Close)) {
                let here = self.start();
                arguments.push(Node { expression: Expression::Blank, at: Span(here, here) });
            }
        }
        let at = self.since(start);
        let expression = match (name.as_str(), arguments.is_empty()) {
            ("TRUE", true) => Expression::Boolean(true),
            ("FALSE", true) => Expression::Boolean(false),
            _ => Expression::Call { function: name.into(), arguments },
        };
        Ok(Node { expression, at })
    }
}

fn is_of_rank(symbol: &Symbol, rank: u8) -> bool {
    matches!(symbol, Symbol::Operator(operator) if operator.rank() == rank)
}

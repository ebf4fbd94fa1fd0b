//! Text to tokens.
//!
//! Shape:  `&str → Vec<Token>`; full-width forms become their half-width ones outside of literal text.
//! Errors: the first character that begins no token.
//! Source: docs/spec/formulas.md §1.

use rust_decimal::Decimal;

use super::issue::FormulaIssue;
use super::spelling;
use super::tree::{FieldPath, Operator, Span};

/// What a token is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Symbol {
    Number(Decimal),
    Text(String),
    Name(String),
    Field(FieldPath),
    Operator(Operator),
    Percent,
    Open,
    Close,
    Comma,
}

/// A token and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub(super) symbol: Symbol,
    pub(super) at: Span,
}

/// The tokens of a text.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, FormulaIssue> {
    let mut lexer = Lexer { text: text.chars().collect(), position: 0 };
    let mut tokens = Vec::new();
    while let Some(token) = lexer.token()? {
        tokens.push(token);
    }
    Ok(tokens)
}

struct Lexer {
    text: Vec<char>,
    position: usize,
}

impl Lexer {
    fn token(&mut self) -> Result<Option<Token>, FormulaIssue> {
        while self.raw(0).is_some_and(is_space) {
            self.position += 1;
        }
        let start = self.position;
        let Some(raw) = self.raw(0) else { return Ok(None) };
        let symbol = match fold(raw) {
            '"' => self.text(raw)?,
            '{' => self.field()?,
            '0'..='9' | '.' => self.number()?,
            c if c.is_alphabetic() || c == '_' => self.name(),
            c => self.mark(c)?,
        };
        Ok(Some(Token { symbol, at: self.span(start) }))
    }

    fn raw(&self, ahead: usize) -> Option<char> {
        self.text.get(self.position + ahead).copied()
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.raw(ahead).map(fold)
    }

    fn span(&self, start: usize) -> Span {
        Span(start as u32, self.position as u32)
    }

    /// Literal text. Straight quotes close straight ones, so that curly ones may stand inside; either closes a curly one.
    fn text(&mut self, opened: char) -> Result<Symbol, FormulaIssue> {
        let start = self.position;
        let straight = is_straight(opened);
        let closes = |c: char| is_straight(c) || (!straight && matches!(c, '“' | '”'));
        let mut text = String::new();
        self.position += 1;
        while let Some(c) = self.raw(0) {
            self.position += 1;
            if !closes(c) {
                text.push(c);
            } else if is_straight(c) && self.raw(0) == Some(c) {
                text.push('"');
                self.position += 1;
            } else {
                return Ok(Symbol::Text(text));
            }
        }
        Err(FormulaIssue::new(
            "unclosed_text",
            self.span(start),
            "文本缺少右引号",
            "this text has no closing quote",
        ))
    }

    fn field(&mut self) -> Result<Symbol, FormulaIssue> {
        let start = self.position;
        while self.peek(0).is_some_and(|c| c != '}') {
            self.position += 1;
        }
        if self.raw(0).is_none() {
            let at = self.span(start);
            return Err(FormulaIssue::new(
                "unclosed_field",
                at,
                "字段缺少右花括号 }",
                "this field has no closing }",
            ));
        }
        let inside: String = self.text[start + 1..self.position].iter().collect();
        self.position += 1;
        FieldPath::parse(&inside.replace('．', ".")).map(Symbol::Field).map_err(|bad| {
            let chinese = format!("“{inside}”不是字段：应为一至四个由点连接的键，如 {{customer.level}}");
            FormulaIssue::new("bad_field", self.span(start), chinese, bad.to_string())
        })
    }

    fn digits(&mut self, into: &mut String) {
        while let Some(c) = self.peek(0).filter(char::is_ascii_digit) {
            into.push(c);
            self.position += 1;
        }
    }

    fn number(&mut self) -> Result<Symbol, FormulaIssue> {
        let start = self.position;
        let mut text = String::new();
        self.digits(&mut text);
        if self.peek(0) == Some('.') {
            text.push('.');
            self.position += 1;
            self.digits(&mut text);
        }
        let sign = usize::from(matches!(self.peek(1), Some('+' | '-')));
        if matches!(self.peek(0), Some('e' | 'E')) && self.peek(1 + sign).is_some_and(|c| c.is_ascii_digit())
        {
            text.push('e');
            text.extend(self.peek(1).filter(|_| sign == 1));
            self.position += 1 + sign;
            self.digits(&mut text);
        }
        spelling::literal(&text).map(Symbol::Number).ok_or_else(|| {
            let english = "this is no number of at most 28 digits";
            FormulaIssue::new("bad_number", self.span(start), "不是数字，或超过 28 位", english)
        })
    }

    fn name(&mut self) -> Symbol {
        let mut name = String::new();
        while let Some(c) = self.peek(0).filter(|c| c.is_alphanumeric() || matches!(c, '_' | '.')) {
            name.push(c);
            self.position += 1;
        }
        Symbol::Name(name)
    }

    fn mark(&mut self, first: char) -> Result<Symbol, FormulaIssue> {
        let start = self.position;
        self.position += 1;
        let second = self.peek(0);
        let (symbol, two) = match (first, second) {
            ('<', Some('=')) => (Symbol::Operator(Operator::LessOrEqual), true),
            ('<', Some('>')) | ('!', Some('=')) => (Symbol::Operator(Operator::NotEqual), true),
            ('>', Some('=')) => (Symbol::Operator(Operator::GreaterOrEqual), true),
            ('=', Some('=')) => (Symbol::Operator(Operator::Equal), true),
            ('=', _) => (Symbol::Operator(Operator::Equal), false),
            ('<', _) => (Symbol::Operator(Operator::Less), false),
            ('>', _) => (Symbol::Operator(Operator::Greater), false),
            ('≤', _) => (Symbol::Operator(Operator::LessOrEqual), false),
            ('≥', _) => (Symbol::Operator(Operator::GreaterOrEqual), false),
            ('≠', _) => (Symbol::Operator(Operator::NotEqual), false),
            ('&', _) => (Symbol::Operator(Operator::Join), false),
            ('+', _) => (Symbol::Operator(Operator::Add), false),
            ('-', _) => (Symbol::Operator(Operator::Subtract), false),
            ('*', _) => (Symbol::Operator(Operator::Multiply), false),
            ('/', _) => (Symbol::Operator(Operator::Divide), false),
            ('^', _) => (Symbol::Operator(Operator::Power), false),
            ('%', _) => (Symbol::Percent, false),
            ('(', _) => (Symbol::Open, false),
            (')', _) => (Symbol::Close, false),
            (',', _) => (Symbol::Comma, false),
            _ => {
                let at = self.span(start);
                let chinese = format!("公式里不能用“{first}”");
                let english = format!("`{first}` has no meaning in a formula");
                return Err(FormulaIssue::new("unexpected_character", at, chinese, english));
            }
        };
        self.position += usize::from(two);
        Ok(symbol)
    }
}

fn is_straight(c: char) -> bool {
    matches!(c, '"' | '＂')
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}')
}

/// The half-width form of what Chinese input methods type.
fn fold(c: char) -> char {
    match c {
        '“' | '”' => '"',
        '×' => '*',
        '÷' => '/',
        '−' => '-',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

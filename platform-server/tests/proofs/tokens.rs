//! SQL text taken apart as a database would, to say what in it is a name and what a literal.

/// A piece of SQL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    /// `"name"`, without its quotes.
    Name(String),
    /// `'text'`, without its quotes.
    Literal(String),
    /// A keyword, alias or function.
    Word(String),
    /// `?` or `$1`.
    Bind,
    /// A number.
    Number,
    /// Anything else.
    Mark(char),
}

/// The pieces of a statement.
pub(crate) fn tokens(sql: &str) -> Vec<Token> {
    let mut rest = sql.chars().peekable();
    let mut found = Vec::new();
    while let Some(c) = rest.next() {
        let mut while_is = |first: Option<char>, keep: fn(char) -> bool| {
            let mut text: String = first.into_iter().collect();
            while let Some(next) = rest.next_if(|c| keep(*c)) {
                text.push(next);
            }
            text
        };
        found.push(match c {
            ' ' | '\n' => continue,
            '?' => Token::Bind,
            '$' => {
                let number = while_is(None, |c| c.is_ascii_digit());
                assert!(!number.is_empty(), "`$` without a number in {sql}");
                Token::Bind
            }
            '0'..='9' => {
                while_is(Some(c), |c| c.is_ascii_digit() || c == '.');
                Token::Number
            }
            'a'..='z' | 'A'..='Z' | '_' => {
                Token::Word(while_is(Some(c), |c| c.is_ascii_alphanumeric() || c == '_'))
            }
            '"' | '\'' => {
                let mut text = String::new();
                loop {
                    match rest.next() {
                        None => panic!("a quote does not end in {sql}"),
                        Some(end) if end == c => match rest.next_if_eq(&c) {
                            Some(doubled) => text.push(doubled),
                            None => break,
                        },
                        Some(other) => text.push(other),
                    }
                }
                if c == '"' { Token::Name(text) } else { Token::Literal(text) }
            }
            mark => Token::Mark(mark),
        });
    }
    found
}

#[test]
fn quotes_end_where_a_database_ends_them() {
    let pieces = tokens(r#"SELECT t0."a""b", '' FROM x WHERE y = $12 AND z LIKE ? ESCAPE '\' -1.5"#);
    assert!(pieces.contains(&Token::Name("a\"b".to_owned())), "{pieces:?}");
    assert!(
        pieces.contains(&Token::Literal("\\".to_owned())) && pieces.contains(&Token::Literal(String::new()))
    );
    assert_eq!(pieces.iter().filter(|t| **t == Token::Bind).count(), 2);
}

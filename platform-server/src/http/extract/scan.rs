//! Looks a JSON body over before anything is made of it.
//!
//! Shape:  bytes → nothing, or the first [`Flaw`] with a pointer to it.
//! Errors: deeper than 64, more than 100,000 values, a key twice in one object, a NUL, a lone surrogate, invalid
//!         UTF-8 or plain bad grammar.
//! Source: docs/spec/limits.md.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use engine_core::issue::{Issue, token};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

const DEEPEST: usize = 64;
const MOST_VALUES: usize = 100_000;

/// Why a body is not looked at any further.
#[derive(Debug)]
pub(super) enum Flaw {
    Deep { pointer: String },
    Many,
    Twice { pointer: String },
    Nul { pointer: String },
    Grammar { line: usize, column: usize, pointer: String },
}

impl Flaw {
    /// As an issue with its place.
    pub(super) fn issue(self) -> Issue {
        match self {
            Flaw::Deep { pointer } => {
                Issue::new("too_deep", pointer, "嵌套超过 64 层", "This is nested more than 64 deep")
            }
            Flaw::Many => {
                Issue::new("too_many_values", "", "内容超过 100,000 项", "There are more than 100,000 values")
            }
            Flaw::Twice { pointer } => Issue::new(
                "duplicate_key",
                pointer,
                "同一对象中重复出现的键",
                "This key appears twice in its object",
            ),
            Flaw::Nul { pointer } => {
                Issue::new("nul", pointer, "文字中不能含有空字符", "Text may not hold the NUL character")
            }
            Flaw::Grammar { line, column, pointer } => Issue::new(
                "bad_json",
                pointer,
                format!("第 {line} 行第 {column} 列附近不是有效的 JSON"),
                format!("This is not JSON near line {line}, column {column}"),
            ),
        }
    }
}

/// Checks a whole body.
pub(super) fn check(body: &[u8]) -> Result<(), Flaw> {
    let mut walk = Walk { path: Vec::new(), values: 0, flaw: None };
    let mut source = serde_json::Deserializer::from_slice(body);
    let outcome = Seed(&mut walk).deserialize(&mut source).and_then(|()| source.end());
    match (outcome, walk.flaw.take()) {
        (Ok(()), _) => Ok(()),
        (Err(_), Some(flaw)) => Err(flaw),
        (Err(grammar), None) => {
            let (line, column) = (grammar.line(), grammar.column());
            Err(Flaw::Grammar { line, column, pointer: walk.pointer() })
        }
    }
}

struct Walk {
    path: Vec<Step>,
    values: usize,
    flaw: Option<Flaw>,
}

enum Step {
    Key(String),
    Index(usize),
}

impl Walk {
    fn pointer(&self) -> String {
        let mut pointer = String::new();
        for step in &self.path {
            match step {
                Step::Key(key) => pointer.push_str(&token(key)),
                Step::Index(index) => pointer.push_str(&format!("/{index}")),
            }
        }
        pointer
    }

    fn stop<E: Error>(&mut self, flaw: impl FnOnce(String) -> Flaw) -> E {
        self.flaw = Some(flaw(self.pointer()));
        E::custom("flawed")
    }
}

struct Seed<'w>(&'w mut Walk);

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<(), D::Error> {
        self.0.values += 1;
        if self.0.values > MOST_VALUES {
            return Err(self.0.stop(|_| Flaw::Many));
        }
        source.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        if text.contains('\0') { Err(self.0.stop(|pointer| Flaw::Nul { pointer })) } else { Ok(()) }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let walk = self.0;
        if walk.path.len() >= DEEPEST {
            return Err(walk.stop(|pointer| Flaw::Deep { pointer }));
        }
        for index in 0.. {
            walk.path.push(Step::Index(index));
            if items.next_element_seed(Seed(walk))?.is_none() {
                walk.path.pop();
                break;
            }
            walk.path.pop();
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let walk = self.0;
        if walk.path.len() >= DEEPEST {
            return Err(walk.stop(|pointer| Flaw::Deep { pointer }));
        }
        let mut seen: HashSet<Cow<'de, str>> = HashSet::new();
        while let Some(Key(key)) = members.next_key()? {
            walk.path.push(Step::Key(key.clone().into_owned()));
            if key.contains('\0') {
                return Err(walk.stop(|pointer| Flaw::Nul { pointer }));
            }
            if !seen.insert(key) {
                return Err(walk.stop(|pointer| Flaw::Twice { pointer }));
            }
            members.next_value_seed(Seed(walk))?;
            walk.path.pop();
        }
        Ok(())
    }
}

/// A key, borrowed where it holds no escape.
struct Key<'de>(Cow<'de, str>);

impl<'de> serde::Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Key<'de>, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(text.to_owned())))
            }
        }
        source.deserialize_str(Text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(body: &[u8]) -> (String, String) {
        let issue = check(body).expect_err("flawed").issue();
        (issue.code.into_owned(), issue.pointer)
    }

    fn flaw(code: &str, pointer: &str) -> (String, String) {
        (code.to_owned(), pointer.to_owned())
    }

    #[test]
    fn good_bodies_pass() {
        for body in [r#"{"a":[1,2.5,null,true,"客户"],"b":{"a":"\ud83d\ude00"}}"#, "null", "\"x\"", " [ ] "]
        {
            check(body.as_bytes()).expect(body);
        }
        check(format!("{}{}", "[".repeat(64), "]".repeat(64)).as_bytes()).expect("64 deep");
    }

    #[test]
    fn flaws_are_found_where_they_are() {
        assert_eq!(code(br#"{"a":{"b":1,"b":2}}"#), flaw("duplicate_key", "/a/b"));
        assert_eq!(code(br#"{"a":1,"\u0061":2}"#), flaw("duplicate_key", "/a"));
        assert_eq!(code(br#"{"a":["x","\u0000"]}"#), flaw("nul", "/a/1"));
        assert_eq!(code(br#"{"a":"\ud800"}"#), flaw("bad_json", "/a"));
        assert_eq!(code(br#"{"a":"\udc00\ud800"}"#), flaw("bad_json", "/a"));
        assert_eq!(code(b"{\"a\":\"\xff\"}"), flaw("bad_json", "/a"));
        assert_eq!(code(br#"{"a":1e309}"#), flaw("bad_json", "/a"));
        assert_eq!(code(b"{} {}").0, "bad_json");
        assert_eq!(code(b"").0, "bad_json");
        assert_eq!(code("[".repeat(10_000).as_bytes()).0, "too_deep");
        assert_eq!(code(format!("[{}1]", "1,".repeat(100_000)).as_bytes()).0, "too_many_values");
    }
}

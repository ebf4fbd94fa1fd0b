//! The form engine for the browser.
//!
//! Shape:  a page asks with JSON and is answered with JSON ([`answer`]); [`allocate`], [`ask`] and [`release`] carry the
//!         bytes. Sessions are kept by number until they are closed.
//! Errors: a question that cannot be understood is answered with `{"error": …}`.
//! Source: docs/spec/forms.md §5; `designer-web/src/engine/` is the other side.

use std::{cell::RefCell, collections::HashMap};

use engine_core::{issue::Language, reading};
use engine_forms::{Bundle, ContextJson, Edit, KnownJson, Session};
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};

/// What a page asks.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Question {
    /// Begins a form.
    Open {
        bundle: Box<Bundle>,
        context: Box<ContextJson>,
        answers: Map<String, Json>,
        #[serde(default)]
        language: String,
    },
    /// Somebody did something.
    Edit { session: u32, edits: Vec<Edit> },
    /// Linked records are known now.
    Learn { session: u32, known: Vec<KnownJson> },
    /// The form is done with.
    Close { session: u32 },
}

struct Kept {
    session: Session,
    language: Language,
}

thread_local! {
    static SESSIONS: RefCell<(u32, HashMap<u32, Kept>)> = RefCell::default();
}

/// Answers one question.
pub fn answer(question: &[u8]) -> Vec<u8> {
    // Read as a value first: every document is then read by one deserialiser alone, which is a third of the program.
    let read = serde_json::from_slice::<Json>(question).and_then(reading::read);
    let told = match read {
        Ok(question) => told(question).unwrap_or_else(|error| json!({ "error": error })),
        Err(error) => json!({ "error": error.to_string() }),
    };
    serde_json::to_vec(&told).unwrap_or_default()
}

fn told(question: Question) -> Result<Json, String> {
    match question {
        Question::Open { bundle, context, answers, language } => {
            let form = bundle.read()?;
            let mut context = context.read(&form)?;
            context.rights.clone_from(&bundle.rights);
            let language = if language == "en" { Language::English } else { Language::Chinese };
            let mut session = Session::new(form, &answers, context);
            let evaluation = session.evaluation().to_json(language);
            let number = SESSIONS.with_borrow_mut(|(last, kept)| {
                *last += 1;
                kept.insert(*last, Kept { session, language });
                *last
            });
            Ok(json!({ "session": number, "evaluation": evaluation }))
        }
        Question::Edit { session, edits } => with(session, |kept| kept.session.apply(&edits, kept.language)),
        Question::Learn { session, known } => with(session, |kept| {
            let known = known.iter().filter_map(|known| known.read(kept.session.form())).collect::<Vec<_>>();
            kept.session.learn(known, kept.language)
        }),
        Question::Close { session } => {
            SESSIONS.with_borrow_mut(|(_, kept)| kept.remove(&session));
            Ok(json!({}))
        }
    }
}

fn with(session: u32, work: impl FnOnce(&mut Kept) -> Json) -> Result<Json, String> {
    SESSIONS.with_borrow_mut(|(_, kept)| {
        kept.get_mut(&session).map(work).ok_or_else(|| "there is no such session".to_owned())
    })
}

#[cfg(target_arch = "wasm32")]
mod page {
    #[link(wasm_import_module = "page")]
    unsafe extern "C" {
        /// The normal form C of the text that lies at a place, in memory of `allocate`, packed as an answer is.
        pub(crate) fn compose(place: *const u8, length: usize) -> u64;
    }
}

/// The page has the tables of Unicode that this program does without.
#[cfg(target_arch = "wasm32")]
fn composed(text: &str) -> String {
    // SAFETY: the page reads the text and hands over memory that `allocate` gave, with what it wrote there.
    let bytes = unsafe {
        let told = page::compose(text.as_ptr(), text.len());
        let (place, length) = ((told >> 32) as usize as *mut u8, told as u32 as usize);
        Box::from_raw(std::ptr::slice_from_raw_parts_mut(place, length))
    };
    String::from_utf8(bytes.into_vec()).unwrap_or_else(|_| text.to_owned())
}

/// Memory for a question of so many bytes.
#[unsafe(no_mangle)]
pub extern "C" fn allocate(length: usize) -> *mut u8 {
    Box::leak(vec![0_u8; length].into_boxed_slice()).as_mut_ptr()
}

/// Gives memory back.
///
/// # Safety
/// Place and length are those that [`allocate`] or [`ask`] gave, and nobody uses them any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn release(place: *mut u8, length: usize) {
    // SAFETY: the caller hands back exactly what was leaked.
    drop(unsafe { Box::from_raw(std::ptr::slice_from_raw_parts_mut(place, length)) });
}

/// Answers the question that lies at a place, which it takes; the answer's place and length are packed into one number.
///
/// # Safety
/// Place and length are those of [`allocate`], and the bytes are written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ask(place: *mut u8, length: usize) -> u64 {
    #[cfg(target_arch = "wasm32")]
    engine_core::text::compose_with(composed);
    // SAFETY: the caller hands over exactly what was leaked.
    let question = unsafe { Box::from_raw(std::ptr::slice_from_raw_parts_mut(place, length)) };
    let told = Box::leak(answer(&question).into_boxed_slice());
    (told.as_mut_ptr() as u64) << 32 | told.len() as u64
}

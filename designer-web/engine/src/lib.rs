//! The form engine for the browser.
//!
//! Shape:  a page asks with JSON and is answered with JSON ([`answer`]); [`allocate`], [`ask`] and [`release`] carry the
//!         bytes. Sessions are kept by number until they are closed.
//! Errors: a question that cannot be understood is answered with `{"error": …}`.
//! Source: docs/spec/forms.md §5; `designer-web/src/engine/` is the other side.

use std::{cell::RefCell, collections::BTreeMap};

use engine_core::issue::Language;
use engine_forms::{CompiledForm, ContextJson, Edit, KnownJson, Session, definition::FormRight};
use serde_json::{Value as Json, json};

struct Kept {
    session: Session,
    language: Language,
}

thread_local! {
    static SESSIONS: RefCell<(u64, BTreeMap<u64, Kept>)> = RefCell::default();
}

/// Answers one question: `{"open": {…}}`, `{"edit": {…}}`, `{"learn": {…}}` or `{"close": {…}}`.
pub fn answer(question: &[u8]) -> Vec<u8> {
    let told = match serde_json::from_slice::<Json>(question) {
        Ok(question) => told(&question).unwrap_or_else(|error| json!({ "error": error })),
        Err(error) => json!({ "error": error.to_string() }),
    };
    told.to_string().into_bytes()
}

fn told(question: &Json) -> Result<Json, &'static str> {
    let asked = question.as_object().and_then(|question| question.iter().next());
    let (word, said) = asked.ok_or("a question is an object of one word")?;
    if word == "open" {
        return open(said);
    }
    let session = said.get("session").and_then(Json::as_u64).ok_or("`session` is missing")?;
    let list = |name: &str| said.get(name).and_then(Json::as_array).into_iter().flatten();
    match word.as_str() {
        "edit" => {
            let edits: Option<Vec<Edit>> = list("edits").map(Edit::read).collect();
            let edits = edits.ok_or("`edits` holds what is no edit")?;
            with(session, |kept| kept.session.apply(&edits, kept.language))
        }
        "learn" => {
            let known: Option<Vec<KnownJson>> = list("known").map(KnownJson::of).collect();
            let known = known.ok_or("`known` holds what is no record")?;
            with(session, |kept| {
                let known: Vec<_> =
                    known.iter().filter_map(|known| known.read(kept.session.form())).collect();
                kept.session.learn(known, kept.language)
            })
        }
        "close" => {
            SESSIONS.with_borrow_mut(|(_, kept)| kept.remove(&session));
            Ok(json!({}))
        }
        _ => Err("a question is `open`, `edit`, `learn` or `close`"),
    }
}

fn open(said: &Json) -> Result<Json, &'static str> {
    let form = CompiledForm::unpack(&said["bundle"]["compiled"]);
    let form = form.ok_or(
        "表单与页面的版本不同，请刷新页面 / the form is of another version than the page: load the page anew",
    )?;
    let context = ContextJson::of(&said["context"]).ok_or("`context` is not complete")?;
    let mut context = context.read(&form)?;
    let rights = said["bundle"]["rights"].as_object().into_iter().flatten();
    let right = |(name, right): (&String, &Json)| Some((name.clone(), FormRight::of(right.as_str()?)?));
    context.rights = rights.map(right).collect::<Option<_>>().ok_or("`rights` holds what is no right")?;
    let answers = said["answers"].as_object().ok_or("`answers` is no object")?;
    let language = if said["language"] == "en" { Language::English } else { Language::Chinese };
    let mut session = Session::new(form, answers, context);
    let evaluation = session.evaluation().to_json(language);
    let number = SESSIONS.with_borrow_mut(|(last, kept)| {
        *last += 1;
        kept.insert(*last, Kept { session, language });
        *last
    });
    Ok(json!({ "session": number, "evaluation": evaluation }))
}

fn with(session: u64, work: impl FnOnce(&mut Kept) -> Json) -> Result<Json, &'static str> {
    SESSIONS.with_borrow_mut(|(_, kept)| kept.get_mut(&session).map(work).ok_or("there is no such session"))
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

//! Two worlds that differ only in what somebody may not read tell that person the same.

use formwork_tests::{Engine, Installation};
use reqwest::Method;

use super::exchange;
use super::paths;
use super::routes;
use super::transcript::{Ask, Transcript};
use super::world::{Canary, FIRST, SECOND, SECOND_FOR_READER, World};

/// Who asks; `rep` and `reader` about every field.
const WHO: [&str; 3] = ["rep", "trainee", "none"];

/// What somebody may read nowhere. Every canary stands in cells that are hidden or masked for everybody asked here, but
/// for two: `reader` sees the names and titles of every row, and salaries.
fn forbidden(who: &str, canary: Canary) -> Vec<String> {
    let Canary { word, number, middle, date, row, salary, .. } = canary;
    let mut words = vec![word.to_owned(), number.to_owned(), format!("138{middle}"), date.to_owned()];
    if who != "reader" {
        words.extend([row.to_owned(), salary.to_owned()]);
    }
    words
}

async fn told(
    engine: Engine,
    canary: Canary,
    who: &[&'static str],
) -> Vec<(&'static str, Transcript, Vec<Ask>)> {
    let installation = Installation::new(engine);
    let world = World::with_canaries(&installation, canary).await;
    let mut all = Vec::new();
    for &who in who {
        let client = world.person(who);
        let mut transcript = Transcript::default();
        let asks = paths::reading(&world, ["rep", "reader"].contains(&who));
        for ask in &asks {
            let answer = transcript.ask(client, ask).await;
            assert!(answer.status < 500, "{who}: {ask:?}: {}", answer.text());
            let more = answer.status == 200 && ask.method == Method::GET && ask.path.contains("limit=");
            if let Some(cursor) =
                more.then(|| answer.json()["next_cursor"].as_str().map(str::to_owned)).flatten()
            {
                transcript.ask(client, &Ask::get(format!("{}&cursor={cursor}", ask.path))).await;
            }
        }
        all.push((who, transcript, asks));
    }
    for (who, transcript, asks) in &mut all {
        for ask in paths::writing(&world) {
            let answer = transcript.ask(world.person(who), &ask).await;
            assert!(answer.status < 500, "{who}: {ask:?}: {}", answer.text());
            asks.push(ask);
        }
        asks.extend(exchange::exchanged(&world, world.person(who), transcript).await);
    }
    all
}

fn check(who: &str, canary: Canary, transcript: &Transcript) {
    let forbidden = forbidden(who, canary);
    for (question, answer) in &transcript.lines {
        // A file is told back to who sent it.
        if question.contains("/imports") {
            continue;
        }
        let plain = question.replace("%2D", "-").replace("%2E", ".");
        let echoed = |word: &&String| !plain.contains(word.as_str());
        for word in forbidden.iter().filter(echoed) {
            assert!(!answer.contains(word.as_str()), "{who} read {word}\n{question}\n{answer}");
        }
    }
}

/// What a role is meant to learn: `rep` may unmask the telephone of its own companies, so it may match one exactly; the
/// duplicate rule of companies tells everybody who types a known telephone that it exists, and its owner.
fn granted(who: &str, question: &str) -> bool {
    if question.starts_with("POST /api/v1/entities/company/duplicates {\"phone\"") {
        return true;
    }
    let plain = question.replace("%22", "\"").replace("%3A", ":").replace("%2C", ",");
    who == "rep" && plain.contains("\"field\":\"phone\",\"op\":\"eq\"")
}

async fn compare(engine: Engine, who: &[&'static str], other_world: Canary) {
    let (first, second) = tokio::join!(told(engine, FIRST, who), told(engine, other_world, who));
    for ((who, one, asked), (_, other, _)) in first.iter().zip(&second) {
        let mut told_apart = Vec::new();
        check(who, FIRST, one);
        check(who, other_world, other);
        for ((question, answer), (same, said)) in one.lines.iter().zip(&other.lines) {
            assert_eq!(question, same, "{who}");
            if answer != said && !granted(who, question) {
                told_apart.push(format!("{who} can tell\n{question}\n{answer}\n{said}"));
            }
        }
        assert!(told_apart.is_empty(), "{} differences\n{}", told_apart.len(), told_apart.join("\n"));
        assert_eq!(one.lines.len(), other.lines.len(), "{who}");
        if *who == "rep" {
            routes::all_asked(asked);
        }
    }
}

#[tokio::test]
async fn sqlite() {
    compare(Engine::Sqlite, &WHO, SECOND).await;
}

#[tokio::test]
async fn postgres() {
    compare(Engine::Postgres, &WHO, SECOND).await;
}

#[tokio::test]
async fn reader() {
    compare(Engine::Sqlite, &["reader"], SECOND_FOR_READER).await;
}

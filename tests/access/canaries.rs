//! Two worlds that differ only in what somebody may not read tell that person the same.

use formwork_tests::{Engine, Installation};
use reqwest::Method;

use super::paths;
use super::routes;
use super::transcript::{Ask, Transcript};
use super::world::{Canary, FIRST, SECOND, World};

/// Who asks.
const WHO: [&str; 3] = ["rep", "trainee", "none"];

async fn told(engine: Engine, canary: Canary) -> Vec<(&'static str, Transcript, Vec<Ask>)> {
    let installation = Installation::new(engine);
    let world = World::with_canaries(&installation, canary).await;
    let mut all = Vec::new();
    for who in WHO {
        let client = world.person(who);
        let mut transcript = Transcript::default();
        let asks = paths::reading(&world, who == "rep");
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
    }
    all
}

fn check(who: &str, canary: Canary, transcript: &Transcript) {
    let Canary { word, number, middle, date, row, .. } = canary;
    let middle = format!("138{middle}");
    let forbidden = [word, number, &middle, date, row];
    for (question, answer) in &transcript.lines {
        let plain = question.replace("%2D", "-").replace("%2E", ".");
        let echoed = |word: &&&str| !plain.contains(**word);
        for word in forbidden.iter().filter(echoed) {
            assert!(!answer.contains(*word), "{who} read {word}\n{question}\n{answer}");
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

async fn compare(engine: Engine) {
    let (first, second) = tokio::join!(told(engine, FIRST), told(engine, SECOND));
    for ((who, one, asked), (_, other, _)) in first.iter().zip(&second) {
        let mut told_apart = Vec::new();
        check(who, FIRST, one);
        check(who, SECOND, other);
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
    compare(Engine::Sqlite).await;
}

#[tokio::test]
async fn postgres() {
    compare(Engine::Postgres).await;
}

//! What somebody takes out and puts in by files, as part of the transcripts.

use std::{io::Read as _, time::Duration};

use formwork_tests::{Answer, Client};
use reqwest::Method;
use serde_json::{Value as Json, json};

use super::model::ENTITIES;
use super::transcript::{Ask, Transcript};
use super::world::{FIRST, SECOND, World};

/// Exports of every entity and of everything, and an import that tries to learn from matches.
pub(crate) async fn exchanged(world: &World, client: &Client, transcript: &mut Transcript) -> Vec<Ask> {
    let mut asks = Vec::new();
    for entity in ENTITIES {
        let base = format!("/api/v1/entities/{entity}/exports");
        let hidden = json!({ "field": "secret", "op": "contains", "value": FIRST.word });
        for body in [
            json!({ "format": "jsonl" }),
            json!({ "format": "csv", "fields": ["name", "secret"] }),
            json!({ "format": "csv", "fields": ["id", "company.secret", "salary"] }),
            json!({ "format": "jsonl", "filter": hidden }),
            json!({ "format": "jsonl", "sort": ["-amount"] }),
            json!({ "format": "jsonl", "q": SECOND.word }),
        ] {
            taken_out(client, transcript, &mut asks, Ask::post(base.clone(), body)).await;
        }
        asks.push(Ask::get(format!("/api/v1/entities/{entity}/mappings")));
        transcript.ask(client, asks.last().expect("an ask")).await;
    }
    taken_out(client, transcript, &mut asks, Ask::post("/api/v1/exports", json!({ "format": "csv" }))).await;
    put_in(world, client, transcript, &mut asks).await;
    asks
}

/// Begins an export, waits for it and reads the file.
async fn taken_out(client: &Client, transcript: &mut Transcript, asks: &mut Vec<Ask>, ask: Ask) {
    let begun = transcript.ask(client, &ask).await;
    let base = ask.path.clone();
    asks.push(ask);
    assert!(begun.status < 500, "{}", begun.text());
    let id = begun.json()["id"].as_str().unwrap_or("0199a000-0000-7000-8000-000000000001").to_owned();
    let show = Ask::get(format!("{base}/{id}"));
    if begun.status == 202 {
        settled(client, &show, &["running"]).await;
    }
    transcript.ask(client, &show).await;
    let file = Ask::get(format!("{base}/{id}/file"));
    let answer = file.of(client).await;
    let said = if answer.body.starts_with(b"PK") { unpacked(&answer) } else { answer.text() };
    transcript.note(&file, &format!("{} {said}", answer.status));
    asks.extend([show, file]);
}

async fn settled(client: &Client, show: &Ask, busy: &[&str]) -> Json {
    for _ in 0..600 {
        let job = show.of(client).await.expect(200);
        if !busy.contains(&job["state"].as_str().unwrap_or_default()) {
            return job;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{show:?} does not end");
}

/// The names and texts of an archive.
fn unpacked(answer: &Answer) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&answer.body)).expect("an archive");
    let mut all = String::new();
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).expect("an entry");
        all.push_str(&entry.name().expect("a name"));
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect("its bytes");
        all.push_str(&String::from_utf8_lossy(&bytes));
    }
    all
}

/// A file whose rows agree with hidden cells of both worlds: what is matched must not tell which.
async fn put_in(world: &World, client: &Client, transcript: &mut Transcript, asks: &mut Vec<Ask>) {
    let base = "/api/v1/entities/company/imports";
    let mut rows = "name,secret,code,amount\n".to_owned();
    for canary in [FIRST, SECOND] {
        rows.push_str(&format!("made {0},{0}1 hidden words,{0}-1,{1}.1\n", canary.word, canary.number));
    }
    rows.push_str("open1,,,\n");
    let body = format!(
        "--edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"rows.csv\"\r\ncontent-type: text/csv\r\n\r\n{rows}\r\n--edge--\r\n"
    );
    let begin = Ask::post(base, Json::Null);
    let answer = client.post_bytes(base, "multipart/form-data; boundary=edge", body).await;
    transcript.note(&begin, &format!("{} {}", answer.status, answer.text()));
    assert!(answer.status < 500, "{}", answer.text());
    let id = answer.json()["id"].as_str().unwrap_or("0199a000-0000-7000-8000-000000000001").to_owned();
    let path = format!("{base}/{id}");
    let show = Ask::get(path.clone());
    let busy = ["reading", "verifying", "applying", "undoing"];
    let mine = answer.status == 202;
    asks.push(begin);
    for ask in [
        show.clone(),
        Ask::with(Method::PATCH, path.clone(), json!({ "key": ["code"], "on_match": "update" })),
        Ask::with(Method::PATCH, path.clone(), json!({ "key": ["secret"] })),
        Ask::with(Method::PATCH, path.clone(), json!({ "key": ["name"], "on_match": "skip" })),
        Ask::get(format!("{path}/rows")),
        Ask::get(format!("{path}/sample?seed=1")),
        Ask::post(format!("{path}/verified"), json!({ "note": "compared" })),
        Ask::post(format!("{path}/apply"), json!({})),
        show.clone(),
        Ask::get(format!("{path}/sample?seed=1")),
        Ask::get(format!("{path}/rows?state=refused")),
        Ask::post(format!("{path}/undo"), json!({ "keep_edited": true })),
        show.clone(),
    ] {
        if mine {
            settled(client, &show, &busy).await;
        }
        let answer = transcript.ask(client, &ask).await;
        assert!(answer.status < 500, "{ask:?}: {}", answer.text());
        if !mine || ask.method != Method::GET {
            // Somebody else's import is nothing to anybody.
            let other = ask.of(world.person("mate")).await;
            assert!([404, 409, 422].contains(&other.status), "{ask:?}: {}", other.text());
        }
        asks.push(ask);
    }
    for file in ["refused", "duplicates"] {
        let left_out = Ask::get(format!("{path}/{file}"));
        let answer = left_out.of(client).await;
        let said = if answer.body.starts_with(b"PK") { unpacked(&answer) } else { answer.text() };
        transcript.note(&left_out, &format!("{} {said}", answer.status));
        asks.push(left_out);
    }
}

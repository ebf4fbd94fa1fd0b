//! What a writer does to several records at once: batches, changes of many, deletes.

use std::sync::Arc;

use formwork_tests::Client;
use serde_json::{Value as Json, json};

use crate::{
    kill::{RECORDS, send},
    oracle::{Expected, Oracle},
};

/// Records of the last batches that are changed together.
const MARKED: usize = 12;

/// One writer's batches.
pub(crate) struct Many {
    client: Client,
    oracle: Arc<Oracle>,
    group: Json,
    ids: Vec<String>,
    mark: i64,
}

impl Many {
    pub(crate) fn new(client: Client, oracle: Arc<Oracle>, group: Json) -> Many {
        let mark = oracle.expected().marks.values().map(|mark| mark.1).max().unwrap_or(0);
        Many { client, oracle, group, ids: Vec::new(), mark }
    }

    fn values(&self, code: &str) -> Json {
        json!({ "code": code, "note": "掉电 测试", "labels": ["甲", code], "group": self.group })
    }

    /// Makes two records together, marks the last ones together and deletes one; nothing when the server died.
    pub(crate) async fn step(&mut self, code: &str, doomed: Option<&str>) -> Option<()> {
        self.pair(code).await?;
        self.mark().await?;
        match doomed {
            Some(id) => self.delete(code, id).await,
            None => Some(()),
        }
    }

    async fn pair(&mut self, code: &str) -> Option<()> {
        let codes = [format!("{code}p0"), format!("{code}p1")];
        self.oracle.note(&format!("pair {} {}", codes[0], codes[1]));
        let operations: Vec<Json> =
            codes.iter().map(|code| json!({ "op": "create", "values": self.values(code) })).collect();
        let path = format!("{RECORDS}/batch");
        let body = json!({ "operations": operations });
        let (status, made) = send(&self.client, reqwest::Method::POST, &path, None, &body).await?;
        match status {
            200 => codes.iter().for_each(|code| self.oracle.note(&format!("done {code}"))),
            503 => return Some(()),
            _ => panic!("{status}: {made}"),
        }
        let items = made["items"].as_array().expect("items").iter();
        self.ids.extend(items.map(|item| item["id"].as_str().expect("an id").to_owned()));
        let old = self.ids.len().saturating_sub(MARKED);
        self.ids.drain(..old);
        Some(())
    }

    async fn mark(&mut self) -> Option<()> {
        self.mark += 1;
        let told = |word: &str| {
            for id in &self.ids {
                self.oracle.note(&format!("{word} {id} {}", self.mark));
            }
        };
        told("mark");
        let body = json!({ "ids": self.ids, "set": { "count": self.mark } });
        let path = format!("{RECORDS}/bulk");
        let (status, done) = send(&self.client, reqwest::Method::POST, &path, None, &body).await?;
        match status {
            200 if done["changed"] == self.ids.len() => told("marked"),
            200 => assert!(!done["stopped"].is_null(), "nothing refuses: {done}"),
            503 => {}
            _ => panic!("{status}: {done}"),
        }
        Some(())
    }

    async fn delete(&self, code: &str, id: &str) -> Option<()> {
        self.oracle.note(&format!("drop {code}"));
        let request = self.client.request(reqwest::Method::DELETE, &format!("{RECORDS}/{id}"));
        let answer = request.timeout(std::time::Duration::from_secs(20)).send().await.ok()?;
        match answer.status().as_u16() {
            204 => self.oracle.note(&format!("dropped {code}")),
            503 => {}
            status => panic!("{status}"),
        }
        Some(())
    }
}

/// What must hold of all that was done to several at once.
pub(crate) fn audit(expected: &Expected, found: &[Json]) {
    let times = |code: &str| found.iter().filter(|r| r["code"] == *code).count();
    for (one, other) in &expected.together {
        assert_eq!(times(one), times(other), "all or none: {one} and {other}");
        assert!(times(one) <= 1, "once: {one}");
    }
    for code in &expected.gone {
        assert_eq!(times(code), 0, "deleted: {code}");
    }
    for (id, (marked, asked)) in &expected.marks {
        let record = found.iter().find(|r| r["id"] == **id).expect("what was marked is never deleted");
        let mark = record["count"].as_i64().unwrap_or(0);
        assert!((*marked..=*asked).contains(&mark), "{marked} <= {mark} <= {asked} of {id}");
    }
}

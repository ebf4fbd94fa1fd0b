//! Files: uploaded, held by records, shown small, given back, and removed when nobody holds them.

mod incoming;
mod looks;
mod records;
mod store;
mod uploads;

use std::io::Cursor;

use formwork_tests::{Answer, Client, Installation};
use image::{DynamicImage, ImageFormat, RgbImage, RgbaImage};
use reqwest::Method;
use serde_json::{Value as Json, json};

use crate::desk::{Desk, entity};

/// Cases with attachments, pictures, a signature, and rows with files of their own.
fn cases() -> Vec<(&'static str, Json)> {
    let line = json!({ "what": { "kind": "text" }, "slip": { "kind": "attachment" } });
    let case = json!({
        "name": { "kind": "text" }, "papers": { "kind": "attachment" }, "secret": { "kind": "attachment" },
        "photos": { "kind": "image", "max_size": 20_000, "most": 2 }, "sign": { "kind": "signature" },
        "lines": { "kind": "sub_table", "target": "line" },
    });
    vec![
        ("entity", entity("line", &json!({ "parent": "case", "owner": false }), &[], &line)),
        ("entity", entity("case", &json!({ "title": "name", "owner": true }), &["name"], &case)),
    ]
}

/// A served installation with cases, whose clock can be moved.
async fn desk(installation: Installation) -> Desk {
    let server = installation.serve(&["--test-clock"]).await;
    let admin = installation.admin(&server).await;
    let desk = Desk { server, admin, installation };
    desk.publish(&cases()).await;
    desk
}

/// Uploads the bytes as they are.
async fn upload(client: &Client, name: &str, bytes: impl Into<Vec<u8>>) -> Answer {
    let request = client.request(Method::POST, "/api/v1/files").query(&[("name", name)]);
    client.send(request.header("content-type", "application/octet-stream").body(bytes.into())).await
}

/// The id of an upload.
async fn uploaded(client: &Client, name: &str, bytes: impl Into<Vec<u8>>) -> String {
    id(&upload(client, name, bytes).await.expect(201))
}

fn id(of: &Json) -> String {
    of["id"].as_str().expect("an id").to_owned()
}

/// Where a file of a case is.
fn place(case: &Json, field: &str, file: &str) -> String {
    format!("/api/v1/entities/case/records/{}/files/{field}/{file}", case["id"].as_str().expect("an id"))
}

fn record(case: &Json) -> String {
    format!("/api/v1/entities/case/records/{}", case["id"].as_str().expect("an id"))
}

/// A PNG of one colour that can be seen through.
fn png(width: u32, height: u32) -> Vec<u8> {
    let image = RgbaImage::from_pixel(width, height, image::Rgba([200, 30, 30, 128]));
    encoded(&image.into(), ImageFormat::Png)
}

/// A JPEG whose left half is black and whose right half is white.
fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let image =
        RgbImage::from_fn(width, height, |x, _| image::Rgb(if x < width / 2 { [0; 3] } else { [255; 3] }));
    encoded(&image.into(), ImageFormat::Jpeg)
}

fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).expect("an image");
    bytes.into_inner()
}

/// How many files lie in a folder of the data directory, whatever they are called.
fn lying(desk: &Desk, folder: &str) -> usize {
    std::fs::read_dir(desk.installation.data_dir().join(folder)).map_or(0, Iterator::count)
}

async fn at(desk: &Desk, now: &str) {
    desk.admin.post("/api/v1/test-clock", json!({ "now": now })).await.expect(200);
}

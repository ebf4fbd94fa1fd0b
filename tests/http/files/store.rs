//! Files in an S3-compatible store, which is a real one in this process.

use std::path::Path;

use formwork_tests::{Engine, Installation};
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto::Builder,
};
use s3s::{auth::SimpleAuth, service::S3ServiceBuilder};
use serde_json::json;

use super::{at, cases, lying, place, png, uploaded};
use crate::desk::Desk;

/// Serves a folder, whose folders are buckets, to who has the key; its address.
async fn s3(root: &Path) -> String {
    let mut builder = S3ServiceBuilder::new(s3s_fs::FileSystem::new(root).expect("a folder"));
    builder.set_auth(SimpleAuth::from_single("the-id", "the-secret"));
    let service = builder.build();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let service = service.clone();
            tokio::spawn(async move {
                let served =
                    Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(stream), service).await;
                drop(served);
            });
        }
    });
    format!("http://{address}")
}

/// The names of what lies in a bucket.
fn stored(bucket: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![bucket.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("readable") {
            let path = entry.expect("readable").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path.strip_prefix(bucket).expect("below it").display().to_string());
            }
        }
    }
    found.retain(|name| !name.split('/').any(|part| part.starts_with('.')));
    found.sort();
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bucket_holds_what_the_data_directory_would() {
    let root = tempfile::tempdir().expect("a directory");
    let bucket = root.path().join("papers");
    std::fs::create_dir(&bucket).expect("a bucket");
    let endpoint = s3(root.path()).await;
    let installation = Installation::new(Engine::Sqlite);
    let options = [
        "--test-clock",
        "--files-url",
        "s3://papers/formwork",
        "--files-endpoint",
        &endpoint,
        "--files-key-id",
        "the-id",
        "--files-secret",
        "the-secret",
    ];
    let server = installation.serve(&options).await;
    let admin = installation.admin(&server).await;
    let desk = Desk { server, admin, installation };
    desk.publish(&cases()).await;
    let large: Vec<u8> = (0..12 << 20_u32).map(|n| (n * 31 % 251) as u8).collect();
    let (big, photo) = (
        uploaded(&desk.admin, "big.bin", large.clone()).await,
        uploaded(&desk.admin, "a.png", png(300, 300)).await,
    );
    uploaded(&desk.admin, "forgotten.txt", "forgotten").await;
    let case = desk.create("case", json!({ "name": "甲", "papers": [big], "photos": [photo] })).await;
    assert_eq!(
        desk.admin.get(&place(&case, "papers", &big)).await.body,
        large,
        "in several pieces there and back"
    );
    let part = desk
        .admin
        .clone()
        .with_header("range", "bytes=6000000-6000009")
        .get(&place(&case, "papers", &big))
        .await;
    assert_eq!((part.status, part.body.as_slice()), (206, &large[6_000_000..6_000_010]));
    assert_eq!(desk.admin.get(&format!("{}?size=thumb", place(&case, "photos", &photo))).await.status, 200);
    assert_eq!(stored(&bucket).len(), 4, "{:?}", stored(&bucket));
    assert_eq!(lying(&desk, "files"), 0);
    at(&desk, "2090-01-01T00:00:00Z").await;
    let mut kept = [
        format!("formwork/content/{big}"),
        format!("formwork/content/{photo}"),
        format!("formwork/made/{photo}-thumb"),
    ];
    kept.sort();
    assert_eq!(stored(&bucket), kept);
}

#[tokio::test]
async fn wrong_settings_are_told_at_start() {
    let installation = Installation::new(Engine::Sqlite);
    let told = installation.run(&["serve", "--files-url", "ftp://nowhere"], "");
    assert!(told.code == 1 && told.err.contains("s3://BUCKET"), "{told:?}");
}

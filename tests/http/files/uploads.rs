//! What is taken in, under which name and as what.

use formwork_tests::on_both_databases;
use reqwest::multipart::{Form, Part};
use serde_json::json;

use super::{desk, jpeg, lying, png, upload, uploaded};

/// Most bytes of any file.
const LARGEST: usize = 100 << 20;

on_both_databases! {
    async fn content_says_what_a_file_is_and_the_name_is_made_harmless(installation: Installation) {
        let desk = desk(installation).await;
        for (name, bytes, kept, media_type) in [
            ("picture.png", b"<!doctype html><script>alert(1)</script>".to_vec(), "picture.png", "text/html"),
            ("drawing.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec(), "drawing.png", "image/svg+xml"),
            ("page.html", png(2, 2), "page.html", "image/png"),
            ("both.html", [jpeg(8, 8), b"<script>alert(1)</script>".to_vec()].concat(), "both.html", "image/jpeg"),
            ("../../../etc/passwd", b"root".to_vec(), "passwd", "text/plain"),
            ("..\\..\\boot.ini", b"x".to_vec(), "boot.ini", "text/plain"),
            ("<img src=x onerror=alert(1)>.txt", b"x".to_vec(), "img src=x onerror=alert(1).txt", "text/plain"),
            ("a\r\nX-Evil: 1.txt", b"x".to_vec(), "aX-Evil 1.txt", "text/plain"),
            ("合同（终版）.pdf", b"%PDF-1.4\n".to_vec(), "合同（终版）.pdf", "application/pdf"),
            ("", vec![0, 1, 2], "file", "application/octet-stream"),
        ] {
            let size = bytes.len();
            let file = upload(&desk.admin, name, bytes).await.expect(201);
            assert_eq!((&file["name"], &file["type"], &file["size"]), (&json!(kept), &json!(media_type), &json!(size)), "{name}");
        }
        assert_eq!(lying(&desk, "files/content"), 10);
        assert!(!desk.installation.data_dir().join("etc").exists());
        let names: Vec<_> = std::fs::read_dir(desk.installation.data_dir().join("files/content")).expect("a folder")
            .map(|entry| entry.expect("readable").file_name().into_string().expect("a name")).collect();
        assert!(names.iter().all(|name| name.len() == 36 && name.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit())), "{names:?}");
    }

    async fn programs_and_nothing_are_refused_and_leave_nothing(installation: Installation) {
        let desk = desk(installation).await;
        for (name, bytes, code) in [
            ("invoice.pdf", b"MZ\x90\0\x03".to_vec(), "refused_file"),
            ("invoice.pdf", b"\x7fELF\x02\x01".to_vec(), "refused_file"),
            ("run.txt", b"#!/bin/sh\nrm -rf /\n".to_vec(), "refused_file"),
            ("invoice.pdf.exe", b"hello".to_vec(), "refused_file"),
            ("a.LNK", b"hello".to_vec(), "refused_file"),
            ("empty.txt", Vec::new(), "required"),
        ] {
            let refused = upload(&desk.admin, name, bytes).await.issues();
            assert_eq!(refused, [("/file".to_owned(), code.to_owned())], "{name}");
        }
        assert_eq!((lying(&desk, "files/content"), desk.installation.sql("SELECT count(*) FROM files")), (0, "0".to_owned()));
    }

    async fn a_form_holds_one_file(installation: Installation) {
        let desk = desk(installation).await;
        let send = |form: Form| desk.admin.send(desk.admin.request(reqwest::Method::POST, "/api/v1/files").multipart(form));
        let part = |name: &str| Part::bytes(b"hello".to_vec()).file_name(name.to_owned()).mime_str("image/png").expect("a type");
        let file = send(Form::new().part("file", part("报价.png"))).await.expect(201);
        assert_eq!((&file["name"], &file["type"]), (&json!("报价.png"), &json!("text/plain")), "what the form says of it counts for nothing");
        let twice = send(Form::new().part("file", part("a.txt")).part("file", part("b.txt"))).await;
        assert_eq!(twice.issues(), [(String::new(), "unknown_field".to_owned())]);
        let other = send(Form::new().text("name", "a")).await;
        assert_eq!(other.issues(), [(String::new(), "unknown_field".to_owned())]);
        let broken = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nhello";
        desk.admin.post_bytes("/api/v1/files", "multipart/form-data; boundary=x", broken).await.refused(400, "malformed");
        let none = desk.admin.post_bytes("/api/v1/files", "multipart/form-data; boundary=x", "--x--\r\n").await;
        assert_eq!(none.issues(), [("/file".to_owned(), "required".to_owned())]);
        assert_eq!((lying(&desk, "files/content"), desk.installation.sql("SELECT count(*) FROM files")), (1, "1".to_owned()));
        desk.server.client().post_bytes("/api/v1/files", "text/plain", "hello").await.refused(401, "no_principal");
    }

    async fn sent_twice_under_one_key_it_is_one_file(installation: Installation) {
        let desk = desk(installation).await;
        let keyed = desk.admin.clone().with_header("idempotency-key", "a form");
        let first = upload(&keyed, "a.txt", "hello").await.expect(201);
        assert_eq!(upload(&keyed, "a.txt", "hello").await.expect(201), first);
        upload(&keyed, "a.txt", "other").await.refused(409, "key_reused");
        assert_eq!((lying(&desk, "files/content"), desk.installation.sql("SELECT count(*) FROM files")), (1, "1".to_owned()));
        let again = uploaded(&desk.admin, "a.txt", "hello").await;
        assert_ne!(first["id"], json!(again), "without a key it is another one");
    }
}

#[tokio::test]
async fn the_cap_is_exact() {
    let desk = desk(formwork_tests::Installation::new(formwork_tests::Engine::Sqlite)).await;
    let file = upload(&desk.admin, "a.bin", vec![7; LARGEST]).await.expect(201);
    assert_eq!(file["size"], json!(LARGEST));
    upload(&desk.admin, "a.bin", vec![7; LARGEST + 1]).await.refused(413, "too_large");
    let one = Part::bytes(vec![7; LARGEST + 1]).file_name("a.bin");
    let form =
        desk.admin.request(reqwest::Method::POST, "/api/v1/files").multipart(Form::new().part("file", one));
    desk.admin.send(form).await.refused(413, "too_large");
    assert_eq!(
        (lying(&desk, "files/content"), desk.installation.sql("SELECT count(*) FROM files")),
        (1, "1".to_owned())
    );
}

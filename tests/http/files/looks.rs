//! How files are given back: nothing in them runs, parts of them are given, and small pictures are drawn where nothing can break.

use formwork_tests::on_both_databases;
use image::{GenericImageView as _, ImageFormat};
use serde_json::{Value as Json, json};

use super::{desk, encoded, jpeg, place, png, uploaded};
use crate::desk::Desk;

/// A case with one file among its papers, and where that is.
async fn with_file(desk: &Desk, name: &str, bytes: impl Into<Vec<u8>>) -> String {
    let file = uploaded(&desk.admin, name, bytes).await;
    let case = desk
        .create("case", json!({ "name": name.chars().take(20).collect::<String>(), "papers": [file] }))
        .await;
    place(&case, "papers", &file)
}

/// A JPEG that says its camera was held upright, and where it was.
fn turned(bytes: &[u8]) -> Vec<u8> {
    let mut note = b"Exif\0\0II*\0\x08\0\0\0\x02\0".to_vec();
    note.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0]); // orientation: turn right
    note.extend([0x0f, 0x01, 2, 0, 13, 0, 0, 0, 38, 0, 0, 0]); // who made it
    note.extend(0_u32.to_le_bytes());
    note.extend(b"SECRET-PLACE\0");
    let length = u16::try_from(note.len() + 2).expect("short").to_be_bytes();
    [&bytes[..2], &[0xff, 0xe1], &length, &note, &bytes[2..]].concat()
}

/// A PNG that says it is larger than any memory, with the right check sums.
fn endless() -> Vec<u8> {
    let mut bytes = png(1, 1);
    bytes[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
    let sum = crc(&bytes[12..29]).to_be_bytes();
    bytes[29..33].copy_from_slice(&sum);
    bytes
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |sum, byte| {
        (0..8).fold(
            sum ^ u32::from(*byte),
            |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 },
        )
    })
}

/// One page of A6 with a black square.
fn pdf() -> Vec<u8> {
    let drawn = "0 0 0 rg 100 100 100 100 re f";
    let parts = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]/Contents 4 0 R/Resources<<>>>>".to_owned(),
        format!("<</Length {}>>stream\n{drawn}\nendstream", drawn.len()),
    ];
    let (mut text, mut places) = ("%PDF-1.4\n".to_owned(), String::new());
    for (index, part) in parts.iter().enumerate() {
        places.push_str(&format!("{:010} 00000 n \n", text.len()));
        text.push_str(&format!("{} 0 obj{part}endobj\n", index + 1));
    }
    let at = text.len();
    format!(
        "{text}xref\n0 5\n0000000000 65535 f \n{places}trailer<</Size 5/Root 1 0 R>>\nstartxref\n{at}\n%%EOF"
    )
    .into_bytes()
}

/// Most memory that the server itself has held, in bytes.
fn peak(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).expect("a process");
    let line = status.lines().find(|line| line.starts_with("VmHWM")).expect("a peak");
    line.split_whitespace().nth(1).expect("a number").parse::<u64>().expect("a number") << 10
}

on_both_databases! {
    async fn nothing_in_a_file_runs(installation: Installation) {
        let desk = desk(installation).await;
        for (name, bytes, media_type, shown) in [
            ("a.html", b"<!doctype html><script>alert(1)</script>".to_vec(), "text/html", false),
            ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec(), "image/svg+xml", false),
            ("<img onerror=alert(1)>\".png", png(2, 2), "image/png", true),
            ("合同.pdf", pdf(), "application/pdf", true),
            ("a.txt", b"hello".to_vec(), "text/plain", false),
        ] {
            let place = with_file(&desk, name, bytes.clone()).await;
            for (query, how) in [("", "attachment"), ("?inline=1", if shown { "inline" } else { "attachment" })] {
                let answer = desk.admin.get(&format!("{place}{query}")).await;
                let headers = ["content-type", "x-content-type-options", "content-security-policy", "cache-control"].map(|name| answer.header(name));
                assert_eq!(headers, [media_type, "nosniff", "sandbox", "private, no-cache"], "{name}{query}");
                let disposition = answer.header("content-disposition");
                assert!(disposition.starts_with(&format!("{how}; filename=\"")), "{name}{query}: {disposition}");
                assert!(!disposition.contains('<') && disposition.matches('"').count() == 2, "{disposition}");
                assert_eq!(answer.body, bytes);
            }
        }
        let place = with_file(&desk, "合同.pdf", pdf()).await;
        let answer = desk.admin.get(&place).await;
        assert!(answer.header("content-disposition").contains("filename*=UTF-8''%E5%90%88%E5%90%8C.pdf"));
        desk.admin.get(&format!("{place}?inline=yes")).await.refused(400, "bad_query");
    }

    async fn parts_are_given_and_what_is_known_is_not(installation: Installation) {
        let desk = desk(installation).await;
        let place = with_file(&desk, "a.txt", "0123456789").await;
        let whole = desk.admin.get(&place).await;
        let etag = whole.header("etag").to_owned();
        assert_eq!((etag.len(), whole.header("content-length"), whole.header("accept-ranges")), (66, "10", "bytes"));
        for (range, body, told) in [("bytes=2-4", "234", "bytes 2-4/10"), ("bytes=-2", "89", "bytes 8-9/10"), ("bytes=7-", "789", "bytes 7-9/10")] {
            let answer = desk.admin.clone().with_header("range", range).get(&place).await;
            assert_eq!((answer.status, answer.text().as_str(), answer.header("content-range")), (206, body, told));
        }
        desk.admin.clone().with_header("range", "bytes=10-").get(&place).await.refused(416, "no_such_range");
        assert_eq!(desk.admin.clone().with_header("range", "bytes=0-1,3-4").get(&place).await.status, 200);
        let known = desk.admin.clone().with_header("if-none-match", &etag).get(&place).await;
        assert_eq!((known.status, known.body.len(), known.header("etag")), (304, 0, etag.as_str()));
        let old = desk.admin.clone().with_header("range", "bytes=2-4").with_header("if-range", "\"old\"").get(&place).await;
        assert_eq!((old.status, old.text().as_str()), (200, "0123456789"));
    }

    async fn a_picture_is_shown_the_right_way_up_and_tells_nothing_else(installation: Installation) {
        let desk = desk(installation).await;
        let place = with_file(&desk, "photo.jpg", turned(&jpeg(1_200, 600))).await;
        let thumb = desk.admin.get(&format!("{place}?size=thumb")).await;
        assert_eq!((thumb.status, thumb.header("content-type")), (200, "image/jpeg"));
        let seen = image::load_from_memory(&thumb.body).expect("an image");
        assert_eq!(seen.dimensions(), (128, 256), "turned, and made small");
        let (top, bottom) = (seen.get_pixel(64, 20), seen.get_pixel(64, 236));
        assert!(top[0] < 60 && bottom[0] > 200, "what was left is above: {top:?} {bottom:?}");
        assert!(!thumb.body.windows(6).any(|window| window == b"SECRET" || window == b"Exif\0\0"));
        let preview = desk.admin.get(&format!("{place}?size=preview")).await;
        assert_eq!(image::load_from_memory(&preview.body).expect("an image").dimensions(), (600, 1_200), "no larger than it is");
        let clear = with_file(&desk, "logo.png", png(600, 300)).await;
        let thumb = desk.admin.get(&format!("{clear}?size=thumb")).await;
        assert_eq!(thumb.header("content-type"), "image/png");
        let seen = image::load_from_memory(&thumb.body).expect("an image");
        assert_eq!((seen.dimensions(), seen.get_pixel(5, 5)[3]), ((256, 128), 128), "still seen through");
        for (format, name) in [(ImageFormat::Gif, "a.gif"), (ImageFormat::WebP, "a.webp")] {
            let picture = image::load_from_memory(&png(300, 300)).expect("an image");
            let place = with_file(&desk, name, encoded(&picture, format)).await;
            let thumb = desk.admin.get(&format!("{place}?size=thumb")).await;
            assert_eq!(image::load_from_memory(&thumb.body).expect("an image").dimensions(), (256, 256), "{name}");
        }
        let known = desk.admin.clone().with_header("if-none-match", thumb.header("etag")).get(&format!("{clear}?size=thumb")).await;
        assert_eq!(known.status, 304);
    }

    async fn documents_have_a_preview(installation: Installation) {
        let desk = desk(installation).await;
        let place = with_file(&desk, "a.pdf", pdf()).await;
        let page = desk.admin.get(&format!("{place}?size=thumb")).await;
        assert_eq!((page.status, page.header("content-type")), (200, "image/jpeg"), "{}", page.text());
        let seen = image::load_from_memory(&page.body).expect("an image");
        assert_eq!(seen.dimensions(), (192, 256));
        assert!(seen.get_pixel(96, 160)[0] < 60 && seen.get_pixel(10, 10)[0] > 200, "a square on white paper");
        let book = crate::desk::workbook(&[("客户", &[&["名称", "人数"], &["甲", "3"]])]);
        let place = with_file(&desk, "a.xlsx", book).await;
        let rows = desk.admin.get(&format!("{place}?size=preview")).await;
        assert_eq!(rows.header("content-type"), "application/json");
        assert_eq!(rows.json(), json!({ "rows": [["名称", "人数"], ["甲", "3"]] }));
        desk.admin.get(&format!("{place}?size=thumb")).await.refused(422, "no_preview");
    }
}

#[tokio::test]
async fn what_cannot_be_drawn_is_said_and_harms_nothing() {
    let desk = desk(formwork_tests::Installation::new(formwork_tests::Engine::Sqlite)).await;
    let before = peak(desk.server.pid());
    let black = image::GrayImage::new(19_000, 19_000);
    let bomb = encoded(&image::DynamicImage::ImageLuma8(black), ImageFormat::Png);
    assert!(bomb.len() < 4 << 20, "{} bytes hold 361 million pixels", bomb.len());
    let torn = jpeg(800, 800);
    for (name, bytes) in [
        ("endless.png", endless()),
        ("bomb.png", bomb),
        ("torn.png", png(500, 500)[..60].to_vec()),
        ("head.jpg", torn[..20].to_vec()),
        ("noise.webp", [b"RIFF\x24\0\0\0WEBPVP8 ".to_vec(), vec![0xff; 4_000]].concat()),
        ("frame.gif", b"GIF89a\xff\xff\xff\xff\0\0\0,\0\0\0\0\xff\xff\xff\xff\0".to_vec()),
        ("broken.pdf", b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 1 0 R>>endobj".to_vec()),
        ("plain.txt", b"hello".to_vec()),
    ] {
        let place = with_file(&desk, name, bytes.clone()).await;
        for _ in 0..2 {
            let answer = desk.admin.get(&format!("{place}?size=thumb")).await;
            assert_eq!(answer.status, 422, "{name} is drawn");
            let problem = answer.refused(422, "no_preview");
            assert_eq!(problem["title"], "There is no preview of this file; download it", "{name}");
        }
        assert_eq!(desk.admin.get(&place).await.body, bytes, "{name} is given back as it came");
    }
    let grown = peak(desk.server.pid()).saturating_sub(before);
    assert!(grown < 128 << 20, "the server itself grew by {} MiB", grown >> 20);
    let seen: Json = desk.admin.get("/api/v1/me").await.expect(200);
    assert!(seen.is_object());
}

//! Bodies that are refused before anything is made of them.

use formwork_tests::on_both_databases;

const PATH: &str = "/api/v1/teams";

on_both_databases! {
    async fn only_json_is_taken(installation: Installation) {
        let server = installation.serve(&[]).await;
        let admin = installation.admin(&server).await;
        for kind in ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=gbk", "application/jsonp"] {
            admin.post_bytes(PATH, kind, r#"{"name":"x"}"#).await.refused(415, "content_type");
        }
        let request = admin.request(reqwest::Method::POST, PATH).body(r#"{"name":"x"}"#);
        admin.send(request).await.refused(415, "content_type");
        admin.post_bytes(PATH, "application/json; charset=utf-8", r#"{"name":"x"}"#).await.expect(201);
        assert_eq!(installation.sql("SELECT count(*) FROM teams"), "1");
    }

    async fn malformed_bodies_say_where(installation: Installation) {
        let server = installation.serve(&[]).await;
        let admin = installation.admin(&server).await;
        let deep = format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000));
        let wide = format!("[{}1]", "1,".repeat(100_001));
        let cases: [(&[u8], &str, &str); 9] = [
            (br#"{"name":"x","name":"y"}"#, "duplicate_key", "/name"),
            (br#"{"name":"\ud800"}"#, "bad_json", "/name"),
            (b"{\"name\":\"\xff\xfe\"}", "bad_json", "/name"),
            (br#"{"name":"a\u0000b"}"#, "nul", "/name"),
            (br#"{"name":1e309}"#, "bad_json", "/name"),
            (br#"{"name":"x""#, "bad_json", "/name"),
            (b"", "bad_json", ""),
            (deep.as_bytes(), "too_deep", &"/0".repeat(64)),
            (wide.as_bytes(), "too_many_values", ""),
        ];
        for (body, code, pointer) in cases {
            let problem = admin.post_bytes(PATH, "application/json", body).await.refused(400, "malformed");
            assert_eq!(problem["issues"][0]["code"], code, "{problem}");
            let found = problem["issues"][0]["pointer"].as_str().expect("a pointer");
            if code != "bad_json" {
                assert_eq!(found, pointer, "{problem}");
            }
        }
        let large = format!(r#"{{"name":"{}"}}"#, "x".repeat(1 << 20));
        admin.post_bytes(PATH, "application/json", large).await.refused(413, "too_large");
        assert_eq!(installation.sql("SELECT count(*) FROM teams"), "0");
    }

    async fn a_list_is_no_draft(installation: Installation) {
        let server = installation.serve(&[]).await;
        let admin = installation.admin(&server).await;
        for body in [r#"["x"]"#, r#""x""#, "null", "1"] {
            let found = admin.post_bytes(PATH, "application/json", body).await.issues();
            assert_eq!(found, [(String::new(), "wrong_type".to_owned())], "{body}");
        }
    }

    async fn sql_in_a_name_is_a_name(installation: Installation) {
        let server = installation.serve(&[]).await;
        let admin = installation.admin(&server).await;
        for name in ["'; DROP TABLE teams; --", "a\"b", "a`b", "a]b", "a\\b", "%s", "$1", "?", "{{7*7}}"] {
            let made = admin.post(PATH, serde_json::json!({ "name": name })).await.expect(201);
            assert_eq!(made["name"], name);
        }
        assert_eq!(admin.get(PATH).await.expect(200)["items"].as_array().expect("items").len(), 9);
    }
}

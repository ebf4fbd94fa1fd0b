//! The description of the interface is a golden file, from which the browser's types are generated.

use formwork_tests::on_both_databases;

on_both_databases! {
    async fn the_description_is_the_golden_one(installation: Installation) {
        let server = installation.serve(&[]).await;
        let document = server.client().get("/api/v1/openapi.json").await.expect(200);
        let found = format!("{}\n", serde_json::to_string_pretty(&document).expect("JSON prints"));
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/openapi.json");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, &found).expect("the golden file can be written");
        }
        let golden = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            golden == found,
            "tests/golden/openapi.json is stale: run with UPDATE=1, then `npm run generate` in designer-web/tools/gen-api"
        );
    }
}

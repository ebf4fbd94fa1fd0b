//! HTTPS without a proxy.

use std::path::{Path, PathBuf};
use std::process::Command;

use formwork_tests::{ADMIN, Engine, Installation};
use reqwest::Method;
use serde_json::json;

fn certificate(place: &Path) -> (PathBuf, PathBuf) {
    let (cert, key) = (place.join("cert.pem"), place.join("key.pem"));
    let output = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "1",
        ])
        .args(["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout"])
        .arg(&key)
        .arg("-out")
        .arg(&cert)
        .output()
        .expect("openssl is needed for this test");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    (cert, key)
}

#[tokio::test]
async fn https_makes_cookies_secure() {
    let place = tempfile::tempdir().expect("a directory");
    let (cert, key) = certificate(place.path());
    let arguments =
        ["--tls-cert", cert.to_str().expect("a path"), "--tls-key", key.to_str().expect("a path")];
    let installation = Installation::new(Engine::Sqlite);
    let server = installation.serve(&arguments).await;
    assert!(server.url().starts_with("https://127.0.0.1:"), "{}", server.url());
    installation.run(&["setup", "--username", ADMIN.0, "--password-stdin"], ADMIN.1).done();
    let client = server.client();
    let answer = client.sign_in(ADMIN.0, ADMIN.1).await;
    let cookie = answer.header("set-cookie").to_owned();
    assert!(cookie.starts_with("__Host-formwork=") && cookie.ends_with("; Secure"), "{cookie}");
    assert_eq!(answer.header("strict-transport-security"), "max-age=31536000");
    answer.expect(200);
    let request = client.request(Method::POST, "/api/v1/teams").json(&json!({ "name": "x" }));
    let request = request.header("origin", server.url());
    client.send(request).await.expect(201);
    let plain = server.url().replacen("https", "http", 1);
    assert!(reqwest::get(plain).await.is_err(), "plain HTTP is not answered");
}

#[cfg(unix)]
#[test]
fn a_key_that_lies_open_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = tempfile::tempdir().expect("a directory");
    let (cert, key) = certificate(place.path());
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).expect("changes");
    let installation = Installation::new(Engine::Sqlite);
    let arguments =
        ["serve", "--tls-cert", cert.to_str().expect("a path"), "--tls-key", key.to_str().expect("a path")];
    let output = installation.run(&arguments, "");
    assert_eq!(output.code, 1);
    assert!(output.err.contains("chmod 600"), "{}", output.err);
    assert_eq!(installation.run(&arguments[..3], "").code, 2, "a certificate needs its key");
}

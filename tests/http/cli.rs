//! The command line and its exit codes.

use formwork_tests::{ADMIN, Engine, Installation, on_both_databases};

on_both_databases! {
    async fn an_administrator_is_made_without_a_server(installation: Installation) {
        let setup = |name: &str, password: &str| {
            installation.run(&["setup", "--username", name, "--password-stdin"], &format!("{password}\n"))
        };
        assert_eq!(setup(ADMIN.0, ADMIN.1).code, 0);
        let taken = setup(&ADMIN.0.to_uppercase(), ADMIN.1);
        assert_eq!((taken.code, taken.err.contains("/username")), (1, true), "{}", taken.err);
        let weak = setup("other", "password1");
        assert_eq!((weak.code, weak.err.contains("too common")), (1, true), "{}", weak.err);
        assert_eq!(setup("other", "").code, 1);
        assert_eq!(setup("other", ADMIN.1).code, 0);
        let unknown = installation.run(&["token", "create", "--user", "nobody", "--name", "x", "--json"], "");
        assert_eq!((unknown.code, unknown.out.as_str()), (1, ""));
        assert!(unknown.err.contains("nobody"), "{}", unknown.err);
        let server = installation.serve(&[]).await;
        assert_eq!(server.setup_code(), None);
        server.client().sign_in("other", ADMIN.1).await.expect(200);
        installation.token("other");
    }

    async fn the_doctor_finds_a_new_installation_well(installation: Installation) {
        let report = installation.run(&["doctor"], "").done();
        assert!(report.lines().count() >= 4, "{report}");
        assert!(report.lines().all(|line| line.starts_with("ok\t")), "{report}");
    }
}

#[test]
fn wrong_usage_is_exit_two() {
    let installation = Installation::new(Engine::Sqlite);
    for arguments in
        [&["serve", "--port", "1"][..], &["nonsense"], &[], &["setup", "--username", "x"], &["token"]]
    {
        let output = installation.run(arguments, "");
        assert_eq!(output.code, 2, "{arguments:?}: {}{}", output.out, output.err);
    }
}

#[test]
fn every_option_may_come_from_the_environment() {
    let installation = Installation::new(Engine::Sqlite);
    let mut command = installation.command(&["setup"]);
    command.env("FORMWORK_USERNAME", "fromenv").env("FORMWORK_PASSWORD_STDIN", "1");
    command.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::null());
    let mut child = command.spawn().expect("the program starts");
    std::io::Write::write_all(&mut child.stdin.take().expect("piped"), ADMIN.1.as_bytes()).expect("reads");
    assert!(child.wait().expect("ends").success());
    assert_eq!(installation.sql("SELECT username FROM users"), "fromenv");
}

#[test]
fn a_bad_address_is_said_without_its_password() {
    let installation = Installation::new(Engine::Sqlite);
    for url in ["mysql://root:geheim@db/x", "postgres://root:geheim@127.0.0.1:1/x"] {
        let output = installation.run(&["doctor", "--database-url", url], "");
        assert_eq!(output.code, 1);
        assert!(!output.err.contains("geheim"), "{}", output.err);
    }
}

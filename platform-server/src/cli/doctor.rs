//! `formwork doctor`: what is wrong with an installation, in words.
//!
//! Shape:  one line per point, `ok` or `wrong`; exit 1 when anything is wrong.

use std::path::Path;

use super::{Exit, open, say};
use crate::app::App;
use crate::config::Doctor;
use crate::database::{Database, Finding};
use crate::identity::setup;
use crate::records::changes::{Tampered, verify};

pub(super) async fn run(options: Doctor) -> anyhow::Result<Exit> {
    let app = open(&options.storage).await?;
    let mut findings = app.database.examine().await?;
    findings.push(chain(&app).await?);
    findings.push(private(&options.storage.data_dir)?);
    let fresh = setup::needed(&app.database.orm).await?;
    let said = if fresh { "no account yet: use the setup code that serve prints" } else { "accounts exist" };
    findings.push(Finding { ok: true, said: said.to_owned() });
    app.database.close().await;
    Database::report(&findings).try_for_each(say)?;
    Ok(if findings.iter().all(|finding| finding.ok) { Exit::Done } else { Exit::Failed })
}

/// Whether the change log is what was written.
async fn chain(app: &App) -> anyhow::Result<Finding> {
    Ok(match verify(app.store.reader()).await? {
        Ok(chain) => {
            Finding { ok: true, said: format!("the change log holds, up to position {}", chain.position) }
        }
        Err(Tampered { position }) => Finding {
            ok: false,
            said: format!("the change log was altered at position {position}: restore a backup"),
        },
    })
}

#[cfg(unix)]
fn private(data_dir: &Path) -> anyhow::Result<Finding> {
    use std::os::unix::fs::MetadataExt as _;
    let open = std::fs::metadata(data_dir)?.mode() & 0o007 != 0;
    let said = if open {
        format!("other users of this machine can enter {}: chmod 700 it", data_dir.display())
    } else {
        format!("{} is closed to other users", data_dir.display())
    };
    Ok(Finding { ok: !open, said })
}

#[cfg(not(unix))]
fn private(data_dir: &Path) -> anyhow::Result<Finding> {
    Ok(Finding { ok: true, said: format!("{} exists", data_dir.display()) })
}

//! Records one by one, in lists and in numbers, asked for by a manager whose rule covers twelve departments of twenty.

use std::sync::Arc;

use formwork_tests::Engine;
use formwork_tests::Server;

use super::{Place, Wanted, subject};
use crate::kept::Copy;
use crate::load::{self, Measured, Subject};
use crate::operations::{BATCH, Material, Operation};
use crate::process;

/// An operation, its name, and the most processor time of the server that a request should need.
const OPERATIONS: [(Operation, &str, Option<f64>); 11] = [
    (Operation::Read, "R1 read by id", Some(0.4)),
    (Operation::List, "L1 list by level and region, newest first", Some(1.5)),
    (Operation::FirstPage, "L2K first page of the whole list", None),
    (Operation::DeepPage, "L2K page 5,000 of the whole list", None),
    (Operation::RareSubstring, "L3 contains three characters of few names", None),
    (Operation::AnySubstring, "L3 contains three characters of any name", None),
    (Operation::Aggregate, "A1 count and sum by level", None),
    (Operation::Own, "P1 own records, newest first", Some(1.5)),
    (Operation::Update, "U1 change one field", Some(1.0)),
    (Operation::Create, "W1 create", Some(1.0)),
    (Operation::Batch, "B1 create 100 in one request", None),
];

/// Clients at once, where there are several.
const MANY: usize = 16;
/// Clients at once of an operation that takes long.
const FEW: usize = 2;
/// What takes long, in milliseconds.
const LONG: f64 = 400.0;

/// Both loads of an operation.
struct Both {
    one: Measured,
    many: Measured,
    /// How many they were.
    clients: usize,
}

pub(super) async fn run(place: &mut Place<'_>, copy: &Copy) {
    let installation = copy.installation();
    let server = installation.serve(&[]).await;
    let under_load = subject(installation, &server);
    let material = Arc::new(Material::gather(installation, &under_load.address, place.rows).await);
    let mut measured = Vec::new();
    for (operation, ..) in OPERATIONS {
        measured.push(both(place, &under_load, &material.requests(operation), None).await);
    }
    let (memory, peak) = (process::memory(server.pid()), process::peak_memory(server.pid()));
    server.stop();
    let bare = bare(copy, &material).await;
    let under_load = subject(installation, &bare);
    let mut beside = Vec::new();
    for ((operation, ..), ours) in OPERATIONS.into_iter().zip(&measured) {
        beside.push(match material.bare_requests(operation) {
            Some(make) => Some(both(place, &under_load, &make, Some(ours.clients)).await),
            None => None,
        });
    }
    for (((operation, name, target), measured), beside) in OPERATIONS.iter().zip(&measured).zip(&beside) {
        tell(place, *operation, name, *target, measured, beside.as_ref());
    }
    pages(place, &measured, &beside);
    commits(place, &measured, &beside);
    place.add("records", "memory after the load", memory, "MiB", Wanted::default());
    place.add("records", "most memory, mapped files included", peak, "MiB", Wanted::default());
}

/// Under one client, then under many; under few when one request keeps a processor busy for so long that the last of
/// many would wait longer than a server lets anybody wait.
async fn both(place: &Place<'_>, subject: &Subject, make: &load::Make, clients: Option<usize>) -> Both {
    let lasting = place.settings.lasting;
    let one = load::run(subject, 1, lasting, make).await;
    let clients = clients.unwrap_or(if one.p50 > LONG { FEW } else { MANY });
    Both { many: load::run(subject, clients, lasting, make).await, one, clients }
}

async fn bare(copy: &Copy, material: &Material) -> Server {
    let installation = copy.installation();
    let file = format!("sqlite://{}", installation.data_dir().join("formwork.sqlite").display());
    let url = installation.database_url().unwrap_or(file);
    let mut command = std::process::Command::new(std::env::current_exe().expect("this program is a file"));
    command.args(["bare", &url, &material.rule.0, &material.rule.1]);
    Server::start(command).await
}

fn tell(
    place: &mut Place<'_>,
    operation: Operation,
    name: &str,
    target: Option<f64>,
    measured: &Both,
    beside: Option<&Both>,
) {
    let Both { one, many, clients } = measured;
    let wanted = Wanted { target, ..Wanted::default() };
    let bare = beside.map(|b| b.one.server);
    place.add("records", &format!("{name}: server CPU"), one.server, "ms", wanted.beside(bare));
    let bare = beside.map(|b| b.many.server);
    let none = Wanted::default();
    place.add(
        "records",
        &format!("{name}: server CPU, {clients} clients"),
        many.server,
        "ms",
        none.beside(bare),
    );
    if let Some(database) = one.database {
        let bare = beside.and_then(|b| b.one.database);
        place.add(
            "records",
            &format!("{name}: database CPU"),
            database,
            "ms",
            Wanted::default().beside(bare),
        );
    }
    let bare = beside.map(|b| b.one.p50);
    place.add("records", &format!("{name}: p50"), one.p50, "ms", Wanted::default().beside(bare));
    let substring = matches!(operation, Operation::RareSubstring | Operation::AnySubstring);
    let wanted = if substring { Wanted::most(80.0) } else { Wanted::default() };
    let bare = beside.map(|b| b.one.p95);
    place.add("records", &format!("{name}: p95"), one.p95, "ms", wanted.beside(bare));
    let each = if operation == Operation::Batch { BATCH as f64 } else { 1.0 };
    let unit = if operation == Operation::Batch { "records/s" } else { "requests/s" };
    let more = Wanted { higher: true, ..Wanted::default() };
    let bare = beside.map(|b| b.one.per_second);
    place.add("records", &format!("{name}: 1 client"), one.per_second * each, unit, more.beside(bare));
    let bare = beside.map(|b| b.many.per_second);
    place.add(
        "records",
        &format!("{name}: {clients} clients"),
        many.per_second * each,
        unit,
        more.beside(bare),
    );
}

fn at(operation: Operation) -> usize {
    OPERATIONS.iter().position(|(o, ..)| *o == operation).expect("every operation is in the list")
}

/// How much dearer a page far down is than the first.
fn pages(place: &mut Place<'_>, measured: &[Both], beside: &[Option<Both>]) {
    let ratio = |first: &Both, deep: &Both| deep.one.p50 / first.one.p50;
    let (first, deep) = (at(Operation::FirstPage), at(Operation::DeepPage));
    let bare = match (&beside[first], &beside[deep]) {
        (Some(first), Some(deep)) => Some(ratio(first, deep)),
        _ => None,
    };
    let value = ratio(&measured[first], &measured[deep]);
    place.add("records", "L2K page 5,000 over page 1", value, "×", Wanted::most(2.0).beside(bare));
}

/// How many creates share a commit's wait: sixteen clients against one, whose every request is a commit of its own.
fn commits(place: &mut Place<'_>, measured: &[Both], beside: &[Option<Both>]) {
    let ratio = |both: &Both| both.many.per_second / both.one.per_second;
    let create = at(Operation::Create);
    let wanted = if place.engine == Engine::Sqlite {
        Wanted::least(8.0)
    } else {
        Wanted { higher: true, ..Wanted::default() }
    };
    let bare = beside[create].as_ref().map(ratio);
    let value = ratio(&measured[create]);
    place.add("records", "W1 16 clients over one commit per request", value, "×", wanted.beside(bare));
}

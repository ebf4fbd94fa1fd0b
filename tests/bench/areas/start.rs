//! How soon the program is ready, and what it needs when idle.

use super::{Place, Wanted};
use crate::http::{Connection, Request};
use crate::kept::Copy;
use crate::process;

const STARTS: usize = 5;

pub(super) async fn run(place: &mut Place<'_>, copy: &Copy) {
    let mut times = Vec::new();
    let mut memory = 0.0;
    for _ in 0..STARTS {
        let started = std::time::Instant::now();
        let server = copy.installation().serve(&[]).await;
        let mut connection = Connection::open(server.url().trim_start_matches("http://")).await;
        let answer = connection.ask(&Request::new("GET", "/readyz", "none", "")).await;
        assert_eq!(answer.status, 200, "the server is ready once it says where it listens");
        times.push(started.elapsed().as_secs_f64());
        memory = process::memory(server.pid());
        server.stop();
    }
    times.sort_by(f64::total_cmp);
    place.add("start", "start to ready", times[STARTS / 2], "s", Wanted::most(1.0));
    place.add("start", "memory when idle", memory, "MiB", Wanted::default());
}

//! Clients that ask as fast as they are answered, and what that cost the server.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::http::{Connection, Request};
use crate::process;

/// A server under load: where it listens and which processes work for it.
#[derive(Clone)]
pub(crate) struct Subject {
    pub(crate) address: String,
    pub(crate) pid: u32,
    /// The first process of its database server.
    pub(crate) database: Option<u32>,
}

/// What a load showed; times in milliseconds.
#[derive(Clone, Debug)]
pub(crate) struct Measured {
    pub(crate) per_second: f64,
    pub(crate) p50: f64,
    pub(crate) p95: f64,
    /// Processor time of the server per request.
    pub(crate) server: f64,
    /// Processor time of the database server per request; nothing when it is embedded.
    pub(crate) database: Option<f64>,
}

/// Makes the n-th request.
pub(crate) type Make = Arc<dyn Fn(u64) -> Request + Send + Sync>;

/// Asks with some clients for some time, after a short warm-up; every answer must succeed.
pub(crate) async fn run(subject: &Subject, clients: usize, lasting: Duration, make: &Make) -> Measured {
    let counter = Arc::new(AtomicU64::new(0));
    ask(subject, clients, lasting / 6, make, &counter).await;
    let before = spent(subject);
    let started = Instant::now();
    let mut times = ask(subject, clients, lasting, make, &counter).await;
    let seconds = started.elapsed().as_secs_f64();
    let after = spent(subject);
    times.sort_unstable();
    let requests = times.len() as u64;
    let at = |part: f64| {
        let index = ((times.len() as f64 * part) as usize).min(times.len() - 1);
        times[index].as_secs_f64() * 1000.0
    };
    Measured {
        per_second: requests as f64 / seconds,
        p50: at(0.5),
        p95: at(0.95),
        server: (after.0 - before.0) / requests as f64,
        database: subject.database.map(|_| (after.1 - before.1) / requests as f64),
    }
}

fn spent(subject: &Subject) -> (f64, f64) {
    (process::milliseconds(subject.pid), subject.database.map_or(0.0, process::milliseconds_of_all))
}

async fn ask(
    subject: &Subject,
    clients: usize,
    lasting: Duration,
    make: &Make,
    counter: &Arc<AtomicU64>,
) -> Vec<Duration> {
    let until = Instant::now() + lasting;
    let tasks: Vec<_> = (0..clients)
        .map(|_| {
            let (address, make, counter) = (subject.address.clone(), make.clone(), counter.clone());
            tokio::spawn(async move {
                let mut connection = Connection::open(&address).await;
                let mut times = Vec::new();
                while times.is_empty() || Instant::now() < until {
                    let request = make(counter.fetch_add(1, Ordering::Relaxed));
                    let started = Instant::now();
                    let answer = connection.ask(&request).await;
                    times.push(started.elapsed());
                    assert!(
                        answer.status < 300,
                        "{}: {}",
                        answer.status,
                        String::from_utf8_lossy(&answer.body)
                    );
                }
                times
            })
        })
        .collect();
    let mut all = Vec::new();
    for task in tasks {
        all.extend(task.await.expect("a client ends in peace"));
    }
    all
}

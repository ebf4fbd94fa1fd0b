//! What is counted, for Prometheus.
//!
//! Units:  seconds; a route is its template, never the address that was asked.

use std::fmt;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use axum::http::{Method, StatusCode};
use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::{Registry, Unit},
};

use crate::app::App;

const BUCKETS: [f64; 12] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5, 10.0];

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Answered {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Timed {
    route: String,
}

/// Counters and gauges; cheap to update.
pub struct Metrics {
    registry: Registry,
    requests: Family<Answered, Counter>,
    seconds: Family<Timed, Histogram, fn() -> Histogram>,
    /// Connections that are open.
    pub connections: Gauge,
    /// Requests that are being answered.
    pub in_flight: Gauge,
    /// Requests refused because too many were being answered.
    pub shed: Counter,
    pool_size: Gauge,
    pool_idle: Gauge,
    started: Gauge<f64, AtomicU64>,
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics")
    }
}

impl Default for Metrics {
    fn default() -> Metrics {
        Metrics::new()
    }
}

impl Metrics {
    /// Everything at zero.
    pub fn new() -> Metrics {
        let requests = Family::<Answered, Counter>::default();
        let seconds =
            Family::<Timed, Histogram, fn() -> Histogram>::new_with_constructor(|| Histogram::new(BUCKETS));
        let (connections, in_flight, pool_size, pool_idle) =
            (Gauge::default(), Gauge::default(), Gauge::default(), Gauge::default());
        let started = Gauge::<f64, AtomicU64>::default();
        let shed = Counter::default();
        let mut registry = Registry::with_prefix("formwork");
        registry.register("http_requests", "Requests answered", requests.clone());
        let help = "Time from the head of a request to the head of its answer";
        registry.register_with_unit("http_request_duration", help, Unit::Seconds, seconds.clone());
        registry.register("http_connections", "Open connections", connections.clone());
        registry.register("http_requests_in_flight", "Requests being answered", in_flight.clone());
        registry.register("http_requests_shed", "Requests refused under load", shed.clone());
        registry.register("database_connections", "Reading connections open", pool_size.clone());
        registry.register("database_connections_idle", "Reading connections idle", pool_idle.clone());
        let help = "When the process started, since 1970";
        registry.register_with_unit("process_start_time", help, Unit::Seconds, started.clone());
        Metrics { registry, requests, seconds, connections, in_flight, shed, pool_size, pool_idle, started }
    }

    /// Counts an answer.
    pub fn answered(&self, method: &Method, route: Option<&str>, status: StatusCode, took: Duration) {
        let route = route.unwrap_or("unmatched");
        let seconds = Timed { route: route.to_owned() };
        self.seconds.get_or_create(&seconds).observe(took.as_secs_f64());
        let label = Answered { method: known(method), route: seconds.route, status: status.as_u16() };
        self.requests.get_or_create(&label).inc();
    }

    /// Everything in the text format that Prometheus reads.
    ///
    /// # Errors
    /// When formatting fails.
    pub fn text(&self, app: &App) -> Result<String, fmt::Error> {
        let (size, idle) = app.database.connections();
        self.pool_size.set(size.into());
        self.pool_idle.set(i64::try_from(idle).unwrap_or(i64::MAX));
        self.started.set(app.clock.unmoved().0 as f64 / 1e6 - app.clock.uptime());
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

/// A method as a label: strangers may send any word, and each would be a series of its own.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

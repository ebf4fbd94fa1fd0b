//! What the system says of a process: processor time and memory.

use std::fs;

/// Clock ticks of a second; Linux fixed it at 100 for every program outside the kernel.
const TICKS: f64 = 100.0;

/// Processor time of a process, its own and the system's, in milliseconds.
pub(crate) fn milliseconds(pid: u32) -> f64 {
    numbers(pid).map_or(0.0, |all| (all[11] + all[12]) * 1000.0 / TICKS)
}

/// Processor time of a process and all below it, those that ended included.
pub(crate) fn milliseconds_of_all(pid: u32) -> f64 {
    let Some(own) = numbers(pid) else { return 0.0 };
    let mut sum = (own[11] + own[12] + own[13] + own[14]) * 1000.0 / TICKS;
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(other) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        if numbers(other).is_some_and(|all| all[1] as u32 == pid) {
            sum += milliseconds_of_all(other);
        }
    }
    sum
}

/// The fields of `/proc/PID/stat` after the name: the first is the state, counted as 0.
fn numbers(pid: u32) -> Option<Vec<f64>> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, rest) = text.rsplit_once(')')?;
    let all: Vec<f64> = rest.split_whitespace().map(|word| word.parse().unwrap_or(0.0)).collect();
    (all.len() > 15).then_some(all)
}

/// Memory of a process in MiB: what is its own plus its share of what is shared.
pub(crate) fn memory(pid: u32) -> f64 {
    kilobytes(&format!("/proc/{pid}/smaps_rollup"), "Pss_Anon:") / 1024.0
}

/// The most memory it ever had, files mapped included, in MiB.
pub(crate) fn peak_memory(pid: u32) -> f64 {
    kilobytes(&format!("/proc/{pid}/status"), "VmHWM:") / 1024.0
}

fn kilobytes(file: &str, name: &str) -> f64 {
    let text = fs::read_to_string(file).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or(0.0)
}

//! How much comes from an address in a minute.
//!
//! Shape:  a table of fixed size; an address finds its place by a keyed digest of this process. Two that share a place are
//!         counted together, so that it never counts too little and never grows.
//! Units:  counts per minute of the server's clock. Of IPv6 a customer's whole /64 is one address.

use std::{
    hash::{BuildHasher as _, RandomState},
    net::{IpAddr, Ipv6Addr},
    sync::atomic::{AtomicU64, Ordering},
};

use engine_core::moment::Moment;

/// Places of the table, of 8 bytes each.
const PLACES: usize = 1 << 16;
/// A minute, in microseconds.
const MINUTE: i64 = 60 * 1_000_000;

/// Counts by address.
pub struct Pace {
    places: Box<[AtomicU64]>,
    hasher: RandomState,
}

impl Default for Pace {
    fn default() -> Pace {
        Pace { places: (0..PLACES).map(|_| AtomicU64::new(0)).collect(), hasher: RandomState::new() }
    }
}

impl std::fmt::Debug for Pace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pace")
    }
}

impl Pace {
    /// Counts one more from an address, for a form; how many that makes in this minute. An address of this machine is a
    /// program beside the server, or a proxy that does not say who asks: it is not counted.
    pub fn count(&self, form: &str, address: IpAddr, now: Moment) -> u32 {
        if address.is_loopback() {
            return 1;
        }
        let minute = u64::try_from(now.0 / MINUTE).unwrap_or(0) & 0xffff_ffff;
        let place = self.hasher.hash_one((form, network_of(address))) as usize % PLACES;
        let counted = |held: u64| {
            let before = if held >> 32 == minute { held & 0xffff_ffff } else { 0 };
            minute << 32 | (before + 1).min(0xffff_ffff)
        };
        let before =
            self.places[place].fetch_update(Ordering::Relaxed, Ordering::Relaxed, |held| Some(counted(held)));
        u32::try_from(counted(before.unwrap_or_else(|held| held)) & 0xffff_ffff).unwrap_or(u32::MAX)
    }
}

/// The address, of IPv6 its /64.
fn network_of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => IpAddr::V4(v4),
            None => {
                let [a, b, c, d, ..] = v6.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
        },
        v4 @ IpAddr::V4(_) => v4,
    }
}

/// What is kept of an address: the network, of IPv4 a /24, of IPv6 a /48.
pub fn network(address: IpAddr) -> String {
    match network_of(address) {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(v6) => {
            let [a, b, c, ..] = v6.segments();
            format!("{}/48", Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn it_counts_by_minute_and_by_form() {
        let pace = Pace::default();
        let (first, later) = (Moment(90 * 1_000_000), Moment(121 * 1_000_000));
        let counts: Vec<u32> = (0..3).map(|_| pace.count("a", at("203.0.113.7"), first)).collect();
        assert_eq!(counts, [1, 2, 3]);
        assert_eq!(pace.count("a", at("203.0.113.7"), later), 1, "another minute");
        assert_eq!(pace.count("a", at("2001:db8::1"), first), 1);
        assert_eq!(pace.count("a", at("2001:db8::ffff"), first), 2, "the same customer");
        assert_eq!((0..5).map(|_| pace.count("a", at("127.0.0.1"), first)).max(), Some(1));
    }

    #[test]
    fn a_network_is_kept_and_not_an_address() {
        assert_eq!(network(at("203.0.113.77")), "203.0.113.0/24");
        assert_eq!(network(at("::ffff:203.0.113.77")), "203.0.113.0/24");
        assert_eq!(network(at("2001:db8:1:2:3::4")), "2001:db8:1::/48");
    }
}

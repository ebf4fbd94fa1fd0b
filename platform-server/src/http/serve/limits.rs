//! How many connections one address may hold.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard};

const MOST: usize = 100;
const MOST_LOCAL: usize = 4_096;

/// Open connections by address; of IPv6, a customer's whole /64 counts as one.
#[derive(Clone, Debug, Default)]
pub(super) struct Connections(Arc<Mutex<HashMap<IpAddr, usize>>>);

/// A connection's place; dropped when it closes.
#[derive(Debug)]
pub(super) struct Place {
    connections: Connections,
    address: IpAddr,
}

impl Connections {
    /// A place for one more connection from `address`, if there is one.
    pub(super) fn enter(&self, address: IpAddr) -> Option<Place> {
        let address = network(address);
        let most = if address.is_loopback() { MOST_LOCAL } else { MOST };
        let mut open = self.lock();
        let count = open.entry(address).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
        Some(Place { connections: self.clone(), address })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.0.lock().expect("no thread panics while it counts connections")
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.connections.lock();
        if let Some(count) = open.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.address);
            }
        }
    }
}

fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) if !v6.is_loopback() => {
            let bits = u128::from(v6) & !u128::from(u64::MAX);
            Ipv6Addr::from(bits).into()
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_holds_a_hundred() {
        let connections = Connections::default();
        let address: IpAddr = "192.0.2.1".parse().expect("an address");
        let mut places: Vec<Place> = (0..100).filter_map(|_| connections.enter(address)).collect();
        assert_eq!(places.len(), 100);
        assert!(connections.enter(address).is_none());
        assert!(connections.enter("192.0.2.2".parse().expect("an address")).is_some());
        places.pop();
        assert!(connections.enter(address).is_some());
        places.clear();
        assert!(connections.lock().is_empty());
    }

    #[test]
    fn this_machine_and_ipv6_networks() {
        let connections = Connections::default();
        let local: Vec<Place> =
            (0..200).filter_map(|_| connections.enter(IpAddr::from([127, 0, 0, 1]))).collect();
        assert_eq!(local.len(), 200);
        let neighbours = (0..200u16)
            .filter_map(|n| connections.enter(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, n).into()));
        assert_eq!(neighbours.collect::<Vec<_>>().len(), 100);
    }
}

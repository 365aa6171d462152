//! Who sends a request, as far as the network tells.

use std::net::{IpAddr, Ipv6Addr};

/// The longest name of a program that is kept, in characters.
const LONGEST_AGENT: usize = 256;

/// How much of an IPv6 address one household or machine has for itself (RFC 6177 section 2): it may
/// change the rest at will.
const HOUSEHOLD: u32 = 64;

/// Who sends a request: for limits, for the history of an account, and for the log. It proves nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    address: IpAddr,
    agent: String,
}

impl Sender {
    /// Somebody at that address, whose program calls itself `agent` (RFC 9110 section 10.1.5). An
    /// IPv4 address written as IPv6 is what it is (RFC 4291 section 2.5.5.2); of a long name the
    /// beginning counts, and of its characters those that show.
    pub fn new(address: IpAddr, agent: &str) -> Self {
        let shown = agent.chars().filter(|c| !c.is_control());
        Self { address: address.to_canonical(), agent: shown.take(LONGEST_AGENT).collect() }
    }

    /// Where the request comes from.
    pub fn address(&self) -> IpAddr {
        self.address
    }

    /// What the program calls itself; empty when it does not.
    pub fn agent(&self) -> &str {
        &self.agent
    }

    /// Browser and system in words; empty where they are not known.
    pub fn program(&self) -> String {
        super::agent::in_words(&self.agent)
    }

    /// What of the address somebody cannot change at will: all of an IPv4 address, and of an IPv6
    /// address the first 64 bits.
    pub fn network(&self) -> IpAddr {
        match self.address {
            IpAddr::V6(address) => {
                let prefix = u128::MAX << (u128::BITS - HOUSEHOLD);
                IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & prefix))
            }
            address => address,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sender(address: &str, agent: &str) -> Sender {
        Sender::new(address.parse().expect("an address"), agent)
    }

    #[test]
    fn a_network_is_what_its_owner_cannot_change() {
        for (address, network) in [
            ("203.0.113.7", "203.0.113.7"),
            ("::ffff:203.0.113.7", "203.0.113.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
            ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::"),
            ("2001:db8:1:3::", "2001:db8:1:3::"),
        ] {
            assert_eq!(sender(address, "").network().to_string(), network, "{address}");
        }
    }

    #[test]
    fn a_name_is_bounded_and_has_no_control_characters() {
        let agent = format!("a\u{1b}[2J\nb{}", "ü".repeat(1000));
        let sender = sender("203.0.113.7", &agent);
        assert!(sender.agent().starts_with("a[2Jb"));
        assert_eq!(sender.agent().chars().count(), LONGEST_AGENT);
    }
}

//! Which addresses may be called: public ones, and others that the operator lists.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::Arc,
};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

/// What of IPv4 is not public (IANA special-purpose address registry, RFC 6890).
const NOT_PUBLIC_V4: &[Ipv4Net] = &[
    v4([0, 0, 0, 0], 8),        // this network (RFC 1122 section 3.2.1.3)
    v4([10, 0, 0, 0], 8),       // private use (RFC 1918)
    v4([100, 64, 0, 0], 10),    // behind a provider's translator (RFC 6598)
    v4([127, 0, 0, 0], 8),      // loopback (RFC 1122 section 3.2.1.3)
    v4([168, 63, 129, 16], 32), // Azure's services for the virtual machine that asks
    v4([169, 254, 0, 0], 16),   // link-local (RFC 3927), and the metadata of most clouds
    v4([172, 16, 0, 0], 12),    // private use (RFC 1918)
    v4([192, 0, 0, 0], 24),     // protocol assignments (RFC 6890)
    v4([192, 0, 2, 0], 24),     // documentation (RFC 5737)
    v4([192, 88, 99, 0], 24),   // relays of 6to4 (RFC 7526)
    v4([192, 168, 0, 0], 16),   // private use (RFC 1918)
    v4([198, 18, 0, 0], 15),    // benchmarks (RFC 2544)
    v4([198, 51, 100, 0], 24),  // documentation (RFC 5737)
    v4([203, 0, 113, 0], 24),   // documentation (RFC 5737)
    v4([224, 0, 0, 0], 4),      // multicast (RFC 5771)
    v4([240, 0, 0, 0], 4),      // reserved (RFC 1112 section 4), and broadcast
];

/// What of IPv6 is handed out as global unicast (RFC 4291 section 2.4); nothing else is public.
const GLOBAL_V6: Ipv6Net = v6([0x2000, 0], 3);

/// What of [`GLOBAL_V6`] is not public (IANA special-purpose address registry, RFC 6890).
const NOT_PUBLIC_V6: &[Ipv6Net] = &[
    v6([0x2001, 0], 23), // protocol assignments (RFC 2928), Teredo among them (RFC 4380)
    v6([0x2001, 0xdb8], 32), // documentation (RFC 3849)
    v6([0x2002, 0], 16), // 6to4, which has an IPv4 address inside (RFC 7526)
    v6([0x3fff, 0], 20), // documentation (RFC 9637)
];

/// IPv4 addresses as NAT64 shows them to IPv6 (RFC 6052 section 2.1).
const NAT64: Ipv6Net = v6([0x64, 0xff9b], 96);

const fn v4([a, b, c, d]: [u8; 4], length: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), length)
}

const fn v6([first, second]: [u16; 2], length: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(first, second, 0, 0, 0, 0, 0, 0), length)
}

/// The addresses that may be called.
#[derive(Debug, Clone)]
pub(super) struct Addresses {
    public: bool,
    listed: Arc<[IpNet]>,
}

impl Addresses {
    /// Public addresses and listed ones.
    pub(super) fn public_and(listed: &[IpNet]) -> Self {
        Self { public: true, listed: listed.into() }
    }

    /// Listed addresses alone.
    pub(super) fn only(listed: &[IpNet]) -> Self {
        Self { public: false, listed: listed.into() }
    }

    /// Whether `address` may be called; one of IPv4 written as IPv6 counts as what it is
    /// (RFC 4291 section 2.5.5.2).
    pub(super) fn permit(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        let listed = self.listed.iter().any(|range| range.contains(&address));
        listed || (self.public && is_public(address))
    }
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) if NAT64.contains(&address) => {
            let [.., a, b, c, d] = address.octets();
            is_public_v4(Ipv4Addr::new(a, b, c, d))
        }
        IpAddr::V6(address) => {
            GLOBAL_V6.contains(&address)
                && !NOT_PUBLIC_V6.iter().any(|range| range.contains(&address))
        }
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    !NOT_PUBLIC_V4.iter().any(|range| range.contains(&address))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn permits(addresses: &Addresses, texts: &[&str]) -> Vec<bool> {
        let permit = |text: &&str| addresses.permit(text.parse().expect("an address"));
        texts.iter().map(permit).collect()
    }

    const PUBLIC: &[&str] = &[
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "168.63.129.15",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "::ffff:1.1.1.1",
        "64:ff9b::1.1.1.1",
        "2001:200::1",
        "2001:4860:4860::8888",
        "2606:4700:4700::1111",
    ];

    const NOT_PUBLIC: &[&str] = &[
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.100.100.200",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.192",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::1.1.1.1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "::ffff:0:127.0.0.1",
        "64:ff9b::127.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1.1.1.1",
        "100::1",
        "2001::1",
        "2001:2::1",
        "2001:10::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:101:101::",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1",
    ];

    #[test]
    fn public_addresses_are_permitted_and_no_others() {
        let addresses = Addresses::public_and(&[]);
        for (texts, permitted) in [(PUBLIC, true), (NOT_PUBLIC, false)] {
            for (text, permit) in texts.iter().zip(permits(&addresses, texts)) {
                assert_eq!(permit, permitted, "{text}");
            }
        }
    }

    #[test]
    fn a_listed_range_is_permitted_in_each_of_its_forms_and_no_other_range_with_it() {
        let listed = ["127.0.0.0/8", "fd00:1::/32"].map(|text| text.parse().expect("a range"));
        let texts = ["127.0.0.1", "::ffff:127.9.9.9", "fd00:1::7", "fd00:2::7", "::1", "10.0.0.1"];
        let permitted = [true, true, true, false, false, false];
        assert_eq!(permits(&Addresses::public_and(&listed), &texts), permitted);
        assert_eq!(permits(&Addresses::only(&listed), &texts), permitted);
    }

    #[test]
    fn a_listed_range_is_not_reached_through_a_translator() {
        let listed = ["10.0.0.0/8".parse().expect("a range")];
        let texts = ["64:ff9b::10.0.0.1", "2002:a00:1::", "::10.0.0.1"];
        assert_eq!(permits(&Addresses::public_and(&listed), &texts), [false; 3]);
    }

    #[test]
    fn public_addresses_may_be_left_out() {
        let listed = ["10.0.0.0/8".parse().expect("a range")];
        assert!(permits(&Addresses::only(&listed), PUBLIC).iter().all(|permit| !permit));
    }
}

//! What headers are believed, and from whom.

use axum::http::HeaderValue;

use super::*;

const XFF: &str = "x-forwarded-for";
const RFC7239: &str = "forwarded";

/// The client of a request that `peer` sends with these lines of the header.
fn client(header: &'static str, peer: &str, lines: &[&str]) -> String {
    let proxies = ["10.0.0.0/8", "192.0.2.1/32", "fd00:2::/64"];
    let proxies: Vec<IpNet> = proxies.iter().map(|range| range.parse().expect("a range")).collect();
    let mut headers = HeaderMap::new();
    for line in lines {
        headers.append(header, HeaderValue::from_bytes(line.as_bytes()).expect("a value"));
    }
    let peer: IpAddr = peer.parse().expect("an address");
    ClientAddresses::believing(&proxies, header).client(peer.to_canonical(), &headers).to_string()
}

#[test]
fn a_header_counts_from_a_proxy_of_ours_alone() {
    for header in [XFF, RFC7239] {
        let line = if header == XFF { "203.0.113.7" } else { "for=203.0.113.7" };
        for ours in ["10.1.2.3", "::ffff:10.1.2.3", "192.0.2.1", "fd00:2::9"] {
            assert_eq!(client(header, ours, &[line]), "203.0.113.7", "{ours}");
        }
        for (other, told) in [
            ("203.0.113.1", "203.0.113.1"),
            ("127.0.0.1", "127.0.0.1"),
            ("192.0.2.2", "192.0.2.2"),
            ("fd00:3::1", "fd00:3::1"),
            ("::ffff:203.0.113.1", "203.0.113.1"),
        ] {
            assert_eq!(client(header, other, &[line]), told);
        }
    }
}

#[test]
fn the_last_address_that_is_no_proxys_counts() {
    let many = "6.6.6.6, ".repeat(1000) + "203.0.113.7";
    for (lines, told) in [
        (vec!["203.0.113.7"], "203.0.113.7"),
        (vec!["6.6.6.6, 203.0.113.7"], "203.0.113.7"),
        (vec!["6.6.6.6,203.0.113.7 , 10.0.0.2"], "203.0.113.7"),
        (vec!["6.6.6.6", "203.0.113.7", "10.0.0.2,10.0.0.3"], "203.0.113.7"),
        (vec!["unknown, ;;\"\\, 203.0.113.7"], "203.0.113.7"),
        (vec![&many], "203.0.113.7"),
        (vec!["10.0.0.9, 10.0.0.2"], "10.0.0.9"),
        (vec!["::ffff:10.0.0.9, ::ffff:203.0.113.7"], "203.0.113.7"),
        (vec!["6.6.6.6, ::ffff:203.0.113.7, ::ffff:10.0.0.9"], "203.0.113.7"),
        (vec![], "10.0.0.1"),
    ] {
        assert_eq!(client(XFF, "10.0.0.1", &lines), told, "{lines:?}");
    }
}

#[test]
fn what_our_proxies_did_not_write_well_leaves_the_peer() {
    let proxies = "10.0.0.2, ".repeat(15);
    for line in [
        "",
        " ",
        "203.0.113.7,",
        "unknown",
        "_hidden",
        "203.0.113.7, unknown",
        "203.0.113.7, unknown, 10.0.0.2",
        "203.0.113.7:",
        "203.0.113.7:http",
        "203.0.113.7:65536",
        "203.0.113.7:+80",
        "203.0.113",
        "203.0.113.007",
        "0x7f000001",
        "203.0.113.7/32",
        "fe80::1%eth0",
        "[fe80::1%1]:80",
        "[2001:db8::1",
        "2001:db8::1]",
        "[2001:db8::1]80",
        "[203.0.113.7]",
        "\"203.0.113.7\"",
        "for=203.0.113.7",
        "203.0.113.7 10.0.0.2",
        "é",
    ] {
        assert_eq!(client(XFF, "10.0.0.1", &[line]), "10.0.0.1", "{line}");
    }
    let enough = format!("203.0.113.7, {proxies}10.0.0.3");
    assert_eq!(client(XFF, "10.0.0.1", &[&enough]), "10.0.0.2", "more proxies than there may be");
}

#[test]
fn addresses_come_with_ports_and_brackets() {
    for (text, told) in [
        ("203.0.113.7:4711", "203.0.113.7"),
        ("2001:db8::1", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("[2001:DB8::1]:4711", "2001:db8::1"),
        ("[::ffff:203.0.113.7]:4711", "203.0.113.7"),
    ] {
        assert_eq!(client(XFF, "10.0.0.1", &[text]), told);
        let quoted = format!("proto=http;For=\"{text}\";by=10.0.0.1");
        assert_eq!(client(RFC7239, "10.0.0.1", &[&quoted]), told);
    }
}

#[test]
fn an_element_is_read_strictly() {
    for (lines, told) in [
        (vec!["for=203.0.113.7"], "203.0.113.7"),
        (vec!["for=203.0.113.7;"], "203.0.113.7"),
        (vec!["for=6.6.6.6, for=203.0.113.7;proto=https, for=10.0.0.2"], "203.0.113.7"),
        (vec!["for=\"6.6.6.6", "for=203.0.113.7"], "203.0.113.7"),
        (vec!["for=\"6.6.6.6, for=203.0.113.7"], "203.0.113.7"),
        (vec!["for=203.0.113.7;for=6.6.6.6"], "10.0.0.1"),
        (vec!["for=unknown"], "10.0.0.1"),
        (vec!["for=_hidden"], "10.0.0.1"),
        (vec!["for=\"_hidden:_port\""], "10.0.0.1"),
        (vec!["proto=https"], "10.0.0.1"),
        (vec!["203.0.113.7"], "10.0.0.1"),
        (vec!["for=\"203.0.113.7"], "10.0.0.1"),
        // What stands in the quotes of another value is no element, wherever it is cut.
        (vec!["for=203.0.113.7;host=\"a,for=6.6.6.6\""], "10.0.0.1"),
        (vec!["for=203.0.113.7;host=\"a,for=6.6.6.6;x=\\\"\""], "10.0.0.1"),
        (vec!["for=203.0.113.7;host=\"a,for=6.6.6.6;x=\\\"y\""], "10.0.0.1"),
    ] {
        assert_eq!(client(RFC7239, "10.0.0.1", &lines), told, "{lines:?}");
    }
}

#[test]
fn the_other_header_is_never_read() {
    let proxies = ["10.0.0.0/8".parse().expect("a range")];
    let mut headers = HeaderMap::new();
    headers.insert(XFF, HeaderValue::from_static("6.6.6.6"));
    headers.insert("x-real-ip", HeaderValue::from_static("6.6.6.6"));
    let by = ClientAddresses::believing(&proxies, RFC7239);
    let peer = IpAddr::from([10, 0, 0, 1]);
    assert_eq!(by.client(peer, &headers), peer);
    headers.insert(RFC7239, HeaderValue::from_static("for=203.0.113.7"));
    assert_eq!(by.client(peer, &headers).to_string(), "203.0.113.7");
}

#[test]
fn a_proxy_that_nobody_has_named_is_noticed() {
    let nobody = ClientAddresses::believing(&[], XFF);
    let mut headers = HeaderMap::new();
    let [inside, outside] = [IpAddr::from([127, 0, 0, 1]), IpAddr::from([203, 0, 113, 1])];
    assert!(!nobody.is_overlooked(inside, &headers), "it says nothing");
    headers.insert(XFF, HeaderValue::from_static("203.0.113.7"));
    assert!(nobody.is_overlooked(inside, &headers));
    assert!(!nobody.is_overlooked(outside, &headers), "anybody may send a header");
    let named = ClientAddresses::believing(&["10.0.0.0/8".parse().expect("a range")], XFF);
    assert!(!named.is_overlooked(inside, &headers), "the operator has thought of it");
}

//! What a window has sent over the wire, with the cookies that went along and those that did not.

use serde_json::{Value, json};

use super::chromium::Chromium;

/// A request as it went over the wire.
#[derive(Debug)]
pub struct Sent {
    pub method: String,
    pub url: String,
    /// The names of the cookies that went along.
    pub cookies: Vec<String>,
    /// The names of those that are kept for this address and did not go along.
    pub withheld: Vec<String>,
}

impl Chromium {
    /// What was sent since this was asked last, in order.
    pub async fn sent(&self) -> Vec<Sent> {
        let log = self.driver_command("se/log", json!({ "type": "performance" })).await;
        let events: Vec<Value> = (log.as_array().expect("a list of log entries").iter())
            .map(|entry| entry["message"].as_str().expect("an event"))
            .map(|event| serde_json::from_str(event).expect("JSON"))
            .collect();
        let of = |name: &str| {
            let events = events.iter().map(|event| &event["message"]);
            let named = events.filter(|event| event["method"] == name);
            named.map(|event| &event["params"]).collect::<Vec<&Value>>()
        };
        let mut cookies = of("Network.requestWillBeSentExtraInfo");
        let requests = of("Network.requestWillBeSent").into_iter().map(|request| {
            // A request and the redirects after it have one id, and their cookies stand in their order.
            let at = cookies.iter().position(|one| one["requestId"] == request["requestId"]);
            Sent::of(&request["request"], at.map_or(&Value::Null, |at| cookies.remove(at)))
        });
        requests.collect()
    }
}

impl Sent {
    fn of(request: &Value, cookies: &Value) -> Self {
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let known = cookies["associatedCookies"].as_array().map_or(&[][..], Vec::as_slice);
        let is_withheld = |one: &&Value| {
            one["blockedReasons"].as_array().is_some_and(|reasons| !reasons.is_empty())
        };
        let (withheld, sent): (Vec<&Value>, Vec<&Value>) = known.iter().partition(is_withheld);
        let names = |of: Vec<&Value>| of.iter().map(|one| text(&one["cookie"]["name"])).collect();
        Self {
            method: text(&request["method"]),
            url: text(&request["url"]),
            cookies: names(sent),
            withheld: names(withheld),
        }
    }
}

//! Answers that take no less than a certain time, where a shorter one would tell that a name is nobody's.

use std::time::Duration;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;

/// The least time from a form to its answer: well above what the writes of a message take, well below
/// what a person notices.
const FLOOR: Duration = Duration::from_millis(25);

/// Answers no sooner than that. What is done for the name goes on meanwhile, so that the answer comes as
/// soon for a name that has an account as for one that has none.
pub async fn hold(request: Request, next: Next) -> Response {
    no_sooner(next.run(request)).await
}

/// The same for one of the things that a form may ask for.
pub async fn no_sooner<T>(work: impl Future<Output = T>) -> T {
    let (outcome, ()) = tokio::join!(work, tokio::time::sleep(FLOOR));
    outcome
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::middleware::from_fn;
    use axum::routing::get;
    use tower::ServiceExt;

    use super::*;

    #[tokio::test]
    async fn no_answer_comes_sooner() {
        let prompt = Router::new().route("/", get(|| async { "at once" })).layer(from_fn(hold));
        let begun = tokio::time::Instant::now();
        let answer = prompt.oneshot(Request::new(Body::empty())).await.expect("an answer");
        assert!(answer.status().is_success() && begun.elapsed() >= FLOOR);
    }
}

//! Requests that follow from answers: chains, a code on its way, and piles that are used up.

use std::cell::RefCell;
use std::rc::Rc;

use crate::generator::{Answer, Traffic};

/// What all connections of a run take from; each piece is taken once.
pub type Pile<T> = Rc<RefCell<Vec<T>>>;

/// Makes a request of what the answer before gave; nothing when there are no more.
pub type Make = Box<dyn FnMut(&str) -> Option<Vec<u8>>>;

/// One request of a flow.
pub struct Step {
    /// The status of a good answer.
    pub expected: u16,
    /// Its request.
    pub request: Make,
    /// What the answer gives to the next request.
    pub carry: Box<dyn FnMut(&Answer) -> String>,
}

/// Steps that are taken one after the other, and then from the first again.
pub struct Flow {
    steps: Vec<Step>,
    at: usize,
    carried: String,
}

impl Flow {
    /// A flow that begins with what was carried to it.
    pub fn new(steps: Vec<Step>, carried: String) -> Self {
        Self { steps, at: 0, carried }
    }

    pub fn request(&mut self) -> Option<Vec<u8>> {
        (self.steps[self.at].request)(&self.carried)
    }

    pub fn expected(&self) -> u16 {
        self.steps[self.at].expected
    }

    /// Whether the next request is the first of a round.
    pub fn is_at_start(&self) -> bool {
        self.at == 0
    }

    /// Goes on to the next step.
    pub fn advance(&mut self, answer: &Answer) {
        self.carried = (self.steps[self.at].carry)(answer);
        self.at = (self.at + 1) % self.steps.len();
    }
}

/// Something to take from.
pub fn pile<T>(pieces: Vec<T>) -> Pile<T> {
    Rc::new(RefCell::new(pieces))
}

/// Requests that are each sent once, over so many connections.
pub fn once(requests: Vec<Vec<u8>>, expected: u16, connections: usize) -> Vec<Traffic> {
    let pile = pile(requests);
    let one = |_| {
        let pile = pile.clone();
        let step = Step {
            expected,
            request: Box::new(move |_| pile.borrow_mut().pop()),
            carry: Box::new(|_| String::new()),
        };
        Traffic::Flow(Flow::new(vec![step], String::new()))
    };
    (0..connections).map(one).collect()
}

/// Requests that are each sent once, and what was taken from the answers.
pub fn gathering(
    requests: Vec<Vec<u8>>,
    expected: u16,
    connections: usize,
    take: fn(&Answer) -> String,
) -> (Vec<Traffic>, Pile<String>) {
    let (pile, found) = (pile(requests), pile(Vec::new()));
    let one = |_| {
        let (pile, found) = (pile.clone(), found.clone());
        let step = Step {
            expected,
            request: Box::new(move |_| pile.borrow_mut().pop()),
            carry: Box::new(move |answer| {
                found.borrow_mut().push(take(answer));
                String::new()
            }),
        };
        Traffic::Flow(Flow::new(vec![step], String::new()))
    };
    ((0..connections).map(one).collect(), found)
}

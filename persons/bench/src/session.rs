//! Sessions: the lines of the plan, one after the other.

use crate::scenario::{Count, Insert, Join, Load, Lookup, Order, Page, Refill, Salaries, Scenario};

/// Our store with generated persons, to be measured step by step.
///
/// ```
/// use persons_bench::{Session, plan};
///
/// let mut session = Session::new(200);
/// for line in plan() {
///     session.prepare(line.name, 0);
///     session.step(line.name, 0); // what is measured
///     session.restore(line.name);
///     assert_ne!(session.answer(line.name), "0 rows, 00000000");
/// }
/// ```
pub struct Session {
    persons: u32,
    /// The scenario under way, and what its lines begin with.
    scenario: Option<(String, Box<dyn Scenario>)>,
}

impl Session {
    /// A session with so many persons.
    #[must_use]
    pub fn new(persons: u32) -> Self {
        Self {
            persons,
            scenario: None,
        }
    }

    /// Does what a step needs and is not measured; the first step of a scenario loads its rows.
    ///
    /// # Panics
    /// If there is no line of this name.
    pub fn prepare(&mut self, line: &str, step: u32) {
        let name = line.split('/').next().unwrap_or(line);
        if self.scenario.as_ref().is_none_or(|(current, _)| current != name) {
            // The rows of the last scenario go first.
            self.scenario = None;
            let scenario: Box<dyn Scenario> = match name {
                "load" => Box::new(Load::new(self.persons)),
                "where" => Box::new(Lookup::new(self.persons)),
                "page" => Box::new(Page::new(self.persons)),
                "order" => Box::new(Order::new(self.persons)),
                "refill" => Box::new(Refill::new(self.persons)),
                "join" => Box::new(Join::new(self.persons)),
                "count" => Box::new(Count::new(self.persons)),
                "salary" => Box::new(Salaries::new(self.persons)),
                "insert" => Box::new(Insert::new(self.persons)),
                _ => panic!("there is no line {line}"),
            };
            self.scenario = Some((name.to_owned(), scenario));
        }
        self.running().prepare(line, step);
    }

    /// Does what is measured.
    ///
    /// # Panics
    /// If the line was not prepared.
    pub fn step(&mut self, line: &str, step: u32) {
        self.running().step(line, step);
    }

    /// Undoes what a step did where the next one must not find it.
    ///
    /// # Panics
    /// If the line was not prepared.
    pub fn restore(&mut self, line: &str) {
        self.running().restore(line);
    }

    /// What the line's answer is after all its steps: the number of rows, and a hash of them.
    ///
    /// # Panics
    /// If the line was not prepared.
    pub fn answer(&mut self, line: &str) -> String {
        self.running().answer(line)
    }

    fn running(&mut self) -> &mut dyn Scenario {
        let (_, scenario) = self.scenario.as_mut().expect("a line is prepared first");
        &mut **scenario
    }
}

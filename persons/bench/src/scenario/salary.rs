//! What is paid in each department.

use lockstep_entity::Scalar;
use lockstep_store::{Collection, LiveRelation, Relation, ServerCommit, Store, count};
use persons_model::{Employment, EmploymentPatch, Id, Salary};

use super::{Scenario, loaded, pick};
use crate::data;
use crate::digest::Digest;

pub(crate) struct Salaries {
    store: Store,
    employments: Collection<Employment>,
    ids: Vec<Id>,
    paid: Option<LiveRelation>,
}

impl Salaries {
    pub(crate) fn new(persons: u32) -> Self {
        let store = Store::new();
        let employments = store.collection("employments");
        let rows: Vec<Employment> = (0..persons).flat_map(data::employments).collect();
        let ids = rows.iter().map(|row| row.id).collect();
        loaded(&employments, rows);
        Self {
            store,
            employments,
            ids,
            paid: None,
        }
    }

    fn build(&self) -> LiveRelation {
        let employment = self.employments.alias("employment");
        let salary = || employment.col(Employment::SALARY);
        let paid = Relation::from(&employment)
            .group_by(employment.col(Employment::DEPARTMENT))
            .select("department", employment.col(Employment::DEPARTMENT))
            .select("count", count())
            .select("sum", salary().sum())
            .select("avg", salary().avg())
            .select("max", salary().max())
            .live()
            .expect("the query has a meaning");
        paid.subscribe(|batch| {
            for (_, record) in &batch.edits().inserted {
                record.values().for_each(|value| {
                    std::hint::black_box(value);
                });
            }
        })
        .forget();
        paid
    }
}

impl Scenario for Salaries {
    fn prepare(&mut self, _line: &str, _step: u32) {
        if self.paid.is_none() {
            self.paid = Some(self.build());
        }
    }

    fn step(&mut self, _line: &str, step: u32) {
        let count = u32::try_from(self.ids.len()).expect("fewer than 2³² rows");
        let patch = EmploymentPatch {
            salary: Some(Some(Salary::from(50_000 + step))),
            ..EmploymentPatch::default()
        };
        let id = self.ids[pick(step + 1, count) as usize];
        let commit = ServerCommit::new().patch(&self.employments, &id, patch);
        self.store.apply(commit).expect("the employment is there");
    }

    fn answer(&self, _line: &str) -> String {
        let mut digest = Digest::default();
        if let Some(paid) = &self.paid {
            for record in paid.records().iter() {
                if let (
                    Some(Scalar::Text(department)),
                    Some(Scalar::Integer(count)),
                    Some(Scalar::Float(sum)),
                    Some(Scalar::Float(avg)),
                    Some(Scalar::Float(max)),
                ) = (
                    record.value("department"),
                    record.value("count"),
                    record.value("sum"),
                    record.value("avg"),
                    record.value("max"),
                ) {
                    // Whole amounts: sums are whole, and a mean is compared by what a cent is.
                    digest.add(&[&department, &count, &sum, &format!("{avg:.2}"), &max]);
                }
            }
        }
        digest.text()
    }
}

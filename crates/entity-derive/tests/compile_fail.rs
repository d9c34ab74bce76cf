//! What must not compile, and what the compiler says about it (`tests/compile_fail/*.stderr`).

#[test]
fn mistakes_are_named() {
    trybuild::TestCases::new().compile_fail("tests/compile_fail/*.rs");
}

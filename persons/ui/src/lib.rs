//! The browser client of the persons application.

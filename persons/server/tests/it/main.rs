//! The server from outside: requests to the router in the process, and the executable on the command line.

mod children;
mod command_line;
mod defects;
mod deletion;
mod durability;
mod import;
mod listing;
mod offering;
mod openapi;
mod persons;
mod refusals;
mod seeding;
mod support;
mod transport;

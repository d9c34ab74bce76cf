//! The derive macro of lockstep-entity.

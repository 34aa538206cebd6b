//! What JavaScript calls. Text goes through two buffers of the module's memory: the caller asks for room with `input`,
//! writes there, calls a function, and reads `output_length` bytes at `output`.
//!
//! WebAssembly runs one call at a time, so the state is one for the module.

#![allow(
    unsafe_code,
    reason = "a function is called by its name, which the attribute keeps from being mangled"
)]

use std::cell::RefCell;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Engine, EngineError, Quick};

#[derive(Default)]
struct State {
    engine: Option<Engine>,
    input: Vec<u8>,
    output: Vec<u8>,
}

thread_local! {
    static STATE: RefCell<State> = RefCell::new(State::default());
}

#[derive(Serialize)]
struct Failed {
    error: String,
}

/// Puts an answer, or why there is none, where the caller reads it. Whether there is an answer.
fn answer<T: Serialize>(work: impl FnOnce(&mut State) -> Result<T, EngineError>) -> u32 {
    STATE.with_borrow_mut(|state| {
        let result = work(state);
        let written = match &result {
            Ok(value) => serde_json::to_vec(value),
            Err(error) => serde_json::to_vec(&Failed { error: error.to_string() }),
        };
        state.output = written.unwrap_or_default();
        u32::from(result.is_ok())
    })
}

fn engine(state: &State) -> Result<&Engine, EngineError> {
    state.engine.as_ref().ok_or(EngineError::Pack(crate::PackError::Damaged("pack: none was loaded")))
}

/// Room for what is to be read: where to write.
#[unsafe(no_mangle)]
extern "C" fn input(length: usize) -> *mut u8 {
    STATE.with_borrow_mut(|state| {
        state.input = vec![0; length];
        state.input.as_mut_ptr()
    })
}

/// Where the answer stands.
#[unsafe(no_mangle)]
extern "C" fn output() -> *const u8 {
    STATE.with_borrow(|state| state.output.as_ptr())
}

/// How long it is.
#[unsafe(no_mangle)]
extern "C" fn output_length() -> usize {
    STATE.with_borrow(|state| state.output.len())
}

/// Takes a pack in.
#[unsafe(no_mangle)]
extern "C" fn load() -> u32 {
    answer(|state| {
        state.engine = Some(Engine::load(&std::mem::take(&mut state.input))?);
        Ok(true)
    })
}

/// Sets whose work it is.
#[unsafe(no_mangle)]
extern "C" fn terms() -> u32 {
    answer(|state| {
        let json = std::mem::take(&mut state.input);
        match &mut state.engine {
            Some(engine) => engine.set_terms(&json).map(|()| true),
            None => Ok(false),
        }
    })
}

/// Reads a text back.
#[unsafe(no_mangle)]
extern "C" fn read() -> u32 {
    answer(|state| {
        let quick: Quick = serde_json::from_slice(&state.input)?;
        Ok(engine(state)?.read(&quick))
    })
}

/// A text whose entries are wanted, with ids for them.
#[derive(Deserialize)]
struct Named {
    quick: Quick,
    ids: Vec<Uuid>,
}

/// The entries of a text.
#[unsafe(no_mangle)]
extern "C" fn entries() -> u32 {
    answer(|state| {
        let named: Named = serde_json::from_slice(&state.input)?;
        engine(state)?.entries(&named.quick, &named.ids)
    })
}

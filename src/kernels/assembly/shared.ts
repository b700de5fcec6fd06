// AssemblyScript. The entry of the build with shared memory: threads that help a call.
import { Control, State } from '../../memory/codes';
import { heapBase, run } from './kernels';

export { heapBase, run };

/**
 * How often a thread checks for the next call before it sleeps: for about a millisecond. Waking up
 * takes too long for calls in quick succession.
 */
const spin = 1 << 18;

/** The address of a word of the control block. */
function at(control: usize, index: i32): usize {
  return control + <usize>(index << 2);
}

/** Claims and runs parts of the current call until none is left. */
export function work(control: usize, thread: i32): void {
  const parts = load<i32>(at(control, Control.parts));
  const size = load<i32>(at(control, Control.size));
  const claim = at(control, Control.claims + thread);
  while (true) {
    const begin = atomic.add<i32>(at(control, Control.next), size);
    if (begin >= parts) return;
    atomic.store<i32>(claim, begin);
    run(
      load<i32>(at(control, Control.task)),
      load<i32>(at(control, Control.type)),
      load<usize>(at(control, Control.job)),
      thread,
      begin,
      min(begin + size, parts),
    );
    atomic.store<i32>(claim, -1);
  }
}

/** The loop of a thread: wait for a call, and work on it. */
export function serve(control: usize, thread: i32): void {
  const sequence = at(control, Control.sequence);
  const state = at(control, Control.state);
  let seen = atomic.load<i32>(sequence);
  while (true) {
    for (let turn = 0; turn < spin && atomic.load<i32>(sequence) === seen; turn++) {}
    atomic.wait<i32>(sequence, seen, -1);
    seen = atomic.load<i32>(sequence);
    if (!joinCall(state)) continue;
    work(control, thread);
    if (atomic.sub<i32>(state, 1) === 1) atomic.notify(state, 1);
  }
}

/** Joins a call, unless it is closed: its words may change then. Returns whether it joined. */
function joinCall(state: usize): bool {
  let current = atomic.load<i32>(state);
  while (current & State.open) {
    const found = atomic.cmpxchg<i32>(state, current, current + 1);
    if (found === current) return true;
    current = found;
  }
  return false;
}

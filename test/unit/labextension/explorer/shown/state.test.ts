import { describe, expect, test, vi } from 'vitest';
import { ExplorerState } from '../../../../../labextension/src/explorer/shown/state.js';
import { randomSubject } from '../pools.js';

describe('the explorer’s state', () => {
  test('shows the slice of the cursor’s cell, and notifies of both changes at once', () => {
    const state = new ExplorerState(randomSubject([3, 4, 4, 5], { kernelSize: 2 }));
    const told = vi.fn();
    state.listen((changes) => told([...changes].sort()));
    state.setCursor({ panel: 'dout', index: [2, 1, 0, 4] });
    expect(state.positions).toMatchObject({ batch: 2, channel: 4 });
    state.setCursor({ panel: 'dout', index: [2, 1, 1, 4] });
    state.setCursor({ panel: 'dout', index: [2, 1, 1, 4] });
    expect(told.mock.calls).toEqual([[['cursor', 'positions']], [['cursor']]]);
  });

  test('keeps the cursor at its place in the slice when a slider moves', () => {
    const state = new ExplorerState(randomSubject([3, 4, 4, 5], { kernelSize: 2 }));
    state.setCursor({ panel: 'x', index: [0, 3, 2, 0] });
    state.setPositions({ channel: 4 });
    state.setPositions({ batch: 1 });
    expect(state.cursor).toEqual({ panel: 'x', index: [1, 3, 2, 4] });
  });

  test('has no cursor at the start', () => {
    const state = new ExplorerState(randomSubject([1, 4, 4, 1], { kernelSize: 2 }));
    expect(state.cursor).toBeUndefined();
    expect(state.positionsIn('x')).toEqual({ batch: 0, channel: 0, depth: 0 });
  });

  // Windows of depth 2 with stride 2: depth 1 of dout belongs to depths 2 and 3 of the input.
  test('moves the depths of input and output together', () => {
    const state = new ExplorerState(randomSubject([1, 6, 2, 2, 1], { kernelSize: 2 }));
    state.setPositions({ depth: 3 });
    expect(state.positions.outputDepth).toBe(1);
    state.setPositions({ depth: 2 });
    expect(state.positions.outputDepth).toBe(1);
    state.setPositions({ outputDepth: 2 });
    expect(state.positions.depth).toBe(4);
    state.setCursor({ panel: 'dout', index: [0, 0, 0, 0, 0] });
    expect(state.positions).toMatchObject({ depth: 0, outputDepth: 0 });
    state.setCursor({ panel: 'din', index: [0, 5, 0, 0, 0] });
    expect(state.positions).toMatchObject({ depth: 5, outputDepth: 2 });
  });
});

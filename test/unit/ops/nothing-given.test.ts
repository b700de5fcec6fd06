import { describe, expect, test } from 'vitest';
import { PoolscopeError } from '../../../src/core/errors.js';
import * as ps from '../../../src/index.js';

// As from a call that was not made, or a name that a scope has not.
const takeOne: Record<string, (nothing: never) => unknown> = {
  explore: ps.explore,
  findings: ps.findings,
  fromChannelsFirst: ps.fromChannelsFirst,
  globalAvgPool: ps.globalAvgPool,
  globalMaxPool: ps.globalMaxPool,
  heatmap: ps.heatmap,
  maskView: ps.maskView,
  maxPool: (x) => ps.maxPool(x, { kernelSize: 2 }),
  readNpy: ps.readNpy,
  readNpz: ps.readNpz,
  relu: ps.relu,
  toChannelsFirst: ps.toChannelsFirst,
  winners: ps.winners,
  writeNpy: ps.writeNpy,
};

describe.each([undefined, null])('given %s,', (nothing) => {
  test.each(Object.entries(takeOne))('%s says what it takes', (name, call) => {
    expect(() => call(nothing as never)).toThrow(PoolscopeError);
    expect(() => call(nothing as never)).toThrow(`${name}: `);
  });
});

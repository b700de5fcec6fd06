import { expect, test } from 'vitest';
import { nodeProblem } from '../../scripts/lib/node.mjs';

// `require` of an ES module came with 20.19, 22.12 and 23; 21 never had it.
test.each(['20.19.0', '20.20.2', '22.12.0', '23.0.0', '24.1.0'])('Node %s will do', (version) => {
  expect(nodeProblem(version)).toBeUndefined();
});

test.each(['12.22.0', '18.20.4', '20.18.3', '21.7.3', '22.11.0'])(
  'Node %s is too old: one line says so and what to install',
  (version) => {
    expect(nodeProblem(version)).toMatch(
      new RegExp(`^Node ${version} is too old; install Node 20\\.19 or newer .*$`),
    );
  },
);

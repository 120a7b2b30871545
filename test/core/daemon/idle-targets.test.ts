import { expect, test } from 'vitest';

import { idleTargets, idleTargetsIn } from '../../../src/core/daemon/idle-targets.ts';
import type { Address } from '../../../src/core/model.ts';

const here: readonly Address[] = ['trail/main@111111111111/eu-west-1', 'bucket/logs@111111111111/eu-west-1'];

test.each([
  [[], []],
  [['trail/main', '@111111111111', '*/*'], []],
  [
    ['trail/mian', 'bucket/logs', 'trail/main@@x'],
    ['trail/mian', 'trail/main@@x'],
  ],
])('%j', (patterns, idle) => {
  expect(idleTargets(patterns, here).map(({ message }) => message.split('"')[1])).toEqual(idle);
});

test('a config that could not be read limits nothing', () => {
  const file = { path: 'a.yaml', text: 'a: 1' };
  expect(idleTargetsIn({ config: null, problems: [], file }, here, true)).toEqual([]);
});

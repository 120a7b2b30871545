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

test.each(['a: 1', '', 'spec: { enforce: { targets: [7] } }'])('%j limits nothing', text => {
  expect(idleTargetsIn({ path: 'a.yaml', text }, here, true)).toEqual([]);
});

test.each([
  [true, ['5:24 trail/mian', '5:36 trail/main@audit']],
  [false, ['5:24 trail/mian']],
])('positions, where accounts are named: %j', (placed, told) => {
  const text = `apiVersion: v1
kind: DaemonConfig
metadata: { name: tw }
spec:
  enforce: { targets: [trail/mian, trail/main@audit, trail/main] }
`;
  const found = idleTargetsIn({ path: 'a.yaml', text }, here, placed).map(({ at, message }) => {
    const place = typeof at === 'object' ? `${at.line}:${at.column}` : '';
    return `${place} ${message.split('"')[1] ?? ''}`;
  });
  expect(found).toEqual(told);
});

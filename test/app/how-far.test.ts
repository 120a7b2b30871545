import { expect, it } from 'vitest';

import { howFar } from '../../src/app/how-far.ts';

it.each<[readonly [string, string, readonly string[]], string]>([
  [['read 12', '12', []], 'read 12 of 12'],
  [['read 0', '1', ['trails in 222222222222/eu-west-1']], 'read 0 of 1, waiting for trails in 222222222222/eu-west-1'],
  [['got into 1', '4 accounts', ['a', 'b', 'c']], 'got into 1 of 4 accounts, waiting for a, b, c'],
  [['read 1', '7', ['a', 'b', 'b', 'c', 'd', 'e']], 'read 1 of 7, waiting for a, b, c and 2 more'],
])('%j', ([done, all, open], words) => {
  expect(howFar(done, all, new Set(open))).toBe(words);
});

import { describe, expect, it } from 'vitest';

import { renderTally } from '../../src/render/logs-tail.ts';

const nothing = { files: 0, written: 0, duplicates: 0, unmatched: 0, unread: 0, lag: null };

describe('the foot of following', () => {
  it.each([
    [nothing, 2.04, '0 records from 0 files in 2.0 s.'],
    [
      { ...nothing, files: 1, written: 1, lag: 252 },
      42,
      '1 record from 1 file in 42 s. From event to here: 4 min 12 s (median).',
    ],
    [
      { files: 31, written: 1204, duplicates: 1, unmatched: 2600, unread: 2, lag: -3 },
      600,
      '1,204 records from 31 files in 10 min, 1 duplicate dropped, 2,600 not asked for, 2 files NOT READ. From event to here: 0.0 s (median).',
    ],
  ])('counts %j', (tally, seconds, line) => {
    expect(renderTally(tally, seconds)).toBe(line);
  });
});

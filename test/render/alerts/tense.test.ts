import { describe, expect, it } from 'vitest';

import { pastTense } from '../../../src/render/alerts/tense.ts';

describe('what is over', () => {
  it.each([
    ['Nothing is recorded by this trail.', 'Nothing was recorded by this trail.'],
    ['Log files go to a/ instead of b/.', 'Log files went to a/ instead of b/.'],
    [
      'New log files are not locked: whoever may delete them can.',
      'New log files were not locked: whoever might delete them could.',
    ],
    [
      'CloudTrail cannot encrypt log files, and so delivers none.',
      'CloudTrail could not encrypt log files, and so delivered none.',
    ],
    [
      'It says that it logs, but no log files have come from ap-south-1 since 02:53 UTC.',
      'It said that it logged, but no log files had come from ap-south-1 since 02:53 UTC.',
    ],
    [
      'Requests are logged to acme-is-here/can/, which the spec does not ask for.',
      'Requests were logged to acme-is-here/can/, which the spec did not ask for.',
    ],
    ['It could not be read, so nobody knows how it stands.', 'It could not be read, so nobody knew how it stood.'],
    ['A statement is named constructor.', 'A statement was named constructor.'],
    ['', ''],
  ])('%s', (now, then) => {
    expect(pastTense(now)).toBe(then);
  });
});

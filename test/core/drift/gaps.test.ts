import { describe, expect, it } from 'vitest';

import { gapsOf, secondsOf } from '../../../src/core/drift/gaps.ts';
import type { Episode } from '../../../src/core/drift/gaps.ts';
import { moment } from './lives.ts';

const episode = (from: number, to: number | null, over: Partial<Episode> = {}): Episode => ({
  kind: 'changed',
  address: 'trail/main@security/eu-west-1',
  field: 'logging',
  found: false,
  status: to === null ? 'open' : 'closed',
  openedAt: moment(from),
  closedAt: to === null ? null : moment(to),
  causedAt: null,
  ...over,
});

const missing = { kind: 'missing', field: null, found: null } as const;
const denied = {
  address: 'bucket/logs@security/eu-west-1',
  field: 'otherStatements',
  wanted: { denials: [{ sid: 'Block', mend: '' }] },
} as const;
const stand = (from: number, to: number) => ({ from: moment(from), to: moment(to) });
const elsewhere = { address: 'trail/main@payments/eu-west-1' };

/** `0-5 security`, `10- security`: minutes. */
function words(episodes: readonly Episode[], since = 0) {
  const { recording, delivery } = gapsOf(episodes, moment(since));
  const minutes = (at: string | null): string =>
    at === null ? '' : `${(Date.parse(at) - Date.parse(moment(0))) / 60_000}`;
  const told = (gaps: typeof recording) =>
    gaps.map(({ address, from, to }) => `${minutes(from)}-${minutes(to)} ${address.replace(/^.*@|\/[^/]*$/gu, '')}`);
  return [told(recording), told(delivery)];
}

describe('gaps', () => {
  it.each([
    ['none', [], [], []],
    ['a trail that was stopped', [episode(0, 5)], ['0-5 security'], []],
    ['a trail that is stopped', [episode(0, null)], ['0- security'], []],
    ['a trail that was missing', [episode(0, 5, missing)], ['0-5 security'], []],
    ['from when it was done', [episode(3, 5, { causedAt: moment(1) })], ['1-5 security'], []],
    ['from when it was seen, if the call was later', [episode(3, 5, { causedAt: moment(4) })], ['3-5 security'], []],
    ['two that meet', [episode(0, 5), episode(5, 7), episode(3, 4)], ['0-7 security'], []],
    ['two that do not', [episode(0, 5), episode(6, 7)], ['0-5 security', '6-7 security'], []],
    ['one in another that goes on', [episode(0, null), episode(2, 3)], ['0- security'], []],
    ['one that goes on after another', [episode(0, 5), episode(4, null)], ['0- security'], []],
    ['two trails', [episode(0, 5), episode(0, 5, elsewhere)], ['0-5 payments', '0-5 security'], []],
    ['one that flaps and is over', [episode(0, 5, { status: 'flapping' })], ['0-5 security'], []],
    [
      'one that came and went',
      [episode(0, 9, { status: 'flapping', stood: [stand(0, 2), stand(7, 9)] })],
      ['0-2 security', '7-9 security'],
      [],
    ],
    [
      'one that came, went and is back',
      [episode(0, null, { status: 'flapping', stood: [stand(0, 2)], from: moment(8) })],
      ['0-2 security', '8- security'],
      [],
    ],
    ['what is not delivered', [episode(0, 5, { kind: 'undelivered', field: null })], [], ['0-5 security']],
    ['no bucket', [episode(0, 5, { ...missing, address: 'bucket/logs@security/eu-west-1' })], [], ['0-5 security']],
    ['a bucket that keeps them out', [episode(0, 5, denied)], [], ['0-5 security']],
    ['a topic that keeps them out', [episode(0, 5, { ...denied, address: 'topic/t@security/eu-west-1' })], [], []],
    ['a bucket with a statement of others', [episode(0, 5, { ...denied, wanted: 'keep' })], [], []],
    ['no topic', [episode(0, 5, { ...missing, address: 'topic/t@security/eu-west-1' })], [], []],
    ['another field', [episode(0, 5, { field: 'tags' })], [], []],
    ['a trail that should not log', [episode(0, 5, { found: true })], [], []],
  ])('of %s', (_, episodes, recording, delivery) => {
    expect(words(episodes)).toEqual([recording, delivery]);
  });

  it('are told from the moment that was asked for', () => {
    expect(words([episode(0, 5), episode(8, 20), episode(30, null)], 10)).toEqual([
      ['10-20 security', '30- security'],
      [],
    ]);
  });

  it('last together, up to now', () => {
    const { recording } = gapsOf([episode(0, 5), episode(8, null), episode(0, 5, elsewhere)], moment(0));
    expect(secondsOf(recording, moment(10))).toBe((5 + 2 + 5) * 60);
  });
});

import { describe, expect, it } from 'vitest';

import { byAddress } from '../../../src/core/derive.ts';
import type { Known } from '../../../src/core/derive.ts';
import { difference } from '../../../src/core/diff.ts';
import type { AnyState } from '../../../src/core/kind.ts';
import type { Difference } from '../../../src/core/plan.ts';
import { markAstray } from '../../../src/core/rules/astray.ts';
import { known as declared, world as around } from '../beside/using.ts';
import { absent, lamp, present, socket, wish, world } from '../toy.ts';

const topic = (name: string): string => `arn:aws:sns:eu-west-1:111111111111:${name}`;
const logs = (name: string): AnyState => ({
  logGroup: `arn:aws:logs:eu-west-1:111111111111:log-group:${name}:*`,
  role: `arn:aws:iam::111111111111:role/${name}`,
});
const key = (name: string): string => `arn:aws:kms:eu-west-1:111111111111:key/${name}`;
const requests = (bucket: string): AnyState => ({ bucket, prefix: '' });
const told = (...endpoints: readonly string[]): AnyState =>
  Object.fromEntries(endpoints.map(one => [`sqs ${one}`, { role: null, raw: false }]));

/** Whether a field of a trail is marked when this stands in it. */
function isMarked(kindName: string, field: string, { wants, stands, unread = [] }: Standing): boolean {
  const bare = declared(kindName, kindName === 'trail' ? { bucket: 'logs' } : {});
  const state = { ...bare.desired.state, ...(wants === undefined ? {} : { [field]: wants }) };
  const own = { ...bare, desired: { ...bare.desired, state } };
  const one: Known = { ...own, live: present(own, { ...state, [field]: stands }, unread) };
  const others = ['bucket', 'topic', 'trail'].filter(other => other !== kindName);
  const all = [one, ...others.map(other => declared(other, other === 'trail' ? { bucket: 'logs' } : {}))];
  const differences = [difference(one).difference ?? []].flat();
  expect(differences).toHaveLength(1);
  const marked = markAstray(differences, { known: byAddress(all), world: around });
  return marked.some(({ fields }) => fields.some(change => change.field === field && change.astray === true));
}

interface Standing {
  /** Default: as the spec has it. */
  readonly wants?: unknown;
  readonly stands: unknown;
  readonly unread?: readonly string[];
}

describe('what is led astray', () => {
  it.each<[string, string, string, Standing, boolean]>([
    ['to a bucket', 'trail', 'destination', { stands: { bucket: 'mallory', prefix: null } }, true],
    ['to another folder', 'trail', 'destination', { stands: { bucket: 'logs', prefix: 'x' } }, false],
    ['to a topic', 'trail', 'topic', { stands: topic('mallory') }, true],
    ['to a topic, with much unread', 'trail', 'topic', { stands: topic('mallory'), unread: ['scope', 'kmsKey'] }, true],
    ['to a topic of the spec', 'trail', 'topic', { stands: topic('files') }, false],
    ['away from a topic', 'trail', 'topic', { wants: topic('files'), stands: null }, false],
    ['to a key', 'trail', 'kmsKey', { wants: key('ours'), stands: key('theirs') }, true],
    ['away from a key', 'trail', 'kmsKey', { wants: key('ours'), stands: null }, false],
    ['to a log group', 'trail', 'cloudWatchLogs', { wants: logs('ours'), stands: logs('theirs') }, true],
    ['to be silent', 'trail', 'recursiveLogging', { wants: true, stands: false }, false],
    ['to a log of requests', 'bucket', 'accessLogging', { wants: requests('logs'), stands: requests('theirs') }, true],
    ['to a listener', 'topic', 'subscriptions', { wants: told('ours'), stands: told('ours', 'theirs') }, true],
    ['away from a listener', 'topic', 'subscriptions', { wants: told('ours'), stands: told() }, false],
  ])('%s', (_, kind, field, standing, expected) => {
    expect(isMarked(kind, field, standing)).toBe(expected);
  });

  it('is nothing of what is not known, not there, or rests on nothing', () => {
    const one = wish(lamp, 'x', { lit: true });
    const { needs: _needs, ...alone } = lamp;
    const field = { field: 'lit', before: 1, after: 2, effect: 'neutral', gravity: 'low', meaning: '' } as const;
    const all: readonly Difference[] = [{ address: one.desired.address, action: 'update', fields: [field] }];
    const marked = (known: readonly Known[]): readonly Difference[] =>
      markAstray(all, { known: byAddress(known), world });
    expect(marked([])).toEqual(all);
    expect(marked([{ ...one, live: absent }])).toEqual(all);
    expect(marked([{ ...one, kind: alone, live: present(one, { lit: false }) }])).toEqual(all);
    expect(marked([{ ...wish(socket, 'home', {}), live: absent }])).toEqual(all);
  });
});

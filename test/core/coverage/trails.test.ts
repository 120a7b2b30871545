import { describe, expect, it } from 'vitest';

import { columnsOf } from '../../../src/core/coverage/count.ts';
import { coverageFindings } from '../../../src/core/coverage/findings.ts';
import { categoryOf } from '../../../src/core/coverage/recording.ts';
import { liveTrails, wantedTrails } from '../../../src/core/coverage/trails.ts';
import type { Trail } from '../../../src/core/coverage/trails.ts';
import type { Known } from '../../../src/core/derive.ts';
import type { Other } from '../../../src/core/findings.ts';
import type { AnyState } from '../../../src/core/kind.ts';
import type { Live } from '../../../src/core/model.ts';
import { arn, home, plain } from '../../resources/trail/estate.ts';
import { lamp } from '../toy.ts';
import { copiesIn, kind, off, one, two } from './estate.ts';

const present = (name: string, state: AnyState = plain, less: readonly string[] = []): Live<AnyState> => ({
  is: 'present',
  arn: arn(name),
  target: home,
  owner: null,
  health: {},
  fields: Object.fromEntries(
    Object.entries(state).map(([field, value]) => [
      field,
      less.includes(field) ? { unread: { code: 'access-denied', message: 'no' } } : { value },
    ]),
  ),
});
const unread: Live<AnyState> = { is: 'unread', problem: { code: 'access-denied', message: 'no' } };

const known = (name: string, live: Live<AnyState>, over: { readonly managed?: false; readonly state?: AnyState } = {}): Known => ({
  kind,
  desired: {
    address: `trail/${name}@${one}/eu-west-1`,
    arn: arn(name),
    name,
    target: home,
    state: { ...plain, ...over.state },
    unknown: {},
    written: {},
    managed: over.managed ?? true,
    adopt: false,
  },
  live,
});

const seen = (declared: readonly Known[], others: readonly Other[] = []) => ({ known: declared, others, copies: [] });
const writes = (trails: readonly Trail[]) => copiesIn(trails, 'management write')['1 us-west-2'];

const rows: readonly (readonly [string, readonly Known[], readonly Other[], string, string])[] = [
  ['what is wanted and not there', [known('main', { is: 'absent' })], [], '1', '0'],
  ['what is wanted and stopped', [known('main', present('main', { ...plain, ...off }))], [], '1', '0'],
  ['what is wanted and could not be read', [known('main', unread)], [], '1', '0?'],
  ['what is wanted stopped and logs', [known('main', present('main'), { state: off })], [], '0', '1'],
  ['what is only referred to', [known('main', present('main', { ...plain, ...off }), { managed: false })], [], '0', '0'],
  ['what nobody declared', [], [{ kind, live: present('main') }], '1', '1'],
  ["an organization's, seen from a member", [], [{ kind, live: { is: 'elsewhere', arn: arn('all', { account: two }) } }], '0?', '0?'],
  ['what nobody declared, unread', [], [{ kind, live: unread }], '0', '0'],
  ['whether it logs could not be read', [known('main', present('main', plain, ['logging']))], [], '1', '0?'],
  ['what it records could not be read', [known('main', present('main', plain, ['eventSelectors']))], [], '1', '0?'],
  ['its insights could not be read', [known('main', present('main', plain, ['insights']))], [], '1', '1'],
  ['where it records could not be read', [known('main', present('main', plain, ['scope', 'organization']))], [], '1', '1'],
  ['a kind that records nothing', [{ ...known('main', present('main')), kind: lamp }], [{ kind: lamp, live: present('x') }], '0', '0'],
  [
    'one of these that is only referred to',
    [{ ...known('main', present('main'), { managed: false }), kind: lamp }],
    [],
    '0',
    '0',
  ],
];

describe('trails', () => {
  it.each(rows)('%s', (_, declared, others, wanted, live) => {
    expect([writes(wantedTrails(seen(declared, others))), writes(liveTrails(seen(declared, others)))]).toEqual([wanted, live]);
  });

  it('that were seen as copies only may record every region of their account', () => {
    const copy = { kind, arn: arn('far', { region: 'us-east-1' }) };
    const trails = liveTrails({ known: [], others: [], copies: [copy] });
    expect(copiesIn(trails, 'management read')['1 eu-west-1']).toBe('0?');
    expect(copiesIn(liveTrails({ known: [], others: [], copies: [{ ...copy, arn: arn('far', { account: two }) }] }), 'management read')['1 eu-west-1']).toBe('0');
  });

  it('that were read are not counted again as copies', () => {
    const trails = liveTrails({ ...seen([known('main', present('main'))]), copies: [{ kind, arn: arn('main') }] });
    expect(copiesIn(trails, 'management read')['1 us-west-2']).toBe('1');
  });

  it.each([
    ['logs', {}, 1],
    ['does not', off, 0],
  ])('of which AWS names a delivery error are no copies: one that %s', (_, state, found) => {
    const live = { ...present('main', { ...plain, ...state }), health: { deliveryError: 'NoSuchBucket' } };
    const trails = liveTrails(seen([known('main', live)]));
    expect(trails.flatMap(({ fault }) => fault?.why ?? [])).toEqual(
      Array(found).fill('AWS says that it could not deliver when it last tried: NoSuchBucket'),
    );
  });

  it('of which insights could not be read leave that column open', () => {
    const trails = liveTrails(seen([known('main', present('main', plain, ['insights']))]));
    expect(copiesIn(trails, 'insights ApiCallRateInsight')['1 us-west-2']).toBe('0?');
  });

  it('whose destination could not be read deliver nobody knows where', () => {
    const trails = liveTrails(seen([known('main', present('main', plain, ['destination']))]));
    expect(trails.map(({ recording }) => recording.delivers)).toEqual([null]);
    expect(coverageFindings({ trails, places: [], buckets: new Map() })).toEqual([]);
    expect(columnsOf(trails).map(categoryOf)).toEqual(['management', 'management', 'management']);
  });
});

/** Who records what, whole, as files to look at. */
import { resolve } from 'node:path';

import { expect, it } from 'vitest';

import { columnsOf, placesOf } from '../../src/core/coverage/count.ts';
import type { Estate } from '../../src/core/coverage/count.ts';
import type { Coverage } from '../../src/core/coverage/coverage.ts';
import { coverageFindings } from '../../src/core/coverage/findings.ts';
import type { Trail } from '../../src/core/coverage/trails.ts';
import { coverageDocument, renderCoverage } from '../../src/render/coverage.ts';
import { jsonText } from '../../src/render/json-text.ts';
import type { ViewOptions } from '../../src/render/look.ts';
import { account, broken, estate, flagged, off, organization, single, trail } from '../core/coverage/estate.ts';
import { window80 } from './estate.ts';

const keys = ['security', 'payments', 'web', 'data', 'mobile', 'legacy'];
const accounts = keys.map((key, index) => account(`${index + 1}`.repeat(12), { key }));
const ids = accounts.map(({ id }) => id);
const [, payments = '', , data = '', mobile = '', legacy = ''] = ids;
const selectors = (type: string, more: object = {}) => ({
  name: null,
  fields: { eventCategory: { Equals: ['Data'] }, 'resources.type': { Equals: [type] }, ...more },
});
const dataEvents = {
  eventSelectors: {
    advanced: [
      selectors('AWS::S3::Object'),
      selectors('AWS::Lambda::Function', { readOnly: { Equals: ['false'] } }),
      selectors('AWS::DynamoDB::Table'),
    ],
  },
  insights: [{ type: 'ApiCallRateInsight', categories: ['Data'] }],
};
const denied = { code: 'access-denied', message: 'cloudtrail:DescribeTrails in eu-west-1: AccessDenied: no' } as const;

function coverage(trails: readonly Trail[], over: Partial<Estate>, more: Partial<Coverage> = {}): Coverage {
  const places = placesOf(estate(trails, { accounts, ...over }));
  return {
    owner: 'acme',
    paths: ['specs/'],
    offline: false,
    places,
    columns: columnsOf(trails),
    findings: coverageFindings({ places, trails, buckets: new Map() }),
    unknown: [],
    ...more,
  };
}

const mixed = coverage(
  [
    ...ids.filter(id => id !== legacy).map(id => trail('main', id === payments ? off : {}, { account: id })),
    trail('us-copy', flagged, { account: mobile, region: 'us-east-1' }),
    trail('objects', { ...dataEvents, ...single }, { account: data }),
  ],
  { isKnown: ({ account: id }) => id !== legacy },
  { unknown: [{ address: 'trail/*@legacy/eu-west-1', problem: denied }] },
);

const many = Array.from({ length: 1_000 }, (_, index) =>
  account(`${100_000_000_000 + index}`, { key: `a${index + 1}` }),
);
const fleet = coverage(
  [
    ...many.map(({ id }) => trail('main', {}, { account: id })),
    trail('second', single, { account: many[7]?.id ?? '', region: 'us-west-2' }),
  ],
  { accounts: many },
);
const shared = coverage([trail('all', organization, { account: payments })], {
  isKnown: ({ region }) => region === 'us-east-1',
  accounts: [
    ...accounts.slice(0, 2),
    account('999999999999', { key: 'new', regions: null }),
    account('888888888888', { key: 'closed', regions: ['eu-west-1', 'us-east-1'], partly: true }),
  ],
});

const lost = coverage(
  [
    ...ids.map(id => trail('main', {}, { account: id, ...(id === payments || id === mobile ? broken : {}) })),
    trail('second', single, { account: mobile, region: 'us-west-2' }),
  ],
  {},
);

const wide: ViewOptions = { ...window80, width: 120 };

it.each<[string, Coverage, ViewOptions]>([
  ['mixed.80', mixed, window80],
  ['mixed.120', mixed, wide],
  ['mixed-ascii.80', mixed, { ...window80, ascii: true }],
  ['mixed-colour.80', mixed, { ...window80, color: true }],
  ['mixed-piped', mixed, { ...window80, width: null }],
  ['mixed-expanded.120', mixed, { ...wide, expand: true }],
  ['fleet.80', fleet, window80],
  ['lost.80', lost, window80],
  ['lost-colour.80', lost, { ...window80, color: true }],
  ['shared.80', shared, window80],
  ['offline.80', { ...shared, offline: true }, window80],
])('%s', async (name, found, view) => {
  await expect(`${renderCoverage(found, view)}\n`).toMatchFileSnapshot(
    resolve(import.meta.dirname, `golden/coverage-${name}.txt`),
  );
});

it.each<[string, Coverage]>([
  ['mixed', mixed],
  ['shared', shared],
  ['lost', lost],
])('%s as JSON', async (name, found) => {
  const verdict = { reason: 'incomplete', exitCode: 8, complete: false } as const;
  await expect(`${jsonText(coverageDocument(found, verdict))}\n`).toMatchFileSnapshot(
    resolve(import.meta.dirname, `golden/coverage-${name}.json`),
  );
});

it('no line is wider than the window', () => {
  for (const found of [mixed, fleet, shared, lost])
    for (const line of renderCoverage(found, window80).split('\n')) expect(line.length).toBeLessThanOrEqual(80);
});

import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

import type { Attribution, CausingEvent } from '../../src/core/drift/attribution.ts';
import type { Attributed, Report } from '../../src/core/report.ts';
import { verdictOf } from '../../src/core/report.ts';
import { reportDocument } from '../../src/render/documents.ts';
import { attributedJson } from '../../src/render/attribution-document.ts';
import { byLines, clipped } from '../../src/render/attribution.ts';
import { lookOf } from '../../src/render/look.ts';
import { renderDrift } from '../../src/render/drift.ts';
import { jsonText } from '../../src/render/json-text.ts';
import { renderOutcome } from '../../src/render/outcome.ts';
import { at, change, field, planOf } from './changes.ts';
import { window80 } from './estate.ts';

const askedAt = '2026-11-19T03:34:05.000Z';

const event = (name: string, moment: string, over: Partial<CausingEvent> = {}): CausingEvent => ({
  eventId: '7d1f0c2e-5b1a-4c55-9d0e-000000000000',
  name,
  source: 'cloudtrail.amazonaws.com',
  at: moment,
  region: 'eu-west-1',
  principal: {
    name: 'BreakGlass/jdoe',
    type: 'AssumedRole',
    arn: 'arn:aws:sts::111111111111:assumed-role/BreakGlass/jdoe',
    account: '111111111111',
    issuer: 'arn:aws:iam::111111111111:role/BreakGlass',
    mfa: true,
  },
  sourceIp: '203.0.113.24',
  userAgent: 'aws-cli/2.31 md/awscrt#0.27',
  requestId: 'r-1',
  ...over,
});

const somebody = { name: 'mallory\u001b[31m', type: 'IAMUser', arn: null, account: null, issuer: null, mfa: null };
const found = (one: CausingEvent, over: Partial<Extract<Attribution, { answer: 'found' }>> = {}): Attribution => ({
  askedAt,
  attempts: [],
  answer: 'found',
  confidence: 'certain',
  event: one,
  byOurPrincipal: false,
  ...over,
});

const main = 'trail/main@111111111111/eu-west-1' as const;
const copies = [
  'trail/copy@a/eu-west-1',
  'trail/copy@b/eu-west-1',
  'trail/copy@c/eu-west-1',
  'trail/copy@d/eu-west-1',
  'trail/copy@e/eu-west-1',
] as const;

const stopLogging = event('StopLogging', '2026-11-19T03:07:12.000Z');
const refused = event('StopLogging', '2026-11-19T03:01:00.000Z', {
  errorCode: 'AccessDenied',
  principal: somebody,
  sourceIp: null,
  userAgent: null,
});

const attributions: readonly Attributed[] = [
  { address: main, field: 'logging', attribution: found(stopLogging, { attempts: [refused, refused] }) },
  {
    address: main,
    field: 'logFileValidation',
    attribution: found(event('UpdateTrail', '2026-11-18T23:08:03.000Z'), {
      confidence: 'likely',
      byOurPrincipal: true,
    }),
  },
  {
    address: main,
    field: 'tags',
    attribution: { askedAt, attempts: [], answer: 'nobody', why: 'not in the event history yet', again: true },
  },
  {
    address: main,
    field: 'owner',
    attribution: { askedAt, attempts: [], answer: 'nobody', why: 'not in the event history yet', again: true },
  },
  {
    address: 'bucket/logs@111111111111/eu-west-1',
    field: null,
    attribution: {
      askedAt,
      attempts: [],
      answer: 'unknown',
      why: 'cloudtrail:LookupEvents is not permitted in 111111111111/eu-west-1',
      again: false,
    },
  },
  ...copies.map((address, index) => ({
    address,
    field: 'logging',
    attribution: found(
      event('StopLogging', `2026-11-19T03:1${index}:00.000Z`, { principal: { ...somebody, name: `user-${index}` } }),
      { confidence: 'possible' as const },
    ),
  })),
];

const stopped = field('logging', false, true);

const plan = planOf([
  change([
    stopped,
    field('logFileValidation', false, true, {
      gravity: 'high',
      meaning: 'Nobody can prove that the log files were not altered.',
    }),
    field('tags', {}, { team: 'audit' }, { gravity: 'low', meaning: 'Tags are not as written: team.' }),
    field('owner', null, 'acme', { gravity: 'low', meaning: 'It carries no owner tag.' }),
  ]),
  change([field('region', null, 'eu-west-1', { gravity: 'high', meaning: 'There is nowhere to deliver logs to.' })], {
    ...at('bucket/logs@111111111111/eu-west-1'),
    action: 'create',
  }),
  ...copies.map(address => change([stopped], at(address))),
]);

const report = (over: Partial<Report> = {}): Report => ({
  command: 'drift',
  owner: 'acme',
  startedAt: '2026-11-19T03:34:00.000Z',
  finishedAt: askedAt,
  spec: null,
  plan,
  outcomes: null,
  remaining: null,
  refused: [],
  interrupted: false,
  attributions,
  calls: {},
  ...over,
});

const outcomes = [{ address: main, action: 'update', status: 'done', sent: [], seconds: 0.3 }] as const;

const goldens: Readonly<Record<string, () => string>> = {
  'who-80': () => renderDrift(report(), window80),
  'who-120': () => renderDrift(report(), { ...window80, width: 120 }),
  'who-piped': () => renderDrift(report(), { ...window80, width: null }),
  'who-applied': () =>
    renderOutcome(report({ command: 'apply', outcomes, remaining: planOf([]) }), { ...window80, planShown: true }),
  'who-json': () => jsonText(reportDocument(report(), verdictOf(report(), true), { version: '0.0.0' })['attributions']),
};

describe('texts of events', () => {
  it('are clipped where people read them, and whole in JSON', () => {
    const long = 'x'.repeat(50_000);
    const one = event(long, '2026-11-19T03:07:12.000Z', {
      eventId: long,
      errorCode: long,
      sourceIp: long,
      userAgent: `${long}\u00a0${long}`,
      principal: { ...somebody, name: long },
    });
    const attribution = { ...found(one), attempts: [one] };
    const look = lookOf({ ...window80, width: 140, full: true });
    const lines = byLines(['a '], { at: askedAt, by: new Map([['a ', attribution]]) }, look);
    expect(lines.join('').length).toBeLessThan(3_000);
    expect(lines.join('')).toContain('xx…');
    expect(JSON.stringify(attributedJson({ address: main, field: null, attribution }))).toContain(long);
  });

  it('of the longest role and session stand whole', () => {
    const name = `${'r'.repeat(64)}/${'s'.repeat(64)}`;
    expect([clipped(name), clipped('')]).toEqual([name, '']);
    expect(clipped(`${'x'.repeat(158)}😀😀😀`)).toBe(`${'x'.repeat(158)}😀…`);
  });
});

describe('who did it', () => {
  it.each(Object.entries(goldens))('%s', async (name, render) => {
    await expect(`${render()}\n`).toMatchFileSnapshot(resolve(import.meta.dirname, `golden/${name}.txt`));
  });

  it('says that one did it all, or most of it, and nothing where each did one thing', () => {
    const some = (count: number) => report({ attributions: attributions.slice(0, count) });
    expect(renderDrift(some(2), window80)).toContain('made all 2 changes within');
    expect(renderDrift(some(4), window80)).toContain('made 2 of these 4 changes within');
    expect(renderDrift(some(1), window80)).not.toContain('One principal');
  });

  it('is not asked for nothing', () => {
    const { attributions: _, ...without } = report();
    expect(renderDrift(without, window80)).not.toContain('  by  ');
    expect(reportDocument(without, verdictOf(without, true), { version: '0.0.0' })['attributions']).toBeNull();
  });
});

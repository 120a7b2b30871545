/** The past, whole, as files to look at. */
import { resolve } from 'node:path';

import { expect, it } from 'vitest';

import type { Attribution } from '../../src/core/drift/attribution.ts';
import type { Drift } from '../../src/core/drift/drift.ts';
import { driftJson, problemJson } from '../../src/render/daemon/drifts.ts';
import { pastDocument, renderPast } from '../../src/render/history.ts';
import type { Past } from '../../src/render/history.ts';
import { jsonText } from '../../src/render/json-text.ts';
import { journalDocument, renderJournal } from '../../src/render/journal.ts';
import type { ViewOptions } from '../../src/render/look.ts';
import { entry } from '../adapters/history/entries.ts';
import { live, moment, neutral, refused, run, sighting } from '../core/drift/lives.ts';
import { window80 } from './estate.ts';

const payments = 'trail/main@payments/eu-west-1';

function by(name: string, at: string, confidence: 'certain' | 'possible' = 'certain'): Attribution {
  const principal = { name, type: 'AssumedRole', arn: null, account: null, issuer: null, mfa: true };
  const event = { eventId: 'e-1', name: 'StopLogging', source: 'cloudtrail.amazonaws.com', at, region: 'eu-west-1' };
  return {
    answer: 'found',
    askedAt: at,
    attempts: [],
    confidence,
    byOurPrincipal: false,
    event: { ...event, principal, sourceIp: null, userAgent: null, requestId: null },
  };
}

const one = (found: ReturnType<typeof sighting>, from: number, to: number | null, over: Partial<Drift> = {}): Drift => {
  const runs = [run({ minute: from, found: [found] }), ...(to === null ? [] : [run({ minute: to })])];
  const [drift] = live(runs).drifts;
  if (!drift) throw new Error('no drift');
  return { ...drift, ...over };
};

const stopped = one(sighting({ address: payments }), 300, 327, {
  ending: 'healed',
  attribution: by('BreakGlass/jdoe', moment(299)),
});
const nobody: Attribution = {
  answer: 'nobody',
  askedAt: moment(1),
  attempts: [],
  why: 'not in the event history yet',
  again: true,
};
const kept = {
  ...refused.problem,
  message: 'The statement is not ours, and the spec keeps what is not ours',
  hint: 'Let trailwarden remove every statement that is not in the spec: policy.unmanaged: remove.',
};
const drifts: readonly Drift[] = [
  one(sighting({ kind: 'unread', field: null, gravity: 'medium', problem: refused.problem }), 1400, null, {
    attribution: nobody,
  }),
  one(neutral({ withheld: { ...refused, problem: kept } }), 1200, null, {
    status: 'contested',
    others: ['eve', 'mallory'],
    attribution: by('mallory', moment(1199), 'possible'),
  }),
  one(
    sighting({
      kind: 'undelivered',
      field: null,
      gravity: 'high',
      address: 'trail/main@web/eu-west-1',
      meaning: 'No log file arrived for 45 min.',
    }),
    900,
    990,
  ),
  one(
    neutral({
      address: 'bucket/logs@security/eu-west-1',
      field: 'otherStatements',
      gravity: 'low',
      meaning: 'The policy has statements that the spec does not know: TmpFix.',
      wanted: [],
      found: [{ Sid: 'TmpFix', Effect: 'Allow', Principal: { Service: 'logs.amazonaws.com' }, Action: 's3:PutObject' }],
    }),
    600,
    605,
  ),
  one(sighting({ kind: 'stray', field: null, gravity: 'low', address: 'trail/old@web/us-east-1' }), 400, 405, {
    ending: 'adopted',
  }),
  stopped,
  one(sighting({ kind: 'missing', field: null }), 0, 60, { ending: 'healed' }),
];

const past = (over: Partial<Past> = {}): Past => ({
  drifts: drifts.map(driftJson),
  since: moment(-10_000),
  until: moment(1440),
  notKept: null,
  more: false,
  partial: false,
  ...over,
});

const none = past({
  drifts: [],
  notKept: problemJson({ code: 'history-not-kept', message: 'The disk is full' }),
  more: true,
});

it.each<[string, Past, ViewOptions]>([
  ['past.80', past(), window80],
  ['past-ascii.80', past({ since: moment(0) }), { ...window80, ascii: true }],
  ['past-colour.80', past({ drifts: [driftJson(stopped)] }), { ...window80, color: true }],
  ['past-piped', past(), { ...window80, width: null }],
  ['partial.80', past({ drifts: [driftJson(stopped)], partial: true }), window80],
  ['none-such.80', past({ drifts: [], partial: true }), window80],
  ['none.80', none, window80],
])('%s', async (name, told, view) => {
  const file = resolve(import.meta.dirname, `golden/history-${name}.txt`);
  await expect(`${renderPast(told, view)}\n`).toMatchFileSnapshot(file);
});

const made = {
  run: 'run-0',
  address: 'topic/a@security/eu-west-1',
  fields: [
    { field: 'owner', before: null, after: 'acme' },
    { field: 'kmsKey', before: null, after: null },
  ],
} as const;

const entries = [
  entry({ id: 'c', at: moment(9), principal: 'arn:aws:sts::1:assumed-role/Warden/warden' }),
  entry({ id: 'b', phase: 'after', at: moment(6), outcome: 'failed', error: 'AccessDenied: no', requestIds: ['r-1'] }),
  entry({ id: 'b', at: moment(5), address: null, fields: [{ field: 'policy', before: 'a'.repeat(80), after: null }] }),
  entry({ id: 'a', phase: 'after', at: moment(1), outcome: 'done', requestIds: ['r-0'] }),
  entry({ ...made, id: '2', at: moment(0), call: 'sns:SetTopicAttributes' }),
  entry({ ...made, id: '1', at: moment(0), call: 'sns:CreateTopic' }),
];

it.each<[string, typeof entries, ViewOptions]>([
  ['journal.80', entries, window80],
  ['journal-colour.80', entries, { ...window80, color: true }],
  ['journal-none.80', [], window80],
])('%s', async (name, told, view) => {
  const file = resolve(import.meta.dirname, `golden/history-${name}.txt`);
  await expect(`${renderJournal(journalDocument(told), view)}\n`).toMatchFileSnapshot(file);
});

it.each([
  ['past', pastDocument(past())],
  ['journal', journalDocument(entries)],
])('%s as JSON', async (name, document) => {
  const file = resolve(import.meta.dirname, `golden/history-${name}.json`);
  await expect(`${jsonText(document)}\n`).toMatchFileSnapshot(file);
});

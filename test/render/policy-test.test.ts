/** What policies let CloudTrail do, whole, as files to look at. */
import { resolve } from 'node:path';

import { expect, it } from 'vitest';

import type { Problem } from '../../src/core/model.ts';
import type { Unknown } from '../../src/core/plan.ts';
import type { Statement } from '../../src/core/policy/statement.ts';
import { testPolicy, untested } from '../../src/core/policy/tested.ts';
import type { Question, Tested } from '../../src/core/policy/tested.ts';
import type { ViewOptions } from '../../src/render/look.ts';
import { renderPolicyTest } from '../../src/render/policy-test.ts';
import { bucket, deny, denyWhen, look, topic, trail, write } from '../core/policy/evaluate/asking.ts';
import { window80 } from './estate.ts';

const question: Question = {
  trail,
  of: { bucket: 'logs' },
  prefix: '',
  organization: null,
  everyRegion: true,
  digests: true,
  insights: false,
};
const tested = (statements: readonly Statement[]): Tested =>
  testPolicy({ header: { version: '2012-10-17', id: null }, statements }, question);

const fine = tested([look, write()]);
const denied = tested([look, write(), deny({ Action: 's3:PutObject', Sid: 'TmpFix' })]);
const open = tested([write(), denyWhen({ NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } })]);
const address = 'trail/main@111111111111/eu-west-1';
const announcing = { address, trail, to: 'announce-logs', resource: topic } as const;
const refused: Problem = {
  code: 'access-denied',
  message: 'Not allowed: sns:GetTopicAttributes',
  hint: 'Allow sns:GetTopicAttributes.',
};
const unread = untested(announcing, 'unknown', refused);
const absent = untested({ ...announcing, to: 'deliver-logs', resource: bucket }, 'denied', {
  code: 'resource-missing',
  message: 'There is none',
  hint: 'trailwarden apply makes it.',
});
const closed: Unknown = { address: 'trail/*@payments/eu-west-1', problem: refused };
const several: readonly Tested[] = [{ ...fine, address }, absent, unread];

const wide: ViewOptions = { ...window80, width: 120 };

it.each<[string, readonly Tested[], ViewOptions, (readonly Unknown[])?]>([
  ['allowed.120', [fine], wide],
  ['denied.120', [denied], wide],
  ['denied-ascii.120', [denied], { ...wide, ascii: true }],
  ['denied-colour.120', [denied], { ...wide, color: true }],
  ['unknown.80', [open], window80],
  ['several.80', several, window80],
  ['unread.80', [unread], window80],
  ['full.80', several, { ...window80, full: true }],
  ['closed.80', [{ ...fine, address }], window80, [closed]],
  ['nothing.80', [], window80],
])('%s', async (name, tests, view, unknown = []) => {
  await expect(`${renderPolicyTest({ tests, unknown }, view)}\n`).toMatchFileSnapshot(
    resolve(import.meta.dirname, `golden/policy-test-${name}.txt`),
  );
});

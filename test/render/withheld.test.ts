/** What people and programs read of what a run leaves: refused by a limit, waived, ignored, waiting for a group. */
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

import { verdictOf } from '../../src/core/report.ts';
import type { Report } from '../../src/core/report.ts';
import { reportDocument } from '../../src/render/documents.ts';
import { renderDrift } from '../../src/render/drift.ts';
import { jsonText } from '../../src/render/json-text.ts';
import { renderOutcome } from '../../src/render/outcome.ts';
import { renderPlan } from '../../src/render/plan.ts';
import { run } from '../contract/estate.ts';
import type { SpecBody } from '../contract/estate.ts';
import { MemoryCloud } from '../contract/memory/cloud.ts';
import { account, applied, estate, small, tampered, window80 } from './estate.ts';

const until = '2999-12-31';
const told = { reason: 'SEC-1203', owner: 'payments', until };

/** The estate with most of what somebody tampered with accepted or left alone. */
const lenient: SpecBody = {
  ...estate,
  waivers: [
    { resource: 'trail/main', field: 'logFileValidation', value: false, ...told },
    { resource: 'trail/us-copy', field: 'globalServiceEvents', value: true, ...told },
    { resource: 'trail/main', field: 'kmsKey', value: null, ...told, until: '2020-01-31' },
  ],
  ignore: [
    { resource: 'bucket/*', fields: ['/versioning', '/policy'], reason: 'the storage team has them' },
    { resource: 'topic/*', fields: ['/kmskey'], reason: 'a slip of the pen' },
  ],
};

const strict: SpecBody = { ...estate, limits: { change: { count: 0 } } };

const staged: SpecBody = {
  accounts: { archive: account, one: '222222222222', two: '333333333333' },
  groups: { canary: { accounts: ['one'] } },
  rollout: ['canary'],
  watch: 'declared',
  buckets: { 'acme-audit-logs': { account: 'archive', region: 'eu-west-1' } },
  trails: { main: { accounts: ['one', 'two'], region: 'eu-west-1', bucket: 'acme-audit-logs' } },
};

async function after(body: SpecBody, command: Report['command']): Promise<Report> {
  return run(await tampered(), body, { command });
}

async function oneGroupServed(command: Report['command']): Promise<Report> {
  const cloud = new MemoryCloud(account);
  await run(cloud, staged, { command: 'apply' });
  return run(cloud, staged, { command });
}

const allWaived: SpecBody = {
  ...small,
  trails: { main: { region: 'eu-west-1', bucket: 'acme-audit-logs', logFileValidation: false } },
  waivers: [{ resource: 'trail/main', field: 'logFileValidation', value: true, ...told }],
};

const json = (report: Report): string =>
  jsonText(reportDocument({ ...report, calls: {} }, verdictOf(report, true), { version: '0.0.0' }));

const goldens: Readonly<Record<string, () => Promise<string>>> = {
  'plan-lenient.80': async () => renderPlan(await after(lenient, 'plan'), window80),
  'drift-lenient.80': async () => renderDrift(await after(lenient, 'drift'), window80),
  'plan-lenient-json': async () => json(await after(lenient, 'plan')),
  'plan-waived.80': async () => renderPlan(await run(await applied(small), allWaived), window80),
  'plan-limited.80': async () => renderPlan(await after(strict, 'plan'), window80),
  'outcome-limited.80': async () => renderOutcome(await after(strict, 'apply'), { ...window80, planShown: false }),
  'plan-rollout.80': async () => renderPlan(await oneGroupServed('plan'), window80),
  'drift-rollout.80': async () => renderDrift(await oneGroupServed('drift'), window80),
};

describe('what is left', () => {
  it.each(Object.entries(goldens))('%s', async (name, render) => {
    const text = (await render()).replaceAll(/[0-9a-f]{64}/gu, '<64 hexadecimal digits>');
    await expect(`${text}\n`).toMatchFileSnapshot(resolve(import.meta.dirname, `golden/${name}.txt`));
  });
});

/** Runs that every view of a report is held against, made by the whole flow over AWS in memory. */
import { createHash } from 'node:crypto';

import type { Attribution } from '../../../src/core/drift/attribution.ts';
import { sightings } from '../../../src/core/drift/sightings.ts';
import type { Gravity } from '../../../src/core/call.ts';
import { verdictOf } from '../../../src/core/report.ts';
import type { Report } from '../../../src/core/report.ts';
import type { Reporting } from '../../../src/render/report/facts.ts';
import { document, run } from '../../contract/estate.ts';
import { MemoryCloud } from '../../contract/memory/cloud.ts';
import { account, applied, estate, small, tamper, tampered } from '../estate.ts';

export const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

export const reportingOf = (report: Report, failOn?: Gravity): Reporting => ({
  report,
  verdict: verdictOf(report, true, failOn),
  version: '1.4.0',
  digest,
});

/** Who stopped the trail. */
const jdoe: Attribution = {
  askedAt: '2026-11-19T03:34:00Z',
  attempts: [],
  answer: 'found',
  confidence: 'certain',
  byOurPrincipal: false,
  event: {
    eventId: '7d1f0c2e-5b1a-4c55-9d0e-2f6a41b3c9d7',
    name: 'StopLogging',
    source: 'cloudtrail.amazonaws.com',
    at: '2026-11-19T03:07:12Z',
    region: 'eu-west-1',
    principal: {
      name: 'BreakGlass/jdoe',
      type: 'AssumedRole',
      arn: 'arn:aws:sts::111111111111:assumed-role/BreakGlass/jdoe',
      account: '111111111111',
      issuer: null,
      mfa: null,
    },
    sourceIp: '203.0.113.24',
    userAgent: 'aws-cli/2.31.0 md/awscrt',
    requestId: null,
  },
};

const nobody: Attribution = {
  askedAt: '2026-11-19T03:34:00Z',
  attempts: [],
  answer: 'nobody',
  why: 'not in the event history yet',
  again: true,
};

/** The report, with who is to blame for the first of its drifts. */
function withWho(report: Report): Report {
  const attributions = sightings(report.plan, digest).drifts.map(({ address, field }) => ({
    address,
    field,
    attribution: field === 'logging' ? jdoe : nobody,
  }));
  return { ...report, attributions };
}

/** Since the estate was applied: a trail and a setting were declared, a trail was stopped, and one deleted. */
async function pullRequest(): Promise<Report> {
  const cloud = await applied(estate);
  await tamper(
    cloud,
    ['cloudtrail:StopLogging', { Name: 'main' }],
    ['cloudtrail:DeleteTrail', { Name: 'us-copy' }, 'us-east-1'],
  );
  const head = {
    ...estate,
    topics: { 'audit-delivery': { region: 'eu-west-1', tags: { team: 'platform' } } },
    trails: {
      main: { region: 'eu-west-1', bucket: 'acme-audit-logs', prefix: 'org', topic: 'audit-delivery' },
      'us-copy': { region: 'us-east-1', bucket: 'acme-audit-logs', multiRegion: false },
      paris: { region: 'eu-west-3', bucket: 'acme-audit-logs', multiRegion: false },
    },
  };
  const files = [{ path: 'base.json', text: document(estate) }];
  const base = { name: 'origin/main', load: async () => Promise.resolve({ files, problems: [] }) };
  return run(cloud, head, { base });
}

async function stopped(command: 'plan' | 'drift'): Promise<Report> {
  const cloud = await applied(small);
  await tamper(cloud, ['cloudtrail:StopLogging', { Name: 'main' }]);
  return run(cloud, small, { command });
}

async function denied(...calls: readonly string[]): Promise<Report> {
  const cloud = await tampered();
  for (const call of calls) cloud.denied.add(call);
  return run(cloud, estate, { command: 'drift' });
}

async function refused(command: 'plan' | 'apply'): Promise<Report> {
  const less = {
    ...small,
    trails: { main: { region: 'eu-west-1', bucket: 'acme-audit-logs', logFileValidation: false } },
  };
  return run(await applied(small), less, { command });
}

async function appliedPartly(): Promise<Report> {
  const cloud = await tampered();
  cloud.denied.add('s3:PutBucketPolicy');
  return run(cloud, estate, { command: 'apply' });
}

async function waived(): Promise<Report> {
  const waivers = [
    {
      resource: 'trail/main@*/*',
      field: 'logging',
      value: false,
      reason: 'moved to the new account',
      owner: 'mlee',
      until: '2026-12-01',
    },
  ];
  const cloud = await applied(small);
  await tamper(cloud, ['cloudtrail:StopLogging', { Name: 'main' }]);
  return run(cloud, { ...small, waivers }, { command: 'drift' });
}

export const scenes = {
  'plan-new': async () => run(new MemoryCloud(account), small),
  'plan-same': async () => run(await applied(), estate),
  'drift-none': async () => run(await applied(), estate, { command: 'drift' }),
  'drift-one': async () => withWho(await stopped('drift')),
  'drift-many': async () => withWho(await run(await tampered(), estate, { command: 'drift' })),
  'drift-not-known': async () => withWho(await denied('cloudtrail:DescribeTrails')),
  'drift-waived': waived,
  'plan-pull-request': pullRequest,
  'plan-refused': async () => refused('plan'),
  'apply-refused': async () => refused('apply'),
  'apply-partly': appliedPartly,
  'apply-done': async () => run(await tampered(), estate, { command: 'apply' }),
} as const satisfies Readonly<Record<string, () => Promise<Report>>>;

export type SceneName = keyof typeof scenes;
export const sceneNames = Object.keys(scenes) as readonly SceneName[];

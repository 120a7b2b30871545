/** What people read, whole, as files to look at. */
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

import { applySaved } from '../../src/app/saved.ts';
import type { PlannedChange } from '../../src/core/plan.ts';
import { verdictOf } from '../../src/core/report.ts';
import type { Report } from '../../src/core/report.ts';
import { noConsent } from '../../src/core/rules/settings.ts';
import { changeJson } from '../../src/render/change-document.ts';
import { reportDocument } from '../../src/render/documents.ts';
import { jsonText } from '../../src/render/json-text.ts';
import { renderDrift } from '../../src/render/drift.ts';
import type { ViewOptions } from '../../src/render/look.ts';
import { renderOutcome } from '../../src/render/outcome.ts';
import { renderPlan } from '../../src/render/plan.ts';
import { readReport } from '../../src/render/saved-report.ts';
import { renderShow } from '../../src/render/show.ts';
import { document, portsFor, run } from '../contract/estate.ts';
import { MemoryCloud } from '../contract/memory/cloud.ts';
import { account, applied, estate, regional, shown, small, tamper, tampered, window80 } from './estate.ts';

const wide: ViewOptions = { ...window80, width: 120 };
const piped: ViewOptions = { ...window80, width: null };

const empty = async (): Promise<Report> => run(new MemoryCloud(account), estate);

const emptySmall = async (): Promise<Report> => run(new MemoryCloud(account), small);

const afterTampering = async (command: 'plan' | 'drift' = 'plan'): Promise<Report> =>
  run(await tampered(), estate, { command });

const stopped = async (command: 'plan' | 'drift' = 'plan'): Promise<Report> => {
  const cloud = await applied(small);
  await tamper(cloud, ['cloudtrail:StopLogging', { Name: 'main' }]);
  return run(cloud, small, { command });
};

const weaker = {
  ...small,
  trails: { main: { region: 'eu-west-1', bucket: 'acme-audit-logs', logFileValidation: false } },
};

const weakening = { ...noConsent, weakening: true };

/** A spec that asks for less in two ways, and for a tag, over an estate whose validation somebody switched off. */
const less = {
  ...estate,
  trails: {
    main: { region: 'eu-west-1', bucket: 'acme-audit-logs', prefix: 'org' },
    'us-copy': { region: 'us-east-1', bucket: 'acme-audit-logs', multiRegion: false, logging: false },
  },
  topics: { 'audit-delivery': { region: 'eu-west-1', tags: { team: 'platform' } } },
};

async function asksForLess(options: Parameters<typeof run>[2] = {}): Promise<Report> {
  const cloud = await applied();
  await tamper(cloud, ['cloudtrail:UpdateTrail', { Name: 'main', EnableLogFileValidation: false }]);
  return run(cloud, less, options);
}

/** Since the estate was applied: a trail and a setting were declared, a trail was stopped, and one deleted. */
async function heldAgainst(command: 'plan' | 'drift'): Promise<Report> {
  const cloud = await applied(estate);
  await tamper(
    cloud,
    ['cloudtrail:StopLogging', { Name: 'main' }],
    ['cloudtrail:DeleteTrail', { Name: 'us-copy' }, 'us-east-1'],
  );
  const head = {
    ...estate,
    trails: {
      main: {
        region: 'eu-west-1',
        bucket: 'acme-audit-logs',
        prefix: 'org',
        topic: 'audit-delivery',
        logFileValidation: false,
      },
      'us-copy': { region: 'us-east-1', bucket: 'acme-audit-logs', multiRegion: false },
      paris: { region: 'eu-west-3', bucket: 'acme-audit-logs', multiRegion: false },
    },
  };
  const files = [{ path: 'base.json', text: document(estate) }];
  const base = { name: 'origin/main', load: async () => Promise.resolve({ files, problems: [] }) };
  return run(cloud, head, { command, base });
}

/** Puts back what a repair did, but for what somebody put back already, and for a trail that it created. */
async function undone(command: 'plan' | 'apply'): Promise<Report> {
  const cloud = await tampered();
  await tamper(cloud, ['cloudtrail:DeleteTrail', { Name: 'us-copy' }, 'us-east-1']);
  const report = await run(cloud, estate, { command: 'apply' });
  await tamper(cloud, [
    's3:PutBucketVersioning',
    { Bucket: 'acme-audit-logs', VersioningConfiguration: { Status: 'Suspended' } },
  ]);
  const text = JSON.stringify(reportDocument(report, verdictOf(report, false), { version: '0.0.0' }));
  const read = readReport(text);
  if (!('changes' in read)) throw new Error(JSON.stringify(read));
  const consent = { ...noConsent, weakening: true };
  return run(cloud, estate, { command, consent, undo: { name: 'report.json', ...read } });
}

async function denied(...calls: readonly string[]): Promise<Report> {
  const cloud = await applied();
  for (const call of calls) cloud.denied.add(call);
  return run(cloud, estate);
}

const regions = ['eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-north-1', 'us-east-1'];

async function allStopped(): Promise<Report> {
  const body = regional(regions);
  const cloud = await applied(body);
  for (const region of regions) await tamper(cloud, ['cloudtrail:StopLogging', { Name: 'regional' }, region]);
  return run(cloud, body);
}

const spec = `
apiVersion: trailwarden.dev/v1alpha1
kind: TrailSpec
metadata: { name: acme }
spec:
  buckets:
    acme-audit-logs:
      region: eu-west-1
      tags: { team: security }
  trails:
    main:
      region: eu-west-1
      bucket: acme-audit-logs
      prefix: org
`;

async function applyTo(cloud: MemoryCloud, ...refusedCalls: readonly string[]): Promise<Report> {
  for (const call of refusedCalls) cloud.denied.add(call);
  return run(cloud, estate, { command: 'apply' });
}

async function otherOwner(command: 'plan' | 'apply'): Promise<Report> {
  const cloud = await applied(small);
  return run(cloud, small, { command, owner: 'other' });
}

const good = { expiresAt: '2026-11-20T03:34:05.000Z', skipRefused: false };

const otherPlan = async (): Promise<Report> =>
  run(await tampered(), estate, { command: 'apply', planDigest: '0'.repeat(64) });

async function expired(): Promise<Report> {
  const cloud = await tampered();
  const { plan } = await run(cloud, estate);
  const late = { ...plan, ...good, expiresAt: '2026-11-19T03:00:00.000Z' };
  return applySaved(late, { signal: new AbortController().signal }, portsFor(cloud, estate));
}

/** Somebody took the owner tags away, stopped the trail and switched a setting off. */
async function untagged(
  command: 'plan' | 'drift' | 'apply',
  options: { adopt?: readonly string[] } = {},
): Promise<Report> {
  const cloud = await applied(small);
  await tamper(
    cloud,
    [
      'cloudtrail:RemoveTags',
      { ResourceId: `arn:aws:cloudtrail:eu-west-1:${account}:trail/main`, TagsList: [{ Key: 'trailwarden:owner' }] },
    ],
    ['cloudtrail:StopLogging', { Name: 'main' }],
    ['s3:PutBucketTagging', { Bucket: 'acme-audit-logs', Tagging: { TagSet: [{ Key: 'team', Value: 'x' }] } }],
  );
  const body = { ...small, trails: { main: { region: 'eu-west-1', bucket: 'acme-audit-logs', tags: { team: 'y' } } } };
  return run(cloud, body, { command, consent: { ...noConsent, adopt: options.adopt ?? [] } });
}

/** One trail left the spec, and another takes its place; or nobody does. */
async function leftSpec(over: object): Promise<Report> {
  const bucket = 'acme-audit-logs';
  const cloud = await applied({ ...small, trails: { old: { region: 'eu-west-1', bucket } } });
  return run(cloud, { ...small, ...over });
}

const regionalOnly = {
  prune: 'trails',
  globalServiceEvents: { keeper: 'elsewhere' },
  trails: { main: { region: 'eu-west-1', bucket: 'acme-audit-logs', multiRegion: false } },
};

async function stale(): Promise<Report> {
  const cloud = await tampered();
  const { plan } = await run(cloud, estate);
  await tamper(cloud, ['cloudtrail:StartLogging', { Name: 'main' }]);
  return applySaved({ ...plan, ...good }, { signal: new AbortController().signal }, portsFor(cloud, estate));
}

const noApproval = async (): Promise<Report> =>
  run(new MemoryCloud(account), small, {
    command: 'apply',
    approve: async () =>
      Promise.resolve({
        code: 'approval-needed',
        message: 'apply needs a yes and nobody can be asked here',
        hint: '--yes, or apply a plan somebody approved: trailwarden apply plan.json',
      }),
  });

async function interrupted(): Promise<Report> {
  const controller = new AbortController();
  const cloud = new MemoryCloud(account);
  const send = cloud.send.bind(cloud);
  cloud.send = async (...sent) => {
    const receipt = await send(...sent);
    if (sent[0].call === 's3:PutBucketPolicy') controller.abort();
    return receipt;
  };
  return run(cloud, small, { command: 'apply', signal: controller.signal });
}

/** A trail that moved to another bucket and was not seen to deliver there yet. */
async function moved(command: 'plan' | 'apply' | 'drift' = 'plan', refused: readonly string[] = []): Promise<Report> {
  const to = (bucket: string) => ({
    buckets: { 'acme-audit-logs': { region: 'eu-west-1' }, 'acme-archive': { region: 'eu-west-1' } },
    trails: { main: { region: 'eu-west-1', bucket } },
  });
  const cloud = await applied(to('acme-audit-logs'));
  for (const call of refused) cloud.denied.add(call);
  const report = await run(cloud, to('acme-archive'), { command: 'apply' });
  return command === 'apply' ? report : run(cloud, to('acme-archive'), { command });
}

const planned = (report: Promise<Report>, options: Partial<ViewOptions> = {}) =>
  report.then(one => renderPlan(one, { ...window80, ...options }).replace(/[0-9a-f]{64}/u, '<64 hexadecimal digits>'));
const drifted = (report: Promise<Report>, options: Partial<ViewOptions> = {}) =>
  report.then(one => renderDrift(one, { ...window80, ...options }));
const ended = (report: Promise<Report>, options: Partial<ViewOptions> & { planShown?: boolean } = {}) =>
  report.then(one =>
    renderOutcome(one, { ...window80, planShown: true, ...options }).replace(
      /[0-9a-f]{64}/u,
      '<64 hexadecimal digits>',
    ),
  );

const goldens: Readonly<Record<string, () => Promise<string>>> = {
  'plan-create.80': async () => planned(empty()),
  'plan-create.120': async () => planned(emptySmall(), wide),
  'plan-create-full.120': async () => planned(emptySmall(), { ...wide, full: true }),
  'plan-differs.80': async () => planned(afterTampering()),
  'plan-differs.120': async () => planned(afterTampering(), wide),
  'plan-differs.piped': async () => planned(afterTampering(), piped),
  'plan-differs-colour.80': async () => planned(afterTampering(), { color: true }),
  'plan-differs-ascii.80': async () => planned(afterTampering(), { ascii: true }),
  'plan-calls.80': async () => planned(stopped(), { calls: true }),
  'plan-weakens.80': async () => planned(applied(small).then(async cloud => run(cloud, weaker))),
  'plan-weakens-permitted.80': async () =>
    planned(applied(small).then(async cloud => run(cloud, weaker, { consent: weakening }))),
  'plan-weakens-and-more.80': async () => planned(asksForLess()),
  'plan-weakens-json': async () =>
    applied(small)
      .then(async cloud => run(cloud, weaker))
      .then(report => {
        const { fields, effect, withheld } = changeJson(report.plan.changes[0] as PlannedChange);
        return jsonText({ effect, withheld, fields });
      }),
  'plan-same.80': async () => planned(applied().then(async cloud => run(cloud, estate))),
  'plan-folded.80': async () => planned(allStopped()),
  'plan-expanded.80': async () => planned(allStopped(), { expand: true }),
  'plan-prune.80': async () => planned(leftSpec({ prune: 'trails' })),
  'plan-stray.80': async () => planned(leftSpec({})),
  'plan-prune-loses.80': async () => planned(leftSpec(regionalOnly)),
  'plan-not-adopted.80': async () => planned(untagged('plan')),
  'drift-not-adopted.80': async () => drifted(untagged('drift')),
  'plan-adopted.80': async () => planned(untagged('plan', { adopt: ['*/*'] })),
  'plan-nothing-to-adopt.80': async () => planned(untagged('plan', { adopt: ['trail/mian', 'bucket/*'] })),
  'outcome-not-adopted.80': async () => ended(untagged('apply')),
  'outcome-adopted.80': async () => ended(untagged('apply', { adopt: ['*/*'] })),
  'plan-other-owner.80': async () => planned(otherOwner('plan')),
  'plan-unread-field.80': async () => planned(denied('cloudtrail:GetTrailStatus')),
  'plan-unread.80': async () => planned(denied('cloudtrail:DescribeTrails')),
  'plan-missing.80': async () =>
    planned(
      applied().then(async cloud => {
        await tamper(cloud, ['cloudtrail:DeleteTrail', { Name: 'main' }]);
        return run(cloud, estate);
      }),
    ),
  'plan-part.80': async () => planned(applied().then(async cloud => run(cloud, estate, { targets: ['trail/main'] }))),
  'plan-cannot-serve.80': async () => {
    const cloud = new MemoryCloud(account);
    await tamper(cloud, ['s3:CreateBucket', { Bucket: 'acme-audit-logs' }, 'us-east-1']);
    return planned(run(cloud, small));
  },
  'plan-waits.80': async () => planned(moved()),
  'plan-waits-unread.80': async () => planned(moved('plan', ['s3:ListObjectsV2'])),
  'drift-waits.80': async () => drifted(moved('drift')),
  'outcome-waits.80': async () => ended(moved('apply')),
  'plan-base.80': async () => planned(heldAgainst('plan')),
  'drift-base.80': async () => drifted(heldAgainst('drift')),
  'plan-undo.80': async () => planned(undone('plan')),
  'outcome-undo.80': async () => ended(undone('apply')),
  'drift.80': async () => drifted(afterTampering('drift')),
  'drift.120': async () => drifted(stopped('drift'), wide),
  'drift-brief.80': async () => drifted(afterTampering('drift'), { brief: true }),
  'drift-missing.80': async () =>
    drifted(
      applied().then(async cloud => {
        await tamper(cloud, ['cloudtrail:DeleteTrail', { Name: 'main' }]);
        return run(cloud, estate, { command: 'drift' });
      }),
    ),
  'drift-none.80': async () => drifted(applied().then(async cloud => run(cloud, estate, { command: 'drift' }))),
  'outcome-done.80': async () => ended(tampered().then(async cloud => applyTo(cloud))),
  'outcome-failed.80': async () => ended(tampered().then(async cloud => applyTo(cloud, 's3:PutBucketPolicy'))),
  'outcome-failed-ascii.120': async () =>
    ended(
      tampered().then(async cloud => applyTo(cloud, 's3:PutBucketPolicy')),
      { ...wide, ascii: true },
    ),
  'outcome-refused.80': async () => ended(otherOwner('apply'), { planShown: false }),
  'outcome-weakens.80': async () => ended(asksForLess({ command: 'apply' }), { planShown: false }),
  'outcome-skip-refused.80': async () => ended(asksForLess({ command: 'apply', skipRefused: true })),
  'drift-weakens.80': async () => drifted(asksForLess({ command: 'drift' })),
  'outcome-no-approval.80': async () => ended(noApproval()),
  'outcome-stale.80': async () => ended(stale()),
  'outcome-expired.80': async () => ended(expired(), { planShown: true }),
  'outcome-other-plan.80': async () => ended(otherPlan(), { planShown: false }),
  'outcome-interrupted.80': async () => ended(interrupted()),
  'outcome-nothing-to-do.80': async () =>
    ended(
      applied().then(async cloud => applyTo(cloud)),
      { planShown: false },
    ),
  'show.80': async () => Promise.resolve(renderShow(shown(spec), window80)),
  'show-colour.80': async () => Promise.resolve(renderShow(shown(spec), { ...window80, color: true })),
};

describe('what people read', () => {
  it.each(Object.entries(goldens))('%s', async (name, render) => {
    const text = await render();
    await expect(`${text}\n`).toMatchFileSnapshot(resolve(import.meta.dirname, `golden/${name}.txt`));
  });
});

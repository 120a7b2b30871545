/** What a run may do of its own accord: limits, rollouts, waivers and ignores, through the built program. */
import { CloudTrailClient, StopLoggingCommand, UpdateTrailCommand } from '@aws-sdk/client-cloudtrail';
import { PutBucketTaggingCommand, PutBucketVersioningCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';

import { lastLine, spec } from './program.ts';
import { documentIn, ending, stage, written } from './sandboxed.ts';
import type { Stage } from './sandboxed.ts';

const region = 'eu-west-1';

/** Three buckets and a trail; more is written at the top of it. */
function estate(more = '', tags = '{}'): string {
  return spec(`${more}
buckets:
  acme-one: { region: ${region}, tags: ${tags} }
  acme-two: { region: ${region}, tags: ${tags} }
  acme-three: { region: ${region}, tags: ${tags} }
trails:
  main: { region: ${region}, bucket: acme-one }`);
}

async function applied(text: string): Promise<Stage> {
  const one = await stage({ 'before.yaml': text });
  expect((await one.run(['apply', 'before.yaml', '--yes'])).code).toBe(0);
  return one;
}

/** CloudTrail as somebody in that account has it. */
function trailsOf({ sandbox }: Stage, id: string): CloudTrailClient {
  const credentials = { accessKeyId: id, secretAccessKey: 'example' };
  return new CloudTrailClient({ endpoint: sandbox.url, region, credentials });
}

/** The same stage with another spec beside the first. */
async function then(text: string, before = estate()) {
  const one = await stage({ 'before.yaml': before, 'after.yaml': text });
  expect((await one.run(['apply', 'before.yaml', '--yes'])).code).toBe(0);
  return one;
}

describe('limits', () => {
  const limited = estate('limits: { change: { count: 2 } }', '{ team: audit }');

  it('refuse more changes than they allow, but no repair, and yield to their own switch alone', async () => {
    const one = await then(limited);
    await one.by.cloudtrail(region).send(new StopLoggingCommand({ Name: 'main' }));
    const before = written(one).length;
    const refused = await one.run(['apply', 'after.yaml', '--yes', '--allow-weakening', '--adopt', '*/*']);
    expect(refused.code).toBe(5);
    expect(refused.stdout.replaceAll(/\s+/gu, ' ')).toContain(
      '3 resources would change in one run, and limits.change.count allows 2 mend: Look at each. --lift-limits lets this run do it, limits: { change: { count: 3 } } every run.',
    );
    expect(written(one)).toHaveLength(before);

    const rest = await one.run(['apply', 'after.yaml', '--yes', '--skip-refused', '--format', 'json']);
    expect(written(one).slice(before)).toEqual(['StartLogging']);
    expect(documentIn(rest, 'report.schema.json')).toMatchObject({ remaining: { counts: { refused: 3 } } });

    expect((await one.run(['apply', 'after.yaml', '--yes', '--lift-limits'])).code).toBe(0);
    expect((await one.run(['drift', 'after.yaml'])).code).toBe(0);
  });
});

/** A day of the next month or so. */
const soon = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);

describe('a waiver', () => {
  const waived = (until: string, value = 'false') =>
    estate(`waivers:
  - { resource: trail/main, field: logFileValidation, value: ${value}, reason: SEC-7, owner: payments, until: "${until}" }`);

  it('accepts its value until its day', async () => {
    const one = await then(waived('2999-12-31'));
    await one.by.cloudtrail(region).send(new UpdateTrailCommand({ Name: 'main', EnableLogFileValidation: false }));
    const drift = await one.run(['drift', 'after.yaml']);
    expect(ending(drift)).toEqual([0, 'No drift. 4 resources in 1 account match the spec. 1 waived.']);
    expect(drift.stdout).toContain('waived: Accepted until 2999-12-31 by payments: SEC-7');
    const json = documentIn(await one.run(['plan', 'after.yaml', '--format', 'json']), 'report.schema.json');
    expect(json).toMatchObject({
      counts: { waived: 1, change: 0 },
      waivers: [{ reason: 'SEC-7', owner: 'payments', ended: false, accepts: [`trail/main@111111111111/${region}`] }],
    });
    const before = written(one).length;
    expect((await one.run(['apply', 'after.yaml', '--yes'])).code).toBe(0);
    expect(written(one)).toHaveLength(before);
  });

  it('that has ended, is of another value or of nothing accepts nothing and is told', async () => {
    const one = await then(
      estate(`waivers:
  - { resource: trail/main, field: logFileValidation, value: false, reason: a, owner: b, until: "2020-01-31" }
  - { resource: trail/main, field: logFileValidation, value: null, reason: a, owner: b, until: "${soon}" }
  - { resource: trail/mian, field: logFileValidation, value: false, reason: a, owner: b, until: "${soon}" }`),
    );
    await one.by.cloudtrail(region).send(new UpdateTrailCommand({ Name: 'main', EnableLogFileValidation: false }));
    const ran = await one.run(['drift', 'after.yaml', '--format', 'json']);
    expect(ran.code).toBe(2);
    expect(documentIn(ran, 'report.schema.json')).toMatchObject({
      findings: ['waiver-ended', 'waiver-of-other-value', 'matches-nothing'].map((code, index) => ({
        code,
        severity: 'warning',
        position: { file: 'after.yaml', line: 6 + index },
      })),
    });
  });
});

describe('an ignore', () => {
  it('leaves a part alone, mends the rest, and the second plan has nothing to do', async () => {
    const one = await applied(
      estate(
        'ignore: [{ resource: "*/*", fields: [/tags/team], reason: the cost team has it }]',
        '{ team: audit, env: prod }',
      ),
    );
    const { by, run } = one;
    const tags = [
      { Key: 'team', Value: 'web' },
      { Key: 'env', Value: 'test' },
      { Key: 'trailwarden:owner', Value: 'acme' },
    ];
    await by.s3(region).send(new PutBucketTaggingCommand({ Bucket: 'acme-one', Tagging: { TagSet: tags } }));
    await by
      .s3(region)
      .send(new PutBucketVersioningCommand({ Bucket: 'acme-one', VersioningConfiguration: { Status: 'Suspended' } }));
    expect((await run(['apply', 'before.yaml', '--yes'])).code).toBe(0);
    const plan = await run(['plan', 'before.yaml', '--detailed-exitcode']);
    expect(ending(plan)).toEqual([0, 'No changes. Live matches the spec: 4 resources in 1 account. 1 ignored.']);
    expect(plan.stdout).toContain('left alone: The spec leaves /tags/team alone: the cost team has it');
    expect(plan.stdout).not.toContain('env');
  });

  it('of what is vital is told in every report', async () => {
    const one = await applied(estate('ignore: [{ resource: trail/*, fields: [/logging], reason: x }]'));
    await one.by.cloudtrail(region).send(new StopLoggingCommand({ Name: 'main' }));
    const drift = await one.run(['drift', 'before.yaml']);
    expect(drift.code).toBe(0);
    expect(drift.stdout).toContain('/logging of trail/* is left alone');
  });
});

describe('a rollout', () => {
  const fleet = (more: string, tags: string) =>
    spec(`${more}
accounts: { archive: "111111111111", one: { id: "222222222222", role: t }, two: { id: "333333333333", role: t } }
groups: { canary: { accounts: [one] } }
watch: declared
buckets: { acme-fleet: { account: archive, region: ${region} } }
trails: { main: { accounts: [one, two], region: ${region}, bucket: acme-fleet, tags: ${tags} } }`);

  const deliver = async ({ by }: Stage) =>
    by.s3(region).send(
      new PutObjectCommand({
        Bucket: 'acme-fleet',
        Key: `AWSLogs/222222222222/CloudTrail/${region}/2026/11/21/222222222222_CloudTrail_${region}_20261121T1000Z_x.json.gz`,
        Body: 'x',
      }),
    );

  it('serves the first group and what it rests on, and goes on once that delivers', async () => {
    const one = await stage({ 'spec.yaml': fleet('rollout: [canary]', '{}') });
    const first = await one.run(['apply', 'spec.yaml', '--yes']);
    expect(ending(first)).toEqual([0, 'Apply complete! Resources: 2 added, 0 changed, 0 destroyed. 1 waiting.']);
    const plan = await one.run(['plan', 'spec.yaml', '--detailed-exitcode']);
    expect(plan.code).toBe(0);
    expect(plan.stdout.replaceAll(/\s+/gu, ' ')).toContain(
      `waits: Group canary comes first: trail/main@one/${region} has delivered nothing yet`,
    );
    await deliver(one);
    expect(lastLine((await one.run(['apply', 'spec.yaml', '--yes'])).stdout)).toBe(
      'Apply complete! Resources: 1 added, 0 changed, 0 destroyed.',
    );
    expect(ending(await one.run(['plan', 'spec.yaml', '--detailed-exitcode']))[0]).toBe(0);
  });

  it('does not keep a repair waiting', async () => {
    const one = await then(fleet('rollout: [canary]', '{ team: audit }'), fleet('', '{}'));
    const two = trailsOf(one, '333333333333');
    await two.send(new StopLoggingCommand({ Name: 'main' }));
    const before = one.sandbox.calls().length;
    expect((await one.run(['apply', 'after.yaml', '--yes', '--target', 'trail/main@two'])).code).toBe(0);
    const sent = one.sandbox
      .calls()
      .slice(before)
      .map(({ operation }) => operation.replace(/^.*:/u, ''));
    expect(sent.filter(operation => /^(?:Start|Add|Update|Create)/u.test(operation))).toEqual(['StartLogging']);
  });
});

/** `--from-report`: what an apply did is put back, as far as it still stands as that made it. */
import { DeleteBucketPolicyCommand, GetBucketPolicyCommand } from '@aws-sdk/client-s3';
import { AddTagsCommand, DescribeTrailsCommand, StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { minimal, spec } from './program.ts';
import { documentIn, ending, stage, written } from './sandboxed.ts';
import type { Stage } from './sandboxed.ts';

const estate = (bucket: string, trail: string): string =>
  spec(`buckets:
  acme-audit-logs:
    region: eu-west-1${bucket}
trails:
  main: { region: eu-west-1, bucket: acme-audit-logs, ${trail} }`);

const first = estate('', 'tags: { team: audit }');

/** Declared later: settings of the trail, and a statement of the bucket's policy. */
const more = estate(
  `
    policy:
      statements:
        - Sid: Auditors
          Effect: Allow
          Principal: { AWS: 'arn:aws:iam::222222222222:root' }
          Action: s3:ListBucket
          Resource: arn:aws:s3:::acme-audit-logs`,
  'recursiveLogging: false, tags: { team: security }',
);

/** Applies a spec and keeps the report. */
async function applyAndKeep({ run, folder }: Stage, file: string): Promise<void> {
  const report = await run(['apply', file, '--yes', '--format', 'json']);
  expect(report.code, report.stdout + report.stderr).toBe(0);
  documentIn(report, 'report.schema.json');
  writeFileSync(join(folder, 'report.json'), report.stdout);
}

/** The first estate stands, and then more was applied. */
async function changed(): Promise<Stage> {
  const here = await stage({ 'a.yaml': first, 'more.yaml': more });
  await here.run(['apply', 'a.yaml', '--yes']);
  await applyAndKeep(here, 'more.yaml');
  return here;
}

/** Alters the report that was kept. */
function alter({ folder }: Stage, change: (text: string) => string): void {
  const file = join(folder, 'report.json');
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

/** The statement that was added stays, and a.yaml does not have it: it lets in a stranger, and nobody may remove it. */
const strangerLeft = 'Plan: 0 to add, 0 to change, 0 to destroy. 1 withheld.';

const undo = ['more.yaml', '--from-report', 'report.json'];
const withLeave = [...undo, '--allow-weakening'];

describe('apply --from-report', () => {
  it('puts back what an apply did, and then the spec wants it again', async () => {
    const here = await changed();
    expect(ending(await here.run(['plan', 'more.yaml']))[1]).toMatch(/^No changes\./u);

    const plan = await here.run(['plan', ...withLeave]);
    expect(plan.stdout).toContain('To be put back as it was before report.json:');
    expect(plan.stdout).toContain('~ recursiveLogging: false -> true');
    expect(plan.stdout).toContain('~ tags.team: security -> audit');
    expect(plan.stdout).toContain('warning[not-put-back]: statements: what was added cannot be taken away by a call');
    expect(plan.stdout).toContain('trailwarden apply more.yaml --from-report report.json');

    const done = await here.run(['apply', ...withLeave, '--yes']);
    expect(ending(done)).toEqual([0, 'Apply complete! Resources: 0 added, 1 changed, 0 destroyed.']);
    expect(done.stdout).toContain('Read again: it is as it was before.');
    expect(ending(await here.run(['plan', 'a.yaml']))[1]).toBe(strangerLeft);
    expect(ending(await here.run(['plan', 'more.yaml']))[1]).toMatch(/^Plan: 0 to add, 1 to change/u);

    const again = await here.run(['apply', ...withLeave, '--yes']);
    expect(ending(again)).toEqual([0, 'No changes. Nothing of report.json is left that can be put back.']);
  });

  it('leaves what has moved since, and says so', async () => {
    const here = await changed();
    const ResourceId = 'arn:aws:cloudtrail:eu-west-1:111111111111:trail/main';
    const tag = { ResourceId, TagsList: [{ Key: 'team', Value: 'night' }] };
    await here.by.cloudtrail('eu-west-1').send(new AddTagsCommand(tag));
    const { stdout } = await here.run(['plan', ...withLeave]);
    expect(stdout).toContain('warning[not-put-back]: tags was changed since, and is left as it stands');
    expect(stdout).toContain('~ recursiveLogging: false -> true');
    expect(stdout).not.toContain('tags.team');
  });

  it('deletes nothing that was created, and says how a person does', async () => {
    const here = await stage({ 'a.yaml': minimal });
    await applyAndKeep(here, 'a.yaml');
    const before = written(here).length;
    const undone = await here.run(['apply', 'a.yaml', '--from-report', 'report.json', '--yes']);
    expect(ending(undone)).toEqual([0, 'No changes. Nothing of report.json is left that can be put back.']);
    expect(undone.stdout.replaceAll(/\s+/gu, ' ')).toContain(
      'aws cloudtrail delete-trail --name main --region eu-west-1',
    );
    expect(written(here).length).toBe(before);
  });

  it('is refused where less would be recorded, unless that is permitted', async () => {
    const here = await stage({ 'a.yaml': minimal });
    await here.run(['apply', 'a.yaml', '--yes']);
    const trails = here.by.cloudtrail('eu-west-1');
    await trails.send(new StopLoggingCommand({ Name: 'main' }));
    await applyAndKeep(here, 'a.yaml');
    const before = written(here).length;
    const args = ['apply', 'a.yaml', '--from-report', 'report.json', '--yes'];
    const refused = await here.run(args);
    expect(refused.code).toBe(5);
    expect(refused.stdout + refused.stderr).toContain('It would leave less evidence than there is now');
    expect(written(here).length).toBe(before);

    expect(ending(await here.run([...args, '--allow-weakening']))[0]).toBe(0);
    expect(written(here).slice(before)).toEqual(['StopLogging']);
  });

  it('is refused where the resource belongs to somebody else by now', async () => {
    const here = await changed();
    const ResourceId = 'arn:aws:cloudtrail:eu-west-1:111111111111:trail/main';
    const tag = { ResourceId, TagsList: [{ Key: 'trailwarden:owner', Value: 'other' }] };
    await here.by.cloudtrail('eu-west-1').send(new AddTagsCommand(tag));
    const before = written(here).length;
    const refused = await here.run(['apply', ...withLeave, '--yes']);
    expect(refused.code).toBe(5);
    expect(refused.stdout).toContain('It belongs to "other"');
    expect(written(here).length).toBe(before);
  });

  it('is saved as a plan, and approved by its digest', async () => {
    const here = await changed();
    await here.run(['plan', ...withLeave, '--out', 'undo.json']);
    const { digest } = JSON.parse(readFileSync(join(here.folder, 'undo.json'), 'utf8')) as { digest: string };
    expect((await here.run(['apply', 'undo.json', '--plan-digest', digest])).code).toBe(0);
    expect(ending(await here.run(['plan', 'a.yaml']))[1]).toBe(strangerLeft);
  });

  it('proposes nothing of another resource, whatever the report says', async () => {
    const here = await changed();
    alter(here, text => text.replaceAll('acme-audit-logs@', 'other@').replaceAll(':trail/main', ':trail/other'));
    const before = written(here).length;
    const { code, stdout } = await here.run(['apply', ...withLeave, '--yes']);
    expect(code).toBe(0);
    expect(stdout).toContain('The spec does not have this resource');
    expect(written(here).length).toBe(before);
  });

  it.each<[string, (text: string) => string, string]>([
    ['that is no JSON', text => text.slice(0, -20), 'not JSON, or it is cut off'],
    ['of a plan', text => text.replace('"command": "apply"', '"command": "plan"'), 'one of plan'],
    ['that is damaged', text => text.replace('"outcomes"', '"outcome"'), "must have required property 'outcomes'"],
    ['of another owner', text => text.replace('"owner": "acme"', '"owner": "other"'), 'is the report of "other"'],
    ['of another kind', text => text.replace('"kind": "report"', '"kind": "plan"'), 'The file is a plan, not a report'],
  ])('takes no report %s', async (_, change, message) => {
    const here = await changed();
    alter(here, change);
    const { code, stdout, stderr } = await here.run(['apply', ...withLeave, '--yes']);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain('error[no-report]');
    expect(stderr).toContain(message);
  });

  it.each([
    ['apply', ['a.yaml', '--from-report', 'none.json'], 'no-report'],
    ['plan', ['a.yaml', '--from-report', 'none.json', '--offline'], 'wrong-arguments'],
    ['plan', ['a.yaml', '--from-report', 'none.json', '--base', 'a.yaml'], 'wrong-arguments'],
  ])('%s %j is a mistake', async (command, args, code) => {
    const here = await stage({ 'a.yaml': minimal });
    const ran = await here.run([command, ...args]);
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain(`error[${code}]`);
  });
});

/** Makes the report say that this field of the trail was otherwise before. */
function forge(here: Stage, name: string, values: { readonly before: unknown; readonly after?: unknown }): void {
  type Changes = { readonly type: string; readonly fields: readonly { readonly field: string }[] }[];
  alter(here, text => {
    const report = JSON.parse(text) as { readonly resource_changes: Changes };
    const changes = report.resource_changes.map(change => {
      if (change.type !== 'trail') return change;
      const [first] = change.fields;
      const told = change.fields.find(({ field }) => field === name) ?? { ...first, field: name };
      return { ...change, fields: [...change.fields.filter(one => one !== told), { ...told, ...values }] };
    });
    return JSON.stringify({ ...report, resource_changes: changes });
  });
}

const basic = (readWriteType: string): object => ({
  basic: [{ readWriteType, managementEvents: true, dataResources: [], excludedSources: [] }],
});

describe('apply --from-report of a forged report', () => {
  it.each<[string, string, unknown]>([
    ['bucket', 'destination', { bucket: 'evil-logs', prefix: null }],
    ['topic', 'topic', 'arn:aws:sns:eu-west-1:666666666666:evil'],
  ])('leads no trail to a %s that the spec does not have, whatever is permitted', async (_, field, before) => {
    const here = await stage({ 'a.yaml': minimal, 'more.yaml': moving });
    await here.run(['apply', 'a.yaml', '--yes']);
    await applyAndKeep(here, 'more.yaml');
    forge(here, field, { before });
    const all = ['--allow-weakening', '--lift-limits', '--adopt', '*/*', '--target', 'trail/main'];
    const { stdout } = await here.run(['apply', ...undo, ...all, '--yes']);
    expect(stdout.replaceAll(/\s+/gu, ' ')).toMatch(/would lead to arn:\S*evil\S*, which the spec does not have/u);
    expect(here.sandbox.calls().flatMap(({ inputs }) => inputs)).not.toContain('evil');
    const { trailList = [] } = await here.by.cloudtrail('eu-west-1').send(new DescribeTrailsCommand({}));
    expect(JSON.stringify(trailList)).not.toContain('evil');
  });

  it.each<[string, string, Parameters<typeof forge>[2]]>([
    ['stops', 'logging', { before: false, after: true }],
    ['narrows', 'eventSelectors', { before: basic('WriteOnly'), after: basic('All') }],
    ['proves less of', 'logFileValidation', { before: false, after: true }],
  ])('%s nothing that the rules would refuse', async (_, field, values) => {
    const here = await stage({ 'a.yaml': minimal, 'more.yaml': moving });
    await here.run(['apply', 'a.yaml', '--yes']);
    await applyAndKeep(here, 'more.yaml');
    forge(here, field, values);
    const before = written(here).length;
    const { code, stdout } = await here.run(['apply', ...undo, '--yes', '--lift-limits', '--adopt', '*/*']);
    expect([code, written(here).length]).toEqual([5, before]);
    expect(stdout).toContain('It would leave less evidence than there is now');
  });
});

const moving = spec(`buckets:
  acme-audit-logs: { region: eu-west-1 }
topics:
  files: { region: eu-west-1 }
trails:
  main: { region: eu-west-1, bucket: acme-audit-logs, prefix: new, topic: files }`);

describe('apply --from-report of a move', () => {
  const at = (prefix: string): string =>
    spec(`buckets:
  acme-audit-logs: { region: eu-west-1 }
  other-audit-logs: { region: eu-west-1 }
trails:
  main: { region: eu-west-1, ${prefix} }`);

  it.each([
    ['to another folder', 'bucket: acme-audit-logs, prefix: old', 'bucket: acme-audit-logs, prefix: new'],
    ['to another bucket', 'bucket: acme-audit-logs', 'bucket: other-audit-logs'],
  ])('%s takes no place away, and makes the earlier one ready first', async (_, old, fresh) => {
    const here = await stage({ 'a.yaml': at(old), 'more.yaml': at(fresh) });
    await here.run(['apply', 'a.yaml', '--yes']);
    await applyAndKeep(here, 'more.yaml');
    const policies = here.by.s3('eu-west-1');
    const policyOf = async (Bucket: string): Promise<string> =>
      (await policies.send(new GetBucketPolicyCommand({ Bucket }))).Policy ?? '';
    const bucket = fresh.includes('other') ? 'other-audit-logs' : 'acme-audit-logs';
    const standing = await policyOf(bucket);
    const before = written(here).length;
    const ran = await here.run(['apply', ...undo, '--yes']);
    expect(ran.code, ran.stdout + ran.stderr).toBe(0);
    expect(written(here).slice(before)).toEqual(['UpdateTrail']);
    expect(await policyOf(bucket)).toBe(standing);

    await here.run(['apply', 'more.yaml', '--yes']);
    await policies.send(new DeleteBucketPolicyCommand({ Bucket: 'acme-audit-logs' }));
    const emptied = written(here).length;
    const again = await here.run(['apply', ...undo, '--yes']);
    expect(again.code, again.stdout + again.stderr).toBe(0);
    expect(written(here).slice(emptied)).toEqual(['PutBucketPolicy', 'UpdateTrail']);
  });
});

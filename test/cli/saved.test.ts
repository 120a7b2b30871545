/** A saved plan: exactly that, or nothing. */
import { DeleteTrailCommand, StopLoggingCommand, UpdateTrailCommand } from '@aws-sdk/client-cloudtrail';
import { PutBucketTaggingCommand } from '@aws-sdk/client-s3';
import { readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { folderWith, minimal, spec } from './program.ts';
import { documentIn, ending, stage, written } from './sandboxed.ts';

describe('a saved plan', () => {
  it('is carried out as it is, and then it is stale', async () => {
    const { run, folder, by } = await stage({ 'a.yaml': minimal });
    const plan = await run(['plan', 'a.yaml', '--out', 'plan.json']);
    expect(plan.code).toBe(0);
    expect(plan.stdout).toContain('trailwarden apply plan.json');
    const file = join(folder, 'plan.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    documentIn({ ...plan, stdout: readFileSync(file, 'utf8') }, 'plan.schema.json');

    const done = await run(['apply', 'plan.json']);
    expect(ending(done)).toEqual([0, 'Apply complete! Resources: 2 added, 0 changed, 0 destroyed.']);
    expect(ending(await run(['plan', 'a.yaml']))[1]).toMatch(/^No changes\./);

    await by.cloudtrail('eu-west-1').send(new StopLoggingCommand({ Name: 'main' }));
    await run(['plan', 'a.yaml', '--out', 'heal.json']);
    await by.cloudtrail('eu-west-1').send(new DeleteTrailCommand({ Name: 'main' }));
    const stale = await run(['apply', 'heal.json']);
    expect(stale.code).toBe(6);
    expect(ending(stale)[1]).toMatch(/^Stale plan: 1 of \d resources? moved/);
    expect(stale.stdout).toContain('trail/main@111111111111/eu-west-1');
    expect(stale.stdout).toContain('It was there when the plan was saved, and does not exist now');
  });

  const main = 'trail/main@111111111111/eu-west-1';
  const two = spec(`buckets:
  acme-audit-logs: { region: eu-west-1 }
trails:
  main: { region: eu-west-1, bucket: acme-audit-logs }
  paris: { region: eu-west-3, bucket: acme-audit-logs, multiRegion: false }`);

  /** Both trails stand as declared but for main, which was stopped; the plan of starting it is saved. */
  async function healing() {
    const here = await stage({ 'a.yaml': two });
    await here.run(['apply', 'a.yaml', '--yes']);
    const at = { paris: here.by.cloudtrail('eu-west-3'), main: here.by.cloudtrail('eu-west-1') };
    await at.main.send(new StopLoggingCommand({ Name: 'main' }));
    await here.run(['plan', 'a.yaml', '--out', 'plan.json']);
    const before = written(here).length;
    return { ...here, at, since: () => written(here).slice(before) };
  }

  it('names each field that moved, and what stands there now', async () => {
    const { run, by, at, since } = await healing();
    await at.main.send(new UpdateTrailCommand({ Name: 'main', EnableLogFileValidation: false }));
    const tags = { TagSet: [{ Key: 'team', Value: 'night' }] };
    await by.s3('eu-west-1').send(new PutBucketTaggingCommand({ Bucket: 'acme-audit-logs', Tagging: tags }));
    const changed = since();
    const refused = await run(['apply', 'plan.json']);
    expect(refused.code).toBe(6);
    const lines = refused.stdout.split('\n').map(one => one.replace(/digest [0-9a-f]{8}/u, 'digest D'));
    expect(lines).toEqual([
      'Since the plan was saved these have moved:',
      `  ${main}`,
      '  ~ logFileValidation: digest D -> false',
      '  bucket/acme-audit-logs@111111111111/eu-west-1',
      '  ~ owner: digest D -> none',
      '  ~ tags: digest D -> { team: night }',
      '',
      'Nothing was changed. What was approved is no longer what would happen.',
      'Next: trailwarden plan SPEC --out plan.json',
      'Stale plan: 2 of 2 resources moved since it was saved.',
      '',
    ]);
    const json = documentIn(await run(['apply', 'plan.json', '--format', 'json']), 'report.schema.json');
    expect(json['moved']).toMatchObject([
      { address: main, was: 'present', is: 'present', fields: [{ field: 'logFileValidation', now: false }] },
      {
        fields: [
          { field: 'owner', now: null },
          { field: 'tags', now: { team: 'night' } },
        ],
      },
    ]);
    expect(since()).toEqual(changed);
  });

  it('does not mind what moved elsewhere', async () => {
    const { run, at } = await healing();
    await at.paris.send(new StopLoggingCommand({ Name: 'paris' }));
    expect(ending(await run(['apply', 'plan.json']))).toEqual([
      0,
      'Apply complete! Resources: 0 added, 1 changed, 0 destroyed.',
    ]);
  });

  it('is carried out on another machine, without its spec', async () => {
    const { run, folder } = await healing();
    const elsewhere = folderWith({ 'approved.json': readFileSync(join(folder, 'plan.json')) });
    expect((await run(['apply', 'approved.json'], { folder: elsewhere })).code).toBe(0);
    expect(ending(await run(['plan', 'a.yaml']))[1]).toMatch(/^No changes\./u);
  });

  it('expires', async () => {
    const { run, folder, since } = await healing();
    const file = join(folder, 'plan.json');
    const plan = () => JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, string>>;
    const good = () => Date.parse(plan()['expires_at'] ?? '') - Date.parse(plan()['saved_at'] ?? '');
    expect(good()).toBe(24 * 3_600_000);
    await run(['plan', 'a.yaml', '--out', 'plan.json', '--expires', '90m']);
    expect(good()).toBe(90 * 60_000);
    writeFileSync(file, JSON.stringify({ ...plan(), expires_at: '2020-01-01T00:00:00.000Z' }));
    const late = await run(['apply', 'plan.json']);
    expect(ending(late)).toEqual([6, 'Stale plan: it has expired.']);
    expect(late.stdout).toMatch(/^The plan expired at 2020-01-01T00:00:00.000Z, and it is 20/u);
    const json = documentIn(await run(['apply', 'plan.json', '--format', 'json']), 'report.schema.json');
    expect(json).toMatchObject({ verdict: { reason: 'stale-plan' }, refused: [{ code: 'plan-expired' }] });
    expect(since()).toEqual([]);
  });

  it.each([
    ['--expires', '24h'],
    ['--out', 'plan.json', '--expires', 'tomorrow'],
    ['--out', 'plan.json', '--expires', '0h'],
  ])('is not made with %s %s %s %s', async (...options) => {
    const { run, folder } = await stage({ 'a.yaml': minimal });
    const { code, stderr } = await run(['plan', 'a.yaml', ...options]);
    expect({ code, files: readdirSync(folder) }).toEqual({ code: 3, files: ['a.yaml'] });
    expect(stderr).toContain('error[wrong-arguments]');
  });

  it('holds no credentials', async () => {
    const { run, folder } = await stage({ 'a.yaml': minimal });
    const env = { AWS_ACCESS_KEY_ID: '111111111111', AWS_SECRET_ACCESS_KEY: 'never-to-be-seen' };
    expect((await run(['plan', 'a.yaml', '--out', 'plan.json'], { env })).code).toBe(0);
    const text = readFileSync(join(folder, 'plan.json'), 'utf8');
    expect(text).toContain('acme-audit-logs');
    expect(text).not.toContain('never-to-be-seen');
  });

  it('is refused with the credentials of another account', async () => {
    const here = await stage({ 'a.yaml': minimal });
    await here.run(['plan', 'a.yaml', '--out', 'plan.json']);
    const other = await here.run(['apply', 'plan.json'], {
      endpoint: here.sandbox.url,
      folder: here.folder,
      env: { AWS_ACCESS_KEY_ID: '222222222222' },
    });
    expect(other.code).toBe(5);
    expect(other.stdout + other.stderr).toContain('wrong-account');
    expect(written(here)).toEqual([]);
  });

  it.each([
    [
      'a call more',
      (calls: object[]) => [
        ...calls,
        { call: 's3:DeleteBucketPolicy', input: { Bucket: 'acme-audit-logs' }, regardless: true, whole: false },
      ],
    ],
    ['another call', (calls: object[]) => calls.map(call => ({ ...call, call: 'cloudtrail:DeleteTrail' }))],
    ['a call that no client has', (calls: object[]) => calls.map(call => ({ ...call, call: '__proto__' }))],
  ])('is refused when somebody altered it: %s', async (_, alter) => {
    const here = await stage({ 'a.yaml': minimal });
    await here.run(['apply', 'a.yaml', '--yes']);
    await here.by.cloudtrail('eu-west-1').send(new StopLoggingCommand({ Name: 'main' }));
    await here.run(['plan', 'a.yaml', '--out', 'plan.json']);
    const file = join(here.folder, 'plan.json');
    const plan = JSON.parse(readFileSync(file, 'utf8')) as { resource_changes: { calls: object[] }[] };
    const changes = plan.resource_changes.map(change => ({ ...change, calls: alter(change.calls) }));
    writeFileSync(file, JSON.stringify({ ...plan, resource_changes: changes }));
    const before = written(here).length;
    const { code, stdout, stderr } = await here.run(['apply', 'plan.json']);
    expect(code).toBe(5);
    expect(stdout + stderr).toContain('altered');
    expect(written(here).length).toBe(before);
  });

  it.each([
    ['--target', 'trail/main'],
    ['--allow-weakening'],
    ['--adopt', 'trail/main'],
    ['--lift-limits'],
    ['--skip-refused'],
  ])('leaves no room for %s', async (...option) => {
    const { run } = await stage({ 'a.yaml': minimal });
    await run(['plan', 'a.yaml', '--out', 'plan.json']);
    const { code, stderr } = await run(['apply', 'plan.json', ...option]);
    expect(code).toBe(3);
    expect(stderr).toContain('error[wrong-arguments]');
    expect(stderr).toContain(option[0]);
  });

  it.each([
    ['other JSON', '{ "hello": "world" }'],
    ['another kind', '{ "kind": "report", "format_version": "1.0" }'],
    ['a newer format', '{ "kind": "plan", "format_version": "2.0" }'],
    ['half a plan', '{ "kind": "plan", "format_version": "1.0", "resource_chan'],
  ])('%s is no plan', async (_, text) => {
    const here = await stage({ 'plan.json': text });
    const { code, stderr } = await here.run(['apply', 'plan.json', '--yes']);
    expect(code).toBe(3);
    expect(stderr).toContain('error[no-plan]');
    expect(written(here)).toEqual([]);
  });

  it('is told from a spec that is JSON', async () => {
    const { run, folder } = await stage({});
    const document = {
      apiVersion: 'trailwarden.dev/v1alpha1',
      kind: 'TrailSpec',
      metadata: { name: 'acme' },
      spec: { buckets: { 'acme-audit-logs': { region: 'eu-west-1' } } },
    };
    writeFileSync(join(folder, 'spec.json'), JSON.stringify(document));
    expect((await run(['apply', 'spec.json', '--yes'])).code).toBe(0);
  });

  it('takes the place of an earlier plan, and of nothing else', async () => {
    const { run, folder } = await stage({ 'a.yaml': minimal });
    expect((await run(['plan', 'a.yaml', '--out', 'plan.json'])).code).toBe(0);
    expect((await run(['plan', 'a.yaml', '--out', 'plan.json'])).code).toBe(0);
    symlinkSync('plan.json', join(folder, 'link.json'));
    writeFileSync(join(folder, 'notes.json'), '{ "kind": "notes" }');
    for (const file of ['a.yaml', 'link.json', 'notes.json']) {
      const before = readFileSync(join(folder, file), 'utf8');
      const { code, stderr } = await run(['plan', 'a.yaml', '--out', file]);
      expect({ file, code }).toEqual({ file, code: 3 });
      expect(stderr).toContain('error[file-not-written]');
      expect(readFileSync(join(folder, file), 'utf8')).toBe(before);
    }
  });

  it.each(['plan', 'drift', 'apply'])('%s takes an empty --target for a mistake, not for everything', async command => {
    const { run } = await stage({ 'a.yaml': minimal });
    const { code, stderr } = await run([command, 'a.yaml', '--target', '']);
    expect(code).toBe(3);
    expect(stderr).toContain('error[wrong-arguments]');
  });

  it('says when it could not be written, and then shows no plan', async () => {
    const { run } = await stage({ 'a.yaml': minimal });
    const { code, stdout, stderr } = await run(['plan', 'a.yaml', '--out', 'nowhere/plan.json']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('error[file-not-written]');
  });
});

/** What has our tag and left the spec, through the built program: reported wherever it is looked, and deleted nowhere unasked. */
import { AddTagsCommand, ListTagsCommand, ListTrailsCommand, RemoveTagsCommand } from '@aws-sdk/client-cloudtrail';
import type { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { describe, expect, it } from 'vitest';

import { spec } from './program.ts';
import { documentIn, ending, stage, written } from './sandboxed.ts';
import type { Ran } from './program.ts';
import type { Stage } from './sandboxed.ts';

const region = 'eu-west-1';
const arnOf = (name: string, at = region): string => `arn:aws:cloudtrail:${at}:111111111111:trail/${name}`;

const estate = (trails: string, more = ''): string =>
  spec(`${more}
buckets: { acme-logs: { region: ${region} } }
trails:
  main: { region: ${region}, bucket: acme-logs }${trails}`);

const north = `
  north: { region: eu-north-1, bucket: acme-logs, multiRegion: false }`;

async function applied(files: Readonly<Record<string, string>>): Promise<Stage> {
  const here = await stage(files);
  const made = await here.run(['apply', 'a.yaml', '--yes']);
  expect(made.code, made.stdout + made.stderr).toBe(0);
  return here;
}

const findings = (ran: Ran): unknown => documentIn(ran, 'report.schema.json')['findings'];

describe('a trail that left the spec', () => {
  it('is reported from every enabled region, and stays with what lets it in', async () => {
    const here = await applied({ 'a.yaml': estate(north), 'b.yaml': estate('') });
    const before = written(here).length;
    const plan = await here.run(['plan', 'b.yaml', '--format', 'json']);
    expect(findings(plan)).toMatchObject([
      { code: 'stray', message: expect.stringContaining(arnOf('north', 'eu-north-1')) as string },
    ]);
    expect(ending(await here.run(['apply', 'b.yaml', '--yes']))[0]).toBe(0);
    expect(written(here)).toHaveLength(before);
  });

  it('is not looked for where the spec says to watch what it declares', async () => {
    const here = await applied({ 'a.yaml': estate(north), 'b.yaml': estate('', 'watch: declared\nprune: trails') });
    const before = written(here).length;
    const ran = await here.run(['apply', 'b.yaml', '--yes', '--format', 'json']);
    expect([ran.code, written(here).length]).toEqual([0, before]);
    expect(findings(ran)).toMatchObject([{ code: 'grant-not-needed' }]);
  });

  it.each([
    ['prune: trails', 'deleted', ['DeleteTrail', 'PutBucketPolicy']],
    ['prune: never', 'left', []],
  ])('with %s it is %s', async (prune, _, calls) => {
    const here = await applied({ 'a.yaml': estate(north), 'b.yaml': estate('', prune) });
    const before = written(here).length;
    expect((await here.run(['apply', 'b.yaml', '--yes'])).code).toBe(0);
    expect(written(here).slice(before)).toEqual(calls);
    expect((await here.run(['plan', 'b.yaml', '--detailed-exitcode'])).code).toBe(0);
  });

  it('that was protected is never deleted, whatever is permitted, and says why', async () => {
    const guarded = north.replace('multiRegion: false', 'multiRegion: false, protect: true');
    const here = await applied({ 'a.yaml': estate(guarded), 'b.yaml': estate('', 'prune: trails') });
    const trails = here.by.cloudtrail('eu-north-1');
    const { ResourceTagList = [] } = await trails.send(
      new ListTagsCommand({ ResourceIdList: [arnOf('north', 'eu-north-1')] }),
    );
    expect(ResourceTagList[0]?.TagsList).toContainEqual({ Key: 'trailwarden:protect', Value: 'true' });
    const before = written(here).length;
    const all = ['--allow-weakening', '--lift-limits', '--adopt', '*/*', '--skip-refused'];
    const ran = await here.run(['apply', 'b.yaml', '--yes', ...all]);
    expect([ran.code, written(here).length]).toEqual([0, before]);
    expect(ran.stdout.replaceAll(/\s+/gu, ' ')).toContain(
      'It is protected: take the tag trailwarden:protect away first',
    );
  });

  it('is no stray under another key that names the old one', async () => {
    const renamed = `
  arctic: { region: eu-north-1, bucket: acme-logs, multiRegion: false, formerly: north }`;
    const here = await applied({ 'a.yaml': estate(north), 'b.yaml': estate(renamed, 'prune: trails') });
    const before = written(here).length;
    const ran = await here.run(['apply', 'b.yaml', '--yes', '--format', 'json']);
    expect([ran.code, written(here).length]).toEqual([0, before]);
    expect(findings(ran)).not.toContainEqual(expect.objectContaining({ code: 'stray' }));
  });

  it('without that, its new key is another trail, which records before the old one goes', async () => {
    const alone = (key: string): string =>
      spec(`prune: trails
globalServiceEvents: { keeper: elsewhere }
buckets: { acme-logs: { region: ${region} } }
trails: { ${key}: { region: eu-north-1, bucket: acme-logs, multiRegion: false } }`);
    const here = await applied({ 'a.yaml': alone('north'), 'b.yaml': alone('arctic') });
    const before = written(here).length;
    expect((await here.run(['apply', 'b.yaml', '--yes'])).code).toBe(0);
    const calls = written(here).slice(before);
    expect(calls.indexOf('DeleteTrail')).toBeGreaterThan(calls.indexOf('StartLogging'));
    expect(calls.indexOf('StartLogging')).toBeGreaterThan(-1);
  });

  const data = ', events: { data: [{ type: "AWS::Lambda::Function" }] }';
  const single = (key: string, more: string, others = ''): string =>
    spec(`prune: trails
buckets: { acme-logs: { region: ${region} } }
trails:
  ${key}: { region: ${region}, bucket: acme-logs${more} }${others}`);

  it('with events that its successor leaves out, it goes after that records, and the refusal names these', async () => {
    const here = await applied({ 'a.yaml': single('main', data), 'b.yaml': single('second', ', prefix: two') });
    const refused = await here.run(['apply', 'b.yaml', '--yes']);
    expect(refused.code).toBe(5);
    expect((refused.stdout + refused.stderr).replaceAll(/\s+/gu, ' ')).toContain(
      'What is declared records a part of what it does, and not: data events of AWS::Lambda::Function of all regions of account 111111111111',
    );
    const before = written(here).length;
    expect((await here.run(['apply', 'b.yaml', '--yes', '--allow-weakening'])).code).toBe(0);
    const calls = written(here).slice(before);
    expect(calls.indexOf('StartLogging')).toBeGreaterThan(-1);
    expect(calls.indexOf('DeleteTrail')).toBeGreaterThan(calls.indexOf('StartLogging'));
  });

  it('with signed digests that its successor leaves out, it goes only once that may be', async () => {
    const unsigned = ', logFileValidation: false';
    const here = await applied({ 'a.yaml': single('main', ''), 'b.yaml': single('second', unsigned) });
    const refused = await here.run(['apply', 'b.yaml', '--yes']);
    expect(refused.code).toBe(5);
    expect((refused.stdout + refused.stderr).replaceAll(/\s+/gu, ' ')).toContain(
      'signed digests (log file validation)',
    );
    expect(written(here)).not.toContain('DeleteTrail');
    expect((await here.run(['apply', 'b.yaml', '--yes', '--allow-weakening'])).code).toBe(0);
    expect(written(here)).toContain('DeleteTrail');
  });

  it('stays while what is to record in its place cannot be created', async () => {
    const here = await applied({ 'a.yaml': single('main', data), 'b.yaml': single('second', ', prefix: two') });
    here.sandbox.trouble.set({
      rules: [{ match: { service: 'cloudtrail', operation: 'CreateTrail' }, effect: { deny: true } }],
    });
    const ran = await here.run(['apply', 'b.yaml', '--yes', '--allow-weakening']);
    expect(ran.code).toBe(4);
    expect(written(here)).not.toContain('DeleteTrail');
    const { Trails = [] } = await here.by.cloudtrail(region).send(new ListTrailsCommand({}));
    expect(Trails.map(({ Name }) => Name)).toEqual(['main']);
  });

  it('with data events alone is not said to record nothing', async () => {
    const only = `
  lambdas: { region: ${region}, bucket: acme-logs, events: { management: none, data: [{ type: "AWS::Lambda::Function" }] } }`;
    const here = await applied({ 'a.yaml': single('main', '', only), 'b.yaml': single('main', '') });
    const refused = await here.run(['apply', 'b.yaml', '--yes']);
    expect(refused.code, refused.stdout).toBe(5);
    expect(written(here)).not.toContain('DeleteTrail');
  });

  it.each<[string, (trails: CloudTrailClient, ResourceId: string) => Promise<unknown>]>([
    [
      "another owner's",
      async (trails, ResourceId) =>
        trails.send(new AddTagsCommand({ ResourceId, TagsList: [{ Key: 'trailwarden:owner', Value: 'globex' }] })),
    ],
    [
      "nobody's",
      async (trails, ResourceId) =>
        trails.send(new RemoveTagsCommand({ ResourceId, TagsList: [{ Key: 'trailwarden:owner', Value: 'acme' }] })),
    ],
  ])('and is %s by its tag is no stray, and never deleted', async (_, retag) => {
    const here = await applied({ 'a.yaml': estate(north), 'b.yaml': estate('', 'prune: trails') });
    await retag(here.by.cloudtrail('eu-north-1'), arnOf('north', 'eu-north-1'));
    await here.run(['apply', 'b.yaml', '--yes', '--allow-weakening', '--lift-limits', '--adopt', '*/*']);
    expect(written(here)).not.toContain('DeleteTrail');
  });
});

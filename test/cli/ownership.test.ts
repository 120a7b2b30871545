import { RemoveTagsCommand, StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { describe, expect, it } from 'vitest';

import { spec } from './program.ts';
import { ending, stage, written } from './sandboxed.ts';
import type { Stage } from './sandboxed.ts';

const body = `
  buckets: { acme-audit-logs: { region: eu-west-1 } }
  trails: { main: { region: eu-west-1, bucket: acme-audit-logs } }`;

const TagsList = [{ Key: 'trailwarden:owner', Value: 'acme' }];
const ResourceId = 'arn:aws:cloudtrail:eu-west-1:111111111111:trail/main';

async function untagged(): Promise<Stage> {
  const here = await stage({ 'a.yaml': spec(body), 'adopt.yaml': spec(`${body.slice(0, -4)}, adopt: true } }`) });
  await here.run(['apply', 'a.yaml', '--yes']);
  await here.by.cloudtrail('eu-west-1').send(new RemoveTagsCommand({ ResourceId, TagsList }));
  return here;
}

const since = (here: Stage, count: number): readonly string[] => written(here).slice(count);

describe('a trail without its owner tag', () => {
  it('is refused its tag, and says how to adopt it', async () => {
    const here = await untagged();
    const before = written(here).length;
    const ran = await here.run(['apply', 'a.yaml', '--yes']);
    expect(ending(ran)).toEqual([2, 'Plan: 0 to add, 0 to change, 0 to destroy. 1 withheld.']);
    expect(ran.stdout).toContain('adopt: true in its block');
    expect(since(here, before)).toEqual([]);
    expect(
      await here.run(['apply', 'a.yaml', '--yes', '--allow-weakening', '--lift-limits', '--skip-refused']),
    ).toMatchObject({ code: 2 });
    expect(since(here, before)).toEqual([]);
  });

  it('is started all the same', async () => {
    const here = await untagged();
    await here.by.cloudtrail('eu-west-1').send(new StopLoggingCommand({ Name: 'main' }));
    const before = written(here).length;
    const ran = await here.run(['apply', 'a.yaml', '--yes']);
    expect([ran.code, since(here, before)]).toEqual([2, ['StartLogging']]);
    expect(ran.stdout).toContain('--adopt trail/main@111111111111/eu-west-1');
  });

  it.each([
    ['for one run', ['a.yaml', '--adopt', 'trail/main']],
    ['in the spec', ['adopt.yaml']],
  ])('is adopted %s', async (_, args) => {
    const here = await untagged();
    const before = written(here).length;
    expect(ending(await here.run(['plan', ...args]))).toEqual([0, 'Plan: 0 to add, 1 to change, 0 to destroy.']);
    expect(await here.run(['apply', '--yes', ...args])).toMatchObject({ code: 0 });
    expect(since(here, before)).toEqual(['AddTags']);
    expect(await here.run(['plan', 'a.yaml', '--detailed-exitcode'])).toMatchObject({ code: 0 });
  });

  it('is adopted by a saved plan', async () => {
    const here = await untagged();
    await here.run(['plan', 'a.yaml', '--adopt', '*/*', '--out', 'plan.json']);
    expect(await here.run(['apply', 'plan.json'])).toMatchObject({ code: 0 });
    expect(await here.run(['plan', 'a.yaml', '--detailed-exitcode'])).toMatchObject({ code: 0 });
  });

  it('a pattern that means nothing without a tag is told', async () => {
    const here = await untagged();
    const ran = await here.run(['plan', 'a.yaml', '--adopt', 'trail/mian']);
    expect(ran.stdout).toContain('--adopt trail/mian means nothing that lacks our owner tag');
  });
});

const two = `
  buckets: { acme-audit-logs: { region: eu-west-1 } }
  trails:
    main: { region: eu-west-1, bucket: acme-audit-logs }
    old: { region: eu-west-1, bucket: acme-audit-logs, multiRegion: false }`;

/** Both trails stand; `a.yaml` declares one of them and prunes, `none.yaml` declares only the one that is stopped. */
async function left(): Promise<Stage> {
  const files = {
    'two.yaml': spec(two),
    'a.yaml': spec(`${body}\n  prune: trails`),
    'never.yaml': spec(body),
    'other.yaml': spec(`
  prune: trails
  globalServiceEvents: { keeper: elsewhere }
  buckets: { acme-audit-logs: { region: eu-west-1 } }
  trails: { old: { region: eu-west-1, bucket: acme-audit-logs, multiRegion: false } }`),
  };
  const here = await stage(files);
  expect(await here.run(['apply', 'two.yaml', '--yes'])).toMatchObject({ code: 0 });
  return here;
}

describe('a trail that left the spec', () => {
  it('is reported with how to delete it, and stays', async () => {
    const here = await left();
    const before = written(here).length;
    const ran = await here.run(['apply', 'never.yaml', '--yes']);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('aws cloudtrail delete-trail --name old --region eu-west-1');
    expect(since(here, before)).toEqual([]);
  });

  it('is deleted, then its grant is withdrawn, and the second plan has nothing to do', async () => {
    const here = await left();
    const before = written(here).length;
    const planned = await here.run(['plan', 'a.yaml']);
    expect(ending(planned)).toEqual([0, 'Plan: 0 to add, 0 to change, 1 to destroy.']);
    expect(planned.stdout).toContain('- trail/old@111111111111/eu-west-1 will be deleted');
    expect(await here.run(['apply', 'a.yaml', '--yes'])).toMatchObject({ code: 0 });
    expect(since(here, before)).toEqual(['DeleteTrail', 'PutBucketPolicy']);
    expect(await here.run(['plan', 'a.yaml', '--detailed-exitcode'])).toMatchObject({ code: 0 });
  });

  it('is deleted by a saved plan', async () => {
    const here = await left();
    await here.run(['plan', 'a.yaml', '--out', 'plan.json']);
    const before = written(here).length;
    expect(await here.run(['apply', 'plan.json'])).toMatchObject({ code: 0 });
    expect(since(here, before)).toEqual(['DeleteTrail']);
  });

  it('stays while anything could not be read, and says so', async () => {
    const here = await left();
    here.sandbox.trouble.set({ rules: [{ match: { operation: 'GetBucketTagging' }, effect: { deny: true } }] });
    const before = written(here).length;
    const ran = await here.run(['apply', 'a.yaml', '--yes']);
    expect(ran.stdout).toContain('Nothing is deleted while anything could not be read');
    expect([ran.code, since(here, before)]).toEqual([8, []]);
  });

  it('says what is lost where nothing declared records that', async () => {
    const here = await left();
    const ran = await here.run(['plan', 'other.yaml']);
    expect(ran.stdout).toContain(
      'management events and global service events (IAM, STS and CloudFront) of all regions of account 111111111111 but eu-west-1',
    );
    expect(ran.stdout).toContain('[weakens]');
  });
});

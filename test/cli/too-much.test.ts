/** How much one run may delete or withdraw, on its limit, at it and over it, through the built program. */
import { CloudTrailClient, StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { GetBucketPolicyCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';

import { spec } from './program.ts';
import { documentIn, stage, written } from './sandboxed.ts';
import type { Stage } from './sandboxed.ts';

const everythingElse = ['--yes', '--allow-weakening', '--adopt', '*/*'];

const names = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `trail-${index}`);

/** So many trails of one region each, five in a region. */
function trails(count: number, more = ''): string {
  const regions = ['eu-west-1', 'eu-west-3', 'eu-north-1'];
  const blocks = names(count).map(
    (name, index) => `  ${name}: { region: ${regions[Math.floor(index / 5)]}, bucket: acme-logs, multiRegion: false }`,
  );
  return spec(`${more}
watch: declared
globalServiceEvents: { keeper: elsewhere }
buckets: { acme-logs: { region: eu-west-1 } }
trails:
${blocks.join('\n')}`);
}

async function withTrails(count: number, left: number, limits: string): Promise<Stage> {
  const here = await stage({ 'a.yaml': trails(count), 'b.yaml': trails(left, `prune: trails\n${limits}`) });
  expect((await here.run(['apply', 'a.yaml', '--yes'])).code).toBe(0);
  return here;
}

const deletions = (here: Stage): number => written(here).filter(one => one === 'DeleteTrail').length;

describe('limits.delete', () => {
  it.each([
    ['below its count', 3, 2, 'limits: { delete: { count: 2 } }'],
    ['at its count', 3, 1, 'limits: { delete: { count: 2 } }'],
    ['at its share', 5, 4, 'limits: { delete: { share: 0.2 }, shareFrom: 5 }'],
    ['over its share, of fewer than it is for', 4, 2, 'limits: { delete: { share: 0.2 }, shareFrom: 5 }'],
  ])('lets a run delete %s', async (_, count, left, limits) => {
    const here = await withTrails(count, left, limits);
    expect((await here.run(['apply', 'b.yaml', ...everythingElse])).code).toBe(0);
    expect(deletions(here)).toBe(count - left);
    expect((await here.run(['plan', 'b.yaml', '--detailed-exitcode'])).code).toBe(0);
  });

  it.each([
    [
      'its count',
      { count: 4, left: 1, limits: 'limits: { delete: { count: 2 } }' },
      '3 resources would be deleted in one run, and limits.delete.count allows 2',
    ],
    [
      'its share',
      { count: 5, left: 3, limits: 'limits: { delete: { share: 0.2 }, shareFrom: 5 }' },
      '2 resources would be deleted in one run, and limits.delete.share allows 0.2 of 5',
    ],
    [
      'both as they are when nobody writes them',
      { count: 10, left: 6, limits: '' },
      'limits.delete.count allows 3 and limits.delete.share allows 0.1 of 10',
    ],
  ])('over %s it deletes none, and yields to its own switch alone', async (_, { count, left, limits }, message) => {
    const here = await withTrails(count, left, limits);
    const before = written(here).length;
    const refused = await here.run(['apply', 'b.yaml', ...everythingElse]);
    expect(refused.code).toBe(5);
    expect((refused.stdout + refused.stderr).replaceAll(/\s+/gu, ' ')).toContain(message);
    const skipping = await here.run(['apply', 'b.yaml', ...everythingElse, '--skip-refused', '--format', 'json']);
    expect(documentIn(skipping, 'report.schema.json')).toMatchObject({ counts: { refused: count - left } });
    expect(written(here)).toHaveLength(before);

    expect((await here.run(['apply', 'b.yaml', ...everythingElse, '--lift-limits'])).code).toBe(0);
    expect(deletions(here)).toBe(count - left);
  });
});

const ids = Array.from({ length: 12 }, (_, index) => `${300_000_000_001 + index}`);

const fleet = (more = '', exclude = ''): string =>
  spec(`${more}
prune: trails
watch: declared
accounts: { root: "111111111111" }
defaults: { account: { role: trailwarden } }
organization: { account: root, discover: all }
buckets: { acme-logs: { account: root, region: eu-west-1 } }
trails: { main: { accounts: all, exclude: { accounts: [root${exclude}] }, region: eu-west-1, bucket: acme-logs } }`);

/** The spec no longer declares the trail of the first account. */
const without = (more = ''): string => fleet(more, `, "${ids[0]}"`);

async function letIn({ by }: Stage): Promise<readonly string[]> {
  const { Policy = '' } = await by.s3('eu-west-1').send(new GetBucketPolicyCommand({ Bucket: 'acme-logs' }));
  return ids.filter(id => Policy.includes(id));
}

/** All twelve members deliver; then the organization has only the first so many, and one trail left the spec. */
async function shrunkTo(count: number, more = ''): Promise<Stage> {
  const here = await stage({ 'a.yaml': fleet(more), 'b.yaml': without(more) });
  const organization = { id: 'o-exampleorgid', management: '111111111111' };
  here.sandbox.organization.set({ ...organization, members: ids });
  const made = await here.run(['apply', 'a.yaml', '--yes']);
  expect(made.code, made.stdout + made.stderr).toBe(0);
  expect(await letIn(here)).toEqual(ids);
  here.sandbox.organization.set({ ...organization, members: ids.slice(0, count) });
  return here;
}

describe('limits.accounts', () => {
  it('lets a trail go, and its permission, where few accounts are gone', async () => {
    const here = await shrunkTo(12);
    expect((await here.run(['apply', 'b.yaml', ...everythingElse])).code).toBe(0);
    expect([deletions(here), await letIn(here)]).toEqual([1, ids.slice(1)]);
  });

  it('lets nothing be deleted or withdrawn where the organization lost more, and yields to its own switch alone', async () => {
    const here = await shrunkTo(11);
    const before = written(here).length;
    const refused = await here.run(['apply', 'b.yaml', ...everythingElse]);
    expect(refused.code).toBe(5);
    expect((refused.stdout + refused.stderr).replaceAll(/\s+/gu, ' ')).toContain(
      '2 of the 12 accounts that are let in are needed no more by anything declared (300000000001, 300000000012), and limits.accounts.share allows 0.1',
    );
    await here.run(['apply', 'b.yaml', ...everythingElse, '--skip-refused']);
    expect(written(here)).toHaveLength(before);
    expect(await letIn(here)).toEqual(ids);

    expect((await here.run(['apply', 'b.yaml', ...everythingElse, '--lift-limits'])).code).toBe(0);
    // nobody could look into the account that was lost: what lets it in stays, and is told
    expect([deletions(here), await letIn(here)]).toEqual([1, ids.slice(1)]);
  });

  it('does not hold up a repair', async () => {
    const here = await shrunkTo(6);
    const credentials = { accessKeyId: ids[1] ?? '', secretAccessKey: 'example' };
    const trails = new CloudTrailClient({ endpoint: here.sandbox.url, region: 'eu-west-1', credentials });
    await trails.send(new StopLoggingCommand({ Name: 'main' }));
    const before = written(here).length;
    const repaired = await here.run(['apply', 'a.yaml', '--yes']);
    expect(repaired.code, repaired.stdout + repaired.stderr).toBe(0);
    expect(written(here).slice(before)).toEqual(['StartLogging']);
    expect(await letIn(here)).toEqual(ids);
  });

  it('allows what the spec allows', async () => {
    const here = await shrunkTo(7, 'limits: { accounts: { share: 0.5 } }');
    expect((await here.run(['apply', 'b.yaml', ...everythingElse])).code).toBe(0);
    expect([deletions(here), await letIn(here)]).toEqual([1, ids.slice(1)]);
  });
});

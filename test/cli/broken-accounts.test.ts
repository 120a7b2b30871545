/** One account of a fleet breaks in every way, with the built program: the others are read and repaired, and nothing is lost. */
import { CloudTrailClient, StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { GetBucketPolicyCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';

import type { Trouble } from '../../src/sandbox/trouble/rules.ts';
import { spec } from './program.ts';
import { documentIn, stage } from './sandboxed.ts';
import type { Stage } from './sandboxed.ts';

const idOf = { archive: '111111111111', two: '222222222222', three: '333333333333' } as const;

const fleet = spec(`accounts:
  archive: { id: "${idOf.archive}", role: trailwarden }
  two: { id: "${idOf.two}", role: trailwarden }
  three: { id: "${idOf.three}", role: trailwarden }
watch: declared
buckets:
  acme-audit-logs: { account: archive, region: us-east-1 }
topics:
  notices: { account: two, region: eu-west-1 }
trails:
  regional: { accounts: all, regions: [us-east-1, eu-west-1], multiRegion: false, bucket: acme-audit-logs }`);

/** The account is said to be another than the one whose keys its profile has. */
const misnamed = fleet.replace(`"${idOf.two}", role: trailwarden`, `"${idOf.two}", profile: two`);
const config = `[profile two]\naws_access_key_id = 444444444444\naws_secret_access_key = example\n`;

const here = ['trail/regional@two/eu-west-1'];
const trails = [...here, 'trail/regional@two/us-east-1'];
const everything = ['topic/notices@two/eu-west-1', ...trails];

interface Row {
  readonly name: string;
  readonly trouble?: Trouble;
  readonly breakIt?: (stage: Stage) => void;
  readonly file?: string;
  readonly env?: (stage: Stage) => Readonly<Record<string, string>>;
  /** What is then not known. */
  readonly unknown: readonly string[];
  /** In the message of each. */
  readonly words: string;
}

const ofTwo = { service: 'cloudtrail', account: idOf.two };

const rows: readonly Row[] = [
  {
    name: 'its role is gone',
    breakIt: ({ sandbox }) => sandbox.roles.set({ [`arn:aws:iam::${idOf.two}:role/trailwarden`]: { refused: true } }),
    unknown: everything,
    words: 'sts:AssumeRole in eu-west-1',
  },
  { name: 'it is another account', file: 'misnamed.yaml', unknown: everything, words: 'and not of 222222222222' },
  {
    name: 'its session has expired',
    trouble: { rules: [{ match: ofTwo, effect: { error: { code: 'ExpiredTokenException', status: 400 } } }] },
    unknown: trails,
    words: 'ExpiredTokenException',
  },
  {
    name: 'its session expires while it is read',
    trouble: {
      rules: [{ match: ofTwo, after: 2, effect: { error: { code: 'ExpiredTokenException', status: 400 } } }],
    },
    unknown: trails,
    words: 'ExpiredTokenException',
  },
  {
    name: 'it has not enabled a region',
    breakIt: ({ sandbox }) => sandbox.regions.set({ [idOf.two]: ['us-east-1'] }),
    env: () => ({ AWS_REGION: 'us-east-1' }),
    unknown: ['topic/notices@two/eu-west-1', ...here],
    words: 'in eu-west-1',
  },
  {
    name: 'the connection to it breaks',
    trouble: { rules: [{ match: ofTwo, effect: { drop: 'before' } }] },
    unknown: trails,
    words: 'ECONN',
  },
  {
    name: 'TLS fails on the way to one of its services',
    env: ({ sandbox }) => ({ AWS_ENDPOINT_URL_SNS: sandbox.url.replace('http:', 'https:') }),
    unknown: ['topic/notices@two/eu-west-1'],
    words: 'SSL',
  },
  {
    name: 'its endpoint accepts connections and never answers',
    trouble: { rules: [{ match: { ...ofTwo, region: 'eu-west-1' }, effect: { latency: 15_000 } }] },
    unknown: here,
    words: 'ETIMEDOUT',
  },
  {
    name: 'nobody answers when its role is asked for',
    trouble: { rules: [{ match: { operation: 'AssumeRole' }, after: 1, count: 1, effect: { drop: 'before' } }] },
    unknown: [],
    words: '',
  },
];

async function policyOf({ by }: Stage): Promise<string> {
  return (await by.s3('us-east-1').send(new GetBucketPolicyCommand({ Bucket: 'acme-audit-logs' }))).Policy ?? '';
}

async function stop(account: string, { sandbox }: Stage): Promise<void> {
  const credentials = { accessKeyId: account, secretAccessKey: 'example' };
  const client = new CloudTrailClient({ endpoint: sandbox.url, region: 'eu-west-1', credentials });
  await client.send(new StopLoggingCommand({ Name: 'regional' }));
  client.destroy();
}

interface Told {
  readonly verdict: { readonly reason: string | null; readonly complete: boolean };
  readonly unreadable: readonly { readonly address: string; readonly problem: { readonly message: string } }[];
  readonly outcomes: readonly { readonly address: string; readonly status: string }[] | null;
  readonly resource_drift: readonly { readonly address: string }[];
}

const three = 'trail/regional@three/eu-west-1';
const addresses = (items: readonly { readonly address: string }[]): readonly string[] =>
  [...new Set(items.map(({ address }) => address))].toSorted();

describe('one account of a fleet', () => {
  it.each(rows)('$name', async ({ trouble = {}, breakIt, file = 'fleet.yaml', env = () => ({}), unknown, words }) => {
    const on = await stage({ 'fleet.yaml': fleet, 'misnamed.yaml': misnamed, config });
    const environment = { AWS_CONFIG_FILE: `${on.folder}/config`, ...env(on) };
    const running = { endpoint: on.sandbox.url, folder: on.folder };
    const run = async (...args: readonly string[]) => {
      const ran = await on.run([...args, '--format', 'json'], { ...running, env: environment });
      return { code: ran.code, told: documentIn(ran, 'report.schema.json') as unknown as Told };
    };
    expect((await on.run(['apply', 'fleet.yaml', '--yes'])).code).toBe(0);
    const before = await policyOf(on);
    await stop(idOf.three, on);
    breakIt?.(on);
    on.sandbox.trouble.set(trouble);
    const reason = unknown.length > 0 ? 'incomplete' : null;

    const drift = await run('drift', file);
    expect(drift.code).toBe(2);
    expect(drift.told.verdict).toMatchObject({ reason: 'differs', complete: reason === null });
    expect(addresses(drift.told.unreadable)).toEqual(unknown);
    expect(addresses(drift.told.resource_drift)).toEqual([three]);

    on.sandbox.trouble.set(trouble);
    const applied = await run('apply', file, '--yes');
    expect(applied.code).toBe(reason === null ? 0 : 8);
    expect(applied.told.verdict).toMatchObject({ reason, complete: reason === null });
    expect(applied.told.outcomes?.map(({ address, status }) => [address, status])).toEqual([[three, 'done']]);
    expect(addresses(applied.told.unreadable)).toEqual(unknown);
    for (const { problem } of applied.told.unreadable) expect(problem.message).toContain(words);
    expect(await policyOf(on)).toBe(before);
  });

  it.each([
    ['hangs in everything', { account: idOf.two }],
    ['hangs when somebody gets into it', { operation: 'AssumeRole' }],
  ])('that %s holds up no other: these are read and repaired before the deadline', async (_, match) => {
    const on = await stage({ 'fleet.yaml': fleet.replace('watch: declared', 'watch: enabled') });
    expect((await on.run(['apply', 'fleet.yaml', '--yes'])).code).toBe(0);
    const before = await policyOf(on);
    await stop(idOf.three, on);
    // the roles of the fleet are assumed in the order of the spec
    const after = 'operation' in match ? { after: 1, count: 1 } : {};
    const hang = () => on.sandbox.trouble.set({ rules: [{ match, ...after, effect: { hold: 'before' } }] });
    const run = async (...args: readonly string[]) => {
      hang();
      const ran = await on.run([...args, '--format', 'json']);
      return { code: ran.code, told: documentIn(ran, 'report.schema.json') as unknown as Told };
    };
    const drift = await run('drift', 'fleet.yaml', '--deadline', '8s');
    expect(drift.code).toBe(2);
    expect(drift.told.verdict).toMatchObject({ reason: 'differs', complete: false });
    expect(addresses(drift.told.resource_drift)).toEqual([three]);
    expect(addresses(drift.told.unreadable)).toEqual(expect.arrayContaining([...everything]));
    expect(addresses(drift.told.unreadable).filter(address => !address.includes('@two/'))).toEqual([]);

    const applied = await run('apply', 'fleet.yaml', '--yes', '--deadline', '12s');
    expect(applied.told.outcomes?.map(({ address, status }) => [address, status])).toEqual([[three, 'done']]);
    expect(applied.code).toBe(8);
    expect(addresses(applied.told.unreadable).filter(address => !address.includes('@two/'))).toEqual([]);
    expect(await policyOf(on)).toBe(before);
  });

  it('throttled to a crawl is not known at the deadline, and the others are', async () => {
    const on = await stage({ 'fleet.yaml': fleet });
    await on.run(['apply', 'fleet.yaml', '--yes']);
    await stop(idOf.three, on);
    on.sandbox.trouble.set({ rules: [{ match: ofTwo, effect: { throttle: true } }] });
    const drift = await on.run(['drift', 'fleet.yaml', '--deadline', '8s', '--format', 'json']);
    const told = documentIn(drift, 'report.schema.json') as unknown as Told;
    expect(drift.code).toBe(2);
    expect(told.verdict).toMatchObject({ reason: 'differs', complete: false });
    expect(addresses(told.unreadable)).toEqual(trails);
    expect(addresses(told.resource_drift)).toEqual([three]);
  });

  it('whose session expires while it is repaired has failed; the others are repaired', async () => {
    const on = await stage({ 'fleet.yaml': fleet });
    await on.run(['apply', 'fleet.yaml', '--yes']);
    const before = await policyOf(on);
    await stop(idOf.two, on);
    await stop(idOf.three, on);
    const expired = { error: { code: 'ExpiredTokenException', status: 400 } };
    on.sandbox.trouble.set({ rules: [{ match: { operation: 'StartLogging', account: idOf.two }, effect: expired }] });
    const applied = await on.run(['apply', 'fleet.yaml', '--yes', '--format', 'json']);
    expect(applied.code).toBe(4);
    const { outcomes } = documentIn(applied, 'report.schema.json') as unknown as Told;
    const statuses = Object.fromEntries((outcomes ?? []).map(({ address, status }) => [address, status]));
    expect(statuses).toEqual({ [three]: 'done', 'trail/regional@two/eu-west-1': 'failed' });
    expect(await policyOf(on)).toBe(before);
  });
});

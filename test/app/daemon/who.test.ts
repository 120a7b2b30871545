/** Who did it, where several were at it: people one after the other, or people and our own repairs. */
import { CloudTrailClient, PutEventSelectorsCommand } from '@aws-sdk/client-cloudtrail';
import { GetBucketPolicyCommand, PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, it, onTestFinished } from 'vitest';

import type { Drift } from '../../../src/core/drift/drift.ts';
import { startSandbox } from '../../../src/sandbox/index.ts';
import { stage, usual } from './stage.ts';
import type { Remembered } from './stage.ts';

const bucket = 'acme-audit-logs';

/** A daemon after its first run, and time that passes for it and for AWS alike. */
async function play() {
  const sandbox = await startSandbox({ now: new Date('2027-03-01T00:00:00Z') });
  onTestFinished(() => sandbox.close());
  const here = await stage({ sandbox, config: { attribution: true } });
  await here.runs(1);
  return {
    here,
    as(accessKeyId: string) {
      const common = {
        endpoint: sandbox.url,
        region: 'eu-west-1',
        credentials: { accessKeyId, secretAccessKey: 'secret' },
      };
      return { cloudtrail: new CloudTrailClient(common), s3: new S3Client({ ...common, forcePathStyle: true }) };
    },
    async pass(seconds = 30): Promise<void> {
      sandbox.clock.advance(seconds);
      await here.clock.pass(seconds * 1_000);
    },
    /** What drifted after one run more, by field. */
    async look(): Promise<Readonly<Record<string, Drift>>> {
      const { length } = await here.runs(0);
      await here.daemon.reconcile([]);
      const run = (await here.runs(length + 1)).at(-1)?.id ?? '';
      const drifts = await answered(here.history, run);
      return Object.fromEntries(drifts.map(drift => [drift.field ?? '', drift]));
    },
  };
}

/** The drifts, once the event history was asked about each that a run saw: no run waits for that. */
async function answered(history: Remembered, run: string): Promise<readonly Drift[]> {
  for (let tries = 0; tries < 1_000; tries += 1) {
    const drifts = await history.remembered();
    if (drifts.every(({ seenBy, attribution }) => seenBy !== run || attribution !== null)) return drifts;
    await new Promise(resolve => setTimeout(resolve, 10));
  }
  throw new Error('nobody was asked about some drift');
}

it('asks anew where somebody else set another value', async () => {
  const { here, as, pass, look } = await play();
  here.configure({ ...usual, attribution: true, mode: 'observe' });
  await here.until('it only looks', ({ mode, runs: { current } }) => mode === 'observe' && current === null);
  const select = async (name: string, ReadWriteType: 'ReadOnly' | 'WriteOnly') =>
    as(name).cloudtrail.send(
      new PutEventSelectorsCommand({
        TrailName: 'main',
        EventSelectors: [{ ReadWriteType, IncludeManagementEvents: true }],
      }),
    );
  await pass();
  await select('mallory', 'ReadOnly');
  await pass();
  const first = (await look())['eventSelectors'];
  expect(first?.attribution).toMatchObject({ answer: 'found', event: { principal: { name: 'mallory' } } });
  await pass();
  await select('bob', 'WriteOnly');
  await pass();
  const second = (await look())['eventSelectors'];
  expect(second).toMatchObject({ fingerprint: first?.fingerprint, openedAt: first?.openedAt });
  expect(second?.attribution).toMatchObject({
    answer: 'found',
    confidence: 'certain',
    event: { principal: { name: 'bob' } },
  });
});

it('tells who brought in what our own repair carried along, then and later', async () => {
  const { as, pass, look } = await play();
  await pass();
  const deny = { Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: `arn:aws:s3:::${bucket}/*` };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [{ Sid: 'Mine', ...deny }] });
  await as('mallory').s3.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy }));
  await pass();
  const mallory = { answer: 'found', event: { name: 'PutBucketPolicy', principal: { name: 'mallory' } } };
  const found = await look();
  expect(found['grants']).toMatchObject({ ending: 'healed', attribution: mallory });
  expect(found['otherStatements']).toMatchObject({ status: 'withheld', attribution: mallory });
  const { Policy: now = '' } = await as('bob').s3.send(new GetBucketPolicyCommand({ Bucket: bucket }));
  const ours = { Version: '2012-10-17', Statement: statementsIn(now).filter(({ Sid }) => Sid !== 'Mine') };
  await pass();
  await as('bob').s3.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: JSON.stringify(ours) }));
  await pass();
  expect((await look())['otherStatements']).toMatchObject({ status: 'closed', ending: 'reverted' });
});

interface Told {
  readonly Sid?: string;
}

function statementsIn(policy: string): readonly Told[] {
  const { Statement } = JSON.parse(policy) as { readonly Statement: readonly Told[] };
  return Statement;
}

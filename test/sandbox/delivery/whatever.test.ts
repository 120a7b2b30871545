/** Whatever is done to a trail, in whatever order and at whatever time. */
import {
  CreateTrailCommand,
  ListTrailsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
  UpdateTrailCommand,
} from '@aws-sdk/client-cloudtrail';
import { DeleteBucketPolicyCommand } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tried } from '../../arbitraries/runs.ts';
import { ACCOUNT, clients, sandbox } from '../clients.ts';
import type { Clients } from '../clients.ts';
import { grants, makeBucket, policy, putPolicy } from '../estate.ts';
import { START, TWO, digests, keysOf, recordsOf } from './stage.ts';

const buckets = ['logs', 'more'];

const open = async (here: Clients, bucket: string): Promise<void> =>
  putPolicy(here, policy(...grants({ bucket })), bucket);

/** What can be done, beside letting time pass. */
const steps: Readonly<Record<string, (here: Clients) => Promise<unknown>>> = {
  call: async ({ cloudtrail }) => cloudtrail.send(new ListTrailsCommand({})),
  stop: async ({ cloudtrail }) => cloudtrail.send(new StopLoggingCommand({ Name: 'main' })),
  start: async ({ cloudtrail }) => cloudtrail.send(new StartLoggingCommand({ Name: 'main' })),
  move: async ({ cloudtrail }) => cloudtrail.send(new UpdateTrailCommand({ Name: 'main', S3BucketName: 'more' })),
  'move back': async ({ cloudtrail }) =>
    cloudtrail.send(new UpdateTrailCommand({ Name: 'main', S3BucketName: 'logs' })),
  close: async ({ s3 }) => s3.send(new DeleteBucketPolicyCommand({ Bucket: 'logs' })),
  mend: async here => open(here, 'logs'),
};

const seconds = fc.constantFrom(1, 59, 240, 301, 2400, 3600, 4 * 3600);
const does = (names: readonly string[]): fc.Arbitrary<readonly (string | number)[]> =>
  fc.array(fc.oneof(fc.constantFrom(...names), seconds), { minLength: 8, maxLength: 14, size: 'max' });

/** Does the steps, and waits until all is delivered and listed. AWS refuses some of them at some times. */
async function done(order: readonly (string | number)[]) {
  const box = await sandbox({ now: new Date(START), ...TWO });
  const here = clients(box);
  for (const bucket of buckets) {
    await makeBucket(here, bucket);
    await open(here, bucket);
  }
  const made = { Name: 'main', S3BucketName: 'logs', EnableLogFileValidation: true };
  await here.cloudtrail.send(new CreateTrailCommand(made));
  await here.cloudtrail.send(new StartLoggingCommand({ Name: 'main' }));
  let logs = true;
  let calls = 0;
  for (const step of order) {
    if (typeof step === 'number') box.clock.advance(step);
    else {
      if (step === 'call' && logs) calls += 1;
      const result = await steps[step]?.(here).then(
        () => 'done',
        () => 'refused',
      );
      if (result === 'done' && (step === 'stop' || step === 'start')) logs = step === 'start';
    }
  }
  await open(here, 'logs');
  await here.cloudtrail.send(new ListTrailsCommand({}));
  box.clock.advance(4 * 3600);
  const records = (await Promise.all(buckets.map(async bucket => recordsOf(here, '/CloudTrail/', bucket)))).flat();
  const files = (await Promise.all(buckets.map(async bucket => keysOf(here, '/CloudTrail/', bucket)))).flat();
  const all = [...(await digests(box)), ...(await digests(box, { bucket: 'more' }))];
  return { calls: logs ? calls + 1 : calls, records, files, all };
}

const listed = (all: Awaited<ReturnType<typeof digests>>): readonly string[] =>
  all.flatMap(({ logFiles }) => logFiles.map(({ s3Object }) => s3Object)).toSorted();

describe('every call that a trail recorded', () => {
  it('stands in its log files once, and every file in at most one digest, all signed and chained', async () => {
    await fc.assert(
      fc.asyncProperty(does([...Object.keys(steps), 'stop', 'call', 'close', 'mend', 'start']), async order => {
        const { calls, records, files, all } = await done(order);
        const ids = records.map(({ eventID }) => eventID);
        expect(new Set(ids).size).toBe(ids.length);
        expect(records.filter(({ eventName }) => eventName === 'ListTrails')).toHaveLength(calls);
        expect(records.every(({ recipientAccountId }) => recipientAccountId === ACCOUNT)).toBe(true);
        expect(new Set(listed(all)).size).toBe(listed(all).length);
        expect(files).toEqual(expect.arrayContaining([...listed(all)]));
        const previous = all.flatMap(({ previousDigestS3Object: key }) => (key === null ? [] : [key]));
        expect(new Set(previous).size).toBe(previous.length);
        const keys = all.map(({ digestS3Object }) => digestS3Object);
        expect(keys).toEqual(expect.arrayContaining(previous));
      }),
      tried(6),
    );
  });

  it('stands in files that digests list, where nothing was in the way', async () => {
    await fc.assert(
      fc.asyncProperty(
        does(['call', 'stop', 'start', 'stop', 'call', 'move', 'stop', 'move back', 'start']),
        async order => {
          const { files, all } = await done(order);
          expect(listed(all)).toEqual(files.toSorted());
        },
      ),
      tried(6),
    );
  });
});

/** The watch over deliveries, in the daemon on the sandbox. */
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';

import { minimal } from '../../cli/program.ts';
import { stage } from './stage.ts';
import type { Stage } from './stage.ts';

const undelivered = ({ daemon }: Stage) => daemon.snapshot().drifts.filter(({ kind }) => kind === 'undelivered');

async function deliver({ by, sandbox, clock }: Stage): Promise<void> {
  sandbox.clock.set(clock.now());
  const Key = 'AWSLogs/111111111111/CloudTrail/eu-west-1/2027/03/01/a.json.gz';
  await by.s3('eu-west-1').send(new PutObjectCommand({ Bucket: 'acme-audit-logs', Key, Body: 'x' }));
}

const forLogs = {
  delivery: { log: 30 * 60_000, digest: 1_000_000_000, notification: 30 * 60_000, gravity: 'high' },
} as const;

describe('what a trail records', () => {
  it('is told when nothing of it arrives, and when it came', async () => {
    const here = await stage({ config: forLogs });
    here.sandbox.clock.set(here.clock.now());
    here.sandbox.clock.freeze();
    await here.passUntilRuns(4); // half an hour
    expect(undelivered(here)).toEqual([]);
    await here.passUntilRuns(6);
    expect(undelivered(here)).toMatchObject([
      {
        gravity: 'high',
        status: 'open',
        meaning: expect.stringContaining('no log files of eu-west-1 came since') as string,
      },
    ]);
    await deliver(here);
    await here.passUntilRuns(7);
    expect(undelivered(here)).toEqual([]);
    expect(here.history.steps.at(-1)?.drift).toMatchObject({ kind: 'undelivered', ending: 'arrived' });
  });

  it('is not late while it comes', async () => {
    const here = await stage({ config: forLogs });
    here.sandbox.clock.freeze();
    for (let run = 1; run <= 8; run += 1) {
      await here.passUntilRuns(run);
      await deliver(here);
    }
    expect(here.history.steps.filter(({ drift }) => drift.kind === 'undelivered')).toEqual([]);
    const [trail] = here.daemon.snapshot().estate?.trails ?? [];
    expect(trail?.lastLog).not.toBeNull();
  });

  it('is asked of one other region in each run, where the trail records them all', async () => {
    const here = await stage({ config: forLogs, spec: minimal });
    await here.passUntilRuns(3);
    const asked = here.sandbox
      .calls()
      .filter(({ operation, region }) => operation === 'cloudtrail:GetTrailStatus' && region !== 'eu-west-1')
      .map(({ region }) => region);
    expect(asked).toHaveLength(3);
    expect(new Set(asked).size).toBe(3);
    const [trail] = here.daemon.snapshot().estate?.trails ?? [];
    expect(Object.keys(trail?.elsewhere ?? {}).toSorted()).toEqual(asked.toSorted());
  });
});

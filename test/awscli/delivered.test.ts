/** What the sandbox delivers, judged by AWS's own validator. */
import { gzipSync } from 'node:zlib';

import { ListTrailsCommand, StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';

import { HOME, arnOf } from '../sandbox/estate.ts';
import { TWO, keysOf, logging, read } from '../sandbox/delivery/stage.ts';
import { type Ended, run } from './cli.ts';

type Stage = Awaited<ReturnType<typeof logging>>;

/** Six digests and two log files. */
async function delivered(): Promise<Stage> {
  const stage = await logging({ IsMultiRegionTrail: true, EnableLogFileValidation: true }, TWO);
  stage.box.clock.advance(90 * 60);
  await stage.here.cloudtrail.send(new ListTrailsCommand({}));
  stage.box.clock.advance(270 * 60);
  return stage;
}

async function validated({ box }: Stage, region = HOME): Promise<Ended> {
  const range = ['--start-time', '2026-09-30T23:30:00Z', '--end-time', '2026-10-02T00:00:00Z'];
  return run(box.url, ['cloudtrail', 'validate-logs', '--trail-arn', arnOf('main'), '--region', region, ...range]);
}

describe('aws cloudtrail validate-logs', () => {
  it('finds all valid that was delivered, in every region', async () => {
    const stage = await delivered();
    const { code, stdout, stderr } = await validated(stage);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('6/6 digest files valid\n2/2 log files valid');
    expect((await validated(stage, 'us-east-1')).stdout).toContain('6/6 digest files valid');
  });

  it('finds a backfill digest, and what it lists', async () => {
    const stage = await logging({ EnableLogFileValidation: true });
    stage.box.trouble.set({ deliveries: [{ effect: { backfill: 3600 } }] });
    stage.box.clock.advance(4 * 3600);
    const { code, stdout } = await validated(stage);
    expect(code).toBe(0);
    expect(stdout).toContain('4/4 digest files valid\n1/1 backfill digest files valid\n1/1 log files valid');
  });

  it('finds a chain that ended and one that began anew, across a change of the key', async () => {
    const stage = await logging({ EnableLogFileValidation: true }, { ...TWO, now: new Date('2026-10-03T20:00:00Z') });
    stage.box.clock.advance(7.5 * 3600);
    await stage.here.cloudtrail.send(new StopLoggingCommand({ Name: 'main' }));
    stage.box.clock.advance(3600);
    const range = ['--start-time', '2026-10-03T18:30:00Z', '--end-time', '2026-10-04T12:00:00Z'];
    const args = ['cloudtrail', 'validate-logs', '--trail-arn', arnOf('main'), ...range];
    const { code, stdout } = await run(stage.box.url, args);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('9/9 digest files valid') as string });
  });

  it.each<[what: string, change: (stage: Stage, key: string) => Promise<unknown>, said: string]>([
    [
      'changed',
      async ({ here }, Key) => {
        const { text } = await read(here, Key);
        const Body = gzipSync(text.replace('StartLogging', 'StopLogging'));
        return here.s3.send(new PutObjectCommand({ Bucket: 'logs', Key, Body }));
      },
      "INVALID: hash value doesn't match",
    ],
    [
      'deleted',
      async ({ here }, Key) => here.s3.send(new DeleteObjectCommand({ Bucket: 'logs', Key })),
      'INVALID: not found',
    ],
  ])('finds a log file invalid that was %s', async (_, change, said) => {
    const stage = await delivered();
    const [key = ''] = await keysOf(stage.here, `/CloudTrail/${HOME}/`);
    await change(stage, key);
    const { code, stdout, stderr } = await validated(stage);
    expect(code).toBe(1);
    expect(stderr).toContain(`${key}\t${said}`);
    expect(stdout).toContain('1/2 log files valid, 1/2 log files INVALID');
  });
});

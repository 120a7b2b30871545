/** What a daemon verifies, on the sandbox: the places of its spec, their files, their keys. */
import { DescribeTrailsCommand } from '@aws-sdk/client-cloudtrail';
import { pino } from 'pino';
import { expect, it, onTestFinished } from 'vitest';

import { systemClock } from '../../src/adapters/clock.ts';
import { verifyLogs } from '../../src/app/logs/verify.ts';
import { specArchives } from '../../src/cli/compose-archives.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { endpointAt } from '../e2e/endpoint.ts';
import { folderWith, spec, trailwarden } from './program.ts';

const text = spec(`buckets:
  acme-audit-logs: { region: us-east-1 }
trails:
  main: { region: us-east-1, bucket: acme-audit-logs, multiRegion: false }`);

it('opens the places of the spec in force, and only of one that holds', async () => {
  const began = new Date(Date.now() - 4 * 3_600_000);
  const sandbox = await startSandbox({ now: began });
  onTestFinished(() => sandbox.close());
  const { cloudtrail } = endpointAt(sandbox.url);
  await trailwarden(['apply', '--yes'], {
    endpoint: sandbox.url,
    folder: folderWith({ 'trailwarden.yaml': text }),
  });
  for (let hour = 0; hour < 4; hour += 1) {
    await cloudtrail('us-east-1').send(new DescribeTrailsCommand({}));
    sandbox.clock.advance(3_600);
  }
  const log = pino({ level: 'silent' });
  const calls = new Set<string>();
  const archives = specArchives({ endpointUrl: sandbox.url, log, onCall: ({ call }) => calls.add(call) });

  const opened = await archives.open({ paths: ['.'], files: [{ path: 'a.yaml', text }] });
  if (!('places' in opened)) throw new Error(JSON.stringify(opened));
  onTestFinished(() => opened.close());
  expect(opened.places.map(({ place }) => place.trail?.arn)).toEqual([
    'arn:aws:cloudtrail:us-east-1:111111111111:trail/main',
  ]);
  const range = { from: `${began.toISOString().slice(0, 19)}Z`, until: `${new Date().toISOString().slice(0, 19)}Z` };
  const run = { ...opened, range, head: true, points: [] };
  const told = await verifyLogs(run, { clock: systemClock, cloud: opened.cloud, told: () => undefined });
  expect(told.outcome).toBe('whole');
  expect(told.points).toHaveLength(1);
  expect(calls).toContain('cloudtrail:ListPublicKeys');

  const wrong = await archives.open({
    paths: ['.'],
    files: [{ path: 'a.yaml', text: text.replace('bucket:', 'bukket:') }],
  });
  expect('places' in wrong).toBe(false);
});

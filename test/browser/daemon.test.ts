/** The page of the real daemon, on the sandbox: somebody stops the trail, the daemon tells, and then heals. */
import { StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, expect, it, onTestFinished } from 'vitest';

import { trailwarden } from '../cli/program.ts';
import { stage } from '../cli/sandboxed.ts';
import { barriers, closeBrowser, opened, shoot, theBrowserMayReach, until } from './opened.ts';

afterAll(closeBrowser);

const spec = `apiVersion: trailwarden.dev/v1alpha1
kind: TrailSpec
metadata: { name: acme }
spec:
  buckets: { acme-audit-logs: { region: eu-west-1 } }
  trails: { main: { region: eu-west-1, bucket: acme-audit-logs } }
`;

const config = (mode: 'observe' | 'enforce', port: number): string => `apiVersion: trailwarden.dev/v1alpha1
kind: DaemonConfig
metadata: { name: trailwarden }
spec:
  mode: ${mode}
  source: { folder: { paths: [spec.yaml] } }
  schedule: { cron: '*/2 * * * * *', jitter: 0s }
  server: { host: 127.0.0.1, port: ${port} }
`;

/** A port that nobody listens on at the moment. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise(done => server.close(done));
  return port;
}

it('shows without a reload that a trail was stopped, and that it was healed', async () => {
  const port = await freePort();
  const staged = await stage({ 'spec.yaml': spec, 'daemon.yaml': config('observe', port) });
  expect((await staged.run(['apply', 'spec.yaml', '--yes'])).code).toBe(0);
  const ended = new AbortController();
  onTestFinished(() => ended.abort());
  const running = trailwarden(['daemon', '--config', 'daemon.yaml'], {
    endpoint: staged.sandbox.url,
    folder: staged.folder,
    started: child => ended.signal.addEventListener('abort', () => child.kill('SIGTERM')),
  });
  const url = `http://127.0.0.1:${port}`;
  await theBrowserMayReach(url);
  const { page, complaints } = await opened(url);
  const verdict = (words: string): Promise<void> =>
    until(page, `document.querySelector('#verdict').textContent.startsWith(${JSON.stringify(words)})`);
  await verdict('Everything is recorded');
  await page.evaluate('window.same = true');

  await staged.by.cloudtrail('eu-west-1').send(new StopLoggingCommand({ Name: 'main' }));
  await until(page, `document.querySelector('#verdict').textContent.endsWith(' is not being recorded.')`);
  expect(await page.textContent('.drift h3')).toContain('trail main is stopped');
  expect(await page.textContent('#plan')).toContain('StartLogging');
  await shoot(page, 'daemon-stopped');
  expect(await barriers(page)).toEqual([]);

  writeFileSync(join(staged.folder, 'daemon.yaml'), config('enforce', port));
  await verdict('Everything is recorded');
  await until(page, `document.querySelectorAll('.drift').length === 0`);
  await until(page, `document.querySelector('#history').textContent.includes('healed by trailwarden')`);
  expect(await page.evaluate('window.same')).toBe(true);
  await shoot(page, 'daemon-healed');
  expect(complaints).toEqual([]);

  ended.abort();
  expect((await running).code).toBe(0);
});

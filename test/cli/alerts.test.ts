import { StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import type { ChildProcess } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';

import { minimal } from './program.ts';
import { stage } from './sandboxed.ts';

const secret = 'T0CANARY/B0CANARY/c4n4ry';

const config = (port: number): string => `
apiVersion: trailwarden.dev/v1alpha1
kind: DaemonConfig
metadata: { name: audit }
spec:
  mode: enforce
  source: { folder: { paths: [spec.yaml] } }
  schedule: { cron: '* * * * * *', jitter: 0s }
  server: { port: 0, externalUrl: "http://127.0.0.1:${port}" }
  history: { path: history.db }
  attribution: false
  log: { level: debug }
  alerts:
    receivers:
      - { name: channel, slack: { webhookUrlFile: url } }
      - { name: hook, webhook: { urlFile: hook-url } }
    routes: [{ receivers: [channel, hook] }]
    gather: 100ms
`;

/** A channel's incoming webhook, and a webhook that fails first. */
async function channel(): Promise<{
  readonly port: number;
  readonly posts: { readonly url: string; readonly body: string }[];
}> {
  const posts: { url: string; body: string }[] = [];
  let failures = 1;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      const url = request.url ?? '';
      const isDown = url === '/hook' && failures-- > 0;
      if (!isDown) posts.push({ url, body });
      response.writeHead(isDown ? 503 : 200, isDown ? { 'retry-after': '1' } : {}).end('ok');
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, posts };
}

it('the daemon tells its receivers, each once, also over a restart, and no secret stands in its log', async () => {
  const { port, posts } = await channel();
  const files = { url: `http://127.0.0.1:${port}/services/${secret}\n`, 'hook-url': `http://127.0.0.1:${port}/hook\n` };
  const here = await stage({ 'spec.yaml': minimal, 'daemon.yaml': config(port), ...files });
  const told = (url: string): readonly string[] => posts.filter(one => one.url.includes(url)).map(({ body }) => body);
  const until = async (isSo: () => boolean): Promise<void> => {
    for (let waited = 0; waited < 600 && !isSo(); waited += 1) await new Promise(resolve => setTimeout(resolve, 100));
  };
  const run = async (isSo: () => boolean) => {
    const children: ChildProcess[] = [];
    const ran = here.run(['daemon', '--config', 'daemon.yaml'], {
      endpoint: here.sandbox.url,
      folder: here.folder,
      started: child => children.push(child),
    });
    await until(isSo);
    for (const child of children) child.kill('SIGTERM');
    return ran;
  };
  const first = await run(() => told('CANARY').length >= 1 && told('/hook').length >= 1);
  expect([told('CANARY').length, told('/hook').length]).toEqual([1, 1]);
  expect(told('/hook')[0]).toContain('first-run');
  await here.by.cloudtrail('eu-west-1').send(new StopLoggingCommand({ Name: 'main' }));
  const second = await run(() => told('CANARY').length >= 2 && told('/hook').length >= 2);
  expect([told('CANARY').length, told('/hook').length]).toEqual([2, 2]);
  expect(told('/hook')[1]).toContain('opened');
  expect(told('CANARY')[1]).toContain('healed');
  const log = [first, second].map(({ stdout, stderr }) => stdout + stderr).join('');
  expect(log).toContain('a receiver could not be told');
  expect(log).toContain('a receiver can be told again');
  expect(log).not.toContain('c4n4ry');
  expect([first.code, second.code]).toEqual([0, 0]);
});

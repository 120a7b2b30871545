/** What the chart would start, started: the same arguments, over the same files, mounted as Kubernetes mounts them. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { expect, it, onTestFinished } from 'vitest';

import { startSandbox } from '../../src/sandbox/index.ts';
import { environment, main, trailwarden } from '../cli/program.ts';
import { objectsIn, rendered, valuesOf } from './charted.ts';
import type { Made } from './charted.ts';

interface Container {
  readonly name: string;
  readonly args: readonly string[];
  readonly readinessProbe: { readonly httpGet: { readonly path: string } };
  readonly livenessProbe: { readonly httpGet: { readonly path: string } };
}

interface Pod {
  readonly containers: readonly [Container];
  readonly initContainers: readonly Container[];
  readonly terminationGracePeriodSeconds: number;
}

/** As a ConfigMap or a Secret stands in a Pod: links to a folder that is itself behind a link. */
function mounted(folder: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(join(folder, '..2026_11_21'), { recursive: true });
  symlinkSync('..2026_11_21', join(folder, '..data'));
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, '..2026_11_21', name), text);
    symlinkSync(join('..data', name), join(folder, name));
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise(closed => server.close(closed));
  return port;
}

it('the daemon, its probes, its metrics and the Pod of helm test do as the chart says', async () => {
  const sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
  const root = mkdtempSync(join(tmpdir(), 'pod-'));
  const port = await freePort();
  const here = (text: string): string =>
    text
      .replaceAll('/etc/trailwarden', join(root, 'etc'))
      .replaceAll('/var/lib/trailwarden', join(root, 'state'))
      .replace('port: 8080', `port: ${port}`)
      .replace('host: 0.0.0.0', 'host: 127.0.0.1');
  const objects = objectsIn(rendered(valuesOf('observe'), '--set', 'config.kubernetes.events=false'));
  const dataOf = (end: string): Readonly<Record<string, string>> => {
    const found = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name.endsWith(end));
    return Object.fromEntries(Object.entries(found?.data ?? {}).map(([name, text]) => [name, here(text)]));
  };
  mounted(join(root, 'etc/config'), dataOf('-config'));
  mounted(join(root, 'etc/specs'), dataOf('-specs'));
  mounted(join(root, 'etc/auth'), { read: 'a-token-that-is-long-enough' });

  const deployment = objects.find(({ kind }) => kind === 'Deployment')?.spec?.['template'] as Made;
  const pod = deployment.spec as unknown as Pod;
  const [container] = pod.containers;
  const child = spawn(process.execPath, [main, ...container.args.map(here)], {
    env: environment({ endpoint: sandbox.url }),
    stdio: 'ignore',
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = new Promise<number | null>(resolve => child.once('exit', resolve));
  const ask = (path: string, token?: string): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}${path}`, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });
  const ready = async (): Promise<boolean> =>
    (await ask(container.readinessProbe.httpGet.path).catch(() => null))?.status === 200;
  while (!(await ready())) {
    expect(child.exitCode).toBeNull();
    await sleep(100);
  }
  expect((await ask(container.livenessProbe.httpGet.path)).status).toBe(200);
  expect((await ask('/metrics')).status).toBe(401);
  const metrics = async (): Promise<string> => (await ask('/metrics', 'a-token-that-is-long-enough')).text();
  while (!(await metrics()).includes('trailwarden_trail_logging{')) await sleep(100);
  expect(await metrics()).toContain('trailwarden_mode_info{mode="observe"} 1');
  expect(await metrics()).toMatch(/^trailwarden_trail_logging\{.*trail="main".*\} 0$/mu);

  const test = objects.find(({ kind }) => kind === 'Pod')?.spec as unknown as Pod;
  const run = async ({ args }: Container): Promise<number | null> =>
    (await trailwarden(args.map(here), { endpoint: sandbox.url })).code;
  for (const judging of test.initContainers) expect([judging.name, await run(judging)]).toEqual([judging.name, 0]);
  expect(await run(test.containers[0])).toBe(2); // the trail is not there yet: critical
  await trailwarden(['apply', join(root, 'etc/specs'), '--yes'], { endpoint: sandbox.url });
  expect(await run(test.containers[0])).toBe(0);

  child.kill('SIGTERM');
  const patience = sleep(pod.terminationGracePeriodSeconds * 1000).then(() => 'killed');
  expect(await Promise.race([ended, patience])).toBe(0);
});

/** The built daemon, a repository and a sandbox: a commit becomes what stands at AWS. */
import { createHmac } from 'node:crypto';
import type { ChildProcess } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';

import { remote, serve } from '../adapters/specs/repository/remote.ts';
import type { Snapshot } from '../../src/core/daemon/snapshot.ts';
import { minimal } from './program.ts';
import { stage, written } from './sandboxed.ts';

const canary = 'canary-of-a-token';
const secret = 'canary-of-a-hook';

/** Nothing begins a run but its start and the source. */
const config = (url: string, mode = 'enforce') => `apiVersion: trailwarden.dev/v1alpha1
kind: DaemonConfig
metadata: { name: tw }
spec:
  mode: ${mode}
  schedule: { cron: '0 0 1 1 *', jitter: 0s }
  source:
    git:
      url: ${url}
      path: specs
      interval: 1h
      credentials: { passwordFile: token }
      webhook: { provider: github, secretFile: hook }
  server: { port: 0 }
`;

async function until<T>(what: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  for (;;) {
    const found = await what();
    if (found !== undefined && found !== false) return found;
    await setTimeout(100);
  }
}

describe('a daemon whose spec stands in a repository', () => {
  it('looks when a webhook says so, keeps the last good spec, and takes a changed config', async () => {
    const origin = remote();
    const first = origin.commit({ 'specs/a.yaml': minimal });
    const served = await serve(origin, { password: canary });
    const here = await stage({ 'daemon.yaml': config(served.url, 'observe'), token: canary, hook: secret });
    const log: string[] = [];
    let process: ChildProcess | undefined;
    onTestFinished(() => void process?.kill('SIGKILL'));
    const ran = here.run(['daemon', '--config', 'daemon.yaml', '--log-level', 'debug'], {
      endpoint: here.sandbox.url,
      folder: here.folder,
      started: child => (process = child),
      watch: text => log.push(text),
    });
    const url = await until(() => /"url":"(http:[^"]+)"/u.exec(log.join(''))?.[1]);
    const status = async () => (await (await fetch(`${url}/api/v1/status`)).json()) as Snapshot;
    const short = (commit: string) => `main@${commit.slice(0, 7)}`;
    const call = async (key: string) => {
      const body = '{"ref":"refs/heads/main"}';
      const signature = `sha256=${createHmac('sha256', key).update(body).digest('hex')}`;
      const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signature };
      return (await fetch(`${url}/api/v1/hooks/source`, { method: 'POST', body, headers })).status;
    };

    await until(async () => (await status()).runs.last?.result === 'drift');
    expect(await status()).toMatchObject({ source: { revision: short(first), problems: [] } });
    expect(written(here)).toEqual([]);

    writeFileSync(join(here.folder, 'daemon.yaml'), config(served.url));
    await until(() => written(here).includes('StartLogging'));
    await until(async () => (await status()).runs.last?.result === 'healed');

    expect(await call('somebody else')).toBe(401);
    const tagged = minimal.replace('{ region: eu-west-1 }', '{ region: eu-west-1, tags: { team: audit } }');
    const second = origin.commit({ 'specs/a.yaml': tagged });
    const before = written(here).length;
    expect(await call(secret)).toBe(202);
    await until(() => written(here).length > before);
    expect(await status()).toMatchObject({ source: { revision: short(second), problems: [] } });

    origin.commit({ 'specs/a.yaml': `${minimal}  trials: {}\n` });
    expect(await call(secret)).toBe(202);
    const state = await until(async () => {
      const { source } = await status();
      return source.problems.length > 0 && source;
    });
    expect(state).toMatchObject({ revision: short(second), problems: [{ code: 'unknown-key' }] });

    process?.kill('SIGTERM');
    const { code, stdout, stderr } = await ran;
    expect([code, stdout]).toEqual([0, '']);
    const everything = stderr + readFileSync(join(here.folder, 'daemon.yaml'), 'utf8');
    for (const one of [canary, secret, Buffer.from(`git:${canary}`).toString('base64')])
      expect(everything).not.toContain(one);
  });
});

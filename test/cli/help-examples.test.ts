/** Every line that help offers to copy is understood, and run where it ends by itself. */
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { commands } from '../../src/cli/commands/index.ts';
import { parse } from '../../src/cli/program.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { environment, main, minimal, spec } from './program.ts';
import type { Ran } from './program.ts';

const lines = commands.flatMap(({ name, examples }) => examples.map(([line]) => ({ name, line })));

/** Why a line is only understood here. */
const notRun: readonly (readonly [lines: RegExp, why: string])[] = [
  [/--engine athena/u, 'the sandbox has no Athena'],
  [/^demo/u, 'plays for seconds, and has a test of its own'],
  [/^sandbox/u, 'runs until Ctrl-C'],
  [/^daemon --config daemon\.yaml$/u, 'runs until SIGTERM'],
  [/^init$/u, 'asks a person'],
  [/--url /u, 'asks a daemon that runs elsewhere'],
  [/--file - /u, 'reads what is piped to it'],
  [/^notify/u, 'tells people'],
  [/^logs prove/u, 'waits for minutes, and has a test of its own'],
  [/^logs tail/u, 'follows until Ctrl-C, and has a test of its own'],
];

const reasonFor = (line: string): string | undefined => notRun.find(([pattern]) => pattern.test(line))?.[1];

const digest = '0'.repeat(64);

describe('an example', () => {
  it.each(commands.map(({ name, examples }) => [name, examples] as const))('%s has one at least', (name, examples) => {
    expect(examples.length).toBeGreaterThan(0);
    expect(examples.some(([line]) => line.startsWith(name))).toBe(true);
  });

  it.each(lines)('is understood: $line', ({ line }) => {
    const [typed = ''] = line.replace('$DIGEST', digest).split(/ [|>] /u);
    const asked = parse(typed.split(' '), { print: () => undefined, shown: () => '' });
    expect(typed.startsWith(asked?.definition.name ?? 'nothing')).toBe(true);
  });
});

const config = `apiVersion: trailwarden.dev/v1alpha1
kind: DaemonConfig
metadata: { name: audit }
spec:
  mode: observe
  source: { folder: { paths: [specs] } }
  schedule: { cron: '0 * * * *' }
  history: { path: trailwarden.db }
  server: { port: 0 }
`;

interface Set {
  readonly folder: string;
  readonly endpoint: string;
  readonly env: Readonly<Record<string, string>>;
}

/** In a shell, with the program by its name. */
function inShell(line: string, { folder, endpoint, env }: Set): Promise<Ran> {
  const child = spawn('sh', ['-c', `trailwarden ${line}`], {
    cwd: folder,
    env: { ...environment({ endpoint }), PATH: `${join(folder, 'bin')}:${process.env['PATH']}`, HOME: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => (texts[name] += text));
  return new Promise(done => child.once('close', code => done({ code, ...texts })));
}

const declared = spec(`accounts: { acme: { id: '111111111111' } }
buckets:
  logs: { account: acme, region: eu-west-1 }
topics:
  told: { account: acme, region: eu-west-1 }
trails:
  main: { account: acme, region: eu-west-1, bucket: logs, topic: told }`);

/** What some commands look for and others would have to find at AWS. */
const others: Readonly<Record<string, string>> = {
  'policy kms': declared.replace('topic: told }', 'topic: told, kmsKey: alias/audit }'),
  'policy cloudwatch-logs': declared.replace(
    'topic: told }',
    'topic: told, cloudWatchLogs: { logGroup: audit, role: audit } }',
  ),
  'events ddl': minimal,
};

const logFile = gzipSync('{"Records":[{"eventTime":"2026-01-01T00:00:00Z"}]}');

/** Key of a log file, as CloudTrail names it. */
const keyOf = (account: string): string =>
  `AWSLogs/${account}/CloudTrail/eu-west-1/2026/01/01/${account}_CloudTrail_eu-west-1_20260101T0000Z_A1b2C3d4E5f6G7h8.json.gz`;

/** Log files in the buckets that examples name, and in copies of them. */
async function delivered(folder: string, endpoint: string): Promise<void> {
  const copies = ['copy', 'acme-audit-logs'].flatMap(copy =>
    [keyOf('111122223333'), keyOf('111111111111')].map(key => join(copy, key)),
  );
  for (const path of ['downloads/a.json.gz', ...copies].map(name => join(folder, name))) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, logFile);
  }
  writeFileSync(join(folder, 'keys.json'), '{"PublicKeyList":[]}');
  const credentials = { accessKeyId: '111111111111', secretAccessKey: 'any' };
  const s3 = new S3Client({ endpoint, region: 'eu-west-1', forcePathStyle: true, credentials });
  const Bucket = 'acme-audit-logs';
  await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }));
  await s3.send(new PutObjectCommand({ Bucket, Key: keyOf('111122223333'), Body: logFile }));
  await s3.send(new PutObjectCommand({ Bucket: 'logs', Key: keyOf('111111111111'), Body: logFile }));
  s3.destroy();
}

/** A repository with a spec that was applied, with the files that examples name. */
async function setting(folder: string, { url }: Sandbox): Promise<Set> {
  for (const name of ['specs', 'bin', '.zfunc', '.config/fish/completions', '.local/share/bash-completion/completions'])
    mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'daemon.yaml'), config);
  writeFileSync(join(folder, 'accounts.yaml'), spec("accounts: { acme: { id: '111111111111' } }"));
  writeFileSync(join(folder, 'specs/acme.yaml'), declared);
  writeFileSync(join(folder, 'bin/trailwarden'), `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`);
  chmodSync(join(folder, 'bin/trailwarden'), 0o755);
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
      cwd: folder,
      stdio: 'pipe',
    });
  git('init', '-q', '-b', 'main');
  git('add', 'specs');
  git('commit', '-qm', 'first');
  git('commit', '-qm', 'second', '--allow-empty');
  git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  const bare = { folder, endpoint: url, env: {} };
  await inShell('apply specs/ --yes --format json > report.json', bare);
  await delivered(folder, url);
  const planned = await inShell('plan specs/ --out plan.json --format json', bare);
  await inShell('drift specs/ --report html=drift.html', bare);
  await inShell('daemon --config daemon.yaml --once', bare);
  await inShell(
    'policy bucket --account 111122223333 --trail main --region eu-west-1 --bucket logs > policy.json',
    bare,
  );
  return { ...bare, env: { DIGEST: (JSON.parse(planned.stdout) as { readonly digest: string }).digest } };
}

describe('the examples of', () => {
  const all = mkdtempSync(join(tmpdir(), 'trailwarden-examples-'));
  let sandbox: Sandbox;
  let ready: Set;
  beforeAll(async () => {
    sandbox = await startSandbox();
    ready = await setting(join(all, 'ready'), sandbox);
  });
  afterAll(async () => {
    await sandbox.close();
    rmSync(all, { recursive: true, force: true });
  });
  const run = Map.groupBy(
    lines.filter(({ line }) => reasonFor(line) === undefined),
    ({ name }) => name,
  );
  it.each([...run])('%s do what they say', async (name, examples) => {
    const ends = commands.find(command => command.name === name)?.exits.map(([code]) => code) ?? [];
    const good = ends.filter(code => code !== 1 && code !== 3);
    for (const [at, { line }] of examples.entries()) {
      const folder = join(all, `${name.replaceAll(' ', '-')}-${at}`);
      cpSync(ready.folder, folder, { recursive: true });
      writeFileSync(join(folder, 'specs/acme.yaml'), others[name] ?? declared);
      const here = { ...ready, folder };
      const { code, stderr } = await inShell(line, here);
      expect({ line, good: good.includes(code ?? -1), stderr: good.includes(code ?? -1) ? '' : stderr }).toEqual({
        line,
        good: true,
        stderr: '',
      });
    }
  });

  it('few are left out, each for a reason', () => {
    const left = lines.filter(({ line }) => reasonFor(line) !== undefined);
    expect(left.length).toBeLessThan(lines.length / 4);
    expect(run.size).toBeGreaterThan(15);
  });
});

/** The image as people get it: linted, built twice, and run as its user on a root that nobody can write. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import { startSandbox } from '../../src/sandbox/index.ts';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { minimal, trailwarden } from '../cli/program.ts';
import { Engine, run, start } from './engine.ts';
import type { Built } from './engine.ts';

const root = resolve(import.meta.dirname, '../..');
const epoch = 1_700_000_000;

let engine: Engine;
let built: Built;
let image: string;
let specs: string;

beforeAll(() => {
  specs = mkdtempSync(join(tmpdir(), 'trailwarden-specs-'));
  writeFileSync(join(specs, 'trailwarden.yaml'), minimal);
  execFileSync('chmod', ['-R', 'go=rX', specs]);
  engine = new Engine();
  engine.makeBases();
  built = engine.build('localhost/trailwarden:one', epoch);
  image = engine.mount('localhost/trailwarden:one');
});

afterAll(() => {
  engine.close();
  rmSync(specs, { recursive: true, force: true });
});

const megabytes = (...paths: readonly string[]): number =>
  Number(execFileSync('du', ['-sxb', ...paths.map(path => join(image, path))], { encoding: 'utf8' }).split('\t')[0]) /
  1e6;

describe('the Dockerfile', () => {
  it('has nothing that hadolint finds', () => {
    execFileSync(inject('hadolint'), ['--failure-threshold', 'info', join(root, 'Dockerfile')], { stdio: 'inherit' });
  });

  it('makes the same layers twice', () => {
    const again = engine.build('localhost/trailwarden:two', epoch);
    expect(again.layers).toEqual(built.layers);
    expect(again.created).toBe(built.created);
  });
});

describe('the image', () => {
  it('says what it is, and who it runs as', () => {
    expect(built.config).toMatchObject({
      User: '65532:65532',
      Entrypoint: ['trailwarden'],
      Labels: {
        'org.opencontainers.image.title': 'trailwarden',
        'org.opencontainers.image.licenses': 'Apache-2.0',
        'org.opencontainers.image.version': '1.2.3',
        'org.opencontainers.image.revision': 'c0ffee',
      },
      Healthcheck: { Test: ['CMD', 'node', '/opt/trailwarden/healthcheck.ts'] },
    });
    expect(new Date(built.created).getTime()).toBe(epoch * 1000);
  });

  it('holds no npm, no sources, no packages beside the bundle, and nothing that gives rights', () => {
    for (const path of ['usr/local/bin/npm', 'usr/local/lib/node_modules', 'src', 'opt/trailwarden/node_modules'])
      expect(existsSync(join(image, path)), path).toBe(false);
    const ours = execFileSync('find', [
      join(image, 'opt'),
      join(image, 'usr/local'),
      '-perm',
      '/6022',
      '!',
      '-type',
      'l',
    ]);
    expect(ours.toString()).toBe('');
  });

  it('weighs what docs/image.md says', () => {
    const weights = {
      Node: megabytes('usr/local/bin/node'),
      trailwarden: megabytes('opt/trailwarden'),
      all: megabytes(''),
    };
    console.log(
      Object.entries(weights)
        .map(([name, weight]) => `${name}: ${weight.toFixed(1)} MB`)
        .join(', '),
    );
    expect(weights.trailwarden).toBeLessThan(12);
    expect(weights.Node).toBeLessThan(150);
    expect(weights.all).toBeLessThan(420);
  });

  it('lists what the bundle holds, as CycloneDX', () => {
    const path = join(image, 'opt/trailwarden/sbom.cdx.json');
    const check = `import sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
sys.exit(JsonStrictValidator(SchemaVersion.V1_6).validate_str(open(sys.argv[1]).read()) and 'not CycloneDX')`;
    execFileSync(inject('python'), ['-c', check, path], { stdio: 'inherit' });
    const { components } = JSON.parse(readFileSync(path, 'utf8')) as {
      readonly components: readonly { readonly name: string; readonly hashes?: unknown }[];
    };
    expect(components.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['@aws-sdk/client-cloudtrail', 'yaml', 'fastify']),
    );
    expect(components.filter(({ hashes }) => hashes === undefined)).toEqual([]);
  });

  it.each<readonly [command: readonly string[], printed: RegExp]>([
    [['trailwarden', '--version'], /^\d+\.\d+\.\d+/],
    [['git', '--version'], /^git version 2\./],
    [['gpg', '--version'], /^gpg \(GnuPG\) 2\./],
    [['node', '--version'], /^v24\./],
    [['id'], /^uid=65532\(trailwarden\) gid=65532\(trailwarden\)/],
  ])('runs %j', async (command, printed) => {
    const ran = await run(image, command);
    expect(ran).toMatchObject({ code: 0, stdout: expect.stringMatching(printed) });
  });

  it('cannot write but where it keeps its state', async () => {
    const { stdout } = await run(image, [
      'sh',
      '-c',
      'for f in / /opt/trailwarden /etc /tmp .; do touch $f/x 2>/dev/null && echo $f; done',
    ]);
    expect(stdout).toBe('/tmp\n.\n');
  });

  it('validates a spec that is mounted', async () => {
    const ran = await run(image, ['trailwarden', 'validate', '/specs'], { folders: { '/specs': specs } });
    expect(ran).toMatchObject({ code: 0, stdout: expect.stringContaining('Valid: 1 file, 2 resources') });
  });

  it('plays the demo', async () => {
    const ran = await run(image, ['trailwarden', 'demo']);
    expect(ran).toMatchObject({ code: 0, stdout: expect.stringContaining('No drift.') });
  });
});

describe('a daemon in it', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
    const applied = await trailwarden(['apply', '--yes', specs], { endpoint: sandbox.url });
    expect(applied.code).toBe(0);
  });
  afterAll(() => sandbox.close());

  it('is healthy, and ends when it is told to', async () => {
    const port = 18_080 + (process.pid % 1000);
    const config = `apiVersion: trailwarden.dev/v1alpha1
kind: DaemonConfig
metadata: { name: image }
spec:
  mode: observe
  source: { folder: { paths: [trailwarden.yaml] } }
  schedule: { cron: '*/10 * * * *', jitter: 0s }
  history: { path: /var/lib/trailwarden/history.db, keep: 90d }
  server: { host: 127.0.0.1, port: ${port} }
`;
    writeFileSync(join(specs, 'daemon.yaml'), config, { mode: 0o644 });
    const health = { TRAILWARDEN_HEALTH_URL: `http://127.0.0.1:${port}/healthz` };
    const env = {
      ...health,
      AWS_ENDPOINT_URL: sandbox.url,
      AWS_ACCESS_KEY_ID: '111111111111',
      AWS_SECRET_ACCESS_KEY: 'example',
      AWS_REGION: 'eu-west-1',
      AWS_EC2_METADATA_DISABLED: 'true',
    };
    expect(await run(image, ['node', '/opt/trailwarden/healthcheck.ts'], { env: health })).toMatchObject({ code: 1 });
    const command = ['trailwarden', 'daemon', '--config', '/specs/daemon.yaml', '--log-level', 'info'];
    const daemon = start(image, command, { env, folders: { '/specs': specs } });
    let log = '';
    for (const stream of [daemon.stdout, daemon.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        log += text;
      });
    const ended = new Promise<number | null>(done => daemon.once('close', done));
    let healthy: number | null = 1;
    for (let tries = 0; tries < 100 && healthy !== 0 && daemon.exitCode === null; tries += 1) {
      await sleep(200);
      healthy = (await run(image, ['node', '/opt/trailwarden/healthcheck.ts'], { env: health })).code;
    }
    daemon.kill('SIGTERM');
    expect([healthy, await ended], log).toEqual([0, 0]);
  });
});

it('leaves nothing of the work tree’s own in the context', () => {
  const ignore = readFileSync(join(root, '.dockerignore'), 'utf8')
    .split('\n')
    .filter(line => line.startsWith('!'));
  for (const line of ignore) expect(statSync(join(root, line.slice(1))), line).toBeDefined();
  expect(ignore).not.toContain('!node_modules');
});

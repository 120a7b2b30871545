/** What the program says when AWS, or the way to it, does not answer as hoped. */
import { GetBucketPolicyCommand } from '@aws-sdk/client-s3';
import { spawn, spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

import { environment, main, minimal, trailwarden } from './program.ts';
import { documentIn, ending, stage, written } from './sandboxed.ts';
import { folderWith } from './program.ts';

describe('no way to AWS', () => {
  it('no credentials', async () => {
    const { run } = await stage({ 'a.yaml': minimal });
    const none = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
    const { code, stdout, stderr } = await run(['plan', 'a.yaml'], {
      ...(await stage({ 'a.yaml': minimal })),
      env: none,
    });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('error[credentials-refused]');
    expect(stderr).not.toMatch(/^ {4}at /m);
  });

  it('expired credentials', async () => {
    const { run, sandbox } = await stage({ 'a.yaml': minimal });
    sandbox.trouble.set({
      rules: [
        {
          match: { service: 'sts' },
          effect: {
            error: {
              code: 'ExpiredToken',
              status: 403,
              message: 'The security token included in the request is expired',
            },
          },
        },
      ],
    });
    const { code, stderr } = await run(['plan', 'a.yaml']);
    expect(code).toBe(1);
    expect(stderr).toContain('error[credentials-refused]');
    expect(stderr).toContain('The security token included in the request is expired');
  });

  it('nobody answers; as data too', async () => {
    const folder = folderWith({ 'a.yaml': minimal });
    const dead = { folder, endpoint: 'http://127.0.0.1:9' };
    const { code, stdout, stderr } = await trailwarden(['plan', 'a.yaml'], dead);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('error[endpoint-unreachable]');
    expect(stderr).toContain('--endpoint-url');
    const data = await trailwarden(['plan', 'a.yaml', '--format', 'json'], dead);
    expect(data.code).toBe(1);
    expect(documentIn(data, 'validation.schema.json')).toMatchObject({
      diagnostics: [{ code: 'endpoint-unreachable' }],
    });
  });
});

describe('access denied on one call of many', () => {
  it('is shown as not known, and no grant is withdrawn', async () => {
    const here = await stage({ 'a.yaml': minimal, 'without.yaml': minimal.replace(/^ {2}trails:\n.*\n/m, '') });
    const { run, sandbox, by } = here;
    await run(['apply', 'a.yaml', '--yes']);
    const policy = async () =>
      (await by.s3('eu-west-1').send(new GetBucketPolicyCommand({ Bucket: 'acme-audit-logs' }))).Policy;
    const before = await policy();
    sandbox.trouble.set({
      rules: [{ match: { service: 'cloudtrail', operation: 'GetTrailStatus' }, effect: { deny: true } }],
    });
    const drift = await run(['drift', 'a.yaml']);
    expect(ending(drift)).toEqual([8, 'Incomplete: 1 of 2 resources match the spec, 1 could not be read.']);
    expect(drift.stdout).toContain('? NOT KNOWN');
    expect(drift.stdout).toContain('trail/main@111111111111/eu-west-1');

    sandbox.trouble.set({ rules: [{ match: { service: 'cloudtrail' }, effect: { deny: true } }] });
    expect((await run(['apply', 'without.yaml', '--yes'])).code).toBe(0);
    expect(await policy()).toBe(before);
  });
});

/** What a terminal takes for the end of the input. */
const ctrlD = '\u0004';

describe('approval', () => {
  it('is never assumed where nobody can be asked', async () => {
    const here = await stage({ 'a.yaml': minimal });
    const human = await here.run(['apply', 'a.yaml'], {
      endpoint: here.sandbox.url,
      folder: here.folder,
      input: 'yes\n',
    });
    expect(ending(human)).toEqual([5, 'Refused: no approval. Nothing was changed.']);
    expect(human.stdout).toContain('error[approval-needed]: apply needs a yes and nobody can be asked here');
    const data = await here.run(['apply', 'a.yaml', '--format', 'json']);
    expect(data.code).toBe(5);
    expect(documentIn(data, 'report.schema.json')).toMatchObject({ refused: [{ code: 'approval-needed' }] });
    expect(written(here)).toEqual([]);
  });

  /** util-linux; other systems have another one. */
  const hasScript = spawnSync('script', ['--version']).stdout?.toString().includes('util-linux') ?? false;

  it.skipIf(!hasScript).each([
    ['yes', 0, 'Apply complete! Resources: 2 added, 0 changed, 0 destroyed.'],
    ['y', 5, 'Refused: no approval. Nothing was changed.'],
    [null, 5, 'Refused: no approval. Nothing was changed.'],
  ])('is asked for at a terminal: %s', async (answer, code, last) => {
    const { sandbox, folder } = await stage({ 'a.yaml': minimal });
    const command = `${process.execPath} ${main} apply a.yaml --color never`;
    const child = spawn('script', ['-qec', command, '/dev/null'], {
      cwd: folder,
      env: environment({ endpoint: sandbox.url, env: { TERM: 'xterm' } }),
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let screen = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      screen += text;
      if (screen.endsWith('anything else stops: ')) child.stdin.write(answer === null ? ctrlD : `${answer}\n`);
    });
    expect(await new Promise(done => child.once('close', done))).toBe(code);
    expect(screen).toContain('Apply these 2 changes? Type yes, anything else stops: ');
    const lines = screen.replaceAll('\r', '').trimEnd().split('\n');
    expect(lines.at(-1)).toBe(last);
    const question = lines.find(line => line.includes('Type yes')) ?? '';
    expect(question).toMatch(/anything else stops: (?:yes|y|\^D.*)?$/);
  });

  it.skipIf(!hasScript)('is not waited for beyond the deadline', async () => {
    const { sandbox, folder } = await stage({ 'a.yaml': minimal });
    const command = `${process.execPath} ${main} apply a.yaml --color never --deadline 6s`;
    const child = spawn('script', ['-qec', command, '/dev/null'], {
      cwd: folder,
      env: environment({ endpoint: sandbox.url, env: { TERM: 'xterm' } }),
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let screen = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => void (screen += text));
    expect(await new Promise(done => child.once('close', done))).toBe(5);
    expect(screen).toContain('Type yes');
    expect(screen).toMatch(/error\[approval-needed\]: nobody\s+answered/);
  });
});

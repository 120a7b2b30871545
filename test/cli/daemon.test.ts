import { StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import type { ChildProcess } from 'node:child_process';
import { minimal } from './program.ts';
import { stage } from './sandboxed.ts';
import type { Stage } from './sandboxed.ts';

interface Settings {
  readonly mode?: 'observe' | 'enforce';
  readonly more?: string;
}

/** A config that runs every second, or as the test asks. */
const config = ({ mode = 'enforce', more = '' }: Settings = {}): string => `
apiVersion: trailwarden.dev/v1alpha1
kind: DaemonConfig
metadata: { name: audit }
spec:
  mode: ${mode}
  source: { folder: { paths: [spec.yaml] } }
  schedule: { cron: '* * * * * *', jitter: 0s }
  server: { port: 0 }
  attribution: false
${more}`;

interface Line {
  readonly msg: string;
  readonly run?: string;
  readonly result?: string;
}

const linesOf = (stderr: string): readonly Line[] =>
  stderr
    .split('\n')
    .filter(line => line.startsWith('{'))
    .map(line => JSON.parse(line) as Line);

/** Runs the daemon, and does something each time that a line says so. */
async function running(here: Stage, when: (line: Line, child: ChildProcess) => void) {
  let rest = '';
  return here.run(['daemon', '--config', 'daemon.yaml'], {
    endpoint: here.sandbox.url,
    folder: here.folder,
    watch(text, child) {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line.startsWith('{')) when(JSON.parse(line) as Line, child);
    },
  });
}

describe('the daemon as a program', () => {
  it('applies, heals, takes another spec and another config, and ends in good order', async () => {
    const here = await stage({ 'spec.yaml': minimal, 'daemon.yaml': config() });
    const results: string[] = [];
    const { code, stdout, stderr } = await running(here, ({ msg, result }, child) => {
      if (result !== undefined) results.push(result);
      if (results.length === 1 && result) {
        void here.by.cloudtrail('eu-west-1').send(new StopLoggingCommand({ Name: 'main' }));
      }
      if (result === 'healed' && results.filter(one => one === 'healed').length === 2) {
        writeFileSync(join(here.folder, 'spec.yaml'), minimal.replace('region', 'versioning: true, region'));
        writeFileSync(join(here.folder, 'daemon.yaml'), config({ mode: 'observe' }));
      }
      if (msg === 'another config is in force') child.kill('SIGTERM');
    });
    expect([code, stdout]).toEqual([0, '']);
    expect(results.slice(0, 1)).toEqual(['healed']);
    expect(results.filter(result => result === 'healed').length).toBeGreaterThanOrEqual(2);
    const lines = linesOf(stderr);
    const runs = new Set(lines.flatMap(({ run }) => run ?? []));
    expect(runs.size).toBeGreaterThanOrEqual(results.length);
    expect(lines.map(({ msg }) => msg)).toContain('ending: the call in flight is being finished');
    expect(lines.at(-1)?.msg).toBe('ended');
    expect(stderr).toMatch(/"step":"opened".*"msg":"drift opened, critical: trail\/main@/u);
  });

  it('keeps the config that holds when another is wrong, and says so', async () => {
    const here = await stage({ 'spec.yaml': minimal, 'daemon.yaml': config() });
    const { code, stderr } = await running(here, ({ msg, result }, child) => {
      if (result !== undefined) writeFileSync(join(here.folder, 'daemon.yaml'), config({ more: '  colour: blue\n' }));
      if (msg === 'the config is wrong: the one before stays in force') child.kill('SIGINT');
    });
    expect(code).toBe(0);
    expect(stderr).toContain('unknown-key');
  });

  it.each([
    ['a config that is wrong', 'spec: 7', ['daemon', '--config', 'daemon.yaml'], 'Invalid: '],
    ['a config that is not there', '', ['daemon', '--config', 'none.yaml'], 'file-missing'],
    ['no config', '', ['daemon'], '--config'],
  ])('ends at once with %s', async (_, written, args, said) => {
    const here = await stage({ 'spec.yaml': minimal, 'daemon.yaml': written });
    const { code, stderr } = await here.run(args);
    expect([code, stderr.includes(said) || stderr]).toEqual([3, true]);
  });

  it('says by its exit code how its only run ended', async () => {
    const here = await stage({ 'spec.yaml': minimal, 'daemon.yaml': config({ mode: 'observe' }) });
    const once = async () => (await here.run(['daemon', '--config', 'daemon.yaml', '--once'])).code;
    expect(await once()).toBe(2);
    writeFileSync(join(here.folder, 'daemon.yaml'), config());
    expect(await once()).toBe(0);
    here.sandbox.trouble.set({ rules: [{ match: { operation: 'DescribeTrails' }, effect: { deny: true } }] });
    expect(await once()).toBe(8);
    here.sandbox.trouble.clear();
    writeFileSync(join(here.folder, 'spec.yaml'), 'nonsense');
    expect(await once()).toBe(3);
  });
});

/** `--report` of the built program: several at once, whatever becomes of the run. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { describe, expect, it } from 'vitest';

import { minimal } from './program.ts';
import { stage } from './sandboxed.ts';
import type { Stage } from './sandboxed.ts';

const formats = ['human', 'json', 'markdown', 'html', 'sarif', 'junit', 'github', 'github-summary'] as const;
const all = formats.flatMap(format => ['--report', `${format}=r.${format}`]);

const read = ({ folder }: Stage, format: (typeof formats)[number]): string =>
  readFileSync(join(folder, `r.${format}`), 'utf8');

describe('--report', () => {
  it('writes every form at once, beside what goes to the screen', async () => {
    const here = await stage({ 'trailwarden.yaml': minimal });
    expect((await here.run(['apply', '--yes'])).code).toBe(0);
    await here.by.cloudtrail('eu-west-1').send(new StopLoggingCommand({ Name: 'main' }));
    const drift = await here.run(['drift', '--format', 'json', ...all]);
    expect(drift.code).toBe(2);
    expect(read(here, 'json')).toBe(drift.stdout);
    expect(read(here, 'human')).toContain('Drift: 1 (1 critical).\n');
    expect(read(here, 'markdown')).toMatch(/^<!-- trailwarden:drift:acme -->\n### trailwarden: drift, 1 critical\n/u);
    expect(read(here, 'github-summary')).toBe(read(here, 'markdown'));
    expect(read(here, 'junit')).toContain('tests="2" failures="1" errors="0"');
    expect(read(here, 'github')).toMatch(/^::error file=trailwarden\.yaml,line=\d+,/u);
    const { runs } = JSON.parse(read(here, 'sarif')) as { runs: [{ results: { level: string }[] }] };
    expect(runs[0].results.map(({ level }) => level)).toEqual(['error']);
    expect(statSync(join(here.folder, 'r.junit')).mode & 0o777).toBe(0o644);
    expect(readdirSync(here.folder).filter(name => name.endsWith('.tmp'))).toEqual([]);

    const html = read(here, 'html');
    expect(html).toContain('111111111111 is not being recorded.');
    expect(html).toContain('trail main is stopped');
    const shown = await here.run(['report', 'show', 'r.html', '--format', 'json', '--report', 'human=again.txt']);
    expect(shown.code).toBe(0);
    expect(JSON.parse(shown.stdout)).toEqual(JSON.parse(drift.stdout));
    expect(readFileSync(join(here.folder, 'again.txt'), 'utf8')).toBe(read(here, 'human'));
    writeFileSync(join(here.folder, 'r.html'), html.replace('"critical"', '"low"'));
    const altered = await here.run(['report', 'show', 'r.html']);
    expect([altered.code, altered.stderr]).toEqual([3, expect.stringContaining('is not as it was written')]);

    const healed = await here.run(['apply', '--yes', ...all]);
    expect(healed.code).toBe(0);
    expect(read(here, 'markdown')).toContain('### trailwarden: applied\n');
    expect(read(here, 'junit')).toContain('failures="0" errors="0"');
  });

  it('writes also what a refusal, an invalid spec and a failure come to', async () => {
    const here = await stage({ 'trailwarden.yaml': minimal, 'bad.yaml': minimal.replace('bucket:', 'buket:') });
    const refused = await here.run(['apply', ...all]);
    expect(refused.code).toBe(5);
    expect(read(here, 'markdown')).toContain('### trailwarden: refused, nothing was sent');
    expect(read(here, 'sarif')).toContain('"approval-needed"');

    const invalid = await here.run(['plan', 'bad.yaml', ...all]);
    expect(invalid.code).toBe(3);
    expect(read(here, 'markdown')).toMatch(/^<!-- trailwarden:plan:acme -->\n### trailwarden: failed\n/u);
    expect(read(here, 'github')).toMatch(/^::error file=bad\.yaml,line=\d+/u);
    expect(read(here, 'junit')).toContain('<failure type="unknown-key"');
    expect(JSON.parse(read(here, 'json'))).toMatchObject({ kind: 'validation', valid: false });

    await here.sandbox.close();
    const failed = await here.run(['plan', ...all, '--deadline', '5s']);
    expect(failed.code).toBe(1);
    expect(read(here, 'markdown')).toContain('Failed \\(error\\): 1 error.');
    expect(read(here, 'junit')).toContain('failures="1"');
  });

  it('tells problems of a spec without asking anybody', async () => {
    const here = await stage({ 'trailwarden.yaml': minimal });
    const valid = await here.run(['validate', ...all]);
    expect(valid.code).toBe(0);
    expect(read(here, 'junit')).toContain('<testcase classname="spec" name="is valid" time="0.000"/>');
    expect(read(here, 'github')).toBe('');
    expect(here.sandbox.calls()).toEqual([]);
  });

  it('may take stdout, and then people read on stderr', async () => {
    const here = await stage({ 'trailwarden.yaml': minimal });
    const plan = await here.run(['plan', '--report', 'github-summary=-']);
    expect(plan.stdout).toMatch(/^<!-- trailwarden:plan:acme -->\n/u);
    expect(plan.stderr).toContain('Plan: 2 to add, 0 to change, 0 to destroy.\n');
    const both = await here.run(['plan', '--report', 'github=-', '--format', 'json']);
    expect(both.code).toBe(3);
    expect(both.stdout).toContain('"report-not-written"');
  });

  it.each([
    [['--report', 'pdf=r.pdf'], /A report is FORMAT=FILE/u],
    [['--report', 'sarif'], /A report is FORMAT=FILE/u],
    [['--report', 'sarif=a', '--report', 'junit=a'], /a can hold one report/u],
    [['--report', 'sarif=missing/r.sarif'], /there is no folder missing\n\s+mend: mkdir -p missing/u],
    [['--report', 'sarif=folder'], /it is a folder/u],
    [['--report', 'sarif=trailwarden.yaml'], /it is a file that the run reads/u],
    [['--report', 'sarif=folder/../trailwarden.yaml'], /it is a file that the run reads/u],
    [['--report', 'sarif=linked.yaml'], /it is a file that the run reads/u],
    [['--report', 'sarif=a', '--report', 'junit=folder/../a'], /another report goes there/u],
    [['--report', 'sarif=pipe'], /what stands there is no file/u],
  ])('finds out before anything is asked: %j', async (args, text) => {
    const here = await stage({ 'trailwarden.yaml': minimal });
    mkdirSync(join(here.folder, 'folder'));
    symlinkSync('trailwarden.yaml', join(here.folder, 'linked.yaml'));
    execFileSync('mkfifo', [join(here.folder, 'pipe')]);
    const ran = await here.run(['apply', '--yes', '--report', 'human=ok.txt', ...args]);
    expect(ran.code).toBe(3);
    expect(ran.stderr).toMatch(text);
    expect(here.sandbox.calls()).toEqual([]);
    expect(existsSync(join(here.folder, 'ok.txt'))).toBe(false);
  });

  it('is written over no spec of a folder, and not where the plan goes', async () => {
    const here = await stage({});
    mkdirSync(join(here.folder, 'specs'));
    writeFileSync(join(here.folder, 'specs/a.yaml'), minimal);
    const spec = await here.run(['validate', 'specs', '--report', 'json=specs/a.yaml']);
    expect([spec.code, spec.stderr]).toEqual([3, expect.stringContaining('it is a file that the run reads')]);
    expect(readFileSync(join(here.folder, 'specs/a.yaml'), 'utf8')).toBe(minimal);
    const plan = await here.run(['plan', 'specs', '--out', 'p.json', '--report', 'json=./specs/../p.json']);
    expect([plan.code, plan.stderr]).toEqual([3, expect.stringContaining('the plan of --out goes there')]);
    expect(existsSync(join(here.folder, 'p.json'))).toBe(false);
    const beside = await here.run(['validate', 'specs', '--report', 'markdown=specs/a.md']);
    expect(beside.code).toBe(0);
    const nowhere = await here.run(['validate', 'specs', '--report', 'junit=/dev/null']);
    expect(nowhere.code).toBe(0);
  });

  it.skipIf(process.getuid?.() === 0)('finds a folder that it may not write to', async () => {
    const here = await stage({ 'trailwarden.yaml': minimal });
    mkdirSync(join(here.folder, 'closed'));
    chmodSync(join(here.folder, 'closed'), 0o555);
    const ran = await here.run(['plan', '--report', 'sarif=closed/r.sarif']);
    expect([ran.code, ran.stderr]).toEqual([3, expect.stringContaining('nothing may be written to closed')]);
  });
});

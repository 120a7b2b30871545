/** `--base` with AWS: what was not applied yet, told from what changed outside, with a real repository. */
import { StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { minimal } from './program.ts';
import { documentIn, ending, stage } from './sandboxed.ts';

const unsigned = minimal.replace('bucket: acme-audit-logs }', 'bucket: acme-audit-logs, logFileValidation: false }');

/** The smallest spec is committed and applied; then somebody stops the trail, and somebody changes the spec. */
async function halfway() {
  const here = await stage({ 'trailwarden.yaml': minimal });
  const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: here.folder, stdio: 'ignore' });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '--quiet', '--message', 'x');
  await here.run(['apply', '--yes']);
  await here.by.cloudtrail('eu-west-1').send(new StopLoggingCommand({ Name: 'main' }));
  writeFileSync(join(here.folder, 'trailwarden.yaml'), unsigned);
  return here;
}

interface ReportJson {
  readonly base: string;
  readonly counts: { readonly origins: object | null };
  readonly resource_changes: readonly {
    readonly fields: readonly { readonly field: string; readonly origin: string }[];
  }[];
}

describe('--base', () => {
  it('tells what changed outside from what was not applied yet', async () => {
    const { run } = await halfway();
    const plan = await run(['plan', '--base', 'main']);
    expect(plan.stdout).toContain('~ logging: false -> true (changed outside)');
    expect(plan.stdout).toMatch(/[!~] logFileValidation: true -> false .*\(not applied yet\)/u);
    expect(plan.stdout).toContain('Spec trailwarden.yaml, held against main.');
    expect(ending(plan)[1]).toMatch(/1 changed outside\. 1 not applied yet\.$/u);

    const drift = await run(['drift', '--base', 'main']);
    expect(drift.stdout).toContain('logging: true -> false (changed outside)');
    expect(drift.code).toBe(2);

    const json = documentIn(await run(['plan', '--base', 'main', '--format', 'json']), 'report.schema.json');
    const { base, counts, resource_changes: changes } = json as unknown as ReportJson;
    expect([base, counts.origins]).toEqual(['main', { spec: 1, outside: 1, new: 0 }]);
    const origins = changes.flatMap(({ fields }) => fields.map(({ field, origin }) => [field, origin]));
    expect(new Map(origins as [string, string][])).toEqual(
      new Map([
        ['logging', 'outside'],
        ['logFileValidation', 'spec'],
      ]),
    );
  });

  it('says nothing of origins where the base is not valid, and goes on', async () => {
    const { run, folder } = await halfway();
    writeFileSync(join(folder, 'broken.yml'), 'kind: Other\n');
    const plan = await run(['plan', '--base', 'broken.yml']);
    expect(plan.code).toBe(0);
    expect(plan.stdout).toContain('warning[base-invalid]');
    expect(plan.stdout).toContain('~ logging: false -> true\n');
  });

  it.each(['plan', 'drift'])('%s takes no base that is nowhere', async command => {
    const { run } = await halfway();
    const { code, stdout, stderr } = await run([command, '--base', 'nowhere']);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain('error[base-not-read]');
  });
});

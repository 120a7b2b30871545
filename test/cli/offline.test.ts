/** `plan --offline`, with the built program and no endpoint that answers. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { folderWith, lastLine, minimal, trailwarden } from './program.ts';
import { documentIn } from './sandboxed.ts';

const stopped = minimal.replace('bucket: acme-audit-logs }', 'bucket: acme-audit-logs, logging: false }');

/** A repository whose only commit holds the smallest spec. */
function repository(): string {
  const folder = folderWith({ 'trailwarden.yaml': minimal });
  const run = (...args: readonly string[]) => execFileSync('git', args, { cwd: folder, stdio: 'ignore' });
  run('init', '--quiet', '--initial-branch=main');
  run('add', '--all');
  run('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '--quiet', '--message', 'x');
  return folder;
}

const nobody = { env: { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' } };

describe('plan --offline', () => {
  it('says what a change means, without credentials', async () => {
    const folder = repository();
    const same = await trailwarden(['plan', '--offline', '--base', 'main'], { folder, ...nobody });
    expect(same).toMatchObject({ code: 0, stderr: '' });
    expect(lastLine(same.stdout)).toBe('No changes. main means the same as the spec: 2 resources in 1 account.');

    writeFileSync(join(folder, 'trailwarden.yaml'), stopped);
    const args = ['plan', '--offline', '--base', 'main', '--detailed-exitcode'];
    const changed = await trailwarden(args, { folder, ...nobody });
    expect({ code: changed.code, stderr: changed.stderr }).toEqual({ code: 2, stderr: '' });
    expect(changed.stdout.split('\n')[0]).toBe(
      'AWS was not asked. This is what the spec would change if AWS stood as main says.',
    );
    expect(changed.stdout).toContain('! logging: true -> false [weakens]');
    expect(changed.stdout).not.toContain('Next:');
    expect(changed.stdout).toContain('    - resource: trail/main@*/eu-west-1\n');
    expect(lastLine(changed.stdout)).toBe('Plan: 0 to add, 0 to change, 0 to destroy. 1 refused.');
  });

  it('takes a path as base too, and nothing at all', async () => {
    const folder = folderWith({ 'new.yaml': stopped, 'old.yaml': minimal });
    const path = await trailwarden(['plan', 'new.yaml', '--offline', '--base', 'old.yaml', '--format', 'json'], {
      folder,
    });
    expect(path.code).toBe(0);
    expect(documentIn(path, 'report.schema.json')).toMatchObject({
      offline: { base: 'old.yaml' },
      counts: { add: 0, refused: 1 },
      calls: {},
    });
    const fresh = await trailwarden(['plan', 'new.yaml', '--offline'], { folder });
    expect(fresh.stdout).toContain('AWS was not asked. This is what the spec would create where nothing stands.');
    expect(lastLine(fresh.stdout)).toBe('Plan: 2 to add, 0 to change, 0 to destroy.');
  });

  it.each([
    [['--offline', '--out', 'plan.json'], 'cannot be applied'],
    [['--offline', '--base', 'nowhere'], 'no file or folder nowhere'],
    [['--offline', '--base', 'broken.yaml'], 'broken.yaml:'],
    [['--offline', '--target', 'trail/other'], 'means no resource'],
  ])('%j is a mistake', async (more, message) => {
    const folder = folderWith({ 'trailwarden.yaml': minimal, 'broken.yaml': 'kind: Other' });
    const { code, stdout, stderr } = await trailwarden(['plan', ...more], { folder });
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain(message);
  });
});

import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

import { folderWith } from '../cli/program.ts';
import { root } from './packed.ts';

const before =
  '# Changelog\n\nWhat users can see.\n\n## Unreleased\n\nSee .changes.\n\n## 0.1.0 - 2026-01-01\n\n### Added\n\n- All.\n';

function project(fragments: Readonly<Record<string, string>>): string {
  const folder = folderWith({ 'CHANGELOG.md': before, 'package.json': '{\n  "name": "x",\n  "version": "0.1.0"\n}\n' });
  mkdirSync(join(folder, '.changes'));
  for (const [name, text] of Object.entries(fragments)) writeFileSync(join(folder, '.changes', name), text);
  return folder;
}

const changelog = (...args: readonly string[]) =>
  promisify(execFile)(process.execPath, [join(root, 'scripts/changelog.ts'), ...args], {
    env: { ...process.env, SOURCE_DATE_EPOCH: '1767225600' },
  });

describe('the changelog', () => {
  it('gets what was noted, and the notes are gone', async () => {
    const folder = project({ 'fixed-b.md': 'A bug.\n', 'added-a.md': 'One.\nTwo.\n', 'security-c.md': 'A hole.\n' });
    await changelog('0.2.0', folder);
    expect(readFileSync(join(folder, 'CHANGELOG.md'), 'utf8')).toBe(
      before.replace(
        '## 0.1.0',
        '## 0.2.0 - 2026-01-01\n\n### Security\n\n- A hole.\n\n### Added\n\n- One.\n  Two.\n\n### Fixed\n\n- A bug.\n\n## 0.1.0',
      ),
    );
    expect(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))).toEqual({ name: 'x', version: '0.2.0' });
    expect(readdirSync(join(folder, '.changes'))).toEqual([]);
  });

  it.each([
    ['0.2', { 'fixed-b.md': 'A bug.' }, 'usage'],
    ['0.1.0', { 'fixed-b.md': 'A bug.' }, 'already'],
    ['0.2.0', {}, 'nothing to release'],
    ['0.2.0', { 'better-b.md': 'A bug.' }, 'better-b.md: a fragment is called'],
    ['0.2.0', { 'fixed-b.md': '\n' }, 'says nothing'],
  ] as const)('changes nothing on a mistake: %s %j', async (version, fragments, message) => {
    const folder = project(fragments);
    await expect(changelog(version, folder)).rejects.toThrow(message);
    expect(readFileSync(join(folder, 'CHANGELOG.md'), 'utf8')).toBe(before);
    expect(readdirSync(join(folder, '.changes'))).toEqual(Object.keys(fragments));
  });

  it('could be written now', () => {
    const wrong = readdirSync(join(root, '.changes')).filter(
      name => !/^(?:security|removed|changed|added|fixed)-[a-z0-9-]+\.md$/u.test(name),
    );
    expect(wrong).toEqual([]);
  });
});

/** What a release asks before it begins, and what it says of itself. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

const scripts = resolve(import.meta.dirname, '../../scripts/release');

function repository(version: string, chart: string, changelog: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'trailwarden-release-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'helm/trailwarden'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ version }));
  writeFileSync(join(folder, 'helm/trailwarden/Chart.yaml'), `version: ${chart}\nappVersion: ${chart}\n`);
  writeFileSync(join(folder, 'CHANGELOG.md'), changelog);
  return folder;
}

const run = (script: string, folder: string, argument: string): string => {
  const env = { ...process.env, TRAILWARDEN_ROOT: folder };
  return execFileSync(process.execPath, [join(scripts, script), argument], { env, encoding: 'utf8', stdio: 'pipe' });
};

const changelog = '# Changelog\n\n## 1.2.3 (2026-01-01)\n\n- new\n\n## 1.2.2\n\n- old\n';

it.each([
  ['1.2.3', changelog, 'latest'],
  ['1.2.3-rc.1', '## 1.2.3-rc.1\n', 'next'],
])('releases %s', (version, text, channel) => {
  expect(run('version.ts', repository(version, version, text), `v${version}`)).toBe(
    `version=${version}\nchannel=${channel}\n`,
  );
});

it.each([
  ['1.2.3', '1.2.3', changelog, '1.2.3', /the tag is "1\.2\.3", and should be like v1\.2\.3/],
  ['1.2.4', '1.2.3', changelog, 'v1.2.3', /package\.json says 1\.2\.4/],
  ['1.2.3', '1.2.2', changelog, 'v1.2.3', /Chart\.yaml says 1\.2\.2\n.*appVersion says 1\.2\.2/],
  ['1.2.1', '1.2.1', changelog, 'v1.2.1', /CHANGELOG\.md has no section 1\.2\.1/],
])('refuses %s with chart %s', (version, chart, text, tag, message) => {
  expect(() => run('version.ts', repository(version, chart, text), tag)).toThrow(message);
});

it('tells of one version what the changelog does', () => {
  const folder = repository('1.2.3', '1.2.3', changelog);
  expect(run('notes.ts', folder, '1.2.3')).toBe('- new\n');
  expect(() => run('notes.ts', folder, '9.9.9')).toThrow(/no section 9\.9\.9/);
});

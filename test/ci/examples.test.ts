/** What the examples would type, typed: against the sandbox, in the order of a pipeline. And the hook, in a repository. */
import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';

import { startSandbox } from '../../src/sandbox/index.ts';
import { environment, main, minimal } from '../cli/program.ts';

const root = resolve(import.meta.dirname, '../..');
const tools = inject('tools');

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'trailwarden-ci-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A repository with a spec on its default branch, `trailwarden` on the path, and a sandbox for AWS. */
async function checkout() {
  const sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
  const folder = temporary();
  mkdirSync(join(folder, 'specs'));
  writeFileSync(join(folder, 'specs/trailwarden.yaml'), minimal);
  const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: folder, stdio: 'pipe' });
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '-qm', 'begin');
  git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  const bin = temporary();
  symlinkSync(main, join(bin, 'trailwarden'));
  const env = {
    ...environment({ endpoint: sandbox.url }),
    PATH: [bin, dirname(process.execPath), process.env['PATH']].join(delimiter),
    HOME: bin,
    CI_DEFAULT_BRANCH: 'main',
  };
  // not by a call that waits: the sandbox answers in this process
  const type = (line: string): Promise<number> =>
    new Promise(done => {
      execFile('bash', ['-euo', 'pipefail', '-c', line], { cwd: folder, env }, (error, stdout, stderr) => {
        const code = error === null ? 0 : Number(error.code ?? -1);
        if (code !== 0) console.log(`${line}\n${stdout}${stderr}`);
        done(code);
      });
    });
  return { folder, env, type, read: (name: string) => readFileSync(join(folder, name), 'utf8') };
}

describe('GitLab CI', () => {
  interface Job {
    readonly script?: readonly string[];
    readonly artifacts?: { readonly paths?: readonly string[]; readonly reports?: { readonly junit?: string } };
  }
  const pipeline = parse(readFileSync(join(root, 'examples/ci/gitlab/.gitlab-ci.yml'), 'utf8')) as Readonly<
    Record<string, Job>
  >;

  it('types what works, and leaves what it promises', async () => {
    const { type, read } = await checkout();
    for (const name of ['validate', 'plan', 'apply', 'drift']) {
      const { script = [], artifacts = {} } = pipeline[name] ?? {};
      expect(script.length).toBeGreaterThan(0);
      for (const line of script) expect([line, await type(line)]).toEqual([line, 0]);
      for (const path of [...(artifacts.paths ?? []), artifacts.reports?.junit ?? []].flat())
        expect(read(path)).not.toBe('');
    }
  });
});

describe('Jenkins', () => {
  const groovy = (file: string): readonly string[] =>
    execFileSync(
      'java',
      ['-cp', join(tools.groovy, '*'), 'groovy.ui.GroovyMain', join(import.meta.dirname, 'pipeline.groovy'), file],
      {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
      .trim()
      .split('\n');

  it('types what works, drift after the apply', async () => {
    const { type } = await checkout();
    const lines = groovy(join(root, 'examples/ci/jenkins/Jenkinsfile'));
    expect(lines.filter(line => line.startsWith('trailwarden '))).toHaveLength(4);
    const timed = (line: string) => line.startsWith('trailwarden drift');
    for (const line of [...lines.filter(line => !timed(line)), ...lines.filter(timed)])
      expect([line, await type(line)]).toEqual([line, 0]);
  });

  it.each([
    ['a section in the wrong place', "steps { sh 'x' }\n", /steps may not stand in pipeline/],
    [
      'an unknown condition',
      "stages { stage('a') { when { brunch 'main' } steps { sh 'x' } } }",
      /brunch may not stand in when/,
    ],
    ['a brace too few', "stages { stage('a') { steps { sh 'x' } }", /Missing|expecting|Unexpected/],
  ])('would find %s', (_, body, message) => {
    const file = join(temporary(), 'Jenkinsfile');
    writeFileSync(file, `pipeline {\n${body}\n}\n`);
    expect(() => groovy(file)).toThrow(message);
  });
});

describe('pre-commit', () => {
  it('takes the hook from a repository, and stops a commit with a mistake in it', async () => {
    const { folder, env: own } = await checkout();
    const hooks = temporary();
    cpSync(join(root, '.pre-commit-hooks.yaml'), join(hooks, '.pre-commit-hooks.yaml'));
    const env = { ...own, PRE_COMMIT_HOME: temporary() };
    const git = (cwd: string, ...args: readonly string[]) => execFileSync('git', args, { cwd, stdio: 'pipe', env });
    const as = ['-c', 'user.name=a', '-c', 'user.email=a@example.com'] as const;
    git(hooks, 'init', '-q');
    git(hooks, 'add', '.');
    git(hooks, ...as, 'commit', '-qm', 'hooks');
    const rev = git(hooks, 'rev-parse', 'HEAD').toString().trim();
    const example = readFileSync(join(root, 'examples/ci/pre-commit/.pre-commit-config.yaml'), 'utf8');
    const config = example.replace('https://github.com/trailwarden/trailwarden', hooks).replace('v0.1.0', rev);
    writeFileSync(join(folder, '.pre-commit-config.yaml'), config);
    git(folder, 'config', 'user.name', 'a');
    git(folder, 'config', 'user.email', 'a@example.com');
    execFileSync(tools.preCommit, ['install'], { cwd: folder, env, stdio: 'pipe' });
    const commit = () => git(folder, 'commit', '-qam', 'change');
    git(folder, 'add', '.');
    commit();
    writeFileSync(join(folder, 'specs/trailwarden.yaml'), minimal.replace('bucket: acme-audit-logs', 'bucket: acme'));
    expect(commit).toThrow(/Invalid: 1 error in 1 file/);
  });
});

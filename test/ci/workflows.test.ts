/** Workflows, the action and the examples of both, as linters and schemas see them. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, cpSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';

const root = resolve(import.meta.dirname, '../..');
const below = (folder: string) => readdirSync(join(root, folder)).map(name => join(folder, name));
const workflows = [...below('.github/workflows'), ...below('examples/ci/github')];

const { actionlint, zizmor, schemas, preCommit, shellcheck } = inject('tools');

/** Runs a linter in the root of the repository. What it finds is the failure. */
function clean(program: string, args: readonly string[], cwd = root): void {
  try {
    execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string };
    expect.fail(`${program} ${args.join(' ')}\n${stdout}\n${stderr}`);
  }
}

interface Workflow {
  readonly permissions?: unknown;
  readonly concurrency?: unknown;
  readonly on: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Job {
  readonly permissions?: unknown;
  readonly 'timeout-minutes'?: number;
  readonly steps: readonly {
    readonly uses?: string;
    readonly run?: string;
    readonly with?: Readonly<Record<string, unknown>>;
  }[];
}

const read = (path: string): Workflow => parse(readFileSync(join(root, path), 'utf8')) as Workflow;

describe('linters', () => {
  it('find nothing in workflows and examples: actionlint, with shellcheck', () => {
    expect(workflows.length).toBeGreaterThan(6);
    clean(actionlint, ['-shellcheck', shellcheck, ...workflows]);
  });

  it('find nothing that anybody could abuse: zizmor', () => {
    // it looks where GitHub does
    const folder = mkdtempSync(join(tmpdir(), 'trailwarden-ci-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const there = join(folder, '.github/workflows');
    mkdirSync(there, { recursive: true });
    for (const path of workflows) cpSync(join(root, path), join(there, path.replaceAll('/', '-')));
    cpSync(join(root, 'action.yml'), join(folder, 'action.yml'));
    clean(zizmor, ['--offline', '--strict-collection', '.'], folder);
  });

  it.each<readonly [schema: string, files: readonly string[]]>([
    ['github-workflows', workflows],
    ['github-actions', ['action.yml']],
    ['renovate', ['renovate.json']],
    ['gitlab-ci', ['examples/ci/gitlab/.gitlab-ci.yml']],
  ])('find them as schemas want them: %s', (schema, files) => {
    clean(schemas, ['--builtin-schema', `vendor.${schema}`, ...files]);
  });

  it('find pre-commit’s files as it wants them', () => {
    clean(preCommit, ['validate-manifest', '.pre-commit-hooks.yaml']);
    clean(preCommit, ['validate-config', 'examples/ci/pre-commit/.pre-commit-config.yaml']);
  });

  it('would find a mistake', () => {
    expect(() => clean(actionlint, ['-'], root)).toThrow();
    expect(() => clean(schemas, ['--builtin-schema', 'vendor.github-workflows', 'action.yml'])).toThrow(/action\.yml/);
  });
});

describe.each(workflows)('%s', path => {
  const workflow = read(path);
  const jobs = Object.values(workflow.jobs);
  const uses = jobs.flatMap(({ steps }) => steps.flatMap(step => (step.uses === undefined ? [] : [step])));

  it('gives no job more than it says, and ends', () => {
    expect(workflow.permissions).toEqual({});
    expect(workflow.concurrency).toBeDefined();
    for (const job of jobs)
      expect(job).toMatchObject({ permissions: expect.any(Object), 'timeout-minutes': expect.any(Number) });
    expect(JSON.stringify(workflow.on)).not.toContain('pull_request_target');
  });

  it('names every action of others by its commit, and the version beside it', () => {
    const text = readFileSync(join(root, path), 'utf8');
    const lines = text.split('\n').filter(line => /\buses:/.test(line) && !line.includes('uses: trailwarden/'));
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(line).toMatch(/uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('leaves no token in the checkout', () => {
    for (const step of uses.filter(step => step.uses?.startsWith('actions/checkout@')))
      expect(step.with).toMatchObject({ 'persist-credentials': false });
  });

  it('runs scripts that exist, and puts no expression into a shell', () => {
    for (const { run = '' } of jobs.flatMap(({ steps }) => steps)) {
      expect(run).not.toContain('${{');
      for (const [, script = ''] of run.matchAll(/\bnode (scripts\/\S+)/gu))
        expect(existsSync(join(root, script)), script).toBe(true);
      const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
        readonly scripts: Readonly<Record<string, string>>;
      };
      for (const [, script = ''] of run.matchAll(/\bnpm run (?:--silent )?(\S+)/gu))
        expect(Object.keys(scripts)).toContain(script);
    }
  });
});

it('names one version of each action everywhere', () => {
  const found = new Map<string, Set<string>>();
  for (const path of workflows)
    for (const [, action = '', version = ''] of readFileSync(join(root, path), 'utf8').matchAll(
      /uses: ([\w-]+\/[\w-]+)[\w/-]*@(\S+)/gu,
    ))
      found.set(action, (found.get(action) ?? new Set()).add(version));
  expect([...found].filter(([, versions]) => versions.size > 1).map(([action]) => action)).toEqual([]);
});

/** Runs a composite action as a runner does: its steps one by one in bash, with files for what they hand on. */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';

import { parse } from 'yaml';

import { environment } from '../cli/program.ts';

const root = resolve(import.meta.dirname, '../..');

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string; readonly required?: boolean }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly ActionStep[] };
}

interface ActionStep {
  readonly id?: string;
  readonly name: string;
  readonly shell: string;
  readonly run: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly 'working-directory'?: string;
}

export const action = parse(readFileSync(join(root, 'action.yml'), 'utf8')) as Action;

export interface Job {
  /** The work tree of the workflow. */
  readonly folder: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly endpoint: string;
  /** Where the action stands; this repository by default. */
  readonly actionPath?: string;
  readonly github?: { readonly url: string; readonly token: string; readonly event: unknown; readonly sha?: string };
  readonly env?: Readonly<Record<string, string>>;
}

export interface Done {
  readonly code: number;
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

/** Runs the action. As at GitHub, a step that fails is the last, and the outputs are what was set until then. */
export async function runAction(job: Job): Promise<Done> {
  const files = runnerFiles(job);
  const steps: Record<string, Readonly<Record<string, string>>> = {};
  const evaluate = evaluator(job, steps);
  let log = '';
  let code = 0;
  for (const step of action.runs.steps) {
    if (code !== 0) break;
    writeFileSync(files.output, '');
    const env = Object.fromEntries(Object.entries(step.env ?? {}).map(([name, value]) => [name, evaluate(value)]));
    const ran = await runStep(step, {
      job,
      files,
      env,
      cwd: resolve(job.folder, evaluate(step['working-directory'] ?? '.')),
    });
    log += ran.log;
    code = ran.code;
    if (step.id !== undefined) steps[step.id] = outputsIn(readFileSync(files.output, 'utf8'));
  }
  const outputs = Object.entries(action.outputs).map(([name, { value }]) => [name, evaluate(value)] as const);
  return { code, log, outputs: Object.fromEntries(outputs), summary: readFileSync(files.summary, 'utf8') };
}

type RunnerFiles = Readonly<Record<'output' | 'summary' | 'event' | 'temp' | 'script', string>>;

function runnerFiles({ folder, github }: Job): RunnerFiles {
  const temp = join(folder, '.runner');
  mkdirSync(temp, { recursive: true });
  const file = (name: string): string => join(temp, name);
  writeFileSync(file('summary'), '');
  writeFileSync(file('event'), JSON.stringify(github?.event ?? {}));
  return { output: file('output'), summary: file('summary'), event: file('event'), temp, script: file('step.sh') };
}

/** Of expressions, those that the action has: its inputs, outputs of its steps, and the token of the job. */
function evaluator({ inputs, github }: Job, steps: Readonly<Record<string, Readonly<Record<string, string>>>>) {
  const value = (expression: string): string => {
    const [context = '', ...path] = expression.split('.');
    if (expression === 'github.token') return github?.token ?? '';
    if (context === 'inputs') return inputs[path.join('.')] ?? evaluate(action.inputs[path.join('.')]?.default ?? '');
    if (context === 'steps' && path[1] === 'outputs') return steps[path[0] ?? '']?.[path[2] ?? ''] ?? '';
    throw new Error(`the runner of this test does not know ${expression}`);
  };
  const evaluate = (text: string): string =>
    text.replaceAll(/\$\{\{ ([^}]+) \}\}/gu, (_, expression: string) => value(expression));
  return evaluate;
}

interface Surroundings {
  readonly job: Job;
  readonly files: RunnerFiles;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

function runStep(
  { run, shell }: ActionStep,
  { job, files, env, cwd }: Surroundings,
): Promise<Pick<Done, 'code' | 'log'>> {
  if (shell !== 'bash') throw new Error(`the runner of this test knows no ${shell}`);
  writeFileSync(files.script, run);
  const { github, endpoint, actionPath = root } = job;
  const child = spawn('bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', files.script], {
    cwd,
    env: {
      ...environment({ endpoint }),
      PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_ACTION_PATH: actionPath,
      GITHUB_OUTPUT: files.output,
      GITHUB_STEP_SUMMARY: files.summary,
      GITHUB_EVENT_PATH: files.event,
      GITHUB_REPOSITORY: 'acme/audit',
      GITHUB_REF: 'refs/heads/main',
      GITHUB_RUN_ID: '4411',
      GITHUB_SERVER_URL: 'https://github.example',
      GITHUB_API_URL: github?.url ?? 'http://127.0.0.1:9',
      GITHUB_SHA: github?.sha ?? '0'.repeat(40),
      RUNNER_TEMP: files.temp,
      ...job.env,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      log += text;
    });
  return new Promise(done => child.once('close', code => done({ code: code ?? -1, log })));
}

/** `NAME<<DELIMITER`, lines, `DELIMITER`, as GitHub reads them. */
function outputsIn(text: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  const lines = text.split('\n');
  while (lines.length > 0) {
    const line = lines.shift() ?? '';
    const [, name, end] = /^([\w-]+)<<(\S+)$/.exec(line) ?? [];
    if (name === undefined || end === undefined) {
      if (line !== '') throw new Error(`GITHUB_OUTPUT has a line of its own: ${line}`);
      continue;
    }
    const value = lines.splice(0, lines.indexOf(end));
    lines.shift();
    found[name] = value.join('\n');
  }
  return found;
}

/** What a step of the action does: runs the program, tells what came of it where people look, and hands it on. */
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { argumentsOf, filesIn } from './arguments.ts';
import type { Files } from './arguments.ts';
import { digestApproved, failedBody, longestComment, putComment, withDigest } from './comment.ts';
import { pullRequestOf } from './event.ts';
import { Github, GithubFailure } from './github.ts';
import { fromComment, readInputs } from './inputs.ts';
import type { Environment, Inputs } from './inputs.ts';
import { fails, outputsOf } from './outputs.ts';
import type { RunDocument } from './outputs.ts';
import { runProgram } from './program.ts';
import type { Ran } from './program.ts';
import { addToSummary, annotate, asText, setOutputs } from './workflow.ts';
import type { Show } from './workflow.ts';

export interface Step {
  readonly env: Environment;
  /** The program: a file that Node runs. */
  readonly main: string;
  readonly show: Show;
}

/** Does the step. Its exit code: 0, that of the program, or 3 for wrong inputs. */
export async function act(step: Step): Promise<number> {
  const { env, show } = step;
  const read = readInputs(env);
  if ('mistakes' in read) return refuse(step, { code: 3, reason: 'invalid', texts: read.mistakes });
  const approved = await withApproval(read, step);
  if ('missing' in approved) return refuse(step, { code: 5, reason: 'refused', texts: [approved.missing] });
  const files = filesIn(mkdtempSync(join(env['RUNNER_TEMP'] ?? tmpdir(), 'trailwarden-')));
  const args = argumentsOf(approved, files);
  const ran = await asText(show, () => runProgram({ ...step, args }));
  writeFileSync(files.text, ran.stdout);
  writeFileSync(files.stderr, ran.stderr);
  if (existsSync(files.annotations)) show(readFileSync(files.annotations, 'utf8'));
  if (existsSync(files.summary)) addToSummary(env, readFileSync(files.summary, 'utf8'));
  const document = existsSync(files.json) ? (JSON.parse(readFileSync(files.json, 'utf8')) as RunDocument) : null;
  const commentUrl = approved.comment ? await comment(approved, { step, files, ran, document }) : null;
  const { command, failOn } = approved;
  const told = { plan: there(files.plan), json: there(files.json), text: files.text, stderr: files.stderr };
  setOutputs(env, outputsOf({ command, ...ran, document, files: told, commentUrl }));
  return fails(command, ran.code, failOn) ? ran.code : 0;
}

interface Refused {
  readonly code: number;
  readonly reason: string;
  readonly texts: readonly string[];
}

function refuse({ env, show }: Step, { code, reason, texts }: Refused): number {
  for (const text of texts) annotate(show, 'error', text);
  setOutputs(env, { exitcode: `${code}`, failure_reason: reason });
  return code;
}

const there = (file: string): string | null => (existsSync(file) ? file : null);

function githubOf({ token }: Inputs, { GITHUB_API_URL: api = 'https://api.github.com' }: Environment): Github {
  return new Github({ api, token, wait: sleep, now: Date.now });
}

/** The inputs with the digest that stands for a plan, where it has to be looked for. */
async function withApproval(inputs: Inputs, { env }: Step): Promise<Inputs | { readonly missing: string }> {
  if (inputs.planDigest !== fromComment) return inputs;
  const { GITHUB_REPOSITORY: repository = '', GITHUB_SHA: commit = '', GITHUB_REF: ref = '' } = env;
  try {
    const branch = ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : null;
    const pushed = { repository, branch, commit, author: inputs.commentAuthor };
    const found = await digestApproved(githubOf(inputs, env), pushed);
    return 'missing' in found
      ? { missing: `nothing is applied: ${found.missing}` }
      : { ...inputs, planDigest: found.digest };
  } catch (error) {
    if (!(error instanceof GithubFailure)) throw error;
    return { missing: `nothing is applied: the approved plan could not be looked up. ${error.message}` };
  }
}

interface Finished {
  readonly step: Step;
  readonly files: Files;
  readonly ran: Ran;
  readonly document: RunDocument | null;
}

/** Puts the report into the pull request. What hinders that is a warning: it says nothing of AWS. */
async function comment(inputs: Inputs, finished: Finished): Promise<string | null> {
  const { env, show } = finished.step;
  const number = pullRequestOf(env);
  if (number === null) {
    annotate(show, 'notice', 'no comment was written: this workflow runs for no pull request');
    return null;
  }
  const place = { repository: env['GITHUB_REPOSITORY'] ?? '', number };
  const body = bodyOf(env, inputs.command, finished);
  try {
    return await putComment(githubOf(inputs, env), place, { body, author: inputs.commentAuthor });
  } catch (error) {
    if (!(error instanceof GithubFailure)) throw error;
    const forks =
      error.status === 403 ? '. It needs pull-requests: write; in a pull request of a fork it has less' : '';
    annotate(show, 'warning', `the comment could not be written. ${error.message}${forks}`);
    return null;
  }
}

/** The report as Markdown, or that there is none, with what only the runner knows as far as there is room for it. */
function bodyOf(env: Environment, command: string, { files, ran, document }: Finished): string {
  const text = existsSync(files.markdown) ? readFileSync(files.markdown, 'utf8') : failedBody(command, ran.code);
  const whole = withDigest(`${text.trimEnd()}\n\n${runLink(env)}\n`, document?.digest ?? null);
  return whole.length <= longestComment ? whole : text;
}

function runLink(env: Environment): string {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = env;
  return `[The run](${server}/${repository}/actions/runs/${run})`;
}

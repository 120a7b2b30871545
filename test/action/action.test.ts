/** The action as a workflow uses it: action.yml's steps in bash, the built program, the sandbox, and a played GitHub. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { describe, expect, it, onTestFinished } from 'vitest';

import { minimal } from '../cli/program.ts';
import { stage } from '../cli/sandboxed.ts';
import { bot, mergedBy, playGithub, token } from './github-server.ts';
import { action, runAction } from './runner.ts';
import type { Done } from './runner.ts';

const commit = 'c0ffee'.padEnd(40, '0');

/** A sandbox, a folder with a spec, a played GitHub, and the action between them. */
async function workplace(files: Readonly<Record<string, string>> = { 'trailwarden.yaml': minimal }) {
  const at = await stage(files);
  const played = await playGithub();
  onTestFinished(() => played.close());
  played.pulls.set(commit, [mergedBy(commit)]);
  const use = (
    inputs: Readonly<Record<string, string>>,
    event: unknown = { pull_request: { number: 7 } },
  ): Promise<Done> =>
    runAction({
      folder: at.folder,
      inputs,
      endpoint: at.sandbox.url,
      github: { url: played.url, token, event, sha: commit },
      env: { ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'canary-of-the-job' },
    });
  return { ...at, played, use };
}

describe('plan on a pull request', () => {
  it('comments, hands on, and passes', async () => {
    const { use, played, run } = await workplace();
    const done = await use({ command: 'plan', comment: 'true' });
    expect(done.code, done.log).toBe(0);
    expect(done.outputs).toMatchObject({
      changes: 'true',
      to_add: '2',
      to_change: '0',
      to_destroy: '0',
      to_import: '0',
      exitcode: '2',
      failure_reason: 'differs',
      unknown: '0',
      drift: '',
      plan_digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      stdout: expect.stringContaining('Plan: 2 to add, 0 to change, 0 to destroy.'),
      stderr: '',
      comment_url: `${played.url}/c/1`,
    });
    const { plan_path = '', json_plan_path = '', text_plan_path = '', stdout = '' } = done.outputs;
    expect(`${stdout}\n`).toContain(readFileSync(text_plan_path, 'utf8').trimEnd());
    expect(JSON.parse(readFileSync(json_plan_path, 'utf8'))).toMatchObject({ kind: 'report', command: 'plan' });
    expect(statSync(plan_path).mode & 0o777).toBe(0o600);
    const [comment] = played.comments;
    expect(comment?.body.split('\n').slice(0, 3)).toEqual([
      '<!-- trailwarden:plan:acme -->',
      `<!-- trailwarden-digest:${done.outputs['plan_digest']} -->`,
      '### trailwarden: 2 to add, 0 to change, 0 to destroy',
    ]);
    expect(comment?.body).toContain('https://github.example/acme/audit/actions/runs/4411');
    expect(done.summary).toContain('### trailwarden: 2 to add');
    expect(await run(['apply', plan_path])).toMatchObject({ code: 0 });
  });

  it('changes the comment once nothing is left to do', async () => {
    const { use, played, run } = await workplace();
    await use({ command: 'plan', comment: 'true' });
    await run(['apply', '--yes']);
    const done = await use({ command: 'plan', comment: 'true' });
    expect(done).toMatchObject({ code: 0, outputs: { changes: 'false', exitcode: '0', failure_reason: '' } });
    expect(played.comments).toHaveLength(1);
    expect(played.comments[0]?.body).not.toContain('2 to add');
  });

  it('fails by a difference where that is asked for', async () => {
    const { use } = await workplace();
    expect(await use({ command: 'plan', 'fail-on': 'differs' })).toMatchObject({ code: 2, outputs: { exitcode: '2' } });
  });

  it('needs no AWS where it is offline', async () => {
    const { use, sandbox } = await workplace();
    const done = await use({ command: 'plan', offline: 'true' });
    expect(done).toMatchObject({ code: 0, outputs: { to_add: '2', plan_path: '', plan_digest: '' } });
    expect(sandbox.calls()).toEqual([]);
  });

  it('says in the comment that a spec is wrong, in the place of the plan before', async () => {
    const { use, played, folder } = await workplace();
    await use({ command: 'plan', comment: 'true' });
    writeFileSync(
      join(folder, 'trailwarden.yaml'),
      minimal.replace('bucket: acme-audit-logs', 'bucket: acme-audit-log'),
    );
    const done = await use({ command: 'plan', comment: 'true' });
    expect(done).toMatchObject({
      code: 3,
      outputs: { exitcode: '3', failure_reason: 'invalid', to_add: '', changes: '' },
    });
    expect(played.comments).toHaveLength(1);
    expect(played.comments[0]?.body).not.toContain('2 to add');
    expect(done.log).toMatch(/^::error .*file=trailwarden\.yaml,line=8/mu);
  });

  it('goes on without a comment where the token may not write, as in a pull request of a fork', async () => {
    const { use, played } = await workplace();
    const body = '{"message":"Resource not accessible by integration"}';
    played.troubles.push({ status: 403, body, method: 'POST' });
    const done = await use({ command: 'plan', comment: 'true' });
    expect(done).toMatchObject({ code: 0, outputs: { comment_url: '', to_add: '2' } });
    expect(done.log).toMatch(/^::warning title=trailwarden::the comment could not be written\. GitHub answered 403/mu);
    expect(done.summary).toContain('2 to add');
  });
});

describe('drift and validate', () => {
  it('fails by drift, from a gravity on', async () => {
    const { use, run, by } = await workplace();
    await run(['apply', '--yes']);
    expect(await use({ command: 'drift' })).toMatchObject({ code: 0, outputs: { drift: 'false', changes: 'false' } });
    await by.cloudtrail('eu-west-1').send(new StopLoggingCommand({ Name: 'main' }));
    expect(await use({ command: 'drift', 'fail-on': 'high' })).toMatchObject({
      code: 2,
      outputs: { drift: 'true', exitcode: '2', failure_reason: 'differs', stdout: expect.stringContaining('CRITICAL') },
    });
    expect(await use({ command: 'drift', 'fail-on': 'error' })).toMatchObject({ code: 0, outputs: { drift: 'true' } });
  });

  it('writes reports, and takes paths one a line', async () => {
    const { use, folder } = await workplace({ 'a one.yaml': minimal, '-b.yaml': minimal });
    const good = await use({ command: 'validate', spec: 'a one.yaml\n', report: 'junit=out.xml\nsarif=out.sarif' });
    expect(good.code, good.log).toBe(0);
    expect(readFileSync(join(folder, 'out.xml'), 'utf8')).toContain('<testsuite');
    const twice = await use({ command: 'validate', spec: './a one.yaml\n-b.yaml' });
    expect(twice).toMatchObject({ code: 3, outputs: { failure_reason: 'invalid' } });
  });
});

describe('apply after the merge', () => {
  it('carries out the plan that stood in the pull request', async () => {
    const { use } = await workplace();
    await use({ command: 'plan', comment: 'true' });
    const done = await use({ command: 'apply', 'plan-digest': 'from-comment' }, {});
    expect(done, done.log).toMatchObject({ code: 0, outputs: { exitcode: '0', failure_reason: '', changes: 'true' } });
  });

  it('sends nothing when the plan is another one by now', async () => {
    const { use, folder, sandbox } = await workplace();
    await use({ command: 'plan', comment: 'true' });
    writeFileSync(join(folder, 'trailwarden.yaml'), minimal.replaceAll('acme-audit-logs', 'acme-other-logs'));
    const done = await use({ command: 'apply', 'plan-digest': 'from-comment' }, {});
    expect(done).toMatchObject({ code: 6, outputs: { exitcode: '6', failure_reason: 'stale-plan' } });
    expect(sandbox.calls().filter(({ operation }) => /Create|Put/.test(operation))).toEqual([]);
  });

  it.each<readonly [string, Readonly<Record<string, string>>]>([
    ['no comment', {}],
    ['a comment of somebody else', { login: 'mallory' }],
  ])('sends nothing without an approved plan: %s', async (_, { login }) => {
    const { use, played, sandbox } = await workplace();
    if (login !== undefined) {
      await use({ command: 'plan', comment: 'true' });
      played.comments.splice(0, 1, { ...played.comments[0], user: { login } } as (typeof played.comments)[0]);
    }
    const before = sandbox.calls().length;
    const done = await use({ command: 'apply', 'plan-digest': 'from-comment' }, {});
    expect(done).toMatchObject({ code: 5, outputs: { exitcode: '5', failure_reason: 'refused' } });
    expect(done.log).toContain(`no comment of ${bot}`);
    expect(sandbox.calls().length).toBe(before);
  });

  it('takes a saved plan, or applies what it finds', async () => {
    const first = await workplace();
    const { outputs } = await first.use({ command: 'plan' });
    expect(await first.use({ command: 'apply', 'plan-file': outputs['plan_path'] ?? '' })).toMatchObject({ code: 0 });
    const second = await workplace();
    expect(await second.use({ command: 'apply' })).toMatchObject({ code: 0, outputs: { to_add: '2', exitcode: '0' } });
  });
});

describe('what others write', () => {
  it('is never run: inputs are words to the shell', async () => {
    const evil = '$(touch pwned); `touch pwned`; "; touch pwned #';
    const { use, folder } = await workplace();
    const done = await use({
      command: 'plan',
      spec: evil,
      base: evil,
      region: evil,
      target: evil,
      args: `--profile=${evil}`,
    });
    expect(done.code).not.toBe(0);
    expect(() => statSync(join(folder, 'pwned'))).toThrow();
  });

  it.each<readonly [inputs: Readonly<Record<string, string>>, mistake: string]>([
    [{ command: '' }, 'command is missing; it may be validate, plan, apply, drift'],
    [{ command: 'destroy' }, 'command is "destroy", and may be validate, plan, apply, drift'],
    [{ command: 'plan', comment: 'yes' }, 'comment is "yes", and may be true, false'],
    [{ command: 'plan', 'plan-digest': 'a'.repeat(64) }, 'plan-digest is for apply, not for plan'],
    [{ command: 'apply', 'plan-digest': 'abc' }, 'plan-digest is "abc", and may be 64 hex digits or from-comment'],
    [{ command: 'apply', 'plan-file': 'p', spec: 's' }, 'plan-file and spec exclude each other'],
    [{ command: 'plan', 'fail-on': 'high' }, 'fail-on: high is for drift, not for plan'],
    [{ command: 'plan', args: '--out=x' }, 'args has --out, which the action sets by itself'],
    [{ command: 'plan', report: 'sarif' }, 'report has "sarif", not FORMAT=FILE'],
  ])('is told when it is wrong: %j', async (inputs, mistake) => {
    const { use, sandbox } = await workplace();
    const done = await use(inputs);
    expect(done).toMatchObject({ code: 3, outputs: { exitcode: '3', failure_reason: 'invalid' } });
    expect(done.log).toBe(`::error title=trailwarden::${mistake}\n`);
    expect(sandbox.calls()).toEqual([]);
  });

  it('gives no order to the runner, and no secret goes anywhere', async () => {
    const { use, played } = await workplace();
    const done = await use({ command: 'plan', comment: 'true' });
    const [stop = ''] = /^::stop-commands::\S+$/mu.exec(done.log) ?? [];
    const end = `::${stop.split('::').at(-1)}::`;
    const told = done.log.slice(done.log.indexOf(stop) + stop.length, done.log.indexOf(end));
    expect(told).toContain('Plan: 2 to add');
    const all = [done.log, done.summary, JSON.stringify(done.outputs), played.comments[0]?.body, played.requests].join(
      '\n',
    );
    expect(all).not.toContain(token);
    expect(all).not.toContain('canary-of-the-job');
  });
});

it('has a value for every output, and an input for every variable', () => {
  const env = action.runs.steps.flatMap(step => Object.values(step.env ?? {}));
  expect(env.toSorted()).toEqual(
    Object.keys(action.inputs)
      .filter(name => name !== 'working-directory')
      .map(name => `\${{ inputs.${name} }}`)
      .toSorted(),
  );
  for (const [name, { value }] of Object.entries(action.outputs))
    expect(value).toBe(`\${{ steps.run.outputs.${name} }}`);
  for (const { run } of action.runs.steps) expect(run).not.toContain('${{');
});

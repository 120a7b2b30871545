/** `--journal`: what was sent, as it can be shown to an auditor. */
import type { ChildProcess } from 'node:child_process';
import { StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';

import type { JournalEntry } from '../../src/app/daemon/ports.ts';
import { minimal } from './program.ts';
import { stage, written } from './sandboxed.ts';
import type { Stage } from './sandboxed.ts';

const apply = ['apply', 'a.yaml', '--yes', '--journal', 'journal.jsonl'];

function entriesIn({ folder }: Stage): readonly JournalEntry[] {
  const text = readFileSync(join(folder, 'journal.jsonl'), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as JournalEntry);
}

describe('apply --journal', () => {
  it('has every call twice, with what it changes and in whose name', async () => {
    const here = await stage({ 'a.yaml': minimal });
    expect((await here.run(apply)).code).toBe(0);
    const created = entriesIn(here);
    expect(created.filter(({ phase }) => phase === 'before').map(({ call }) => call.replace(/^.*:/u, ''))).toEqual(
      written(here),
    );
    await here.by.cloudtrail('eu-west-1').send(new StopLoggingCommand({ Name: 'main' }));
    expect((await here.run(apply)).code).toBe(0);
    const both = entriesIn(here).slice(created.length);
    const address = 'trail/main@111111111111/eu-west-1';
    const fields = [{ field: 'logging', before: false, after: true }];
    const principal = expect.stringMatching(/^arn:aws:iam::111111111111:/u) as unknown;
    expect(both).toMatchObject([
      { phase: 'before', call: 'cloudtrail:StartLogging', address, fields, principal },
      { phase: 'after', outcome: 'done', requestIds: [expect.any(String)], id: both[0]?.id },
    ]);
    expect(statSync(join(here.folder, 'journal.jsonl')).mode & 0o777).toBe(0o600);
  });

  it('sends nothing when it cannot be opened', async () => {
    const here = await stage({ 'a.yaml': minimal });
    const ran = await here.run(['apply', 'a.yaml', '--yes', '--journal', 'no/journal.jsonl']);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain('error[journal-not-written]: the journal no/journal.jsonl could not be opened');
    expect(written(here)).toEqual([]);
  });

  it('tells at the next start what nobody knows since a kill', async () => {
    const here = await stage({ 'a.yaml': minimal });
    const match = { operation: 'CreateTrail' };
    here.sandbox.trouble.set({ rules: [{ match, after: 0, count: 1, effect: { hold: 'before' } }] });
    let child: ChildProcess | undefined;
    const dying = here.run(apply, { started: process => (child = process) });
    while (!entriesSoFar(here).some(({ call }) => call === 'cloudtrail:CreateTrail')) await sleep(20);
    child?.kill('SIGKILL');
    await dying;
    here.sandbox.trouble.clear();
    const again = await here.run(apply);
    expect(again.stderr).toContain('warning[calls-unsure]');
    expect(again.stderr).toContain('cloudtrail:CreateTrail for trail/main@111111111111/eu-west-1');
    const settled = entriesIn(here).filter(({ outcome }) => outcome === 'unsure');
    expect(settled).toMatchObject([{ call: 'cloudtrail:CreateTrail', phase: 'after' }]);
    expect((await here.run(apply)).stderr).not.toContain('calls-unsure');
  });
});

function entriesSoFar(here: Stage): readonly JournalEntry[] {
  try {
    return entriesIn(here);
  } catch {
    return []; // not there yet
  }
}

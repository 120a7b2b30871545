/** Marked calls, and blind times, over a sandbox that delivers by its own clock. */
import { PutEventSelectorsCommand, StartLoggingCommand, StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { lastLine, spec as specWith } from './program.ts';
import type { Ran } from './program.ts';
import { documentIn, stage } from './sandboxed.ts';
import type { Stage } from './sandboxed.ts';

const spec = specWith(`watch: declared
buckets:
  acme-audit-logs: { region: eu-west-1 }
topics:
  told: { region: eu-west-1 }
trails:
  main: { region: eu-west-1, bucket: acme-audit-logs, topic: told }`);

/** Proves, and lets the sandbox deliver once the calls were made. */
async function proved(here: Stage, more: readonly string[] = [], minutes = 11): Promise<Ran> {
  const before = here.sandbox.calls().length;
  const proving = here.run(['logs', 'prove', 'a.yaml', ...more]);
  const isCalled = (): boolean =>
    here.sandbox
      .calls()
      .slice(before)
      .some(({ operation }) => operation.endsWith(':GetRole'));
  for (let turn = 0; turn < 400 && !isCalled(); turn += 1) await new Promise(resolve => setTimeout(resolve, 50));
  here.sandbox.clock.advance(minutes * 60);
  return proving;
}

describe('logs prove', () => {
  it('follows each call to its log file and its announcement, and counts copies of what is global', async () => {
    const here = await stage({ 'a.yaml': spec });
    expect((await here.run(['apply', 'a.yaml', '--yes'])).code).toBe(0);
    const text = await proved(here, ['--digest'], 130);
    expect([text.code, text.stderr]).toEqual([0, '']);
    expect(text.stdout).toMatch(/eu-west-1, us-east-1 {2}regional {2}main {3}✓ .*✓ .*✓ .*\n/u);
    expect(lastLine(text.stdout)).toMatch(
      /^Proven: 3 of 3 records arrived, the slowest after .*; global events exactly once in 1 of 1 account\.$/u,
    );
  }, 60_000);

  it('tells copies that are paid for twice, what no read can prove, and what is lost', async () => {
    const here = await stage({ 'a.yaml': twoTrails });
    expect((await here.run(['apply', 'a.yaml', '--yes', '--adopt', '*/*'])).code).toBe(0);
    const twice = documentIn(await proved(here, ['--format', 'json', '--region', 'us-east-1']), 'prove.schema.json');
    expect(twice).toMatchObject({
      verdict: { exit_code: 9, reason: 'check-failed', verdict: 'duplicate' },
      calls: [
        { operation: 'cloudtrail:GetTrailStatus', region: 'us-east-1', verdict: 'proven', copies: null },
        { operation: 'iam:GetRole', region: 'us-east-1', verdict: 'duplicate', copies: 2 },
      ],
    });

    const cloudtrail = here.by.cloudtrail('eu-west-1');
    const writes = [{ ReadWriteType: 'WriteOnly' as const, IncludeManagementEvents: true }];
    for (const TrailName of ['main', 'second'])
      await cloudtrail.send(new PutEventSelectorsCommand({ TrailName, EventSelectors: writes }));
    const unprovable = await here.run(['logs', 'prove', 'a.yaml', '--region', 'eu-west-1']);
    expect([unprovable.code, unprovable.stdout]).toEqual([9, expect.stringContaining('NOT PROVABLE')]);

    for (const Name of ['main', 'second']) await cloudtrail.send(new StopLoggingCommand({ Name }));
    const lost = await here.run(['logs', 'prove', 'a.yaml', '--account', '111111111111']);
    expect([lost.code, lost.stdout]).toEqual([9, expect.stringMatching(/LOST .*is stopped/su)]);

    const nothing = await here.run(['logs', 'prove', 'a.yaml', '--trail', 'other']);
    expect([nothing.code, nothing.stderr]).toEqual([3, expect.stringContaining('--trail other')]);
  }, 60_000);
});

const twoTrails = specWith(`watch: declared
buckets:
  acme-audit-logs: { region: eu-west-1 }
  acme-more-logs: { region: eu-west-1 }
trails:
  main: { region: eu-west-1, bucket: acme-audit-logs }
  second: { region: eu-west-1, bucket: acme-more-logs }`);

describe('logs blind', () => {
  it('finds what nobody recorded, who did it, and gives back what is left', async () => {
    const here = await stage({ 'a.yaml': spec });
    const hour = 3600;
    here.sandbox.clock.set(new Date(Date.now() - 6 * hour * 1000));
    expect((await here.run(['apply', 'a.yaml', '--yes'])).code).toBe(0);
    here.sandbox.clock.advance(hour);
    const cloudtrail = here.by.cloudtrail('eu-west-1');
    await cloudtrail.send(new StopLoggingCommand({ Name: 'main' }));
    here.sandbox.clock.advance(hour);
    await cloudtrail.send(new StartLoggingCommand({ Name: 'main' }));
    here.sandbox.clock.advance(4 * hour);

    const ask = ['logs', 'blind', 'a.yaml', '--since', '330m'];
    const typo = await here.run([...ask, '--region', 'eu-wset-1', '--check']);
    expect([typo.code, typo.stderr]).toEqual([3, expect.stringContaining('matches-nothing')]);
    const text = await here.run([...ask, '--check']);
    expect([text.code, text.stderr]).toEqual([9, '']);
    expect(text.stdout).toMatch(/BLIND {2}111111111111: management events not recorded for 1 h/u);
    expect(text.stdout).toMatch(/trail main was stopped: \S+, StopLogging/u);
    expect(text.stdout).toContain(`Get them: trailwarden ${ask.join(' ').replace('330m', '19800s')} --recover`);

    const found = await here.run([...ask, '--format', 'json', '--recover', 'evidence']);
    const document = documentIn(found, 'blind.schema.json');
    expect(document).toMatchObject({
      verdict: { exit_code: 0, complete: true },
      blind: [
        {
          regions: ['eu-west-1', 'us-east-1'],
          classes: ['management read', 'management write'],
          causes: [{ why: 'stopped' }],
        },
      ],
      recovered: 'evidence',
    });
    const folder = join(here.folder, 'evidence');
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as {
      readonly files: readonly { readonly name: string; readonly sha256: string; readonly events: number }[];
    };
    expect(readdirSync(folder).toSorted()).toEqual(
      [...manifest.files.map(({ name }) => name), 'manifest.json'].toSorted(),
    );
    const files = manifest.files.map(file => ({ ...file, text: readFileSync(join(folder, file.name), 'utf8') }));
    for (const { text: content, sha256, events } of files) {
      expect(createHash('sha256').update(content).digest('hex')).toBe(sha256);
      expect(content.split('\n').slice(0, -1)).toHaveLength(events);
    }
    expect(files.map(file => file.text).join('')).toContain('"eventName":"StopLogging"');
    const again = await here.run([...ask, '--recover', 'evidence']);
    expect([again.code, again.stderr]).toEqual([3, expect.stringContaining('evidence exists')]);
  }, 60_000);
});

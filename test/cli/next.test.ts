/** What is suggested can be typed as it stands: it means the same run, against the same AWS. */
import { StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { describe, expect, it } from 'vitest';

import { minimal } from './program.ts';
import { stage } from './sandboxed.ts';

const nextIn = (text: string): readonly string[] => text.split('\n').filter(line => line.startsWith('Next: '));

describe('what is suggested next', () => {
  it.each<[command: string, typed: readonly string[], kept: string]>([
    ['plan', [], ''],
    ['plan', ['--region', 'eu-west-3'], ' --region eu-west-3'],
    ['plan', ['--allow-weakening', '--lift-limits'], ' --allow-weakening --lift-limits'],
    ['plan', ['--skip-refused', '--target', 'trail/*'], " --target 'trail/*' --skip-refused"],
    ['plan', ['--adopt', 'trail/main', '--adopt', 'bucket/*'], " --adopt trail/main --adopt 'bucket/*'"],
    ['drift', ['--target', 'trail/main'], ' --target trail/main'],
  ])('%s %j keeps what says what is meant', async (command, typed, kept) => {
    const { run, sandbox, by } = await stage({ 'a.yaml': minimal });
    await run(['apply', 'a.yaml', '--yes']);
    await by.cloudtrail('eu-west-1').send(new StopLoggingCommand({ Name: 'main' }));
    const env = { AWS_ENDPOINT_URL: '' };
    const { stdout } = await run([command, 'a.yaml', ...typed, '--endpoint-url', sandbox.url], { env });
    expect(nextIn(stdout)).toEqual([`Next: trailwarden apply a.yaml${kept} --endpoint-url ${sandbox.url}`]);
  });

  it('is so for a saved plan and for an import', async () => {
    const { run, sandbox } = await stage({ 'a.yaml': minimal });
    const there = ['--endpoint-url', sandbox.url];
    const planned = await run(['plan', 'a.yaml', '--out', 'plan.json', ...there]);
    expect(nextIn(planned.stdout)).toEqual([`Next: trailwarden apply plan.json --endpoint-url ${sandbox.url}`]);
    await run(['apply', 'a.yaml', '--yes']);
    const imported = await run(['import', '--out', 'b.yaml', ...there]);
    expect(nextIn(imported.stderr)).toEqual([`Next: trailwarden plan b.yaml --endpoint-url ${sandbox.url}`]);
  });
});

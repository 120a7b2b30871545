/** `drift` and `apply` say who did it. */
import { StopLoggingCommand, UpdateTrailCommand } from '@aws-sdk/client-cloudtrail';
import { describe, expect, it } from 'vitest';

import { minimal } from './program.ts';
import { documentIn, stage } from './sandboxed.ts';
import type { Stage } from './sandboxed.ts';

const asked = ({ sandbox }: Stage): number => sandbox.counts().operations['cloudtrail:LookupEvents'] ?? 0;

async function stopped(): Promise<Stage> {
  const scene = await stage({ 'trailwarden.yaml': minimal });
  await scene.run(['apply', '--yes']);
  expect(asked(scene)).toBe(0); // nobody did what was never there
  await scene.by.cloudtrail('eu-west-1').send(new StopLoggingCommand({ Name: 'main' }));
  return scene;
}

const by = /^ {2}by {2}AKIAEXAMPLE000000000, StopLogging \d\d:\d\d:\d\d UTC, 127\.0\.0\.1, aws-sdk-js\/\S+$/mu;

describe('who did it', () => {
  it('is told by drift, to people and as data', async () => {
    const scene = await stopped();
    expect((await scene.run(['drift'])).stdout).toMatch(by);
    const ran = await scene.run(['drift', '--format', 'json']);
    expect([ran.code, documentIn(ran, 'report.schema.json')['attributions']]).toMatchObject([
      2,
      [
        {
          address: 'trail/main@111111111111/eu-west-1',
          field: 'logging',
          answer: 'found',
          confidence: 'certain',
          by_our_principal: false,
          event: { name: 'StopLogging', principal: { name: 'AKIAEXAMPLE000000000', type: 'IAMUser' } },
        },
      ],
    ]);
  });

  it('is told by apply, once it has mended', async () => {
    const scene = await stopped();
    const { stdout, code } = await scene.run(['apply', '--yes']);
    expect(stdout).toMatch(by);
    expect([code, stdout.trimEnd().split('\n').at(-1)]).toEqual([
      0,
      'Apply complete! Resources: 0 added, 1 changed, 0 destroyed.',
    ]);
    const operations = scene.sandbox.calls().map(({ operation }) => operation);
    expect(operations.indexOf('cloudtrail:LookupEvents')).toBeGreaterThan(
      operations.lastIndexOf('cloudtrail:StartLogging'),
    );
  });

  it('is not asked where nobody wants to know, by plan, and where nothing differs', async () => {
    const scene = await stopped();
    for (const args of [['drift', '--no-attribution'], ['plan'], ['apply', '--yes', '--no-attribution'], ['drift']])
      await scene.run(args);
    expect(asked(scene)).toBe(0);
  });

  it('changes no exit code where it may not be asked', async () => {
    const scene = await stopped();
    scene.sandbox.trouble.set({ rules: [{ match: { operation: 'LookupEvents' }, effect: { deny: true } }] });
    const { code, stdout, stderr } = await scene.run(['drift']);
    expect([code, stderr]).toEqual([2, '']);
    expect(stdout).toContain('  by  not known: cloudtrail:LookupEvents is not permitted in 111111111111/eu-west-1');
    expect((await scene.run(['apply', '--yes'])).code).toBe(0);
  });

  it('may be whoever has our own credentials', async () => {
    const scene = await stage({ 'trailwarden.yaml': minimal });
    await scene.run(['apply', '--yes']);
    await scene.by
      .cloudtrail('eu-west-1')
      .send(new UpdateTrailCommand({ Name: 'main', EnableLogFileValidation: false }));
    const { stdout } = await scene.run(['drift'], { env: { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE000000000' } });
    expect(stdout).toMatch(/by {2}AKIAEXAMPLE000000000, UpdateTrail .*, with credentials of trailwarden$/mu);
  });
});

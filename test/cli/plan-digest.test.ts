/** Exactly the plan that was approved, without handing a file on. */
import { StopLoggingCommand, UpdateTrailCommand } from '@aws-sdk/client-cloudtrail';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { minimal, spec } from './program.ts';
import { documentIn, ending, stage, written } from './sandboxed.ts';

const digestIn = (text: string): string => /^Digest: ([0-9a-f]{64})$/mu.exec(text)?.[1] ?? '';

/** The same as minimal, written otherwise. */
const reordered = spec(`trails:
  main: { bucket: acme-audit-logs, region: eu-west-1 }
buckets:
  acme-audit-logs: { region: eu-west-1 }`);

describe('apply --plan-digest', () => {
  it('carries out the plan that plan printed the digest of, and asks nothing', async () => {
    const here = await stage({ 'a.yaml': minimal, 'b.yaml': reordered });
    const digest = digestIn((await here.run(['plan', 'a.yaml'])).stdout);
    expect(digest).toHaveLength(64);
    const json = documentIn(await here.run(['plan', 'a.yaml', '--format', 'json']), 'report.schema.json');
    expect(json['digest']).toBe(digest);
    expect(digestIn((await here.run(['plan', 'b.yaml'])).stdout)).toBe(digest);

    const done = await here.run(['apply', 'b.yaml', '--plan-digest', digest]);
    expect(ending(done)).toEqual([0, 'Apply complete! Resources: 2 added, 0 changed, 0 destroyed.']);

    const again = await here.run(['apply', 'b.yaml', '--plan-digest', digest]);
    expect(ending(again)).toEqual([6, 'Stale plan: it is not the plan that was approved.']);
    expect(again.stdout).toContain('there is nothing to do');
  });

  it('sends nothing when live has moved, and shows the plan there would be now', async () => {
    const here = await stage({ 'a.yaml': minimal });
    await here.run(['apply', 'a.yaml', '--yes']);
    const trails = here.by.cloudtrail('eu-west-1');
    await trails.send(new StopLoggingCommand({ Name: 'main' }));
    const digest = digestIn((await here.run(['plan', 'a.yaml'])).stdout);
    await trails.send(new UpdateTrailCommand({ Name: 'main', EnableLogFileValidation: false }));
    const before = written(here).length;
    const refused = await here.run(['apply', 'a.yaml', '--yes', '--plan-digest', digest]);
    expect(ending(refused)).toEqual([6, 'Stale plan: it is not the plan that was approved.']);
    expect(refused.stdout).toContain('logFileValidation: false -> true');
    expect(refused.stdout).toContain(digestIn((await here.run(['plan', 'a.yaml'])).stdout));
    const args = ['apply', 'a.yaml', '--plan-digest', digest, '--format', 'json'];
    const json = documentIn(await here.run(args), 'report.schema.json');
    expect(json).toMatchObject({ verdict: { exit_code: 6, reason: 'stale-plan' }, refused: [{ code: 'other-plan' }] });
    expect(written(here).length).toBe(before);
  });

  it('holds for a saved plan too, whatever the file says of itself', async () => {
    const here = await stage({ 'a.yaml': minimal });
    const digest = digestIn((await here.run(['plan', 'a.yaml', '--out', 'plan.json'])).stdout);
    const file = join(here.folder, 'plan.json');
    const plan = JSON.parse(readFileSync(file, 'utf8')) as { digest: string; resource_changes: object[] };
    expect(plan.digest).toBe(digest);
    writeFileSync(file, JSON.stringify({ ...plan, resource_changes: plan.resource_changes.slice(0, 1) }));
    const other = await here.run(['apply', 'plan.json', '--plan-digest', digest]);
    expect(ending(other)).toEqual([6, 'Stale plan: it is not the plan that was approved.']);
    expect(written(here)).toEqual([]);
    writeFileSync(file, JSON.stringify(plan));
    expect((await here.run(['apply', 'plan.json', '--plan-digest', digest])).code).toBe(0);
  });

  it.each(['', '3b5d', 'G'.repeat(64)])('takes no digest like %j', async digest => {
    const { run } = await stage({ 'a.yaml': minimal });
    const { code, stderr } = await run(['apply', 'a.yaml', '--plan-digest', digest]);
    expect(code).toBe(3);
    expect(stderr).toContain('error[wrong-arguments]');
  });
});

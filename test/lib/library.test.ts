import { describe, expect, it, onTestFinished } from 'vitest';

import { connect, exitCodes, kinds, loadSpec, plan, reconcile, reportDocument, version } from '../../src/lib/index.ts';
import type { Aws, LoadedSpec } from '../../src/lib/index.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { minimal } from '../cli/program.ts';

process.env['AWS_ACCESS_KEY_ID'] = '111111111111';
process.env['AWS_SECRET_ACCESS_KEY'] = 'example';

const acme = (text = minimal): Promise<LoadedSpec> => loadSpec({ files: [{ path: 'acme.yaml', text }] });

async function connected(): Promise<Aws> {
  const sandbox = await startSandbox();
  const aws = connect({ endpointUrl: sandbox.url, region: 'eu-west-1' });
  onTestFinished(async () => {
    aws.close();
    await sandbox.close();
  });
  return aws;
}

describe('loadSpec', () => {
  it('tells every problem as a value', async () => {
    const wrong = await acme(minimal.replace('bucket: acme-audit-logs', 'bucket: acme-audit-lgos'));
    expect(wrong).toMatchObject({ valid: false, owner: null, problems: [{ code: 'unknown-reference' }] });
    const missing = await loadSpec('/nowhere/at/all');
    expect(missing).toMatchObject({ valid: false, paths: ['/nowhere/at/all'], unread: [{ code: 'file-missing' }] });
  });

  it('tells what is in a spec', async () => {
    expect(await acme()).toMatchObject({ valid: true, owner: 'acme', resources: 2, problems: [] });
  });
});

describe('a run', () => {
  it('sends nothing before it is approved, and has nothing to do once it was', async () => {
    const [aws, spec] = [await connected(), await acme()];
    const found = await plan(spec, aws);
    expect(found).toMatchObject({ report: { outcomes: null }, verdict: { reason: 'differs' } });
    expect(await reconcile(spec, aws, { approve: () => false })).toMatchObject({
      report: { outcomes: null, refused: [{ code: 'approval-needed' }] },
      verdict: { reason: 'refused', exitCode: exitCodes.refused },
    });
    const begun: string[] = [];
    const onChange = ({ address }: { readonly address: string }): unknown => begun.push(address);
    const done = await reconcile(spec, aws, { approve: () => true, onChange });
    expect(done).toMatchObject({ verdict: { exitCode: 0, complete: true } });
    expect(new Set(begun).size).toBe(2);
    expect(await plan(spec, aws)).toMatchObject({ verdict: { reason: null, complete: true } });
  });

  it('counts its own calls, on a connection that others use too', async () => {
    const [aws, spec] = [await connected(), await acme()];
    const runs = [await plan(spec, aws), await plan(spec, aws)];
    const identities = runs.map(({ report }) => report?.calls['sts:GetCallerIdentity']);
    expect(identities[0]).toBe(1);
    expect(identities[1] ?? 0).toBeLessThanOrEqual(1);
    expect(runs[1]?.report?.calls['cloudtrail:DescribeTrails']).toBe(
      runs[0]?.report?.calls['cloudtrail:DescribeTrails'],
    );
  });

  it('looks at what is asked for alone, and carries out the plan with a digest alone', async () => {
    const [aws, spec] = [await connected(), await acme()];
    const some = await plan(spec, aws, { targets: ['bucket/*'] });
    expect(some.report?.plan.changes.map(({ address }) => address)).toEqual([
      'bucket/acme-audit-logs@111111111111/eu-west-1',
    ]);
    const stale = await reconcile(spec, aws, { approve: () => true, planDigest: '0'.repeat(64) });
    expect(stale).toMatchObject({ verdict: { reason: 'stale-plan' } });
  });

  it('answers with problems where there is no report', async () => {
    const aws = await connected();
    expect(await plan(await acme('apiVersion: nonsense\n'), aws)).toMatchObject({ report: null, reason: 'invalid' });
    const nobody = connect({ endpointUrl: 'http://127.0.0.1:9', region: 'eu-west-1' });
    onTestFinished(() => nobody.close());
    const unanswered = await plan(await acme(), nobody, { deadline: 2 });
    expect(unanswered).toMatchObject({ report: null, reason: 'error', problems: [{ code: 'endpoint-unreachable' }] });
  });

  it('is the document that the command line prints', async () => {
    const found = await plan(await acme(), await connected());
    if (found.report === null) throw new Error(JSON.stringify(found.problems));
    expect(reportDocument(found.report, found.verdict)).toMatchObject({
      format_version: expect.stringMatching(/^1\.\d+$/u) as string,
      kind: 'report',
      trailwarden_version: version,
      counts: { add: 2 },
    });
  });
});

it('names the kinds, with what they need of AWS', () => {
  expect(kinds.map(({ name }) => name)).toEqual(['bucket', 'topic', 'trail']);
  for (const { schema, fields, reads, writes } of kinds) {
    expect(schema).toHaveProperty('properties');
    expect(Object.keys(fields).length).toBeGreaterThan(5);
    expect([...Object.values(reads), ...Object.values(writes)].flat()).toContainEqual(
      expect.stringMatching(/^(?:cloudtrail|s3|sns):\w+$/u),
    );
  }
});

import { describe, expect, it } from 'vitest';

import { spec } from '../cli/program.ts';
import { documentIn, stage, written } from '../cli/sandboxed.ts';
import type { Stage } from '../cli/sandboxed.ts';
import { aws } from './cli.ts';
import { body, bucket, documentedSids, documentedSteps, ownedSteps } from './recipe.ts';

async function made(steps: readonly string[]): Promise<Stage> {
  const here = await stage({ 'a.yaml': spec(body) });
  for (const step of steps) await aws(here.sandbox.url, step.split(' ')); // each needs the one before
  return here;
}

interface Planned {
  readonly resource_changes: readonly {
    readonly address: string;
    readonly change: { readonly actions: readonly string[] };
    readonly fields: readonly { readonly field: string }[];
  }[];
}

/** By address, which fields differ. */
async function differences({ run }: Stage, file = 'a.yaml'): Promise<Readonly<Record<string, readonly string[]>>> {
  const planned = await run(['plan', file, '--format', 'json']);
  // judged by its schema just before, which says more than the type of a document
  const { resource_changes: changes } = documentIn(planned, 'report.schema.json') as unknown as Planned;
  const differing = changes.filter(({ change }) => !change.actions.includes('no-op'));
  return Object.fromEntries(
    differing.map(({ address, fields }) => [address.replace(/@.*/, ''), fields.map(({ field }) => field)]),
  );
}

describe('what the AWS CLI wrote', () => {
  it('with the owner in tags and statement ids, is as trailwarden wants it', async () => {
    const here = await made(ownedSteps);
    const before = written(here).length;
    expect(await here.run(['plan', 'a.yaml', '--detailed-exitcode'])).toMatchObject({ code: 0 });
    expect(await here.run(['apply', 'a.yaml', '--yes'])).toMatchObject({ code: 0 });
    expect(written(here)).toHaveLength(before);
  });

  it("by AWS's own recipe, differs in owner tags and trailwarden's own statements, and in nothing else", async () => {
    const here = await made(documentedSteps);
    expect(await differences(here)).toEqual({
      [`bucket/${bucket}`]: ['grants', 'tlsOnly', 'owner'],
      'topic/audit-delivery': ['grants', 'owner'],
      'trail/main': ['owner'],
    });
    expect(await here.run(['apply', 'a.yaml', '--yes'])).toMatchObject({ code: 2 }); // nobody adopted it
    expect(await differences(here)).toMatchObject({ 'trail/main': ['owner'], 'topic/audit-delivery': ['owner'] });
    expect(await here.run(['apply', 'a.yaml', '--yes', '--adopt', '*/*'])).toMatchObject({ code: 0 });
    expect(await differences(here)).toEqual({});
    const { Policy } = (await aws(here.sandbox.url, ['s3api', 'get-bucket-policy', '--bucket', bucket])) as {
      readonly Policy: string;
    };
    const { Statement } = JSON.parse(Policy) as { readonly Statement: readonly { readonly Sid: string }[] };
    expect(Statement.map(({ Sid }) => Sid)).toEqual(expect.arrayContaining(documentedSids));
  });

  it.each<[what: string, steps: readonly string[], open: Readonly<Record<string, readonly string[]>>]>([
    ['with the owner in tags and statement ids, and nothing is to be done', ownedSteps, {}],
    [
      "by AWS's own recipe, and nothing is to be done but to adopt",
      documentedSteps,
      {
        [`bucket/${bucket}`]: ['grants', 'owner'],
        'topic/audit-delivery': ['grants', 'owner'],
        'trail/main': ['owner'],
      },
    ],
  ])('is imported %s', async (_, steps, open) => {
    const here = await made(steps);
    await here.run(['import', '--out', 'b.yaml']);
    expect(await differences(here, 'b.yaml')).toEqual(open);
    expect(await here.run(['apply', 'b.yaml', '--yes'])).toMatchObject({ code: 0 });
    expect(await differences(here, 'b.yaml')).toEqual({});
  });
});

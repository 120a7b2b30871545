import { describe, expect, it } from 'vitest';

import type { Arn } from '../../../src/core/model.ts';
import { delivery } from '../../../src/core/policy/delivery.ts';
import type { Grant } from '../../../src/core/policy/grants.ts';
import { completePolicy, desiredPolicy, livePolicy, policyDocument } from '../../../src/core/policy/state.ts';
import type { PolicyState } from '../../../src/core/policy/state.ts';
import { ourHeader } from '../../../src/core/policy/statement.ts';
import type { Statement } from '../../../src/core/policy/statement.ts';
import { policyProblems } from '../../../src/core/policy/verify.ts';
import { account, bucketArn, byAccount, byOrganization, byTrail, needOf, organization, trailArn } from './estate.ts';

const write = (...some: readonly Grant[]): readonly Statement[] => delivery.statements(some, bucketArn, 'acme');

interface Given {
  readonly settled?: readonly Arn[];
  readonly seen?: readonly Arn[];
  readonly known?: string | null;
  readonly needed?: readonly Grant[];
}

function completed(
  statements: readonly Statement[],
  { settled = [], seen, known = organization, needed = [byTrail(1)] }: Given = {},
): PolicyState {
  return completePolicy(desiredPolicy({}), {
    resource: bucketArn,
    owner: 'acme',
    organization: known,
    form: delivery,
    needs: needed.flatMap(needOf),
    needed,
    settled: { has: arn => settled.includes(arn) },
    seen: seen && { has: arn => seen.includes(arn) },
    live: livePolicy({ header: ourHeader, statements }, delivery, []),
    unread: false,
    apart: { now: [], then: [] },
    fits: () => true,
  });
}

/** All statements of these grants, of which only those with this action are really there. */
const only = (Action: string, ...some: readonly Grant[]): readonly Statement[] => {
  const whole = write(byTrail(1), ...some);
  const rest = new Map(write(byTrail(1)).map(statement => [statement.Sid, statement]));
  return whole.flatMap(statement => (statement.Action === Action ? [statement] : (rest.get(statement.Sid) ?? [])));
};

describe('what stands in our own statements and nothing needs', () => {
  const foreign: Grant = { by: 'organization', organization: 'o-foreign123', prefix: '' };
  const members = byTrail(9, { organization: 'o-foreign123' });

  it.each<[string, readonly Statement[], Given, readonly Grant[], readonly string[]]>([
    ['nothing', write(byTrail(1)), {}, [], []],
    ['a trail', write(byTrail(1), byTrail(9)), {}, [byTrail(9)], [trailArn(9)]],
    ['a trail that was seen to need it no more', write(byTrail(1), byTrail(9)), { settled: [trailArn(9)] }, [], []],
    [
      'a trail that was looked at, where something is waited for',
      write(byTrail(1), byTrail(9)),
      { seen: [trailArn(9)] },
      [byTrail(9)],
      [],
    ],
    [
      'a needed trail under another prefix',
      write(byTrail(1, { prefix: 'old' })),
      {},
      [byTrail(1, { prefix: 'old' })],
      [],
    ],
    ['half a trail, that writes', only('s3:PutObject', byTrail(9)), {}, [], []],
    ['half a trail, that looks', only('s3:GetBucketAcl', byTrail(9)), {}, [], []],
    ['an account', write(byTrail(1), byAccount(9)), {}, [byAccount(9)], [`trails named main of account ${account(9)}`]],
    ['the account of a needed trail', write(byTrail(1), byAccount(1)), {}, [byAccount(1)], []],
    ['half an account', only('s3:PutObject', byAccount(9)), {}, [], []],
    ['the known organization', write(byTrail(1), byOrganization()), {}, [byOrganization()], []],
    [
      'the known organization, that nobody needs',
      write(byOrganization()),
      { needed: [] },
      [byOrganization()],
      [`all trails of organization ${organization}`],
    ],
    [
      'a trail, where the organization is needed',
      write(byTrail(1), byOrganization()),
      { needed: [byOrganization()] },
      [byTrail(1)],
      [trailArn(1)],
    ],
    ['another organization', write(byTrail(1), foreign), {}, [], []],
    [
      'an organization, where none is known',
      write(byTrail(1), foreign),
      { known: null },
      [foreign],
      ['all trails of organization o-foreign123'],
    ],
    ['members of another organization', write(byTrail(1), members), {}, [byTrail(9)], [trailArn(9)]],
    [
      'members of an organization, where none is known',
      write(byTrail(1), members),
      { known: null },
      [members],
      [trailArn(9)],
    ],
  ])('%s', (_name, standing, given, kept, told) => {
    const state = completed(standing, given);
    expect(state.grants.statements).toEqual(write(...(given.needed ?? [byTrail(1)]), ...kept));
    expect(state.grants.unneeded ?? []).toEqual(told);
  });

  it('stays as it is where one of our statements was altered otherwise', () => {
    const standing = write(byTrail(1), byTrail(9)).map(statement => ({ ...statement, Principal: '*' }));
    expect(completed(standing).grants.statements).toEqual(write(byTrail(1), byTrail(9)));
  });

  it('is told in one finding', () => {
    const problems = (count: number) => {
      const state = completed(write(...Array.from({ length: count }, (_, index) => byTrail(index))), { needed: [] });
      const document = policyDocument(state, state.statements);
      return policyProblems({ state, document, limits: { bytes: 20_480, statements: 100 } });
    };
    expect(problems(0)).toEqual([]);
    expect(problems(1)).toMatchObject([
      {
        code: 'grant-not-needed',
        severity: 'warning',
        message: expect.stringContaining(`let in ${trailArn(0)}, which`),
      },
    ]);
    expect(problems(5)).toMatchObject([{ message: expect.stringContaining(`${trailArn(2)} and 2 more, which`) }]);
  });
});

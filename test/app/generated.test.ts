/** What holds for every spec that people may write, without a wire. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';

import { keyOpen, worldOf } from '../../src/app/locate.ts';
import { parseArn } from '../../src/core/arn.ts';
import { derive } from '../../src/core/derive.ts';
import type { Known } from '../../src/core/derive.ts';
import { desireAll, recordersOf } from '../../src/core/desire.ts';
import { equals } from '../../src/core/diff.ts';
import { chooseKeepers, leadingRegion } from '../../src/core/keeper.ts';
import type { AnyState } from '../../src/core/kind.ts';
import type { Entry, World } from '../../src/core/model.ts';
import { expand } from '../../src/core/spec/expand.ts';
import { readSpec } from '../../src/core/spec/read.ts';
import type { SourceFile } from '../../src/core/spec/source.ts';
import { standIns } from '../../src/core/spec/stand-ins.ts';
import type { Spec } from '../../src/core/spec/spec.ts';
import { kinds } from '../../src/resources/index.ts';
import { parsePolicy } from '../../src/sandbox/policy/document.ts';
import { evaluate } from '../../src/sandbox/policy/evaluate.ts';
import { fleets } from '../arbitraries/fleet.ts';
import type { Fleet } from '../arbitraries/fleet.ts';
import { tried } from '../arbitraries/runs.ts';

interface Estate {
  readonly spec: Spec;
  readonly entries: readonly Entry<AnyState>[];
  readonly world: World;
}

const managementAccount = '111111111111';

/** In accounts that have the usual regions enabled. */
function estateOf(files: readonly SourceFile[]): Estate {
  const { spec, problems } = readSpec(files, kinds);
  if (!spec) throw new Error(JSON.stringify(problems));
  const enabled = ['us-east-1', 'eu-west-1', 'eu-north-1'];
  const accounts = standIns(spec).map(account => ({ ...account, enabled }));
  const { entries } = expand(spec, accounts, kinds);
  const world = worldOf(spec.owner, entries, () => keyOpen);
  return { spec, entries, world: { ...world, organization: { id: 'o-exampleorgid', managementAccount } } };
}

const inOne = (text: string, path = 'spec.yaml'): readonly SourceFile[] => [{ path, text }];

/** As derived where nothing stands yet. */
function derived({ text }: Pick<Fleet, 'text'>): readonly Known[] {
  const { spec, entries, world } = estateOf(inOne(text));
  const wishes = desireAll(entries, kinds, world);
  const keepers = chooseKeepers(recordersOf(wishes), spec.keeper);
  const known = wishes.map(wish => ({ ...wish, live: { is: 'absent' } as const }));
  return derive({ known, strays: [], looks: [], unsettled: new Map() }, keepers, world).known;
}

const of = (name: string, known: readonly Known[]): readonly Known[] => known.filter(({ kind }) => kind.name === name);

/** The calls that make something, by operation. */
function creation({ kind, desired: { name, arn, target, state } }: Known): Readonly<Record<string, object>> {
  const calls = kind.calls({ action: 'create', name, arn, target, desired: state });
  return Object.fromEntries(calls.map(({ call, input }) => [call.replace(/^.*:/u, ''), input]));
}

const meaning = ({ entries }: Estate): unknown =>
  entries.map(({ address, name, target, spec }) => ({ address, name, target, spec }));

/** The same spec as JSON, in several files, and with its defaults written out. */
const spellings: Readonly<Record<string, (text: string) => readonly SourceFile[]>> = {
  'as JSON': text => inOne(JSON.stringify(parse(text)), 'spec.json'),
  'in flow style': text => inOne(stringify(parse(text), { collectionStyle: 'flow' })),
  'in several files': text => {
    const { spec, ...head } = parse(text) as { spec: Record<string, unknown> };
    return Object.entries(spec).map(([part, value]) => ({
      path: `${part}.yaml`,
      text: stringify({ ...head, spec: { [part]: value } }),
    }));
  },
  'in several documents': text => {
    const { spec, ...head } = parse(text) as { spec: Record<string, unknown> };
    return inOne(
      Object.entries(spec)
        .map(([part, value]) => `---\n${stringify({ ...head, spec: { [part]: value } })}`)
        .join(''),
    );
  },
};

describe('any spec', () => {
  it.each(Object.entries(spellings))('means the same %s', (_, spell) => {
    fc.assert(
      fc.property(fleets, ({ text }) => {
        expect(meaning(estateOf(spell(text)))).toEqual(meaning(estateOf(inOne(text))));
      }),
      tried(2),
    );
  });

  it('makes no two resources of one address or ARN', () => {
    fc.assert(
      fc.property(fleets, fleet => {
        const known = derived(fleet);
        for (const part of ['address', 'arn'] as const) {
          const names = known.map(({ desired }) => desired[part]);
          expect(names).toEqual([...new Set(names)]);
        }
      }),
      tried(4),
    );
  });

  it('can be written back from what is wanted', () => {
    fc.assert(
      fc.property(fleets, ({ text }) => {
        const { entries, world } = estateOf(inOne(text));
        const byName: World = {
          ...world,
          resolve: (kind, name, from) => {
            const found = entries.filter(one => one.name === name && one.address.startsWith(`${kind}/`));
            const [first] = found;
            if (!first) throw new Error(`no ${kind} ${name}`);
            return found.find(({ target }) => target.account === from.account) ?? first;
          },
        };
        for (const { kind, desired } of desireAll(entries, kinds, world)) {
          const { address, name, target, written } = desired;
          const back = kind.desire({ address, name, target, written, spec: kind.toSpec(desired.state) }, byName);
          for (const [field, policy] of Object.entries(kind.fields)) {
            if (ofPolicies.has(field)) continue;
            const same = { desired: desired.state[field], live: back.state[field] };
            const kept = same.desired === undefined && same.live === undefined;
            expect([address, field, kept || equals(policy, same)]).toEqual([address, field, true]);
          }
        }
      }),
      tried(4),
    );
  });

  it('has the global service events of an account kept once, or as often as AWS insists', () => {
    fc.assert(
      fc.property(fleets, fleet => {
        const trails = of('trail', derived(fleet)).map(known => ({
          ...known.desired.target,
          ...(creation(known)['CreateTrail'] as Made),
        }));
        for (const own of Map.groupBy(trails, ({ account }) => account).values()) {
          const wide = own.filter(one => one.IsMultiRegionTrail);
          const flagged = own.filter(one => !one.IsMultiRegionTrail && one.IncludeGlobalServiceEvents);
          expect(wide.every(one => one.IncludeGlobalServiceEvents)).toBe(true);
          expect(flagged.length).toBeLessThanOrEqual(1);
          for (const one of flagged) expect(one.region).toBe(leadingRegion(one.partition));
        }
      }),
      tried(4),
    );
  });

  it('lets every trail in where it delivers, and no stranger', () => {
    fc.assert(
      fc.property(fleets, fleet => {
        const known = derived(fleet);
        const policies = new Map(
          of('bucket', known).map(one => {
            const { Policy }: Put = creation(one)['PutBucketPolicy'] ?? {};
            return [one.desired.name, Policy];
          }),
        );
        for (const trail of of('trail', known)) {
          const policy = policies.get((creation(trail)['CreateTrail'] as Made).S3BucketName) ?? '';
          expect([trail.desired.address, letsIn(policy, trail, trail.desired.arn)]).toEqual([
            trail.desired.address,
            true,
          ]);
          const stranger = trail.desired.arn.replace(/\d{12}/u, '999999999999');
          expect([trail.desired.address, letsIn(policy, trail, stranger)]).toEqual([trail.desired.address, false]);
        }
      }),
      tried(4),
    );
  });
});

/** Of a live policy it is not said whose its statements are, so that a spec does not have them. */
const ofPolicies: ReadonlySet<string> = new Set(['grants', 'statements', 'otherStatements', 'policyHeader']);

interface Put {
  readonly Policy?: string;
}

interface Made {
  readonly S3BucketName: string;
  readonly S3KeyPrefix?: string;
  readonly IsOrganizationTrail: boolean;
  readonly IsMultiRegionTrail: boolean;
  readonly IncludeGlobalServiceEvents: boolean;
}

/** By the sandbox's evaluator, which shares no code with what is tested. */
function letsIn(policy: string, known: Known, by: string): boolean {
  const { S3BucketName, S3KeyPrefix, IsOrganizationTrail } = creation(known)['CreateTrail'] as Made;
  const { account } = parseArn(known.desired.arn);
  const bucket = `arn:aws:s3:::${S3BucketName}`;
  const folders = [
    account,
    ...(IsOrganizationTrail ? [`o-exampleorgid/${account}`, 'o-exampleorgid/555555555555'] : []),
  ];
  const start = S3KeyPrefix === undefined ? '' : `${S3KeyPrefix}/`;
  const allows = (action: string, resource: string): boolean =>
    evaluate(parsePolicy(policy), {
      asker: { service: 'cloudtrail.amazonaws.com' },
      action,
      resource,
      keys: new Map([
        ['aws:sourcearn', [by]],
        ['aws:sourceaccount', [by.split(':')[4] ?? '']],
        ['aws:securetransport', ['true']],
        ['aws:principalisawsservice', ['true']],
        ['s3:x-amz-acl', ['bucket-owner-full-control']],
      ]),
    }) === 'allow';
  return (
    allows('s3:GetBucketAcl', bucket) &&
    folders.every(folder => allows('s3:PutObject', `${bucket}/${start}AWSLogs/${folder}/CloudTrail/x.json.gz`))
  );
}

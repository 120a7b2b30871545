/**
 * The contract every kind keeps, over any endpoint: a walk through specs converges after every step, every field is set,
 * changed and removed on the way, and every field reads back.
 */
import { describe, expect, it } from 'vitest';

import type { Cloud } from '../../src/app/ports.ts';
import { attachedReads, roleReads } from '../../src/core/beside/reads.ts';
import type { AnyKind, AnyState } from '../../src/core/kind.ts';
import { noConsent } from '../../src/core/rules/settings.ts';
import { kinds } from '../../src/resources/index.ts';
import { cases as bucketCases } from '../resources/bucket/cases.ts';
import { cases as topicCases } from '../resources/topic/cases.ts';
import { cases as trailCases } from '../resources/trail/cases.ts';
import { leftOver, nothing, run } from './estate.ts';
import type { SpecBody } from './estate.ts';

interface Step {
  readonly name: string;
  readonly spec: object;
}

export const walks: Readonly<
  Record<string, { readonly steps: readonly Step[]; readonly body: (spec: object) => SpecBody }>
> = {
  bucket: {
    steps: bucketCases,
    body: spec => ({
      buckets: { 'acme-logs': { region: 'eu-west-1', ...spec }, 'acme-access-logs': { region: 'eu-west-1' } },
      trails: { main: { region: 'eu-west-1', bucket: 'acme-logs' } },
    }),
  },
  topic: {
    steps: topicCases,
    body: spec => ({
      buckets: { 'acme-logs': { region: 'eu-west-1' } },
      topics: { 'log-files': { region: 'eu-west-1', ...spec } },
      trails: { main: { region: 'eu-west-1', bucket: 'acme-logs', topic: 'log-files' } },
    }),
  },
  trail: {
    steps: trailCases,
    body: spec => ({
      accounts: { own: '111111111111' },
      organization: { account: 'own' },
      globalServiceEvents: { keeper: 'elsewhere' },
      buckets: { 'acme-logs': { region: 'eu-west-1' }, 'acme-logs-2': { region: 'us-east-1' } },
      topics: { 'log-files': { region: 'eu-west-1' }, 'log-files-2': { region: 'eu-west-1' } },
      trails: { main: { region: 'eu-west-1', ...spec } },
    }),
  },
};

/** A walk takes settings away again. */
const consent = { ...noConsent, weakening: true };

/** A cloud of its own for every walk. */
export function contract(name: string, open: () => Promise<Cloud>): void {
  describe.each(
    kinds.map(kind => ({
      kind: kind.name,
      fields: kind.fields,
      reads: kind.reads,
      writes: kind.writes,
      apart: kind.apart ?? {},
    })),
  )(`$kind over ${name}`, ({ kind, reads, writes, fields, apart }) => {
    it('has a walk', () => {
      expect(walks[kind]?.steps.length ?? 0).toBeGreaterThan(2);
    });

    it('converges after every step, and says so', async () => {
      const cloud = await open();
      const walk = walks[kind];
      for (const step of walk?.steps ?? []) {
        const body = walk?.body(step.spec) ?? {};
        const applied = await run(cloud, body, { command: 'apply', consent });
        const failed = (applied.outcomes ?? []).filter(({ status }) => status !== 'done');
        expect(failed, `${step.name}: outcomes`).toEqual([]);
        expect(leftOver(await run(cloud, body)), `${step.name}: a second plan`).toEqual(nothing);
      }
      cloud.close();
    }, 600_000); // it walks through every field

    it('reads every field it declares, and calls only what it declares', async () => {
      const cloud = await open();
      const walk = walks[kind];
      const body = walk?.body(walk.steps[0]?.spec ?? {}) ?? {};
      await run(cloud, body, { command: 'apply' });
      const lives = await livesOf(cloud, body, kind);
      expect(lives.length).toBeGreaterThan(0);
      const usual = Object.keys(fields).filter(field => !Object.hasOwn(apart, field));
      for (const live of lives) expect(Object.keys(live).toSorted()).toEqual(usual.toSorted());
      expect(Object.keys(fields)).toEqual(expect.arrayContaining(Object.keys(apart)));
      const declared = new Set([
        ...kinds.flatMap(one => [...Object.keys(one.reads), ...Object.keys(one.writes)]),
        'sts:GetCallerIdentity',
        'ec2:DescribeRegions',
        'kms:DescribeKey',
        'kms:GetKeyPolicy',
        'logs:DescribeLogGroups',
        ...roleReads,
        ...attachedReads,
        'organizations:DescribeOrganization',
      ]);
      expect(Object.keys(cloud.counts()).filter(call => !declared.has(call))).toEqual([]);
      expect(Object.keys({ ...reads, ...writes }).every(call => /^[a-z0-9]+:[A-Z]\w+$/u.test(call))).toBe(true);
      cloud.close();
    });
  });
}

/** The walk of a kind in terms of desired state: what each field was on the way. */
export function fieldsOnTheWay(
  desire: (kind: AnyKind, body: SpecBody) => AnyState,
): ReadonlyMap<string, ReadonlyMap<string, readonly string[]>> {
  return new Map(
    kinds.map(kind => {
      const states = (walks[kind.name]?.steps ?? []).map(({ spec }) =>
        desire(kind, walks[kind.name]?.body(spec) ?? {}),
      );
      return [
        kind.name,
        new Map(
          Object.keys(kind.fields).map(field => [field, states.map(state => JSON.stringify(state[field] ?? null))]),
        ),
      ];
    }),
  );
}

async function livesOf(cloud: Cloud, body: SpecBody, kindName: string): Promise<readonly AnyState[]> {
  const kind = kinds.find(({ name }) => name === kindName);
  const report = await run(cloud, { ...body }, { command: 'plan' });
  expect(leftOver(report)).toEqual(nothing);
  const target = { partition: 'aws', account: (await cloud.identity()).account, region: 'eu-west-1' };
  const arns = {
    bucket: `arn:aws:s3:::acme-logs`,
    topic: `arn:aws:sns:eu-west-1:${target.account}:log-files`,
    trail: `arn:aws:cloudtrail:eu-west-1:${target.account}:trail/main`,
  }[kindName] as `arn:${string}`;
  const survey = await kind?.observe([arns], cloud.memory().at(target), target);
  return [...(survey?.asked.values() ?? [])].flatMap(live => (live.is === 'present' ? [live.fields] : []));
}

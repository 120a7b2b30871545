/**
 * The program ends in the middle, after every single write: the next run finishes it, and nothing was lost in between. A
 * question changes nothing, so that ending after one is ending after the write before it; some are tried all the same.
 */
import { describe, expect, it } from 'vitest';

import type { Cloud } from '../../src/app/ports.ts';
import { verdictOf } from '../../src/core/report.ts';
import { leftOver, nothing, run } from '../contract/estate.ts';
import type { SpecBody } from '../contract/estate.ts';
import { MemoryCloud } from '../contract/memory/cloud.ts';
import { evidence, names } from './evidence.ts';

const region = 'eu-west-1';
const none: SpecBody = {};

/** Several of everything: buckets with policies, topics, trails of all forms, tags. */
const before: SpecBody = {
  buckets: {
    'acme-logs': { region, tags: { team: 'security' } },
    'acme-us': { region: 'us-east-1', policy: { grants: 'accounts' } },
  },
  topics: { files: { region, displayName: 'Audit' } },
  trails: {
    main: { region, bucket: 'acme-logs', topic: 'files', tags: { team: 'security' } },
    'us-copy': { region: 'us-east-1', bucket: 'acme-us', multiRegion: false, prefix: 'us' },
    north: { region: 'eu-north-1', bucket: 'acme-logs', multiRegion: false },
  },
};

const readers = {
  Sid: 'Readers',
  Effect: 'Allow',
  Principal: { AWS: '111111111111' },
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::acme-archive/*',
};

/** Everything moves or changes, and something is new: another bucket, another prefix, another topic, other tags. */
const after: SpecBody = {
  buckets: {
    'acme-logs': { region, tags: { team: 'audit' }, versioning: true },
    'acme-us': { region: 'us-east-1', policy: { grants: 'trails' } },
    'acme-archive': { region, policy: { statements: [readers] } },
  },
  topics: { files: { region }, 'files-2': { region, displayName: 'Archive' } },
  trails: {
    main: { region, bucket: 'acme-archive', topic: 'files-2', prefix: 'all', tags: { team: 'audit' } },
    'us-copy': { region: 'us-east-1', bucket: 'acme-us', multiRegion: false, prefix: 'usa', logFileValidation: true },
    north: { region: 'eu-north-1', bucket: 'acme-archive', multiRegion: false },
    south: { region: 'us-east-1', bucket: 'acme-us', multiRegion: false },
  },
};

class Killed extends Error {}

interface Death {
  /** What is counted. */
  readonly of: 'writes' | 'calls';
  readonly nth: number;
  /** Whether the n-th is carried out. */
  readonly delivered: boolean;
}

/** The way to AWS of a program that ends at its n-th call. From then on it says nothing. */
function dying(cloud: MemoryCloud, { of, nth, delivered }: Death): Cloud {
  let counted = 0;
  const pass = async <T>(counts: boolean, call: () => Promise<T>): Promise<T> => {
    if (counts) counted += 1;
    if (counted > nth || (counted === nth && !counts)) throw new Killed();
    if (counted < nth) return call();
    if (delivered) await call();
    throw new Killed();
  };
  return {
    identity: async () => cloud.identity(),
    enter: async account => cloud.enter(account),
    memory() {
      const memory = cloud.memory();
      return {
        at: target => ({
          ask: async (...asked) => pass(of === 'calls', async () => memory.at(target).ask(...asked)),
        }),
      };
    },
    send: async (call, target) => pass(true, async () => cloud.send(call, target)),
    counts: () => cloud.counts(),
    close: () => cloud.close(),
  };
}

async function stands(body: SpecBody): Promise<MemoryCloud> {
  const cloud = new MemoryCloud();
  if (body !== none) await run(cloud, body, { command: 'apply' });
  return cloud;
}

const isWrite = ({ call }: { readonly call: string }): boolean => !/:(?:Get|List|Describe|Head)/u.test(call);

/** How many writes, and how many calls in all, an apply takes that nobody interrupts; and what then stands there. */
async function undisturbed(from: SpecBody, to: SpecBody) {
  const cloud = await stands(from);
  const began = cloud.calls.length;
  const report = await run(cloud, to, { command: 'apply' });
  expect(verdictOf(report, false)).toMatchObject({ reason: null });
  const calls = cloud.calls.slice(began);
  return { writes: calls.filter(isWrite).length, calls: calls.length, names: names(cloud) };
}

describe.each([
  ['a creation of everything', none, before],
  ['a big update, with moves', before, after],
])('%s that ends at any call', (_, from, to) => {
  const dies = async (death: Death, left: readonly string[]): Promise<void> => {
    const which = `${death.of} ${death.nth}`;
    const cloud = await stands(from);
    const watch = evidence(cloud);
    const killed = await run(dying(cloud, death), to, { command: 'apply' }).catch((error: unknown) => error);
    expect(killed, which).toBeInstanceOf(Killed);

    const next = await run(cloud, to, { command: 'apply' });
    expect(verdictOf(next, false), `${which}: the next run`).toMatchObject({ reason: null, complete: true });
    expect(leftOver(await run(cloud, to)), `${which}: the one after`).toEqual(nothing);
    expect(watch.losses(), which).toEqual([]);
    expect(names(cloud), `${which}: nothing is left over`).toEqual(left);
  };

  it.each([
    ['carried out', true],
    ['not carried out', false],
  ])('a write that is %s', async (__, delivered) => {
    const { writes, names: left } = await undisturbed(from, to);
    expect(writes).toBeGreaterThan(15);
    for (let nth = 1; nth <= writes; nth += 1) await dies({ of: 'writes', nth, delivered }, left);
  });

  it('or at a question', async () => {
    const { calls, names: left } = await undisturbed(from, to);
    for (let nth = 5; nth < calls * 0.9; nth += 11) await dies({ of: 'calls', nth, delivered: true }, left);
  });
});

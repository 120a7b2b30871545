/** A small AWS and a small spec for the tests of trails. */
import { ApiFailure } from '../../../src/core/failure.ts';
import type { Ask } from '../../../src/core/kind.ts';
import type { Arn, Entry, Target, World } from '../../../src/core/model.ts';
import type { TrailReads } from '../../../src/resources/trail/api.ts';
import { defaultSelectors } from '../../../src/resources/trail/selectors.ts';
import type { TrailSpec } from '../../../src/resources/trail/spec.ts';
import type { TrailState } from '../../../src/resources/trail/state.ts';
import { MemoryCloudTrail } from '../../contract/memory/cloudtrail.ts';

export const home: Target = { partition: 'aws', account: '111111111111', region: 'eu-west-1' };
export const arn = (name: string, { account, region }: Partial<Target> = {}): Arn =>
  `arn:aws:cloudtrail:${region ?? home.region}:${account ?? home.account}:trail/${name}`;
export const key = (id: string, region = home.region): Arn => `arn:aws:kms:${region}:${home.account}:key/${id}`;

/** A trail as the smallest spec wants it. */
export const plain: TrailState = {
  destination: { bucket: 'acme-logs', prefix: null },
  topic: null,
  scope: { multiRegion: true, globalServiceEvents: true },
  organization: false,
  logFileValidation: true,
  kmsKey: null,
  cloudWatchLogs: null,
  recursiveLogging: true,
  logging: true,
  eventSelectors: defaultSelectors,
  insights: [],
  tags: {},
  protect: false,
  owner: 'acme',
};

/** Buckets ending in `-us` stand in us-east-1; everything else stands where it is asked from. Keys are found by any name. */
export const world: World = {
  owner: 'acme',
  organization: { id: 'o-exampleorg', managementAccount: '999999999999' },
  key: (reference, { region }) =>
    reference.startsWith('arn:') ? (reference as Arn) : key(reference.replace('alias/', ''), region),
  resolve: (_, name, from) => ({ name, target: name.endsWith('-us') ? { ...from, region: 'us-east-1' } : from }),
};

export function entry(spec: Partial<TrailSpec> = {}, at: Partial<Entry<TrailSpec>> = {}): Entry<TrailSpec> {
  const target = at.target ?? home;
  const place = (line: number) => ({ file: 'trails.yaml', line, column: 5 });
  const pointers = ['', ...Object.keys(spec).map(setting => `/${setting}`)];
  return {
    address: `trail/main@${target.account}/${target.region}`,
    name: 'main',
    target,
    spec: { bucket: 'acme-logs', ...spec },
    written: Object.fromEntries(pointers.map((pointer, index) => [pointer, place(index + 1)])),
    ...at,
  };
}

export interface Sent {
  readonly call: string;
  readonly input: object;
}

/** Asks a MemoryCloudTrail, writes down what was asked, and fails where it is told to. */
export class Cloud implements Ask<TrailReads> {
  readonly memory = new MemoryCloudTrail();
  readonly asked: Sent[] = [];
  /** By operation: the failure, or nothing to let it pass. */
  readonly failures = new Map<string, (input: object) => Error | undefined>();
  readonly #target: Target;

  constructor(target: Target = home) {
    this.#target = target;
  }

  async ask<C extends keyof TrailReads>(call: C, input: TrailReads[C]['input']): Promise<TrailReads[C]['output']> {
    await Promise.resolve();
    this.asked.push({ call, input });
    const failure = this.failures.get(call)?.(input);
    if (failure) throw failure;
    return this.send(call, input, this.#target);
  }

  send(call: string, input: object, target: Target = this.#target): object {
    return this.memory.answer(call.replace('cloudtrail:', ''), input, target);
  }

  refuse(call: string, name = 'AccessDeniedException', when: (input: object) => boolean = () => true): void {
    this.failures.set(call, input => (when(input) ? failure(call, name) : undefined));
  }

  /** How often each operation was asked. */
  counts(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { call } of this.asked) counts[call] = (counts[call] ?? 0) + 1;
    return counts;
  }
}

function failure(call: string, name: string): ApiFailure {
  return new ApiFailure(name, 'refused', {
    category: name === 'AccessDeniedException' ? 'permission' : 'absent',
    site: { call, target: home },
  });
}

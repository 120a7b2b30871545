/** Whole specs as people may write them, of one account or of a fleet, and what AWS is around them. */
import fc from 'fast-check';
import { stringify } from 'yaml';

import { isError, validate } from '../../src/app/validate.ts';
import type { Problem } from '../../src/core/model.ts';
import { kinds } from '../../src/resources/index.ts';
import type { Organization } from '../../src/sandbox/index.ts';
import type { SpecBody } from '../contract/estate.ts';
import {
  bucketPolicy,
  bucketSettings,
  optional,
  rests,
  rewritten,
  simple,
  topicSettings,
  trailSettings,
} from './settings.ts';

export interface Fleet {
  readonly text: string;
  readonly body: SpecBody;
  readonly organization: Organization | undefined;
  /** Enabled regions, by account id; `*`: of all others. */
  readonly regions: Readonly<Record<string, readonly string[]>>;
}

const leader = 'us-east-1';
const regions = [leader, 'eu-west-1', 'eu-north-1', 'ap-southeast-1'] as const;
/** Enabled in every account. */
const everywhere = [leader, 'eu-west-1', 'eu-north-1'] as const;
const ids = {
  root: '111111111111',
  archive: '222222222222',
  payments: '333333333333',
  lab: '444444444444',
} as const;
type Key = keyof typeof ids;
/** Administers CloudTrail for the organization. */
const delegate = 'archive';
/** A member of the organization that no spec writes down. */
const unwritten = '555555555555';

const home = fc.constantFrom(...everywhere);
interface Around {
  /** Empty: the spec writes none. */
  readonly keys: readonly Key[];
  readonly organized: boolean;
  /** Names that `accounts` may take. */
  readonly names: readonly string[];
}

const someOf = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: Math.min(1, values.length) });

/** Never all of them. */
const exclude = ({ keys }: Around) =>
  optional({
    ...(keys.length > 1 ? { accounts: fc.constant(keys.slice(1, 2)) } : {}),
    regions: fc.constant(['ap-southeast-1']),
  });

/** One account, if there are several to choose from. */
function inOne({ keys, organized }: Around): fc.Arbitrary<object> {
  if (keys.length === 0) return fc.constant({});
  const account = fc.constantFrom(...keys, ...keys.map(key => ids[key])).map(one => ({ account: one }));
  return keys.length === 1 && !organized ? fc.oneof(fc.constant({}), account) : account;
}

function inMany(around: Around): fc.Arbitrary<object> {
  if (around.keys.length === 0) return fc.constant({});
  const named = someOf(around.names);
  const all = fc.record({ accounts: fc.constant('all'), exclude: exclude(around) }, { requiredKeys: ['accounts'] });
  return fc.oneof(
    all,
    named.map(accounts => ({ accounts })),
  );
}

/** `logs` stands in one place for all; `own` once in each account. */
function bucketsOf(around: Around) {
  const logs = fc
    .tuple(inOne(around), home, bucketSettings, bucketPolicy('acme-audit-logs'))
    .map(([at, region, settings, policy]) => ({ ...settings, ...at, region, name: 'acme-audit-logs', policy }));
  const own = fc
    .tuple(home, bucketSettings, fc.constantFrom('acme-{accountId}-{region}', 'acme-{account}-logs'))
    .map(([region, settings, name]) => ({
      ...settings,
      ...(around.keys.length === 0 ? {} : { accounts: 'all' }),
      region,
      name,
    }));
  return fc.record({ logs, own });
}

function topicsOf(around: Around) {
  const files = fc
    .tuple(inOne(around), home, topicSettings)
    .map(([at, region, settings]) => ({ ...settings, ...at, region }));
  const own = fc
    .tuple(home, topicSettings)
    .map(([region, settings]) => ({ ...settings, ...(around.keys.length === 0 ? {} : { accounts: 'all' }), region }));
  return fc.record({ files, own });
}

const servers = fc.record(rests, { requiredKeys: ['bucket'] });

function trailIn(around: Around): fc.Arbitrary<object> {
  const wide = fc.record({ region: home }).map(at => ({ ...at, multiRegion: true }));
  const regional = fc
    .oneof(fc.constant('all'), fc.subarray([...everywhere], { minLength: 1 }))
    .map(where => ({ regions: where, multiRegion: false }));
  const overrides = fc.array(
    fc.tuple(optional({ accounts: someOf(around.names), regions: fc.constant([leader]) }), optional(simple)),
    { maxLength: around.keys.length === 0 ? 0 : 2 },
  );
  return fc
    .tuple(inMany(around), fc.oneof(wide, regional), servers, trailSettings, overrides)
    .map(([at, where, on, settings, over]) => ({
      ...settings,
      ...at,
      ...where,
      ...on,
      ...(over.length > 0 ? { overrides: over.map(([of, set]) => ({ ...of, set })) } : {}),
    }));
}

/** From the management account, or from a delegated administrator. */
const organizationTrail = ({ keys }: Around) =>
  fc
    .tuple(fc.boolean(), home, servers, trailSettings, fc.constantFrom('root', ...keys.filter(key => key === delegate)))
    .map(([multiRegion, region, on, settings, account]) => ({
      ...settings,
      ...on,
      account,
      region,
      multiRegion,
      organization: true,
    }));

function trailsOf(around: Around) {
  const names = fc.constantFrom(undefined, 'audit-{region}', '{account}-{accountId}');
  const blocks = fc.uniqueArray(fc.tuple(fc.constantFrom('main', 'second'), trailIn(around), names), {
    minLength: 1,
    maxLength: 2,
    selector: ([key]) => key,
  });
  return fc.tuple(blocks, organizationTrail(around)).map(([some, shared]) => ({
    ...Object.fromEntries(
      some.map(([key, block, name]) => [
        key,
        { ...block, ...(name === undefined || key === 'second' ? {} : { name }) },
      ]),
    ),
    ...(around.organized ? { organization: shared } : {}),
  }));
}

const accountForms = (keys: readonly Key[], plain: boolean) =>
  fc.tuple(
    ...keys.map(key => {
      const form = fc.record(
        {
          id: fc.constant(ids[key]),
          role: fc.constantFrom('trailwarden', `arn:aws:iam::${ids[key]}:role/trailwarden`),
          labels: fc.constantFrom({}, { tier: 'gold' }),
          regions: fc.constant([...everywhere]),
        },
        { requiredKeys: plain ? ['id', 'role'] : ['id'] },
      );
      const either: fc.Arbitrary<string | object> = plain ? form : fc.oneof(fc.constant(ids[key]), form);
      return either.map(written => [key, written] as const);
    }),
  );

const groups = (keys: readonly Key[]) =>
  fc.record({
    some: fc.subarray([...keys], { minLength: 1 }).map(accounts => ({ accounts })),
    gold: fc.constant({ labels: { tier: 'gold' } }),
  });

interface Written extends Around {
  readonly top: object;
}

function organizationOf() {
  const discover = fc.constantFrom<unknown>('all', { exclude: [unwritten] });
  return fc.record(
    { account: fc.constant('root'), id: fc.constant('o-exampleorgid'), discover },
    { requiredKeys: ['account'] },
  );
}

function fleetOf(keys: readonly Key[]): fc.Arbitrary<Written> {
  return fc.boolean().chain(plain =>
    fc
      .record({
        accounts: accountForms(keys, plain).map(Object.fromEntries),
        groups: groups(keys),
        organization: fc.option(organizationOf(), { nil: undefined }),
      })
      .map(({ organization, ...top }) => {
        const used = keys.includes('root') && !plain ? organization : undefined;
        return {
          keys,
          organized: used !== undefined,
          names: [...keys, 'some', 'gold', ids[keys[0] ?? 'root']],
          top: {
            ...top,
            ...(plain ? {} : { defaults: { account: { role: 'trailwarden' } } }),
            ...(used ? { organization: used } : {}),
          },
        };
      }),
  );
}

const alone: fc.Arbitrary<Written> = fc.constant({ keys: [], organized: false, names: [], top: {} });
const several = fc.subarray(Object.keys(ids) as Key[], { minLength: 1 }).chain(keys => fleetOf(keys));

const defaults = optional({ bucket: bucketSettings, topic: topicSettings, trail: optional(simple) });

/** Specs that are valid. */
export const fleets: fc.Arbitrary<Fleet> = fc
  .oneof(alone, several)
  .chain(({ top, ...around }) =>
    fc.record({
      top: fc.constant(top),
      around: fc.constant(around),
      defaults,
      buckets: bucketsOf(around),
      topics: topicsOf(around),
      trails: trailsOf(around),
      keeper: fc.constantFrom('auto', 'elsewhere', leader),
      more: optional({ watch: fc.constantFrom('declared', 'enabled'), prune: fc.constantFrom('never', 'trails') }),
      extra: fc.tuple(
        ...around.keys.map(key => fc.subarray(regions.slice(3)).map(found => [ids[key], found] as const)),
      ),
    }),
  )
  .map(({ top, around, defaults: some, keeper, more, extra, ...blocks }) => {
    const body = keptBy(keeper, {
      ...top,
      defaults: { ...(top as { defaults?: object }).defaults, ...some },
      ...more,
      ...blocks,
    });
    return {
      body,
      text: yamlOf(body),
      organization: around.organized
        ? {
            id: 'o-exampleorgid',
            management: ids.root,
            members: [...Object.values(ids).slice(1), unwritten],
            delegatedAdministrators: { [ids[delegate]]: ['cloudtrail.amazonaws.com'] },
          }
        : undefined,
      regions: {
        '*': everywhere,
        ...Object.fromEntries(extra.map(([id, found]) => [id, [...everywhere, ...found]])),
      },
    };
  });

/** Where nobody here could record the events of global services, somebody outside does. */
function keptBy(keeper: string, rest: SpecBody): SpecBody {
  const body = { ...rest, globalServiceEvents: { keeper } };
  const lost = problemsOf(yamlOf(body)).some(({ code }) => code === 'keeper-loses-events');
  return lost ? { ...rest, globalServiceEvents: { keeper: 'elsewhere' } } : body;
}

/** A fleet, and what somebody makes of its spec later on. */
export const changing: fc.Arbitrary<readonly [Fleet, Fleet]> = fleets.chain(before =>
  rewritten(before.body).map(after => {
    const body = keptBy('auto', after);
    return [before, { ...before, body, text: yamlOf(body) }] as const;
  }),
);

/** As one file. */
function yamlOf(spec: SpecBody, owner = 'acme'): string {
  return stringify({ apiVersion: 'trailwarden.dev/v1alpha1', kind: 'TrailSpec', metadata: { name: owner }, spec });
}

/** What speaks against a spec, before anybody is asked. */
export function problemsOf(text: string): readonly Problem[] {
  return validate([{ path: 'spec.yaml', text }], kinds).problems.filter(isError);
}

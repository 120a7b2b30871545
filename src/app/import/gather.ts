/** Finds what an import writes down: every trail in reach, and what it delivers to and announces through. */
import { parseArn } from '../../core/arn.ts';
import type { Other } from '../../core/findings.ts';
import type { Found } from '../../core/import/found.ts';
import type { AnyKind, AnyState } from '../../core/kind.ts';
import type { Arn, Problem, Target, World } from '../../core/model.ts';
import { whole } from '../../core/reading.ts';
import type { LocatedAccount } from '../../core/spec/spec.ts';
import { howFar } from '../how-far.ts';
import { unreadOf, withApart } from '../look.ts';
import type { Memory, Progress } from '../ports.ts';
import { findServer } from './server.ts';
import type { Server } from './server.ts';

export interface Gathering {
  readonly owner: string;
  readonly world: World;
  readonly kinds: readonly AnyKind[];
  readonly accounts: readonly LocatedAccount[];
  readonly memory: Memory;
  readonly progress: Progress;
  /** What a spec declares already. */
  readonly declared: ReadonlySet<Arn>;
}

export interface Gathered {
  readonly found: readonly Found[];
  readonly leftOut: readonly Problem[];
  readonly referred: readonly Problem[];
  /** What could not be read. */
  readonly unread: readonly Problem[];
}

/** @param others what a look showed of everything that records */
export async function gather(others: readonly Other[], around: Gathering): Promise<Gathered> {
  const { declared } = around;
  const open = others.filter(({ live }) => !('arn' in live) || !declared.has(live.arn));
  const judged = await Promise.all(open.map(async other => recorderOf(await withEverything(other, around), around)));
  const recorders = judged.flatMap(one => ('kept' in one ? [one.kept] : []));
  const served = await serversOf(recorders, around);
  return {
    found: [...served.map(({ found }) => found), ...recorders],
    leftOut: judged.flatMap(one => ('leftOut' in one ? [one.leftOut] : [])),
    referred: served.flatMap(({ referred }) => referred ?? []),
    unread: [...judged.flatMap(({ unread }) => unread ?? []), ...served.flatMap(({ unread }) => unread ?? [])],
  };
}

type Judged =
  | { readonly kept: Found; readonly unread?: Problem }
  | { readonly leftOut: Problem; readonly unread?: Problem };

function recorderOf({ kind, live }: Other, { owner, accounts, world }: Gathering): Judged {
  if (live.is === 'elsewhere')
    return { leftOut: left(`${live.arn}: an organization trail of another account, seen from a member`) };
  if (live.is !== 'present') throw new Error('import: a look shows what is there');
  const { arn, target } = live;
  const { state, unread, settings } = saidOf(kind, live);
  if (state === undefined)
    return {
      leftOut: left(`${arn}: it could not be read as a whole`),
      ...(unread ? { unread: { ...unread, message: `${arn}: ${unread.message}` } } : {}),
    };
  if (typeof live.owner === 'string' && live.owner !== owner)
    return { leftOut: left(`${arn}: it belongs to ${JSON.stringify(live.owner)} (tag trailwarden:owner)`) };
  return {
    kept: {
      kind,
      arn,
      name: nameIn(arn),
      account: accountFor(target, accounts),
      target,
      ...settings,
      uses: (kind.needs?.(state, arn, world) ?? []).map(({ of }) => of),
      ...(kind.recorder ? { covers: kind.recorder(state).covers } : {}),
    },
    ...(unread ? { unread: { ...unread, message: `${arn}: ${unread.message}` } } : {}),
  };
}

/** With the fields that take questions of their own. */
async function withEverything(other: Other, { memory }: Gathering): Promise<Other> {
  const { kind, live } = other;
  const wanted = Object.keys(kind.apart ?? {});
  return live.is !== 'present' || wanted.length === 0
    ? other
    : { kind, live: await withApart({ live, wanted }, kind, memory) };
}

interface Said {
  /** Undefined: not all of it could be read that a spec must say. */
  readonly state: AnyState | undefined;
  /** What could not be read. */
  readonly unread: Problem | undefined;
  readonly settings: Pick<Found, 'settings' | 'note'>;
}

/**
 * What a spec says of it. A field that takes a question of its own is left out where there is nothing, where it could not
 * be read, and where a spec cannot say it: then it stays as it stands.
 */
function saidOf(kind: AnyKind, live: Present): Said {
  const isApart = (field: string): boolean => Object.hasOwn(kind.apart ?? {}, field);
  const read = Object.entries(live.fields).filter(([field, reading]) => !isApart(field) || 'value' in reading);
  const state = whole({ ...live, fields: Object.fromEntries(read) });
  const unread = unreadOf(live);
  if (state === undefined) return { state, unread, settings: { settings: {} } };
  const said = settingsOf(kind.toSpec(state));
  const unsaid = Object.keys(state).filter(
    field => isApart(field) && !isEmpty(state[field]) && !Object.hasOwn(said, field),
  );
  const settings = Object.entries(said).filter(([field, value]) => !isApart(field) || !isEmpty(value));
  const note = `Left as it stands, because a spec cannot say all of it: ${unsaid.join(', ')}.`;
  return {
    state,
    unread,
    settings: {
      settings: { ...Object.fromEntries(settings), ...(live.owner === null ? { adopt: true } : {}) },
      ...(unsaid.length > 0 ? { note } : {}),
    },
  };
}

type Present = Extract<Other['live'], { is: 'present' }>;

/** An empty map of a spec says something: new objects are locked on request. */
const isEmpty = (value: unknown): boolean => value === null || (Array.isArray(value) && value.length === 0);

const left = (message: string): Problem => ({ code: 'import-left-out', severity: 'warning', message });

/** What AWS calls it: the last part of its ARN. */
function nameIn(arn: Arn): string {
  return parseArn(arn).resource.replace(/^.*\//u, '');
}

/** The key of the account in the spec; one that the spec does not have gets its id as key. */
function accountFor({ account }: Target, accounts: readonly LocatedAccount[]): string {
  return accounts.find(({ id }) => id === account)?.key ?? account;
}

/** Every kind's spec is a map. */
function settingsOf(spec: unknown): Readonly<Record<string, unknown>> {
  return typeof spec === 'object' && spec !== null ? Object.fromEntries(Object.entries(spec)) : {};
}

interface Served {
  readonly found: Found;
  readonly referred?: Problem;
  readonly unread?: Problem;
}

async function serversOf(recorders: readonly Found[], around: Gathering): Promise<readonly Served[]> {
  const users = new Map<Arn, Target[]>();
  for (const { uses, target } of recorders)
    for (const arn of uses.filter(one => !around.declared.has(one)))
      users.set(arn, [...(users.get(arn) ?? []), target]);
  const open = new Set(users.keys());
  const tell = (): void =>
    around.progress.step(howFar(`read ${users.size - open.size}`, `${users.size} buckets and topics`, open));
  tell();
  return Promise.all(
    [...users].map(async ([arn, by]) => {
      const server = await findServer(arn, by, around);
      open.delete(arn);
      tell();
      return servedAs(arn, server, around);
    }),
  );
}

function servedAs(arn: Arn, { kind, live, target }: Server, { owner, accounts }: Gathering): Served {
  const place = { kind, arn, name: nameIn(arn), account: accountFor(target, accounts), target, uses: [] };
  const unread = unreadOf(live);
  if (live.is === 'present' && (live.owner === null || live.owner === owner)) {
    const { state, settings } = saidOf(kind, live);
    if (state !== undefined)
      return {
        found: { ...place, ...settings },
        ...(unread ? { unread: { ...unread, message: `${arn}: ${unread.message}` } } : {}),
      };
  }
  const isKnown = accounts.some(({ id }) => id === target.account);
  const foreign = live.is === 'unread' && (!isKnown || live.problem.code === 'access-denied');
  const why = reasonOf(live, unread);
  return {
    found: { ...place, settings: { manage: false }, note: `Only referred to: ${why}.` },
    referred: { code: 'import-referred-only', severity: 'warning', message: `${arn}: ${why}` },
    ...(unread && !foreign ? { unread: { ...unread, message: `${arn}: ${unread.message}` } } : {}),
  };
}

function reasonOf(live: Server['live'], unread: Problem | undefined): string {
  if (live.is === 'absent') return 'it does not exist';
  if (live.is === 'present' && unread === undefined) return `it belongs to ${JSON.stringify(live.owner)}`;
  if (live.is === 'present') return 'it could not be read as a whole';
  return 'it cannot be read with these credentials, or another account owns it';
}

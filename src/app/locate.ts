/** Asks what entries leave open and only AWS knows: which key stands behind an alias, and which organization this is. */
import { parseArn } from '../core/arn.ts';
import { desireAll } from '../core/desire.ts';
import { unreadBecause } from '../core/failure.ts';
import { leadingRegion } from '../core/keeper.ts';
import type { AnyKind, AnyState } from '../core/kind.ts';
import type { Arn, Entry, Problem, Target, World } from '../core/model.ts';
import { namer, resolver } from '../core/spec/references.ts';
import type { LocatedAccount } from '../core/spec/spec.ts';
import { describe } from './organization.ts';
import type { Memory } from './ports.ts';

type Keys = ReadonlyMap<string, Arn | Problem>;

export interface Place {
  readonly owner: string;
  readonly entries: readonly Entry<AnyState>[];
  readonly kinds: readonly AnyKind[];
  /** As far as it has been read. */
  readonly organization: World['organization'];
  readonly accounts: readonly Pick<LocatedAccount, 'id'>[];
  /** Ids of all accounts of the organization; null: not known. */
  readonly members: readonly string[] | null;
}

/**
 * The world of a spec: its references, the keys that its entries mean, and the organization, if anything of it depends on
 * that. Each is asked for once, and nothing is asked that no entry needs.
 */
export async function surroundings(
  { owner, entries, kinds, organization: read, accounts, members }: Place,
  memory: Memory,
): Promise<World> {
  const open = new Map<string, { readonly reference: string; readonly at: Target }>();
  let wantsOrganization = false;
  const listening: World = {
    ...worldOf(owner, entries, (reference, at) => {
      open.set(keyOf(reference, at), { reference, at });
      return keyOpen;
    }),
    get organization() {
      wantsOrganization = true;
      return null;
    },
  };
  desireAll(entries, kinds, listening);
  const home = entries[0]?.target;
  const [organization, ...answers] = await Promise.all([
    read ?? (wantsOrganization && home ? askOrganization(home, memory) : null),
    ...[...open].map(async ([key, wanted]) => [key, await askKey(wanted, memory)] as const),
  ]);
  const keys: Keys = new Map(answers);
  return {
    ...worldOf(owner, entries, (reference, at) => keys.get(keyOf(reference, at)) ?? keyOpen),
    organization,
    accounts: new Set([...accounts.map(({ id }) => id), ...(members ?? [])]),
    ...(members === null ? {} : { members: new Set(members) }),
  };
}

/** The world as far as it is known without asking: `validate` and the first pass of `locate` use it. */
export function worldOf(
  owner: string,
  entries: readonly Entry<AnyState>[],
  behind: (reference: string, at: Target) => Arn | Problem,
): World {
  return {
    owner,
    organization: null,
    accounts: new Set(entries.map(({ target }) => target.account)),
    key: (reference, at) => keyFromText(reference, at) ?? behind(reference, at),
    resolve: resolver(entries),
    named: namer(entries),
  };
}

/** Null where it cannot be read: what depends on it is then not known, which is said where it is needed. */
async function askOrganization(at: Target, memory: Memory): Promise<World['organization']> {
  const region = leadingRegion(at.partition) ?? at.region;
  try {
    return await describe(memory.at({ ...at, region }));
  } catch (error) {
    unreadBecause(error);
    return null;
  }
}

/** What stands for a key until it has been asked for. */
export const keyOpen: Problem = { code: 'key-unknown', message: 'The key behind the alias has not been asked for' };

const keyOf = (reference: string, { account, region }: Target): string => `${reference} ${account}/${region}`;

/** A key's ARN or id says which key it is; an alias does not. */
function keyFromText(reference: string, { partition, account, region }: Target): Arn | undefined {
  if (reference.startsWith('arn:'))
    return parseArn(reference).resource.startsWith('key/') ? (reference as Arn) : undefined;
  return reference.startsWith('alias/') ? undefined : `arn:${partition}:kms:${region}:${account}:key/${reference}`;
}

async function askKey({ reference, at }: { reference: string; at: Target }, memory: Memory): Promise<Arn | Problem> {
  const region = reference.startsWith('arn:') ? parseArn(reference).region : at.region;
  try {
    const answer = (await memory.at(at).ask('kms:DescribeKey', { KeyId: reference }, region)) as {
      readonly KeyMetadata?: { readonly Arn?: string };
    };
    return (answer.KeyMetadata?.Arn as Arn | undefined) ?? unresolved(reference, 'AWS answered without a key');
  } catch (error) {
    return unresolved(reference, unreadBecause(error).message);
  }
}

function unresolved(reference: string, reason: string): Problem {
  return {
    code: 'key-unknown',
    message: `The key behind ${reference} could not be found out: ${reason}`,
    hint: 'Create the alias, allow kms:DescribeKey, or write the ARN of the key.',
  };
}

/** Judges a spec without asking anybody. */
import { accountIn } from '../core/address.ts';
import { desireAll, recordersOf } from '../core/desire.ts';
import { chooseKeepers } from '../core/keeper.ts';
import type { AnyKind, AnyState } from '../core/kind.ts';
import type { Arn, Entry, Problem } from '../core/model.ts';
import { quiet } from '../core/secrets.ts';
import { expand } from '../core/spec/expand.ts';
import { inFileOrder } from '../core/spec/order.ts';
import { readSpec } from '../core/spec/read.ts';
import type { Spec } from '../core/spec/spec.ts';
import { standIns, unknownAccount } from '../core/spec/stand-ins.ts';
import { foreignRegions, validateEntries } from '../core/spec/validate.ts';
import { worldOf } from './locate.ts';
import type { SourceFile } from '../core/spec/source.ts';

export interface Validated {
  /** Null where an error stands among the problems. */
  readonly spec: Spec | null;
  /** Errors and warnings, in the order of the files. */
  readonly problems: readonly Problem[];
  /** How many resources the spec declares, as far as it could be read. */
  readonly resources: number;
  /** How many accounts are written in it; 0: only the one of the credentials in force is meant. */
  readonly accounts: number;
}

export const isError = ({ severity }: Problem): boolean => severity !== 'warning';

/** Every problem of these files at once. Accounts and keys that only AWS knows are stood in for. */
export function validate(
  files: readonly SourceFile[],
  kinds: readonly AnyKind[],
  before: readonly Problem[] = [],
): Validated {
  const { spec, sound, problems: shape } = readSpec(files, kinds);
  const { entries } = expand(sound, standIns(sound), kinds);
  const foreign = sound.accounts === null ? [] : foreignRegions(entries);
  const found = [...before, ...shape, ...foreign, ...validateEntries(entries, kinds)];
  const keeper = spec && !found.some(isError) ? keeperProblems(spec, entries, kinds) : [];
  const problems = inFileOrder([...found, ...keeper]).map(quiet);
  return {
    spec: problems.some(isError) ? null : spec,
    problems,
    resources: entries.filter(isCertain).length,
    accounts: sound.accounts?.length ?? 0,
  };
}

/** The account that stands in for all that are discovered has no resources that anybody could count. */
const isCertain = ({ address }: Entry<AnyState>): boolean => accountIn(address) !== unknownAccount;

/** Addresses of what stands in for accounts that nobody knows yet mean nothing to anybody. */
function inWords(message: string, { accounts }: Spec): string {
  if (accounts === null) return message.replaceAll(inForce, '$1 in $2');
  return message.replaceAll(standIn, '$1 in $2 of every discovered account');
}

const standIn = new RegExp(`(\\S+/\\S+)@${unknownAccount}/(\\S+)`, 'gu');

/** The account of the credentials, as `standIns` calls it. */
const inForce = /(\S+\/\S+)@account\/(\S+)/gu;

type Entries = readonly Entry<AnyState>[];

/** One problem at each place, however many accounts have it; it stands, in a file, where the resource is declared. */
function keeperProblems(spec: Spec, entries: Entries, kinds: readonly AnyKind[]): readonly Problem[] {
  const world = worldOf(spec.owner, entries, reference => `arn:aws:kms:::key/${reference}` as Arn);
  const { problems } = chooseKeepers(recordersOf(desireAll(entries, kinds, world)), spec.keeper);
  const declared = new Map(entries.map(({ address, written }) => [address, written['']]));
  const placed = problems.map(problem => {
    const at = typeof problem.at === 'string' ? declared.get(problem.at) : undefined;
    const message = inWords(problem.message, spec);
    return at ? { ...problem, message, at } : { ...problem, message };
  });
  return [...Map.groupBy(placed, ({ code, at }) => JSON.stringify([code, at])).values()].flatMap(same =>
    same
      .slice(0, 1)
      .map(first =>
        same.length > 1
          ? { ...first, message: `${first.message} (and so in ${same.length - 1} more accounts)` }
          : first,
      ),
  );
}

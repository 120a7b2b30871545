/** Judges a spec without asking anybody. */
import { desireAll, recordersOf } from '../core/desire.ts';
import { chooseKeepers } from '../core/keeper.ts';
import type { AnyKind, AnyState } from '../core/kind.ts';
import type { Arn, Entry, Problem } from '../core/model.ts';
import { expand } from '../core/spec/expand.ts';
import { inFileOrder } from '../core/spec/order.ts';
import { readSpec } from '../core/spec/read.ts';
import type { Spec } from '../core/spec/spec.ts';
import { standIns } from '../core/spec/stand-ins.ts';
import { validateEntries } from '../core/spec/validate.ts';
import { worldOf } from './locate.ts';
import type { SourceFile } from '../core/spec/source.ts';

export interface Validated {
  /** Null where an error stands among the problems. */
  readonly spec: Spec | null;
  /** Errors and warnings, in the order of the files. */
  readonly problems: readonly Problem[];
  /** How many resources the spec declares, as far as it could be read. */
  readonly resources: number;
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
  const limits = validateEntries(entries, kinds);
  const found = [...before, ...shape, ...limits];
  const keeper = spec && !found.some(isError) ? keeperProblems(spec, entries, kinds) : [];
  const problems = inFileOrder([...found, ...keeper]);
  return { spec: problems.some(isError) ? null : spec, problems, resources: entries.length };
}

type Entries = readonly Entry<AnyState>[];

function keeperProblems(spec: Spec, entries: Entries, kinds: readonly AnyKind[]): readonly Problem[] {
  const world = worldOf(spec.owner, entries, reference => `arn:aws:kms:::key/${reference}` as Arn);
  const { problems } = chooseKeepers(recordersOf(desireAll(entries, kinds, world)), spec.keeper);
  return problems.map(problem => ({ ...problem, ...placeOf(problem, entries) }));
}

/** A problem of a resource stands, in a file, where the resource is declared. */
function placeOf({ at }: Problem, entries: Entries): Pick<Problem, 'at'> {
  const declared = typeof at === 'string' ? entries.find(({ address }) => address === at)?.written[''] : undefined;
  return declared ? { at: declared } : {};
}

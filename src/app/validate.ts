/** Judges a spec without asking anybody. */
import { desireAll, recordersOf } from '../core/desire.ts';
import { chooseKeepers } from '../core/keeper.ts';
import type { AnyKind } from '../core/kind.ts';
import type { Arn, Problem } from '../core/model.ts';
import { expand } from '../core/spec/expand.ts';
import { inFileOrder } from '../core/spec/order.ts';
import { readSpec } from '../core/spec/read.ts';
import { partitionOf } from '../core/spec/regions.ts';
import type { Spec, SpecAccount } from '../core/spec/spec.ts';
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
  const entries = expand(sound, [standIn(sound)], kinds);
  const limits = validateEntries(entries, kinds);
  const found = [...before, ...shape, ...limits];
  const keeper = spec && !found.some(isError) ? keeperProblems(spec, kinds) : [];
  const problems = inFileOrder([...found, ...keeper]);
  return { spec: problems.some(isError) ? null : spec, problems, resources: entries.length };
}

function keeperProblems(spec: Spec, kinds: readonly AnyKind[]): readonly Problem[] {
  const entries = expand(spec, [standIn(spec)], kinds);
  const world = worldOf(spec.owner, entries, reference => `arn:aws:kms:::key/${reference}` as Arn);
  const { problems } = chooseKeepers(recordersOf(desireAll(entries, kinds, world)), spec.keeper);
  return problems.map(problem => ({ ...problem, ...placeOf(problem, entries) }));
}

/** A problem of a resource stands, in a file, where the resource is declared. */
function placeOf({ at }: Problem, entries: ReturnType<typeof expand>): Pick<Problem, 'at'> {
  const declared = typeof at === 'string' ? entries.find(({ address }) => address === at)?.written[''] : undefined;
  return declared ? { at: declared } : {};
}

/** The account of the credentials in force is not known yet; its partition shows in the regions. */
function standIn({ blocks }: Spec): SpecAccount {
  const region = blocks.flatMap(({ regions }) => regions)[0] ?? 'us-east-1';
  return { key: 'account', id: '000000000000', partition: partitionOf(region) };
}

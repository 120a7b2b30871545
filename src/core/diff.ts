/** Comparison of desired with live state: total, pure, and the only one there is. */
import type { AnyKind, AnyState, Field } from './kind.ts';
import type { Address, Desired, Live, Problem, Readings, Target } from './model.ts';
import type { Known } from './derive.ts';
import type { Difference, FieldChange, Unknown, Withheld } from './plan.ts';

/** JSON with its keys in order: what is compared by default, and what digests are made of. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** The fields of one resource that differ, of those that are known on both sides. */
export function compare(kind: AnyKind, desired: Desired<AnyState>, live: Readings<AnyState>): readonly FieldChange[] {
  return Object.entries(kind.fields).flatMap(([field, policy]): FieldChange[] => {
    const reading = live[field];
    if (desired.unknown[field] !== undefined || reading === undefined || 'unread' in reading) return [];
    const [after, before] = [desired.state[field], reading.value];
    if (after === undefined) return []; // the spec says nothing of it
    if (equals(policy, { desired: after, live: inFull(before, desired.meant) })) return [];
    const withheld = withheldBy(policy, { before, after, at: desired.address });
    return [{ ...judged(policy, { field, before, after }, desired.target), ...(withheld ? { withheld } : {}) }];
  });
}

/** A value as AWS would answer it had everything been set by its ARN. */
function inFull(value: unknown, meant: Desired<AnyState>['meant']): unknown {
  if (meant === undefined) return value;
  if (typeof value === 'string') return Object.hasOwn(meant, value) ? meant[value] : value;
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inFull(inner, meant)]));
}

/** Whether a field stands as desired. */
export function equals(
  policy: Field<unknown>,
  { desired, live }: { readonly desired: unknown; readonly live: unknown },
): boolean {
  return policy.equal ? policy.equal(desired, live) : canonical(desired) === canonical(live);
}

function judged(
  policy: Field<unknown>,
  { field, before, after }: Pick<FieldChange, 'field' | 'before' | 'after'>,
  at: Target,
): FieldChange {
  const effect = policy.effect(before, after, at);
  return {
    field,
    before,
    after,
    effect,
    gravity: policy.gravity(after, before),
    meaning: policy.meaning(after, before, at),
    ...(effect === 'weakens' ? { loss: policy.meaning(before, after, at) } : {}),
  };
}

interface Values {
  readonly before: unknown;
  readonly after: unknown;
  readonly at: Address;
}

/** A difference that no call mends is a difference all the same; one that is only reported is none. */
function withheldBy(policy: Field<unknown>, { before, after, at }: Values): Withheld | undefined {
  const { change } = policy;
  const problem = policy.outOfReach?.(after, before);
  if (problem) return { by: 'fixed', problem: { ...problem, at } };
  if (change === 'call') return undefined;
  if (change === 'report')
    return {
      by: 'ignored',
      problem: { code: 'only-reported', at, message: 'This setting is reported and never changed' },
    };
  return {
    by: 'fixed',
    problem: { code: 'cannot-change', at, message: 'AWS does not let this be changed', hint: change.fixed },
  };
}

/** What comparing one resource came to: at most one difference, and what could not be compared. */
export interface Compared {
  readonly difference?: Difference;
  readonly unknown: readonly Unknown[];
  /** What is worth saying and no change mends. */
  readonly findings: readonly Problem[];
}

/**
 * Compares one resource as derived with what was seen of it. A resource that is only referred to (`manage: false`) never
 * differs: that it is missing, or cannot be read, is a finding. What the kind finds wrong with the desired state as a
 * whole refuses the difference.
 */
export function difference(known: Known): Compared {
  const { kind, desired, live } = known;
  const problems = (kind.verify?.(desired.state, desired.arn, desired.target) ?? []).map(problem => ({
    ...problem,
    at: desired.address,
  }));
  const compared = compareWhole(known);
  const error = problems.find(({ severity }) => severity !== 'warning');
  const refused =
    error && compared.difference
      ? { difference: { ...compared.difference, withheld: { by: 'refused', problem: error } as const } }
      : {};
  const undecided = live.is === 'present' && desired.managed ? (kind.undecided?.(desired.state) ?? []) : [];
  const unknown = [...compared.unknown, ...undecided.map(problem => ({ address: desired.address, problem }))];
  return { ...compared, ...refused, unknown, findings: [...compared.findings, ...problems] };
}

function compareWhole(known: Known): Compared {
  const { kind, desired, live } = known;
  const { address } = desired;
  switch (live.is) {
    case 'absent':
      return desired.managed ? creation(kind, desired) : finding(missing(desired));
    case 'elsewhere':
      return finding({
        code: 'owned-elsewhere',
        at: address,
        message: `The name is taken by ${live.arn}, which belongs to another account`,
        hint: 'Choose another name. What another account owns is never changed.',
      });
    case 'unread':
      return desired.managed
        ? { unknown: [{ address, problem: live.problem }], findings: [] }
        : finding({ ...live.problem, severity: 'warning', at: address });
    case 'present':
      return desired.managed ? changes(known, live) : { unknown: [], findings: [] };
  }
}

const finding = (problem: Problem): Compared => ({ unknown: [], findings: [problem] });

function missing({ address, name }: Desired<AnyState>): Problem {
  return {
    code: 'referred-missing',
    at: address,
    message: `${name} does not exist, and the spec only refers to it (manage: false)`,
    hint: 'Create it, or let trailwarden do so: manage: true.',
  };
}

/** What is not known of the desired state holds the creation up: a trail without its key is not what was asked for. */
function creation(kind: AnyKind, desired: Desired<AnyState>): Compared {
  const { address, state } = desired;
  const { gravity, meaning } = kind.missing;
  const fields = Object.entries(state).map(([field, after]): FieldChange => ({
    field,
    before: null,
    after,
    effect: 'strengthens',
    gravity,
    meaning,
  }));
  const unknown = notKnown(desired);
  const [first] = unknown;
  const withheld = first ? { withheld: { by: 'waits' as const, problem: first.problem } } : {};
  return { difference: { address, action: 'create', fields, ...withheld }, unknown, findings: [] };
}

function notKnown({ address, unknown }: Desired<AnyState>): readonly Unknown[] {
  return Object.entries(unknown).flatMap(([field, problem]): Unknown[] =>
    problem === undefined ? [] : [{ address, field, problem }],
  );
}

function changes(known: Known, live: Extract<Live<AnyState>, { is: 'present' }>): Compared {
  const { kind, desired } = known;
  const { address } = desired;
  const found = compare(kind, desired, live.fields);
  const waits = waitingOf(known, live.fields, found);
  const fields = [...found, ...waits.fields];
  const unfit = kind.unfit?.(live.fields, desired.target) !== undefined;
  const unread = Object.entries(live.fields).flatMap(([field, reading]): Unknown[] =>
    'unread' in reading && !unfit ? [{ address, field, problem: reading.unread }] : [],
  );
  return {
    ...(fields.length > 0 ? { difference: { address, action: 'update' as const, fields } } : {}),
    unknown: [...unread, ...notKnown(desired)],
    findings: waits.findings,
  };
}

/**
 * The fields that will differ once what is waited for has come: withheld until then. A field of which something is done
 * now is told as that, and what waits of it as a finding.
 */
function waitingOf(
  { kind, desired, waits }: Known,
  live: Readings<AnyState>,
  now: readonly FieldChange[],
): { readonly fields: readonly FieldChange[]; readonly findings: readonly Problem[] } {
  if (waits === undefined) return { fields: [], findings: [] };
  const changing = new Set(now.map(({ field }) => field));
  const later = compare(kind, { ...desired, state: waits.state }, live).filter(({ field }) => !changing.has(field));
  const withheld: Withheld = { by: waits.by ?? 'waits', problem: waits.problem };
  return {
    fields: later.map(field => ({ ...field, withheld })),
    findings: later.length > 0 ? [] : [waits.problem],
  };
}


/** One resource of the spec with what was seen of it. In a run over some targets only, `live` of the rest is `unread`. */
export interface Known {
  readonly kind: AnyKind;
  readonly desired: Desired<AnyState>;
  readonly live: Live<AnyState>;
}

export interface Evidence {
  readonly known: readonly Known[];
  /** Live resources with our owner tag that no longer stand in the spec. They still record, so their needs still count. */
  readonly strays: readonly { readonly kind: AnyKind; readonly live: Live<AnyState> }[];
  /** Trails that moved and have not been seen to deliver at the new place: the old place keeps its grants until then. */
  readonly unsettled: ReadonlySet<Arn>;
}

export interface Derived {
  readonly desired: readonly Desired<AnyState>[];
  /** Which change comes after which: what serves a need first, the keeper before those that let go. */
  readonly after: ReadonlyMap<Address, readonly Address[]>;
}

/** The state, if every field of it was read. */
function whole(live: Live<AnyState>): AnyState | undefined {
  if (live.is !== 'present') return undefined;
  const state: Record<string, unknown> = {};
  for (const [field, reading] of Object.entries(live.fields)) {
    if ('unread' in reading) return undefined;
    state[field] = reading.value;
  }
  return state;
}

/**
 * Completes desired state with what spans resources. Always takes all resources of the spec, so that a run over a few
 * targets derives the same policies as a full one; what it did not look at can keep a grant, never lose one.
 */
export function derive({ known, strays, unsettled }: Evidence, keepers: Keepers, world: World): Derived {
  const wanted = known.flatMap(({ kind, desired }) =>
    (kind.needs?.(desired.state, desired.arn, world) ?? []).map(need => ({ by: desired.address, need })));
  const standing = [...known, ...strays].flatMap(({ kind, live }) => {
    const state = whole(live);
    return state && live.is === 'present' ? (kind.needs?.(state, live.arn, world) ?? []) : [];
  });
  const needsOf = grouped([...wanted.map(({ need }) => need), ...standing], ({ of }) => of);
  const looked = [
    ...known.filter(({ live }) => live.is === 'absent' || whole(live)).map(({ desired }) => desired.arn),
    ...strays.flatMap(({ live }) => (live.is === 'present' && whole(live) ? [live.arn] : [])),
  ];
  const settled = new Set(looked.filter(arn => !unsettled.has(arn)));

  const desired = known.map(({ kind, desired: resource, live }) => {
    if (!kind.complete || !resource.managed) return resource;
    const given = { needs: needsOf.get(resource.arn) ?? [], settled, keeper: keepers.keeps.has(resource.address) };
    const stands = live.is === 'present' ? live.fields : undefined;
    return { ...resource, state: kind.complete(resource.state, given, stands, resource.arn, world) };
  });

  const server = new Map(known.map(({ desired: { arn, address } }) => [arn, address]));
  const edges = [
    ...wanted.flatMap(({ by, need }) => (server.has(need.of) ? [{ by, first: server.get(need.of) as Address }] : [])),
    ...[...keepers.before].map(([by, first]) => ({ by, first })),
  ];
  const after = new Map([...grouped(edges, ({ by }) => by)].map(([by, own]) => [by, [...new Set(own.map(({ first }) => first))]]));
  return { desired, after };
}

function grouped<T, K>(items: readonly T[], key: (item: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}

/** JSON with its keys in order: what is compared by default, and what digests are made of. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner);
}

/** The fields of one resource that differ, of those that could be read. Total; the only differ there is. */
export function compare(kind: AnyKind, desired: Desired<AnyState>, live: Readings<AnyState>): readonly FieldChange[] {
  return Object.entries(kind.fields).flatMap(([field, policy]): FieldChange[] => {
    const reading = live[field];
    if (field in desired.unknown || !reading || 'unread' in reading) return [];
    const [after, before] = [desired.state[field], reading.value];
    if (policy.equal ? policy.equal(after, before) : canonical(after) === canonical(before)) return [];
    const [effect, gravity, meaning] = [policy.effect(before, after), policy.gravity(after, before), policy.meaning(after, before)];
    return [{ field, before, after, effect, gravity, meaning }];
  });
}


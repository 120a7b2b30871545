/** What requests say of tags: those of the spec, that of the owner, and the one that protects. */
import { ownerTag, protects, protectTags } from '../tags.ts';
import type { Tags } from '../tags.ts';
import { bearingOf, objectsAt, textAt } from './cause.ts';
import type { Bearing, Cause, Gap, Parameters, Parts, Request } from './cause.ts';

/** What a request does to tags: null for one that it takes away. */
export interface TagsTold {
  readonly set: Readonly<Record<string, string | null>>;
  /** Whether every tag that it does not name is gone with it. */
  readonly whole: boolean;
}

/** How one sort of call tells it. */
export interface TagCall extends Pick<Cause<unknown>, 'source' | 'events' | 'subjects'> {
  tags(request: Request): TagsTold;
}

/** The causes of the three fields that tags make, from the calls of a service. */
export function tagCauses(calls: readonly TagCall[]): {
  readonly tags: readonly Cause<Tags>[];
  readonly protect: readonly Cause<boolean>[];
  readonly owner: readonly Cause<string | null>[];
} {
  const of = <V>(inTags: (value: V, gap: Gap<V>) => Parts): readonly Cause<V>[] =>
    calls.map(({ source, events, subjects, tags }) => ({
      source,
      events,
      subjects,
      bearing(request: Request, gap: Gap<V>): Bearing {
        const [wanted, found] = [inTags(gap.wanted, gap), inTags(gap.found, gap)];
        const told = tags(request);
        const gone = told.whole ? [...Object.keys(wanted), ...Object.keys(found)].map(key => [key, null] as const) : [];
        return bearingOf({ ...Object.fromEntries(gone), ...told.set }, { wanted, found });
      },
    }));
  return {
    // other people's tags are not ours to compare
    tags: of<Tags>((tags, { wanted }) => Object.fromEntries(Object.keys(wanted).map(key => [key, tags[key] ?? null]))),
    protect: of<boolean>(on => protectTags(on)),
    owner: of<string | null>(owner => (owner === null ? {} : { [ownerTag]: owner })),
  };
}

/** Tags of a list, whatever the service calls its members. What protects counts only with its one value. */
export function tagsIn(parameters: Parameters, name: string): TagsTold['set'] {
  const listed = objectsAt(parameters, name).flatMap((tag): [string, string][] => {
    const key = textAt(tag, 'key') ?? textAt(tag, 'Key');
    const value = textAt(tag, 'value') ?? textAt(tag, 'Value') ?? '';
    return key === undefined ? [] : [[key, value]];
  });
  return Object.fromEntries(listed.map(([key, value]) => [key, isUnprotecting(key, value) ? null : value]));
}

/** The same tags, taken away. */
export function withoutTags(keys: readonly string[]): TagsTold['set'] {
  return Object.fromEntries(keys.map(key => [key, null]));
}

function isUnprotecting(key: string, value: string): boolean {
  return Object.hasOwn(protectTags(true), key) && !protects({ [key]: value });
}

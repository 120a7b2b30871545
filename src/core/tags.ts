/** Tags, as buckets and topics carry them. */
import type { Field } from './kind.ts';
import type { Address, Position, Problem, Reading } from './model.ts';

/** The tag that names the owner of what we create: `metadata.name` of the spec. */
export const ownerTag = 'trailwarden:owner';

/** The tag that keeps a resource from being deleted, whatever becomes of its block. */
const protectTag = 'trailwarden:protect';

export type Tags = Readonly<Record<string, string>>;

/** A list of tags as AWS gives it, less AWS's own tags, which nobody can set. */
export function readTags(
  list: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[],
): Tags {
  return Object.fromEntries(
    list.flatMap(({ Key = '', Value = '' }): [string, string][] => (Key.startsWith('aws:') ? [] : [[Key, Value]])),
  );
}

/** Tags as AWS takes them, ordered by key. */
export function tagList(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags)
    .map(([Key, Value]) => ({ Key, Value }))
    .toSorted((a, b) => (a.Key < b.Key ? -1 : 1));
}

/** Whether every desired tag stands as wished; others are not ours to compare. */
export function hasTags(desired: Tags, live: Tags): boolean {
  return Object.entries(desired).every(([key, value]) => live[key] === value);
}

/** Tags as a field: only the desired keys are compared. */
export const tagsField: Field<Tags> = {
  change: 'call',
  equal: hasTags,
  effect: () => 'neutral',
  gravity: () => 'low',
  meaning(desired, live) {
    const keys = Object.keys(desired).filter(key => desired[key] !== live[key]);
    return `Tags are not as written: ${keys.join(', ')}.`;
  },
};

/** The owner tag as a field. Null: there is none. */
export const ownerField: Field<string | null> = {
  change: 'call',
  effect: () => 'neutral',
  // whoever takes the tag away ends all but the repair: settings that neither strengthen nor weaken stay as they are
  // and whoever writes another name there ends the repair too
  gravity: (_, live) => (live === null ? 'medium' : 'high'),
  meaning: (desired, live) =>
    live === null
      ? `It carries no owner tag: it never did, or somebody took away that of ${desired}.`
      : `It carries the owner tag of ${live}.`,
};

/** Protection as a field. Taking it away leaves a trail that may be deleted once it has left the spec. */
export const protectField: Field<boolean> = {
  change: 'call',
  effect(from, to) {
    if (from === to) return 'neutral';
    return to ? 'strengthens' : 'weakens';
  },
  gravity: () => 'medium',
  meaning: (_desired, live) =>
    live
      ? 'It carries the tag that protects it from being deleted, which the spec does not ask for.'
      : 'It lacks the tag that protects it from being deleted.',
};

/** The owner tag of what belongs to `owner`. Null: none, because a rule keeps the tag away. */
export function ownerTags(owner: string | null): Tags {
  return owner === null ? {} : { [ownerTag]: owner };
}

/** The tags that we put on what is ours. */
export function ownTags({ owner, protect }: { readonly owner: string | null; readonly protect: boolean }): Tags {
  return { ...ownerTags(owner), ...protectTags(protect) };
}

/** The tag of what is never to be deleted. */
export function protectTags(wanted: boolean): Tags {
  return wanted ? { [protectTag]: 'true' } : {};
}

/** Whether tags keep what carries them from being deleted. Any value but `true` does not. */
export function protects(tags: Tags): boolean {
  return tags[protectTag] === 'true';
}

/** Whether a resource with these readings was seen to be protected, or may be. */
export function isProtected(fields: Readonly<Record<string, Reading<unknown>>>): boolean {
  const reading = fields['protect'];
  return reading !== undefined && (!('value' in reading) || reading.value === true);
}

/** All tags but ours. */
export function withoutOurs(tags: Tags): Tags {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => key !== ownerTag && key !== protectTag));
}

/** AWS allows 50 tags, and one of them is the owner's. */
const mostTags = 49;

/**
 * What AWS would refuse, and what is reserved.
 *
 * @param at the position of a setting, by its JSON pointer
 */
export function tagProblems(tags: Tags, at: (pointer: string) => Position | Address): readonly Problem[] {
  const keys = Object.entries(tags).flatMap(([key, value]) => {
    const message = tagMessage(key, value);
    const pointer = `/tags/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    return message === undefined ? [] : [{ code: 'invalid-tag', message, at: at(pointer) } as const];
  });
  const count = Object.keys(tags).length;
  if (count <= mostTags) return keys;
  return [...keys, { code: 'too-many-tags', message: `${count} tags are more than ${mostTags}`, at: at('/tags') }];
}

function tagMessage(key: string, value: string): string | undefined {
  if (/^aws:/iu.test(key)) return `The tag ${key} begins with aws:, which is AWS's`;
  if (/^trailwarden:/iu.test(key)) return `The tag ${key} begins with trailwarden:, which is ours`;
  if (key.length < 1 || key.length > 128) return `The key of a tag has 1 to 128 characters, not ${key.length}`;
  return value.length > 256 ? `The value of the tag ${key} has ${value.length} characters; AWS takes 256` : undefined;
}

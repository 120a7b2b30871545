/** Tags, as buckets and topics carry them. */
import type { Position, Problem } from './model.ts';

/** The tag that names the owner of what we create: `metadata.name` of the spec. */
export const ownerTag = 'trailwarden:owner';

export type Tags = Readonly<Record<string, string>>;

/** A list of tags as AWS gives it, less AWS's own tags, which nobody can set. */
export function readTags(list: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[]): Tags {
  return Object.fromEntries(
    list.flatMap(({ Key = '', Value = '' }) => (Key.startsWith('aws:') ? [] : [[Key, Value]])),
  ) as Tags;
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

/** AWS allows 50 tags, and one of them is the owner's. */
const mostTags = 49;

/**
 * What AWS would refuse, and what is reserved.
 *
 * @param at the position of a setting, by its JSON pointer
 */
export function tagProblems(tags: Tags, at: (pointer: string) => { readonly at?: Position }): readonly Problem[] {
  const keys = Object.entries(tags).flatMap(([key, value]) => {
    const message = tagMessage(key, value);
    const pointer = `/tags/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    return message === undefined ? [] : [{ code: 'invalid-tag', message, ...at(pointer) } as const];
  });
  const count = Object.keys(tags).length;
  if (count <= mostTags) return keys;
  return [...keys, { code: 'too-many-tags', message: `${count} tags are more than ${mostTags}`, ...at('/tags') }];
}

function tagMessage(key: string, value: string): string | undefined {
  if (/^aws:/iu.test(key)) return `The tag ${key} begins with aws:, which is AWS's`;
  if (/^trailwarden:/iu.test(key)) return `The tag ${key} begins with trailwarden:, which is ours`;
  if (key.length < 1 || key.length > 128) return `The key of a tag has 1 to 128 characters, not ${key.length}`;
  return value.length > 256 ? `The value of the tag ${key} has ${value.length} characters; AWS takes 256` : undefined;
}

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** Why tags are refused. */
export type TagProblem = 'duplicate' | 'key' | 'value' | 'reserved' | 'too-many';

/** Most tags a resource can have. */
export const MOST_TAGS = 50;

/** Limits that all services share: 50 tags, keys 1 to 128 long and not `aws:…`, values up to 256. */
export function tagProblem(
  tags: readonly { readonly Key?: string; readonly Value?: string }[],
): TagProblem | undefined {
  const keys = tags.map(tag => tag.Key ?? '');
  if (keys.some(key => key.length < 1 || key.length > 128)) return 'key';
  if (keys.some(key => key.toLowerCase().startsWith('aws:'))) return 'reserved';
  if (tags.some(tag => (tag.Value ?? '').length > 256)) return 'value';
  if (new Set(keys).size < keys.length) return 'duplicate';
  return tags.length > MOST_TAGS ? 'too-many' : undefined;
}

export function tagEntries(tags: readonly { readonly Key?: string; readonly Value?: string }[]): [string, string][] {
  return tags.map(tag => [tag.Key ?? '', tag.Value ?? '']);
}

export function tagList(tags: ReadonlyMap<string, string>): Tag[] {
  return [...tags].map(([Key, Value]) => ({ Key, Value }));
}

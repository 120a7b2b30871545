import { accountsFolder, readKey } from '../layout.ts';
import type { LogKind } from '../layout.ts';
import type { LogPlace } from '../place.ts';
import type { NamedFile } from './notice.ts';

/** The first place that a file lies in; null where it is none of theirs, or no delivered file of these kinds. */
export function placeOf<Opened extends { readonly place: LogPlace }>(
  { bucket, key }: NamedFile,
  places: readonly Opened[],
  kinds: readonly LogKind[],
): Opened | null {
  const parts = readKey(key);
  if (parts === null || !kinds.includes(parts.kind)) return null;
  const { account, region } = parts;
  const isIn = ({ place }: Opened): boolean =>
    place.bucket === bucket &&
    accountsFolder(place) === accountsFolder(parts) &&
    (place.accounts?.includes(account) ?? true) &&
    (place.regions?.includes(region) ?? true);
  return places.find(isIn) ?? null;
}

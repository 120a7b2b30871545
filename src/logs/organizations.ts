import { accountsFolder } from './layout.ts';
import type { LogPlace } from './place.ts';
import type { Objects } from './ports.ts';

/**
 * The place, and the same in the folder of every organization that has one in the bucket: for a place of which nobody said
 * whether it is an organization's. One in which accounts have no folders of their own is left out.
 *
 * @throws ApiFailure where the bucket could not be listed
 */
export async function withOrganizations(place: LogPlace, objects: Objects): Promise<readonly LogPlace[]> {
  if (place.organization !== null) return [place];
  const folders = await objects.folders(place.bucket, accountsFolder(place));
  const found = folders.filter(name => /^o-[a-z0-9]{10,32}$/u.test(name));
  const own = found.length === 0 || folders.some(name => /^\d{12}$/u.test(name));
  return [...(own ? [place] : []), ...found.map(organization => ({ ...place, organization }))];
}

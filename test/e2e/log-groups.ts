/** Log groups and roles, as generated specs name them. */
import type { Fleet } from '../arbitraries/fleet.ts';
import { clientsApart } from '../sandbox/clients.ts';
import { makeLogGroup, makeLogRole } from '../sandbox/estate.ts';

/** What trails of generated specs write to, in every account and region that a spec could name. */
export async function makeLogs(url: string, { text, regions }: Fleet): Promise<void> {
  const named = text.match(/\b[a-z]{2}(?:-[a-z]+)+-\d\b/gu) ?? [];
  const places = new Set([...named, ...Object.values(regions).flat()]);
  for (const accessKeyId of new Set(['111111111111', ...(text.match(/\b\d{12}\b/gu) ?? [])])) {
    const keys = { accessKeyId, secretAccessKey: 'secret' };
    const { iam } = clientsApart({ url }, keys);
    await makeLogRole({ iam }, 'cloudtrail-to-logs');
    for (const region of places)
      if ((regions[accessKeyId] ?? regions['*'] ?? [...places]).includes(region))
        await makeLogGroup(clientsApart({ url }, keys, region), 'cloudtrail/main');
  }
}

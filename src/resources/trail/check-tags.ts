/** AWS's limits for tags, and the keys that are not the spec's to write. */
import type { Entry, Problem } from '../../core/model.ts';
import { positionOf } from './check-at.ts';
import type { TrailSpec } from './spec.ts';
import { reservedTags } from './state.ts';

/** AWS's fifty, less the one that names the owner. */
const mostTags = 49;

/** How many, how long, and whose. */
export function checkTags(entry: Entry<TrailSpec>): readonly Problem[] {
  const tags = Object.entries(entry.spec.tags ?? {});
  const each = tags.flatMap(([key, value]): Problem[] => {
    const because = fault(key, value);
    const at = positionOf(entry, `/tags/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
    return because === undefined
      ? []
      : [{ code: 'invalid-tag', at, message: `the tag ${JSON.stringify(key)} ${because}` }];
  });
  if (tags.length <= mostTags) return each;
  const message = `${tags.length} tags are written; AWS allows 50, and one is ours`;
  return [
    ...each,
    { code: 'too-many-tags', at: positionOf(entry, '/tags'), message, hint: `Keep at most ${mostTags}.` },
  ];
}

function fault(key: string, value: string): string | undefined {
  if (key.toLowerCase().startsWith('aws:')) return 'begins with aws:, which is reserved for AWS';
  if (key.startsWith(reservedTags)) return `begins with ${reservedTags}, which is reserved for trailwarden`;
  if (key.length < 1 || key.length > 128) return 'has a key that is not 1 to 128 characters long';
  return value.length > 256 ? 'has a value of more than 256 characters' : undefined;
}

/** Where and by what the event history is asked about a drift. */
import { parseArn } from '../arn.ts';
import { besideCauses } from '../beside/causes.ts';
import type { AnyKind } from '../kind.ts';
import type { Arn, Target } from '../model.ts';
import type { Resource } from '../plan.ts';
import type { Cause } from './cause.ts';
import type { Sighting } from './drift.ts';
import type { Sought } from './match.ts';

/** What of a drift says who may have caused it. */
export type Attributable = Pick<
  Sighting,
  'fingerprint' | 'kind' | 'address' | 'meaning' | 'resource' | 'field' | 'wanted' | 'found' | 'origin' | 'uses'
>;

/** A drift with all that is needed to look for its event. */
export interface Search extends Sought {
  /** Of the drift. */
  readonly fingerprint: string;
  readonly kind: Attributable['kind'];
  /** Histories that may have the event, the likeliest first. */
  readonly places: readonly Target[];
  /** As callers may have spelled the resource. */
  readonly spellings: readonly string[];
  /** Names of the events that can have caused it. */
  readonly events: readonly string[];
}

/** How a drift is looked for; a text: why no event can tell who caused it. */
export function searchFor(drift: Attributable, kinds: readonly AnyKind[]): Search | string {
  const { kind, origin, uses } = drift;
  const resource = drift.resource ?? strayIn(drift);
  if (origin === 'spec' || origin === 'new') return 'the spec was changed, and it was not applied yet';
  if (kind === 'unread') return 'it could not be read';
  if (resource === null) return 'nothing more is known of it';
  if (kind === 'undelivered') return 'no call alone says why log files do not arrive';
  if (kind === 'unproven') return 'the event history does not have what was done to objects in buckets';
  if (uses !== undefined) return searchBeside(drift, uses, resource.target);
  const known = kinds.find(({ name }) => name === resource.kind);
  const causes = known && causesOf(drift, known);
  if (!known || causes === undefined || !Array.isArray(causes) || causes.length === 0)
    return 'no call brings it to what it is';
  const { arn, name, target } = resource;
  const { account, region } = parseArn(arn);
  const anywhere = known.uniqueIn === 'partition';
  return {
    ...lookingFor(drift, causes),
    subject: { arn, name, account: account || target.account, region: anywhere ? null : region },
    places: placesOf(drift, target, { account, region }),
    spellings: anywhere ? [name] : [name, arn],
  };
}

/** A trail that has left the spec and stays is told by its ARN, which says all of it. */
function strayIn({ kind, address, meaning }: Attributable): Resource | null {
  const arn = meaning.replace(/ .*$/su, '');
  if (kind !== 'stray' || !isArn(arn)) return null;
  const { partition, account, region, resource } = parseArn(arn);
  const name = resource.slice(resource.lastIndexOf('/') + 1);
  return { kind: address.slice(0, address.indexOf('/')), arn, name, target: { partition, account, region } };
}

function isArn(text: string): text is Arn {
  return text.startsWith('arn:');
}

function searchBeside(drift: Attributable, uses: string, { partition, ...own }: Target): Search | string {
  const beside = besideCauses(uses, drift.field ?? '');
  if (beside === undefined) return 'no call brings it to what it is';
  const { subject, causes } = beside;
  const { account, region } = subject;
  return {
    ...lookingFor(drift, causes),
    subject,
    places: [{ partition, account, region: region ?? own.region }],
    spellings: [subject.name, subject.arn],
  };
}

function lookingFor({ fingerprint, kind, wanted, found }: Attributable, causes: readonly Cause<unknown>[]) {
  const events = [...new Set(causes.flatMap(cause => cause.events))];
  return { fingerprint, kind, causes, gap: { wanted, found }, events };
}

function causesOf({ kind, field }: Attributable, { causes }: AnyKind): readonly Cause<unknown>[] | undefined {
  if (kind === 'missing') return causes?.missing;
  if (kind === 'stray') return causes?.stray;
  const found = causes?.fields[field ?? ''];
  return found && 'none' in found ? undefined : found;
}

/**
 * An organization's trail is its management account's, and a delegated administrator's calls stand in its own history. A
 * bucket that stands in another region was made there.
 */
function placesOf(
  { field, found }: Attributable,
  { partition, ...target }: Target,
  own: { readonly account: string; readonly region: string },
): readonly Target[] {
  const home = { account: own.account || target.account, region: own.region || target.region };
  const moved = field === 'region' && typeof found === 'string' ? [{ ...home, region: found }] : [];
  const places = [home, target, ...moved].map(place => ({ partition, ...place }));
  return [...new Map(places.map(place => [`${place.account} ${place.region}`, place])).values()];
}

/** Where the trails of a spec deliver. */
import { desireAll } from '../../core/desire.ts';
import type { Wish } from '../../core/desire.ts';
import type { Problem, Target, World } from '../../core/model.ts';
import { nearest } from '../../core/spec/near.ts';
import type { LogPlace } from '../../logs/place.ts';
import { locate } from '../accounts.ts';
import type { Located } from '../accounts.ts';
import { keyOpen, worldOf } from '../locate.ts';
import type { Memory, Ports } from '../ports.ts';
import { isError, validate } from '../validate.ts';
import { liveTrail, meantIn, notFound, organizationAt, trimmed } from './places.ts';
import type { FoundPlaces, LogQuestion } from './places.ts';

export type SpecPorts = Pick<Ports, 'load' | 'cloud' | 'kinds' | 'progress' | 'stage'>;

/**
 * Places of the trails that a spec declares or refers to. Gets into the accounts of the spec.
 *
 * @throws ApiFailure when the spec names no account and nobody says whose the credentials in force are
 */
export async function placesInSpec(
  paths: readonly string[],
  question: LogQuestion,
  ports: SpecPorts,
): Promise<FoundPlaces | readonly Problem[]> {
  const { files, problems: unread } = await ports.load(paths);
  const { spec, problems } = validate(files, ports.kinds, unread);
  if (spec === null) return problems.filter(isError);
  const memory = ports.cloud.memory();
  const located = await locate(spec, { ...ports, memory });
  const wishes = await wished(located, { owner: spec.owner, memory, kinds: ports.kinds });
  const ids = new Map(located.accounts.map(({ key, id }) => [key, id]));
  const accounts = question.accounts?.map(one => ids.get(one) ?? one) ?? null;
  const trails = wishes.filter(({ kind }) => kind.name === 'trail');
  const meant = trails.filter(wish => question.trail === null || namesOf(wish).includes(question.trail));
  if (meant.length === 0 && question.trail !== null) return [unknownTrail(question.trail, trails)];
  ports.progress.step(`asking about ${meant.length === 1 ? 'a trail' : `${meant.length} trails`}`);
  const places = await Promise.all(meant.flatMap(wish => placeOf(wish, { located, memory })));
  return {
    places: meantIn(places, { ...question, accounts }),
    buckets: new Map(bucketsOf(wishes)),
    accounts: [...new Map(meant.map(({ desired: { target } }) => [target.account, target])).values()],
    unknown: located.unknown.map(({ problem }) => problem),
  };
}

interface Wishing {
  readonly owner: string;
  readonly memory: Memory;
  readonly kinds: Ports['kinds'];
}

/** The organization is asked for only where a trail is its trail. */
async function wished(located: Located, { owner, memory, kinds }: Wishing): Promise<readonly Wish[]> {
  const { entries, organization } = located;
  const world: World = { ...worldOf(owner, entries, () => keyOpen), organization };
  const wishes = desireAll(entries, kinds, world);
  const of = wishes.find(({ desired: { state } }) => state['organization'] === true);
  if (organization !== null || of === undefined) return wishes;
  const id = await organizationAt(of.desired.target, memory);
  if (id === null) return wishes;
  const { account: managementAccount } = of.desired.target;
  return desireAll(entries, kinds, { ...world, organization: { id, managementAccount } });
}

/** What a trail may be called by. */
function namesOf({ desired: { name, arn, address } }: Wish): readonly string[] {
  return [name, arn, address.slice(address.indexOf('/') + 1, address.indexOf('@')), address];
}

function unknownTrail(trail: string, trails: readonly Wish[]): Problem {
  const problem = notFound(trail, 'the spec');
  const close = nearest(trail, new Set(trails.flatMap(namesOf)));
  return close === undefined ? problem : { ...problem, hint: `Did you mean ${close}?` };
}

interface Around {
  readonly located: Located;
  readonly memory: Memory;
}

/** None for a trail whose destination the spec leaves open. */
function placeOf({ desired }: Wish, { located, memory }: Around): readonly Promise<LogPlace>[] {
  const { state, target, arn, name } = desired;
  const destination = membersOf(state['destination']);
  const { multiRegion } = membersOf(state['scope']);
  const { bucket, prefix } = destination;
  if (typeof bucket !== 'string') return [];
  const ofOrganization = state['organization'] === true;
  const topic = typeof state['topic'] === 'string' ? state['topic'] : null;
  const asked = async (): Promise<LogPlace> => {
    const live = await liveTrail(arn, memory.at(target));
    const organization = located.organization?.id ?? null;
    return {
      bucket,
      prefix: typeof prefix === 'string' ? trimmed(prefix) : '',
      organization: ofOrganization ? (organization ?? (await organizationAt(target, memory))) : null,
      accounts: ofOrganization ? null : [target.account],
      regions: multiRegion === true ? null : [target.region],
      trail: { arn, name, homeRegion: target.region, account: ownerOf(arn), ...live, topic: live.topic ?? topic },
    };
  };
  return [asked()];
}

const ownerOf = (arn: string): string => arn.split(':')[4] ?? '';

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function bucketsOf(wishes: readonly Wish[]): readonly (readonly [string, Target])[] {
  return wishes.flatMap(({ kind, desired: { name, target } }) => (kind.name === 'bucket' ? [[name, target]] : []));
}

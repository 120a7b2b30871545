/** What resources use that no spec declares: KMS keys, and log groups with the roles that write to them. */
import type { Arn, World } from '../model.ts';
import type { Need } from '../needs.ts';
import type { Wish } from '../desire.ts';

/** A key, and what is encrypted with it: the files of a trail, those in a bucket, the announcements of a topic. */
interface KeyUse {
  readonly of: 'key';
  /** The field of the resource that names it. */
  readonly field: string;
  readonly key: Arn;
  readonly encrypts: 'trail' | 'bucket' | 'topic';
  /** Where it must stand; null: where the files of the trail go. */
  readonly region: string | null;
  /** Whether S3 makes keys of its own of it, for many objects each. Of a bucket only. */
  readonly bucketKey: boolean;
}

/** A log group, and the role with which CloudTrail writes to it. */
interface LogUse {
  readonly of: 'log-group';
  readonly field: string;
  /** ARN, with `:*` at its end. */
  readonly logGroup: string;
  /** ARN. */
  readonly role: string;
  readonly trail: Arn;
  /** The organization that the trail delivers for; null: it delivers for its account only. */
  readonly organization: string | null;
}

export type Use = KeyUse | LogUse;

/** Whether a key is known by its ARN, and not only as somebody typed it. */
export function isKeyArn(key: string | null): key is Arn {
  return key !== null && /^arn:[^:]+:kms:/u.test(key);
}

/** A trail that has CloudTrail use something. */
export interface Using {
  readonly trail: Arn;
  readonly everyRegion: boolean;
}

/** One use of a key, by one resource, with the trails that come to it. */
export interface KeyUsed extends KeyUse {
  readonly by: Wish;
  readonly trails: readonly Using[];
}

/** One use of a log group, by one trail. */
export interface LogUsed extends LogUse {
  readonly by: Wish;
}

/** All that resources use. Of each, in their order. */
export interface Uses {
  readonly keys: readonly KeyUsed[];
  readonly logs: readonly LogUsed[];
}

/** What the desired states of a spec use. */
export function usesOf(wishes: readonly Wish[], world: World): Uses {
  const every = wishes.map(by => ({ by, uses: by.kind.uses?.(by.desired.state, by.desired.arn, world) ?? [] }));
  const none = every.every(({ uses }) => uses.length === 0);
  const needs = none ? [] : wishes.flatMap(wish => needsOf(wish, world));
  const needsAt = Map.groupBy(needs, ({ of }) => of);
  const bucketKeys = new Set<Arn>(
    every.flatMap(({ by, uses }) => (uses.some(use => use.of === 'key' && use.bucketKey) ? [by.desired.arn] : [])),
  );
  const regions = new Map(wishes.map(({ desired }) => [desired.arn, desired.target.region]));
  return {
    keys: every.flatMap(({ by, uses }) =>
      uses.flatMap((use): KeyUsed[] => {
        if (use.of !== 'key') return [];
        if (use.encrypts !== 'trail') return [{ ...use, by, trails: comingTo(use, needsAt.get(by.desired.arn) ?? []) }];
        const own = needsOf(by, world).filter(({ to }) => to === 'deliver-logs');
        const region = own.flatMap(({ of }) => regions.get(of) ?? [])[0] ?? null;
        return [{ ...use, by, region, bucketKey: own.some(({ of }) => bucketKeys.has(of)), trails: own.map(usingOf) }];
      }),
    ),
    logs: every.flatMap(({ by, uses }) => uses.flatMap(use => (use.of === 'log-group' ? [{ ...use, by }] : []))),
  };
}

/** Keys with the trails of which all is known: the ARN of one of an organization that nobody knows would be a guess. */
export function settledKeys(wishes: readonly Wish[], world: World): readonly KeyUsed[] {
  const open = new Set(wishes.filter(isOpen).map(({ desired }) => desired.arn));
  return usesOf(wishes, world)
    .keys.filter(({ by }) => !open.has(by.desired.arn))
    .map(use => ({ ...use, trails: use.trails.filter(({ trail }) => !open.has(trail)) }));
}

const isOpen = ({ desired }: Wish): boolean => Object.values(desired.unknown).some(problem => problem !== undefined);

function needsOf({ kind, desired: { state, arn } }: Wish, world: World): readonly Need[] {
  return kind.needs?.(state, arn, world) ?? [];
}

/** The files of a trail with a key of its own are encrypted with that, whatever the bucket says. */
function comingTo({ encrypts }: KeyUse, needs: readonly Need[]): readonly Using[] {
  return needs
    .filter(need =>
      encrypts === 'bucket' ? need.to === 'deliver-logs' && need.key === null : need.to === 'announce-logs',
    )
    .map(usingOf);
}

const usingOf = ({ trail, everyRegion }: Need): Using => ({ trail, everyRegion });

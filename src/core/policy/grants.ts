/** Who is let in: the three widths of a grant, and which of them a policy can hold. */
import { parseArn } from '../arn.ts';
import type { Arn } from '../model.ts';
import type { Need } from '../needs.ts';
import type { Asked } from './evaluate/cloudtrail.ts';
import { distinct } from './statement.ts';
import type { Statement } from './statement.ts';

/** The rungs of the ladder, from the narrowest. Public: `policy.grants` pins one. */
export const rungs = ['trails', 'accounts', 'organization'] as const;
export type Rung = (typeof rungs)[number];

/** Permission for CloudTrail to deliver, or to announce: then there is neither a prefix nor a folder. */
export type Grant =
  | {
      readonly by: 'trail';
      readonly trail: Arn;
      /** Whose folder under AWSLogs/ is written. */
      readonly account: string;
      /** '' or without slashes at its ends. */
      readonly prefix: string;
      /** The organization id where the trail also delivers for its members. */
      readonly organization: string | null;
    }
  /** Every trail of that name in the account, whatever its region. */
  | { readonly by: 'account'; readonly account: string; readonly name: string; readonly prefix: string }
  /** Every trail of every account of the organization. */
  | { readonly by: 'organization'; readonly organization: string; readonly prefix: string };

const rungOf = { trail: 'trails', account: 'accounts', organization: 'organization' } as const;

/** The widest rung that these grants stand on; null: there is none. */
export function widestRung(grants: readonly Grant[]): Rung | null {
  const found = new Set(grants.map(({ by }) => rungOf[by]));
  return rungs.findLast(rung => found.has(rung)) ?? null;
}

/**
 * A grant as it reads on a rung. One that is wider already stays as it is.
 *
 * @param organization for the rung of that name; null: not known, so that nothing climbs there
 */
export function onRung(grant: Grant, rung: Rung, organization: string | null): Grant {
  const { prefix } = grant;
  if (rung === 'organization' && organization !== null) return { by: 'organization', organization, prefix };
  if (rung === 'accounts' && grant.by === 'trail') return { by: 'account', ...accountAndName(grant.trail), prefix };
  return grant;
}

/** The account of a trail's ARN and the trail's name. */
export function accountAndName(trail: Arn): { readonly account: string; readonly name: string } {
  const { account, resource } = parseArn(trail);
  return { account, name: resource.replace(/^trail\//u, '') };
}

/**
 * One text for each grant, for people and for asking whether it may go: a trail's ARN, or a pattern of the ARNs it is
 * for, `arn:P:cloudtrail:*:ACCOUNT:trail/NAME` or `arn:P:cloudtrail:*:*:trail/*`.
 */
export function trailsOf(grant: Grant, partition: string): Arn {
  if (grant.by === 'trail') return grant.trail;
  if (grant.by === 'account') return `arn:${partition}:cloudtrail:*:${grant.account}:trail/${grant.name}`;
  return `arn:${partition}:cloudtrail:*:*:trail/*`;
}

/** How grants become statements, for one kind of resource. */
export interface Form {
  /** What CloudTrail asks of the resource for a need; nothing for a need of another kind of resource. */
  asks(need: Need, memberOf: string | null): readonly Asked[];
  /** Needs as some trail might have them. */
  someNeeds(resource: Arn): readonly Need[];
  /** Some resource. */
  readonly anywhere: Arn;
  /** The statements of these grants, the same for the same set of grants in any order. Sorted, exact. */
  statements(grants: readonly Grant[], resource: Arn, owner: string): readonly Statement[];
  /** The inverse, from any rung: who our statements name as they stand. Understands statements that were altered. */
  granted(statements: readonly Statement[], owner?: string): readonly Grant[];
}

export interface Ladder {
  readonly needed: readonly Grant[];
  /** Grants that stand and must stay: nobody saw that they are needed no more. */
  readonly kept: readonly Grant[];
  /** The rung that the spec names; null: the narrowest that fits. */
  readonly pin: Rung | null;
  readonly organization: string | null;
  /** Whether a policy with these grants is one that AWS takes. */
  fits(grants: readonly Grant[]): boolean;
}

export interface Climbed {
  /** Null: there is nothing to grant. */
  readonly by: Rung | null;
  readonly grants: readonly Grant[];
}

/**
 * Chooses the rung: the pinned one, else the narrowest that fits, else the widest there is (whoever asks finds that it is
 * too large). A pinned rung that rests on an organization nobody knows gives the narrowest instead.
 */
export function climb(ladder: Ladder): Climbed {
  const { pin, organization, needed, kept } = ladder;
  if (needed.length === 0 && kept.length === 0) return { by: null, grants: [] };
  let climbed: Climbed = { by: 'trails', grants: candidate(ladder, 'trails') };
  const open = rungs.filter(
    rung => (pin === null || rung === pin) && (rung !== 'organization' || organization !== null),
  );
  for (const by of open) {
    climbed = { by, grants: candidate(ladder, by) };
    if (ladder.fits(climbed.grants)) break;
  }
  return climbed;
}

/** What must stay stays as it is, but for trails that are needed and that a wider rung now lets in with the others. */
function candidate({ needed, kept, organization }: Ladder, rung: Rung): readonly Grant[] {
  const byAccount = (grant: Grant): string => keyOf(onRung(grant, 'accounts', null));
  const served = new Set(rung === 'trails' ? [] : needed.map(byAccount));
  const wanted = needed.map(grant => onRung(grant, rung, organization));
  return unique([...wanted, ...kept.filter(grant => !served.has(byAccount(grant)))]);
}

/** Each grant once. */
export function unique(grants: readonly Grant[]): readonly Grant[] {
  return [...new Map(grants.map(grant => [keyOf(grant), grant])).values()];
}

function keyOf(grant: Grant): string {
  return distinct(Object.entries(grant).map(([name, value]) => `${name} ${value ?? ''}`)).join('\n');
}

/** Which calls prove the trails of an estate, and which trails each of them could be recorded by. Pure. */
import { parseArn } from '../../core/arn.ts';
import { anyRegion, receivesGlobal } from '../../core/coverage/count.ts';
import type { Place } from '../../core/coverage/count.ts';
import type { Trail } from '../../core/coverage/trails.ts';
import { matchesAddress } from '../../core/address.ts';
import type { Problem, Target } from '../../core/model.ts';
import type { Expectation, MarkedOperation, Way } from '../../logs/prove/proof.ts';

/** Which targets are proven; each left out: all. */
export interface ProveChoice {
  /** Keys or ids. */
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  /** Names, ARNs or patterns of addresses. */
  readonly trail?: string | undefined;
}

/** A call to be made. */
export interface CallWish {
  readonly target: Target;
  /** Of the account, in the spec. */
  readonly accountKey: string;
  readonly operation: MarkedOperation;
  readonly global: boolean;
  readonly ways: readonly Way[];
  /** The trails of the ways, one for each. */
  readonly trails: readonly Trail[];
}

interface Estate {
  readonly places: readonly Place[];
  /** Id of the organization; null: not known, or there is none. */
  readonly organization: string | null;
}

/**
 * One call for each region of each account that a declared trail reaches, and one to a global service for each such account.
 * All trails that reach there count, declared or not.
 */
export function callsFor({ places, organization }: Estate, choice: ProveChoice): readonly CallWish[] {
  return places
    .filter(({ account: { key, id } }) => choice.account === undefined || [key, id].includes(choice.account))
    .flatMap(place => {
      const trails = place.trails.filter(trail => isMeant(trail, choice));
      if (!trails.some(({ address }) => address !== undefined)) return [];
      const regions = place.regions.filter(
        region => region !== anyRegion && (choice.region === undefined || choice.region === region),
      );
      const wish = (region: string, operation: MarkedOperation): CallWish => {
        const { id: account, key: accountKey, partition } = place.account;
        const target = { partition, account, region };
        const global = operation === 'iam:GetRole';
        // who else records an event of a global service is the question, whichever trail was chosen
        const asked = global ? place.trails : trails;
        const ways = asked.map(trail => wayOf(trail, { target, global, organization }));
        return { target, accountKey, operation, global, ways, trails: asked };
      };
      return [
        ...regions.map(region => wish(region, 'cloudtrail:GetTrailStatus')),
        ...(place.leads ? regions.map(region => wish(region, 'iam:GetRole')) : []),
      ];
    });
}

/** Whether a trail was chosen: by its ARN, its address, its key in the spec, or its name. */
export function isMeant({ address, arn }: Trail, { trail }: Pick<ProveChoice, 'trail'>): boolean {
  if (trail === undefined || trail === arn) return true;
  if (address !== undefined && (trail.includes('/') ? matchesAddress(trail, address) : keyOf(address) === trail))
    return true;
  return parseArn(arn).resource === `trail/${trail}`;
}

const keyOf = (address: string): string => address.slice(address.indexOf('/') + 1, address.indexOf('@'));

interface At {
  readonly target: Target;
  readonly global: boolean;
  readonly organization: string | null;
}

function wayOf(trail: Trail, { target, global, organization }: At): Way {
  const { recording, state, arn, name } = trail;
  const { delivers, everyAccount } = recording;
  const lacksFolder = delivers === null || (everyAccount && organization === null);
  return {
    trail: arn,
    name,
    expects: expectationOf(trail, global),
    folder: lacksFolder
      ? null
      : {
          bucket: parseArn(delivers.bucket).resource,
          prefix: delivers.prefix,
          organization: everyAccount ? organization : null,
          account: target.account,
          region: target.region,
        },
    announces: typeof state['topic'] === 'string',
    digests: recording.proves === true,
  };
}

/** Sources that a trail can leave out, such as KMS, are none of those that are called. */
function expectationOf(trail: Trail, global: boolean): Expectation {
  const { takes, open } = trail.recording;
  if (open.includes('management')) return 'unknown';
  if (takes.length === 0) return 'not logging';
  if (global && !receivesGlobal(trail)) return 'not global';
  return takes.some(({ of, all }) => of === 'management read' && all) ? 'records' : 'no reads';
}

/** What is told where no trail of the spec reaches what was chosen. */
export function nothingMeant({ account, region, trail }: ProveChoice): Problem {
  const words = [
    ...(trail === undefined ? [] : [`--trail ${trail}`]),
    ...(account === undefined ? [] : [`--account ${account}`]),
    ...(region === undefined ? [] : [`--region ${region}`]),
  ];
  return {
    code: 'matches-nothing',
    message:
      words.length === 0 ? 'No trail of the spec stands' : `No trail of the spec reaches what ${words.join(' ')} means`,
    hint: 'trailwarden coverage shows which trail reaches what.',
  };
}

/** What of CloudTrail's deliveries a rule is about. A part that is not given matches everything. */
interface DeliveryMatch {
  /** Name or ARN. */
  readonly trail?: string;
  /** Whose events. */
  readonly account?: string;
  readonly region?: string;
}

export const withholding = ['all', 'logs', 'digests'] as const;
type Withheld = (typeof withholding)[number];

/** What becomes of a delivery. Seconds are of the sandbox clock. */
export type DeliveryEffect =
  /** Nothing is written, nor told of, while the rule stands; afterwards it comes late. */
  | { readonly withhold: Withheld }
  /** The log file is never written. */
  | { readonly lose: true }
  /** A second log file has the same records. */
  | { readonly twice: true }
  /** The log file comes so many seconds later. */
  | { readonly delay: number }
  /** The digest of its hour misses the log file; a backfill digest lists it, so many seconds after that. */
  | { readonly backfill: number };

export interface DeliveryRule {
  readonly match?: DeliveryMatch;
  /** The first so many log files that match come as they should. */
  readonly after?: number;
  /** Then so many are hit; not given: all. Digests are not counted, nor is what is withheld. */
  readonly count?: number;
  readonly effect: DeliveryEffect;
}

/** A trail's deliveries in one account and region. */
interface Delivering {
  readonly trail: { readonly arn: string; readonly name: string };
  readonly account: string;
  readonly region: string;
}

/** What becomes of one log file. Moments are milliseconds; 0 where nothing is asked. */
export interface Fate {
  readonly lost: boolean;
  readonly twice: boolean;
  readonly delay: number;
  readonly backfill: number;
}

/** Rules for deliveries, with how often each has matched. */
export interface DeliveryTrouble {
  withholds(what: 'logs' | 'digests', of: Delivering): boolean;
  /** What becomes of a log file. Counts it. */
  fateOf(of: Delivering): Fate;
}

export function deliveryTrouble(rules: readonly DeliveryRule[]): DeliveryTrouble {
  const armed = rules.map(rule => ({ rule, seen: 0 }));
  return {
    withholds: (what, of) =>
      rules.some(
        ({ match, effect }) =>
          'withhold' in effect && (effect.withhold === 'all' || effect.withhold === what) && matches(match, of),
      ),
    fateOf(of) {
      const matching = armed.filter(({ rule }) => !('withhold' in rule.effect) && matches(rule.match, of));
      for (const entry of matching) entry.seen += 1;
      const hit = matching.filter(
        ({ rule: { after = 0, count = Number.POSITIVE_INFINITY }, seen }) => seen > after && seen <= after + count,
      );
      return fateBy(hit.map(({ rule }) => rule.effect));
    },
  };
}

function fateBy(effects: readonly DeliveryEffect[]): Fate {
  const longest = (seconds: readonly number[]): number => Math.max(0, ...seconds) * 1000;
  return {
    lost: effects.some(effect => 'lose' in effect),
    twice: effects.some(effect => 'twice' in effect),
    delay: longest(effects.flatMap(effect => ('delay' in effect ? [effect.delay] : []))),
    backfill: longest(effects.flatMap(effect => ('backfill' in effect ? [effect.backfill] : []))),
  };
}

function matches(match: DeliveryMatch = {}, { trail, account, region }: Delivering): boolean {
  return (
    (match.trail === undefined || match.trail === trail.arn || match.trail === trail.name) &&
    (match.account ?? account) === account &&
    (match.region ?? region) === region
  );
}

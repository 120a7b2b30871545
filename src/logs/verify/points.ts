/** The last digest up to which all was found whole: where the next run begins. */
import type { LogPlace } from '../place.ts';

/** Of one chain. Who verifies from here on trusts it, so that it is kept where those who write the logs cannot write. */
export interface LogPoint {
  readonly bucket: string;
  readonly prefix: string;
  readonly organization: string | null;
  readonly account: string;
  readonly region: string;
  readonly trail: string;
  readonly homeRegion: string;
  /** Of the digest: its key, its end (`YYYY-MM-DDTHH:MM:SSZ`), SHA-256 of its content, its signature. */
  readonly key: string;
  readonly end: string;
  readonly hash: string;
  readonly signature: string;
}

/** Which chain a point is of. */
export type PointOf = Pick<
  LogPoint,
  'bucket' | 'prefix' | 'organization' | 'account' | 'region' | 'trail' | 'homeRegion'
>;

const names = [
  'bucket',
  'prefix',
  'account',
  'region',
  'trail',
  'homeRegion',
  'key',
  'end',
  'hash',
  'signature',
] as const;

/** The same for all points of a chain, and for those of no other. */
export function chainName({ bucket, prefix, organization, account, region, trail, homeRegion }: PointOf): string {
  return JSON.stringify([bucket, prefix, organization, account, region, trail, homeRegion]);
}

/** The point of a chain; null: there is none. */
export function pointOf(points: readonly LogPoint[], chain: PointOf): LogPoint | null {
  const name = chainName(chain);
  return points.find(point => chainName(point) === name) ?? null;
}

/** Whether a chain is one of a place. */
export function isIn(point: PointOf, { bucket, prefix, organization, accounts, regions, trail }: LogPlace): boolean {
  const { account, region } = point;
  return (
    point.bucket === bucket &&
    point.prefix === prefix &&
    point.organization === organization &&
    accounts?.includes(account) !== false &&
    regions?.includes(region) !== false &&
    (trail === null || (point.trail === trail.name && point.homeRegion === trail.homeRegion))
  );
}

/** Points after a run: those of chains that it did not look at stay, and none goes back. */
export function advanced(before: readonly LogPoint[], reached: readonly LogPoint[]): readonly LogPoint[] {
  const all = new Map(before.map(point => [chainName(point), point]));
  for (const point of reached) {
    const old = all.get(chainName(point));
    if (old === undefined || old.end < point.end) all.set(chainName(point), point);
  }
  return [...all.values()].toSorted((a, b) => (chainName(a) < chainName(b) ? -1 : 1));
}

const version = 1;

/** Points as a file has them. */
export function writePoints(points: readonly LogPoint[]): string {
  return `${JSON.stringify({ version, points }, null, 2)}\n`;
}

/** What such a file holds; null for anything else. */
export function readPoints(text: string): readonly LogPoint[] | null {
  try {
    const said: unknown = JSON.parse(text);
    if (typeof said !== 'object' || said === null || !('version' in said) || said.version !== version) return null;
    if (!('points' in said) || !Array.isArray(said.points)) return null;
    const points: readonly unknown[] = said.points;
    return points.every(isPoint) ? points : null;
  } catch {
    return null;
  }
}

function isPoint(value: unknown): value is LogPoint {
  if (typeof value !== 'object' || value === null) return false;
  const said = new Map<string, unknown>(Object.entries(value));
  const organization = said.get('organization');
  return (
    names.every(name => typeof said.get(name) === 'string') &&
    (organization === null || typeof organization === 'string') &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/u.test(String(said.get('end')))
  );
}

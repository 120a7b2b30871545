/** Where log files lie, and which of them are meant. */

/** A trail, as far as reading its files needs it. */
export interface LogTrail {
  readonly arn: string;
  readonly name: string;
  readonly homeRegion: string;
  /** Twelve digits: who owns the trail; of an organization's trail the management account. */
  readonly account: string;
  /** Whether digests are delivered; null where nobody could be asked. */
  readonly validation: boolean | null;
  /** Whether it records now; null where nobody could be asked. */
  readonly logging: boolean | null;
  /** ARN of the topic that announces its files; null where it has none, or nobody could be asked. */
  readonly topic: string | null;
}

/** One bucket and prefix that a trail delivers to, or did. */
export interface LogPlace {
  readonly bucket: string;
  /** Without slashes at its ends; empty for none. */
  readonly prefix: string;
  /** `o-…` where files lie in an organization's folders. */
  readonly organization: string | null;
  /** Whose folders, as twelve digits each; null for all that there are. */
  readonly accounts: readonly string[] | null;
  /** Which regions' folders; null for all that there are. */
  readonly regions: readonly string[] | null;
  /** Null for a place that was given by hand and is no trail's. */
  readonly trail: LogTrail | null;
}

/** Moments as `YYYY-MM-DDTHH:MM:SSZ`, which compare as texts; `from` belongs to it, `until` does not. */
export interface TimeRange {
  readonly from: string;
  readonly until: string;
}

/**
 * Places so that no folder is in two of them: of those with the same folders one is left. It is no trail's where several
 * trails deliver there.
 */
export function distinct(places: readonly LogPlace[]): readonly LogPlace[] {
  const foldersOf = ({ bucket, prefix, organization, accounts, regions }: LogPlace): string =>
    JSON.stringify([bucket, prefix, organization, accounts, regions]);
  return [...Map.groupBy(places, foldersOf).values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const same = others.every(({ trail }) => trail?.arn === first.trail?.arn);
    return [same ? first : { ...first, trail: null }];
  });
}

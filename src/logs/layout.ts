/**
 * Keys of delivered files (AWS CloudTrail User Guide, "CloudTrail log file names", "digest file structure"). What does not
 * look like one of them is nobody's log file: markers, and what other people put into the bucket.
 */

/** What a file holds, by its folder. */
export const logKinds = ['log', 'digest', 'insight', 'network-activity', 'aggregated'] as const;
export type LogKind = (typeof logKinds)[number];

/** The folder of each kind. */
export const folderOf: Readonly<Record<LogKind, string>> = {
  log: 'CloudTrail',
  digest: 'CloudTrail-Digest',
  insight: 'CloudTrail-Insight',
  'network-activity': 'CloudTrail-NetworkActivity',
  aggregated: 'CloudTrail-Aggregated',
};

const kindOf = new Map(logKinds.map(kind => [folderOf[kind], kind]));

/** What a key says of its file. */
export interface LogKey {
  /** Without slashes at its ends; empty for none. */
  readonly prefix: string;
  readonly organization: string | null;
  /** Twelve digits. */
  readonly account: string;
  readonly kind: LogKind;
  /** Where its events happened. */
  readonly region: string;
  /** `YYYY-MM-DD`, of delivery. */
  readonly day: string;
  /** `YYYY-MM-DDTHH:MM:SSZ`: of a log file to the minute, near the end of what it covers; of a digest its end. Null where its name has none. */
  readonly stamp: string | null;
  /** Of a digest; else null. */
  readonly digest: DigestName | null;
}

/** What the name of a digest says beside its end. */
export interface DigestName {
  readonly trail: string;
  readonly homeRegion: string;
  /** It lists files that the first digest of its hour missed. */
  readonly backfill: boolean;
}

const keyForm =
  /^(?:(?<prefix>.+)\/)?AWSLogs\/(?:(?<organization>o-[a-z0-9]{10,32})\/)?(?<account>\d{12})\/(?<folder>CloudTrail(?:-Digest|-Insight|-NetworkActivity|-Aggregated)?)\/(?<region>[a-z0-9-]+)\/(?<year>\d{4})\/(?<month>\d\d)\/(?<day>\d\d)\/(?<file>[^/]+)$/u;
const logFile = /^\d{12}_CloudTrail(?:-\w+)?_[a-z0-9-]+_(?<stamp>\d{8}T\d{4}Z)_?\w*\.json\.gz$/u;
const digestFile =
  /^\d{12}_CloudTrail-Digest_[a-z0-9-]+_(?<trail>[A-Za-z0-9._-]+)_(?<homeRegion>[a-z0-9-]+)_(?<stamp>\d{8}T\d{6}Z)(?<backfill>_backfill)?\.json\.gz$/u;

/** Reads a key; null for anything but a delivered file. Files of other kinds than digests need not have a known name. */
export function readKey(key: string): LogKey | null {
  const parts = keyForm.exec(key)?.groups;
  const kind = kindOf.get(parts?.['folder'] ?? '');
  if (!parts || !kind) return null;
  const { prefix = '', organization = null, account = '', region = '', year, month, day, file = '' } = parts;
  const name = (kind === 'digest' ? digestFile : logFile).exec(file)?.groups;
  if (kind === 'digest' && !name) return null;
  return {
    prefix,
    organization,
    account,
    kind,
    region,
    day: `${year}-${month}-${day}`,
    stamp: name?.['stamp'] === undefined ? null : instant(name['stamp']),
    digest: kind === 'digest' && name ? digestName(name) : null,
  };
}

function digestName(name: Readonly<Record<string, string | undefined>>): DigestName {
  const { trail = '', homeRegion = '', backfill } = name;
  return { trail, homeRegion, backfill: backfill !== undefined };
}

/** Whose files are meant. */
export interface Folder {
  readonly prefix: string;
  readonly organization: string | null;
  readonly account: string;
  readonly kind: LogKind;
  readonly region: string;
}

/** The folder that holds an account's folders, with a slash at its end: `PREFIX/AWSLogs/`, and the organization's id. */
export function accountsFolder({ prefix, organization }: Pick<Folder, 'prefix' | 'organization'>): string {
  return `${prefix && `${prefix}/`}AWSLogs/${organization === null ? '' : `${organization}/`}`;
}

/** The folder of a kind of files, which holds a folder for each region; with a slash at its end. */
export function kindFolder(folder: Omit<Folder, 'region'>): string {
  return `${accountsFolder(folder)}${folder.account}/${folderOf[folder.kind]}/`;
}

/** The folder of a region; with a slash at its end. */
export function regionFolder(folder: Folder): string {
  return `${kindFolder(folder)}${folder.region}/`;
}

/** The folder of a day (`YYYY-MM-DD`); with a slash at its end. */
export function dayFolder(folder: Folder, day: string): string {
  return `${regionFolder(folder)}${day.replaceAll('-', '/')}/`;
}

/** The key of the digest of an hour that ends at `end` (`YYYY-MM-DDTHH:MM:SSZ`). */
export function digestKey(folder: Omit<Folder, 'kind'>, name: DigestName, end: string): string {
  const { account, region } = folder;
  const stamp = end.replaceAll(/[-:]/gu, '');
  const file = `${account}_CloudTrail-Digest_${region}_${name.trail}_${name.homeRegion}_${stamp}${name.backfill ? '_backfill' : ''}.json.gz`;
  return `${dayFolder({ ...folder, kind: 'digest' }, end.slice(0, 10))}${file}`;
}

/** `20260913T1715Z` and `20260913T171500Z` as ISO 8601. */
function instant(stamp: string): string {
  const [, year, month, day, hour, minute, second = '00'] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)?Z$/u.exec(stamp) ?? [];
  return `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
}

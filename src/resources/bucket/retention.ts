/**
 * Which lifecycle rules delete log files, and after how many days. Pure.
 *
 * Whether a bucket keeps old versions does not matter here. Where it does, an expired log file is hidden behind a delete
 * marker: nobody who reads or proves the logs finds it. And an old version may be as old as the day on which somebody
 * overwrote or deleted the file, so what deletes old versions is held against the same number of days.
 */
import { parseArn } from '../../core/arn.ts';
import type { Arn } from '../../core/model.ts';
import type { Need } from '../../core/needs.ts';
import { listed } from '../../core/policy/statement.ts';
import type { Statement } from '../../core/policy/statement.ts';
import { prefixOf } from './lifecycle-rule.ts';
import type { LifecycleRule } from './lifecycle-rule.ts';

/** For so many days log files should stay where the spec says nothing: what most audits ask to have at hand. */
export const leastDays = 90;

/** What a rule does to log files. */
export interface Deletion {
  /** ID of the rule. */
  readonly rule: string;
  readonly of: 'files' | 'versions';
  /** Age in days. 0: whatever their age, from some day on. */
  readonly days: number;
}

/** What keys begin with below which CloudTrail writes: `AWSLogs/`, `org/AWSLogs/`. The empty one is everywhere. */
export type LogFolders = readonly string[];

export const anywhere: LogFolders = [''];

/**
 * What enabled rules delete of the log files. Only a prefix keeps a rule away from them: tags can be put on any object,
 * and a log file has any size. Transitions, delete markers without versions and uploads that never ended are no log files.
 */
export function deletionsBy(rules: readonly LifecycleRule[], folders: LogFolders): readonly Deletion[] {
  return rules
    .filter(rule => rule.Status === 'Enabled' && mayTouch(prefixOf(rule), folders))
    .flatMap(({ ID: rule, Expiration = {}, NoncurrentVersionExpiration: old = {} }): readonly Deletion[] => {
      const { Date: date, Days: days = date === undefined ? undefined : 0 } = Expiration;
      return [
        ...(days === undefined ? [] : [{ rule, of: 'files', days } as const]),
        // newer versions that are kept are no help: whoever overwrites a file can do it a hundred times
        ...(old.NoncurrentDays === undefined ? [] : [{ rule, of: 'versions', days: old.NoncurrentDays } as const]),
      ];
    });
}

/** Those that come too early. */
export function tooEarly(deletions: readonly Deletion[], days: number): readonly Deletion[] {
  return deletions.filter(deletion => deletion.days < days);
}

/** `deletes log files after 1 day`. */
export function deletionText({ of, days }: Pick<Deletion, 'of' | 'days'>): string {
  const what = of === 'files' ? 'log files' : 'old versions of log files';
  if (days === 0) return `deletes ${what} whatever their age`;
  return `deletes ${what} after ${days} ${days === 1 ? 'day' : 'days'}`;
}

/**
 * Whether objects with a prefix may be log files. One that begins with no folder of logs that is known, and that names
 * none itself, is none: `tmp/`.
 */
function mayTouch(prefix: string, folders: LogFolders): boolean {
  const [last = ''] = prefix.split('/').slice(-1);
  return (
    prefix === '' ||
    /(?:^|\/)AWSLogs\//u.test(prefix) ||
    (last !== '' && 'AWSLogs'.startsWith(last)) ||
    folders.some(folder => folder.startsWith(prefix) || prefix.startsWith(folder))
  );
}

/** Where these needs have their logs. */
export function foldersOf(needs: readonly Need[]): LogFolders {
  return [...new Set(needs.flatMap(need => (need.to === 'deliver-logs' ? [folderOf(need.prefix)] : [])))];
}

const folderOf = (prefix: string): string => (prefix === '' ? 'AWSLogs/' : `${prefix}/AWSLogs/`);

/** Where the statements of a policy let in CloudTrail, or whoever writes logs: also for trails that nobody declares. */
export function foldersIn(statements: readonly Statement[], bucket: Arn): LogFolders {
  const found = statements.filter(({ Effect }) => Effect === 'Allow').flatMap(one => foldersNamed(one, bucket));
  return [...new Set(found)];
}

function foldersNamed(statement: Statement, bucket: Arn): LogFolders {
  const { Resource, Principal } = statement;
  const letsIn = JSON.stringify(Principal ?? '').includes('cloudtrail.amazonaws.com');
  if (Resource === undefined) return letsIn ? [''] : [];
  const name = parseArn(bucket).resource;
  return listed(Resource).flatMap((resource): LogFolders => {
    const [of = '', ...steps] = resource.replace(/^arn:[^:]*:s3:::/u, '').split('/');
    const key = steps.join('/').replace(/[*?$].*$/su, '');
    const logs = /^(?:.*?\/)?AWSLogs\//u.exec(key)?.[0];
    if (logs !== undefined) return [logs];
    // the bucket itself has no key; a pattern of buckets and keys may mean anything
    return letsIn && (steps.length > 0 || of !== name) ? [key] : [];
  });
}

/**
 * Follows delivery by looking again and again. Keys of one folder sort by the minute in their names, but files with one
 * minute differ in letters of chance, and some come late: each look lists what the last one may have missed, too, and what
 * was written out is remembered by its name. Regions and accounts that are new are found by the look itself.
 */
import { readKey } from '../layout.ts';
import type { LogKind } from '../layout.ts';
import { listed } from '../listing.ts';
import type { LogPlace } from '../place.ts';
import type { Objects } from '../ports.ts';
import type { NamedFile } from './notice.ts';
import { fileName } from './seen-files.ts';
import type { SeenFiles } from './seen-files.ts';

/** Seconds that a look reaches back behind the one before: files were observed up to twenty minutes late, which is a quarter of it. */
const lookback = 80 * 60;
/** Seconds of delivery before an event in which its file may say that it was made. */
const early = 20 * 60;
/** Seconds by which the clock of whoever delivers may be ahead. */
const skew = 60 * 60;

export interface Polling {
  readonly places: readonly { readonly place: LogPlace; readonly objects: Objects }[];
  readonly kinds: readonly LogKind[];
  readonly files: SeenFiles;
  /** When an earlier run looked last (`YYYY-MM-DDTHH:MM:SSZ`); null: there was none, or nobody knows. */
  readonly checked: string | null;
  /** Events from then on are wanted; null: what stands there at the first look is old. */
  readonly since: string | null;
}

export interface Poll {
  /**
   * Files that were not written out yet.
   *
   * @throws ApiFailure where something could not be listed: then the look is none
   */
  look(now: Date): AsyncGenerator<NamedFile>;
  /** A file need not be told again. */
  done(file: NamedFile): void;
  /** All that the look told is done, or needs no further look. */
  complete(): void;
  /** When the last complete look began; null: there was none. */
  checked(): string | null;
}

export function polling({ places, kinds, files, checked: before, since }: Polling): Poll {
  let checked = before;
  let began = '';
  let horizon = '';
  let names = new Set<string>();
  // later looks list it again, as far as they can
  const staysInSight = (key: string): boolean => (readKey(key)?.stamp ?? horizon) >= horizon;
  return {
    async *look(now) {
      began = moment(now.getTime());
      names = new Set();
      horizon = shifted(began, -lookback);
      const range = { from: fromOf({ checked, since, horizon }), until: shifted(began, skew) };
      const old = checked === null && since === null;
      for (const { place, objects } of places)
        for await (const { object } of listed(objects, place, { kinds, range })) {
          const file = { bucket: place.bucket, key: object.key };
          const pinned = staysInSight(object.key);
          if (pinned) names.add(fileName(object.key));
          if (object.size === 0 || files.has(file)) continue;
          if (old) files.add(file, pinned);
          else yield file;
        }
    },
    done: file => files.add(file, staysInSight(file.key)),
    complete() {
      files.keep(names);
      checked = began;
    },
    checked: () => checked,
  };
}

function fromOf({
  checked,
  since,
  horizon,
}: { readonly [K in 'checked' | 'since']: string | null } & { readonly horizon: string }): string {
  if (checked !== null) return shifted(checked, -lookback);
  return since === null ? horizon : shifted(since, -early);
}

function shifted(when: string, seconds: number): string {
  return moment(Date.parse(when) + seconds * 1000);
}

function moment(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

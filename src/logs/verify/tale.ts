/** What is told of one chain: its digests, its files, and what was found of them. */
import type { LogTrail, TimeRange } from '../place.ts';
import { Chain } from './chain.ts';
import type { ChainFinding, Open } from './chain.ts';
import type { DigestJudged } from './digest-file.ts';
import { trailingWords } from './digest-file.ts';
import type { FileFault } from './log-file.ts';
import { explain } from './explained.ts';
import type { Switch } from './explained.ts';
import { earlier, hourWords, later, lateness } from './moments.ts';
import { pointOf } from './points.ts';
import type { PointOf } from './points.ts';
import type { VerifyQuestion } from './shelf.ts';
import type { ChainVerdict, Finding, Word } from './verdict.ts';

/** Findings of one word that are kept; more are counted. */
const kept = 500;

export class Tale {
  readonly chain: Chain;
  readonly #of: PointOf;
  readonly #range: TimeRange;
  readonly #findings: Finding[] = [];
  readonly #byWord = new Map<Word, number>();
  /** What events may explain, with its end. */
  readonly #open: (readonly [ChainFinding, string])[] = [];
  #explainedDigests = 0;
  #nothing = '';
  /** All that ended by then is whole. */
  #limit = '9999';
  #files = { valid: 0, total: 0 };
  /** Log files that no digest lists: whose digest is gone, or yet to come. */
  unprovable = 0;
  pending = 0;

  constructor(of: PointOf, { points, range, head, place, now }: VerifyQuestion) {
    this.#of = of;
    const point = pointOf(points, of);
    this.#range = point === null ? range : { from: point.end, until: range.until };
    const due = earlier(range.until, later(now, -lateness));
    const idle = idleWords(place.trail);
    const start = { chain: of, range: this.#range, point, head, due, idle };
    this.chain = new Chain(start, (finding, end, open) => this.tell(finding, end, open));
  }

  take(judged: DigestJudged): void {
    const isOld = this.chain.isOld(judged);
    this.chain.take(judged);
    if (judged.is !== 'valid' || judged.trailing === 0) return;
    const { bucket, key, stamp } = judged.at;
    const message = trailingWords(judged.trailing);
    const about = { about: 'digest', object: { bucket, key }, range: null, count: 1, explained: null } as const;
    this.tell({ word: 'TRAILING', ...about, message }, isOld ? stamp : judged.digest.from);
  }

  file(
    fault: FileFault,
    { bucket, key, from }: { readonly bucket: string; readonly key: string; readonly from: string },
  ): void {
    this.#files.total += 1;
    if (fault === null) this.#files.valid += 1;
    else this.tell({ ...fault, about: 'log', object: { bucket, key }, range: null, count: 1, explained: null }, from);
  }

  /** @param end what ended by then is whole all the same */
  tell(finding: ChainFinding, end: string, open?: Open): void {
    if (open?.isOpen) {
      this.#open.push([finding, end]);
      return;
    }
    const { account, region, trail } = this.#of;
    const before = this.#byWord.get(finding.word) ?? 0;
    this.#byWord.set(finding.word, before + 1);
    if (finding.explained === null) this.#limit = earlier(this.#limit, end);
    if (before < kept) this.#findings.push({ ...finding, account, region, trail: trail || null });
  }

  /** Whether the event history may say why there are no digests. */
  get asksHistory(): boolean {
    return this.#open.length > 0 || this.chain.seen === 0;
  }

  /** Tells what was left open, now that it is known who switched the trail off and on. */
  close(switches: readonly Switch[]): void {
    this.#nothing = explain(this.#range, switches) ?? '';
    for (const [finding, end] of this.#open.splice(0)) {
      const explained = finding.range && explain(finding.range, switches);
      if (explained !== null && finding.word === 'MISSING') this.#explainedDigests += finding.count;
      this.tell(explained === null ? finding : { ...finding, word: 'GAP', about: 'chain', count: 1, explained }, end);
    }
  }

  /** Null: nothing was expected here, and nothing is here. */
  verdict(isExpected: boolean): ChainVerdict | null {
    const { chain } = this;
    if (chain.seen === 0 && this.#byWord.size === 0) {
      if (!isExpected && this.unprovable === 0) return null;
      this.#tellNothing();
    }
    const { account, region, trail, homeRegion } = this.#of;
    const { digests, backfills } = chain.tallies;
    return {
      account,
      region,
      trail: trail || null,
      homeRegion: homeRegion || null,
      found: chain.found,
      digests: { valid: digests.valid, total: digests.total - this.#explainedDigests },
      backfills: { ...backfills },
      files: { ...this.#files },
      unprovable: this.unprovable,
      pending: this.pending,
      findings: this.#findings,
      omitted: [...this.#byWord.values()].reduce((sum, count) => sum + Math.max(0, count - kept), 0),
      point: chain.reached(this.#limit),
    };
  }

  #tellNothing(): void {
    const { from, until } = this.#range;
    const message = `no digest from ${hourWords(from)} to ${hourWords(until)}${this.#nothing && `: ${this.#nothing}`}`;
    this.tell(
      { word: 'NOTHING', about: 'chain', object: null, range: this.#range, count: 1, message, explained: null },
      '',
    );
  }
}

/** Why a trail writes no digests now, as AWS says. */
function idleWords(trail: LogTrail | null): string | null {
  if (trail?.logging === false) return 'the trail does not log';
  return trail?.validation === false ? 'log file validation is off' : null;
}

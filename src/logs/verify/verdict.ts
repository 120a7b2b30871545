/** What verifying finds, and what it comes to. */
import type { LogKind } from '../layout.ts';
import type { TimeRange } from '../place.ts';
import type { LogPoint } from './points.ts';

/**
 * - `CHANGED`: it is not what CloudTrail wrote
 * - `MISSING`: it was there, or must have been, and is gone
 * - `GAP`: a time that no digest covers, or a chain that begins anew
 * - `MOVED`: it lies elsewhere than it was written to
 * - `FORGED`: its signature is none of CloudTrail's
 * - `TRAILING`: something stands after its end
 * - `UNLISTED`: it lies among the log files, and no digest lists it
 * - `NOTHING`: there is no digest at all
 * - `UNREAD`: it could not be read, so nothing is known of it
 */
export const words = [
  'CHANGED',
  'MISSING',
  'GAP',
  'MOVED',
  'FORGED',
  'TRAILING',
  'UNLISTED',
  'NOTHING',
  'UNREAD',
] as const;
export type Word = (typeof words)[number];

/** One thing that was found. */
export interface Finding {
  readonly word: Word;
  /** What it is about: a digest, a log file, or what lies between digests. */
  readonly about: 'digest' | 'log' | 'chain';
  /** Whose folder; null where none was found. */
  readonly account: string | null;
  readonly region: string | null;
  readonly trail: string | null;
  readonly object: { readonly bucket: string; readonly key: string } | null;
  /** Of what lasts: which time. */
  readonly range: TimeRange | null;
  /** Digests, one after another; else 1. */
  readonly count: number;
  /** What is wrong, as a sentence without a full stop. */
  readonly message: string;
  /** Who did it and when, where the event history says so: then it fails nothing. */
  readonly explained: string | null;
}

/** How many of how many are as CloudTrail wrote them; those that are missing count. */
export interface Tally {
  readonly valid: number;
  readonly total: number;
}

/** What became of one chain of digests: of one trail, in one account and region. */
export interface ChainVerdict {
  readonly account: string;
  readonly region: string;
  readonly trail: string | null;
  readonly homeRegion: string | null;
  /** From the first to the last digest that is valid; null: there is none. */
  readonly found: TimeRange | null;
  readonly digests: Tally;
  readonly backfills: Tally;
  readonly files: Tally;
  /** Log files of hours whose digest is not there or not valid. */
  readonly unprovable: number;
  /** Log files whose digest is yet to come, or lies after the time that was asked for. */
  readonly pending: number;
  readonly findings: readonly Finding[];
  /** Findings that were counted, and not kept. */
  readonly omitted: number;
  /** As far as all is whole; null: nothing is. */
  readonly point: LogPoint | null;
}

/** What one file came to, as it is told. */
export interface FileVerdict {
  readonly kind: Extract<LogKind, 'digest' | 'log'>;
  readonly bucket: string;
  readonly key: string;
  /** Null: whole. */
  readonly word: Word | null;
}

/** All of it, in a word; public API. `whole` is the only success; `unproven`: it is, by keys that came with the copy. */
export const outcomes = ['whole', 'tampered', 'missing', 'gap', 'nothing-found', 'unread', 'unproven'] as const;
export type Outcome = (typeof outcomes)[number];
/** What findings come to, whoever's the keys were. */
export type Found = Exclude<Outcome, 'unproven'>;

const outcomeOf: Readonly<Record<Word, Found>> = {
  CHANGED: 'tampered',
  FORGED: 'tampered',
  MOVED: 'tampered',
  TRAILING: 'tampered',
  UNLISTED: 'tampered',
  MISSING: 'missing',
  GAP: 'gap',
  NOTHING: 'nothing-found',
  UNREAD: 'unread',
};

const graver: readonly Found[] = ['tampered', 'missing', 'nothing-found', 'gap', 'unread'];

/** Whether a finding fails what it is about. */
export const isFailure = ({ word, explained }: Finding): boolean => word !== 'UNREAD' && explained === null;

/** The worst of what was found. */
export function outcomeOfAll(findings: readonly Finding[]): Found {
  const found = new Set(findings.filter(({ explained }) => explained === null).map(({ word }) => outcomeOf[word]));
  return graver.find(outcome => found.has(outcome)) ?? 'whole';
}

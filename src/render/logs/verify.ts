/** What verifying log files came to, for people: what was found, a table of regions, and the verdict in the last line. */
import type { Part } from '../flow.ts';
import { flow, line } from '../flow.ts';
import { lookOf, withSign } from '../look.ts';
import type { Look, ViewOptions } from '../look.ts';
import { joinBlocks } from '../plan.ts';
import { table } from '../table.ts';
import { counted, digits, duration, secondsBetween } from '../words.ts';
import { isFailure } from '../../logs/verify/verdict.ts';
import type { ChainVerdict, Finding, Tally, Word } from '../../logs/verify/verdict.ts';
import { chainsOf, endingOf } from '../../logs/verify/verification.ts';
import type { Verification } from '../../logs/verify/verification.ts';
import { findingsOf } from '../../logs/verify/verify.ts';

/** Findings of one word that are shown one by one; the others are counted. */
const most = 10;

export function renderVerification(told: Verification, options: ViewOptions): string {
  const look = lookOf(options);
  const findings = findingsOf(told.places);
  const byWord = [
    ...Map.groupBy(findings, ({ word, explained }) => `${word}${explained === null ? '' : ' explained'}`).values(),
  ];
  return joinBlocks([
    heading(told, look),
    ...byWord.flatMap(some => wordBlocks(some, look)),
    chainTable(told, look),
    notes(told, look),
    flow([ending(told, look)], { width: look.width, indent: 2 }),
  ]);
}

function heading({ places, range, sinceCheckpoint }: Verification, { width, paint }: Look): readonly string[] {
  const since = sinceCheckpoint?.from ?? null;
  const from = since === null ? moment(range.from) : `since the checkpoint of ${moment(since)}`;
  const time = `${from} to ${moment(range.until)} UTC`;
  return places.flatMap(({ place: { bucket, prefix, trail } }) => {
    const of = trail === null ? '' : `trail ${trail.name}, `;
    const where = `s3://${bucket}${prefix && `/${prefix}`}`;
    return flow([[paint.bold, `${of}${where}`], `, ${time}`], { width, indent: 2 });
  });
}

/** `2026-11-12 03:00`. */
const moment = (at: string): string => `${at.slice(0, 10)} ${at.slice(11, 16)}`;

function wordBlocks(findings: readonly Finding[], look: Look): readonly (readonly string[])[] {
  const shown = look.full ? findings : findings.slice(0, most);
  const more = findings.length - shown.length;
  return [
    ...shown.map(finding => findingBlock(finding, look)),
    ...(more > 0 ? [[`… ${digits(more)} more ${findings[0]?.word ?? ''}; --full shows all.`]] : []),
  ];
}

function findingBlock(finding: Finding, look: Look): readonly string[] {
  const { object, message, explained } = finding;
  const { width, paint } = look;
  return [
    ...flow([wordPart(finding, look), ' ', [paint.bold, titleOf(finding)]], { width, indent: 2 }),
    ...(object === null ? [] : [line('  ', `s3://${object.bucket}/${object.key}`)]),
    ...flow([message], { width, lead: ['  '], indent: 2 }),
    ...(explained === null ? [] : flow([`explained: ${explained}`], { width, lead: ['  '], indent: 2 })),
  ];
}

const titles: Readonly<Record<Word, (finding: Finding) => string>> = {
  CHANGED: ({ about }) => `a ${noun(about)} is not what CloudTrail wrote`,
  MISSING: ({ about, count }) =>
    count > 1 ? `${digits(count)} digests in a row are gone` : `a ${noun(about)} is gone`,
  GAP: () => 'a time without digests',
  MOVED: ({ about }) => `a ${noun(about)} lies elsewhere than it was written to`,
  FORGED: () => 'a digest is not signed by CloudTrail',
  TRAILING: ({ about }) => `something stands after the end of a ${noun(about)}`,
  UNLISTED: () => 'a log file is in no digest',
  NOTHING: () => 'there is no digest at all',
  UNREAD: ({ about }) => (about === 'chain' ? 'files could not be listed' : `a ${noun(about)} could not be read`),
};

const noun = (about: Finding['about']): string => (about === 'log' ? 'log file' : 'digest');

function titleOf(finding: Finding): string {
  const { account, region, word } = finding;
  const where = account === null ? '' : ` (${account} ${region ?? ''})`;
  return `${titles[word](finding)}${where}`;
}

function wordPart(finding: Finding, look: Look): Part {
  const { bold, brightRed, yellow, magenta } = look.paint;
  const { word } = finding;
  if (word === 'UNREAD') return [magenta, withSign('?', word, look)];
  if (!isFailure(finding)) return [yellow, withSign('▲', word, look)];
  return [text => bold(brightRed(text)), withSign('✖', word, look)];
}

/** What is whole stands in one row, unless there is little of it. */
function chainTable(told: Verification, look: Look): readonly string[] {
  const chains = chainsOf(told);
  if (chains.length === 0) return [];
  const accounts = new Set(chains.map(({ account }) => account)).size > 1;
  const trails = new Set(chains.map(({ trail }) => trail)).size > 1;
  const bad = chains.filter(({ findings }) => findings.length > 0);
  const fine = chains.filter(({ findings }) => findings.length === 0);
  const shown = look.full || fine.length <= 4 ? fine : fine.slice(0, 3);
  const more = fine.length - shown.length;
  const row = (chain: ChainVerdict): readonly Part[] => [
    ...(accounts ? [chain.account] : []),
    ...(trails ? [chain.trail ?? ''] : []),
    chain.region,
    ratio(chain.digests),
    ratio(chain.files),
    verdictPart(chain, look),
  ];
  const head = [
    ...(accounts ? ['account'] : []),
    ...(trails ? ['trail'] : []),
    'region',
    'digests',
    'log files',
    'verdict',
  ];
  const rows = [head.map((name): Part => [look.paint.dim, name]), ...[...bad, ...shown].map(row)];
  return [...table(rows, { indent: 2 }), ...(more > 0 ? [`  … ${digits(more)} more, all whole`] : [])];
}

const ratio = ({ valid, total }: Tally): string => `${digits(valid)} of ${digits(total)}`;

function verdictPart({ findings, omitted, found }: ChainVerdict, look: Look): Part {
  const { green, yellow, red, magenta } = look.paint;
  if (findings.length === 0) return found === null ? 'nothing new' : [green, withSign('✓', 'whole', look)];
  const failures = findings.filter(isFailure);
  const words = (some: readonly Finding[]): string => tallyWords(some) + (omitted > 0 ? ', and more' : '');
  if (failures.length > 0) return [red, withSign('✖', words(findings), look)];
  const unread = findings.some(({ word }) => word === 'UNREAD');
  return unread ? [magenta, withSign('?', words(findings), look)] : [yellow, withSign('▲', words(findings), look)];
}

/** `1 changed, 2 digests missing, 1 gap (explained)`. */
function tallyWords(findings: readonly Finding[]): string {
  const groups = Map.groupBy(findings, ({ word, about, explained }) => `${word} ${about} ${explained !== null}`);
  return [...groups.values()]
    .flatMap(some => {
      const [first] = some;
      if (first === undefined) return [];
      const count = some.reduce((sum, one) => sum + one.count, 0);
      return [groupWords(first, count)];
    })
    .join(', ');
}

function groupWords({ word, about, explained }: Finding, count: number): string {
  if (word === 'GAP') return `${counted(count, 'gap')}${explained === null ? '' : ' (explained)'}`;
  if (word === 'NOTHING') return 'nothing found';
  return about === 'chain' ? word.toLowerCase() : `${counted(count, noun(about))} ${word.toLowerCase()}`;
}

function notes(told: Verification, { width }: Look): readonly string[] {
  const chains = chainsOf(told);
  const unprovable = chains.reduce((sum, one) => sum + one.unprovable, 0);
  const pending = chains.reduce((sum, one) => sum + one.pending, 0);
  const newest = chains.flatMap(({ found }) => found?.until ?? []).toSorted()[0];
  const gaps = findingsOf(told.places).some(({ word, explained }) => word === 'GAP' && explained === null);
  const texts = [
    ...(told.sinceCheckpoint !== null && told.sinceCheckpoint.from === null
      ? [`There was no checkpoint yet: it began at ${moment(told.range.from)} UTC, and nothing older was looked at.`]
      : []),
    ...(told.keysFromCopy
      ? [
          'The public keys came with the copy: they prove nothing against whoever made it. --keys FILE names those of AWS.',
        ]
      : []),
    ...(unprovable > 0 ? [`Not provable: ${counted(unprovable, 'log file')} of hours without a valid digest.`] : []),
    ...(pending > 0 ? [`In no digest yet: ${counted(pending, 'log file')}.`] : []),
    ...(gaps && told.history !== null
      ? ['The event history was not asked, or could not be: nothing explains the gaps.']
      : []),
    ...(newest === undefined ? [] : [`All chains reach to ${moment(newest)} UTC.`]),
    ...told.unknown.map(({ message }) => `Not known: ${message}.`),
  ];
  return texts.flatMap(text => flow([text], { width, indent: 2 }));
}

function ending(told: Verification, { paint }: Look): Part {
  const chains = chainsOf(told);
  const sum = (of: (chain: ChainVerdict) => Tally): number => chains.reduce((all, chain) => all + of(chain).valid, 0);
  const verified = `${counted(sum(one => one.digests) + sum(one => one.backfills), 'digest')} and ${counted(
    sum(one => one.files),
    'log file',
  )} in ${counted(new Set(chains.map(({ region }) => region)).size, 'region')}`;
  const took = duration(secondsBetween(told.startedAt, told.finishedAt));
  const reason = endingOf(told);
  if (reason === null) return [paint.green, `Verified: ${verified}, ${took}.`];
  const words = tallyWords(findingsOf(told.places));
  if (told.outcome === 'unproven' && told.unknown.length === 0)
    return [paint.magenta, `NOT PROVEN: ${verified} are whole by keys that came with the copy, ${took}.`];
  if (reason === 'incomplete')
    return [paint.magenta, `NOT KNOWN: ${words || 'not all could be read'}. ${verified} are whole, ${took}.`];
  return [paint.red, `NOT VERIFIED: ${words}. ${verified} are whole, ${took}.`];
}

/** A fact in words, without markup: what differs, what that means, who did it. Each line is safe to show. */
import type { Problem } from '../../core/model.ts';
import { certaintyOf, fullTitleOf, nobodyWords, policyOf, sentence, settingsOf } from '../drift-words.ts';
import { statementWords } from '../statements.ts';
import type { StatementDiff } from '../statements.ts';
import { clipped } from '../attribution.ts';
import { visible } from '../visible.ts';
import type { Fact } from './facts.ts';

/** So long may a value be that is told in a line; the report as JSON has all of it. */
const longest = 300;

/** A text of unknown origin on one line, not longer than is good for a reader. */
export function short(text: string, most: number = longest): string {
  const all = Array.from(visible(text));
  return all.length > most ? `${all.slice(0, most - 1).join('')}…` : all.join('');
}

/** `payments: trail main is stopped`. */
export const titleWords = (fact: Fact): string => short(fullTitleOf(fact));

/** `logging should be on, is off`; a statement of a policy is a line of its own. */
export function differenceWords(fact: Fact): readonly string[] {
  const policy = policyOf(fact);
  if (policy && fact.resource) return statementLines(policy, fact.resource).map(text => short(text, 2 * longest));
  return settingsOf(fact).map(({ name, wanted, found }) => short(`${name} should be ${wanted}, is ${found}`));
}

function statementLines({ added, removed }: StatementDiff, resource: NonNullable<Fact['resource']>): readonly string[] {
  const words = (statement: StatementDiff['added'][number]): string => {
    const { effect, who, action, on, when } = statementWords(statement, resource, false);
    return [effect, who, action, 'on', on, ...when].join(' ');
  };
  return [
    ...removed.map(one => `stands at AWS and should not: ${words(one)}`),
    ...added.map(one => `is missing at AWS: ${words(one)}`),
  ];
}

/** What it means for people. */
export const meaningWords = ({ meaning }: Fact): string => short(sentence(meaning));

/** `BreakGlass/jdoe, StopLogging at 2026-11-19 03:07:12 UTC from 203.0.113.24`; undefined: nobody was asked. */
export function whoWords({ attribution, kind }: Fact): string | undefined {
  if (attribution === null || kind === 'unread') return undefined;
  if (attribution.answer !== 'found') return short(nobodyWords(attribution));
  const { name, at, sourceIp, principal } = attribution.event;
  const from = sourceIp === null ? '' : ` from ${sourceIp}`;
  return short(`${certaintyOf(attribution)}${clipped(principal.name)}, ${name} at ${momentWords(at)}${from}`);
}

/** `2026-11-19 03:07:12 UTC`. */
export const momentWords = (at: string): string => `${at.slice(0, 10)} ${at.slice(11, 19)} UTC`;

/** Why it stays as it is, and how to get out of that. */
export function stayWords({ withheld }: Pick<Fact, 'withheld'>): string | undefined {
  return withheld === undefined ? undefined : `${byWords[withheld.by]}: ${problemWords(withheld.problem)}`;
}

const byWords = {
  refused: 'Refused',
  waived: 'Accepted by a waiver',
  ignored: 'Left alone, as the spec says',
  waits: 'Waits',
  held: 'Held back',
  fixed: 'Stays',
} as const;

/** What is wrong, and how to mend it. */
export function problemWords({ message, hint }: Problem): string {
  return [message, ...(hint === undefined ? [] : [hint])].map(text => stopped(short(text, 2 * longest))).join(' ');
}

/** As a sentence; what ends with a colon goes on in the next. */
const stopped = (text: string): string => (text.endsWith(':') ? sentence(text).slice(0, -1) : sentence(text));

/** All of a fact but its title, a line for each thing. */
export function factLines(fact: Fact): readonly string[] {
  const { problem, address, fingerprint } = fact;
  const who = whoWords(fact);
  const stays = stayWords(fact);
  return [
    ...(meaningWords(fact) === '' ? [] : [meaningWords(fact)]),
    ...differenceWords(fact),
    ...(problem ? [problemWords(problem)] : []),
    ...(who === undefined ? [] : [`Who: ${who}`]),
    ...(stays === undefined ? [] : [stays]),
    [short(address), ...(fact.kind === 'unread' ? [] : [fact.gravity]), fingerprint].join('  '),
  ];
}

/** A report as JUnit has tests: a case for each resource. What could not be compared is an error, never a pass. */
import type { Address, Position, Problem } from '../../core/model.ts';
import type { Outcome } from '../../core/report.ts';
import { accountKey } from '../titles.ts';
import { visible } from '../visible.ts';
import { secondsBetween } from '../words.ts';
import { acceptedIn, blockPositions, factsOf, lastPlan, problemsIn } from './facts.ts';
import type { Fact, Reporting } from './facts.ts';
import { factLines, problemWords, short, stayWords, titleWords } from './words.ts';

/** One case, of whatever was checked. */
export interface Case {
  readonly suite: string;
  readonly group: string;
  readonly name: string;
  readonly position: Position | undefined;
  /** How it came out; empty: it passed. */
  readonly told: readonly Told[];
}

/** What is told of one that did not pass. */
export interface Told {
  readonly tag: 'failure' | 'error' | 'skipped';
  readonly type: string;
  readonly message: string;
  readonly lines: readonly string[];
}

/** A report as JUnit XML, with a newline at the end. */
export function renderJunit(reporting: Reporting): string {
  const { report } = reporting;
  const seconds = secondsBetween(report.startedAt, report.finishedAt);
  const problems = problemsIn(report);
  return junitText([...casesOf(reporting), ...problems.map(one => problemCase(one, report.owner))], {
    seconds,
    startedAt: report.startedAt,
  });
}

/** Problems that no report could be made for: a case each, all of them failed but warnings. */
export function renderJunitProblems(problems: readonly Problem[]): string {
  const valid: Case = { suite: 'spec', group: 'spec', name: 'is valid', position: undefined, told: [] };
  const cases = problems.map(one => problemCase(one, 'spec'));
  return junitText(cases.length === 0 ? [valid] : cases, { seconds: 0 });
}

function casesOf(reporting: Reporting): readonly Case[] {
  const { report } = reporting;
  const positions = blockPositions(report);
  const facts = Map.groupBy(factsOf(reporting), ({ address }) => address);
  const accepted = Map.groupBy(acceptedIn(lastPlan(report)), ({ address }) => address);
  const outcomes = new Map((report.outcomes ?? []).map(outcome => [outcome.address, outcome]));
  const addresses = new Set<Address>([
    ...(report.resources ?? []).map(({ address }) => address),
    ...lastPlan(report).changes.map(({ address }) => address),
    ...facts.keys(),
    ...outcomes.keys(),
  ]);
  return [...addresses].toSorted().map(address => ({
    suite: accountKey(address),
    group: address.slice(address.indexOf('@') + 1),
    name: address,
    position: facts.get(address)?.[0]?.position ?? positions.get(address),
    told: toldOf({
      facts: facts.get(address) ?? [],
      accepted: accepted.get(address) ?? [],
      outcome: outcomes.get(address),
    }),
  }));
}

interface Found {
  readonly facts: readonly Fact[];
  readonly accepted: ReturnType<typeof acceptedIn>;
  readonly outcome: Outcome | undefined;
}

/** Of a case that failed nothing is skipped: readers of JUnit take one of them only. */
function toldOf({ facts, accepted, outcome }: Found): readonly Told[] {
  const unread = facts.filter(({ kind }) => kind === 'unread');
  const differing = facts.filter(({ kind }) => kind !== 'unread');
  const failed = [
    ...unread.map(fact => ({ tag: 'error', type: 'not-known', ...wordsOf(fact) }) as const),
    ...outcomeTold(outcome),
    ...differing.map(fact => ({ tag: 'failure', type: fact.gravity, ...wordsOf(fact) }) as const),
  ];
  if (failed.length > 0) return failed;
  const lines = accepted.map(one => [one.field, stayWords(one)].filter(Boolean).join(': '));
  const [first] = accepted;
  return first ? [{ tag: 'skipped', type: first.withheld.by, message: lines.join(' '), lines: [] }] : [];
}

const wordsOf = (fact: Fact): Pick<Told, 'message' | 'lines'> => ({
  message: titleWords(fact),
  lines: factLines(fact),
});

function outcomeTold(outcome: Outcome | undefined): readonly Told[] {
  if (outcome === undefined || outcome.status === 'done') return [];
  const { action, status, problem, sent } = outcome;
  return [
    {
      tag: 'failure',
      type: status,
      message: `${action}: ${status}`,
      lines: [...(problem ? [problemWords(problem)] : []), ...sent.map(({ call }) => `sent: ${short(call)}`)],
    },
  ];
}

/** What no change mends fails nothing: the exit code of the program does not count it either. */
function problemCase(problem: Problem, suite: string): Case {
  const { code, severity = 'error', at } = problem;
  const where = typeof at === 'string' ? at : at && `${at.file}:${at.line}:${at.column}`;
  return {
    suite,
    group: 'problems',
    name: [code, ...(where === undefined ? [] : [where])].join(' '),
    position: typeof at === 'object' ? at : undefined,
    told: [
      {
        tag: severity === 'error' ? 'failure' : 'skipped',
        type: code,
        message: problemWords(problem),
        lines: [],
      },
    ],
  };
}

interface About {
  readonly seconds: number;
  readonly startedAt?: string;
}

/** Cases as JUnit XML, with a newline at the end. */
export function junitText(cases: readonly Case[], { seconds, startedAt }: About): string {
  const suites = [...Map.groupBy(cases, ({ suite }) => suite)];
  const stamp = startedAt === undefined ? {} : { timestamp: startedAt.slice(0, 19) };
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    open('testsuites', { name: 'trailwarden', ...countsOf(cases), time: seconds.toFixed(3) }),
    ...suites.flatMap(([name, members]) => [
      `  ${open('testsuite', { name, ...countsOf(members), ...stamp, time: '0.000' })}`,
      ...members.flatMap(caseLines),
      '  </testsuite>',
    ]),
    '</testsuites>',
  ];
  return `${lines.join('\n')}\n`;
}

function countsOf(cases: readonly Case[]): Readonly<Record<string, number>> {
  const of = (tag: Told['tag']): number => cases.filter(({ told }) => told[0]?.tag === tag).length;
  return { tests: cases.length, failures: of('failure'), errors: of('error'), skipped: of('skipped') };
}

function caseLines({ group, name, position, told }: Case): readonly string[] {
  const place = position ? { file: position.file, line: position.line } : {};
  const head = { classname: group, name, ...place, time: '0.000' };
  if (told.length === 0) return [`    ${open('testcase', head).replace(/>$/u, '/>')}`];
  const [first] = told;
  const same = told.filter(({ tag }) => tag === first?.tag);
  const body = told.flatMap(({ message, lines }) => [message, ...lines.map(line => `  ${line}`)]);
  const tag = first?.tag ?? 'error';
  const message = same.map(one => one.message).join('; ');
  return [
    `    ${open('testcase', head)}`,
    tag === 'skipped'
      ? `      ${open(tag, { message }).replace(/>$/u, '/>')}`
      : `      ${open(tag, { type: first?.type ?? '', message })}${body.map(escaped).join('\n')}</${tag}>`,
    '    </testcase>',
  ];
}

function open(tag: string, attributes: Readonly<Record<string, string | number>>): string {
  const written = Object.entries(attributes).map(([name, value]) => ` ${name}="${escaped(String(value))}"`);
  return `<${tag}${written.join('')}>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** XML has no way to write most control characters, and none for two code points at the end of the first plane. */
function escaped(text: string): string {
  return visible(text)
    .replaceAll(/[\ufffe\uffff]/gu, '\ufffd')
    .replaceAll(/[&<>"']/gu, character => entities[character] ?? character);
}

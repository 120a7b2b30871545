/** What policies let CloudTrail do, for people and as data. */
import type { Answered } from '../core/policy/evaluate/judge.ts';
import type { Verdict } from '../core/policy/evaluate/evaluator.ts';
import { mendText } from '../core/policy/evaluate/mend.ts';
import type { Mend } from '../core/policy/evaluate/mend.ts';
import type { Unknown } from '../core/plan.ts';
import type { Tested } from '../core/policy/tested.ts';
import type { Verdict as Ending } from '../core/report.ts';
import { problemJson, unknownJson } from './change-document.ts';
import type { Json } from './change-document.ts';
import { flow } from './flow.ts';
import type { Part } from './flow.ts';
import { lookOf, withSign } from './look.ts';
import type { Look, ViewOptions } from './look.ts';
import { joinBlocks } from './plan.ts';
import { table } from './table.ts';
import { unknownBlocks } from './unknown.ts';
import { counted } from './words.ts';

/** What was tested, and what could not be, as far as that is known. */
export interface PolicyTest {
  readonly tests: readonly Tested[];
  readonly unknown?: readonly Unknown[];
}

/** A block for each trail and resource, those that are all right first, and the verdict in the last line. */
export function renderPolicyTest({ tests, unknown = [] }: PolicyTest, options: ViewOptions): string {
  const look = lookOf(options);
  const fine = tests.length > 1 && !look.full ? tests.filter(({ verdict }) => verdict === 'allowed') : [];
  const open = tests.filter(one => !fine.includes(one));
  return joinBlocks([
    fine.flatMap(one => heading(one, look)),
    ...open.map(one => block(one, look)),
    ...unknownBlocks(unknown, look),
    [ending({ tests, unknown })],
  ]);
}

const doing: Readonly<Record<Tested['to'], string>> = {
  'deliver-logs': 'delivers to',
  'announce-logs': 'announces to',
  'encrypt-logs': 'encrypts with',
  'encrypt-announcements': 'has announcements encrypted with',
};

/** With its verdict: of what is all right nothing else is shown. */
function heading({ verdict, address, trail, to, resource }: Tested, look: Look): readonly string[] {
  return flow([sign(verdict, look), ' ', [look.paint.bold, address ?? trail], ` ${doing[to]} ${resource}`], {
    width: look.width,
    indent: 2,
  });
}

function block(tested: Tested, look: Look): readonly string[] {
  const { requests, problem } = tested;
  const rows = requests.map(one => [sign(one.verdict, look), one.what, one.request.action, ...reason(one, look)]);
  return [...heading(tested, look), ...table(rows, { indent: 2 }), ...told(problem, look), ...mends(requests, look)];
}

function told(problem: Tested['problem'], { width }: Look): readonly string[] {
  if (problem === null) return [];
  const { message, hint } = problem;
  const mend = hint === undefined ? [] : flow([hint], { width, lead: ['  mend: '], indent: 8 });
  return [...flow([`${message}.`], { width, lead: ['  '], indent: 2 }), ...mend];
}

/** The deciding statement, and what leaves it open. */
function reason({ by, verdict, doubts }: Answered, { paint }: Look): readonly Part[] {
  if (by === null) return ['no statement allows it'];
  const named = by.sid === null ? `statement ${by.index + 1}` : `statement ${by.index + 1}, ${by.sid}`;
  if (verdict === 'unknown') return [`${named}: depends on ${doubts.join(', ')}`];
  return [verdict === 'allowed' ? [paint.dim, named] : named];
}

/** What to do, each once. */
function mends(requests: readonly Answered[], { width }: Look): readonly string[] {
  const texts = new Set(requests.flatMap(({ mend }) => (mend === null ? [] : [mendText(mend)])));
  return [...texts].flatMap(text => flow([text], { width, lead: ['  mend: '], indent: 8 }));
}

function sign(verdict: Verdict, look: Look): Part {
  const [symbol, word, style] = signs[verdict];
  return [look.paint[style], withSign(symbol, word, look)];
}

const signs = {
  allowed: ['✓', 'allowed', 'green'],
  denied: ['✗', 'DENIED', 'red'],
  unknown: ['?', 'not known', 'magenta'],
} as const;

function ending({ tests, unknown = [] }: PolicyTest): string {
  const [one] = tests;
  const more = unknown.length === 0 ? '' : ` Not tested: ${counted(unknown.length, 'place')}.`;
  if (one === undefined) return `No trail to test.${more}`;
  if (tests.length === 1 && one.address === null) return summary(one.requests, 'request');
  const keys = tests.some(({ to }) => to === 'encrypt-logs' || to === 'encrypt-announcements');
  return summary(tests, 'use', ` of a bucket${keys ? ', topic or key' : ' or topic'} by a trail`) + more;
}

function summary(all: readonly { readonly verdict: Verdict }[], noun: string, more = ''): string {
  const of = (verdict: Verdict): number => all.filter(one => one.verdict === verdict).length;
  const what = `${counted(all.length, noun)}${more}`;
  if (of('denied') > 0)
    return `Denied: ${of('denied')} of ${what}.${of('unknown') > 0 ? ` ${of('unknown')} not known.` : ''}`;
  return of('unknown') > 0 ? `Not known: ${of('unknown')} of ${what}.` : `Allowed: ${what}.`;
}

/** The same as JSON, as policy-test.schema.json describes it. */
export function policyTestDocument(
  { tests, unknown = [] }: PolicyTest,
  ended: Pick<Ending, 'exitCode' | 'reason'>,
): Json {
  return {
    format_version: '1.0',
    kind: 'policy-test',
    verdict: { exit_code: ended.exitCode, reason: ended.reason },
    unreadable: unknown.map(unknownJson),
    tests: tests.map(({ address, trail, to, resource, verdict, problem, requests }) => ({
      address,
      trail,
      to,
      resource,
      verdict,
      problem: problem === null ? null : problemJson(problem),
      requests: requests.map(requestJson),
    })),
  };
}

function requestJson({ what, request, verdict, by, doubts, mend }: Answered): Json {
  return {
    request: what,
    action: request.action,
    resource: request.resource,
    verdict,
    statement: by === null ? null : { number: by.index + 1, sid: by.sid, effect: by.effect },
    open: doubts,
    mend: mend === null ? null : mendJson(mend),
  };
}

function mendJson(mend: Mend): Json {
  const { do: what } = mend;
  const text = mendText(mend);
  if (mend.do === 'add') return { do: what, text, add: mend.statement, except: null };
  const { index, sid, condition } = mend;
  return { do: what, text, add: null, except: { number: index + 1, sid, condition } };
}

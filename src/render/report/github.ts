/** Workflow commands of GitHub Actions: what stands beside the lines of a pull request. */
import type { Gravity } from '../../core/call.ts';
import type { Position, Problem } from '../../core/model.ts';
import { digits } from '../words.ts';
import { visible } from '../visible.ts';
import { factsOf, problemsIn } from './facts.ts';
import type { Fact, Reporting } from './facts.ts';
import { differenceWords, meaningWords, problemWords, short, titleWords, whoWords } from './words.ts';

type Level = 'error' | 'warning' | 'notice';

interface Annotation {
  readonly level: Level;
  readonly position: Position | undefined;
  readonly title: string;
  readonly text: string;
}

/** GitHub shows so many of a kind from one step. */
const mostOfOneKind = 10;

const levels: Readonly<Record<Gravity, Level>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'notice',
  info: 'notice',
};

/** A command for each drift and problem, gravest first, each on a line; '' where there is none. */
export function renderGithub(reporting: Reporting): string {
  const problems = problemsIn(reporting.report).map(ofProblem);
  return commands([
    ...problems.filter(({ level }) => level === 'error'),
    ...factsOf(reporting).map(ofFact),
    ...problems,
  ]);
}

/** Problems that no report could be made for. */
export function renderGithubProblems(problems: readonly Problem[]): string {
  return commands(problems.map(ofProblem));
}

function ofFact(fact: Fact): Annotation {
  const who = whoWords(fact);
  const unread = fact.kind === 'unread';
  return {
    level: unread ? 'error' : levels[fact.gravity],
    position: fact.position,
    title: `${unread ? 'NOT KNOWN' : fact.gravity.toUpperCase()} ${titleWords(fact)}`,
    text: [
      meaningWords(fact),
      ...differenceWords(fact),
      ...(fact.problem ? [problemWords(fact.problem)] : []),
      ...(who === undefined ? [] : [`Who: ${who}`]),
      short(fact.address),
    ]
      .filter(line => line !== '')
      .join('\n'),
  };
}

function ofProblem({ severity = 'error', at, code, ...problem }: Problem): Annotation {
  const where = typeof at === 'string' && !problem.message.startsWith(at) ? `${at}: ` : '';
  return {
    level: severity,
    position: typeof at === 'object' ? at : undefined,
    title: code,
    text: `${where}${problemWords({ code, ...problem })}`,
  };
}

function commands(annotations: readonly Annotation[]): string {
  const once = [...new Map(annotations.map(one => [command(one), one])).values()];
  const lines = (['error', 'warning', 'notice'] as const).flatMap(level => {
    const all = once.filter(one => one.level === level);
    if (all.length <= mostOfOneKind) return all.map(command);
    const left = all.length - mostOfOneKind + 1;
    const rest = { level, position: undefined, title: `and ${digits(left)} more` };
    const text = 'GitHub shows 10 of a kind. The whole report has the others.';
    return [...all.slice(0, mostOfOneKind - 1).map(command), command({ ...rest, text })];
  });
  return lines.map(line => `${line}\n`).join('');
}

function command({ level, position, title, text }: Annotation): string {
  const { file, line, column, length = 1 } = position ?? {};
  const place =
    position === undefined
      ? []
      : [`file=${property(file ?? '')}`, `line=${line}`, `col=${column}`, `endColumn=${(column ?? 1) + length}`];
  return `::${level} ${[...place, `title=${property(title)}`].join(',')}::${data(text)}`;
}

/** Lines of a message are ours; within them nothing acts. */
function data(text: string): string {
  return text
    .split('\n')
    .map(line => visible(line).replaceAll('%', '%25'))
    .join('%0A');
}

function property(text: string): string {
  return visible(text).replaceAll('%', '%25').replaceAll(':', '%3A').replaceAll(',', '%2C');
}

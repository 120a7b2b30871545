/** Problems for people at a terminal: what, where, the line itself, why, and how to mend it. */
import type { Position, Problem } from '../core/model.ts';
import { starred } from '../core/secrets.ts';
import { excerpt } from './excerpt.ts';
import { wrapped } from './prose.ts';
import { paint, type Paint } from './style.ts';
import { visible } from './visible.ts';

export interface ProblemsLayout {
  readonly color: boolean;
  /** Columns of the window. Without a window prose is not wrapped, and lines of source are laid out for 120. */
  readonly width?: number;
  /** No signs beyond ASCII of our own. */
  readonly ascii?: boolean;
}

/** Of one code no more than this many are shown. */
const mostOfOneCode = 50;

/**
 * All problems, in the order given, without a newline at the end; '' if there are none.
 *
 * @param sources the text of each file by its path; of a file that is missing here nothing is quoted
 */
export function renderProblems(
  problems: readonly Problem[],
  sources: ReadonlyMap<string, string>,
  layout: ProblemsLayout,
): string {
  const look = { ...layout, paint: paint(layout.color) };
  const lines = linesOf(sources);
  const counts = new Map<string, number>();
  const shown: string[] = [];
  for (const problem of problems) {
    const count = (counts.get(problem.code) ?? 0) + 1;
    counts.set(problem.code, count);
    if (count <= mostOfOneCode) shown.push(renderOne(problem, lines, look));
  }
  const left = [...counts].filter(([, count]) => count > mostOfOneCode);
  return [
    ...shown,
    ...left.map(([code, count]) => `${layout.ascii ? '...' : '…'} and ${count - mostOfOneCode} more of ${code}`),
  ].join('\n\n');
}

type Lines = (at: Position) => string | undefined;

/** Lines of files, each file split once. */
function linesOf(sources: ReadonlyMap<string, string>): Lines {
  const split = new Map<string, readonly string[]>();
  return ({ file, line }) => {
    const text = sources.get(file);
    if (text === undefined) return undefined;
    const lines = split.get(file) ?? text.split(/\r?\n/);
    split.set(file, lines);
    return lines[line - 1];
  };
}

interface Look extends ProblemsLayout {
  readonly paint: Paint;
}

function renderOne(problem: Problem, lines: Lines, look: Look): string {
  const { at, why, hint } = problem;
  const source = typeof at === 'object' ? lines(at) : undefined;
  const quote =
    typeof at === 'object' && source !== undefined
      ? excerpt({ at, source: starred(source), label: problem.label ?? '' }, look)
      : labelAlone(problem, look);
  return [
    title(problem, look),
    ...(at === undefined ? [] : [`  ${visible(placeText(at, source !== undefined))}`]),
    ...quote,
    ...(why === undefined ? [] : [wrapped(visible(why), { width: look.width, lead: '  why:  ', indent: 8 })]),
    ...(hint === undefined ? [] : [mend(visible(hint), look)]),
  ].join('\n');
}

/** What is wrong with a file as a whole, one that could not be read, stands on no line of it. */
function placeText(at: NonNullable<Problem['at']>, isQuoted: boolean): string {
  if (typeof at === 'string') return at;
  const { file, line, column, length } = at;
  return isQuoted || length !== undefined || line > 1 ? `${file}:${line}:${column}` : file;
}

function title({ code, severity, message }: Problem, { width, paint: { brightRed, yellow, bold } }: Look): string {
  const [word, color] = severity === 'warning' ? ['warning', yellow] : ['error', brightRed];
  const lead = `${word}[${code}]: `;
  const text = wrapped(visible(message), { width, lead, indent: 2 }).slice(lead.length);
  return `${color(lead.slice(0, -2))}: ${text.split('\n').map(bold).join('\n')}`;
}

/** Nothing can be quoted: the label follows the place. */
function labelAlone({ label }: Problem, { width, paint: { red } }: Look): readonly string[] {
  return label === undefined ? [] : [red(wrapped(visible(label), { width, lead: '  ', indent: 2 }))];
}

function mend(hint: string, { width, paint: { green } }: Look): string {
  const lead = '  mend: ';
  return green(lead.trimEnd()) + wrapped(hint, { width, lead, indent: lead.length }).slice(lead.length - 1);
}

/** The one place that says how a run ends that came to nothing. */
import { ApiFailure, unreadBecause } from '../core/failure.ts';
import type { Problem } from '../core/model.ts';
import { exitCodes } from '../core/report.ts';
import type { Reason } from '../core/report.ts';
import { renderProblems } from '../render/problems.ts';
import type { Options } from './definition.ts';
import type { Output } from './output.ts';
import { jsonText } from '../render/json-text.ts';

/** Ends a command with problems, from wherever it is noticed. */
export class Refusal extends Error {
  readonly reason: Reason;
  readonly problem: Problem;

  constructor(reason: Reason, problem: Problem) {
    super(problem.message);
    this.reason = reason;
    this.problem = problem;
  }
}

export interface Trouble {
  readonly output: Pick<Output, 'notes' | 'result' | 'note' | 'document'>;
  readonly options: Pick<Options, 'format' | 'logLevel' | 'report'>;
  /** Its name; absent: it was not understood which. */
  readonly command?: string;
}

/** Tells what ended a run, and answers the exit code. */
export async function endWith(error: unknown, { output, options, command }: Trouble): Promise<number> {
  const refusal = refusalOf(error);
  const { reason, problem } = refusal;
  if (command !== undefined && options.report !== undefined && problem.code !== 'report-not-written') {
    const { writeProblems } = await import('./reports/write.ts');
    await writeProblems({ problems: [problem], reason, command, sources: [] }, { options, output });
  }
  if (options.format === 'json') {
    const { problemsDocument } = await import('../render/documents.ts');
    output.result(`${jsonText(problemsDocument([problem], reason))}\n`);
  } else {
    output.note(`${problemText([problem], output)}\n`);
  }
  if (refusal !== error && options.logLevel === 'debug') output.note(`${stackOf(error)}\n`);
  return exitCodes[reason];
}

/** Problems for people, as stderr can show them. */
export function problemText(
  problems: readonly Problem[],
  { notes: { color, ascii, width } }: Pick<Output, 'notes'>,
  sources: ReadonlyMap<string, string> = new Map(),
): string {
  return renderProblems(problems, sources, { color, ascii, ...(width === null ? {} : { width }) });
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof ApiFailure) return new Refusal('error', { ...unreadBecause(error), ...mended(error) });
  return new Refusal('error', {
    code: 'internal-error',
    message: `this is a bug of trailwarden: ${firstLine(error)}`,
    hint: 'report it with what --log-level debug shows',
  });
}

function mended({ category, mend }: ApiFailure): Pick<Problem, 'hint'> {
  if (mend !== undefined) return {};
  if (category === 'credentials')
    return { hint: 'log in, or name credentials: --profile, AWS_PROFILE, AWS_ACCESS_KEY_ID' };
  return category === 'unreachable' ? { hint: 'check the network, --endpoint-url and --region' } : {};
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).split('\n', 1)[0] ?? '';
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Writes what `--report` asks for, however a run ended. */
import { isError } from '../../app/validate.ts';
import type { Problem } from '../../core/model.ts';
import type { Reason, Report, Verdict } from '../../core/report.ts';
import type { SourceFile } from '../../core/spec/source.ts';
import type { Options } from '../definition.ts';
import type { Output } from '../output.ts';
import { version } from '../version.ts';
import type { ReportFile } from './formats.ts';
import { writeReportFile } from './files.ts';
import { invalidLine } from './problems.ts';
import { problemsView, reportView } from './views.ts';

interface Asked {
  readonly options: Pick<Options, 'report'>;
  readonly output: Pick<Output, 'note' | 'document'>;
}

/**
 * Writes the report of a run in every form that was asked for.
 *
 * @param text as people read it
 * @returns whether all of it was written; what was not is told
 */
export async function writeReports(
  told: { readonly report: Report; readonly verdict: Verdict; readonly text: () => string },
  { options, output }: Asked,
): Promise<boolean> {
  const { report: files = [] } = options;
  if (files.length === 0) return true;
  const { digests } = await import('../compose.ts');
  const reporting = { report: told.report, verdict: told.verdict, version, digest: await digests() };
  return writeEach(files, output, async format => reportView(format, reporting, told.text));
}

/** Problems in place of a report. */
export interface ProblemsTold {
  readonly problems: readonly Problem[];
  /** Null: there is nothing but warnings. */
  readonly reason: Reason | null;
  /** What was to be reported. */
  readonly command: string;
  readonly sources: readonly SourceFile[];
}

/** Writes, in every form that was asked for, why there is no report. */
export async function writeProblems(told: ProblemsTold, { options, output }: Asked): Promise<boolean> {
  const { report: files = [] } = options;
  if (files.length === 0) return true;
  const { digests } = await import('../compose.ts');
  const valid = `Valid${told.problems.length === 0 ? '' : ', with warnings'}.`;
  const ending = told.problems.some(isError) ? invalidLine(told.problems, told.reason) : valid;
  const asked = { ...told, ending, owner: ownerIn(told.sources), version, digest: await digests() };
  return writeEach(files, output, async format => problemsView(format, asked));
}

/** The same of a run that was interrupted before there was anything to tell. */
export async function writeInterrupted({
  options,
  output,
  command,
}: Asked & { readonly command: string }): Promise<void> {
  const problem: Problem = {
    code: 'interrupted',
    message: 'the run was interrupted before it was over, and nothing was changed',
  };
  await writeProblems({ problems: [problem], reason: 'interrupted', command, sources: [] }, { options, output });
}

/** @returns whether all of it was written; what was not is told */
export async function writeEach(
  files: readonly ReportFile[],
  output: Asked['output'],
  render: (format: ReportFile['format']) => Promise<string>,
): Promise<boolean> {
  let all = true;
  for (const { format, file } of files) {
    const text = await render(format);
    try {
      if (file === '-') output.document(text);
      else writeReportFile(file, text);
    } catch (error) {
      all = false;
      output.note(
        `The report ${file} could not be written: ${error instanceof Error ? error.message : String(error)}\n`,
      );
    }
  }
  return all;
}

/** Whose a spec is that is not valid, as far as it says so at all: its comment is found by that. */
function ownerIn(sources: readonly SourceFile[]): string {
  const found = sources.flatMap(
    ({ text }) => /^metadata:\s*(?:\{\s*|\n\s+)name:\s*["']?([a-z0-9-]+)/mu.exec(text)?.[1] ?? [],
  );
  return found[0] ?? '';
}

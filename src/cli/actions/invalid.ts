/** A spec that is not valid, told. */
import type { Problem } from '../../core/model.ts';
import { exitCodes } from '../../core/report.ts';
import type { SourceFile } from '../../core/spec/source.ts';
import type { Input } from '../definition.ts';
import { invalidLine as lineOf } from '../reports/problems.ts';
import { problemText } from '../trouble.ts';
import { jsonText } from '../../render/json-text.ts';

export const textsOf = (files: readonly SourceFile[]): ReadonlyMap<string, string> =>
  new Map(files.map(({ path, text }) => [path, text]));

/** Tells every problem, on stderr: of what was asked for there is no result. */
export async function tellInvalid(
  problems: readonly Problem[],
  sources: readonly SourceFile[],
  { options, output, command }: Input,
): Promise<number> {
  const { writeProblems } = await import('../reports/write.ts');
  await writeProblems({ problems, reason: 'invalid', command, sources }, { options, output });
  if (options.format === 'json') {
    const { problemsDocument } = await import('../../render/documents.ts');
    output.result(`${jsonText(problemsDocument(problems, 'invalid'))}\n`);
  } else {
    output.note(`${problemText(problems, output, textsOf(sources))}\n\n${invalidLine(problems)}\n`);
  }
  return exitCodes.invalid;
}

/** `Invalid: 5 errors in 3 files.` */
export const invalidLine = (problems: readonly Problem[]): string => lineOf(problems, 'invalid');

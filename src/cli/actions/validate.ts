import { withExceptions } from '../../app/exceptions.ts';
import { isError, validate } from '../../app/validate.ts';
import { exitCodes } from '../../core/report.ts';
import { renderProblems } from '../../render/problems.ts';
import { reading } from '../compose.ts';
import type { Input } from '../definition.ts';
import { specPaths } from '../spec-paths.ts';
import { invalidLine, textsOf } from './invalid.ts';
import { jsonText } from '../../render/json-text.ts';
import { counted } from '../../render/words.ts';

/** Checks a spec. Its problems are the result: they go to stdout. */
export async function validateSpec({ args, options, output }: Input): Promise<number> {
  const { files, problems: unread } = await reading.load(specPaths(args));
  const validated = validate(files, reading.kinds, unread);
  const { problems, resources, accounts } = withExceptions(validated, reading.kinds, reading.clock.now());
  const valid = !problems.some(isError);
  const code = valid ? 0 : exitCodes.invalid;
  if (options.format === 'json') {
    const { problemsDocument } = await import('../../render/documents.ts');
    output.result(`${jsonText(problemsDocument(problems, valid ? null : 'invalid'))}\n`);
    return code;
  }
  const { color, ascii, width } = output.screen;
  const text = renderProblems(problems, textsOf(files), { color, ascii, ...(width === null ? {} : { width }) });
  const warnings = problems.length === 0 ? '' : `, ${counted(problems.length, 'warning')}`;
  const where = accounts > 1 ? ` in ${counted(accounts, 'account')}` : '';
  const verdict = valid
    ? `Valid: ${counted(files.length, 'file')}, ${counted(resources, 'resource')}${where}${warnings}.`
    : invalidLine(problems);
  output.result(`${text === '' ? '' : `${text}\n\n`}${verdict}\n`);
  return code;
}

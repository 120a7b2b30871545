/** The verdict on what came to no report. */
import type { Problem } from '../../core/model.ts';
import type { Reason } from '../../core/report.ts';
import { counted } from '../../render/words.ts';

/** `Invalid: 5 errors in 3 files.`, or which other reason there is for no report. */
export function invalidLine(problems: readonly Problem[], reason: Reason | null): string {
  const errors = problems.filter(({ severity }) => severity !== 'warning');
  const files = new Set(errors.flatMap(({ at }) => (typeof at === 'object' ? [at.file] : [])));
  const where = files.size === 0 ? '' : ` in ${counted(files.size, 'file')}`;
  const word = reason === null || reason === 'invalid' ? 'Invalid' : `Failed (${reason})`;
  const warnings = problems.length - errors.length;
  const beside = warnings === 0 ? '' : `, ${counted(warnings, 'warning')}`;
  return `${word}: ${counted(errors.length, 'error')}${where}${beside}.`;
}

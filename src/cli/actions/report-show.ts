/** `report show`: what a file says of a run, shown again. */
import { readFile } from 'node:fs/promises';

import type { Report } from '../../core/report.ts';
import { renderDrift } from '../../render/drift.ts';
import type { ViewOptions } from '../../render/look.ts';
import { renderOutcome } from '../../render/outcome.ts';
import { renderPlan } from '../../render/plan.ts';
import { embedded, readBack } from '../../render/report/read.ts';
import { digests } from '../compose.ts';
import type { Input } from '../definition.ts';
import { Refusal } from '../trouble.ts';
import { writeReports } from '../reports/write.ts';
import { tellInvalid } from './invalid.ts';
import { inFile, viewOf } from './view.ts';

/** The exit code says whether it could be shown, not what the run came to. */
export async function showReport(input: Input): Promise<number> {
  const { args, options, output } = input;
  const [file = ''] = args;
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    const message = `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    throw new Refusal('invalid', { code: 'no-report', message });
  });
  const found = embedded(text, await digests());
  if (!('json' in found)) return tellInvalid([found], [], input);
  const read = readBack(found.json);
  if (!('report' in read)) return tellInvalid(read, [], input);
  const { report, verdict } = read;
  const view = viewOf({ ...input, args: report.spec?.paths ?? [] });
  const plainText = (): string => asShown(report, { ...view, ...inFile });
  const written = await writeReports({ report, verdict, text: plainText }, { options, output });
  if (options.format === 'json') {
    const { jsonText } = await import('../../render/json-text.ts');
    output.result(`${jsonText(JSON.parse(found.json))}\n`);
  } else {
    output.result(`${asShown(report, view)}\n`);
  }
  return written ? 0 : 1;
}

function asShown(report: Report, view: ViewOptions): string {
  if (report.command === 'drift') return renderDrift(report, view);
  return report.command === 'plan' ? renderPlan(report, view) : renderOutcome(report, { ...view, planShown: false });
}

/** The file of HTML, with what the build made for it. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import type { DigestOf } from '../../core/basis.ts';
import type { Problem } from '../../core/model.ts';
import type { Reason } from '../../core/report.ts';
import { htmlFile, htmlOfProblems } from '../../page/file/file.ts';
import type { Assets } from '../../page/file/file.ts';
import { problemsDocument } from '../../render/documents.ts';
import type { Reporting } from '../../render/report/facts.ts';

/** Beside the chunks of the program. */
async function assets(): Promise<Assets> {
  const read = async (name: string): Promise<string> =>
    readFile(fileURLToPath(new URL(`../page/${name}`, import.meta.url)), 'utf8');
  const [style, script] = await Promise.all([read('style.css'), read('report.js')]);
  return { style, script };
}

export async function htmlReport(reporting: Reporting): Promise<string> {
  return htmlFile(reporting, await assets());
}

interface Told {
  readonly problems: readonly Problem[];
  readonly reason: Reason | null;
  readonly ending: string;
  readonly version: string;
  readonly digest: DigestOf;
}

/** Why there is no report. */
export async function htmlProblems(told: Told): Promise<string> {
  const json = JSON.stringify(problemsDocument(told.problems, told.reason));
  return htmlOfProblems({ ...told, json }, await assets());
}

/** `import`: from what is live to a spec. Nothing is written to AWS. */
import { importSpec } from '../../app/import/import.ts';
import type { ImportResult, Imported } from '../../app/import/import.ts';
import { specText } from '../../core/import/document.ts';
import { exitCodes } from '../../core/report.ts';
import { importedText } from '../../render/imported.ts';
import { outside } from '../compose.ts';
import type { Input } from '../definition.ts';
import { endsAtOnce } from '../interruption.ts';
import { mustNotExist, writeNewFile } from '../new-file.ts';
import { Refusal, problemText } from '../trouble.ts';
import { waiting } from '../waiting.ts';
import { tellInvalid } from './invalid.ts';
import { quotedForShell, reachedBy } from './view.ts';

export async function importLive(input: Input): Promise<number> {
  const { args, options, output } = input;
  if (options.out !== undefined) await mustNotExist(options.out);
  const result = await look(input);
  if ('invalid' in result) return tellInvalid(result.invalid, result.sources, input);
  const { imported } = result;
  const problems = [
    ...imported.unread,
    ...imported.leftOut,
    ...imported.referred,
    ...imported.leftAlone,
    ...imported.differs,
  ];
  if (problems.length > 0) output.note(`${problemText(problems, output)}\n\n`);
  if (imported.draft.blocks.length === 0) throw nothingFound(imported);
  const text = specText(imported.draft, options.format === 'json' ? 'json' : 'yaml');
  if (options.out === undefined) output.result(text);
  else await writeNewFile(options.out, text);
  const { color } = output.notes;
  const files = options.out === undefined ? [] : [...args, options.out];
  const view = { color, files: files.map(quotedForShell), options: reachedBy(options).map(quotedForShell) };
  output.note(`${importedText(imported, view)}\n`);
  return imported.unread.length > 0 ? exitCodes.incomplete : 0;
}

async function look({ args, options, output }: Input): Promise<ImportResult> {
  const wait = waiting(output);
  const guard = endsAtOnce(() => wait.stop());
  const ports = await outside(options, output);
  try {
    const run = { paths: args, owner: options.name ?? null };
    return await importSpec(run, { ...ports, progress: wait, onChange: () => undefined });
  } finally {
    wait.stop();
    ports.cloud.close();
    guard.release();
  }
}

function nothingFound({ unread }: Imported): Refusal {
  const incomplete = unread.length > 0;
  return new Refusal(incomplete ? 'incomplete' : 'error', {
    code: 'import-nothing-found',
    message: incomplete ? 'nothing that could be read was left to import' : 'no trail was found that could be imported',
    hint: 'nothing was written; trailwarden init writes a first spec',
  });
}

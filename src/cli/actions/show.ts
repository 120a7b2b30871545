import { expanded } from '../../app/show.ts';
import { validate } from '../../app/validate.ts';
import { renderShow } from '../../render/show.ts';
import { reading } from '../compose.ts';
import type { Input } from '../definition.ts';
import { specPaths } from '../spec-paths.ts';
import { tellInvalid } from './invalid.ts';
import { viewOf } from './view.ts';
import { jsonText } from '../../render/json-text.ts';

/** Shows what a spec comes to in one account. Asks nobody. */
export async function showSpec(input: Input): Promise<number> {
  const { args, options, output } = input;
  const { files, problems: unread } = await reading.load(specPaths(args));
  const { spec, problems } = validate(files, reading.kinds, unread);
  if (spec === null) return tellInvalid(problems, files, input);
  const shown = { owner: spec.owner, resources: expanded(spec, options.account ?? '', reading.kinds) };
  if (options.format === 'json') {
    const { showDocument } = await import('../../render/documents.ts');
    output.result(`${jsonText(showDocument(shown))}\n`);
  } else {
    output.result(`${renderShow(shown, viewOf(input))}\n`);
  }
  return 0;
}

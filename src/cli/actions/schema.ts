import { daemonSchema } from '../../core/daemon/schema.ts';
import { specSchema } from '../../core/spec/schema.ts';
import { schemas } from '../../render/schemas/index.ts';
import { kinds } from '../../resources/index.ts';
import type { Input } from '../definition.ts';
import { Refusal } from '../trouble.ts';
import { jsonText } from '../../render/json-text.ts';

/** Every schema there is, by its short name. The files of schemas/ are made of these. */
export function allSchemas(): ReadonlyMap<string, object> {
  const documents = Object.entries(schemas).map(
    ([file, schema]) => [file.replace(/\.schema\.json$/, ''), schema] as const,
  );
  const daemon = daemonSchema(kinds.map(({ name }) => name));
  return new Map<string, object>([['spec', specSchema(kinds)], ['daemon', daemon], ...documents]);
}

export async function printSchema({ args, output }: Input): Promise<number> {
  const [name = 'spec'] = args;
  const found = allSchemas().get(name);
  if (!found)
    throw new Refusal('invalid', {
      code: 'wrong-arguments',
      message: `there is no schema ${JSON.stringify(name)}`,
      hint: [...allSchemas().keys()].join(', '),
    });
  output.result(`${jsonText(found)}\n`);
  return Promise.resolve(0);
}

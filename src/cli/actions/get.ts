/** `get`: what is live, as a table or as data. */
import { get } from '../../app/get.ts';
import type { Getting } from '../../app/get.ts';
import { exitCodes } from '../../core/report.ts';
import type { Reason } from '../../core/report.ts';
import { getDocument, renderGet } from '../../render/get.ts';
import type { View } from '../../render/get.ts';
import { jsonText } from '../../render/json-text.ts';
import { outside } from '../compose.ts';
import type { Input, Options } from '../definition.ts';
import { endsAtOnce } from '../interruption.ts';
import { waiting } from '../waiting.ts';
import { tellInvalid } from './invalid.ts';
import { viewOf } from './view.ts';

const kinds: Readonly<Record<View, string>> = {
  trails: 'trail',
  status: 'trail',
  selectors: 'trail',
  buckets: 'bucket',
  topics: 'topic',
};

/** Shows it; 8 where something could not be read. */
export async function getLive(what: View, input: Input): Promise<number> {
  const { options, output } = input;
  const { result, now } = await look(kinds[what], input);
  if ('invalid' in result) return tellInvalid(result.invalid, result.sources, input);
  const { got } = result;
  const reason: Reason | null = got.unknown.length > 0 ? 'incomplete' : null;
  const exitCode = reason === null ? 0 : exitCodes[reason];
  const view = { what, now };
  const json = () => jsonText(getDocument(got, view, { exitCode, reason }));
  output.result(`${options.format === 'json' ? json() : renderGet(got, view, viewOf(input))}\n`);
  return exitCode;
}

async function look(
  kind: string,
  { args, options, output }: Input,
): Promise<{ readonly result: Getting; readonly now: Date }> {
  const wait = waiting(output);
  const guard = endsAtOnce(() => wait.stop());
  const ports = await outside(options, output);
  try {
    const result = await get({ kind, paths: args, region: regionOf(options) }, { ...ports, progress: wait });
    return { result, now: ports.clock.now() };
  } finally {
    wait.stop();
    ports.cloud.close();
    guard.release();
  }
}

/** The one region that was typed; null: every enabled one. A region of the environment hides no trail. */
function regionOf({ region }: Options): string | null {
  return region ?? null;
}

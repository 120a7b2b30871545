/** `completion`: a script for a shell. */
import { bashCompletion } from '../completion/bash.ts';
import { fishCompletion } from '../completion/fish.ts';
import { places } from '../completion/words.ts';
import type { Place } from '../completion/words.ts';
import { zshCompletion } from '../completion/zsh.ts';
import type { Input } from '../definition.ts';
import { Refusal } from '../trouble.ts';

const scripts: ReadonlyMap<string, (all: readonly Place[]) => string> = new Map([
  ['bash', bashCompletion],
  ['zsh', zshCompletion],
  ['fish', fishCompletion],
]);

export async function printCompletion({ args, options, output }: Input): Promise<number> {
  const [shell = ''] = args;
  const script = scripts.get(shell);
  if (script === undefined) throw new Refusal('invalid', unknownShell(shell));
  const text = script(await places());
  output.result(options.format === 'json' ? `${JSON.stringify({ shell, script: text })}\n` : text);
  return 0;
}

function unknownShell(shell: string) {
  return {
    code: 'wrong-arguments',
    message: `there is no completion for ${JSON.stringify(shell)}`,
    hint: [...scripts.keys()].join(', '),
  } as const;
}

/** The form of what streams: readable where people look at it, data where a program does. */
import type { Format, Input } from '../definition.ts';

/** @param piped what is written where stdout is no terminal, or a file is, and nobody named a form */
export function formOf({ options, output }: Pick<Input, 'options' | 'output'>, piped: Format): Format {
  if (options.formatNamed) return options.format;
  return output.screen.terminal && options.out === undefined ? 'human' : piped;
}

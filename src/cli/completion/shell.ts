/** What the scripts of bash and zsh have in common. */
import type { Following, Place } from './words.ts';
import { valued } from './words.ts';

/** In single quotes. */
export const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** A pattern of `case` for every step from one place to the next: `:plan`, `policy:iam`. */
export function steps(all: readonly Place[]): string {
  return all
    .flatMap(({ path, next }) => next.map(({ word }) => `${path}:${word}`))
    .map(quoted)
    .join(' | ');
}

/** Flags that take a value, between blanks. */
export const valuedList = (all: readonly Place[]): string => quoted(` ${valued(all).join(' ')} `);

/** A branch of `case "$command $prev"` for every flag that takes a value, those of every command first. */
export function valueBranches(all: readonly Place[], branch: (value: Following) => string): readonly string[] {
  const found = all.flatMap(({ path, flags }) =>
    flags.flatMap(({ name, value }) => (value === null ? [] : [[`${path} ${name}`, branch(value)] as const])),
  );
  const alike = Map.groupBy(found, ([, text]) => text);
  return [...alike].map(([text, same]) => `${same.map(([where]) => quoted(where)).join(' | ')}) ${text} ;;`);
}

import { steps, valuedList } from './shell.ts';
import type { Flag, Following, Place } from './words.ts';

export function fishCompletion(all: readonly Place[]): string {
  const lines = all.flatMap(place => linesOf(place, `-n '__trailwarden_at ${quoted(place.path)}'`));
  return `# trailwarden for fish. Made by: trailwarden completion fish
function __trailwarden_at --argument-names wanted
    set -l command
    set -l skip
    for word in (commandline -opc)[2..]
        if test -n "$skip"
            set skip
        else if string match -q -- "* $word *" ${valuedList(all)}
            set skip yes
        else
            switch "$command:$word"
                case ${steps(all).replaceAll(' | ', ' ')}
                    set -a command $word
            end
        end
    end
    test "$command" = "$wanted"
end
complete -c trailwarden -e
complete -c trailwarden -f
${lines.join('\n')}
`;
}

function linesOf({ next, flags, argument }: Place, where: string): readonly string[] {
  return [
    ...next.map(({ word, description }) => `complete -c trailwarden ${where} -a ${word} -d ${quoted(description)}`),
    ...flags.map(flag => `complete -c trailwarden ${where} ${flagOf(flag)}`),
    ...(argument === null ? [] : [`complete -c trailwarden ${where} ${argumentOf(argument)}`]),
  ];
}

function flagOf({ name, description, value }: Flag): string {
  const takes =
    value === null
      ? ''
      : value === 'file'
        ? ' -r -F'
        : value === 'anything'
          ? ' -x'
          : ` -x -a ${quoted(value.join(' '))}`;
  return `-l ${name.slice(2)}${takes} -d ${quoted(description)}`;
}

const argumentOf = (argument: Following): string =>
  typeof argument === 'string' ? '-F' : `-a ${quoted(argument.join(' '))}`;

const quoted = (text: string): string => `"${text.replaceAll(/[\\"$]/gu, String.raw`\$&`)}"`;

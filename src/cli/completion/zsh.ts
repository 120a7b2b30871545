import { quoted, steps, valueBranches, valuedList } from './shell.ts';
import type { Following, Place } from './words.ts';

/** As a file of `fpath`, or to be sourced. */
export function zshCompletion(all: readonly Place[]): string {
  return `#compdef trailwarden
# trailwarden for zsh. Made by: trailwarden completion zsh
_trailwarden() {
  emulate -L zsh
  local command='' word prev=\${words[CURRENT-1]}
  local -a found
  local -i i
  local valued=${valuedList(all)}
  for ((i = 2; i < CURRENT; i++)); do
    word=\${words[i]}
    if [[ $valued == *" $word "* ]]; then
      ((i++))
      continue
    fi
    case $command:$word in
      (${steps(all)}) command=\${command:+$command }$word ;;
    esac
  done
  if [[ $PREFIX == --*=* ]]; then
    prev=\${PREFIX%%=*}
    compset -P 1 '*='
  fi
  case "$command $prev" in
    ${valueBranches(all, value).join('\n    ')}
    *)
      case $command in
        ${all.map(branch).join('\n        ')}
      esac
      ;;
  esac
}
if [[ $funcstack[1] == _trailwarden ]]; then
  _trailwarden "$@"
else
  compdef _trailwarden trailwarden
fi
`;
}

function value(following: Following): string {
  if (following === 'anything') return '_message value';
  if (following === 'file') return '_files';
  return `compadd ${following.every(word => word.endsWith('=')) ? "-S '' " : ''}-- ${following.join(' ')}`;
}

function branch({ path, next, flags, argument }: Place): string {
  const options = flags.map(({ name, description }) => described(name, description)).join(' ');
  const typed = `found=(${options}); _describe -o option found`;
  return `${quoted(path)}) if [[ $PREFIX == -* ]]; then ${typed}; else ${others({ next, argument })}; fi ;;`;
}

function others({ next, argument }: Pick<Place, 'next' | 'argument'>): string {
  if (next.length > 0)
    return `found=(${next.map(({ word, description }) => described(word, description)).join(' ')}); _describe command found`;
  return argument === null ? "_message 'no more arguments'" : value(argument);
}

const described = (word: string, description: string): string => quoted(`${word}:${description}`);

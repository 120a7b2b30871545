import { quoted, steps, valueBranches, valuedList } from './shell.ts';
import type { Following, Place } from './words.ts';

/** For bash 3.2 and newer; needs nothing of the bash-completion package. */
export function bashCompletion(all: readonly Place[]): string {
  return `# trailwarden for bash. Made by: trailwarden completion bash
_trailwarden() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} command= word i words=
  local valued=${valuedList(all)}
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if [[ $valued == *" $word "* ]]; then
      ((i++))
      [[ \${COMP_WORDS[i]} == '=' ]] && ((i++))
      continue
    fi
    case $command:$word in
      ${steps(all)}) command=\${command:+$command }$word ;;
    esac
  done
  [[ $cur == '=' ]] && cur=
  [[ $prev == '=' ]] && prev=\${COMP_WORDS[COMP_CWORD - 2]}
  [[ \${COMP_WORDS[COMP_CWORD]} == '=' ]] && prev=\${COMP_WORDS[COMP_CWORD - 1]}
  COMPREPLY=()
  case "$command $prev" in
    ${valueBranches(all, reply).join('\n    ')}
    *)
      case $command in
        ${all.map(branch).join('\n        ')}
      esac
      ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _trailwarden trailwarden
`;
}

const nothing = 'compopt +o default 2>/dev/null; return';

/** Nothing in reply means files, to bash, unless it is told otherwise; before version 4 it cannot be told. */
function reply(following: Following): string {
  if (following === 'file') return 'return';
  if (following === 'anything') return nothing;
  const goesOn = following.every(word => word.endsWith('=')) ? 'compopt -o nospace 2>/dev/null; ' : '';
  return `${goesOn}words=${quoted(following.join(' '))}`;
}

function branch({ path, next, flags, argument }: Place): string {
  const options = reply(flags.map(({ name }) => name));
  const others = next.length > 0 ? reply(next.map(({ word }) => word)) : reply(argument ?? 'anything');
  return `${quoted(path)}) if [[ $cur == -* ]]; then ${options}; else ${others}; fi ;;`;
}

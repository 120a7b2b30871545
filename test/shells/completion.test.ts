/** Completion in zsh and fish themselves. */
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';

import { completed } from '../cli/completions.ts';

const main = resolve(import.meta.dirname, '../../dist/main.js');
const folder = mkdtempSync(join(tmpdir(), 'trailwarden-shells-'));
mkdirSync(join(folder, 'specs'));
writeFileSync(join(folder, 'plan.json'), '{}');
for (const shell of ['zsh', 'fish'])
  writeFileSync(join(folder, `.completion.${shell}`), execFileSync(process.execPath, [main, 'completion', shell]));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Types the line into a zsh of its own, presses Tab, and answers with what compadd was given that fits. */
const inZsh = `
zmodload zsh/zpty
zpty -b typing zsh -f -i
zpty -w typing 'PROMPT= ; unsetopt beep; zstyle ":completion:*" verbose no; autoload -Uz compinit; compinit -u -d ./.zcompdump; source ./.completion.zsh'
zpty -w typing 'compadd() { builtin compadd "$@"; local code=$?; [[ " $* " == *" -[OAD] "* ]] && return code; local -a got; builtin compadd -O got "$@"; print -rl -- $got >> ./.offered; return code; }'
zpty -w typing 'finished() { print -r -- "\${BUFFER}" > ./.done; }; zle -N finished; bindkey "^X" finished; bindkey "^I" complete-word'
zpty -w typing 'print rea''dy'
zpty -r typing seen '*ready*'
zpty -wn typing "$LINE"$'\\t'$'\\x18'
for ((i = 0; i < 200; i++)); do [[ -e ./.done ]] && break; sleep 0.05; done
zpty -d typing
cat ./.offered ./.done 2>/dev/null
rm -f ./.offered ./.done
`;

const environment = (line: string): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: folder,
  XDG_CONFIG_HOME: folder,
  LANG: 'C.UTF-8',
  TERM: 'xterm',
  LINE: line,
});

/** Words that the shell offers, or the last one of the line where it completed that. */
async function zsh(line: string): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)('zsh', ['-f', '-c', inZsh], { cwd: folder, env: environment(line) });
  const offered = stdout.trimEnd().split('\n');
  const now = offered.at(-1)?.trimEnd().split(' ').at(-1) ?? '';
  return [...offered.slice(0, -1), now];
}

async function fish(line: string): Promise<readonly string[]> {
  const script = 'source ./.completion.fish; complete -C "$LINE"';
  const { stdout, stderr } = await promisify(execFile)('fish', ['--no-config', '-c', script], {
    cwd: folder,
    env: environment(line),
  });
  expect(stderr).toBe('');
  return stdout.split('\n').map(one => one.replace(/\t.*/u, ''));
}

describe.each([
  ['zsh', zsh],
  ['fish', fish],
] as const)('%s', (_, offered) => {
  it.each(completed)('completes "$line"', async ({ line, has, lacks = [] }) => {
    const found = await offered(line);
    expect(found.map(bare)).toEqual(expect.arrayContaining(has.map(bare)));
    expect(found.filter(word => lacks.includes(word))).toEqual([]);
  });
});

/** A folder is offered with a stroke at its end, or gets it when it is taken. */
const bare = (word: string): string => word.replace(/\/$/u, '');

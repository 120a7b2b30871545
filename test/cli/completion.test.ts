/** Completion in bash itself; zsh and fish have a suite of their own. */
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

import { places } from '../../src/cli/completion/words.ts';
import { commands } from '../../src/cli/commands/index.ts';
import { completed } from './completions.ts';
import { folderWith, trailwarden } from './program.ts';

/** What bash offers: what the function replies, or files where it leaves that to readline. */
const asked = `
source ./completion.bash
compopt() { [[ $1 == +o ]] && files=; }
files=yes
COMP_WORDS=($LINE)
[[ $LINE == *' ' ]] && COMP_WORDS+=('')
COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
_trailwarden
printf '%s\\n' "\${COMPREPLY[@]}"
[[ \${#COMPREPLY[@]} == 0 && $files ]] && for file in $(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}"); do
  if [[ -d $file ]]; then echo "$file/"; else echo "$file"; fi
done
true
`;

async function offered(line: string): Promise<readonly string[]> {
  const folder = folderWith({
    'completion.bash': (await trailwarden(['completion', 'bash'])).stdout,
    'plan.json': '{}',
  });
  mkdirSync(join(folder, 'specs'));
  writeFileSync(join(folder, 'asked.bash'), asked);
  const options = { cwd: folder, env: { PATH: process.env['PATH'] ?? '', LINE: line } };
  const { stdout, stderr } = await promisify(execFile)('bash', ['--norc', 'asked.bash'], options);
  expect(stderr).toBe('');
  return stdout.trimEnd().split('\n');
}

describe('bash', () => {
  it.each(completed)('completes "$line"', async ({ line, has, lacks = [] }) => {
    const found = await offered(line);
    expect(found).toEqual(expect.arrayContaining([...has]));
    expect(found.filter(word => lacks.includes(word))).toEqual([]);
  });

  it('offers no files where a value is meant that nobody can guess, or nothing more', async () => {
    expect(await offered('trailwarden plan --region ')).toEqual(['']);
    expect(await offered('trailwarden demo ')).toEqual(['']);
  });

  it('takes the value after =, as bash cuts words', async () => {
    const found = await offered('trailwarden plan --format = j');
    expect(found).toEqual(['json']);
    expect(await offered('trailwarden plan --color =')).toEqual(['auto', 'always', 'never']);
  });
});

it('knows every command and every option of it', async () => {
  const all = await places();
  for (const { name, options } of commands) {
    const flags = all.find(({ path }) => path === name)?.flags.map(flag => flag.name) ?? [];
    const typed = options.flatMap(group => group.options.map(({ long }) => long ?? ''));
    expect(flags).toEqual(expect.arrayContaining([...typed, '--format', '--help']));
  }
});

it('says which shells there are', async () => {
  const { code, stderr } = await trailwarden(['completion', 'tcsh']);
  expect({ code, stderr }).toMatchObject({ code: 3, stderr: expect.stringContaining('bash, zsh, fish') as string });
});

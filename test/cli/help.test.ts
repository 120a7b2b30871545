import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';

import { commands } from '../../src/cli/commands/index.ts';
import { helpText } from '../../src/cli/help.ts';
import { allManuals, commandManual, exitCodesManual, groupManual, programManual } from '../../src/cli/manual.ts';
import { trailwarden } from './program.ts';

const plain = { width: null, color: false };

const headings = ['NAME', 'SYNOPSIS', 'DESCRIPTION', 'OPTIONS', 'MARKS', 'EXIT CODES', 'EXAMPLES', 'SEE ALSO'];

describe('help', () => {
  it('has the sections of a manual page, in their order', () => {
    for (const definition of commands) {
      const found = commandManual(definition).sections.map(({ heading }) => heading);
      const meant = headings.filter(heading => heading !== 'MARKS' || definition.marks);
      expect([definition.name, ...found]).toEqual([definition.name, ...meant]);
    }
  });

  it.each([
    ['demo', { width: null, color: false }],
    ['events-ddl', { width: 60, color: false }],
    ['policy-iam', { width: 100, color: true }],
  ] as const)('looks as before: %s', async (slug, screen) => {
    const definition = commands.find(({ name }) => name.replaceAll(' ', '-') === slug);
    if (!definition) throw new Error(slug);
    await expect(helpText(commandManual(definition), screen)).toMatchFileSnapshot(`golden/help-${slug}.txt`);
  });

  it('fits into the window, from 40 columns to 100', () => {
    const manuals = [...allManuals(), exitCodesManual(), groupManual('policy')];
    for (const width of [20, 40, 57, 80, 100, 300]) {
      const most = Math.min(Math.max(width, 40), 100);
      const long = manuals
        .flatMap(manual => helpText(manual, { width, color: false }).split('\n'))
        .filter(line => line.length > most && line.trim().includes(' '));
      // what people type is one word, however long it is, and marks stand as they are
      expect(long.filter(line => !/^ +(?:-|trailwarden |[+[0!✓]|arn:)/u.test(line))).toEqual([]);
    }
  });

  it('is coloured where it is shown on a terminal, and says the same', () => {
    for (const manual of [programManual(), ...commands.map(commandManual)]) {
      const colored = helpText(manual, { width: null, color: true });
      expect(colored).toContain('\u001b[1mSYNOPSIS\u001b[22m');
      expect(stripVTControlCharacters(colored)).toBe(helpText(manual, plain));
    }
  });

  it('names only commands that there are', () => {
    const names = new Set(commands.map(({ name }) => name));
    const named = commands.flatMap(({ see = [] }) => see);
    expect(named.filter(name => !names.has(name))).toEqual([]);
    expect(commands.filter(({ name, see = [] }) => see.includes(name))).toEqual([]);
  });

  it('takes --color before it is asked for, and the width that was asked for', async () => {
    const colored = await trailwarden(['--color', 'always', 'demo', '--help'], { env: { COLUMNS: '50' } });
    expect(colored.stdout).toContain('\u001b[1mNAME\u001b[22m');
    expect(
      stripVTControlCharacters(colored.stdout)
        .split('\n')
        .filter(line => line.length > 50),
    ).toEqual([]);
    expect((await trailwarden(['demo', '--help', '--color=never'])).stdout).not.toContain('\u001b');
  });
});

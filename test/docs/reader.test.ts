/** What reads the documentation finds what is wrong in it. */
import { describe, expect, it } from 'vitest';

import { commandsIn } from './commands.ts';
import { anchorsIn, piecesOf } from './markdown.ts';
import { printed } from './matching.ts';
import { read } from './reader.ts';

const page = (...lines: readonly string[]): string => lines.join('\n');

describe('reading a page', () => {
  const wrong: readonly (readonly [what: string, page: string, found: RegExp])[] = [
    ['a command that fails', page('```sh', 'false', '```'), /line 1: exit code 1, not 0, of: false/u],
    ['another exit code than the page says', page('```sh', '(exit 3) # exit code 2', '```'), /exit code 3, not 2/u],
    ['one that should be refused', page('```sh', 'true # refused', '```'), /exit code 0, not refused/u],
    ['another output', page('```sh', 'echo a', '```', '```text', 'b', '```'), /does not print what the page shows, but:\na/u],
    ['one that ends instead of going on', page('<!-- stays: ready -->', '```sh', 'true', '```'), /has not printed/u],
  ];
  it.concurrent.each(wrong)('finds %s', async (_, text, found) => {
    const [first = '', ...more] = await read(piecesOf(text));
    expect(first).toMatch(found);
    expect(more).toEqual([]);
  });

  it('knows files, what goes on, what was before, and what is left out', async () => {
    const text = page(
      '<!-- setup',
      'export BEFORE=yes',
      '-->',
      '<!-- file: a/b.txt -->',
      '```yaml',
      'port: 8080',
      '```',
      '<!-- not run: it would end everything -->',
      '```sh',
      'false',
      '```',
      '1. In a list:',
      '   ```sh',
      '   cat a/b.txt | sed "s/[0-9]*$/N/"',
      '   echo "$BEFORE" 2026-11-21T22:00:01Z   # a comment',
      '   ```',
      '',
      '   ```text',
      '   port: N',
      '   yes 2020-01-01T00:00:00Z',
      '   ```',
    );
    expect(await read(piecesOf(text))).toEqual([]);
  });
});

describe('commands', () => {
  it('go on over lines, quotes and documents', () => {
    const text = page('a \\', '  b', "c '1", "2'", 'cat <<END', 'x', 'END', '', '# nothing', 'd | # why', '  e # exit code 4');
    expect(commandsIn(text)).toEqual([
      { text: 'a \\\n  b', code: 0 },
      { text: "c '1\n2'", code: 0 },
      { text: 'cat <<END\nx\nEND', code: 0 },
      { text: 'd | # why\n  e # exit code 4', code: 4 },
    ]);
    expect(() => commandsIn("echo 'a")).toThrow('in the middle of a command');
  });
});

describe('outputs', () => {
  const cases: readonly (readonly [shown: string, found: string, same: boolean])[] = [
    ['a', 'a', true],
    ['a', 'a\nb', false],
    ['a\n…', 'a\nb\nc', true],
    ['…\nc', 'a\nb\nc', true],
    ['a\n…\nc', 'a\nc', true],
    ['by …, now', 'by mallory, now', true],
    ['by …, now', 'by\nmallory, now', false],
    ['took 1.1 s at 03:04', 'took 436 ms at 13:14:15 UTC', true],
    ['run 0d991bcb-0000-4000-8000-000000000000', 'run 1d991bcb-0000-4000-8000-00000000000f', true],
    ['2 resources', '3 resources', false],
    ['account 111111111111', 'account 222222222222', false],
    ['a.b', 'axb', false],
  ];
  it.each(cases)('%j for %j: %s', (shown, found, same) => {
    expect(printed(shown, found)).toBe(same);
  });
});

describe('anchors', () => {
  it('are those of GitHub', () => {
    const text = '# A `b`, c & d\n## A (1)\n## A (1)\n```sh\n# no heading\n```\n### [Link](x.md) here';
    expect([...anchorsIn(text)]).toEqual(['a-b-c--d', 'a-1', 'a-1-1', 'link-here']);
  });
});

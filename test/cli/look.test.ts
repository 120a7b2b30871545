/** How streams, colours and signs are chosen. */
import { describe, expect, it } from 'vitest';

import { screenOf } from '../../src/cli/terminal.ts';
import type { Screen, Stream } from '../../src/cli/terminal.ts';

const window: Stream = { isTTY: true, columns: 90 };

describe('what a stream can show', () => {
  type Case = [
    what: string,
    stream: Stream,
    options: { color?: 'always' | 'never'; ascii?: true },
    env: object,
    screen: Partial<Screen>,
  ];
  const cases: readonly Case[] = [
    ['a window', window, {}, {}, { color: true, width: 90, ascii: false, terminal: true }],
    ['a window of unknown width', { isTTY: true }, {}, {}, { width: 80 }],
    ['a window that does not know its width', { isTTY: true, columns: 0 }, {}, {}, { width: 80 }],
    ['a pipe', {}, {}, {}, { color: false, width: null, ascii: false, terminal: false }],
    ['a pipe, colour forced', {}, { color: 'always' }, {}, { color: true, width: null, terminal: false }],
    ['a window, colour forbidden', window, { color: 'never' }, {}, { color: false, terminal: true }],
    ['NO_COLOR', window, {}, { NO_COLOR: '1' }, { color: false, terminal: true }],
    ['an empty NO_COLOR', window, {}, { NO_COLOR: '' }, { color: true }],
    ['NO_COLOR, colour forced', window, { color: 'always' }, { NO_COLOR: '1' }, { color: true }],
    ['a dumb terminal', window, {}, { TERM: 'dumb' }, { color: false, terminal: false }],
    ['a pipe with a width asked for', {}, {}, { COLUMNS: '72' }, { width: 72, terminal: false }],
    ['a pipe with a senseless width', {}, {}, { COLUMNS: 'wide' }, { width: null }],
    ['a locale without UTF-8', window, {}, { LANG: 'C' }, { ascii: true }],
    ['the first locale that is set', window, {}, { LC_ALL: 'de_DE.UTF-8', LANG: 'C' }, { ascii: false }],
    ['ASCII asked for', window, { ascii: true }, { LANG: 'C.utf8' }, { ascii: true }],
  ];
  it.each(cases)('%s', (_, stream, options, env, screen) => {
    expect(screenOf(stream, { color: 'auto', ...options }, { ...env })).toMatchObject(screen);
  });
});

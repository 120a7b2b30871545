/** Text of others in Markdown refers to nothing. */
import { describe, expect, it } from 'vitest';

import { plain } from '../../../src/render/report/markdown-text.ts';

const gap = '&#8203;';

describe('text in a sentence', () => {
  it.each([
    ['see GH-12 and gh-7', `see GH${gap}-12 and gh${gap}-7`],
    ['a1b2c3d4e5f60718293a4b5c6d7e8f9012345678', `a1b2c3${gap}d4e5f60718293a4b5c6d7e8f9012345678`],
    ['of 7f3c9a2, by #9', `of 7f3c9a${gap}2, by #${gap}9`],
    ['@octocat', `@${gap}octocat`],
  ])('%s links nowhere', (text, shown) => {
    expect(plain(text)).toBe(shown);
  });

  it.each(['account 111111111111', 'a defaced facade', 'GHOST-12'])('%s stays as it is', text => {
    expect(plain(text)).toBe(text);
  });
});

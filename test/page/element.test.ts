import { describe, expect, it } from 'vitest';

import { element, find, textOf } from '../../src/page/view/element.ts';

describe('an element', () => {
  it('is made of a tag, an id, classes, attributes and children', () => {
    const made = element(
      'div#one.two.three',
      { title: 'x', hidden: true, open: false, lang: null },
      'a',
      1,
      null,
      false,
      [element('b', {}, 'c')],
    );
    expect(made).toMatchObject({ tag: 'div', attributes: { id: 'one', class: 'two three', title: 'x', hidden: '' } });
    expect(Object.keys(made.attributes)).toEqual(['id', 'class', 'title', 'hidden']);
    expect(textOf(made)).toBe('a1c');
    expect(find(made, ({ tag }) => tag === 'b')).toHaveLength(1);
  });

  it('keeps custom properties apart from attributes', () => {
    expect(element('p', { '--columns': 3 })).toMatchObject({ attributes: {}, variables: { '--columns': '3' } });
  });

  it.each(['style', 'onclick', 'onerror'])('refuses %s', name => {
    expect(() => element('p', { [name]: 'x' })).toThrow(name);
  });

  it.each(['#d-1', '/api/v1/status', 'https://console.aws.amazon.com/'])('links to %s', href => {
    expect(element('a', { href }).attributes).toEqual({ href });
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', '//evil.example', '/\\evil.example', 'http://x', ' #', ''])(
    'does not link to %j',
    href => {
      expect(element('a', { href }).attributes).toEqual({});
    },
  );

  it('shows what would turn the direction of writing', () => {
    expect(textOf(element('p', { title: 'a\u202Eb' }, 'a\u202Eb'))).toBe('a\uFFFDb');
    expect(element('p', { title: 'a\u202Eb' }).attributes['title']).toBe('a\uFFFDb');
  });
});

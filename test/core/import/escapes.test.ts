import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { specText } from '../../../src/core/import/document.ts';
import type { Draft } from '../../../src/core/import/document.ts';

const draft = (reason: string, owner = 'acme'): Draft => ({
  owner,
  about: [`about ${reason}`],
  accounts: {},
  organization: null,
  elsewhere: false,
  several: false,
  blocks: [],
  ignore: [{ resource: '*/*', fields: [reason], reason }],
  leftOut: [],
});

describe('a written spec', () => {
  it.each(['a\u202eb', 'a\u2028b', 'a\u200bb\u009f', '\ufeff', '\u202e'])(
    'has no character in it that misleads, and means the same: %j',
    reason => {
      for (const format of ['yaml', 'json'] as const) {
        const text = specText(draft(reason), format);
        expect(text).not.toMatch(/[\u007f-\u009f\u200b-\u200f\u2028-\u202e\ufeff]/u);
        expect(parse(text)).toMatchObject({ spec: { ignore: [{ fields: [reason], reason }] } });
      }
    },
  );

  it.each(['no', 'On', 'y', 'OFF', '__proto__'])('quotes %s', word => {
    expect(specText(draft(word), 'yaml')).toContain(`reason: "${word}"`);
  });

  it('quotes keys, too', () => {
    const accounts = JSON.parse('{ "no": { "id": "111111111111" }, "__proto__": 1 }') as Draft['accounts'];
    const text = specText({ ...draft('x'), accounts }, 'yaml');
    expect(text).toContain('"no":');
    expect(text).toContain('"__proto__":');
  });

  it('quotes nothing else', () => {
    expect(specText(draft('nobody'), 'yaml')).toContain('reason: nobody');
  });
});

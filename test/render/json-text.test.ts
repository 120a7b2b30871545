import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { jsonText } from '../../src/render/json-text.ts';

describe('jsonText', () => {
  it('lets nothing through that a terminal acts on, or that turns text round', () => {
    const text = jsonText({ owner: 'e\u001b[2Jvil\u202e\u009b31m\u2028' });
    expect(text).toBe('{\n  "owner": "e\\u001b[2Jvil\\u202e\\u009b31m\\u2028"\n}');
  });

  it('means the same to every reader', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        expect(JSON.parse(jsonText(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

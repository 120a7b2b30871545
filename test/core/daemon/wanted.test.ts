import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { merged } from '../../../src/core/daemon/wanted.ts';
import type { Wanted } from '../../../src/core/daemon/wanted.ts';

const wanted = (over: Partial<Wanted> = {}): Wanted => ({ id: 'r-1', cause: 'schedule', targets: [], ...over });

describe('two wishes', () => {
  it.each<readonly [string, Wanted | null, Wanted, Wanted]>([
    ['the first alone', null, wanted(), wanted()],
    [
      'everything and a part',
      wanted(),
      wanted({ id: 'r-2', cause: 'event', targets: ['a/b'] }),
      wanted({ cause: 'event' }),
    ],
    [
      'two parts',
      wanted({ cause: 'retry', targets: ['a/b', 'c/d'] }),
      wanted({ id: 'r-2', cause: 'request', targets: ['c/d', 'e/f'] }),
      wanted({ cause: 'request', targets: ['a/b', 'c/d', 'e/f'] }),
    ],
  ])('%s', (_, first, more, expected) => {
    expect(merged(first, more)).toEqual(expected);
  });

  it('lose nobody, and keep the id of the first', () => {
    const some = fc.record<Wanted>({
      id: fc.string(),
      cause: fc.constantFrom('start', 'schedule', 'source', 'request', 'event', 'retry'),
      targets: fc.array(fc.constantFrom('a/b', 'c/d', 'e/f')),
    });
    fc.assert(
      fc.property(some, some, (first, more) => {
        const one = merged(first, more);
        expect(one.id).toBe(first.id);
        expect([first.cause, more.cause]).toContain(one.cause);
        if (one.targets.length > 0) expect(new Set(one.targets)).toEqual(new Set([...first.targets, ...more.targets]));
        else expect(first.targets.length * more.targets.length).toBe(0);
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';

import type { Drift } from '../../src/core/drift/drift.ts';
import { find, textOf } from '../../src/page/view/element.ts';
import { timeline } from '../../src/page/view/timeline.ts';
import { sceneOf } from './scenes.ts';
import { noon } from './told.ts';

describe('the line of time', () => {
  const now = noon.getTime();
  const { snapshot } = sceneOf('12', noon);
  const [first] = snapshot.drifts;
  const drift = (minutes: number, over: object = {}): Drift =>
    ({
      ...first,
      kind: 'changed',
      attribution: null,
      openedAt: new Date(now - minutes * 60_000).toISOString(),
      closedAt: new Date(now - minutes * 60_000 + 30_000).toISOString(),
      ...over,
    }) as Drift;
  const marks = (...drifts: readonly Drift[]) => {
    const shown = timeline({ drifts, now, span: 30, width: 800 });
    return find(shown, ({ attributes }) => (attributes['class'] ?? '').startsWith('paint-'));
  };
  const low = (minutes: number) => drift(minutes, { gravity: 'low' });

  it('has one mark, with their number, for what lies close together: no tower', () => {
    const all = marks(low(5), low(20), drift(40, { gravity: 'critical' }), low(60), low(61));
    expect(all.map(({ attributes }) => attributes['class'])).toEqual(['paint-critical']);
    expect(all.map(textOf).join('')).toMatch(/5$/u);
    expect(textOf(all[0] ?? '').split('; ')).toHaveLength(5);
  });

  it('keeps apart what lasted, and what lies apart', () => {
    const day = 24 * 60;
    const lasted = drift(6 * day, { closedAt: new Date(now - 2 * day * 60_000).toISOString() });
    expect(marks(low(9 * day), low(20), low(25 * day), lasted)).toHaveLength(4);
    expect(marks(low(20), low(21), lasted)).toHaveLength(3);
  });
});

import { describe, expect, it } from 'vitest';

import type { EventClass } from '../../src/core/coverage/recording.ts';
import type { AnyKind, AnyState } from '../../src/core/kind.ts';
import { lossOf, shares } from '../../src/core/succession.ts';
import type { Standing } from '../../src/core/succession.ts';
import { lamp, target } from './toy.ts';

/** A lamp whose state says by class what it records. */
const kind: AnyKind = {
  ...lamp,
  recorder: state => ({
    covers: state['wide'] === true ? 'account' : 'region',
    records: classesOf(state).includes('management write'),
    global: state['flag'] === true,
  }),
  recording: state => ({
    everyRegion: true,
    everyAccount: false,
    flag: true,
    takes: classesOf(state).map(of => ({ of, all: true, without: [] })),
    open: [],
    proves: true,
    delivers: null,
  }),
  notRecorded: (of, by) => {
    const others = new Set(by.flatMap(classesOf));
    return classesOf(of).filter(name => !others.has(name));
  },
};

const classesOf = (state: AnyState): readonly EventClass[] => (state['takes'] ?? []) as readonly EventClass[];

const wide = (takes: readonly EventClass[], more: AnyState = {}): Standing => ({
  kind,
  target,
  arn: 'arn:aws:lamps:eu-west-1:111111111111:one',
  state: { takes, wide: true, ...more },
});
const { recorder: _, ...silent } = kind;

describe('class by class', () => {
  it.each<[string, Standing, Standing, boolean]>([
    ['some of the same', wide(['management write', 'data A']), wide(['data A', 'data B']), true],
    ['nothing of the same', wide(['management write']), wide(['data A']), false],
    ['nothing, by its kind', { ...wide(['data A']), kind: silent }, { ...wide(['data A']), kind: silent }, false],
  ])('records %s', (__, one, left, expected) => {
    expect(shares(one, left, null)).toBe(expected);
  });

  it('what has the flag and no management events loses no global ones', () => {
    const flag = { flag: true };
    const loss = (takes: readonly EventClass[]) => lossOf(wide(takes, flag), [wide(takes)], null)?.what;
    expect(loss(['data A'])).toBeUndefined();
    expect(loss(['management write'])).toMatch(/^global service events/u);
  });

  it('what records nothing by its kind loses what it says, wherever it reaches', () => {
    expect(lossOf({ ...wide(['data A']), kind: silent }, [], null)).toEqual({
      what: 'data A of account 111111111111 in eu-west-1',
      whole: true,
    });
  });
});

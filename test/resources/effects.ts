/** What every kind's fields must be able to tell of a change, and rows to hold them against. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Effect, Field, Fields, Gravity } from '../../src/core/kind.ts';

const at = { partition: 'aws', account: '111111111111', region: 'eu-west-1' };

interface Judgement {
  /** Of the drift, desired -> live. */
  readonly drift: Effect;
  /** Of the repair, live -> desired. */
  readonly repair: Effect;
  readonly gravity: Gravity;
}

export const loss = (gravity: Gravity): Judgement => ({ drift: 'weakens', repair: 'strengthens', gravity });
export const gain = (gravity: Gravity): Judgement => ({ drift: 'strengthens', repair: 'weakens', gravity });
export const change = (gravity: Gravity): Judgement => ({ drift: 'neutral', repair: 'neutral', gravity });
/** Something is lost either way. */
export const both = (gravity: Gravity): Judgement => ({ drift: 'weakens', repair: 'weakens', gravity });

/** A field, what the spec says, what stands there, how that is judged, and what people are told. */
export type Row<State> = {
  readonly [K in keyof State]-?: readonly [K, State[K], State[K], Judgement, string];
}[keyof State];

type AnyRow = readonly [string, unknown, unknown, Judgement, string];

export interface Told<State> {
  readonly fields: Fields<State>;
  readonly rows: readonly Row<State>[];
  /** The effects that a change of a field can have. */
  readonly can: { readonly [K in keyof State]-?: readonly Effect[] };
  /** Values that a field may have. */
  readonly values: { readonly [K in keyof State]-?: fc.Arbitrary<State[K]> };
}

/** Of fields that protect evidence, or are evidence. */
export const anything: readonly Effect[] = ['weakens', 'strengthens', 'neutral'];
export const onlyNeutral: readonly Effect[] = ['neutral'];
export const neverNeutral: readonly Effect[] = ['weakens', 'strengthens'];

/** Tests of all fields of a kind: every row as written, a row for every effect a field can have, and what holds for all values. */
export function tellsEffects<State extends object>({ fields, rows, can, values }: Told<State>): void {
  const names = Object.keys(fields) as (keyof State & string)[];
  const losesEitherWay = rows
    .filter(([, , , { drift, repair }]) => drift === 'weakens' && repair === 'weakens')
    .map(([name]) => name);

  describe.each(rows as readonly AnyRow[])('%s %j, found %j', (name, desired, live, judgement, meaning) => {
    const field = (fields as Fields<Readonly<Record<string, unknown>>>)[name] as Field<unknown>;
    it('is judged', () => {
      expect({
        drift: field.effect(desired, live),
        repair: field.effect(live, desired),
        gravity: field.gravity(desired, live),
      }).toEqual(judgement);
    });
    it('is told', () => {
      expect(field.meaning(desired, live, at)).toBe(meaning);
      expect(meaning.split(' ').length).toBeLessThan(20);
      expect(meaning).toMatch(/^[A-Z0-9][^!]*\.$/u);
    });
  });

  describe.each(names)('%s', name => {
    const field = fields[name] as Field<unknown>;
    const pair = fc.tuple(values[name], values[name]);

    it('has a row for each effect that a change of it can have', () => {
      const shown = rows.filter(([one]) => one === name).flatMap(([, , , { drift, repair }]) => [drift, repair]);
      expect([...new Set(shown)].toSorted()).toEqual([...can[name]].toSorted());
    });

    it('has no other effect', () => {
      fc.assert(fc.property(pair, ([a, b]) => ['neutral', ...can[name]].includes(field.effect(a, b))));
    });

    it('loses nothing by no change', () => {
      fc.assert(fc.property(values[name], value => field.effect(value, value) === 'neutral'));
    });

    it('weakens one way only, unless a row says that each side may have what the other lacks', () => {
      fc.assert(
        fc.property(pair, ([a, b]) => {
          const ways = [field.effect(a, b), field.effect(b, a)];
          if (ways.includes('strengthens')) expect(ways).not.toEqual(['strengthens', 'strengthens']);
          if (ways.every(way => way === 'weakens')) expect(losesEitherWay).toContain(name);
        }),
      );
    });
  });
}

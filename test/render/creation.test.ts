/** How what does not exist yet will be set. */
import { expect, it } from 'vitest';

import { creationLines } from '../../src/render/creation.ts';
import { lookOf } from '../../src/render/look.ts';
import { change, field } from './changes.ts';
import { window80 } from './estate.ts';

const of = (category: string) => ({ name: null, fields: { eventCategory: { Equals: [category] } } });
const look = lookOf({ ...window80, width: null });
const lines = (...categories: readonly string[]) =>
  creationLines(change([field('eventSelectors', null, { advanced: categories.map(of) })], { action: 'create' }), look);

it('one selector is one setting', () => {
  expect(lines('Management')).toEqual([
    '  + eventSelectors.advanced: [{ fields: { eventCategory: { Equals: [Management] } } }]',
  ]);
});

it('of several each has a line, also where nothing is wrapped', () => {
  expect(lines('Management', 'Data')).toEqual([
    '  + eventSelectors.advanced[0]: { fields: { eventCategory: { Equals: [Management] } } }',
    '  + eventSelectors.advanced[1]: { fields: { eventCategory: { Equals: [Data] } } }',
  ]);
});

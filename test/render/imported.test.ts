import { describe, expect, it } from 'vitest';

import type { Draft } from '../../src/core/import/document.ts';
import type { ImportedBlock } from '../../src/core/import/found.ts';
import { importedText } from '../../src/render/imported.ts';
import { lamp, socket, target } from '../core/toy.ts';

const one = { kind: socket, arn: 'arn:x', name: 's', account: 'main', target, settings: {}, uses: [] } as const;

const block = (kind: ImportedBlock['kind'], count: number): ImportedBlock => ({
  kind,
  key: 'a',
  name: 'a',
  accounts: [],
  regions: [],
  settings: {},
  members: Array.from({ length: count }, () => one),
});

const draft: Draft = {
  owner: 'acme',
  about: [],
  accounts: {},
  organization: null,
  elsewhere: false,
  several: false,
  blocks: [block(socket, 1), block(lamp, 3), block(lamp, 1)],
  ignore: [],
  leftOut: [],
};

describe('what is told of an import', () => {
  it.each<[what: string, adopts: number, differs: number, files: readonly string[], expected: string]>([
    ['printed', 0, 0, [], 'Imported 1 socket and 4 lamps in 3 blocks.\nA plan of it has nothing to do.'],
    [
      'written beside another file',
      5,
      0,
      ['accounts.yaml', 'a.yaml'],
      'Imported 1 socket and 4 lamps in 3 blocks into a.yaml.\nA plan of it has nothing to do but adopt 5 resources.\nNext: trailwarden plan accounts.yaml a.yaml',
    ],
    [
      'with more to do',
      1,
      2,
      ['a.yaml'],
      'Imported 1 socket and 4 lamps in 3 blocks into a.yaml.\nA plan of it adopts 1 resource, and has 2 other changes to show.\nNext: trailwarden plan a.yaml',
    ],
  ])('%s', (_, adopts, differs, files, expected) => {
    const told = { draft, adopts, differs: Array.from({ length: differs }), byHand: 0 };
    expect(importedText(told, { color: false, files })).toBe(expected);
  });

  it.each([
    [1, '1 resource has'],
    [3, '3 resources have'],
  ])('tells of %d with something that only people mend', (byHand, who) => {
    const text = importedText({ draft, adopts: 5, differs: [], byHand }, { color: false, files: [] });
    expect(text.split('\n')[1]).toBe(
      `A plan of it has nothing to do but adopt 5 resources. ${who} something that only people mend; it says what, and drift ends with 2 until then.`,
    );
  });

  it('in colour', () => {
    const told = { draft: { ...draft, blocks: [block(lamp, 1)] }, adopts: 0, differs: [], byHand: 0 };
    expect(importedText(told, { color: true, files: [] })).toContain('\u001b[1mImported\u001b[22m 1 lamp in 1 block.');
  });
});

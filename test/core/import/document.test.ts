import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { blockAt, specText } from '../../../src/core/import/document.ts';
import type { Draft } from '../../../src/core/import/document.ts';
import type { ImportedBlock } from '../../../src/core/import/found.ts';
import { lamp, socket } from '../toy.ts';

const block = (over: Partial<ImportedBlock> & Pick<ImportedBlock, 'kind' | 'key'>): ImportedBlock => ({
  name: over.key,
  accounts: ['main'],
  regions: ['eu-west-1'],
  settings: {},
  members: [],
  ...over,
});

const draft: Draft = {
  owner: 'acme',
  about: [],
  accounts: {},
  organization: null,
  elsewhere: false,
  several: false,
  blocks: [],
  ignore: [],
  leftOut: [],
};

const whole: Draft = {
  ...draft,
  about: ['Written from what is live.'],
  accounts: { main: '012345678901' },
  organization: 'main',
  elsewhere: true,
  several: true,
  blocks: [
    block({ kind: socket, key: 's', settings: { manage: false }, note: 'Only referred to.' }),
    block({
      kind: lamp,
      key: 'b',
      name: 'b-{region}',
      accounts: ['main', 'other'],
      regions: ['eu-west-1', 'us-east-1'],
    }),
    block({ kind: lamp, key: 'a', settings: { socket: 's', none: undefined, tags: { on: 'yes' } }, members: [] }),
  ],
  ignore: [{ resource: 'lamp/a', fields: ['/colour'], reason: 'As it stood.' }],
  leftOut: [{ code: 'import-left-out', message: 'arn:y: nobody knows' }],
};

describe('the written spec', () => {
  it('says everything, for people', () => {
    expect(specText(whole, 'yaml')).toBe(`# yaml-language-server: $schema=./spec.schema.json
# Written from what is live.
# Left out:
# - arn:y: nobody knows

apiVersion: trailwarden.dev/v1alpha1
kind: TrailSpec
metadata:
  name: acme
spec:
  accounts:
    main: "012345678901"
  organization:
    account: main
  globalServiceEvents:
    keeper: elsewhere
  sockets:
    # Only referred to.
    s:
      account: main
      region: eu-west-1
      manage: false
  lamps:
    a:
      account: main
      region: eu-west-1
      socket: s
      tags:
        "on": "yes"
    b:
      name: b-{region}
      accounts:
        - main
        - other
      regions:
        - eu-west-1
        - us-east-1
  ignore:
    - resource: lamp/a
      fields:
        - /colour
      reason: As it stood.
`);
  });

  it('says the same as JSON', () => {
    expect(JSON.parse(specText(whole, 'json'))).toEqual(parse(specText(whole, 'yaml')));
  });

  it('says no more than it must', () => {
    expect(parse(specText({ ...draft, blocks: [block({ kind: lamp, key: 'a' })] }, 'yaml'))).toEqual({
      apiVersion: 'trailwarden.dev/v1alpha1',
      kind: 'TrailSpec',
      metadata: { name: 'acme' },
      spec: { lamps: { a: { region: 'eu-west-1' } } },
    });
  });

  it.each<[line: string, block: readonly [string, string]]>([
    ['# yaml-language-server: $schema=./spec.schema.json', ['', '']],
    ['metadata:', ['metadata', '']],
    ['  name: acme', ['name', '']],
    ['    main: "012345678901"', ['accounts', 'main']],
    ['    s:', ['sockets', 's']],
    ['      manage: false', ['sockets', 's']],
    ['  lamps:', ['lamps', '']],
    ['        "on": "yes"', ['lamps', 'a']],
    ['    - resource: lamp/a', ['ignore', '']],
  ])('knows in which block a line stands: %s', (line, expected) => {
    const text = specText(whole, 'yaml');
    const [section, key] = expected;
    expect(blockAt(text, text.split('\n').indexOf(line) + 1)).toEqual({ line, section, key });
  });

  it('knows that before the first line there is nothing', () => {
    expect(blockAt('a: 1', 0)).toBeUndefined();
  });
});

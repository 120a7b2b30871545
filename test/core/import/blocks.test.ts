import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { blocksOf } from '../../../src/core/import/blocks.ts';
import type { Found, ImportedBlock } from '../../../src/core/import/found.ts';
import type { AnyKind } from '../../../src/core/kind.ts';
import type { Arn } from '../../../src/core/model.ts';
import { Meanings } from '../../../src/core/spec/references.ts';
import { lamp, socket } from '../toy.ts';

const outlet: AnyKind = {
  ...socket,
  schema: { properties: { spare: { properties: { at: { reference: 'socket' } } } } },
};
const wired: AnyKind = { ...lamp, schema: { properties: { socket: { reference: 'socket' } } } };
const kinds = [outlet, wired];

const ids: Readonly<Record<string, string>> = { one: '111111111111', two: '222222222222', three: '333333333333' };

interface Sketch {
  readonly at?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly uses?: readonly Arn[];
  readonly covers?: 'account';
  readonly note?: string;
}

function found(
  kind: AnyKind,
  name: string,
  { at = 'one/eu-west-1', settings = {}, uses = [], ...rest }: Sketch = {},
): Found {
  const [account = '', region = ''] = at.split('/');
  const target = { partition: 'aws', account: ids[account] ?? account, region };
  return { kind, arn: arnOf(kind, name, at), name, account, target, settings, uses, ...rest };
}

function arnOf({ name: kind }: AnyKind, name: string, at = 'one/eu-west-1'): Arn {
  const [account = '', region = ''] = at.split('/');
  return `arn:aws:${kind}s:${region}:${ids[account] ?? account}:${name}`;
}

/** `KEY NAME ACCOUNTS REGIONS SETTINGS` */
const told = ({ key, name, accounts, regions, settings }: ImportedBlock): string =>
  [key, name, accounts.join(), regions.join(), ...Object.values(settings).map(String)].join(' ');

const blocks = (all: readonly Found[], declared?: Parameters<typeof blocksOf>[2]) =>
  blocksOf(all, kinds, declared).map(told);

describe('blocks of what was found', () => {
  it.each<[what: string, all: readonly Found[], expected: readonly string[]]>([
    ['nothing', [], []],
    ['one', [found(wired, 'a')], ['a a one eu-west-1']],
    [
      'the same name in several places',
      ['one/eu-west-1', 'two/eu-west-1', 'one/us-east-1', 'two/us-east-1'].map(at => found(wired, 'a', { at })),
      ['a a one,two eu-west-1,us-east-1'],
    ],
    [
      'accounts that have it in other regions stand apart',
      ['one/eu-west-1', 'two/eu-west-1', 'three/us-east-1'].map(at => found(wired, 'a', { at })),
      ['a a one,two eu-west-1', 'a-us-east-1 a three us-east-1'],
    ],
    [
      'what covers more than its region stands once in a block of an account',
      ['one/eu-west-1', 'one/us-east-1'].map(at => found(wired, 'a', { at, covers: 'account' })),
      ['a a one eu-west-1', 'a-us-east-1 a one us-east-1'],
    ],
    [
      'names that differ by the account id, its key or the region',
      [
        found(wired, 'log-111111111111', { at: 'one/eu-west-1' }),
        found(wired, 'log-222222222222', { at: 'two/eu-west-1' }),
        found(wired, 'one_bulb', { at: 'one/eu-west-1' }),
        found(wired, 'two_bulb', { at: 'two/eu-west-1' }),
        found(wired, 'x.eu-west-1', { at: 'one/eu-west-1' }),
        found(wired, 'x.us-east-1', { at: 'one/us-east-1' }),
      ],
      [
        'x x.{region} one eu-west-1,us-east-1',
        'log log-{accountId} one,two eu-west-1',
        'bulb {account}_bulb one,two eu-west-1',
      ],
    ],
    [
      'other settings, and other notes',
      [
        found(wired, 'a', { at: 'one/eu-west-1', settings: { lit: true } }),
        found(wired, 'a', { at: 'two/eu-west-1', settings: { lit: false } }),
        found(wired, 'a', { at: 'three/eu-west-1', settings: { lit: false }, note: 'Broken.' }),
      ],
      ['a a one eu-west-1 true', 'a-three a three eu-west-1 false', 'a-two a two eu-west-1 false'],
    ],
    [
      'names that no key can have',
      [found(wired, '_-'), found(wired, '-a b_')],
      ['a-b -a b_ one eu-west-1', 'lamp _- one eu-west-1'],
    ],
  ])('%s', (_, all, expected) => {
    expect(blocks(all).toSorted()).toEqual(expected.toSorted());
  });

  it('gives every block a key of its own', () => {
    const places = ['one/eu-west-1', 'one/us-east-1', 'two/eu-west-1', 'two/us-east-1'];
    const all = places.map((at, index) => found(wired, 'a', { at, settings: { lit: index } }));
    expect(blocks(all).map(line => line.split(' ')[0])).toEqual([
      'a',
      'a-one-us-east-1',
      'a-two-eu-west-1',
      'a-two-us-east-1',
    ]);
  });

  it('numbers keys where places do not tell blocks apart', () => {
    const names = ['a', '-a', '--a', '---a', '----a', '-----a', '------a'];
    const all = names.map((name, index) => found(wired, name, { settings: { lit: index } }));
    const keys = blocksOf(all, kinds).map(({ key }) => key);
    expect(new Set(keys).size).toBe(names.length);
    expect(keys).toEqual(['a', 'a-one-eu-west-1', 'a-2', 'a-3', 'a-4', 'a-5', 'a-6']);
  });

  it('numbers keys of blocks with several places', () => {
    const at = ['one/eu-west-1', 'two/eu-west-1', 'one/us-east-1', 'two/us-east-1'];
    const all = ['a', '-a'].flatMap(name => at.map(one => found(wired, name, { at: one })));
    expect(blocksOf(all, kinds).map(({ key }) => key)).toEqual(['a', 'a-2']);
  });
});

describe('references', () => {
  it('are keys, of what is used rather than of a namesake', () => {
    const all = [
      found(outlet, 's', { at: 'one/eu-west-1', settings: { plugs: 1 } }),
      found(outlet, 's', { at: 'two/eu-west-1', settings: { plugs: 2 } }),
      found(wired, 'a', { settings: { socket: 's' }, uses: [arnOf(outlet, 's', 'two/eu-west-1')] }),
      found(wired, 'b', { settings: { socket: 's' } }),
      found(wired, 'c', { settings: { socket: 'unknown' } }),
    ];
    expect(blocks(all)).toEqual([
      's s one eu-west-1 1',
      's-two s two eu-west-1 2',
      'a a one eu-west-1 s-two',
      'b b one eu-west-1 s',
      'c c one eu-west-1 unknown',
    ]);
  });

  it('stand below other settings too, if these are maps', () => {
    const declared = [{ kind: 'socket', arn: arnOf(outlet, 'old'), name: 'old', key: 'kept' }];
    const all = [
      found(outlet, 's', { settings: { spare: { at: 'old', of: 1 } } }),
      found(outlet, 't', { settings: { spare: 'old' } }),
    ];
    expect(blocksOf(all, kinds, declared).map(({ settings }) => settings)).toEqual([
      { spare: { at: 'kept', of: 1 } },
      { spare: 'old' },
    ]);
  });

  it('take no key that is declared', () => {
    const declared = [{ kind: 'lamp', arn: arnOf(wired, 'x'), name: 'x', key: 'a' }];
    expect(blocks([found(wired, 'a')], declared)).toEqual(['a-eu-west-1 a one eu-west-1']);
  });

  it('keep apart what one key would confuse', () => {
    const all = [
      ...['one/eu-west-1', 'two/eu-west-1'].map(at => found(outlet, 's', { at })),
      found(wired, 'a', {
        at: 'three/eu-west-1',
        settings: { socket: 's' },
        uses: [arnOf(outlet, 's', 'two/eu-west-1')],
      }),
    ];
    expect(blocks(all)).toEqual(['s s one eu-west-1', 's-two s two eu-west-1', 'a a three eu-west-1 s-two']);
  });

  it('mean, from every place, the resource that is used, and no resource is lost', () => {
    const place = fc.constantFrom('one/eu-west-1', 'two/eu-west-1', 'one/us-east-1', 'three/us-east-1');
    const servers = fc.uniqueArray(fc.record({ name: fc.constantFrom('s', 't'), at: place }), {
      selector: ({ name, at }) => `${name} ${at}`,
      minLength: 1,
      maxLength: 6,
    });
    const estate = servers.chain(all =>
      fc.record({
        servers: fc.constant(all),
        lamps: fc.uniqueArray(
          fc.record({ name: fc.constantFrom('a', 'b'), at: place, uses: fc.constantFrom(...all) }),
          {
            selector: ({ name, at }) => `${name} ${at}`,
            maxLength: 8,
          },
        ),
      }),
    );
    fc.assert(
      fc.property(estate, world => {
        const all = [
          ...world.servers.map(({ name, at }) => found(outlet, name, { at })),
          ...world.lamps.map(({ name, at, uses }) =>
            found(wired, name, { at, settings: { socket: uses.name }, uses: [arnOf(outlet, uses.name, uses.at)] }),
          ),
        ];
        const written = blocksOf(all, kinds);
        expect(written.flatMap(({ members }) => members.map(({ arn }) => arn)).toSorted()).toEqual(
          all.map(({ arn }) => arn).toSorted(),
        );
        const entries = written.flatMap(({ kind, key, members, settings }) =>
          members.map(({ name, account, target }) => ({
            address: `${kind.name}/${key}@${account}/${target.region}` as const,
            name,
            target,
            spec: settings,
            written: {},
          })),
        );
        expect(new Set(entries.map(({ address }) => address)).size).toBe(all.length);
        for (const { accounts, regions, members } of written)
          expect(members.length).toBe(accounts.length * regions.length);
        const meanings = new Meanings(entries);
        for (const { kind, settings, members } of written)
          if (kind === wired)
            for (const { target, uses } of members)
              expect(
                meanings
                  .of('socket', String(settings['socket']), target)
                  .map(({ name, target: at }) => arnIn(name, at)),
              ).toEqual(uses);
      }),
    );
  });
});

const arnIn = (name: string, { account, region }: { readonly account: string; readonly region: string }): string =>
  `arn:aws:sockets:${region}:${account}:${name}`;

import { describe, expect, it } from 'vitest';

import { chooseKeepers, gains, leadingRegion, letsGo } from '../../src/core/keeper.ts';
import type { RecorderAt } from '../../src/core/keeper.ts';
import type { Recorder } from '../../src/core/needs.ts';

function trail(
  name: string,
  over: Partial<RecorderAt> & { readonly region?: string; readonly partition?: string; readonly account?: string } = {},
): RecorderAt {
  const { region = 'eu-west-1', partition = 'aws', account = '111111111111', ...rest } = over;
  return {
    address: `trail/${name}@${account}/${region}`,
    target: { partition, account, region },
    covers: 'region',
    records: true,
    global: false,
    ...rest,
  };
}

const wide = trail('wide', { covers: 'account' });
const second = trail('second', { covers: 'account', region: 'us-west-2' });
const stopped = trail('stopped', { covers: 'account', records: false });
const leading = trail('leading', { region: 'us-east-1' });
const leadingStopped = trail('off', { region: 'us-east-1', records: false });
const local = trail('local');
const china = trail('cn', { partition: 'aws-cn', region: 'cn-northwest-1' });
const iso = trail('iso', { partition: 'aws-iso', region: 'us-iso-east-1' });
const organization = trail('org', { covers: 'organization', account: '999999999999' });
const isoOrganization = trail('org', { covers: 'organization', account: '999999999999', partition: 'aws-cn' });

const rows: readonly (readonly [string, readonly RecorderAt[], string, readonly RecorderAt[], readonly string[]])[] = [
  ['nothing to keep', [], 'auto', [], []],
  ['the multi-region trail', [local, wide, leading], 'auto', [wide], []],
  ['else the one in the leading region', [local, leading], 'auto', [leading], []],
  [
    'a stopped multi-region trail is no keeper, and still has the flag',
    [stopped, leading],
    'auto',
    [stopped, leading],
    [],
  ],
  ['nobody can', [local], 'auto', [], ['error keeper-loses-events']],
  ['nobody can, where the leading region is not certain', [china], 'auto', [], ['warning keeper-loses-events']],
  ['nobody can, where no leading region is known', [iso], 'auto', [], ['warning keeper-loses-events']],
  ['the only one that could is stopped', [leadingStopped, local], 'auto', [], ['warning keeper-does-not-record']],
  ['a region: the trail there', [wide, leading], 'us-east-1', [wide, leading], []],
  ['a region whose trail could not', [local, leading], 'eu-west-1', [], ['error keeper-loses-events']],
  ['a region whose trail is stopped', [leadingStopped], 'us-east-1', [], ['warning keeper-does-not-record']],
  ['elsewhere: none of ours', [local, leading], 'elsewhere', [], []],
  ['elsewhere: a multi-region trail has the flag all the same', [wide, leading], 'elsewhere', [wide], []],
  ['the organization keeps for its members', [organization, local, leading], 'auto', [organization], []],
  ['an organization of another partition does not', [isoOrganization, leading], 'auto', [isoOrganization, leading], []],
  ['two multi-region trails', [wide, second], 'auto', [wide, second], ['warning recorded-more-than-once']],
];

describe('chooseKeepers', () => {
  it.each(rows)('%s', (_, recorders, wish, keeps, problems) => {
    const chosen = chooseKeepers(recorders, { value: wish });
    expect([...chosen.keeps].toSorted()).toEqual(keeps.map(({ address }) => address).toSorted());
    expect(chosen.problems.map(({ code, severity }) => `${severity} ${code}`)).toEqual(problems);
  });

  it('takes the trail of an organization for the keeper of its members only', () => {
    const outside = trail('leading', { region: 'us-east-1', account: '222222222222' });
    const isMember = (account: string) => account !== '222222222222';
    const { keeps, before } = chooseKeepers([organization, leading, outside], { value: 'auto' }, isMember);
    expect([...keeps].toSorted()).toEqual([organization.address, outside.address].toSorted());
    expect(before).toEqual(new Map([[leading.address, organization.address]]));
  });

  it.each([
    ['does not log', { records: false }],
    ['is of one region', { covers: 'region' as const }],
  ])('does not take a trail of an organization that %s', (_, over) => {
    const { keeps } = chooseKeepers([{ ...organization, ...over }, leading], { value: 'auto' });
    expect(keeps).toContain(leading.address);
  });

  it('has the keeper on before others let go', () => {
    expect(chooseKeepers([local, leading, wide], { value: 'auto' }).before).toEqual(
      new Map([
        [local.address, wide.address],
        [leading.address, wide.address],
      ]),
    );
    expect(chooseKeepers([local, leading], { value: 'elsewhere' }).before).toEqual(new Map());
  });

  it('has the keeper on before any other trail of the account lets go, also a wide one', () => {
    expect(chooseKeepers([wide, second, stopped], { value: 'auto' }).before).toEqual(
      new Map([
        [second.address, wide.address],
        [stopped.address, wide.address],
      ]),
    );
  });

  it('keeps accounts apart', () => {
    const other = trail('leading', { region: 'us-east-1', account: '222222222222' });
    expect([...chooseKeepers([leading, other], { value: 'auto' }).keeps]).toEqual([leading.address, other.address]);
  });

  it.each([
    [local, 'records none since Nov 2021'],
    [iso, 'may record none'],
  ])('points to what was written: %#', (recorder, label) => {
    const at = { file: 'spec.yaml', line: 3, column: 9 };
    expect(chooseKeepers([recorder], { value: 'auto', at }).problems[0]).toMatchObject({ at, label });
    expect(chooseKeepers([leadingStopped], { value: 'auto', at }).problems[0]).toMatchObject({ at });
  });

  it('knows the leading regions', () => {
    expect(['aws', 'aws-cn', 'aws-us-gov', 'aws-iso'].map(leadingRegion)).toEqual([
      'us-east-1',
      'cn-north-1',
      'us-gov-west-1',
      undefined,
    ]);
  });
});

describe('what a change of what is recorded comes to', () => {
  const on: Recorder = { covers: 'account', records: true, global: true };
  const rows: readonly (readonly [string, Recorder | null, Recorder, boolean, boolean])[] = [
    ['it begins', null, on, false, true],
    ['it begins without recording', null, { ...on, records: false }, false, false],
    ['nothing', on, on, false, false],
    ['it stops', on, { ...on, records: false }, true, false],
    ['it starts', { ...on, records: false }, on, false, true],
    ['it covers less', on, { ...on, covers: 'region' }, true, false],
    ['it covers more', on, { ...on, covers: 'organization' }, false, true],
    ['it gives up the global events', on, { ...on, global: false }, true, false],
    ['it takes them', { ...on, global: false }, on, false, true],
    ['it is stopped and changes', { ...on, records: false }, { ...on, records: false, covers: 'region' }, false, false],
    ['it covers more without the global events', on, { ...on, covers: 'organization', global: false }, true, true],
  ];
  it.each(rows)('%s', (_, from, to, lets, more) => {
    expect([letsGo(from, to), gains(from, to)]).toEqual([lets, more]);
  });
});

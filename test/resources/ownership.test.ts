import { expect, it } from 'vitest';

import type { Address, Target, World } from '../../src/core/model.ts';
import { kinds } from '../../src/resources/index.ts';

const target: Target = { partition: 'aws', account: '111111111111', region: 'eu-west-1' };
const world: World = {
  owner: 'acme',
  organization: null,
  key: () => ({ code: 'key-unknown', message: '' }),
  resolve: (_, name, from) => ({ name, target: from }),
};

it.each(kinds.map(kind => ({ name: kind.name, kind })))(
  'a $name is created with the tags that say whose it is and that it stays, in one call',
  ({ kind, name }) => {
    const address: Address = `${name}/x@a/eu-west-1`;
    const spec = { bucket: 'logs', protect: true };
    const { arn, state } = kind.desire({ address, name: 'x', target, spec, written: {} }, world);
    const [first] = kind.calls({ action: 'create', name: 'x', arn, target, desired: state });
    expect(first?.call).toMatch(/:Create/u);
    const sent = JSON.stringify(first?.input);
    expect(sent).toContain('{"Key":"trailwarden:owner","Value":"acme"}');
    expect(sent).toContain('{"Key":"trailwarden:protect","Value":"true"}');
  },
);

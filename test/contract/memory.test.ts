import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

import { worldOf } from '../../src/app/locate.ts';
import { desireAll } from '../../src/core/desire.ts';
import { expand } from '../../src/core/spec/expand.ts';
import { readSpec } from '../../src/core/spec/read.ts';
import { standIns } from '../../src/core/spec/stand-ins.ts';
import { kinds } from '../../src/resources/index.ts';
import { unremarkable } from '../../src/resources/bucket/reported.ts';
import { contract, fieldsOnTheWay } from './contract.ts';
import { document } from './estate.ts';
import { MemoryCloud } from './memory/cloud.ts';

contract('memory', async () => Promise.resolve(new MemoryCloud()));

/** Fields that follow from more than the resource's own spec, or that nothing can change. */
const notWritten: Readonly<Record<string, readonly string[]>> = {
  bucket: ['region', 'grants', 'policyHeader', 'owner', ...Object.keys(unremarkable)],
  topic: ['grants', 'policyHeader', 'owner'],
  trail: ['owner'],
};

describe('every kind', () => {
  it('is registered', () => {
    const folders = readdirSync(resolve(import.meta.dirname, '../../src/resources'), { withFileTypes: true });
    const names = folders.filter(entry => entry.isDirectory()).map(({ name }) => name);
    expect(kinds.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
    expect(names.length).toBeGreaterThan(2);
  });

  const onTheWay = fieldsOnTheWay((kind, body) => {
    const { spec, problems } = readSpec([{ path: 'spec.json', text: document(body) }], kinds);
    if (!spec) throw new Error(JSON.stringify(problems));
    const { entries } = expand(spec, standIns(spec, { key: '111111111111', id: '111111111111' }), kinds);
    const world = worldOf('acme', entries, reference => `arn:aws:kms:::key/${reference}`);
    const wishes = desireAll(entries, kinds, world).filter(wish => wish.kind.name === kind.name);
    return wishes[0]?.desired.state ?? {};
  });

  it.each(kinds.flatMap(({ name, fields }) => Object.keys(fields).map(field => ({ name, field }))))(
    'has $name.$field set, changed and removed on its walk',
    ({ name, field }) => {
      const values = onTheWay.get(name)?.get(field) ?? [];
      if (notWritten[name]?.includes(field)) {
        expect(values.length).toBeGreaterThan(0);
        return;
      }
      const [first] = values;
      const changes = values.filter((value, index) => index > 0 && value !== values[index - 1]).length;
      expect(new Set(values).size, 'set').toBeGreaterThan(1);
      expect(changes, 'changed and removed').toBeGreaterThan(1);
      expect(values.lastIndexOf(first ?? ''), 'back to the default').toBeGreaterThan(0);
    },
  );
});

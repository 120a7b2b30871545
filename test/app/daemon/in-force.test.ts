import { describe, expect, it } from 'vitest';

import { InForce } from '../../../src/app/daemon/in-force.ts';
import type { Looked, Source } from '../../../src/app/daemon/ports.ts';
import { kinds } from '../../../src/resources/index.ts';
import { minimal } from '../../cli/program.ts';
import { FakeClock } from '../../fake-clock.ts';

const at = (revision: string, text = minimal): Looked => ({
  revision,
  paths: ['specs'],
  files: [{ path: 'specs/a.yaml', text }],
  problems: [],
});
const no = { code: 'access-denied', message: 'only AWS can say' } as const;
const { signal } = new AbortController();

/** What is looked at one after the other. */
function inForce(...states: readonly Looked[]) {
  const left = states.values();
  let last: Looked = { unavailable: [no] };
  const source: Source = {
    name: 'specs',
    look() {
      last = left.next().value ?? last;
      return Promise.resolve(last);
    },
    watch: () => undefined,
  };
  const clock = new FakeClock();
  return { clock, spec: new InForce({ source, clock, kinds }) };
}

describe('the spec in force', () => {
  it('is the newest that validates, as long as nobody refuses it', async () => {
    const { spec } = inForce(at('1'), at('1'), at('2', 'nonsense'), at('2', 'nonsense'), at('3'));
    const seen = [];
    for (let look = 0; look < 5; look += 1) seen.push([await spec.look(signal), spec.spec()?.revision]);
    expect(seen).toEqual([
      [true, '1'],
      [false, '1'],
      [false, '1'],
      [false, '1'],
      [true, '3'],
    ]);
    expect(spec.state()).toMatchObject({ problems: [], staleSince: null });
  });

  it('says since when it is old, from the first trouble on', async () => {
    const { spec, clock } = inForce(at('1'), { unavailable: [no] }, at('2', 'nonsense'), at('1'));
    await spec.look(signal);
    const since = clock.now().toISOString();
    await spec.look(signal);
    await clock.sleep(60_000);
    await spec.look(signal);
    expect(spec.state()).toMatchObject({ revision: '1', staleSince: since, checkedAt: clock.now().toISOString() });
    await spec.look(signal);
    expect(spec.state()).toMatchObject({ problems: [], staleSince: null });
  });

  it('goes back where only AWS could show that the newest does not hold, and does not take it again', async () => {
    const { spec } = inForce(at('1'), at('2'), at('2'));
    await spec.look(signal);
    spec.taken();
    await spec.look(signal);
    expect([spec.refuse([no]), spec.spec()?.revision]).toEqual([true, '1']);
    expect([await spec.look(signal), spec.spec()?.revision, spec.state().problems]).toEqual([false, '1', [no]]);
  });

  it('stays where there is none before, and after a run has taken it', async () => {
    const { spec } = inForce(at('1'), at('2'));
    await spec.look(signal);
    expect([spec.refuse([no]), spec.spec()?.revision]).toEqual([false, '1']);
    await spec.look(signal);
    spec.taken();
    expect([spec.refuse([no]), spec.spec()?.revision, spec.state().problems]).toEqual([false, '2', [no]]);
  });

  it('is not changed by a look that was broken off', async () => {
    const { spec } = inForce(at('1'));
    expect([await spec.look(AbortSignal.abort()), spec.spec()]).toEqual([false, null]);
  });
});

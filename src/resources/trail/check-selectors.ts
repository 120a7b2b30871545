/** Whether AWS will take the event selectors of a block, as far as its documents say. */
import type { Entry, Problem } from '../../core/model.ts';
import { settingAt } from '../../core/written.ts';
import { checkAdvanced } from './check-advanced.ts';
import { checkBasic } from './check-basic.ts';
import { writtenSelectors } from './compile.ts';
import type { Fault } from './fault.ts';
import type { TrailSpec } from './spec.ts';

const ways = ['events', 'eventSelectors', 'advancedEventSelectors'] as const;

/** All that is wrong with what a block says of its events. */
export function checkSelectors(entry: Entry<TrailSpec>): readonly Problem[] {
  const [first, second] = ways.filter(way => entry.spec[way] !== undefined);
  if (first === undefined) return [];
  const place = (at: string) => ({ at: settingAt(entry, at) });
  if (second !== undefined) {
    const message = `${first} and ${second} both say which events are recorded`;
    return [{ code: 'selectors-twice', message, hint: 'Keep one of them.', ...place(`/${second}`) }];
  }
  return faults(entry, first).map(({ at, ...problem }) => ({ ...problem, ...place(at) }));
}

function faults({ spec, target }: Entry<TrailSpec>, way: (typeof ways)[number]): readonly Fault[] {
  if (spec.eventSelectors !== undefined) return checkBasic(spec.eventSelectors, target.partition);
  return checkAdvanced(writtenSelectors(spec), { at: `/${way}`, partition: target.partition });
}

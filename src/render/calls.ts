/** The exact calls of a plan, numbered in the order in which they are sent. */
import type { Api, Call } from '../core/kind.ts';
import type { PlannedChange } from '../core/plan.ts';
import { jsonLines } from './fields.ts';
import { line, room } from './flow.ts';
import { usualWidth } from './look.ts';
import type { Look } from './look.ts';

/** A number for each call. What waits for nobody (`regardless`) is sent first, then change by change. */
export function numbered(changes: readonly PlannedChange[]): ReadonlyMap<Call<Api>, number> {
  const calls = changes.flatMap(change => change.calls);
  const inOrder = [...calls.filter(({ regardless }) => regardless), ...calls.filter(({ regardless }) => !regardless)];
  return new Map(inOrder.map((call, index) => [call, index + 1]));
}

/** Each call with its number, its region, and its input as JSON. */
export function callLines(
  { calls, resource: { target } }: PlannedChange,
  numbers: ReadonlyMap<Call<Api>, number>,
  look: Look,
): readonly string[] {
  if (!look.calls) return [];
  return calls.flatMap(call => {
    const number = `${numbers.get(call) ?? ''}`.padStart(5);
    return [line(number, '  ', call.call, '  ', [look.paint.dim, target.region]), ...inputLines(call.input, look)];
  });
}

/** On one line where that fits. */
function inputLines(input: object, { width = usualWidth }: Look): readonly string[] {
  const members = Object.entries(input).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  const short = members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
  return room([short]) + 7 <= width ? [line(' '.repeat(7), short)] : jsonLines(input, [' '.repeat(7)], 7);
}

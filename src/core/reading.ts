/** Readings from answers: what AWS would not say is unread, and never a value. */
import { answerUnread, failedWith } from './failure.ts';
import type { AnyState } from './kind.ts';
import type { Live, Reading, Readings } from './model.ts';

/**
 * What an answer says.
 *
 * @param pick takes undefined for "not configured"
 * @param unset the exact codes with which AWS says "not configured"
 * @throws what neither AWS nor its answer can have caused
 */
export async function reading<Answer, V>(
  answer: Promise<Answer>,
  pick: (answer: Answer | undefined) => V,
  unset: readonly string[] = [],
): Promise<Reading<V>> {
  try {
    return { value: pick(await answer) };
  } catch (error) {
    return failedWith(error, ...unset) ? { value: pick(undefined) } : { unread: answerUnread(error) };
  }
}

/** The same reading of something else in the same answer. */
export function mapReading<V, W>(from: Reading<V>, to: (value: V) => W): Reading<W> {
  return 'value' in from ? { value: to(from.value) } : from;
}

/** The state, if every field of it was read. */
export function whole(live: Live<AnyState>): AnyState | undefined {
  if (live.is !== 'present') return undefined;
  const state: Record<string, unknown> = {};
  for (const [field, reading] of Object.entries(live.fields)) {
    if ('unread' in reading) return undefined;
    state[field] = reading.value;
  }
  return state;
}

/** The values of the fields that were read. */
export function standing(fields: Readings<AnyState>): AnyState {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([field, reading]) => ('value' in reading ? [[field, reading.value] as const] : [])),
  );
}

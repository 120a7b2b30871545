/** Subscriptions that the spec does not have and that nobody can end yet: they wait for their confirmation. */
import type { OwnFlaw } from '../../core/beside/flaw.ts';
import type { Readings } from '../../core/model.ts';
import type { TopicState } from './state.ts';
import { pendingIn } from './subscriptions.ts';

/** Told as one, whatever else is changed of who is told: SNS ends only what was confirmed. */
export function flaws({ subscriptions }: TopicState, live: Partial<Readings<TopicState>>): readonly OwnFlaw[] {
  const reading = live.subscriptions;
  if (subscriptions === undefined || reading === undefined || 'unread' in reading) return [];
  const unasked = pendingIn(reading.value).filter(key => subscriptions[key] === undefined);
  if (unasked.length === 0) return [];
  const who = unasked.join(', ');
  return [
    {
      field: 'subscriptions',
      what: 'pending',
      live: who,
      wanted: 'none',
      gravity: 'medium',
      meaning: `Once it is confirmed, new log files are announced to ${unasked.join(' and ')}, which the spec does not ask for.`,
      problem: {
        code: 'subscription-unasked',
        message: `It waits for its confirmation, is not in the spec, and cannot be ended until it is confirmed: ${who}`,
        hint: 'Do not confirm it: SNS forgets it after some days. If it is meant, write it into the spec.',
      },
    },
  ];
}

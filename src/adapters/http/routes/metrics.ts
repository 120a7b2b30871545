/** What Prometheus asks. */
import type { Commands, History } from '../../../app/daemon/ports.ts';
import type { Clock } from '../../../app/ports.ts';
import { bodyOf } from '../answers.ts';
import type { Body } from '../answers.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Route } from '../route.ts';

export interface Measuring {
  readonly metrics: Metrics;
  readonly commands: Commands;
  readonly history: Pick<History, 'kept'>;
  readonly clock: Clock;
}

/** Milliseconds for which an answer is given again: thousands of series take a while, and many may ask. */
const freshFor = 1_000;

export function metricsRoute({ metrics, commands, history, clock }: Measuring, followers: () => number): Route {
  let made: { readonly at: number; readonly body: Promise<Body> } | null = null;
  const make = async (): Promise<Body> => {
    metrics.note({ followers: followers(), historyKept: history.kept === true });
    return bodyOf(await metrics.text(commands.snapshot(), clock.now()));
  };
  return {
    method: 'GET',
    url: '/metrics',
    scope: 'read',
    summary: 'Series for Prometheus.',
    answers: { 200: { description: 'In the text format of Prometheus.', type: metrics.contentType } },
    async answer() {
      const now = clock.now().getTime();
      if (made === null || now - made.at >= freshFor || now < made.at) made = { at: now, body: make() };
      return { type: metrics.contentType, body: await made.body, headers: { 'cache-control': 'no-store' } };
    },
  };
}

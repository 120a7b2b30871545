/** What Prometheus asks. */
import type { Commands, History } from '../../../app/daemon/ports.ts';
import type { Clock } from '../../../app/ports.ts';
import { bodyOf } from '../answers.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Route } from '../route.ts';

export interface Measuring {
  readonly metrics: Metrics;
  readonly commands: Commands;
  readonly history: Pick<History, 'kept'>;
  readonly clock: Clock;
}

export function metricsRoute({ metrics, commands, history, clock }: Measuring, followers: () => number): Route {
  return {
    method: 'GET',
    url: '/metrics',
    scope: 'read',
    summary: 'Series for Prometheus.',
    answers: { 200: { description: 'In the text format of Prometheus.', type: metrics.contentType } },
    async answer() {
      metrics.note({ followers: followers(), historyKept: history.kept === true });
      const text = await metrics.text(commands.snapshot(), clock.now());
      return { type: metrics.contentType, body: bodyOf(text), headers: { 'cache-control': 'no-store' } };
    },
  };
}

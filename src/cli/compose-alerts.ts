/** Whom a daemon tells. Receivers are loaded once a config names one. */
import { systemClock } from '../adapters/clock.ts';
import type { Metrics } from '../adapters/http/metrics/metrics.ts';
import { Alerts } from '../app/alerts/alerts.ts';
import type { Daemon } from '../app/daemon/daemon.ts';
import type { DaemonPorts } from '../app/daemon/ports.ts';
import type { DaemonConfig } from '../core/daemon/config.ts';
import type { Options } from './definition.ts';
import { version } from './version.ts';

interface Composed extends DaemonPorts {
  readonly metrics: Metrics;
  readonly options: Options;
}

/** Follows the daemon from now on, whether its config names somebody or a later one does. */
export async function followedByAlerts(
  config: DaemonConfig,
  daemon: Daemon,
  { history, log, digest, leadership, metrics, options }: Composed,
): Promise<void> {
  const { profile, endpointUrl } = options;
  const alerts = new Alerts(config, daemon.snapshot(), {
    history,
    clock: systemClock,
    log,
    digest,
    leadership,
    async receiverOf(receiver, texts) {
      const { receiverOf } = await import('../adapters/receivers/receiver.ts');
      return receiverOf(receiver, { clock: systemClock, log, version, texts, aws: { profile, endpointUrl } });
    },
    onAttempt: metrics.notified,
    onViews: daemon.receivers,
  });
  await alerts.start();
  daemon.follow(alerts);
}

/** What every receiver is made with. */
import type { Clock, Log } from '../../app/ports.ts';
import type { AlertsConfig } from '../../core/alerts/config.ts';

export interface ReceiverOptions {
  readonly clock: Clock;
  /** Never told a secret. */
  readonly log: Log;
  /** Of trailwarden. */
  readonly version: string;
  /** Own words for first lines. */
  readonly texts: AlertsConfig['texts'];
  /** How AWS is reached, for SNS. */
  readonly aws?: { readonly profile?: string | undefined; readonly endpointUrl?: string | undefined };
  /** Milliseconds for one request with its whole answer. */
  readonly timeout?: number;
}

/** Slack answers within a second or two; a proxy that hangs must not hold a message for minutes. */
export const usualTimeout = 15_000;

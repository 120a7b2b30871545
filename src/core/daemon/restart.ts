/** What a changed config changes at once, and what it changes when the daemon is started again. Pure. */
import { canonical } from '../diff.ts';
import type { DaemonConfig } from './config.ts';

/** What only a start takes. */
export const atStart: readonly (keyof DaemonConfig)[] = [
  'name',
  'source',
  'events',
  'history',
  'reports',
  'server',
  'leadership',
  'kubernetes',
  'verify',
  'log',
];

/** The settings that differ and that only a start takes. */
export function waitingForStart(running: DaemonConfig, written: DaemonConfig): readonly (keyof DaemonConfig)[] {
  return atStart.filter(name => canonical(running[name]) !== canonical(written[name]));
}

/** The settings in force: of what is written those that need no start. */
export function adopted(running: DaemonConfig, written: DaemonConfig): DaemonConfig {
  const { name, source, events, history, reports, server, leadership, kubernetes, verify, log } = running;
  return { ...written, name, source, events, history, reports, server, leadership, kubernetes, verify, log };
}

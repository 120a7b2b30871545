/** From what is written to what the daemon works with: spans in milliseconds, files found from the folder of the config. */
import { alertsOf } from '../alerts/written.ts';
import type {
  DaemonConfig,
  GitConfig,
  LeaseConfig,
  ScheduleConfig,
  SourceConfig,
  VerifyConfig,
  WindowConfig,
} from './config.ts';
import { milliseconds } from './duration.ts';
import { endOf } from './moment.ts';
import type { WrittenConfig, WrittenGit, WrittenWindow } from './written.ts';

/** @param file path of the config: files that it names are found from its folder */
export function completed(name: string, written: WrittenConfig, file: string): DaemonConfig {
  const { mode, enforce, contest, flapping, events, history, reports, kubernetes, alerts, delivery } = written;
  const place = placeFrom(file);
  return {
    name,
    mode,
    source: sourceOf(written.source, place),
    schedule: scheduleOf(written.schedule),
    enforce: {
      ...enforce,
      windows: { allow: enforce.windows.allow.map(windowOf), deny: enforce.windows.deny.map(windowOf) },
    },
    suspend: suspensionOf(written.suspend),
    contest: { after: contest.after, within: milliseconds(contest.within) },
    flapping: { after: flapping.after, within: milliseconds(flapping.within) },
    events: events ? { ...events, gather: milliseconds(events.gather) } : null,
    history: { path: place(history.path), keep: milliseconds(history.keep) },
    reports: reports ?? null,
    server: serverOf(written.server, place),
    leadership: leaseOf(written.leadership),
    kubernetes: kubernetes ?? null,
    alerts: alerts ? alertsOf(alerts, { place, milliseconds }) : null,
    delivery: {
      log: milliseconds(delivery.log),
      digest: milliseconds(delivery.digest),
      notification: milliseconds(delivery.notification),
      gravity: delivery.gravity,
    },
    verify: verifyOf(written.verify),
    attribution: written.attribution,
    log: written.log,
    grace: milliseconds(written.grace),
  };
}

type Place = (path: string | undefined) => string | null;

/** A path from the folder of a file, unless it is absolute; null where there is none. */
function placeFrom(file: string): Place {
  const folder = file.slice(0, file.lastIndexOf('/') + 1);
  return path => {
    if (path === undefined) return null;
    return path.startsWith('/') ? path : `${folder}${path}`;
  };
}

/** One of the two is written: that has been judged. */
function sourceOf({ folder, git }: WrittenConfig['source'], place: Place): SourceConfig {
  if (git) return gitOf(git, place);
  return { is: 'folder', paths: (folder as NonNullable<typeof folder>).paths.map(path => String(place(path))) };
}

function gitOf({ verify, webhook, credentials, ref, ...git }: WrittenGit, place: Place): GitConfig {
  return {
    ...git,
    is: 'git',
    ref: refOf(ref),
    interval: milliseconds(git.interval),
    timeout: milliseconds(git.timeout),
    credentials: {
      usernameFile: place(credentials.usernameFile),
      passwordFile: place(credentials.passwordFile),
      sshKeyFile: place(credentials.sshKeyFile),
      knownHostsFile: place(credentials.knownHostsFile),
    },
    verify: verify
      ? { allowedSignersFile: place(verify.allowedSignersFile), gpgKeysFile: place(verify.gpgKeysFile) }
      : null,
    webhook: webhook ? { provider: webhook.provider, secretFile: String(place(webhook.secretFile)) } : null,
  };
}

/** One of the three is written: that has been judged. */
function refOf({ branch, tag, commit }: WrittenGit['ref']): GitConfig['ref'] {
  if (commit !== undefined) return { commit };
  return tag === undefined ? { branch: String(branch) } : { tag };
}

function scheduleOf({ cron, timeZone, jitter, deadline, retry }: WrittenConfig['schedule']): ScheduleConfig {
  return {
    cron,
    timeZone,
    jitter: milliseconds(jitter),
    deadline: milliseconds(deadline),
    retry: { first: milliseconds(retry.first), factor: retry.factor, longest: milliseconds(retry.longest) },
  };
}

function verifyOf(written: WrittenConfig['verify']): VerifyConfig | null {
  if (!written) return null;
  const { cron, timeZone, jitter, deadline } = written.schedule;
  return {
    schedule: { cron, timeZone, jitter: milliseconds(jitter), deadline: milliseconds(deadline) },
    since: milliseconds(written.since),
    notBefore: written.notBefore === undefined ? null : new Date(written.notBefore).toISOString(),
  };
}

function windowOf({ cron, timeZone, duration }: WrittenWindow): WindowConfig {
  return { cron, timeZone, duration: milliseconds(duration) };
}

function suspensionOf(written: WrittenConfig['suspend']): DaemonConfig['suspend'] {
  if (typeof written === 'boolean') return written ? { reason: null, until: null } : null;
  return { reason: written.reason ?? null, until: written.until === undefined ? null : endOf(written.until) };
}

function serverOf(
  { host, port, readTokenFile, writeTokenFile, externalUrl, allowedHosts }: WrittenConfig['server'],
  place: Place,
): DaemonConfig['server'] {
  return {
    host,
    port,
    readTokenFile: place(readTokenFile),
    writeTokenFile: place(writeTokenFile),
    externalUrl: externalUrl ?? null,
    allowedHosts,
  };
}

function leaseOf(written: WrittenConfig['leadership']): LeaseConfig | null {
  if (!written) return null;
  return {
    name: written.name,
    namespace: written.namespace ?? null,
    duration: milliseconds(written.duration),
    renewWithin: milliseconds(written.renewWithin),
    retryEvery: milliseconds(written.retryEvery),
  };
}

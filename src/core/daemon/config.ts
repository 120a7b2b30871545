/** What a daemon is told to do, with every default filled in. Durations are milliseconds. */
import type { AlertsConfig } from '../alerts/config.ts';
import type { Gravity } from '../kind.ts';
import type { Mode } from './snapshot.ts';

export interface DaemonConfig {
  /** `metadata.name`: names the daemon in logs, leases and tags of metrics. */
  readonly name: string;
  /** Has no default: it must be chosen. */
  readonly mode: Mode;
  readonly source: SourceConfig;
  readonly schedule: ScheduleConfig;
  readonly enforce: EnforceConfig;
  /** Null: it is not suspended by the config. */
  readonly suspend: { readonly reason: string | null; readonly until: string | null } | null;
  /** A harmless field that drifts again this often within the time is contested. */
  readonly contest: { readonly after: number; readonly within: number };
  /** A drift that opens this often within the time is told as one incident. */
  readonly flapping: { readonly after: number; readonly within: number };
  /** Null: no queue of events is read. */
  readonly events: EventsConfig | null;
  readonly history: {
    /** Null: kept in memory alone, and gone with the process. */
    readonly path: string | null;
    readonly keep: number;
  };
  /** Where each report is also written; null: nowhere. */
  readonly reports: { readonly bucket: string; readonly prefix: string; readonly region: string } | null;
  readonly server: ServerConfig;
  /** Null: there is one replica. */
  readonly leadership: LeaseConfig | null;
  /** Null: outside Kubernetes, or no events are wanted there. */
  readonly kubernetes: { readonly events: boolean; readonly terminationLog: string } | null;
  /** Null: nobody is told. */
  readonly alerts: AlertsConfig | null;
  readonly delivery: DeliveryConfig;
  /** Null: log files are not verified. */
  readonly verify: VerifyConfig | null;
  /** Whether the event history is asked who did it. */
  readonly attribution: boolean;
  readonly log: { readonly level: 'error' | 'warn' | 'info' | 'debug' };
  /** How long a call in flight may take once the daemon is to end. */
  readonly grace: number;
}

export type SourceConfig = FolderConfig | GitConfig;

export interface FolderConfig {
  readonly is: 'folder';
  /** Files and folders, relative to the config. */
  readonly paths: readonly string[];
}

export interface GitConfig {
  readonly is: 'git';
  /** `https://…`, `ssh://…` or `user@host:path`; never with a password in it. */
  readonly url: string;
  readonly ref: { readonly branch: string } | { readonly tag: string } | { readonly commit: string };
  /** Within the repository; `''`: all of it. */
  readonly path: string;
  /** Commits that are fetched; 0: all. */
  readonly depth: number;
  readonly interval: number;
  readonly timeout: number;
  /** Files, so that no secret stands in the config. */
  readonly credentials: {
    readonly usernameFile: string | null;
    /** Password or token for https. */
    readonly passwordFile: string | null;
    readonly sshKeyFile: string | null;
    readonly knownHostsFile: string | null;
  };
  /** Commits, or the tag, must be signed by one of these keys; null: signatures are not looked at. */
  readonly verify: { readonly allowedSignersFile: string | null; readonly gpgKeysFile: string | null } | null;
  readonly webhook: {
    readonly provider: 'github' | 'gitlab' | 'generic';
    readonly secretFile: string;
  } | null;
}

export interface ScheduleConfig {
  /** Cron expression of five fields, or six with seconds. */
  readonly cron: string;
  readonly timeZone: string;
  /** A run is put off by up to this time, at random. */
  readonly jitter: number;
  /** Of one run. */
  readonly deadline: number;
  /** Of targets that failed: grows by `factor` from `first` to `longest`. */
  readonly retry: { readonly first: number; readonly factor: number; readonly longest: number };
}

export interface VerifyConfig {
  readonly schedule: Pick<ScheduleConfig, 'cron' | 'timeZone' | 'jitter' | 'deadline'>;
  /** So far it looks back where no earlier time ended, in milliseconds. */
  readonly since: number;
  /** Nothing before is verified. ISO 8601, UTC; null: no such moment. */
  readonly notBefore: string | null;
}

interface EnforceConfig {
  /** Names of kinds; empty: all. */
  readonly kinds: readonly string[];
  /** Patterns of addresses; empty: all. */
  readonly targets: readonly string[];
  /** `weakened`: only drift that weakened the evidence is mended. */
  readonly drift: 'all' | 'weakened';
  /** When enforcing is allowed; none: always. Denying wins. A run that has begun is finished. */
  readonly windows: { readonly allow: readonly WindowConfig[]; readonly deny: readonly WindowConfig[] };
}

export interface WindowConfig {
  /** When it opens. */
  readonly cron: string;
  readonly timeZone: string;
  /** How long it stays open. */
  readonly duration: number;
}

interface EventsConfig {
  /** URL of an SQS queue that EventBridge rules feed. */
  readonly queueUrl: string;
  readonly region: string;
  /** Events that come within this time make one run. */
  readonly gather: number;
}

export interface ServerConfig {
  readonly host: string;
  readonly port: number;
  /** Null: everybody who reaches it may read. */
  readonly readTokenFile: string | null;
  /** Null: nobody may write. */
  readonly writeTokenFile: string | null;
  /** Where people reach the page, for links in messages; null: no links. */
  readonly externalUrl: string | null;
  /** Names by which the server may be called, beside its own addresses, `localhost` and the name in `externalUrl`. */
  readonly allowedHosts: readonly string[];
}

export interface LeaseConfig {
  readonly name: string;
  /** Null: that of the Pod. */
  readonly namespace: string | null;
  /** 35, 30 and 5 seconds by default. */
  readonly duration: number;
  readonly renewWithin: number;
  readonly retryEvery: number;
}

export interface DeliveryConfig {
  /** How old the newest log file may be where events were seen since. */
  readonly log: number;
  /** How old the newest digest may be: CloudTrail writes one an hour, also when nothing happens. */
  readonly digest: number;
  readonly notification: number;
  readonly gravity: Gravity;
}

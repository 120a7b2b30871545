/** A config as it is written, its shape judged and its defaults filled in. Spans of time are still text. */
import type { SoundAlerts, WrittenAlerts } from '../alerts/written.ts';
import type { Gravity } from '../kind.ts';
import type { Mode } from './snapshot.ts';
import type { Schema } from '../spec/schema.ts';

export interface WrittenConfig {
  readonly mode: Mode;
  readonly source: { readonly folder?: { readonly paths: readonly string[] }; readonly git?: WrittenGit };
  readonly schedule: {
    readonly cron: string;
    readonly timeZone: string;
    readonly jitter: string;
    readonly deadline: string;
    readonly retry: { readonly first: string; readonly factor: number; readonly longest: string };
  };
  readonly enforce: {
    readonly kinds: readonly string[];
    readonly targets: readonly string[];
    readonly drift: 'all' | 'weakened';
    readonly windows: { readonly allow: readonly WrittenWindow[]; readonly deny: readonly WrittenWindow[] };
  };
  readonly suspend: boolean | { readonly reason?: string; readonly until?: string };
  readonly contest: WrittenSpan;
  readonly flapping: WrittenSpan;
  readonly events?: { readonly queueUrl: string; readonly region: string; readonly gather: string };
  readonly history: { readonly path?: string; readonly keep: string };
  readonly reports?: { readonly bucket: string; readonly prefix: string; readonly region: string };
  readonly server: {
    readonly host: string;
    readonly port: number;
    readonly readTokenFile?: string;
    readonly writeTokenFile?: string;
    readonly externalUrl?: string;
    readonly allowedHosts: readonly string[];
  };
  readonly leadership?: {
    readonly name: string;
    readonly namespace?: string;
    readonly duration: string;
    readonly renewWithin: string;
    readonly retryEvery: string;
  };
  readonly kubernetes?: { readonly events: boolean; readonly terminationLog: string };
  readonly alerts?: WrittenAlerts;
  readonly delivery: {
    readonly log: string;
    readonly digest: string;
    readonly notification: string;
    readonly gravity: Gravity;
  };
  readonly verify?: {
    readonly schedule: Pick<WrittenConfig['schedule'], 'cron' | 'timeZone' | 'jitter' | 'deadline'>;
    readonly since: string;
    readonly notBefore?: string;
  };
  readonly attribution: boolean;
  readonly log: { readonly level: 'error' | 'warn' | 'info' | 'debug' };
  readonly grace: string;
}

export interface WrittenGit {
  readonly url: string;
  readonly ref: { readonly branch?: string; readonly tag?: string; readonly commit?: string };
  readonly path: string;
  readonly depth: number;
  readonly interval: string;
  readonly timeout: string;
  readonly credentials: {
    readonly usernameFile?: string;
    readonly passwordFile?: string;
    readonly sshKeyFile?: string;
    readonly knownHostsFile?: string;
  };
  readonly verify?: { readonly allowedSignersFile?: string; readonly gpgKeysFile?: string };
  readonly webhook?: { readonly provider: 'github' | 'gitlab' | 'generic'; readonly secretFile: string };
}

export interface WrittenWindow {
  readonly cron: string;
  readonly timeZone: string;
  readonly duration: string;
}

interface WrittenSpan {
  readonly after: number;
  readonly within: string;
}

/** A config less what is wrong in it by itself. What has a default is always there. */
export type SoundConfig = Omit<WrittenConfig, 'mode' | 'source' | 'enforce' | 'alerts'> & {
  readonly mode?: Mode;
  readonly alerts?: SoundAlerts;
  readonly source?: Omit<WrittenConfig['source'], 'git'> & { readonly git?: SoundGit };
  readonly enforce: {
    readonly windows: { readonly allow: readonly SoundWindow[]; readonly deny: readonly SoundWindow[] };
  };
};

export type SoundGit = Omit<WrittenGit, 'url'> & { readonly url?: string };

export type SoundWindow = Pick<WrittenWindow, 'timeZone'> & Partial<WrittenWindow>;

/** A value that fits its schema, with the defaults of it, at every depth. */
export function filled(schema: Schema, value: unknown): unknown {
  if (Array.isArray(value)) return value.map(item => filled(schema['items'] as Schema, item));
  if (value === null || typeof value !== 'object') return value;
  const properties = Object.entries(schema['properties'] as Readonly<Record<string, Schema>>);
  const known = properties.map(([key, inner]) => {
    const given = (value as Readonly<Record<string, unknown>>)[key];
    return [key, filled(inner, given === undefined ? inner['default'] : given)] as const;
  });
  return { ...value, ...Object.fromEntries(known.filter(([, inner]) => inner !== undefined)) };
}

import type { Option } from 'commander';

import type { Gravity } from '../core/kind.ts';
import type { LogKind } from '../logs/layout.ts';
import type { Output } from './output.ts';
import type { ReportFile } from './reports/formats.ts';

export const logLevels = ['silent', 'error', 'warn', 'info', 'debug'] as const;
type LogLevel = (typeof logLevels)[number];

/** The forms of a result. The first two are every command's. */
export type Format = 'human' | 'json' | 'cloudformation' | 'terraform' | 'ndjson' | 'csv' | 'parquet' | 'arrow';

/** What was typed, over all commands; which options a command takes, its definition says. */
export interface Options {
  readonly format: Format;
  /** It was typed, and is not what it is by default. */
  readonly formatNamed?: true;
  /** Beside what goes to the screen. */
  readonly report?: readonly ReportFile[];
  readonly color: 'auto' | 'always' | 'never';
  readonly logLevel: LogLevel;
  readonly ascii?: true;
  readonly profile?: string;
  readonly region?: string;
  readonly endpointUrl?: string;
  /** Seconds; of what asks AWS. */
  readonly deadline?: number;
  readonly target?: readonly string[];
  readonly calls?: true;
  readonly full?: true;
  readonly expand?: true;
  readonly brief?: true;
  /** False: nobody is asked who did it. */
  readonly attribution?: boolean;
  readonly out?: string;
  /** 64 hexadecimal digits. */
  readonly planDigest?: string;
  /** A file. */
  readonly fromReport?: string;
  /** A file; of `history`, whether it is shown. */
  readonly journal?: string | true;
  /** A file. */
  readonly database?: string;
  readonly url?: string;
  /** A file. */
  readonly tokenFile?: string;
  /** Seconds before now, or a moment. */
  readonly since?: number | string;
  readonly status?: 'open' | 'closed' | 'both';
  /** In seconds. */
  readonly expires?: number;
  readonly detailedExitcode?: true;
  readonly failOn?: Gravity;
  readonly offline?: true;
  readonly check?: true;
  /** A path, or a revision of git. */
  readonly base?: string;
  readonly yes?: true;
  readonly allowWeakening?: true;
  /** Patterns of addresses. */
  readonly adopt?: readonly string[];
  readonly liftLimits?: true;
  readonly skipRefused?: true;
  /** Every enabled region, of `get`. */
  readonly allRegions?: true;
  readonly account?: string;
  readonly host?: string;
  readonly port?: number;
  readonly organization?: string;
  readonly keep?: true;
  /** What a policy is for; of following, seconds. */
  readonly for?: 'plan' | 'apply' | 'logs' | number;
  /** An ARN, or twelve digits. */
  readonly trust?: string;
  readonly externalId?: string;
  readonly roleName?: string;
  /** A file with a policy; `-` for stdin. */
  readonly file?: string;
  readonly bucket?: string;
  /** ARNs; of policies that are printed, names do for trails. */
  readonly topic?: string;
  readonly key?: string;
  readonly trail?: string;
  /** Names or ARNs. */
  readonly logGroup?: string;
  readonly role?: string;
  readonly prefix?: string;
  readonly singleRegion?: true;
  /** False: without log file validation, without Insights. */
  readonly logFileValidation?: boolean;
  readonly insights?: boolean;
  /** Name or ARN; of following, also a URL. */
  readonly queue?: string;
  readonly useBucket?: string;
  readonly useTopic?: string;
  readonly kmsKey?: string;
  /** A file: the config of a daemon. */
  readonly config?: string;
  readonly once?: true;
  /** Names of receivers. */
  readonly receiver?: readonly string[];
  /** What messages tell. */
  readonly happening?: readonly string[];
  readonly dryRun?: true;
  /** Of a spec: its owner. */
  readonly name?: string;
  /** A file: how far log files were verified. */
  readonly checkpoint?: string;
  readonly sinceCheckpoint?: true;
  /** False: the event history is not asked. */
  readonly history?: boolean;
  /** As `since`. */
  readonly until?: number | string;
  /** Seconds. */
  readonly late?: number;
  /** A folder with a copy of log files. */
  readonly from?: string;
  /** A file with public keys. */
  readonly keys?: string;
  /** A ready question of `logs query`. */
  readonly ask?: string;
  readonly engine?: 'duckdb' | 'athena';
  /** Of Athena. */
  readonly workgroup?: string;
  /** `s3://…`, of Athena. */
  readonly outputLocation?: string;
  /** The view of Athena that has the columns of `events`. */
  readonly table?: string;
  /** Where Athena is asked. */
  readonly athenaRegion?: string;
  /** Seconds: how long something is waited for. */
  readonly wait?: number;
  readonly digest?: true;
  /** False: digests are not looked at. */
  readonly digests?: boolean;
  /** A folder that is made; true: its name is worked out. */
  readonly recover?: string | true;
  /** What files hold. */
  readonly kind?: readonly LogKind[];
  readonly summary?: true;
  /** Patterns, of records. */
  readonly eventName?: readonly string[];
  readonly user?: readonly string[];
  readonly source?: readonly string[];
  readonly error?: readonly string[];
  readonly resource?: readonly string[];
  readonly ip?: readonly string[];
  /** An expression. */
  readonly where?: string;
  /** Files and folders; `-` for stdin. */
  readonly input?: readonly string[];
  readonly keepDuplicates?: true;
  readonly strict?: true;
  readonly rawCells?: true;
  /** A queue for this run alone. */
  readonly createQueue?: true;
  readonly poll?: true;
  /** Seconds. */
  readonly interval?: number;
  /** A file. */
  readonly state?: string;
  /** Records. */
  readonly max?: number;
}

/** One call of a command. */
export interface Input {
  readonly args: readonly string[];
  readonly options: Options;
  readonly output: Output;
  /** Its name. */
  readonly command: string;
}

/** One command: what help and docs say of it, and what carries it out. */
export interface CommandDefinition {
  /** One word, or two: `policy iam`. */
  readonly name: string;
  /** Under which heading the list of commands has it. */
  readonly group: 'Look' | 'Act' | 'Logs' | 'Try it' | 'More';
  /** A few words for the list of commands. */
  readonly summary: string;
  /** A sentence or two for its own help. */
  readonly description: string;
  /** As commander writes them: `[SPEC...]`, `<NAME>`. */
  readonly argument?: {
    readonly flags: string;
    readonly description: string;
    /** What can stand there, if it is one of a few. Default: files and folders. */
    readonly words?: () => Promise<readonly string[]>;
  };
  /** Lines to copy, each with what it does. */
  readonly examples: readonly (readonly [line: string, what: string])[];
  /** The forms its result can have, if others than `human` and `json`. */
  readonly formats?: readonly Format[];
  readonly options: readonly OptionGroup[];
  /** What the marks in its output mean, if it has any. */
  readonly marks?: readonly string[];
  /** The exit codes it can end with, each with a word for it here. */
  readonly exits: readonly (readonly [code: number, meaning: string])[];
  /** Other commands that people look for who look for this one. */
  readonly see?: readonly string[];
  /** Carries it out and answers the exit code. Loads what it needs only then. */
  readonly run: (input: Input) => Promise<number>;
}

export interface OptionGroup {
  readonly heading: string;
  readonly options: readonly Option[];
}

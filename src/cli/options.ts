/** Options that several commands take. Each is made anew, because commander keeps state in them. */
import { InvalidArgumentError, Option } from 'commander';

import { regionPattern } from '../core/spec/regions.ts';
import type { Format, OptionGroup } from './definition.ts';
import { logLevels } from './definition.ts';

/** The forms of a result that every command has. */
export const usualFormats: readonly Format[] = ['human', 'json'];

/** Understood by every command, before its name or after it. Which formats one takes is checked once it is known. */
export function everywhere(formats: readonly Format[] = usualFormats): readonly Option[] {
  return [
    new Option(`--format <${formats.join('|')}>`, 'text, or one document on stdout').default('human'),
    new Option('--color <auto|always|never>', 'auto: on a terminal without NO_COLOR')
      .choices(['auto', 'always', 'never'])
      .default('auto'),
    new Option('--ascii', 'no symbols beyond ASCII'),
    new Option('--log-level <LEVEL>', `${logLevels.join(', ')}; to stderr`).choices([...logLevels]).default('warn'),
  ];
}

/** How long a run may take, in seconds: a large organization takes minutes. */
export const usualDeadline = 1_800;

/** How AWS is reached. Credentials come from the AWS SDK's default chain. */
export function reaching(): OptionGroup {
  return {
    heading: 'AWS',
    options: [
      new Option('--profile <NAME>', 'of the AWS config and credentials files'),
      new Option('--region <REGION>', 'where it asks whose account this is').argParser(regionShape),
      new Option('--endpoint-url <URL>', 'a sandbox instead of AWS; as AWS_ENDPOINT_URL').argParser(endpointUrl),
    ],
  };
}

/** The same of what reads log files: --region says whose. */
export function reachingLogs(): OptionGroup {
  const { heading, options } = reaching();
  return { heading, options: options.filter(({ long }) => long !== '--region') };
}

/** The same of a run that has a deadline. */
export function connection(): OptionGroup {
  const { heading, options } = reaching();
  return {
    heading,
    options: [
      ...options,
      new Option('--deadline <DURATION>', 'when it stops waiting, with what it has: 90s, 10m, 1h')
        .argParser(deadlineSpan)
        .default(usualDeadline, '30m'),
    ],
  };
}

export function target(): Option {
  return new Option('--target <ADDRESS>', 'only these: trail/main, */*@*/us-east-1; may be repeated').argParser(
    collect,
  );
}

export const fromReport = (): Option =>
  new Option('--from-report <FILE>', 'put back what an apply did, by what apply --format json printed');

export function base(): Option {
  return new Option(
    '--base <PATH|REV>',
    'the spec as it was applied: there, or at that revision of git; tells what changed outside',
  );
}

/** What is permitted for one run only. */
export function permissions(): OptionGroup {
  return {
    heading: 'By your leave, for this run',
    options: [
      new Option('--allow-weakening', 'changes that leave less evidence than now'),
      new Option('--adopt <ADDRESS>', 'these are ours, though they lack our owner tag; may be repeated').argParser(
        collect,
      ),
      new Option('--lift-limits', 'more changes than the limits of the spec'),
      new Option('--skip-refused', 'do the rest when something is refused'),
    ],
  };
}

export const noAttribution = (): Option => new Option('--no-attribution', 'do not ask the event history who did it');

export function looks(): readonly Option[] {
  return [
    new Option('--full', 'every field, whole policies'),
    new Option('--expand', 'the same change of many resources not in one block'),
  ];
}

export const calls = (): Option => new Option('--calls', 'the exact API calls, in order');

/** Adds to what an option was given before. An empty one comes from a variable that is not set, and does not mean all. */
function collect(value: string, before: readonly string[] = []): readonly string[] {
  if (value.trim() === '') throw new InvalidArgumentError('An address is missing.');
  return [...before, value];
}

/** Each of several values of an option. @param choices what there is; absent: anything */
export function collected(missing: string, choices?: readonly string[]) {
  return (value: string, before: readonly string[] = []): readonly string[] => {
    if (value.trim() === '') throw new InvalidArgumentError(missing);
    if (choices && !choices.includes(value))
      throw new InvalidArgumentError(`Allowed choices are ${choices.join(', ')}.`);
    return [...before, value];
  };
}

const units = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** A span of time such as `90s`, `30m`, `24h`, `7d`, in seconds. */
export function timeSpan(value: string): number {
  const [, count, unit] = /^([1-9]\d{0,5})([smhd])$/.exec(value) ?? [];
  if (count === undefined) throw new InvalidArgumentError('A span of time is such as 90s, 30m, 24h or 7d.');
  return Number(count) * units[unit as keyof typeof units];
}

/** A span is of seconds; a moment is as ISO 8601 has it. */
export function moment(value: string): number | string {
  if (/^\d+[smhd]$/u.test(value)) return timeSpan(value);
  const date = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/u.test(value)
    ? new Date(value)
    : null;
  if (date === null || Number.isNaN(date.getTime()))
    throw new InvalidArgumentError('A span such as 7d, or a moment such as 2026-11-19T03:00:00Z.');
  return date.toISOString();
}

/** Seconds; timers of Node cannot wait for a month. */
function deadlineSpan(value: string): number {
  const seconds = timeSpan(value);
  if (seconds > 86_400) throw new InvalidArgumentError('A run takes 24h at most.');
  return seconds;
}

/** Of a daemon. */
export function httpUrl(value: string): string {
  const { protocol } = URL.parse(value) ?? {};
  if (protocol !== 'http:' && protocol !== 'https:')
    throw new InvalidArgumentError('The address of a page begins with http:// or https://.');
  return value;
}

/** With the scheme of HTTP: the SDK would take anything, and fail at the first question. */
function endpointUrl(value: string): string {
  const { protocol } = URL.parse(value) ?? {};
  if (protocol !== 'http:' && protocol !== 'https:')
    throw new InvalidArgumentError('An endpoint is a URL with http:// or https://.');
  return value;
}

/** New regions appear every year, so the shape alone is checked. */
export function regionShape(value: string): string {
  if (!new RegExp(`^${regionPattern}$`).test(value)) throw new InvalidArgumentError('A region looks like eu-west-1.');
  return value;
}

/** A port of TCP; 0 is any free one. */
export function portNumber(value: string): number {
  const port = Number(value);
  if (!/^\d+$/.test(value) || port > 65_535) throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return port;
}

/** As plan prints it. */
export function digest(value: string): string {
  if (!/^[0-9a-f]{64}$/.test(value)) throw new InvalidArgumentError('A digest has 64 hexadecimal digits.');
  return value;
}

/** Twelve digits. */
export function accountId(value: string): string {
  if (!/^\d{12}$/.test(value)) throw new InvalidArgumentError('An account id has twelve digits.');
  return value;
}

export const specArgument = {
  flags: '[SPEC...]',
  description: 'Files and folders of the spec. Default: ./specs if there is such a folder, else ./trailwarden.yaml.',
};

export const marks: readonly string[] = [
  "+ add   ~ change   - remove   > adopt   ! wrong, not apply's to change",
  '[weakens] leaves less evidence than now   ? NOT KNOWN: could not be read',
];

/** The owner of a spec, as `metadata.name` takes it. */
export function ownerName(description: string): Option {
  return new Option('--name <OWNER>', description).argParser(value => {
    if (!/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(value))
      throw new InvalidArgumentError('An owner has lower-case letters, digits and hyphens, 63 at most.');
    return value;
  });
}

/** A region that something is about, rather than one to ask. */
export const regionName = (description: string): Option =>
  new Option('--region <REGION>', description).argParser(regionShape);

/** What a workflow says to the action, read from its environment. Nothing of it ever passes through a shell. */

const commands = ['validate', 'plan', 'apply', 'drift'] as const;
export type Command = (typeof commands)[number];

const gravities = ['critical', 'high', 'medium', 'low', 'info'] as const;
type Gravity = (typeof gravities)[number];

/** `error`: whatever was not done or not known; `differs`: a difference, too; a gravity: a drift of it or graver, too. */
export type FailOn = 'error' | 'differs' | Gravity;

/** The value of `plan-digest` that stands for the one in the comment of the merged pull request. */
export const fromComment = 'from-comment';

export interface Inputs {
  readonly command: Command;
  /** Files and folders; empty: where the program looks by itself. */
  readonly specs: readonly string[];
  readonly targets: readonly string[];
  /** `FORMAT=FILE`. */
  readonly reports: readonly string[];
  /** Passed on as they are, one argument each. */
  readonly more: readonly string[];
  readonly base: string | null;
  readonly region: string | null;
  readonly endpointUrl: string | null;
  readonly offline: boolean;
  /** A saved plan to apply, instead of a spec. */
  readonly planFile: string | null;
  /** 64 hex digits, or `from-comment`. */
  readonly planDigest: string | null;
  readonly failOn: FailOn;
  readonly comment: boolean;
  /** Whose comments are taken for ours. */
  readonly commentAuthor: string;
  readonly annotations: boolean;
  readonly summary: boolean;
  readonly token: string;
}

/** Everything that is wrong with the inputs, a sentence each without full stop. */
export interface Mistakes {
  readonly mistakes: readonly string[];
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Set by the action itself, each to a file that it reads again. */
const ours = ['--format', '--out', '--report', '--detailed-exitcode', '--color', '--plan-digest', '--yes', '--offline'];

/** @param env has each input as `INPUT_` and its name in capitals, `_` for `-` */
export function readInputs(env: Environment): Inputs | Mistakes {
  const text = (name: string): string => env[inputName(name)]?.trim() ?? '';
  const lines = (name: string) =>
    text(name)
      .split('\n')
      .map(line => line.trim())
      .filter(line => line !== '');
  const mistakes: string[] = [];
  const oneOf = <const T extends string>(name: string, allowed: readonly T[], usual: T): T => {
    const found = text(name) === '' ? usual : allowed.find(one => one === text(name));
    if (found === undefined) mistakes.push(`${name} is ${quoted(text(name))}, and may be ${allowed.join(', ')}`);
    return found ?? usual;
  };
  const flag = (name: string, usual: boolean) => oneOf(name, ['true', 'false'], usual ? 'true' : 'false') === 'true';
  if (text('command') === '') mistakes.push(`command is missing; it may be ${commands.join(', ')}`);
  const command = oneOf('command', commands, 'plan');
  const inputs: Inputs = {
    command,
    specs: lines('spec'),
    targets: lines('target'),
    reports: lines('report'),
    more: lines('args'),
    base: text('base') || null,
    region: text('region') || null,
    endpointUrl: text('endpoint-url') || null,
    offline: flag('offline', false),
    planFile: text('plan-file') || null,
    planDigest: text('plan-digest') || null,
    failOn: oneOf('fail-on', ['error', 'differs', ...gravities], command === 'drift' ? 'differs' : 'error'),
    comment: flag('comment', false),
    commentAuthor: text('comment-author') || 'github-actions[bot]',
    annotations: flag('annotations', true),
    summary: flag('summary', true),
    token: text('github-token'),
  };
  mistakes.push(...contradictions(inputs));
  return mistakes.length === 0 ? inputs : { mistakes };
}

/** The name of the variable that carries an input. */
function inputName(input: string): string {
  return `INPUT_${input.toUpperCase().replaceAll('-', '_')}`;
}

function contradictions(inputs: Inputs): readonly string[] {
  const { command, planFile, planDigest, specs, failOn, base, offline, more, reports } = inputs;
  const only = (said: boolean, input: string, where: readonly Command[]) =>
    said && !where.includes(command) ? [`${input} is for ${where.join(' and ')}, not for ${command}`] : [];
  return [
    ...only(planFile !== null, 'plan-file', ['apply']),
    ...only(planDigest !== null, 'plan-digest', ['apply']),
    ...only(base !== null, 'base', ['plan', 'drift']),
    ...only(offline, 'offline', ['plan']),
    ...only(failOn === 'differs', 'fail-on: differs', ['plan', 'drift']),
    ...only(failOn !== 'differs' && failOn !== 'error', `fail-on: ${failOn}`, ['drift']),
    ...(planFile !== null && specs.length > 0 ? ['plan-file and spec exclude each other'] : []),
    ...(planDigest === null || planDigest === fromComment || /^[0-9a-f]{64}$/.test(planDigest)
      ? []
      : [`plan-digest is ${quoted(planDigest)}, and may be 64 hex digits or ${fromComment}`]),
    ...more.flatMap(argument => {
      const name = argument.split('=')[0] ?? '';
      return ours.includes(name) ? [`args has ${name}, which the action sets by itself`] : [];
    }),
    ...reports.flatMap(report => (/^[a-z-]+=./.test(report) ? [] : [`report has ${quoted(report)}, not FORMAT=FILE`])),
  ];
}

const quoted = (text: string): string => JSON.stringify(text);

/** The command line of a run. */
import { join } from 'node:path';

import type { Inputs } from './inputs.ts';

/** Where a run leaves what the action reads again, or hands on. */
export interface Files {
  readonly plan: string;
  readonly json: string;
  readonly text: string;
  readonly markdown: string;
  readonly annotations: string;
  readonly summary: string;
  readonly stderr: string;
}

export function filesIn(folder: string): Files {
  return {
    plan: join(folder, 'plan.json'),
    json: join(folder, 'report.json'),
    text: join(folder, 'report.txt'),
    markdown: join(folder, 'report.md'),
    annotations: join(folder, 'annotations.txt'),
    summary: join(folder, 'summary.md'),
    stderr: join(folder, 'stderr.txt'),
  };
}

/** What follows the program's name. */
export function argumentsOf(inputs: Inputs, files: Files): readonly string[] {
  const { command, specs, targets, reports, more, base, region, endpointUrl } = inputs;
  return [
    command,
    '--color=never',
    ...forCommand(inputs, files),
    ...option('base', base),
    ...option('region', region),
    ...option('endpoint-url', endpointUrl),
    ...targets.flatMap(target => option('target', target)),
    ...[...ownReports(inputs, files), ...reports].flatMap(report => option('report', report)),
    ...more,
    '--',
    ...(inputs.planFile === null ? specs : [inputs.planFile]),
  ];
}

function forCommand({ command, offline, failOn, planFile, planDigest }: Inputs, { plan }: Files): readonly string[] {
  switch (command) {
    case 'validate':
      return [];
    case 'plan':
      return ['--detailed-exitcode', ...(offline ? ['--offline'] : option('out', plan))];
    case 'drift':
      return failOn === 'error' || failOn === 'differs' ? [] : option('fail-on', failOn);
    case 'apply':
      if (planDigest !== null) return option('plan-digest', planDigest);
      return planFile === null ? ['--yes'] : [];
  }
}

function ownReports({ comment, annotations, summary }: Inputs, files: Files): readonly string[] {
  return [
    `json=${files.json}`,
    ...(comment ? [`markdown=${files.markdown}`] : []),
    ...(annotations ? [`github=${files.annotations}`] : []),
    ...(summary ? [`github-summary=${files.summary}`] : []),
  ];
}

/** As one argument, so that a value that begins with a dash stays a value. */
const option = (name: string, value: string | null): readonly string[] =>
  value === null ? [] : [`--${name}=${value}`];

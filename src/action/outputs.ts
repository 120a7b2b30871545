/** What later steps learn of a run: the names that users of Terraform's actions know. */
import type { Files } from './arguments.ts';
import type { Command, FailOn } from './inputs.ts';

/** What the action reads of report.schema.json and validation.schema.json. */
export interface RunDocument {
  readonly kind?: string;
  readonly reason?: string | null;
  readonly verdict?: { readonly reason: string | null };
  readonly digest?: string | null;
  readonly counts?: Counts;
  readonly resource_changes?: readonly { readonly change: { readonly actions: readonly string[] } }[];
}

interface Counts {
  readonly add: number;
  readonly change: number;
  readonly destroy: number;
  readonly refused: number;
  readonly withheld: number;
  readonly unreadable: number;
  readonly origins: { readonly outside: number } | null;
}

export interface Told {
  readonly command: Command;
  readonly code: number;
  /** Null: the run ended before it could write one. */
  readonly document: RunDocument | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Those that exist. */
  readonly files: Pick<Files, 'text' | 'stderr'> & { readonly plan: string | null; readonly json: string | null };
  readonly commentUrl: string | null;
}

/** By its exit code, for a run that left no document. */
const reasons: Readonly<Record<number, string>> = {
  1: 'error',
  2: 'differs',
  3: 'invalid',
  4: 'partly-applied',
  5: 'refused',
  6: 'stale-plan',
  7: 'locked',
  8: 'incomplete',
  130: 'interrupted',
  143: 'interrupted',
};

/** Every output by its name; one that has no value is empty. */
export function outputsOf(told: Told): Readonly<Record<string, string>> {
  const { command, code, document, files } = told;
  const counts = document?.counts;
  const changes = counts && counts.add + counts.change + counts.destroy + counts.refused + counts.withheld > 0;
  const drift = command === 'drift' ? changes : counts?.origins && counts.origins.outside > 0;
  const imports = document?.resource_changes?.filter(({ change }) => change.actions.includes('adopt')).length;
  const reason = document?.verdict ? document.verdict.reason : (document?.reason ?? reasons[code]);
  return strings({
    changes,
    plan_path: files.plan,
    json_plan_path: files.json,
    text_plan_path: files.text,
    to_add: counts?.add,
    to_change: counts?.change,
    to_destroy: counts?.destroy,
    to_import: imports,
    failure_reason: code === 0 ? '' : reason,
    exitcode: code,
    stdout: cut(told.stdout),
    stderr: cut(told.stderr),
    stdout_path: files.text,
    stderr_path: files.stderr,
    drift,
    plan_digest: document?.digest,
    unknown: counts?.unreadable,
    comment_url: told.commentUrl,
  });
}

function strings(
  values: Readonly<Record<string, string | number | boolean | null | undefined>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, `${value ?? ''}`]));
}

/** Characters of an output that a workflow carries along; all outputs of a job share one MiB. The file has all. */
const longest = 60_000;

function cut(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}\n… ${text.length - longest} more characters\n`;
}

/** Whether the step fails: by all that is not done or not known, and by differences where that was asked for. */
export function fails(command: Command, code: number, failOn: FailOn): boolean {
  const tellsOfDifferences = command === 'plan' || command === 'drift';
  return code === 2 && tellsOfDifferences ? failOn !== 'error' : code !== 0;
}

/**
 * Outputs as the file `GITHUB_OUTPUT` takes them.
 *
 * @param delimiter stands in no value, so that no value can end early and set another output
 */
export function outputFile(outputs: Readonly<Record<string, string>>, delimiter: string): string {
  return Object.entries(outputs)
    .map(([name, value]) => `${name}<<${delimiter}\n${value}\n${delimiter}\n`)
    .join('');
}

/** `plan` and `drift`: look, compare, tell. Nothing is written to AWS. */
import { withAttributions } from '../../app/attribution-report.ts';
import type { ReportPorts } from '../../app/attribution-report.ts';
import { reconcile } from '../../app/reconcile.ts';
import { withEstate } from '../../app/report-estate.ts';
import type { Result, Run } from '../../app/run.ts';
import { exitCodes, verdictOf } from '../../core/report.ts';
import type { Report } from '../../core/report.ts';
import { renderDrift } from '../../render/drift.ts';
import { renderPlan } from '../../render/plan.ts';
import { outside } from '../compose.ts';
import type { Input, Options } from '../definition.ts';
import { endsAtOnce } from '../interruption.ts';
import { specPaths } from '../spec-paths.ts';
import { Refusal } from '../trouble.ts';
import { version } from '../version.ts';
import { waiting } from '../waiting.ts';
import { withReport } from './from-report.ts';
import { tellInvalid } from './invalid.ts';
import { baseOf } from './base.ts';
import { leave } from './leave.ts';
import { writePlanFile } from './plan-file.ts';
import { drawsEstate } from '../reports/formats.ts';
import { writeInterrupted } from '../reports/write.ts';
import { inFile, quotedForShell, reachedBy, viewOf } from './view.ts';
import { jsonText } from '../../render/json-text.ts';

export async function showPlan(input: Input): Promise<number> {
  const { offline, expires } = input.options;
  if (expires !== undefined && input.options.out === undefined)
    throw new Refusal('invalid', {
      code: 'wrong-arguments',
      message: '--expires says how long a saved plan is good for, and --out is missing',
      hint: 'trailwarden plan --out FILE --expires 24h',
    });
  const result = offline ? await (await import('./offline.ts')).compareOffline(input) : await look('plan', input);
  if ('invalid' in result) return tellInvalid(result.invalid, result.sources, input);
  const { out } = input.options;
  if (out !== undefined) await save(out, result.report, input.options);
  const view = viewOf(input);
  const commands =
    out === undefined ? view.commands : { ...view.commands, apply: savedPlanCommand(out, input.options) };
  return tell(result.report, input, {
    text: () => renderPlan(result.report, { ...view, commands }),
    plainText: () => renderPlan(result.report, { ...view, ...inFile, commands }),
  });
}

function savedPlanCommand(file: string, options: Options): string {
  return ['trailwarden', 'apply', file, ...reachedBy(options)].map(quotedForShell).join(' ');
}

export async function showDrift(input: Input): Promise<number> {
  const result = await look('drift', input);
  if ('invalid' in result) return tellInvalid(result.invalid, result.sources, input);
  const view = viewOf(input);
  return tell(result.report, input, {
    text: () => renderDrift(result.report, view),
    plainText: () => renderDrift(result.report, { ...view, ...inFile }),
  });
}

async function look(command: 'plan' | 'drift', { args, options, output }: Input): Promise<Result> {
  const base = await baseOf({ args, options });
  return withReport(options, async report =>
    lookAt(command, { args, options, output, command }, { ...report, ...(base ? { base } : {}) }),
  );
}

async function lookAt(
  command: 'plan' | 'drift',
  { args, options, output }: Input,
  held: Pick<Run, 'base' | 'undo'>,
): Promise<Result> {
  const wait = waiting(output);
  const guard = endsAtOnce(async () => {
    wait.stop();
    await writeInterrupted({ options, output, command });
  });
  const ports = await outside(options, output);
  try {
    const result = await reconcile(
      {
        command,
        paths: specPaths(args),
        targets: options.target ?? [],
        ...held,
        ...leave(options),
        approve: () => Promise.resolve(true),
        signal: new AbortController().signal,
      },
      { ...ports, progress: wait, onChange: () => undefined },
    );
    const drawn = drawsEstate(options) ? withEstate(result, ports.digest) : result;
    return command === 'drift' ? await told(drawn, options, { ...ports, progress: wait }) : drawn;
  } finally {
    wait.stop();
    ports.cloud.close();
    guard.release();
  }
}

/** The result with who did it, unless nobody wants to know. */
export async function told(result: Result, { attribution = true }: Options, ports: ReportPorts): Promise<Result> {
  if ('invalid' in result || !attribution) return result;
  return { ...result, report: await withAttributions(result.report, ports) };
}

/** A report as people read it. */
interface Texts {
  /** As the screen can show it. */
  readonly text: () => string;
  /** As a file has it. */
  readonly plainText: () => string;
}

/** Prints a report, as text or as data, writes it wherever it is wanted, and answers the exit code it comes to. */
export async function tell(
  report: Report,
  { options, output }: Pick<Input, 'options' | 'output'>,
  { text, plainText }: Texts,
): Promise<number> {
  const verdict = verdictOf(report, options.detailedExitcode ?? false, options.failOn);
  const { writeReports } = await import('../reports/write.ts');
  const written = await writeReports({ report, verdict, text: plainText }, { options, output });
  if (options.format === 'json') {
    const { reportDocument } = await import('../../render/documents.ts');
    output.result(`${jsonText(reportDocument(report, verdict, { version }))}\n`);
  } else {
    output.result(`${text()}\n`);
  }
  return verdict.exitCode === 0 && !written ? exitCodes.error : verdict.exitCode;
}

/** Hours for which a saved plan is good, unless it was said otherwise. */
const usualHours = 24;

async function save(
  file: string,
  { plan, digest = '', finishedAt }: Report,
  { expires, skipRefused }: Options,
): Promise<void> {
  const { planDocument } = await import('../../render/documents.ts');
  const good = expires ?? usualHours * 3600;
  const expiresAt = new Date(Date.parse(finishedAt) + good * 1000).toISOString();
  const meta = { savedAt: finishedAt, expiresAt, skipRefused: skipRefused ?? false, digest, version };
  await writePlanFile(file, `${jsonText(planDocument(plan, meta))}\n`);
}

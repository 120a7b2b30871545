/** `apply`: plan, ask, carry out, read again; or exactly a plan that was saved. */
import type { Ports } from '../../app/ports.ts';
import { reconcile } from '../../app/reconcile.ts';
import { withEstate } from '../../app/report-estate.ts';
import type { Result, Run } from '../../app/run.ts';
import { applySaved } from '../../app/saved.ts';
import type { Problem } from '../../core/model.ts';
import type { Plan } from '../../core/plan.ts';
import { countsOf, exitCodes } from '../../core/report.ts';
import type { Report } from '../../core/report.ts';
import { renderOutcome } from '../../render/outcome.ts';
import { renderPlan } from '../../render/plan.ts';
import { outside } from '../compose.ts';
import type { Outside } from '../compose.ts';
import type { Input, Options } from '../definition.ts';
import { interruptible } from '../interruption.ts';
import type { Interruption } from '../interruption.ts';
import { ask, someoneIsThere } from '../question.ts';
import { specPaths } from '../spec-paths.ts';
import { Refusal } from '../trouble.ts';
import { waiting } from '../waiting.ts';
import type { Waiting } from '../waiting.ts';
import { Followed } from './followed.ts';
import { withReport } from './from-report.ts';
import { tellInvalid } from './invalid.ts';
import { withJournal } from './journal.ts';
import { leave } from './leave.ts';
import { tell, told } from './look.ts';
import { savedPlanText } from './plan-file.ts';
import { drawsEstate } from '../reports/formats.ts';
import { writeInterrupted } from '../reports/write.ts';
import { inFile, viewOf } from './view.ts';

export async function applySpec(input: Input): Promise<number> {
  const saved = await savedPlanText(input.args);
  return underway(input, async run => {
    let planShown = false;
    const approve = (report: Report): Promise<true | Problem> => {
      planShown = true;
      return approved(report, run);
    };
    const applied = saved === undefined ? await planned(run, approve) : await fromFile(saved, run);
    const result = run.interruption.signal.aborted ? applied : await told(applied, input.options, run.ports);
    if ('invalid' in result) return tellInvalid(result.invalid, result.sources, input);
    run.wait.stop();
    const view = { ...viewOf(input, saved !== undefined), planShown };
    const code = await tell(result.report, input, {
      text: () => renderOutcome(result.report, view),
      plainText: () => renderOutcome(result.report, { ...view, ...inFile, planShown: false }),
    });
    return code === exitCodes.interrupted ? (run.interruption.code() ?? code) : code;
  });
}

/** An apply while it runs. */
interface Underway {
  readonly input: Input;
  readonly ports: Ports & Outside;
  readonly wait: Waiting;
  readonly interruption: Interruption;
  /** From here on this plan is carried out: an interruption lets the call in flight finish. */
  begin(plan: Plan): void;
}

async function underway(input: Input, work: (run: Underway) => Promise<number>): Promise<number> {
  const { options, output } = input;
  const wait = waiting(output);
  let begun = false;
  const interruption = interruptible(() => {
    if (begun) return output.note('Finishing the call in flight, then stopping. Ctrl-C again ends at once.\n');
    wait.stop();
    output.note('\nInterrupted: nothing was changed.\n');
    void writeInterrupted(input).finally(() => process.exit(interruption.code()));
  });
  const connected = await outside(options, output);
  const journal = await withJournal(connected.cloud, connected.clock, input);
  const found = { ...connected, cloud: journal.cloud };
  const followed = new Followed({ output, wait, clock: found.clock });
  const ports = {
    ...found,
    progress: wait,
    onChange: (...news: Parameters<Ports['onChange']>) => followed.onChange(...news),
  };
  const begin = (plan: Plan): void => {
    begun = true;
    followed.begin(plan);
  };
  try {
    return await work({ input, ports, wait, interruption, begin });
  } finally {
    wait.stop();
    ports.cloud.close();
    await journal.close();
    interruption.release();
  }
}

function planned({ input, ports, interruption }: Underway, approve: Run['approve']): Promise<Result> {
  const { args, options } = input;
  const run = {
    paths: specPaths(args),
    targets: options.target ?? [],
    signal: interruption.signal,
    approve,
    ...leave(options),
    ...approvedDigest(options),
  };
  return withReport(options, async report => {
    const result = await reconcile({ command: 'apply', ...run, ...report }, ports);
    return drawsEstate(options) ? withEstate(result, ports.digest) : result;
  });
}

/** Naming a plan by its digest is the approval, as giving its file is. */
function approvedDigest({ planDigest }: Options): Pick<Run, 'planDigest'> {
  return planDigest === undefined ? {} : { planDigest };
}

async function approved(report: Report, { input, ports, wait, begin }: Underway): Promise<true | Problem> {
  const { options, output } = input;
  wait.hide();
  if (options.format === 'human') output.result(`${renderPlan(report, viewOf(input))}\n\n`);
  if (options.yes !== true && options.planDigest === undefined) {
    if (options.format === 'json' || !someoneIsThere()) return nobodyToAsk;
    const { add, change, destroy } = countsOf(report.plan);
    const count = add + change + destroy;
    const these = count === 1 ? 'this change' : `these ${count} changes`;
    const answer = await ask(`Apply ${these}? Type yes, anything else stops: `, output, ports.passed);
    if (answer?.trim() !== 'yes') return notApproved(answer);
  }
  begin(report.plan);
  return true;
}

function notApproved(answer: string | null): Problem {
  const message = answer === null ? 'nobody answered' : 'the answer was not yes';
  return { code: 'approval-needed', message };
}

const nobodyToAsk: Problem = {
  code: 'approval-needed',
  message: 'apply needs a yes and nobody can be asked here',
  hint: '--yes, or a plan somebody approved: trailwarden apply plan.json, or --plan-digest',
};

/** What says which plan is made, by how it is typed. */
const planning = {
  target: '--target ADDRESS',
  fromReport: '--from-report FILE',
  allowWeakening: '--allow-weakening',
  adopt: '--adopt ADDRESS',
  liftLimits: '--lift-limits',
  skipRefused: '--skip-refused',
} as const satisfies Partial<Record<keyof Options, string>>;

function refuseAll(options: Options): void {
  const typed = (Object.keys(planning) as (keyof typeof planning)[]).find(option => options[option] !== undefined);
  if (typed === undefined) return;
  throw new Refusal('invalid', {
    code: 'wrong-arguments',
    message: `a saved plan is carried out as it is: ${planning[typed].replace(/ .*/u, '')} can change nothing of it`,
    hint: `trailwarden plan ${planning[typed]} --out FILE`,
  });
}

/** @throws Refusal when something was typed that a saved plan leaves no room for */
async function fromFile(text: string, { input, ports, interruption, begin }: Underway): Promise<Result> {
  refuseAll(input.options);
  const { readPlan } = await import('../../render/saved-plan.ts');
  const plan = readPlan(text);
  if (!('changes' in plan)) return { invalid: plan, sources: [] };
  begin(plan);
  return {
    report: await applySaved(plan, { signal: interruption.signal, ...approvedDigest(input.options) }, ports),
    sources: [],
    wishes: [],
  };
}

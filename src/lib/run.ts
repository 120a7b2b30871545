/** Runs, as a program that uses the library asks for them. */
import { createHash } from 'node:crypto';

import { systemClock } from '../adapters/clock.ts';
import { withDeadline } from '../app/deadline.ts';
import type { Cloud } from '../app/ports.ts';
import { reconcile as reconcileWith } from '../app/reconcile.ts';
import type { Run } from '../app/run.ts';
import { ApiFailure, unreadBecause } from '../core/failure.ts';
import type { Problem } from '../core/model.ts';
import type { PlannedChange } from '../core/plan.ts';
import { verdictOf } from '../core/report.ts';
import type { Outcome, Report, Verdict } from '../core/report.ts';
import { kinds } from '../resources/index.ts';
import { cloudOf } from './connect.ts';
import type { Aws } from './connect.ts';
import type { LoadedSpec } from './load-spec.ts';

/** What a run may do, each as the option of the same name on the command line. */
export interface PlanOptions {
  /** Patterns of addresses, such as `trail/main`. Default: everything. */
  readonly targets?: readonly string[];
  /** Changes that leave less evidence than now. Default: refused. */
  readonly allowWeakening?: boolean;
  /** Patterns of addresses that are ours, though they lack our owner tag. */
  readonly adopt?: readonly string[];
  /** More changes than the limits of the spec. */
  readonly liftLimits?: boolean;
  /** The rest is done when something is refused. Default: then nothing is sent. */
  readonly skipRefused?: boolean;
  /** Seconds that the run may take. What was not read by then is told as unread. Default 1,800. */
  readonly deadline?: number;
}

export interface ReconcileOptions extends PlanOptions {
  /** Asked once the plan is known, if it has something to do and nothing of it is refused. */
  readonly approve: (report: Report) => boolean | Promise<boolean>;
  /** Only the plan with this digest is carried out; any other is stale. Default: whatever is approved. */
  readonly planDigest?: string;
  /** Aborted: the call in flight is finished, nothing more is begun. */
  readonly signal?: AbortSignal;
  /** Told when a change is begun, and with its outcome when it is over. Must not throw. */
  readonly onChange?: (change: PlannedChange, outcome?: Outcome) => void;
}

/** What a run came to: a report, or why there is none. */
export type Result =
  | { readonly report: Report; readonly verdict: Verdict }
  | {
      readonly report: null;
      /** `invalid`: the spec, or what was asked; `error`: no credentials, or nothing could be reached. */
      readonly reason: 'invalid' | 'error';
      readonly problems: readonly Problem[];
    };

/** Compares the spec with AWS. Never writes. The verdict has the reason `differs` where anything differs. */
export async function plan(spec: LoadedSpec, aws: Aws, options: PlanOptions = {}): Promise<Result> {
  const approve = (): boolean => false;
  return run({ command: 'plan', spec, options: { ...options, approve } }, cloudOf(aws));
}

/** Compares the spec with AWS, carries out what was approved, and looks again. */
export async function reconcile(spec: LoadedSpec, aws: Aws, options: ReconcileOptions): Promise<Result> {
  return run({ command: 'apply', spec, options }, cloudOf(aws));
}

interface Asked {
  readonly command: 'plan' | 'apply';
  readonly spec: LoadedSpec;
  readonly options: ReconcileOptions;
}

const usualDeadline = 1_800;

async function run({ command, spec, options }: Asked, cloud: Cloud): Promise<Result> {
  const { deadline = usualDeadline, onChange = () => undefined } = options;
  const bounded = withDeadline({ cloud: apart(cloud), clock: systemClock }, deadline * 1_000);
  const ports = {
    ...bounded,
    load: () => Promise.resolve({ files: spec.files, problems: spec.unread }),
    kinds,
    digest: (text: string) => createHash('sha256').update(text).digest('hex'),
    progress: { step: () => undefined },
    onChange,
  };
  try {
    const found = await reconcileWith(runOf({ command, spec, options }), ports);
    if ('invalid' in found) return { report: null, reason: 'invalid', problems: found.invalid };
    return { report: found.report, verdict: verdictOf(found.report, command === 'plan') };
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    return { report: null, reason: 'error', problems: [unreadBecause(error)] };
  } finally {
    bounded.cloud.close();
  }
}

function runOf({ command, spec, options }: Asked): Run {
  const { targets = [], allowWeakening = false, adopt = [], liftLimits = false, skipRefused = false } = options;
  const { planDigest, signal = new AbortController().signal } = options;
  return {
    command,
    paths: spec.paths,
    targets,
    consent: { weakening: allowWeakening, adopt, overLimits: liftLimits },
    skipRefused,
    approve: async report => (await options.approve(report)) || notApproved,
    signal,
    ...(planDigest === undefined ? {} : { planDigest }),
  };
}

const notApproved: Problem = { code: 'approval-needed', message: 'the plan was not approved' };

/** The cloud as one run has it: the end of the run closes nothing of it, and only its own calls count. */
function apart(cloud: Cloud): Cloud {
  const before = cloud.counts();
  return {
    ...cloud,
    counts: () =>
      Object.fromEntries(
        Object.entries(cloud.counts())
          .map(([call, count]) => [call, count - (before[call] ?? 0)] as const)
          .filter(([, count]) => count > 0),
      ),
    close: () => undefined,
  };
}

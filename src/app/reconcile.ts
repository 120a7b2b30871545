/** The whole story: what a run does, one line a stage. */
import { order } from '../core/derive.ts';
import { desireAll, recordersOf } from '../core/desire.ts';
import { chooseKeepers } from '../core/keeper.ts';
import type { Problem } from '../core/model.ts';
import { planDigest } from '../core/plan-digest.ts';
import type { Report } from '../core/report.ts';
import { idleAdoptions } from '../core/rules/adoption.ts';
import type { Spec } from '../core/spec/spec.ts';
import { validateEntries } from '../core/spec/validate.ts';
import { aThird, locate, memberIn } from './accounts.ts';
import { assess } from './assess.ts';
import { desireBase, readBase } from './base.ts';
import { lookBeside } from './beside.ts';
import { carryOut } from './carry-out.ts';
import type { Applied } from './carry-out.ts';
import { memoryWithin } from './deadline.ts';
import { declared } from './declared.ts';
import { surroundings } from './locate.ts';
import { observe } from './observe.ts';
import type { Ports } from './ports.ts';
import { invalid } from './run.ts';
import type { Reconciled, Run, Undo } from './run.ts';
import { select } from './select.ts';
import { isError, validate } from './validate.ts';
import { witness } from './witness.ts';

/**
 * Reconciles once: reads the spec, looks at AWS, and makes a plan; with `apply`, carries it out and looks again.
 *
 * @throws ApiFailure when the spec names no account and nobody says whose the credentials in force are
 */
export async function reconcile(run: Run, ports: Ports): Promise<Reconciled> {
  const { cloud, clock, kinds, digest, progress, stage } = ports;
  const startedAt = clock.now().toISOString();
  const loaded = await ports.load(run.paths);
  const { spec, problems } = validate(loaded.files, kinds, loaded.problems);
  if (spec === null) return invalid(problems, loaded.files);
  const earlier = await readBase(run.base, kinds);
  if (earlier.invalid.length > 0) return invalid(earlier.invalid, loaded.files);
  if (run.undo && run.undo.owner !== spec.owner) return invalid([anothersReport(run.undo, spec)], loaded.files);
  const memory = cloud.memory();
  const located = await locate(spec, { cloud, memory, kinds, progress, stage, ahead: run.targets.length === 0 });
  const { entries, accounts } = located;
  const unclear = validateEntries(entries, kinds).filter(isError);
  if (unclear.length > 0) return invalid(unclear, loaded.files);
  const around = await surroundings({ owner: spec.owner, kinds, ...located }, memoryWithin(memory, stage?.(aThird)));
  const world = { ...around, now: startedAt };
  const wishes = desireAll(entries, kinds, world);
  const keepers = chooseKeepers(recordersOf(wishes), spec.keeper, memberIn(spec, located));
  const scope = select(wishes, order(wishes, keepers, world), run.targets);
  if (scope.problems.length > 0) return invalid(scope.problems, loaded.files);
  const seeing = run.command === 'apply' ? memoryWithin(memory, stage?.(twoThirds)) : memory;
  const looked = await observe({ wishes, selected: scope.looked, memory: seeing, progress, watched: located.watched });

  const asking = memoryWithin(memory, stage?.(aThird));
  const ids = new Set(accounts.map(({ id }) => id));
  const { known } = looked;
  const beside = await lookBeside({ wishes, known, selected: scope.looked, world, accounts: ids, memory: asking });
  const base = await desireBase(earlier, { cloud, memory: asking, kinds, located });
  const { consent, undo = null, enforcement = null } = run;
  const told = [...problems, ...earlier.findings, ...idleAdoptions(consent.adopt, looked.known)];
  const said = { consent, undo, enforcement };
  const grounds = { spec, problems: told, located, world, keepers, scope, base, beside, digest, ...said };
  const found = await witness(looked, grounds, { memory, clock });
  const plan = assess(found, grounds, clock.now());
  const reportOn = (applied: Applied): Report => ({
    ...headOf(run, spec),
    startedAt,
    finishedAt: clock.now().toISOString(),
    spec: {
      paths: run.paths,
      files: spec.files,
      resources: wishes.length,
      selected: scope.selected.size,
      accounts: accounts.map(({ id }) => id),
    },
    resources: declared(wishes, scope.selected),
    plan,
    digest: planDigest(plan, digest),
    ...applied,
    calls: cloud.counts(),
  });
  const approve = () => run.approve(reportOn(notApplied));
  const { seen, ...applied } =
    run.command === 'apply'
      ? await carryOut({ plan, seen: found, wishes, grounds, approve, run, ports })
      : { ...notApplied, seen: found };
  return { report: reportOn(applied), wishes, saw: { spec, located, seen }, sources: loaded.files };
}

function headOf(
  { command, revision, base, undo }: Run,
  { owner }: Spec,
): Pick<Report, 'command' | 'owner' | 'revision' | 'base' | 'undoes'> {
  return {
    command,
    owner,
    ...(revision === undefined ? {} : { revision }),
    ...(base ? { base: base.name } : {}),
    ...(undo ? { undoes: undo.name } : {}),
  };
}

/** So much of the time that is left may an apply look: what it has read by then is repaired. */
const twoThirds = 2 / 3;

const notApplied: Applied = { outcomes: null, remaining: null, refused: [], interrupted: false };

function anothersReport({ name, owner }: Undo, spec: Pick<Spec, 'owner'>): Problem {
  return {
    code: 'no-report',
    message: `${name} is the report of ${JSON.stringify(owner)}, and the spec is of ${JSON.stringify(spec.owner)}`,
    hint: 'Name the spec that was applied.',
  };
}

/** What a run leaves behind: drifts that went a step on, a record, a snapshot, one line in the log. */
import { proofSeen } from '../../core/proof/seen.ts';
import { afterRun, everywhere, placesFailing } from '../../core/daemon/backoff.ts';
import type { RunSummary } from '../../core/daemon/snapshot.ts';
import { countedByGravity, endedEarly, isGood, over } from '../../core/daemon/summary.ts';
import type { Attribution } from '../../core/drift/attribution.ts';
import type { DriftStep } from '../../core/drift/drift.ts';
import type { Problem } from '../../core/model.ts';
import { runLine } from '../../render/daemon-run.ts';
import { stepLines } from '../../render/daemon-step.ts';
import type { Log } from '../ports.ts';
import { estateOf, together } from './estate.ts';
import { isFirst, openQuestions, putOff, whoDidIt } from './inquiry.ts';
import type { Lives } from './lives.ts';
import type { Made, Ran } from './one-run.ts';
import type { DaemonPorts } from './ports.ts';
import type { Questions } from './questions.ts';
import type { Standing } from './standing.ts';
import type { Idle } from './enforcing.ts';

export interface EndOfRun {
  readonly run: RunSummary;
  readonly ran: Ran;
  /** Why it changed nothing; null: it might. */
  readonly idle: Idle;
  /** Of this run, by operation. */
  readonly calls: Readonly<Record<string, number>>;
}

interface Around {
  readonly standing: Standing;
  readonly lives: Lives;
  readonly questions: Questions;
  readonly ports: DaemonPorts;
}

/** Tells everybody how a run ended, and when the next is due. */
export async function endRun({ run, ran, calls, idle }: EndOfRun, around: Around): Promise<void> {
  const { standing, ports } = around;
  const attempts = Object.values(calls).reduce((sum, count) => sum + count, 0);
  const ended =
    'made' in ran ? await follow(run, ran.made, { ...around, attempts }) : early(run, ran, { ...around, attempts });
  if (!('interrupted' in ran)) tryAgain(ended, failingIn(ran), around);
  const nextAt = standing.nextAt();
  const good = isGood(ended) ? { lastGood: ended, staleAt: standing.staleAfter(ended.startedAt) } : {};
  standing.told.change({ runs: { current: null, doing: null, last: ended, nextAt, ...good } });
  const { id: _id, problem, startedAt: _began, finishedAt: _ended, ...facts } = ended;
  const { log } = ports;
  const { held } = standing.told.snapshot();
  const told = { ...facts, ...(idle === null ? {} : { idle }), ...(held ? { held } : {}) };
  const words = runLine(ended, nextAt, held);
  if (ended.result === 'failed') log.warn({ ...told, problem }, words);
  else log.info(told, words);
  log.debug({ operations: calls }, 'calls of the run');
}

interface Counted extends Around {
  readonly attempts: number;
}

/** What a run that came to its end says of drifts; it is written down, and everybody is told. */
async function follow(run: RunSummary, made: Made, around: Counted): Promise<RunSummary> {
  const { standing, lives, attempts, ports } = around;
  const { report } = made;
  standing.told.change({ runs: { doing: 'asking what arrives' } });
  const { cloud, log, digest, clock } = ports;
  const config = standing.config.delivery;
  const health = await standing.deliveries.look({ saw: made.saw, cloud, log, config, digest, now: clock.now() });
  const wishes = made.saw.seen.known;
  const proof = proofSeen(wishes, standing.told.snapshot().verified, { owner: report.owner, digest });
  const steps = lives.advance(made, { ...run, health, proof }, standing.config);
  const ended = over(run, { report, drifts: lives.drifts(), calls: attempts });
  await lives.record(ended, report, steps);
  const drifts = lives.open();
  standing.saw = run.targets.length === 0 ? made.saw : together(standing.saw, made.saw);
  const shown = estateOf({ saw: standing.saw, report, drifts, before: standing.told.snapshot().estate });
  const trails = shown.trails.map(one => ({ ...one, elsewhere: health.elsewhere.get(one.address) ?? {} }));
  const idle = standing.idleTargets(made.wishes.map(({ desired }) => desired.address));
  const estate = { ...shown, trails, findings: [...idle, ...shown.findings] };
  standing.told.change({ owner: report.owner, plan: report.remaining ?? report.plan, drifts, estate });
  tellSteps(steps, log);
  standing.told.step(steps, ended);
  if (standing.config.attribution) await askWho(run, made, around);
  return ended;
}

function tellSteps(steps: readonly DriftStep[], log: Log): void {
  for (const { warns, facts, message } of stepLines(steps)) log[warns ? 'warn' : 'info'](facts, message);
}

/** Who did it is asked beside the loop: the next run waits for no answer. */
async function askWho(run: RunSummary, made: Made, { standing, lives, questions, ports }: Counted): Promise<void> {
  const { clock, log } = ports;
  const known = { ...ports, made, run, before: standing.told.snapshot().runs.lastGood };
  const open = (await isFirst(known)) ? [] : openQuestions(lives.drifts(), clock.now(), run);
  const take = async (answers: ReadonlyMap<string, Attribution>): Promise<void> => {
    const steps = await lives.attribute({ open, answers }, run, clock.now());
    standing.told.change({ drifts: lives.open() });
    tellSteps(steps, log);
    standing.told.attributed(steps);
  };
  if (open.length === 0) return take(new Map());
  lives.asking(open);
  const later = async (): Promise<void> => take(putOff(open, clock.now()));
  questions.add({
    async ask(ends) {
      try {
        await take(await whoDidIt(open, { ...known, ends }));
      } catch (error) {
        log.warn({ error: String(error) }, 'who did it could not be asked');
        await later();
      }
    },
    putOff: later,
  });
}

function early(
  run: RunSummary,
  ran: Exclude<Ran, { readonly made: Made }>,
  { lives, ports, attempts }: Counted,
): RunSummary {
  const finishedAt = ports.clock.now().toISOString();
  const drifts = countedByGravity(lives.drifts());
  const why = 'interrupted' in ran ? 'interrupted' : 'failed' in ran ? ran.failed : first(ran.invalid);
  return endedEarly(run, why, { finishedAt, drifts, calls: attempts });
}

const first = ([problem]: readonly Problem[]): Problem =>
  problem ?? { code: 'internal-error', message: 'The spec does not hold, and nobody says why' };

function failingIn(ran: Ran): ReadonlySet<string> {
  if (!('made' in ran)) return new Set([everywhere]);
  return placesFailing(
    ran.made.report,
    ran.made.wishes.map(({ desired }) => desired.address),
  );
}

function tryAgain({ targets }: RunSummary, failed: ReadonlySet<string>, { standing, ports }: Around): void {
  const now = ports.clock.now().getTime();
  standing.backoff = afterRun(standing.backoff, { failed, targets, now }, standing.config.schedule.retry);
}

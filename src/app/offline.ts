/** What a change of the spec would do, without asking AWS: what another state of the spec wants plays what stands there. */
import { placesOf } from '../core/coverage/count.ts';
import { planFindings } from '../core/coverage/findings.ts';
import { wantedTrails } from '../core/coverage/trails.ts';
import { byAddress, derive, order } from '../core/derive.ts';
import type { Known, Look, Stray } from '../core/derive.ts';
import type { Wish } from '../core/desire.ts';
import type { AnyKind, AnyState } from '../core/kind.ts';
import type { Desired, Live, Problem } from '../core/model.ts';
import type { Plan } from '../core/plan.ts';
import { makePlan } from '../core/planner.ts';
import { exempted } from '../core/rules/exempt.ts';
import { applyRules } from '../core/rules/index.ts';
import { deriveWithin } from '../core/rules/withdrawals.ts';
import type { Consent } from '../core/rules/settings.ts';
import type { Spec } from '../core/spec/spec.ts';
import type { BaseSource } from './base.ts';
import { offlineEstate, placed } from './covered.ts';
import { declared } from './declared.ts';
import { estateOf } from './estate.ts';
import type { Estate } from './estate.ts';
import type { Ports } from './ports.ts';
import { invalid } from './run.ts';
import type { Result } from './run.ts';
import { select } from './select.ts';
import type { Scope } from './select.ts';
import { validate } from './validate.ts';

export interface OfflineRun {
  /** Files and folders of the spec, as typed. */
  readonly paths: readonly string[];
  /** Patterns of addresses; empty: everything. */
  readonly targets: readonly string[];
  readonly consent: Consent;
  /** The state of the spec that plays what stands there; null: nothing stands. */
  readonly base: BaseSource | null;
}

type OfflinePorts = Pick<Ports, 'load' | 'clock' | 'kinds' | 'digest'>;

/** A plan like that of `reconcile`, from two states of the spec. What only AWS knows is taken to be the same in both. */
export async function planOffline(run: OfflineRun, { load, clock, kinds, digest }: OfflinePorts): Promise<Result> {
  const startedAt = clock.now().toISOString();
  const loaded = await load(run.paths);
  const { spec, problems } = validate(loaded.files, kinds, loaded.problems);
  if (spec === null) return invalid(problems, loaded.files);
  const before = run.base ? await run.base.load() : { files: [], problems: [] };
  const sources = [...loaded.files, ...before.files];
  const base = readBase(before, kinds);
  if ('invalid' in base) return invalid(base.invalid, sources);

  const head = estateOf(spec, kinds);
  const stands = base.spec === null ? [] : standing(estateOf(base.spec, kinds));
  const scope = select(head.wishes, order(head.wishes, head.keepers, head.world), run.targets);
  if (scope.problems.length > 0) return invalid(scope.problems, sources);

  const states: States = { spec, problems, head, stands, scope, consent: run.consent };
  const plan = compared(states, clock.now(), digest);
  const report = {
    command: 'plan',
    owner: spec.owner,
    startedAt,
    finishedAt: clock.now().toISOString(),
    offline: { base: run.base?.name ?? null },
    spec: {
      paths: run.paths,
      files: spec.files,
      resources: head.wishes.length,
      selected: scope.selected.size,
      accounts: [...new Set(head.wishes.map(({ desired }) => desired.target.account))],
    },
    resources: declared(head.wishes, scope.selected),
    plan,
    outcomes: null,
    remaining: null,
    refused: [],
    interrupted: false,
    calls: {},
  } as const;
  return { report, sources, wishes: head.wishes };
}

interface States {
  readonly spec: Spec;
  readonly problems: readonly Problem[];
  readonly head: Estate;
  readonly stands: readonly Standing[];
  readonly scope: Scope;
  readonly consent: Consent;
}

/** The plan that makes one state of the other. */
function compared(states: States, now: Date, digest: OfflinePorts['digest']): Plan {
  const { spec, problems, head, stands, scope, consent } = states;
  const lives = new Map(stands.map(({ live }) => [live.arn, live]));
  const known = head.wishes.map((wish): Known => ({ ...wish, live: lives.get(wish.desired.arn) ?? notThere(wish) }));
  const declared = new Set(head.wishes.map(({ desired }) => desired.arn));
  const gone = stands.filter(({ live }) => !declared.has(live.arn));
  const looks = [...head.wishes, ...stands].map((one): Look => ({ kind: one.kind, target: one.desired.target }));
  const { keepers, world } = head;
  const { owner, safety, organization } = spec;
  const evidence = { known, strays: gone, looks, unsettled: new Map() };
  const derived = deriveWithin(evidence, {
    keepers,
    world,
    limits: safety.limits,
    consent,
    prunes: false, // nothing is deleted without a look
    discovers: false,
  });
  const complete = (organization?.discover ?? null) === null;
  const judged = exempted({ known: derived.known, safety, complete }, now);
  const differing = judged.compare(scope.selected);
  // whether a group delivers, and what was led astray, only AWS knows
  const settings = {
    owner,
    safety,
    consent,
    known: byAddress(judged.known),
    homecoming: new Set<string>(),
    gone: null,
    rollout: null,
    enforcement: null,
  };
  const differences = differing.flatMap(one => one.difference ?? []);
  const plan = makePlan({
    owner,
    derived: { ...derived, known: judged.known },
    differences: applyRules(differences, settings, now),
    unknown: differing.flatMap(one => one.unknown),
    findings: [
      ...problems,
      ...judged.findings,
      ...differing.flatMap(one => one.findings),
      ...gone.map(left),
      ...coverageIn(judged.known, gone, spec),
    ],
    digest,
  });
  return { ...plan, waivers: judged.waivers };
}

/** What is paid twice, or recorded by nobody, once all of the spec stands beside what left it. */
function coverageIn(known: readonly Known[], gone: readonly Standing[], spec: Spec): readonly Problem[] {
  const trails = wantedTrails({ known, others: gone, copies: [] });
  return planFindings({ places: placesOf(offlineEstate(spec, trails)), trails, buckets: placed(known) });
}

/** A state of the spec in which none of the files was there yet wants nothing. */
function readBase(
  { files, problems: unread }: Awaited<ReturnType<Ports['load']>>,
  kinds: readonly AnyKind[],
): { readonly spec: Spec | null } | { readonly invalid: readonly Problem[] } {
  if (files.length === 0 && unread.length === 0) return { spec: null };
  const { spec, problems } = validate(files, kinds, unread);
  return spec === null ? { invalid: problems } : { spec };
}

interface Standing extends Stray {
  readonly desired: Desired<AnyState>;
}

/** The estate as it would read if it stood as it is wanted. What is only referred to is not wanted, and is left out. */
function standing({ wishes, world, keepers }: Estate): readonly Standing[] {
  const absent = wishes.map(wish => ({ ...wish, live: { is: 'absent' } as const }));
  const { known } = derive({ known: absent, strays: [], looks: [], unsettled: new Map() }, keepers, world);
  return known
    .filter(({ desired }) => desired.managed)
    .map(({ kind, desired }) => ({ kind, desired, live: asRead(desired) }));
}

/** What is only referred to is taken to stand as the spec says. */
function notThere({ desired }: Wish): Live<AnyState> {
  return desired.managed ? { is: 'absent' } : asRead(desired);
}

/** A policy reads as all its statements: `keep` is a wish. */
function asRead({ arn, target, state }: Desired<AnyState>): Extract<Live<AnyState>, { is: 'present' }> {
  const read = 'otherStatements' in state ? { ...state, otherStatements: state['statements'] } : state;
  const fields = Object.fromEntries(Object.entries(read).map(([field, value]) => [field, { value }]));
  const { owner } = state;
  return { is: 'present', arn, target, fields, owner: typeof owner === 'string' ? owner : null, health: {} };
}

function left({ desired: { address } }: Standing): Problem {
  return {
    code: 'stray',
    severity: 'warning',
    at: address,
    message: `${address} is no longer declared; apply leaves it alone`,
    hint: 'Declare it again, or delete it on purpose.',
  };
}

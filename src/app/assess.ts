/** From what was seen to a plan: derive, compare, rule, plan. Asks nobody. */
import { freeOfDeadKeys, keysToLeave } from '../core/beside/dead-key.ts';
import { flawFindings, holdFlawed, ownFlaws, withFlaws } from '../core/beside/flaw.ts';
import type { Judged } from '../core/beside/flaw.ts';
import { placesOf } from '../core/coverage/count.ts';
import { planFindings } from '../core/coverage/findings.ts';
import { wantedTrails } from '../core/coverage/trails.ts';
import { byAddress, derive, order } from '../core/derive.ts';
import type { Derived, Evidence, Known } from '../core/derive.ts';
import { findingsOf, straysOf } from '../core/findings.ts';
import type { Compared } from '../core/diff.ts';
import type { Keepers } from '../core/keeper.ts';
import type { Address, Problem, World } from '../core/model.ts';
import type { Difference, Plan } from '../core/plan.ts';
import { withOrigins } from '../core/origin.ts';
import { closedHomes } from '../core/opting-in.ts';
import { makePlan } from '../core/planner.ts';
import { awaitSuccessors, prune } from '../core/prune.ts';
import { adopting } from '../core/rules/adoption.ts';
import { exempted } from '../core/rules/exempt.ts';
import { markAstray } from '../core/rules/astray.ts';
import { homecomings } from '../core/rules/homecoming.ts';
import { doubtsIn, holdUnready } from '../core/readiness.ts';
import { refuseCrowded } from '../core/room.ts';
import { applyRules } from '../core/rules/index.ts';
import { deriveWithin } from '../core/rules/withdrawals.ts';
import type { Deriving } from '../core/rules/withdrawals.ts';
import type { Enforcement } from '../core/rules/enforcement.ts';
import type { Consent } from '../core/rules/settings.ts';
import { allowFindings } from '../core/rules/weakening.ts';
import { holdUnserved } from '../core/serving.ts';
import type { Spec } from '../core/spec/spec.ts';
import { stagesOf } from '../core/spec/stages.ts';
import { deniedFindings, holdDenied, restingOnDenied } from '../core/denials.ts';
import { needing, putBack, withServers } from '../core/undo.ts';
import type { Done } from '../core/undo.ts';
import { memberIn, withAccounts } from './accounts.ts';
import type { Located } from './accounts.ts';
import type { DeriveBase } from './base.ts';
import { judgeBeside } from './beside.ts';
import type { Beside } from './beside.ts';
import { liveEstate, placed } from './covered.ts';
import type { Seen } from './observe.ts';
import type { Scope } from './select.ts';

/** What is known before AWS is looked at, and holds for every round of a run. */
export interface Grounds {
  readonly spec: Spec;
  /** Found when the spec was validated. */
  readonly problems: readonly Problem[];
  readonly located: Located;
  readonly world: World;
  readonly keepers: Keepers;
  readonly scope: Scope;
  /** Null: what the spec says is wanted. */
  readonly undo: Done | null;
  /** Null: differences are held against no earlier state of the spec. */
  readonly base: DeriveBase | null;
  readonly consent: Consent;
  /** Null: nothing is held. */
  readonly enforcement: Enforcement | null;
  /** What resources use beside the spec; absent: nobody looked. */
  readonly beside?: Beside;
  /** What this run has changed already. */
  readonly changed?: ReadonlySet<Address>;
  readonly digest: (text: string) => string;
}

/** The plan for what was seen. Pure: asked anew after every round of an apply. */
export function assess(seen: Seen, grounds: Grounds, now: Date): Plan {
  const { spec, problems, located, world, base, consent, enforcement, digest, changed = new Set() } = grounds;
  const { owner, safety } = spec;
  const strays = straysOf(seen.others, owner);
  const evidence = { ...seen, strays, estate: located };
  const derived = deriveWithin(evidence, derivingBy(grounds));
  const wanted = wantedBy(derived, evidence, grounds);
  const complete = located.unknown.length === 0;
  const left = exempted({ known: wanted.known, safety, complete }, now);
  const compared = left.compare(wanted.selected);
  const known = byAddress(left.known);
  const unknown = [...located.unknown, ...compared.flatMap(one => one.unknown), ...seen.unknown, ...seen.unseen];
  const pruneInput = {
    strays,
    known: left.known,
    accounts: located.accounts,
    members: located.members,
    world,
    prune: pruneBy(grounds),
    limited: wanted.selected.size < left.known.length,
    incomplete: unknown.length > 0,
  };
  const pruning = prune(pruneInput);
  const differing = leavingDeadKeys(compared, left.known, grounds);
  const told = refuseCrowded(differing, left.known, seen.others);
  const earlier = base && exempted({ known: base(evidence), safety, complete }, now).known;
  const found = earlier ? withOrigins(told, { known, base: earlier }) : told;
  const differences = markAstray([...adopting(found, known, consent), ...pruning.differences], { known, world });
  const stages = stagesOf(spec, located.accounts, wanted.after);
  const rollout = stages && { stages, after: wanted.after, unsettled: seen.unsettled, changed };
  const homecoming = homecomings(differences, { owner, known, world });
  const settings = { owner, safety, consent, known, homecoming, gone: derived.gone, rollout, enforcement };
  const ruled = applyRules(differences, settings, now);
  const ready = holdUnready(ruled, left.known, { obstacles: seen.obstacles, world });
  const served = serve(ready, { known: left.known, selected: wanted.selected, world, beside: grounds.beside });
  const waiting = awaitSuccessors(served.differences, pruning, pruneInput);
  const plan = makePlan({
    owner,
    derived: {
      ...wanted,
      known: [...left.known, ...pruning.resources],
      after: new Map([...wanted.after, ...pruning.after]),
    },
    differences: waiting,
    denied: served.resting(waiting),
    unknown,
    findings: [
      ...problems,
      ...wanted.findings,
      ...left.findings,
      ...allowFindings(differences, { ...settings, complete }, now),
      ...compared.flatMap(one => one.findings),
      ...pruning.findings,
      ...served.findings,
      ...foundBeside(left.known, seen, grounds),
    ],
    digest,
  });
  return withAccounts({ ...plan, waivers: left.waivers }, located.accounts);
}

/** A key under which nothing can be delivered is no evidence: it may be left, whatever the spec has in its place. */
function leavingDeadKeys(
  compared: readonly Compared[],
  known: readonly Known[],
  { world, beside }: Grounds,
): readonly Difference[] {
  const differing = compared.flatMap(one => one.difference ?? []);
  if (!beside) return differing;
  return freeOfDeadKeys(differing, keysToLeave(known, world), { keys: beside.keys, now: world.now });
}

function derivingBy(grounds: Grounds): Deriving {
  const { spec, keepers, world, consent } = grounds;
  return {
    keepers,
    world,
    limits: spec.safety.limits,
    consent,
    prunes: pruneBy(grounds) === 'trails',
    discovers: (spec.organization?.discover ?? null) !== null,
  };
}

/** Putting back deletes nothing. */
function pruneBy({ undo, spec }: Grounds): Spec['safety']['prune'] {
  return undo === null ? spec.safety.prune : 'never';
}

/** What the look showed beside the spec, and what AWS leaves out of what the spec says. */
function foundBeside(known: readonly Known[], seen: Seen, grounds: Grounds): readonly Problem[] {
  const { spec, located, world } = grounds;
  const keptElsewhere = spec.keeper.value === 'elsewhere' ? seen.watchedWhole : new Set<string>();
  return [
    ...findingsOf({ known, others: seen.others, owner: spec.owner, world, keptElsewhere }),
    ...doubtsIn(seen.obstacles),
    ...closedHomes(known, world, { accounts: located.accounts, isMember: memberIn(spec, located) }),
    ...coverageAfter({ ...seen, known }, grounds),
  ];
}

/** What is paid twice, or recorded by nobody, once all of the spec stands. */
function coverageAfter(seen: Seen, { spec, located, undo }: Grounds): readonly Problem[] {
  if (undo !== null) return [];
  const trails = wantedTrails(seen);
  const places = placesOf(liveEstate(seen, { spec, located }, trails));
  return planFindings({ places, trails, buckets: placed(seen.known) });
}
interface Serving {
  readonly known: readonly Known[];
  readonly selected: ReadonlySet<Address>;
  readonly world: World;
  readonly beside: Beside | undefined;
}

/** Withholds what would come to rest on what does not serve it, and says what people should know of that. */
function serve(ruled: readonly Difference[], { known, selected, world, beside }: Serving) {
  const judged = beside ? judgeBeside(known, world, beside) : nothingBeside;
  const flawed = withFlaws(known, judged.flaws);
  const flaws = [...judged.flaws, ...ownFlaws(known)].filter(({ at }) => selected.has(at));
  const held = holdDenied(holdUnserved(ruled, known, world), flawed, world);
  return {
    differences: holdFlawed(held, known, flaws),
    resting: (differences: readonly Difference[]) => restingOnDenied(differences, flawed, world),
    findings: [...deniedFindings(known), ...flawFindings(known, flaws), ...judged.findings],
  };
}

const nothingBeside: Judged = { flaws: [], findings: [] };

interface Wanted extends Derived {
  readonly selected: ReadonlySet<Address>;
  readonly findings: readonly Problem[];
}

/** What the spec says, or what stood there before an earlier apply; of that, what this run is about. */
function wantedBy(
  derived: Derived,
  evidence: Evidence,
  { undo, scope: { selected }, keepers, world }: Grounds,
): Wanted {
  if (undo === null) return { ...derived, selected, findings: [] };
  const named = byAddress(derived.known);
  const isMeant = (address: Address): boolean => selected.has(address) || !named.has(address);
  const changes = undo.changes.filter(({ address }) => isMeant(address));
  const done = putBack(derived.known, { changes, untold: undo.untold.filter(isMeant) }, world);
  const needed = derive({ ...evidence, known: needing(evidence.known, done), withdraws: false }, keepers, world);
  const back = withServers(done, needed, address => selected.has(address));
  return { ...derived, ...back, after: order(back.known, keepers, world) };
}

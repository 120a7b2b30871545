/** Import: from what is live to a spec whose plan has nothing to do but adopt. */
import { desireAll } from '../../core/desire.ts';
import { overDefaults } from '../../core/import/defaults.ts';
import { blocksOf } from '../../core/import/blocks.ts';
import { specText } from '../../core/import/document.ts';
import type { Draft } from '../../core/import/document.ts';
import type { AnyState } from '../../core/kind.ts';
import type { Entry, Problem, Target } from '../../core/model.ts';
import type { Other } from '../../core/findings.ts';
import type { Block, Spec } from '../../core/spec/spec.ts';
import type { SourceFile } from '../../core/spec/source.ts';
import { locate } from '../accounts.ts';
import type { Located } from '../accounts.ts';
import { keyOpen, worldOf } from '../locate.ts';
import { observe } from '../observe.ts';
import type { Seen } from '../observe.ts';
import type { Memory, Ports } from '../ports.ts';
import { validate } from '../validate.ts';
import { gather } from './gather.ts';
import type { Gathered } from './gather.ts';
import { proved } from './prove.ts';
import type { Proved } from './prove.ts';

export interface ImportRun {
  /** Files and folders that say which accounts there are, as typed; none: the account of the credentials in force. */
  readonly paths: readonly string[];
  /** The owner, as typed; null: that of the files, else the one that tags name. */
  readonly owner: string | null;
}

export interface Imported extends Proved {
  /** What was found and is not in it, and what could not be read of that. */
  readonly leftOut: readonly Problem[];
  readonly referred: readonly Problem[];
  readonly unread: readonly Problem[];
}

export type ImportResult =
  | { readonly imported: Imported }
  | { readonly invalid: readonly Problem[]; readonly sources: readonly SourceFile[] };

/** Who writes a spec without saying whose, and finds no owner's tag either. */
const usualOwner = 'audit';

/**
 * Looks at every trail of every enabled region of the accounts, and at what they use. Sends nothing.
 *
 * @throws ApiFailure when no account is named and nobody says whose the credentials in force are
 */
export async function importSpec(run: ImportRun, ports: Ports): Promise<ImportResult> {
  const { kinds, cloud, progress, stage } = ports;
  const given = run.paths.length === 0 ? noSpec(run.owner) : await ports.load(run.paths);
  const { spec, problems } = validate(given.files, kinds, given.problems);
  if (spec === null) return { invalid: problems, sources: given.files };
  if (run.owner !== null && run.owner !== spec.owner)
    return { invalid: [twoOwners(run.owner, spec)], sources: given.files };
  const memory = cloud.memory();
  const { located, targets } = await reach(spec, { ...ports, memory });
  const seen = await observe({ wishes: [], selected: new Set(), memory, progress, watched: targets, kinds });
  const owner = run.owner ?? (run.paths.length > 0 ? spec.owner : (ownerIn(seen.others) ?? usualOwner));
  const world = worldOf(owner, located.entries, () => keyOpen);
  const wishes = desireAll(located.entries, kinds, world);
  const declared = new Set(wishes.map(({ desired }) => desired.arn));
  const around = { owner, world, kinds, accounts: located.accounts, memory, progress, declared };
  const gathered = await gather(seen.others, around);
  const placed = wishes.map(({ kind, desired: { arn, name, address } }) => ({
    kind: kind.name,
    arn,
    name,
    key: address.slice(address.indexOf('/') + 1, address.indexOf('@')),
  }));
  const draft: Draft = {
    owner,
    about: aboutOf(run, gathered),
    ...accountsOf(spec, located, gathered),
    elsewhere: false,
    blocks: blocksOf(gathered.found, kinds, placed).map(block => overDefaults(block, spec.defaults?.[block.kind.name])),
    ignore: [],
    leftOut: gathered.leftOut,
  };
  const files = run.paths.length === 0 ? [] : given.files;
  const whole = await proved(draft, { files, memory, ports: { ...ports, stage } });
  return {
    imported: {
      ...whole,
      leftOut: whole.draft.leftOut,
      referred: gathered.referred,
      unread: unreadOf(located, seen, gathered),
    },
  };
}

/** A spec that says nothing: the account of the credentials in force. */
function noSpec(owner: string | null): {
  readonly files: readonly SourceFile[];
  readonly problems: readonly Problem[];
} {
  const nothing: Draft = {
    owner: owner ?? usualOwner,
    about: [],
    accounts: {},
    organization: null,
    several: false,
    elsewhere: false,
    blocks: [],
    ignore: [],
    leftOut: [],
  };
  return { files: [{ path: '--name', text: specText(nothing, 'json') }], problems: [] };
}

function twoOwners(name: string, { owner }: Spec): Problem {
  return {
    code: 'wrong-arguments',
    message: `--name ${name} is not the owner that the spec names, which is ${owner}`,
    hint: 'leave --name away: files of one spec name one owner',
  };
}

/** Stands in every region of every account; no spec can have its key. */
const everywhere = '.everywhere';

/** The accounts, and every region that they have enabled. */
async function reach(
  spec: Spec,
  ports: Pick<Ports, 'cloud' | 'kinds' | 'progress' | 'stage'> & { readonly memory: Memory },
): Promise<{ readonly located: Located; readonly targets: readonly Target[] }> {
  const recorder = ports.kinds.find(kind => kind.recorder);
  if (recorder === undefined) throw new Error('import: no kind records');
  const block: Block = {
    kind: recorder.name,
    key: everywhere,
    spec: {},
    name: everywhere,
    accounts: spec.accounts === null ? null : 'all',
    excludedAccounts: [],
    regions: 'all',
    excludedRegions: [],
    overrides: [],
    written: {},
  };
  const located = await locate({ ...spec, blocks: [...spec.blocks, block] }, ports);
  const isOurs = ({ address }: Entry<AnyState>): boolean => address.startsWith(`${recorder.name}/${everywhere}@`);
  return {
    located: { ...located, entries: located.entries.filter(entry => !isOurs(entry)) },
    targets: located.entries.filter(isOurs).map(({ target }) => target),
  };
}

/** The one owner that tags name; undefined: none does, or several. */
function ownerIn(others: readonly Other[]): string | undefined {
  const owners = new Set(others.flatMap(({ live }) => (live.is === 'present' && live.owner ? [live.owner] : [])));
  const [owner] = owners;
  return owners.size === 1 ? owner : undefined;
}

function aboutOf({ paths }: ImportRun, { found }: Gathered): readonly string[] {
  const adopts = found.some(({ settings }) => settings['adopt'] === true);
  return [
    'Written by trailwarden import from what is live. Only what differs from the defaults is said.',
    ...(paths.length === 0
      ? []
      : [`Part of one spec with ${paths.join(', ')}: name both to validate, plan and apply.`]),
    ...(adopts
      ? [
          'adopt: true: it carries no owner tag yet. Apply adds the tag, and our statements to its policy; nothing else.',
        ]
      : []),
  ];
}

/** The accounts that must be written for the blocks to stand in, beside those that are written already. */
function accountsOf(
  { accounts, organization }: Spec,
  located: Located,
  { found }: Gathered,
): Pick<Draft, 'accounts' | 'organization' | 'several'> {
  const known = new Map(located.accounts.map(({ id, key, partition }) => [id, { key, partition }]));
  const foreign = new Map(
    found.flatMap(({ account, target: { account: id, partition } }) =>
      known.has(id) ? [] : [[account, { id, partition }] as const],
    ),
  );
  const through = found.find(({ covers }) => covers === 'organization')?.account;
  const names = accounts === null && (through !== undefined || foreign.size > 0);
  const own = names ? located.accounts.map(({ key, id, partition }) => [key, { id, partition }] as const) : [];
  const written = [...own, ...foreign].map(([key, { id, partition }]) => [
    key,
    partition === 'aws' ? id : { id, partition },
  ]);
  return {
    accounts: Object.fromEntries(written) as Draft['accounts'],
    organization: organization === null ? (through ?? null) : null,
    several: located.accounts.length + foreign.size > 1 || (organization?.discover ?? null) !== null,
  };
}

function unreadOf(located: Located, seen: Seen, { unread }: Gathered): readonly Problem[] {
  const told = new Map(
    [...located.unknown, ...seen.unknown].map(({ address, problem }) => {
      const at = address.replace(everywhere, '*');
      return [`${at} ${problem.message}`, { ...problem, message: `${at}: ${problem.message}` }] as const;
    }),
  );
  return [...told.values(), ...unread];
}

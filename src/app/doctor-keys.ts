/** Whether the keys that a spec names work and let CloudTrail in, as a run would judge them. */
import { keyUseCheck } from '../core/doctor.ts';
import type { Check, Examined } from '../core/doctor.ts';
import { judgeKeys } from '../core/beside/key.ts';
import { settledKeys } from '../core/beside/use.ts';
import { desireAll } from '../core/desire.ts';
import type { AnyKind } from '../core/kind.ts';
import type { Arn } from '../core/model.ts';
import { expand } from '../core/spec/expand.ts';
import type { LocatedAccount, Spec } from '../core/spec/spec.ts';
import { lookAtKeys } from './beside.ts';
import { surroundings } from './locate.ts';
import type { AccountWork } from './permissions.ts';
import type { Memory } from './ports.ts';

export interface KeyGrounds {
  readonly spec: Spec;
  readonly accounts: readonly LocatedAccount[];
  readonly works: readonly AccountWork[];
  readonly kinds: readonly AnyKind[];
  readonly memory: Memory;
}

/** The examined accounts, each with what was found of the keys that it uses: in place of that an alias names one. */
export async function withKeys(examined: readonly Examined[], grounds: KeyGrounds): Promise<readonly Examined[]> {
  const { spec, accounts, works, kinds, memory } = grounds;
  const entered = new Set(examined.filter(isEntered).map(({ id }) => id));
  if (entered.size === 0) return examined;
  const { entries } = expand(spec, accounts, kinds);
  const world = await surroundings(
    { owner: spec.owner, entries, kinds, organization: null, accounts, members: null },
    memory,
  );
  const used = settledKeys(desireAll(entries, kinds, world), world);
  const uses = Map.groupBy(
    used.filter(({ by }) => entered.has(by.desired.target.account)),
    ({ key, by }) => `${by.desired.target.account} ${key}`,
  );
  const seen = await lookAtKeys([...uses.values()].flat(), { accounts: new Set(accounts.map(({ id }) => id)), memory });
  return examined.map(one => {
    const aliases = new Map<unknown, string>(
      works.flatMap(({ keys }) =>
        keys
          .filter(({ at }) => at.account === one.id)
          .map(({ reference, at }) => [world.key(reference, at), reference]),
      ),
    );
    const checks = [...uses].flatMap(([of, [first, ...more]]) => {
      if (first === undefined || !of.startsWith(`${one.id} `)) return [];
      return [keyUseCheck(aliases.get(first.key) ?? nameOf(first.key), judgeKeys([first, ...more], seen, world))];
    });
    return { ...one, checks: inPlace(one.checks, checks) };
  });
}

const isEntered = ({ checks }: Examined): boolean =>
  !checks.some(({ check, status }) => status !== 'ok' && entering.has(check));

const entering: ReadonlySet<Check['check']> = new Set(['reachable', 'credentials', 'identity']);

const nameOf = (key: Arn): string => key.replace(/^.*:key\//u, '');

function inPlace(checks: readonly Check[], ofKeys: readonly Check[]): readonly Check[] {
  const judged = new Set(ofKeys.map(({ about }) => about));
  return [...checks.filter(({ check, about }) => check !== 'key' || !judged.has(about)), ...ofKeys];
}

/** Never less audit by accident: a change that weakens is refused unless somebody said that it may be made. */
import { matchesAddress } from '../address.ts';
import type { Known } from '../derive.ts';
import type { Address, Problem } from '../model.ts';
import { partsNamed, withValueAt } from '../parts.ts';
import type { Difference, FieldChange, Withheld } from '../plan.ts';
import { holds } from '../spec/safety.ts';
import { lastingPattern } from '../spec/stand-ins.ts';
import type { Allow } from '../spec/safety.ts';
import { settingNamed } from '../spelling.ts';
import { farAway, matchesNothing } from './exemption.ts';
import type { RuleOf, RuleSettings } from './settings.ts';

/**
 * Refuses every field whose change weakens, unless this run permits it, or entries of `allow` that have not ended. A field
 * is refused whole, however much of it may change. A creation never weakens; a deletion is refused as a whole, because
 * there is no half of it.
 */
export const refuseWeakening: RuleOf = (differences, settings, now) => {
  const { consent, safety, known } = settings;
  const allow = safety.allow.filter(entry => holds(entry, now));
  return consent.weakening ? differences : differences.map(one => judged(one, known.get(one.address), allow));
};

function judged(difference: Difference, known: Known | undefined, allow: readonly Allow[]): Difference {
  const { address, action, fields, withheld } = difference;
  const meant = allow.filter(({ resource }) => matchesAddress(resource, address));
  const isRefused = (field: FieldChange): boolean =>
    field.withheld === undefined && field.effect === 'weakens' && !permit(meant, field, known);
  const first = fields.find(isRefused);
  if (first === undefined || withheld || action === 'create') return difference;
  if (action === 'delete') return { ...difference, withheld: refusal(first, { address, known }) };
  return {
    ...difference,
    fields: fields.map(field =>
      isRefused(field) ? { ...field, withheld: refusal(field, { address, known }) } : field,
    ),
  };
}

/** Whether nothing would be lost if all that these entries mean stayed as it is. */
function permit(entries: readonly Allow[], change: FieldChange, known: Known | undefined): boolean {
  if (known === undefined) return entries.some(({ field }) => field === change.field);
  const parts = entries.flatMap(({ field }) => partsNamed(field, known)).filter(({ field }) => field === change.field);
  const rest = parts.reduce((after, part) => withValueAt(after, part, change.before), change.after);
  return (
    parts.length > 0 && known.kind.fields[change.field]?.effect(change.before, rest, known.desired.target) !== 'weakens'
  );
}

interface Meant {
  readonly address: Address;
  readonly known: Known | undefined;
}

function refusal(change: FieldChange, { address: at, known }: Meant): Withheld {
  const loss = change.loss === undefined ? '' : `: ${change.loss.replace(/\.$/u, '')}`;
  const resource = lastingPattern(at, known?.desired.target.account);
  const name = settingNamed({ kind: at.replace(/\/.*/su, ''), ...change });
  return {
    by: 'refused',
    problem: {
      code: 'would-weaken',
      at,
      message: `It would leave less evidence than there is now${loss}`,
      hint: `--allow-weakening permits it for one run; for longer, an entry under allow: resource ${resource}, field ${name}, a reason, and until which day.`,
    },
  };
}

/**
 * What people should know of the entries of `allow`: one that means nothing, one that holds for years, and one that has
 * ended and is needed now.
 */
export function allowFindings(
  differences: readonly Difference[],
  settings: RuleSettings & {
    /** Whether all resources of the spec are known: else nobody can say that a pattern matches none. */
    readonly complete: boolean;
  },
  now: Date,
): readonly Problem[] {
  const { known, safety, complete } = settings;
  return safety.allow.flatMap((entry): readonly Problem[] => {
    const meant = [...known.values()].filter(({ desired }) => matchesAddress(entry.resource, desired.address));
    if (!meant.some(resource => partsNamed(entry.field, resource).length > 0))
      return complete ? [meansNothing(entry, meant.length)] : [];
    if (holds(entry, now)) return farAway(entry, 'The leave to weaken', now);
    return differences.some(one => isNeeded(entry, one, settings)) ? [ended(entry)] : [];
  });
}

function isNeeded(entry: Allow, { address, action, fields }: Difference, { known }: RuleSettings): boolean {
  return (
    action !== 'create' &&
    matchesAddress(entry.resource, address) &&
    fields.some(field => field.effect === 'weakens' && permit([entry], field, known.get(address)))
  );
}

function meansNothing({ resource, field, at }: Allow, resources: number): Problem {
  return resources === 0
    ? matchesNothing(`${resource} means no resource of the spec`, at)
    : matchesNothing(`There is no ${field} in what ${resource} means`, at);
}

function ended({ resource, field, until, reason, at }: Allow): Problem {
  return {
    code: 'allow-ended',
    severity: 'warning',
    at,
    message: `The leave to weaken ${field} of ${resource} ended with ${until} (${reason})`,
    hint: 'Name a later day if it still holds, or take the entry away and the setting back.',
  };
}

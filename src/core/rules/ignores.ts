/** Settings that the spec leaves alone. */
import { matchesAddress } from '../address.ts';
import type { Known } from '../derive.ts';
import type { Problem } from '../model.ts';
import { partsNamed, valueAt } from '../parts.ts';
import type { Part } from '../parts.ts';
import type { Ignore } from '../spec/safety.ts';
import { spellingOf } from '../spelling.ts';
import { matchesNothing } from './exemption.ts';
import type { Exempt, Exemption } from './exemption.ts';

/** What is left alone of these resources. What is vital to the evidence is left alone too, and every report says so. */
export function ignoresIn(known: readonly Known[], ignores: readonly Ignore[]): Exemption {
  const judged = ignores.flatMap(ignore => {
    const meant = known.filter(({ desired }) => matchesAddress(ignore.resource, desired.address));
    if (meant.length === 0)
      return [
        { exempt: [], findings: [matchesNothing(`${ignore.resource} means no resource of the spec`, ignore.at)] },
      ];
    return ignore.fields.map(pointer => judge(pointer, ignore, meant));
  });
  return { exempt: judged.flatMap(one => one.exempt), findings: judged.flatMap(one => one.findings) };
}

function judge(pointer: string, { resource, reason, at }: Ignore, meant: readonly Known[]): Exemption {
  const found = meant.flatMap(one => partsNamed(pointer, one).map(part => ({ one, part })));
  const names = [...new Set(found.filter(isVital).map(nameOf))];
  const nothing = matchesNothing(`There is no ${pointer} in what ${resource} means`, at);
  return {
    exempt: found.map(({ one: { desired }, part }): Exempt => {
      const { address } = desired;
      const problem = {
        code: 'left-alone',
        at: address,
        message: `The spec leaves ${pointer} alone: ${reason}`,
      } as const;
      return { address, part, withheld: { by: 'ignored', problem } };
    }),
    findings: [
      ...(found.length === 0 && !isTag(pointer, meant) ? [nothing] : []),
      ...(names.length === 0 ? [] : [vitalIgnored(pointer, names, { resource, at })]),
    ],
  };
}

/** Keys of tags are free: to leave one alone is right before anybody has put it there. */
function isTag(pointer: string, meant: readonly Known[]): boolean {
  return pointer.startsWith('/tags/') && meant.some(({ kind }) => Object.hasOwn(kind.fields, 'tags'));
}

interface Named {
  readonly one: Known;
  readonly part: Part;
}

/** What the spec wants off is no loss when somebody switches it off. */
function isVital({ one: { kind, desired }, part: { field, path } }: Named): boolean {
  return kind.fields[field]?.vital === true && valueAt(desired.state[field], path) !== false;
}

/** As `show` prints it. */
function nameOf({ one: { kind }, part: { field, path } }: Named): string {
  return [...spellingOf({ kind: kind.name, field }).at, ...path].join('.') || field;
}

function vitalIgnored(
  pointer: string,
  names: readonly string[],
  { resource, at }: Pick<Ignore, 'resource' | 'at'>,
): Problem {
  return {
    code: 'vital-ignored',
    severity: 'warning',
    message: `${pointer} of ${resource} is left alone, and without it nothing may be recorded or delivered (${names.join(', ')})`,
    hint: 'Nobody will be told when it is switched off. A waiver accepts one value, until a day.',
    at,
  };
}

/** Options that name a trail, for commands that print policies. Made anew each time, because commander keeps state in them. */
import { InvalidArgumentError, Option } from 'commander';

import { regionPattern } from '../../core/spec/regions.ts';
import type { OptionGroup } from '../definition.ts';

/** A value of this form, or what it should be. */
export function like(form: RegExp, what: string): (value: string) => string {
  return value => {
    if (!form.test(value)) throw new InvalidArgumentError(what);
    return value;
  };
}

/** What the spec leaves open, or, without a spec, which trail is meant. */
export function namedTrail(...more: readonly Option[]): OptionGroup {
  return {
    heading: 'Without SPEC: which trail; with it: what it leaves open',
    options: [
      new Option('--account <ID>', "of the trail; of an organization's, the management account").argParser(
        like(/^\d{12}$/, 'Twelve digits.'),
      ),
      new Option('--trail <NAME>', 'its name').argParser(like(/^[A-Za-z0-9][\w.-]{2,127}$/, 'The name of a trail.')),
      new Option('--region <REGION>', 'where it stands').argParser(
        like(new RegExp(`^${regionPattern}$`), 'A region: eu-west-1.'),
      ),
      ...more,
    ],
  };
}

export const organizationId = (what: string): Option =>
  new Option('--organization <ID>', what).argParser(
    like(/^o-[a-z0-9]{10,32}$/, 'The id of an organization: o-a1b2c3d4e5.'),
  );

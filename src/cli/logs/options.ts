/** Options of all that reads delivered log files: where they lie, and of when. */
import { InvalidArgumentError, Option } from 'commander';

import { regionPattern } from '../../core/spec/regions.ts';
import type { OptionGroup } from '../definition.ts';
import { moment, reaching, timeSpan } from '../options.ts';

/** So long before now, in seconds, if nobody says since when. */
export const usualSince = 86_400;

/** So long after the last event its file may come, in seconds, if nobody says how long. */
export const usualLate = 3_600;

/** Seconds between two looks of who follows delivery without a queue, if nobody says how many. */
export const usualInterval = 30;

/** Where log files lie. `SPEC...` is the argument of the command. */
export function where(): OptionGroup {
  return {
    heading: 'Where',
    options: [
      new Option('--trail <NAME|ARN>', 'of this trail alone; by its name in the spec, its name, or its ARN'),
      new Option('--account <ID>', 'of these accounts: id, or key of the spec; may be repeated').argParser(
        listed(/^[\w.-]+$/u, 'An account has an id of twelve digits, or a key in the spec.'),
      ),
      new Option('--region <REGION>', 'what happened in these regions; may be repeated').argParser(
        listed(new RegExp(`^${regionPattern}$`, 'u'), 'A region looks like eu-west-1.'),
      ),
      new Option('--bucket <BUCKET>', 'there, where no trail can be asked'),
      new Option('--prefix <PREFIX>', 'what stands before AWSLogs/, with --bucket or --from'),
      new Option('--organization <ID>', 'in the folders of this organization, with --bucket or --from').argParser(
        organizationId,
      ),
      new Option('--from <FOLDER>', 'a copy of the bucket, as the AWS CLI makes it; asks AWS nothing'),
    ],
  };
}

/** How AWS is reached, where `--region` says what is meant. */
export function reachingWithoutRegion(): OptionGroup {
  const { heading, options } = reaching();
  return { heading, options: options.filter(({ long }) => long !== '--region') };
}

/** Of when. */
export function when(): OptionGroup {
  return {
    heading: 'When',
    options: [
      new Option('--since <WHEN>', 'a span such as 7d, or a moment such as 2026-11-19T03:00:00Z; 24h').argParser(
        moment,
      ),
      new Option('--until <WHEN>', 'the same; now').argParser(moment),
    ],
  };
}

/** For what reads events: how long after them files are still looked for. */
export function late(): Option {
  return new Option('--late <DURATION>', 'how long after the last event its file may have come; 1h').argParser(
    timeSpan,
  );
}

/** For what writes CSV. */
export function rawCells(): Option {
  return new Option('--raw-cells', 'of CSV: also cells that a spreadsheet takes for formulas, as they are');
}

/** The keys that digests are signed with, where nobody can be asked. */
export function keys(): Option {
  return new Option('--keys <FILE>', 'public keys, as aws cloudtrail list-public-keys prints them');
}

function organizationId(value: string): string {
  if (!/^o-[a-z0-9]{10,32}$/u.test(value))
    throw new InvalidArgumentError('An organization has an id such as o-a1b2c3d4e5.');
  return value;
}

/** Several values of one option, with commas between them. */
function listed(form: RegExp, wrong: string) {
  return (value: string, before?: string): string => {
    if (!value.split(',').every(one => form.test(one))) throw new InvalidArgumentError(wrong);
    return before === undefined ? value : `${before},${value}`;
  };
}

/** The values of such an option; null: it was not given. */
export const valuesOf = (typed: string | undefined): readonly string[] | null => typed?.split(',') ?? null;

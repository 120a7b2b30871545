/** Options of all that chooses among records. */
import { Option } from 'commander';

import type { Wanted } from '../../logs/filter/filter.ts';
import type { OptionGroup, Options } from '../definition.ts';
import { collected } from '../options.ts';

/** Which records. Of several values of one option any will do; several options must all hold. */
export function which(): OptionGroup {
  return {
    heading: 'Which (patterns with * and ?; may be repeated)',
    options: [
      pattern('--event-name <NAME>', 'the operation: DeleteTrail, Put*'),
      pattern('--user <NAME>', 'user, ROLE/SESSION, ARN, access key, root'),
      pattern('--source <SERVICE>', 'the service: s3, or s3.amazonaws.com'),
      pattern('--error <CODE>', "error code or message: AccessDenied, '*'"),
      pattern('--resource <NAME>', 'ARN or name of what was touched, or a parameter of the call'),
      pattern('--ip <ADDRESS>', 'source address: 192.0.2.17, 10.0.0.0/8, 2001:db8::/32, *.amazonaws.com'),
      new Option('--where <EXPR>', "an expression: eventName = GetObject and requestParameters.key ~ 'tmp/*'"),
    ],
  };
}

const pattern = (flags: string, says: string): Option =>
  new Option(flags, says).argParser(collected('A pattern is missing.'));

/** What was typed of them. */
export function wantedBy(options: Options): Omit<Wanted, 'range'> {
  const { eventName, user, source, error, resource, ip, where } = options;
  return {
    ...(eventName && { eventName }),
    ...(user && { user }),
    ...(source && { source }),
    ...(error && { error }),
    ...(resource && { resource }),
    ...(ip && { ip }),
    ...(where !== undefined && { where }),
  };
}

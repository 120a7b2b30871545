/** The names of trails and the prefixes of their objects. */
import type { Entry, Problem } from '../../core/model.ts';
import { settingAt } from '../../core/written.ts';
import type { TrailSpec } from './spec.ts';

interface Reason {
  readonly breaks: (text: string) => boolean;
  readonly because: string;
}

const nameReasons: readonly Reason[] = [
  { breaks: name => name.length < 3, because: 'is shorter than 3 characters' },
  { breaks: name => name.length > 128, because: 'is longer than 128 characters' },
  {
    breaks: name => /[^A-Za-z0-9._-]/u.test(name),
    because: 'holds characters other than letters, digits, periods, underscores and hyphens',
  },
  { breaks: name => /^[._-]/u.test(name), because: 'does not start with a letter or digit' },
  { breaks: name => /[._-]$/u.test(name), because: 'does not end with a letter or digit' },
  { breaks: name => /[._-]{2}/u.test(name), because: 'has two of . _ - side by side' },
  { breaks: name => /^\d{1,3}(?:\.\d{1,3}){3}$/u.test(name), because: 'looks like an IP address' },
];

/** AWS's rules for the name of a trail, each with its own words. */
export function checkName(entry: Entry<TrailSpec>): readonly Problem[] {
  return nameReasons
    .filter(({ breaks }) => breaks(entry.name))
    .map(({ because }) => ({
      code: 'invalid-trail-name',
      at: settingAt(entry, '/name'),
      message: `AWS does not take "${entry.name}" as the name of a trail: it ${because}`,
      hint: 'Use 3 to 128 letters, digits and single . _ - between them.',
    }));
}

/** The length is the schema's. Wildcards would be wildcards in the bucket's policy too, and let CloudTrail write elsewhere. */
const prefixReasons: readonly Reason[] = [
  { breaks: prefix => prefix.startsWith('/'), because: 'starts with a slash' },
  { breaks: prefix => prefix.endsWith('/'), because: 'ends with a slash' },
  {
    breaks: prefix => /(?:AWSLogs\/|(?:^|\/)AWSLogs$)/u.test(prefix),
    because: 'holds AWSLogs/, which AWS adds itself',
  },
  {
    breaks: prefix => /[*?]|\$\{/u.test(prefix),
    because: 'holds *, ? or ${, which mean other things in a bucket policy',
  },
  { breaks: prefix => /\p{Cc}/u.test(prefix), because: 'holds control characters' },
];

/** What object keys may begin with. */
export function checkPrefix(entry: Entry<TrailSpec>): readonly Problem[] {
  const { prefix = '' } = entry.spec;
  return prefixReasons
    .filter(({ breaks }) => breaks(prefix))
    .map(({ because }) => ({
      code: 'invalid-prefix',
      at: settingAt(entry, '/prefix'),
      message: `the prefix ${because}`,
      hint: 'Object keys become PREFIX/AWSLogs/ACCOUNT/…; write only what stands before /AWSLogs.',
    }));
}

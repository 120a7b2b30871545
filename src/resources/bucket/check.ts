import type { Entry, Problem } from '../../core/model.ts';
import { statementProblems } from '../../core/policy/check.ts';
import { tagProblems } from '../../core/tags.ts';
import { settingAt } from '../../core/written.ts';
import { lifeProblems } from './check-life.ts';
import type { BucketSpec } from './spec.ts';

type BucketEntry = Entry<BucketSpec>;

/** What a schema cannot say of buckets. One mistake of a block is told once, however many places the block has. */
export function check(entries: readonly BucketEntry[]): readonly Problem[] {
  const problems = entries.flatMap(entry => [
    ...nameProblems(entry),
    ...encryptionProblems(entry),
    ...lifeProblems(entry),
    ...statementProblems(entry.spec.policy?.statements ?? [], pointer => settingAt(entry, pointer)),
    ...tagProblems(entry.spec.tags ?? {}, pointer => settingAt(entry, pointer)),
  ]);
  return [...new Map(problems.map(problem => [JSON.stringify(problem), problem])).values()];
}

function nameProblems(entry: BucketEntry): readonly Problem[] {
  const reason = refusal(entry.name);
  if (reason === undefined) return [];
  return [
    {
      code: 'invalid-bucket-name',
      message: `No bucket can be named ${entry.name}: ${reason}`,
      hint: 'Write a name of 3 to 63 lower-case letters, digits and hyphens, for example acme-audit-logs.',
      at: settingAt(entry, '/name'),
    },
  ];
}

/** In the order in which people would want to hear of them. */
const refusals: readonly { readonly refuses: RegExp; readonly because: string }[] = [
  { refuses: /^.{0,2}$|^.{64,}$/su, because: 'a name has 3 to 63 characters' },
  { refuses: /[A-Z]/u, because: 'it has upper-case letters' },
  { refuses: /_/u, because: 'it has an underscore' },
  { refuses: /[^a-z0-9.-]/u, because: 'a name has lower-case letters, digits, hyphens and dots only' },
  { refuses: /^[.-]|[.-]$/u, because: 'it does not begin and end with a letter or a digit' },
  { refuses: /\.\./u, because: 'it has two dots in a row' },
  { refuses: /\.-/u, because: 'what follows a dot begins with a letter or a digit' },
  { refuses: /^\d{1,3}(?:\.\d{1,3}){3}$/u, because: 'it looks like an IP address' },
  {
    refuses: /^(?:xn--|sthree-|amzn-s3-demo-)/u,
    because: 'names that begin with xn--, sthree- or amzn-s3-demo- belong to AWS',
  },
  {
    refuses: /(?:-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3|-an)$/u,
    because: 'names that end in -s3alias, --ol-s3, .mrap, --x-s3, --table-s3 or -an belong to AWS',
  },
];

function refusal(name: string): string | undefined {
  return refusals.find(({ refuses }) => refuses.test(name))?.because;
}

function encryptionProblems(entry: BucketEntry): readonly Problem[] {
  const { algorithm = 'AES256', kmsKey, bucketKey } = entry.spec.encryption ?? {};
  if (algorithm !== 'AES256') return [];
  const written = { kmsKey, bucketKey: bucketKey === true ? bucketKey : undefined };
  return Object.entries(written).flatMap(([name, value]) =>
    value === undefined
      ? []
      : [
          {
            code: 'encryption-pair',
            message: `${name} needs the algorithm aws:kms or aws:kms:dsse`,
            hint: 'Write algorithm: aws:kms beside it.',
            at: settingAt(entry, `/encryption/${name}`),
          } as const,
        ],
  );
}

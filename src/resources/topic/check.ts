import type { Entry, Problem } from '../../core/model.ts';
import { statementProblems } from '../../core/policy/check.ts';
import { tagProblems } from '../../core/tags.ts';
import { settingAt } from '../../core/written.ts';
import { checkSubscriptions } from './check-subscriptions.ts';
import type { TopicSpec } from './spec.ts';

type TopicEntry = Entry<TopicSpec>;

/** What a schema cannot say of topics. One mistake of a block is told once, however many places the block has. */
export function check(entries: readonly TopicEntry[]): readonly Problem[] {
  const problems = entries.flatMap(entry => [
    ...nameProblems(entry),
    ...keyProblems(entry),
    ...checkSubscriptions(entry),
    ...statementProblems(entry.spec.policy?.statements ?? [], pointer => settingAt(entry, pointer)),
    ...tagProblems(entry.spec.tags ?? {}, pointer => settingAt(entry, pointer)),
  ]);
  return [...new Map(problems.map(problem => [JSON.stringify(problem), problem])).values()];
}

function nameProblems(entry: TopicEntry): readonly Problem[] {
  const reason = refusal(entry.name);
  if (reason === undefined) return [];
  return [
    {
      code: 'invalid-topic-name',
      message: `No topic can be named ${entry.name}: ${reason}`,
      at: settingAt(entry, '/name'),
    },
  ];
}

function refusal(name: string): string | undefined {
  if (name.endsWith('.fifo')) return 'CloudTrail announces through standard topics only, not through FIFO topics';
  if (name.length < 1 || name.length > 256) return 'a name has 1 to 256 characters';
  return /^[\w-]+$/u.test(name) ? undefined : 'a name has letters, digits, hyphens and underscores only';
}

function keyProblems(entry: TopicEntry): readonly Problem[] {
  if (!/(?:^|:)alias\/aws\/sns$/u.test(entry.spec.kmsKey ?? '')) return [];
  return [
    {
      code: 'topic-key-cannot-let-in',
      message: 'The policy of alias/aws/sns cannot let CloudTrail in',
      hint: 'Take a key of your own, or leave kmsKey away.',
      at: settingAt(entry, '/kmsKey'),
    },
  ];
}

/** Tells what policies let CloudTrail do: the one in a file, or those that stand. */
import { testPolicies } from '../../app/policy-test.ts';
import type { Verdict } from '../../core/policy/evaluate/evaluator.ts';
import { worst } from '../../core/policy/evaluate/judge.ts';
import { testPolicy } from '../../core/policy/tested.ts';
import { exitCodes } from '../../core/report.ts';
import type { Reason } from '../../core/report.ts';
import { jsonText } from '../../render/json-text.ts';
import { policyTestDocument, renderPolicyTest } from '../../render/policy-test.ts';
import type { PolicyTest } from '../../render/policy-test.ts';
import { examining } from '../compose.ts';
import type { Input } from '../definition.ts';
import { endsAtOnce } from '../interruption.ts';
import { specPaths } from '../spec-paths.ts';
import { Refusal } from '../trouble.ts';
import { waiting } from '../waiting.ts';
import { tellInvalid } from './invalid.ts';
import { documentIn, onlyWithFile, questionOf } from './policy-file.ts';
import { viewOf } from './view.ts';

export async function testPolicyOrSpec(input: Input): Promise<number> {
  const { args, options } = input;
  const { file } = options;
  if (file === undefined) return testSpec(input);
  if (args.length > 0)
    throw new Refusal('invalid', {
      code: 'wrong-arguments',
      message: '--file tests the policy of a file, and a spec those that stand',
      hint: 'leave one of them away',
    });
  const question = questionOf(options);
  return tell({ tests: [testPolicy(await documentIn(file), question)] }, input);
}

async function testSpec(input: Input): Promise<number> {
  const { args, options, output } = input;
  onlyWithFile(options);
  const wait = waiting(output);
  const guard = endsAtOnce(() => wait.stop());
  const { close, ...ports } = await examining(options, output);
  try {
    const found = await testPolicies(specPaths(args), { ...ports, progress: wait });
    wait.stop();
    return 'invalid' in found ? await tellInvalid(found.invalid, found.sources, input) : tell(found, input);
  } finally {
    wait.stop();
    close();
    guard.release();
  }
}

const reasons: Readonly<Record<Verdict, Reason | null>> = {
  allowed: null,
  denied: 'check-failed',
  unknown: 'incomplete',
};

function tell(found: PolicyTest, input: Input): number {
  const { tests, unknown = [] } = found;
  const reason = reasons[worst([...tests, ...unknown.map(() => ({ verdict: 'unknown' }) as const)])];
  const exitCode = reason === null ? 0 : exitCodes[reason];
  const json = (): string => jsonText(policyTestDocument(found, { exitCode, reason }));
  input.output.result(`${input.options.format === 'json' ? json() : renderPolicyTest(found, viewOf(input))}\n`);
  return exitCode;
}

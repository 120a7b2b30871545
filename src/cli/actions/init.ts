/** `init`: a first spec, from options or from answers at the terminal. Talks to nobody else. */
import { isError, validate } from '../../app/validate.ts';
import { specText } from '../../core/import/document.ts';
import { firstSpec } from '../../core/import/first.ts';
import type { Answers } from '../../core/import/first.ts';
import type { Problem } from '../../core/model.ts';
import { initText } from '../../render/init.ts';
import { reading } from '../compose.ts';
import type { Input, Options } from '../definition.ts';
import { endsAtOnce } from '../interruption.ts';
import { mustNotExist, writeNewFile } from '../new-file.ts';
import { converse, someoneIsThere } from '../question.ts';
import { Refusal } from '../trouble.ts';
import { askAnswers, usual } from './init-questions.ts';
import type { Given } from './init-questions.ts';
import { tellInvalid } from './invalid.ts';
import { quotedForShell } from './view.ts';

export async function initialise(input: Input): Promise<number> {
  const { options, output } = input;
  const { out = 'trailwarden.yaml' } = options;
  await mustNotExist(out);
  const said = answersIn(options);
  const region = regionIn(process.env);
  const enough = said.bucket !== undefined && (said.region ?? region) !== undefined;
  const answers = completed(enough || !someoneIsThere() ? said : await asked(said, region, input), region);
  const problems = judge(answers);
  if (problems.length > 0) return tellInvalid(problems, [], input);
  const text = specText(firstSpec(answers, reading.kinds), options.format === 'json' ? 'json' : 'yaml');
  await writeNewFile(out, text);
  output.note(`${initText(answers, { color: output.notes.color, file: quotedForShell(out) })}\n`);
  return 0;
}

/** What was typed with the command. */
function answersIn(options: Options): Given {
  const { bucket, useBucket, topic, useTopic, prefix, kmsKey, singleRegion, name, trail, region } = options;
  const [aBucket, aTopic] = [bucket ?? useBucket, topic ?? useTopic];
  return {
    ...(region === undefined ? {} : { region }),
    ...(aBucket === undefined ? {} : { bucket: aBucket, bucketExists: useBucket !== undefined }),
    ...(aTopic === undefined ? {} : { topic: aTopic, topicExists: useTopic !== undefined }),
    ...(prefix === undefined ? {} : { prefix }),
    ...(kmsKey === undefined ? {} : { kmsKey }),
    ...(singleRegion ? { multiRegion: false } : {}),
    ...(name === undefined ? {} : { owner: name }),
    ...(trail === undefined ? {} : { trail }),
  };
}

/** As the AWS SDK and the AWS CLI take it. */
function regionIn(environment: NodeJS.ProcessEnv): string | undefined {
  return environment['AWS_REGION'] || environment['AWS_DEFAULT_REGION'] || undefined;
}

/** @throws Refusal when the input ended before everything was answered */
async function asked(said: Given, region: string | undefined, { output }: Input): Promise<Given> {
  const conversation = converse(output);
  const guard = endsAtOnce(() => output.note('\n'));
  try {
    const answers = await askAnswers(said, region, { output, conversation, judge });
    if (answers) return answers;
    throw new Refusal('error', {
      code: 'wrong-arguments',
      message: 'the input ended before everything was answered',
      hint: 'nothing was written',
    });
  } finally {
    conversation.close();
    guard.release();
  }
}

/** @throws Refusal when something is missing that has no default */
function completed(given: Given, usualRegion: string | undefined): Answers {
  const { bucket, region = usualRegion } = given;
  if (bucket !== undefined && region !== undefined) return { ...usual, ...given, bucket, region };
  const missing = [
    ...(bucket === undefined ? ['--bucket NAME or --use-bucket NAME'] : []),
    ...(region === undefined ? ['--region REGION'] : []),
  ];
  throw new Refusal('invalid', {
    code: 'wrong-arguments',
    message: `without a terminal nobody can be asked, and these are missing: ${missing.join(', ')}`,
    hint: 'trailwarden init --bucket acme-audit-logs --region eu-west-1',
  });
}

/** What a spec of these answers has wrong, where the rest is as usual. */
function judge(given: Given): readonly Problem[] {
  const draft = firstSpec({ ...usual, bucket: 'any-bucket', region: 'us-east-1', ...given }, reading.kinds);
  const { problems } = validate([{ path: 'init', text: specText(draft, 'json') }], reading.kinds);
  const told = problems.filter(isError).map(({ at: _at, ...problem }) => problem); // nobody has seen the file
  return [...new Map(told.map(problem => [problem.message, problem])).values()];
}

/** The questions of `init`, each asked until its answer will do. */
import type { Answers } from '../../core/import/first.ts';
import type { Problem } from '../../core/model.ts';
import type { Output } from '../output.ts';
import type { Conversation } from '../question.ts';
import { problemText } from '../trouble.ts';

/** What is missing in the answers is usual. */
export type Given = Partial<Answers>;

export const usual: Omit<Answers, 'bucket' | 'region'> = {
  owner: 'audit',
  trail: 'main',
  bucketExists: false,
  prefix: null,
  topic: null,
  topicExists: false,
  multiRegion: true,
  kmsKey: null,
};

interface Question {
  /** It is not asked where this was said already. */
  readonly about: keyof Answers;
  readonly text: string;
  /** What an empty line means; undefined: it does not do. */
  readonly otherwise?: string;
  /** Undefined: it makes no sense. */
  take(answer: string, given: Given): Given | undefined;
}

const yes = (answer: string): boolean | undefined =>
  /^y(es)?$/iu.test(answer) ? true : /^no?$/iu.test(answer) ? false : undefined;

function yesNo(about: keyof Answers, text: string, otherwise: 'yes' | 'no'): Question {
  return {
    about,
    text,
    otherwise,
    take(answer) {
      const said = yes(answer);
      return said === undefined ? undefined : { [about]: said };
    },
  };
}

/** Empty lines mean nothing of the kind. */
const nothing = '';

/** @param region what the environment says */
function questions(region: string | undefined): readonly Question[] {
  return [
    {
      about: 'owner',
      text: 'Whose spec is this? A short name: it stands in tags and statement ids.',
      otherwise: usual.owner,
      take: owner => ({ owner }),
    },
    {
      about: 'region',
      text: 'In which region stand the trail and its bucket?',
      ...(region === undefined ? {} : { otherwise: region }),
      take: answer => ({ region: answer }),
    },
    yesNo('bucketExists', 'Is there a bucket already that the log files go to?', 'no'),
    { about: 'bucket', text: 'What is the name of the bucket?', take: bucket => ({ bucket }) },
    yesNo('multiRegion', 'Record every region of the account?', 'yes'),
    {
      about: 'topic',
      text: 'A topic that announces log files? Its name, or nothing.',
      otherwise: nothing,
      take: topic => ({ topic: topic === '' ? null : topic }),
    },
    {
      about: 'kmsKey',
      text: 'A KMS key for the log files? Alias, id or ARN, or nothing.',
      otherwise: nothing,
      take: kmsKey => ({ kmsKey: kmsKey === '' ? null : kmsKey }),
    },
  ];
}

export interface Asking {
  readonly output: Output;
  readonly conversation: Conversation;
  /** What is wrong with answers so far. */
  readonly judge: (answers: Given) => readonly Problem[];
}

/** All that was not said. Undefined: the input ended first. */
export async function askAnswers(said: Given, region: string | undefined, asking: Asking): Promise<Given | undefined> {
  let given = said;
  for (const question of questions(region)) {
    if (given[question.about] !== undefined) continue;
    const answer = await askOne(question, given, asking);
    if (answer === undefined) return undefined;
    given = { ...given, ...answer };
  }
  return given;
}

async function askOne(
  question: Question,
  given: Given,
  { output, conversation, judge }: Asking,
): Promise<Given | undefined> {
  const { text, otherwise } = question;
  const shown = otherwise === undefined || otherwise === '' ? '' : ` [${otherwise}]`;
  for (;;) {
    const line = await conversation.ask(`${text}${shown} `);
    if (line === null) return undefined;
    const typed = line.trim();
    const meant = typed === '' ? otherwise : typed;
    const answer = meant === undefined ? undefined : question.take(meant, given);
    if (answer === undefined) {
      output.note(typed === '' ? 'This has no default: please type something.\n' : 'Please type yes or no.\n');
      continue;
    }
    const problems = judge({ ...given, ...answer });
    if (problems.length === 0) return answer;
    output.note(`${problemText(problems, output)}\n`);
  }
}

/** Verifies places: every digest, every log file that digests list, and what lies there besides. */
import type { Problem } from '../../core/model.ts';
import { accountsFolder, kindFolder } from '../layout.ts';
import type { LogKind } from '../layout.ts';
import type { LogPlace } from '../place.ts';
import type { Objects } from '../ports.ts';
import { inOrder } from './lanes.ts';
import { isIn } from './points.ts';
import { verifyShelf } from './shelf.ts';
import type { Shelf, Verifying, VerifyQuestion } from './shelf.ts';
import { outcomeOfAll } from './verdict.ts';
import type { ChainVerdict, Finding, Outcome } from './verdict.ts';

/** What became of a place. */
export interface PlaceVerdict {
  readonly place: LogPlace;
  readonly chains: readonly ChainVerdict[];
  /** What is about no chain: that nothing is there, or that it could not be listed. */
  readonly findings: readonly Finding[];
}

/** Shelves that are verified at the same time; what they read is bounded besides. */
const width = 32;

/** Verifies a place. What cannot be read is told as `UNREAD`, and never taken for absent. */
export async function verifyPlace(question: VerifyQuestion, verifying: Verifying): Promise<PlaceVerdict> {
  const { place } = question;
  const chains: ChainVerdict[] = [];
  const findings: Finding[] = [];
  try {
    const shelves = shelvesOf(verifying.objects, question);
    const verdicts = inOrder(shelves, width, async shelf => verifyShelf(shelf, question, verifying));
    for await (const some of verdicts) chains.push(...some);
  } catch (error) {
    findings.push(unread(verifying.because(error)));
  }
  if (chains.length === 0 && findings.length === 0) findings.push(nothing(place));
  return { place, chains, findings };
}

/** The worst that was found. */
export function outcomeOf(verdicts: readonly PlaceVerdict[]): Outcome {
  return outcomeOfAll(findingsOf(verdicts));
}

/** All findings, those of places first. */
export function findingsOf(verdicts: readonly PlaceVerdict[]): readonly Finding[] {
  return verdicts.flatMap(({ findings, chains }) => [...findings, ...chains.flatMap(chain => chain.findings)]);
}

/** Folders that there are, and those of digests that a checkpoint names: what is gone must be missed. */
async function* shelvesOf(objects: Objects, { place, points }: VerifyQuestion): AsyncGenerator<Shelf> {
  const gone = new Map(
    points
      .filter(point => isIn(point, place))
      .map(({ account, region }) => [`${account} ${region}`, { account, region }]),
  );
  for await (const shelf of foldersOf(objects, place)) {
    const isNamed = gone.delete(`${shelf.account} ${shelf.region}`);
    yield { ...shelf, isExpected: shelf.isExpected || isNamed };
  }
  for (const shelf of gone.values()) yield { ...shelf, isExpected: true };
}

async function* foldersOf(objects: Objects, place: LogPlace): AsyncGenerator<Shelf> {
  const { bucket, accounts, regions } = place;
  const found = accounts ?? (await objects.folders(bucket, accountsFolder(place)));
  for (const account of found.filter(name => /^\d{12}$/u.test(name))) {
    if (regions !== null) {
      for (const region of regions) yield { account, region, isExpected: true };
      continue;
    }
    const below = async (kind: LogKind): Promise<readonly string[]> =>
      objects.folders(bucket, kindFolder({ ...place, account, kind }));
    const [digests, logs] = await Promise.all([below('digest'), below('log')]);
    for (const region of [...new Set([...digests, ...logs])].toSorted())
      yield { account, region, isExpected: digests.includes(region) };
  }
}

const blank = { account: null, region: null, object: null, range: null, count: 1, explained: null } as const;

function nothing({ bucket, prefix, organization, trail }: LogPlace): Finding {
  const folder = accountsFolder({ prefix, organization });
  const message = `there is no digest below s3://${bucket}/${folder}`;
  return { ...blank, word: 'NOTHING', about: 'chain', trail: trail?.name ?? null, message };
}

function unread({ message }: Problem): Finding {
  return { ...blank, word: 'UNREAD', about: 'chain', trail: null, message };
}

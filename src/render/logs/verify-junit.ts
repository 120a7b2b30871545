/** What verifying log files came to, as JUnit: for each chain a case for its digests, its files, and the times between. */
import { junitText } from '../report/junit.ts';
import type { Case, Told } from '../report/junit.ts';
import { secondsBetween } from '../words.ts';
import type { ChainVerdict, Finding } from '../../logs/verify/verdict.ts';
import type { Verification } from '../../logs/verify/verification.ts';

const cases = [
  ['digest', 'digests'],
  ['log', 'log files'],
  ['chain', 'no gap'],
] as const;

/** XML, with a newline at the end. What could not be read is an error; a gap that is explained is skipped. */
export function verifyJunit(told: Verification): string {
  const { places, unknown, startedAt, finishedAt } = told;
  const all = places.flatMap(({ place, chains, findings }) => [
    ...chains.flatMap(chain => casesOf(place.bucket, chain)),
    ...findings.map((finding): Case => ({
      suite: place.bucket,
      group: place.bucket,
      name: 'there are digests',
      position: undefined,
      told: [toldOf(finding)],
    })),
  ]);
  const open = unknown.map(({ code, message }): Case => ({
    suite: 'trailwarden',
    group: 'logs verify',
    name: code,
    position: undefined,
    told: [{ tag: 'error', type: code, message, lines: [] }],
  }));
  return junitText([...all, ...open], { seconds: secondsBetween(startedAt, finishedAt), startedAt });
}

function casesOf(bucket: string, chain: ChainVerdict): readonly Case[] {
  const { account, region, trail } = chain;
  return cases.map(([about, name]) => {
    const told = chain.findings.filter(finding => finding.about === about).map(toldOf);
    const failed = told.filter(({ tag }) => tag !== 'skipped');
    return {
      suite: `${bucket} ${account}`,
      group: [account, region, trail].filter(Boolean).join('.'),
      name: `${region}: ${name}`,
      position: undefined,
      told: failed.length > 0 ? failed : told,
    };
  });
}

function toldOf({ word, message, object, explained }: Finding): Told {
  const lines = object === null ? [] : [`s3://${object.bucket}/${object.key}`];
  if (explained !== null) return { tag: 'skipped', type: word, message: `${word}: ${message}: ${explained}`, lines };
  return { tag: word === 'UNREAD' ? 'error' : 'failure', type: word, message: `${word}: ${message}`, lines };
}

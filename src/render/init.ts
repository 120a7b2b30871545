/** What people are told once a first spec is written. */
import type { Answers } from '../core/import/first.ts';
import { paint } from './style.ts';

/** What was written, and what to type next. */
export function initText(
  answers: Answers,
  { color, file }: { readonly color: boolean; readonly file: string },
): string {
  const { trail, bucket, bucketExists, topic, topicExists, region, multiRegion } = answers;
  const parts = [
    `trail ${trail} in ${region}${multiRegion ? ', recording every region' : ''}`,
    `${bucketExists ? 'the bucket' : 'a new bucket'} ${bucket}`,
    ...(topic === null ? [] : [`${topicExists ? 'the topic' : 'a new topic'} ${topic}`]),
  ];
  return [
    `${paint(color).bold('Written')} ${file}: ${parts.join('; ')}.`,
    'Nothing stands at AWS yet. Next:',
    `  trailwarden plan ${file}     what would be done`,
    `  trailwarden apply ${file}    does it, and starts logging`,
    'For an editor that knows the settings, beside that file: trailwarden schema > spec.schema.json',
  ].join('\n');
}

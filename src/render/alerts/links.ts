/** Where messages lead to: the page, runbooks, the console of AWS. */
import type { Around, Notice } from '../../core/alerts/notice.ts';
import { runbookOf } from '../../core/alerts/runbooks.ts';
import type { CausingEvent } from '../../core/drift/attribution.ts';

/** Of partitions whose console people reach by a name that is known. */
const consoles: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

/** The event in the console of AWS; null: there is none that is known. */
export function eventLink({ eventId, region }: CausingEvent, partition: string): string | null {
  const domain = consoles[partition];
  if (domain === undefined || !/^[a-z0-9-]{1,40}$/u.test(region) || eventId === '') return null;
  const id = encodeURIComponent(eventId.slice(0, 100).toWellFormed());
  return `https://${region}.${domain}/cloudtrailv2/home?region=${region}#/events/${id}`;
}

/** The drift on the page of the daemon, or the page itself; null: nobody said where it is. */
export function pageLink({ drifts }: Pick<Notice, 'drifts'>, { pageUrl }: Around): string | null {
  if (pageUrl === null) return null;
  const [only, second] = drifts;
  return only && second === undefined ? `${pageUrl}/#${encodeURIComponent(only.fingerprint)}` : `${pageUrl}/`;
}

export function runbookLink(notice: Pick<Notice, 'happening' | 'drifts' | 'around'>): string | null {
  const name = runbookOf(notice);
  if (name === null) return null;
  const { runbookUrl } = notice.around;
  return `${runbookUrl}/${name}${isRepository(runbookUrl) ? '.md' : ''}`;
}

/** A folder of files, as GitHub and GitLab show them: there a page is called as its file is. */
const isRepository = (url: string): boolean => url.includes('/blob/');

/** What the event history still knows of a time, as evidence: marked as recovered, and never in the form of a log file. Pure. */

/** One time of one region that was asked about. */
export interface RecoverQuestion {
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
  /** Of which nothing was recorded. */
  readonly classes: readonly string[];
  /** Moments as `YYYY-MM-DDTHH:MM:SSZ`; the end, too, belongs to it. */
  readonly from: string;
  readonly until: string;
}

/** Whether the event history has events of any of these classes: it has management events only. */
export function isKept(classes: readonly string[]): boolean {
  return classes.some(one => one.startsWith('management'));
}

/** The attribute to ask by: where only reads, or only writes, were not recorded. */
export function attributeFor(classes: readonly string[]): readonly ['ReadOnly', 'true' | 'false'] | null {
  const [reads, writes] = ['management read', 'management write'].map(one => classes.includes(one));
  return reads === writes ? null : ['ReadOnly', reads ? 'true' : 'false'];
}

/**
 * One line of evidence for an event as LookupEvents lists it, with a newline. The record stands in it as AWS answered it,
 * digit by digit; where that is no JSON, as text.
 */
export function evidenceLine(listed: object, question: RecoverQuestion, askedAt: string): string {
  const { CloudTrailEvent: raw, EventId: id } = listed as Listed;
  const head = {
    recovered: true,
    from: 'event-history',
    note: 'Not from a log file: nobody can prove that it was not changed.',
    account: question.account,
    region: question.region,
    asked_at: askedAt,
    not_recorded: { from: question.from, until: question.until, classes: question.classes },
    event_id: typeof id === 'string' ? id : null,
  };
  const text = typeof raw === 'string' ? raw : '';
  const event = isObjectText(text) ? `"event":${oneLine(text)}` : `"event":null,"event_text":${JSON.stringify(text)}`;
  return `${JSON.stringify(head).slice(0, -1)},${event}}\n`;
}

interface Listed {
  readonly CloudTrailEvent?: unknown;
  readonly EventId?: unknown;
}

function isObjectText(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** JSON has line breaks between its tokens only, where a space means the same. */
const oneLine = (json: string): string => json.replaceAll(/[\r\n]+/gu, ' ').trim();

/** The name of a file of evidence: no name that a log file has. */
export function evidenceName({ account, region, from }: RecoverQuestion): string {
  return `recovered_${account}_${region}_${from.replaceAll(/[-:]/gu, '')}.ndjson`;
}

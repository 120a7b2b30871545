/** Records for people: a line each. */
import type { ReadRecord, Tally } from '../../logs/cat.ts';
import type { Form } from '../../logs/forms/form.ts';
import { nameOf } from '../../logs/record/identity.ts';
import { accountOf, timeOf } from '../../logs/record/record.ts';
import type { LogRecord } from '../../logs/record/record.ts';
import { paint } from '../style.ts';
import type { Paint } from '../style.ts';
import { columns, visible } from '../visible.ts';
import { counted, digits } from '../words.ts';

const widths = { time: 20, account: 12, region: 14, event: 36, user: 28, address: 15 } as const;

/** When, where, what, who, from where, and what went wrong. What changes something stands out. */
export function readable({ color }: { readonly color: boolean }): Form {
  const style = paint(color);
  return async function* (parts) {
    for await (const part of parts) yield part.map(read => `${lineOf(read, style)}\n`).join('');
  };
}

function lineOf({ record }: ReadRecord, style: Paint): string {
  const { awsRegion, sourceIPAddress, errorCode, errorMessage, readOnly } = record;
  const fields = [
    padded((timeOf(record) ?? '').replace('T', ' '), widths.time, style.dim),
    padded(accountOf(record), widths.account),
    padded(awsRegion, widths.region, style.dim),
    padded(eventOf(record), widths.event, readOnly === false ? style.bold : asItIs),
    padded(nameOf(record.userIdentity), widths.user, style.cyan),
    padded(sourceIPAddress, widths.address),
    style.red(visible(errorCode ?? errorMessage ?? '')),
  ];
  return fields.join('  ').trimEnd();
}

const asItIs = (text: string): string => text;

/** `s3:PutObject`; of what is no call, what it is. */
function eventOf({ eventSource, eventName, eventCategory, insightDetails }: LogRecord): string {
  const source = (eventSource ?? insightDetails?.eventSource ?? '').replace(/\.amazonaws\.com$/u, '');
  const name = `${source}:${eventName ?? insightDetails?.eventName ?? eventCategory ?? ''}`;
  return insightDetails ? `${name} insight ${insightDetails.state ?? ''}`.trimEnd() : name;
}

function padded(text: string | null | undefined, width: number, style = asItIs): string {
  const shown = visible(text ?? '');
  return style(shown) + ' '.repeat(Math.max(0, width - columns(shown)));
}

/** What was read, in a sentence. */
export function tallyLine({ files, damaged, records, given, duplicates }: Tally): string {
  const parts = [
    `${given < records ? `${digits(given)} of ${counted(records, 'record')}` : counted(given, 'record')} from ${counted(files, 'file')}`,
    ...(duplicates > 0 ? [`${counted(duplicates, 'duplicate')} left out`] : []),
    ...(damaged > 0 ? [`${counted(damaged, 'file')} not whole`] : []),
  ];
  return `${parts.join(', ')}.`;
}

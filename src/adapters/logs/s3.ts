/** Delivered files in buckets. Tens of thousands of objects are read: see signature.ts for what an SDK client would take. */
import { failedWith, unreadBecause } from '../../core/failure.ts';
import type { ListQuestion, ObjectRead, Objects, StoredObject } from '../../logs/ports.ts';
import { asker } from './ask.ts';
import type { S3Options } from './ask.ts';
import type { Answer } from './get.ts';
import { pageIn } from './page.ts';
import type { Page } from './page.ts';

export interface ConnectedObjects extends Objects {
  /** Ends its connections; whoever waits fails. */
  close(): void;
}

/** Buckets of S3. Nothing is loaded or asked before the first question. */
export function s3Objects(options: S3Options): ConnectedObjects {
  const asking = asker(options);
  const page = async (bucket: string, query: Readonly<Record<string, string>>): Promise<Page> => {
    const all = { 'list-type': '2', 'encoding-type': 'url', ...query };
    return asking.ask({ call: 's3:ListObjectsV2', bucket, key: null, query: all }, ({ bytes }) =>
      pageIn(bytes.toString('utf8')),
    );
  };
  return {
    list: question => pagesOf(question, page),
    async folders(bucket, prefix) {
      const names: string[] = [];
      let token: string | null = null;
      do {
        const more: Readonly<Record<string, string>> = token === null ? {} : { 'continuation-token': token };
        const found: Page = await page(bucket, { prefix, delimiter: '/', ...more });
        names.push(...found.prefixes.map(name => name.slice(prefix.length, -1)));
        token = found.next;
      } while (token !== null);
      return names;
    },
    async read(bucket, key): Promise<ObjectRead> {
      try {
        const body = await asking.ask({ call: 's3:GetObject', bucket, key, query: {} }, ({ bytes, headers }) => ({
          bytes,
          metadata: metadataIn(headers),
        }));
        return { is: 'present', body };
      } catch (error) {
        if (failedWith(error, 'NoSuchKey')) return { is: 'absent' };
        return { is: 'unread', problem: unreadBecause(error) };
      }
    },
    close: () => asking.close(),
  };
}

async function* pagesOf(
  { bucket, prefix, after }: ListQuestion,
  page: (bucket: string, query: Readonly<Record<string, string>>) => Promise<Page>,
): AsyncGenerator<StoredObject> {
  let where: Readonly<Record<string, string>> | null = after === undefined ? {} : { 'start-after': after };
  while (where !== null) {
    const found: Page = await page(bucket, { prefix, ...where });
    yield* found.objects;
    where = found.next === null ? null : { 'continuation-token': found.next };
  }
}

const meta = 'x-amz-meta-';

function metadataIn(headers: Answer['headers']): Readonly<Record<string, string>> {
  const own = Object.entries(headers).filter(([name]) => name.startsWith(meta));
  return Object.fromEntries(own.map(([name, value]) => [name.slice(meta.length), String(value)]));
}

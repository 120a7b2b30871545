/** The pages of the documentation with the AWS CLI itself: what `npm test` runs them with does not lie. */
import { describe, expect, inject, it } from 'vitest';

import { piecesOf } from '../docs/markdown.ts';
import { walked } from '../docs/pages.ts';
import { read } from '../docs/reader.ts';

/** Runbooks whose commands no other page has. */
const special = /(?:kms-key|cloudwatch-logs|bucket-settings|notifications|owner-tag|topic-policy)\.md$/u;

const withAws = walked.filter(
  ([path, page]) => /^(?:AWS_\S+ )?aws /mu.test(page) && (!path.startsWith('docs/runbooks/') || special.test(path)),
);

describe('the commands of the documentation, with the AWS CLI', () => {
  it('there are some', () => {
    expect(withAws.length).toBeGreaterThan(15);
  });

  it.concurrent.each(withAws)('%s', { timeout: 600_000 }, async (_, page) => {
    expect(await read(piecesOf(page), inject('awscli'))).toEqual([]);
  });
});
